/**
 * The same instrument on several venues: best displayed prices of a group, and whether a price would trade through one.
 * Knows books only to read them. Invariant: venues that do not trade now have no price that protects.
 */
import { Book, SIDE_BUY } from '../layout.gen';
import { bestTick, bookAt } from '../book/book';
import { venueAt } from '../match/terms';
import { NO_ASK, NO_BID, S } from '../state';

export function isNoTick(tick: i32): bool {
  return tick == NO_BID || tick == NO_ASK;
}

/** Whether `tick` is better to take than `other` for an aggressor of this side. */
export function isBetterTick(side: u32, tick: i32, other: i32): bool {
  if (isNoTick(tick)) return false;
  return isNoTick(other) || (side == SIDE_BUY ? tick < other : tick > other);
}

/** Whether another venue of the group displays a better price than this one for an aggressor of this side. */
export function isWorseThanElsewhere(instrument: u32, side: u32, priceUnits: i64): bool {
  const group = venueAt(instrument).group;
  if (group == 0) return false;
  for (let index: u32 = 0; index < S.instrumentCount; index++) {
    if (index == instrument || venueAt(index).group != group) continue;
    const book: Book = bookAt(index);
    const tick = bestTick(book, side ^ 1);
    if (book.session != 0 || isNoTick(tick)) continue;
    const price = <i64>tick * <i64>book.unitsPerTick;
    if (side == SIDE_BUY ? price < priceUnits : price > priceUnits) return true;
  }
  return false;
}
