/**
 * Rules of a venue: who of one price gets how much, and which orders it refuses. Plain sums in BigInt or whole numbers.
 * Written from the formats document; never imports src.
 */
import { rejectCodes } from './codes';
import type { ModelLevel, ModelOrder } from './book';
import type { ModelInstrument, ModelVenue } from './types';

/** One step of an allocation: the maker that trades next and the most lots it may trade. */
export interface Turn {
  maker: ModelOrder;
  most: number;
}

/** The shares by size of an aggressor of so many lots; empty when it takes all there is. */
export function sharesOf(level: ModelLevel, lots: number, venue: ModelVenue): Turn[] {
  const total = level.orders.reduce((sum, order) => sum + order.shown, 0);
  if (lots >= total) return [];
  return level.orders
    .map((maker) => ({
      maker,
      most: Number((BigInt(maker.shown) * BigInt(lots)) / BigInt(total)),
    }))
    .filter(({ most }) => most > 0 && most >= (venue.minShareLots ?? 0));
}

export function isOnStep(venue: ModelVenue, price: bigint): boolean {
  const rows = (venue.priceSteps ?? []).filter((row) => price >= BigInt(row.fromUnits));
  const last = rows.at(-1);
  return !last || price % BigInt(last.units) === 0n;
}

/** The first price of the table that is not better than this one for the order's owner: tick by tick, down for a buy. */
export function stepped(rules: ModelInstrument, side: number, price: bigint): bigint {
  const unit = BigInt(rules.unitsPerTick);
  const isGood = (at: bigint): boolean =>
    at % unit === 0n && (!rules.venueRules || isOnStep(rules.venueRules, at));
  let at = price;
  while (!isGood(at)) at += side === 0 ? -1n : 1n;
  return at;
}

/** The same, within the range. */
export function made(rules: ModelInstrument, side: number, price: bigint): bigint {
  const unit = BigInt(rules.unitsPerTick);
  const [low, high] = [BigInt(rules.minTick) * unit, BigInt(rules.maxTick) * unit];
  const at = stepped(rules, side, price < low ? low : price > high ? high : price);
  if (at < low) return stepped(rules, 1, low);
  return at > high ? stepped(rules, 0, high) : at;
}

const sizeOf = (value: bigint): bigint => (value < 0n ? -value : value);

/** Why the venue refuses the order, 0 where it does not. `price` null: it has none. */
export function venueRefusal(
  rules: ModelInstrument,
  lastPrice: bigint | null,
  otherBest: bigint | null,
  side: number,
  price: bigint | null,
  lots: number,
): number {
  const venue = rules.venueRules;
  if (!venue) return 0;
  if (lots % (venue.lotStep ?? 1) !== 0) return rejectCodes.offLotStep;
  if (lots < (venue.minLots ?? 0)) return rejectCodes.belowMinLots;
  const reference = venue.referenceUnits === undefined ? lastPrice : BigInt(venue.referenceUnits);
  if (price !== null && venue.bandBasisPoints !== undefined && reference !== null) {
    const away = (sizeOf(reference) * BigInt(venue.bandBasisPoints)) / 10_000n;
    if (sizeOf(price - reference) > away) return rejectCodes.outsideBand;
  }
  if (price !== null && venue.collarTicks !== undefined && otherBest !== null) {
    const through = (side === 0 ? price - otherBest : otherBest - price) / BigInt(rules.unitsPerTick);
    if (through > BigInt(venue.collarTicks)) return rejectCodes.beyondCollar;
  }
  const valued = price ?? otherBest;
  if (venue.maxValue === undefined || valued === null) return 0;
  return sizeOf(valued * BigInt(lots)) > BigInt(venue.maxValue) ? rejectCodes.aboveMaxValue : 0;
}
