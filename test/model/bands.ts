/**
 * Price bands in the plainest way: every fill is kept for ever, the mean is taken anew each time, the bands are fractions that
 * are rounded once. Written from the formats document and the Plan to Address Extraordinary Market Volatility (sections
 * V and VI); never imports src.
 */
import { sessionStates as states } from './codes';
import type { ModelBook } from './book';
import type { ModelBandRow, ModelCallRules } from './types';

export interface Published {
  reference: bigint;
  sinceNs: bigint;
  low: bigint;
  high: bigint;
}

export interface ModelBands {
  /** Of the hour: 0 switches the bands off. */
  factor: bigint;
  fills: { ns: bigint; price: bigint }[];
  published: Published | null;
}

export const newBands = (): ModelBands => ({ factor: 1n, fills: [], published: null });

export const hasBands = (rules: ModelCallRules | undefined, { factor }: ModelBands): boolean =>
  (rules?.bands?.length ?? 0) > 0 && factor > 0n;

export function forget(bands: ModelBands): void {
  bands.fills = [];
  bands.published = null;
}

const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** A fraction (`over` / 10,000) to the nearest multiple of the step; a half goes up. */
function nearest(over: bigint, step: bigint): bigint {
  const whole = 10_000n * step;
  const up = 2n * over + whole;
  return ((up - (((up % (2n * whole)) + 2n * whole) % (2n * whole))) / (2n * whole)) * step;
}

const rowOf = (rows: readonly ModelBandRow[], reference: bigint): ModelBandRow =>
  rows.findLast((row, index) => index === 0 || row.fromUnits <= reference)!;

/** Both bands around a reference. */
export function around(
  rules: ModelCallRules,
  reference: bigint,
  factor: bigint,
  step: bigint,
): { low: bigint; high: bigint } {
  const row = rowOf(rules.bands ?? [], reference);
  const times = row.doubles ? factor : 1n;
  const share = reference * BigInt(row.points) * times;
  const away = row.mostUnits === 0n ? share : lesser(share, row.mostUnits * times * 10_000n);
  const middle = reference * 10_000n;
  const low = away > middle ? 0n : middle - away;
  return { low: nearest(low, step), high: nearest(middle + away, step) };
}

function meanOf(rules: ModelCallRules, bands: ModelBands, ns: bigint): bigint | null {
  const young = bands.fills.filter((fill) => fill.ns > ns - (rules.meanNs ?? 0n));
  if (young.length === 0) return null;
  return young.reduce((sum, { price }) => sum + price, 0n) / BigInt(young.length);
}

/** The mean that is to be published now, or null. */
export function dueReference(rules: ModelCallRules, bands: ModelBands, ns: bigint): bigint | null {
  const mean = meanOf(rules, bands, ns);
  const { published } = bands;
  if (mean === null || published === null) return mean;
  const moved = mean > published.reference ? mean - published.reference : published.reference - mean;
  const isFar = moved > 0n && moved * 10_000n >= published.reference * BigInt(rules.republishPoints ?? 0);
  return isFar && ns >= published.sinceNs + (rules.holdNs ?? 0n) ? mean : null;
}

/** The state that the touch means. */
export function stateOf(book: ModelBook, { low, high }: Published): number {
  const [bid, ask] = [book.best(0)?.price, book.best(1)?.price];
  if (bid === high || ask === low) return states.limitState;
  const isAstray = (bid !== undefined && bid < low) || (ask !== undefined && ask > high);
  return isAstray ? states.straddle : states.continuous;
}
