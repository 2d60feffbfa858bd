/**
 * Shocks that a person sends into a running market, as commands of the human log. Pure: what comes out depends on what was
 * asked for and when, never on the book, so the same log means the same on any seed. Invariant: everything of one shock has
 * an id of its block, so its parts to come are told from what somebody did later.
 */
import { CommandKind, Rank } from '../layout/layout.gen';
import type { CommandInput, CommandJson } from './command';
import type { Manifest } from './manifest';
import { readShock } from './shock-commands';
import { newsReports, sessionReports, withReports } from './report-kinds';

/** Ids of shocks begin here, a block for each: far from what people, tapes and agents use. */
const firstShockId = 9_100_000_000_000_000_000n;
const idsEach = 1000n;
const lastShockId = firstShockId + 1_000_000n * idsEach;

export type Shock =
  | { readonly kind: 'fatFinger'; readonly side: 'buy' | 'sell'; readonly lots: number }
  | {
      readonly kind: 'burst';
      readonly side: 'buy' | 'sell';
      readonly lots: number;
      readonly count: number;
      readonly seconds: number;
    }
  /** everybody who rests steps back at once */
  | { readonly kind: 'pull' }
  | { readonly kind: 'drought'; readonly seconds: number }
  /** `seconds` 0: until something else changes it */
  | ({ readonly kind: 'rates'; readonly seconds: number } & Rates)
  | { readonly kind: 'news'; readonly text: string; readonly effect: NewsEffect };
export type ShockKind = Shock['kind'];
export type NewsEffect = 'none' | 'up' | 'down';

/** Factors of what the agents do, and how much they lean to buying. */
export interface Rates {
  readonly limits: number;
  readonly markets: number;
  readonly cancels: number;
  readonly lean: number;
}

export const shockLimits = { count: 200, seconds: 3600, rate: 20, cancelRate: 100 } as const;

export const asPlanned: Rates = { limits: 1, markets: 1, cancels: 1, lean: 0 };
const gone: Rates = { limits: 0, markets: 0, cancels: 1000, lean: 0 };
const dry: Rates = { limits: 0.25, markets: 1, cancels: 2.5, lean: 0 };
const startled: Rates = { limits: 0.4, markets: 1, cancels: 6, lean: 0 };
const pullSeconds = 0.25;
const newsSeconds = 60;

interface Step {
  readonly atSeconds: number;
  readonly fields: CommandJson;
}

const change = (atSeconds: number, rates: Rates): Step => ({
  atSeconds,
  fields: { op: 'agentChange', ...rates },
});
const order = (atSeconds: number, side: string, lots: number): Step => ({
  atSeconds,
  fields: { op: 'new', side, type: 'market', lots, source: 'intervention' },
});

function newsSteps({ text, effect }: Extract<Shock, { kind: 'news' }>): Step[] {
  const told: Step = { atSeconds: 0, fields: { op: 'news', text } };
  if (effect === 'none') return [told];
  const lean = effect === 'up' ? 0.3 : -0.3;
  return [
    told,
    change(0, startled),
    change(3, { limits: 1, markets: 2.5, cancels: 1.5, lean }),
    change(newsSeconds, asPlanned),
  ];
}

function stepsOf(shock: Shock): Step[] {
  switch (shock.kind) {
    case 'fatFinger':
      return [order(0, shock.side, shock.lots)];
    case 'burst': {
      const { side, lots, count, seconds } = shock;
      const apart = count > 1 ? seconds / (count - 1) : 0;
      return Array.from({ length: count }, (_, place) => order(place * apart, side, lots));
    }
    case 'pull':
      return [change(0, gone), change(pullSeconds, asPlanned)];
    case 'drought':
      return [change(0, dry), change(shock.seconds, asPlanned)];
    case 'rates': {
      const { limits, markets, cancels, lean, seconds } = shock;
      const begun = change(0, { limits, markets, cancels, lean });
      return seconds === 0 ? [begun] : [begun, change(seconds, asPlanned)];
    }
    case 'news':
      return newsSteps(shock);
  }
}

/**
 * As the log writes them, but for the time: `afterNs` from the moment at which they are sent. `humanLog`: what people did so
 * far.
 */
export function shockCommands(
  shock: Shock,
  instrument: number,
  humanLog: readonly CommandInput[],
): CommandJson[] {
  const block = nextBlock(humanLog);
  return stepsOf(shock).map(({ atSeconds, fields }, place) => ({
    ...fields,
    afterNs: (BigInt(Math.round(atSeconds * 1000)) * 1_000_000n).toString(),
    instrument,
    id: (firstShockId + block * idsEach + BigInt(place)).toString(),
  }));
}

const planned = readShock('agentChange', new Map(), { tsNs: 0n, instrument: 0, orderId: 0n });
const byTime = (a: CommandInput, b: CommandInput): number => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0);
const isChange = ({ kind }: CommandInput): boolean => kind === CommandKind.agentChange;
const isEnd = ({ priceUnits, lots }: CommandInput): boolean =>
  priceUnits === planned.priceUnits && lots === planned.lots;

/** The changes that hold at a moment, of `changes` by time: the last of all agents, then later ones of single agents. */
function holdingAt(changes: readonly CommandInput[], tsNs: bigint): CommandInput[] {
  let holding: CommandInput[] = [];
  for (const change of changes) {
    if (change.tsNs > tsNs) break;
    const others = change.account === 0 ? [] : holding.filter(({ account }) => account !== change.account);
    holding = [...others, change];
  }
  return holding;
}

/**
 * A shock's commands where others change rates too: until its end the newest shock holds, and then what holds without it. One
 * without an end holds until anything changes rates. `standing`: commands of the plan and of the log so far.
 */
export function besideOthers(
  commands: readonly CommandInput[],
  standing: readonly CommandInput[],
): CommandInput[] {
  const own = commands.filter(isChange);
  const last = own.at(-1);
  if (last === undefined || own.length === 1 || !isEnd(last)) return [...commands];
  const others = standing
    .filter((command) => isChange(command) && command.instrument === last.instrument)
    .sort(byTime);
  const again = others
    .filter(({ tsNs }) => tsNs < last.tsNs)
    .flatMap(({ tsNs }) =>
      holdingAt(own, tsNs)
        .filter((held) => held.tsNs < tsNs)
        .map((held) => ({ ...held, tsNs })),
    );
  const after = holdingAt(others, last.tsNs).map((held) => ({ ...held, tsNs: last.tsNs, rank: last.rank }));
  const kept = after[0]?.account === 0 ? commands.filter((command) => command !== last) : [...commands];
  const more = [...again, ...after].map((command, place) => ({
    ...command,
    orderId: last.orderId + 1n + BigInt(place),
  }));
  return [...kept, ...more].sort(byTime);
}

/** Whether agents trade in the instrument: only they can act at other rates. */
export const hasAgents = ({ agents }: Manifest, instrument: number): boolean =>
  agents.some((agent) => agent.instrument === instrument);

/** A market of its own takes shocks; somebody’s tape went as it went. */
export const takesShocks = ({ tape }: Manifest): boolean => tape === null;

/** The same run, which also reports what these commands bring: another run only where it did not yet. */
export function withShockReports(manifest: Manifest, ops: readonly string[]): Manifest {
  const more = [
    ...(ops.includes('news') ? newsReports : []),
    ...(ops.includes('session') ? sessionReports : []),
  ];
  const reports = withReports(manifest.reports, more);
  return reports.length === manifest.reports.length ? manifest : { ...manifest, reports };
}

/** Which shock a command of a log is a part of; null: none. */
export const shockBlockOf = ({ orderId, rank }: CommandInput): bigint | null =>
  rank === Rank.intervention && orderId >= firstShockId && orderId < lastShockId
    ? (orderId - firstShockId) / idsEach
    : null;

function nextBlock(humanLog: readonly CommandInput[]): bigint {
  return humanLog.reduce((next, command) => {
    const block = shockBlockOf(command);
    return block !== null && block >= next ? block + 1n : next;
  }, 0n);
}

/** What of a log stands at a moment: everything up to it, and the rest of shocks that have begun. */
export function standingAt(humanLog: readonly CommandInput[], nowNs: bigint): CommandInput[] {
  const begun = new Set(humanLog.filter(({ tsNs }) => tsNs <= nowNs).map(shockBlockOf));
  begun.delete(null);
  return humanLog.filter((command) => command.tsNs <= nowNs || begun.has(shockBlockOf(command)));
}
