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
/** A price of an instrument as the page writes it. */
export type PriceText = (instrument: number, units: string) => string;

/** `stopLimit` as “stop limit”. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** What bounds an order or what it waits for; null: nothing does. */
function priceOf(command: CommandInput): string | null {
  const { trigger, price } = commandToJson(command);
  const units = trigger ?? price;
  const isPriced = command.kind === CommandKind.new || command.kind === CommandKind.replace;
  return !isPriced || units === undefined ? null : String(units);
}

function wordsOf(command: CommandInput, count: number): string {
  const {
    op,
    side,
    type = 'limit',
    lots,
    tif,
    display,
    peg,
    hidden,
    ...rest
  } = commandToJson(command, 'full');
  if (op === 'agentChange') return ratesWords(rest as unknown as Rates);
  if (op === 'session') return sessionWords(command.lots).title.toLowerCase();
  if (op !== 'new') {
    const size =
      lots === undefined ? '' : `${op === 'reduce' ? ' by' : ' to'} ${formatCount(Number(lots))} lots`;
    return `${op} of order ${command.orderId}${size}`;
  }
  const shown = display === undefined || display === 0 ? '' : `, showing ${formatCount(Number(display))}`;
  const follows = peg === undefined ? '' : ` (${String(peg)})`;
  const unseen = hidden === true ? ', hidden' : '';
  const until = tif === 'GTC' ? '' : ` ${String(tif)}`;
  const what = `${side === 'buy' ? '▲ buy' : '▼ sell'} ${formatCount(Number(lots))} lots${shown}, ${spaced(String(type))} order${follows}${until}${unseen}`;
  return count > 1 ? `${count} orders, each ${what}` : what;
}

interface Group {
  readonly first: CommandInput;
  readonly prices: string[];
  count: number;
}

/** From the first to the last: a row of stops has a trigger each. */
function pricesWords({ first, prices }: Group, priceText: PriceText): string {
  const [from, to] = [prices[0], prices.at(-1)];
  if (from === undefined || to === undefined) return '';
  const text = (units: string): string => priceText(first.instrument, units);
  return from === to ? ` at ${text(from)}` : ` at ${text(from)} to ${text(to)}`;
}

/** Of one moment and one kind together: a row of stops is one line. */
function together(commands: readonly CommandInput[], priceText: PriceText): MarketEvent[] {
  const groups = new Map<string, Group>();
  for (const command of commands) {
    const { tsNs, instrument, side, kind } = command;
    const key = `${tsNs}:${instrument}:${side}:${kind}:${wordsOf(command, 1)}`;
    const group = groups.get(key) ?? { first: command, prices: [], count: 0 };
    const price = priceOf(command);
    if (price !== null) group.prices.push(price);
    group.count += 1;
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({
    tsNs: group.first.tsNs,
    tone: 'bad',
    title: 'Intervention',
    words: `${wordsOf(group.first, group.count)}${pricesWords(group, priceText)}`,
  }));
}

/** In order of time. */
export function interventionEvents(
  commands: readonly CommandInput[],
  humanLog: readonly CommandInput[],
  priceText: PriceText,
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
  const all = [...together(commands.filter(isTold), priceText), ...shocks];
  return all.sort((a, b) => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0));
}
