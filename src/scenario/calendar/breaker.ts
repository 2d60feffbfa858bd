/**
 * Market-wide circuit breakers, worked out from an index series before the run: a fall by a level halts every instrument, each
 * level once a day and only before a clock time; the last level ends the day at any time. Knows no engine. The decline is from the close
 * before; in whole numbers, so a level is reached exactly when it is.
 */
import { TapedeckError } from '../../layout/errors';
import type { Rulebook } from '../rulebook';
import * as shape from '../shape';
import { dateText, lengthNs, localOf, timeOfDayNs } from './clock';

export interface IndexPoint {
  readonly ts: string;
  readonly value: string;
}

/** Values in any unit, the same for all. */
export interface MarketIndex {
  readonly close: string;
  readonly points: readonly IndexPoint[];
}

export interface Halt {
  readonly fromNs: bigint;
  /** null: for the day */
  readonly untilNs: bigint | null;
  readonly basisPoints: number;
}

const maxI64 = 2n ** 63n - 1n;
const pointsMost = 100_000;

export function readMarketIndex(json: unknown, path: string): MarketIndex {
  const fields = shape.readFields(json, path, ['close', 'points']);
  let last = -1n;
  const points = shape
    .readArray(shape.requireField(fields, path, 'points'), `${path}.points`, pointsMost)
    .map((entry, index) => {
      const at = `${path}.points[${index}]`;
      const own = shape.readFields(entry, at, ['ts', 'value']);
      const ts = shape.readBigint(shape.requireField(own, at, 'ts'), `${at}.ts`, 0n, maxI64);
      if (ts < last) throw shape.outOfRange(`${at}.ts`, 'is earlier than the point before.');
      last = ts;
      const value = shape.readBigint(shape.requireField(own, at, 'value'), `${at}.value`, 0n, 2n ** 48n);
      return { ts: ts.toString(), value: value.toString() };
    });
  const close = shape.readBigint(shape.requireField(fields, path, 'close'), `${path}.close`, 1n, 2n ** 48n);
  return { close: close.toString(), points };
}

/** Which level a fall reaches, the highest of those that are still to come that day; undefined: none. */
function levelOf(levels: readonly number[], fall: bigint, close: bigint): number | undefined {
  const reached = levels.filter((basisPoints) => fall >= BigInt(basisPoints) * close);
  return reached.length === 0 ? undefined : Math.max(...reached);
}

/**
 * The halts of a series. Points at which the schedule means no trading of the main session (`isOpenAt`) count for nothing,
 * points within a halt for nothing but the end of the day, which cuts that halt short.
 */
export function haltsOf(book: Rulebook, index: MarketIndex, isOpenAt: (ns: bigint) => boolean): Halt[] {
  const { breaker, zone, halfDays } = book;
  if (breaker === undefined) return [];
  const close = BigInt(index.close);
  const { levelBasisPoints: levels, closingBasisPoints: closing } = breaker;
  const halts: Halt[] = [];
  const used = new Set<string>();
  let quietUntilNs = -1n;
  let closedDay = '';
  for (const { ts, value } of index.points) {
    const fromNs = BigInt(ts);
    const fall = (close - BigInt(value)) * 10_000n;
    if (levelOf([...levels, closing], fall, close) === undefined) continue;
    const local = localOf(fromNs, zone);
    if (local === undefined)
      throw new TapedeckError('E-SCENARIO-05', `${zone} is not known at ${ts}.`, { ts });
    const day = dateText(local.date);
    if (day === closedDay || !isOpenAt(fromNs)) continue;
    if (levelOf([closing], fall, close) !== undefined) {
      const last = halts.at(-1);
      if (last !== undefined && fromNs <= quietUntilNs)
        halts[halts.length - 1] = { ...last, untilNs: fromNs };
      halts.push({ fromNs, untilNs: null, basisPoints: closing });
      closedDay = day;
      continue;
    }
    const before = halfDays.includes(day) ? (breaker.halfBefore ?? breaker.before) : breaker.before;
    if (fromNs < quietUntilNs || local.nsOfDay >= timeOfDayNs(before)!) continue;
    const unused = levels.filter((basisPoints) => !used.has(`${day} ${basisPoints}`));
    const level = levelOf(unused, fall, close);
    if (level === undefined) continue;
    for (const lower of levels) if (lower <= level) used.add(`${day} ${lower}`);
    quietUntilNs = fromNs + lengthNs(breaker.halt)!;
    halts.push({ fromNs, untilNs: quietUntilNs, basisPoints: level });
  }
  return halts;
}
