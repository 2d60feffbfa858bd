/**
 * The rows of the ladder, from one frame: every tick around a centre, or the levels that exist. Pure. Highest price
 * first; a row that is neither bid nor ask is empty, never left out.
 */
import type { DepthRow, Frame } from '../../worker/protocol';
import type { ProfileTrail } from '../state/profile-trail';

export interface LadderRow {
  readonly units: number;
  readonly side: 'bid' | 'ask' | null;
  readonly lots: number;
  readonly orderCount: number;
  readonly isTouch: boolean;
}

const empty = (units: number): LadderRow => ({ units, side: null, lots: 0, orderCount: 0, isTouch: false });

const rowOf = (level: DepthRow, side: 'bid' | 'ask', isTouch: boolean): LadderRow => ({
  units: Number(level.priceUnits),
  side,
  lots: Number(level.totalLots),
  orderCount: level.orderCount,
  isTouch,
});

/** Middle of the touch on the grid; null while the book is empty. */
export function middleUnits(frame: Frame, unitsPerTick: number): number | null {
  const bid = frame.bids[0];
  const ask = frame.asks[0];
  if (bid === undefined && ask === undefined) return null;
  const low = Number((bid ?? ask)?.priceUnits ?? 0n);
  const high = Number((ask ?? bid)?.priceUnits ?? 0n);
  return Math.round((low + high) / 2 / unitsPerTick) * unitsPerTick;
}

/** One row a tick. A tape's book may be crossed: then a price shows its ask. */
export function tickRows(
  frame: Frame,
  centreUnits: number,
  count: number,
  unitsPerTick: number,
): LadderRow[] {
  const rows = new Map<number, LadderRow>();
  frame.bids.forEach((level, index) => rows.set(Number(level.priceUnits), rowOf(level, 'bid', index === 0)));
  frame.asks.forEach((level, index) => rows.set(Number(level.priceUnits), rowOf(level, 'ask', index === 0)));
  const top = centreUnits + Math.floor(count / 2) * unitsPerTick;
  return Array.from({ length: count }, (_, index) => {
    const units = top - index * unitsPerTick;
    return rows.get(units) ?? empty(units);
  });
}

/** Where somebody’s own order rests: in a tape’s book there need be no level at its price. */
export interface OwnPrice {
  readonly units: number;
  readonly side: 'buy' | 'sell';
}

/** Own prices that are no level, on the half of the ladder where they belong: by price, inside the spread by side. */
function halves(frame: Frame, own: readonly OwnPrice[]): { asks: LadderRow[]; bids: LadderRow[] } {
  const asks = frame.asks.map((level, index) => rowOf(level, 'ask', index === 0));
  const bids = frame.bids.map((level, index) => rowOf(level, 'bid', index === 0));
  const known = new Set([...asks, ...bids].map(({ units }) => units));
  const [bid = -Infinity, ask = Infinity] = [bids[0]?.units, asks[0]?.units];
  for (const { units, side } of own) {
    if (known.has(units)) continue;
    known.add(units);
    const isAbove = units > ask || (units > bid && side === 'sell');
    (isAbove ? asks : bids).push(empty(units));
  }
  asks.sort((first, second) => first.units - second.units);
  bids.sort((first, second) => second.units - first.units);
  return { asks, bids };
}

/** The nearest rows that there is room for; own orders farther out take the place of the last levels, of at most half. */
function nearest(rows: readonly LadderRow[], room: number, held: ReadonlySet<number>): LadderRow[] {
  const isOwn = ({ units }: LadderRow): boolean => held.has(units);
  const far = rows
    .slice(room)
    .filter(isOwn)
    .slice(0, Math.floor(room / 2));
  let others = rows.slice(0, room).filter((row) => !isOwn(row)).length - far.length;
  const near = rows.slice(0, room).filter((row) => isOwn(row) || others-- > 0);
  return [...near, ...far].slice(0, room);
}

/** One row a level, asks above bids, the touch in the middle. `units` of padding rows is NaN. */
export function levelRows(frame: Frame, count: number, own: readonly OwnPrice[] = []): LadderRow[] {
  const half = Math.floor(count / 2);
  const all = halves(frame, own);
  const held = new Set(own.map(({ units }) => units));
  const asks = nearest(all.asks, half, held);
  const bids = nearest(all.bids, count - half, held);
  const above = Array.from({ length: half - asks.length }, () => empty(NaN));
  const below = Array.from({ length: count - half - bids.length }, () => empty(NaN));
  return [...above, ...asks.reverse(), ...bids, ...below];
}

/** Most books are dense near the touch; a sparse one is easier to read by its levels. */
export function isSparse(frame: Frame, unitsPerTick: number): boolean {
  const depth = Math.min(8, frame.bids.length, frame.asks.length);
  const bid = frame.bids[depth - 1];
  const ask = frame.asks[depth - 1];
  if (bid === undefined || ask === undefined) return false;
  return Number(ask.priceUnits - bid.priceUnits) / unitsPerTick > depth * 2 * 2.4;
}

export interface RowVolume {
  readonly lots: number;
  /** length of the bar, and of its bought part, in per cent of the busiest price of the run */
  readonly part: number;
  readonly boughtPart: number;
}

/** What was traded at the prices of some rows; null where nothing was. */
export function tradedAt(rows: readonly LadderRow[], profile: ProfileTrail): (RowVolume | null)[] {
  const { most } = profile;
  return rows.map(({ units }) => {
    const traded = profile.at(units);
    if (traded === null || most === 0) return null;
    const lots = traded.bought + traded.sold + traded.other;
    return {
      lots,
      part: Math.round((lots / most) * 100),
      boughtPart: Math.round((traded.bought / most) * 100),
    };
  });
}
