/**
 * The same instrument on several venues: best displayed prices of a group, and whether a price would trade through one.
 * Knows books only to read them. Invariant: a price that its venue would not let trade now (orders do not meet there, or it is
 * beyond a corridor or a price band) neither protects nor is routed to.
 */
import { Book, SIDE_BUY } from '../layout.gen';
import { bestTick, bookAt } from '../book/book';
import { venueAt } from '../match/terms';
import { NO_ASK, NO_BID, S } from '../state';
import { looksAtOrders } from './call';
import { isAllowed } from './guard';
import { isTrading } from './states';

export function isNoTick(tick: i32): bool {
  return tick == NO_BID || tick == NO_ASK;
}

/** Whether `tick` is better to take than `other` for an aggressor of this side. */
export function isBetterTick(side: u32, tick: i32, other: i32): bool {
  if (isNoTick(tick)) return false;
  return isNoTick(other) || (side == SIDE_BUY ? tick < other : tick > other);
}

/** A displayed tick, or none where the venue would not let an aggressor of this side trade at it now. */
export function openTick(book: Book, instrument: u32, side: u32, tick: i32): i32 {
  if (isNoTick(tick)) return tick;
  if (!isTrading(book.session)) return NO_ASK;
  const price = <i64>tick * <i64>book.unitsPerTick;
  return looksAtOrders(book) && !isAllowed(instrument, side, price) ? NO_ASK : tick;
}

/** Whether another venue of the group displays a better price than this one for an aggressor of this side. */
export function isWorseThanElsewhere(instrument: u32, side: u32, priceUnits: i64): bool {
  const group = venueAt(instrument).group;
  if (group == 0) return false;
  for (let index: u32 = 0; index < S.instrumentCount; index++) {
    if (index == instrument || venueAt(index).group != group) continue;
    const book: Book = bookAt(index);
    const tick = openTick(book, index, side, bestTick(book, side ^ 1));
    if (isNoTick(tick)) continue;
    const price = <i64>tick * <i64>book.unitsPerTick;
    if (side == SIDE_BUY ? price < priceUnits : price > priceUnits) return true;
  }
  return false;
}
