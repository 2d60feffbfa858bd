/**
 * What the panel of the session says, as texts: clocks, what comes next, what a state takes, which rule found the price.
 * Pure; knows frames and rulebooks, no page.
 */
import type { PriorityName, SessionStateName, UncrossRuleName } from '../../layout/layout.gen';
import { typeRules } from '../../layout/order-rules';
import { localText } from '../../scenario/calendar/clock';
import type { AuctionFrame, NextChange } from '../../worker/venue-protocol';
import { durationText } from '../app/format';
import { sessionWords } from '../state/session-words';

const RULES: Readonly<Record<UncrossRuleName, string>> = {
  none: 'nothing crosses',
  maxVolume: 'only here most lots trade',
  minSurplus: 'of the prices with most lots, here fewest are left over',
  surplusSide: 'of those left over on one side alone, bids push it to the highest and asks to the lowest',
  unexecuted: 'orders at this price stay partly open',
  nearestSettlement: 'it is the nearest to the settlement price',
  nearestReference: 'it is the nearest to the last price',
  nearestMid: 'it is the nearest to the middle of the last quote',
  reference: 'it is the last price, moved into the range that is left',
  middle: 'it is the middle of the range that is left',
  lowest: 'it is the lowest that is left',
};

export const ruleWords = (rule: string): string => RULES[rule as UncrossRuleName] ?? rule;

export const priorityWords = (priority: PriorityName): string =>
  priority === 'time' ? 'price, time' : 'price, display, time';

/** `09:30:00` of the zone's clock, with milliseconds where there are some; null where the zone is not known then. */
const clockIn = (ns: bigint, zone: string): string | null =>
  localText(ns, zone)
    ?.slice(11, 23)
    .replace(/\.000$/, '') ?? null;

const wholeSecond = (ns: bigint): bigint => ns - (ns % 1_000_000_000n);

/** `09:30:00 Berlin · 07:30:00 UTC` */
function bothClocks(ns: bigint, zone: string): string {
  const utc = `${clockIn(ns, 'UTC') ?? '–'} UTC`;
  const local = zone === 'UTC' ? null : clockIn(ns, zone);
  const place = zone.split('/').at(-1)!.replaceAll('_', ' ');
  return local === null ? utc : `${local} ${place} · ${utc}`;
}

/** To the second: what is finer runs in the transport. */
export const bothSeconds = (ns: bigint, zone: string): string => bothClocks(wholeSecond(ns), zone);

export interface NextWords {
  readonly title: string;
  /** when, on both clocks */
  readonly at: string;
  readonly left: string;
}

export function nextWords({ state, tsNs, withinNs }: NextChange, nowNs: bigint, zone: string): NextWords {
  const { title } = sessionWords(state);
  const at = bothClocks(tsNs, zone);
  const lastNs = tsNs + withinNs;
  if (tsNs <= nowNs)
    return { title, at, left: `any moment, at the latest in ${durationText(lastNs - nowNs)}` };
  const chance = withinNs === 0n ? '' : `, then at random within ${durationText(withinNs)}`;
  return { title, at, left: `in ${durationText(tsNs - nowNs)}${chance}` };
}

export interface Taken {
  readonly types: readonly string[];
  readonly tifs: readonly string[];
}

/** Types of order that a state takes, those with the same times in force together. */
export function takenIn(state: SessionStateName): Taken[] {
  const byTifs = new Map<string, { types: string[]; tifs: readonly string[] }>();
  for (const { words, tifs } of typeRules) {
    const own = tifs[state] ?? [];
    if (own.length === 0) continue;
    const row = byTifs.get(own.join()) ?? { types: [], tifs: own };
    row.types.push(words);
    byTifs.set(own.join(), row);
  }
  return [...byTifs.values()];
}

/** The side that would be left over, with its mark. */
export function surplusSide({ surplus }: AuctionFrame): string {
  if (surplus === 0n) return 'balanced';
  return surplus > 0n ? '▲ buy side' : '▼ sell side';
}
