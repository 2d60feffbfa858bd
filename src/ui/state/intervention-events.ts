/**
 * Interventions as events of the market: those of the manifest one by one, shocks sent by hand as one line each. Pure.
 * Headlines and changes of the session are left out: their reports tell of them.
 */
import { sessionWords } from './session-words';
import { ratesWords } from './shock-words';
import { commandToJson, type CommandInput } from '../../scenario';
import { shockBlockOf, type Rates } from '../../scenario/shocks';
import { CommandKind, Rank } from '../../layout/layout.gen';
import { formatCount } from '../app/format';
import type { MarketEvent } from './market-events';

const byHand = 'sent by hand';

function wordsOf(command: CommandInput, count: number): string {
  const { op, side, type = 'limit', lots, ...rest } = commandToJson(command, 'full');
  if (op === 'agentChange') return ratesWords(rest as unknown as Rates);
  if (op === 'session') return sessionWords(command.lots).title.toLowerCase();
  if (op !== 'new') return `${op} of order ${command.orderId}`;
  const what = `${side === 'buy' ? '▲ buy' : '▼ sell'} ${formatCount(Number(lots))} lots, ${type} order`;
  return count > 1 ? `${count} orders, each ${what}` : what;
}

/** Of one moment and one kind together: a row of stops is one line. */
function together(commands: readonly CommandInput[]): MarketEvent[] {
  const groups = new Map<string, { readonly first: CommandInput; count: number }>();
  for (const command of commands) {
    const { tsNs, instrument, side, kind } = command;
    const key = `${tsNs}:${instrument}:${side}:${kind}:${wordsOf(command, 1)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: command, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()].map(({ first, count }) => ({
    tsNs: first.tsNs,
    tone: 'bad',
    title: 'Intervention',
    words: `${wordsOf(first, count)}, as the manifest says`,
  }));
}

/** In order of time. */
export function interventionEvents(
  commands: readonly CommandInput[],
  humanLog: readonly CommandInput[],
): MarketEvent[] {
  const isTold = ({ kind, rank }: CommandInput): boolean =>
    rank === Rank.intervention && kind !== CommandKind.news;
  const orders = new Map<bigint, number>();
  const sent = humanLog.filter((command) => isTold(command) && command.kind !== CommandKind.session);
  const shocks = sent.flatMap((command): MarketEvent[] => {
    const block = shockBlockOf(command);
    const isOrder = command.kind === CommandKind.new && block !== null;
    if (isOrder && orders.has(block)) return [];
    const count = isOrder
      ? sent.filter((other) => other.kind === CommandKind.new && shockBlockOf(other) === block).length
      : 1;
    if (isOrder) orders.set(block, count);
    const words = `${wordsOf(command, count)}, ${byHand}`;
    return [{ tsNs: command.tsNs, tone: 'bad', title: 'Shock', words, flag: '!' }];
  });
  const all = [...together(commands.filter(isTold)), ...shocks];
  return all.sort((a, b) => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0));
}
