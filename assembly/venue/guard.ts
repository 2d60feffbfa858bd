/**
 * What stands between an aggressor and the next price: the corridor, whose edge begins a volatility call, and the price
 * bands, at which it stops. Reached through one bit of the book. Invariant: nobody trades at a price that this refuses.
 */
import { Book, SIDE_BUY } from '../layout.gen';
import { bestTick, ladderOf } from '../book/book';
import { tickAbove, tickBelow } from '../book/ladder';
import { NO_ASK, NO_BID } from '../state';
import { callAt, callRulesAt } from './call';
import { beginVolatility } from './phase';
import { isTrading } from './states';

/** Whether a price is further than so many basis points of a reference from it. */
export function isOutside(priceUnits: i64, reference: i64, points: u32): bool {
  const size = abs<i64>(reference);
  const away = (size / 10_000) * <i64>points + ((size % 10_000) * <i64>points) / 10_000;
  return priceUnits < reference - away || priceUnits > reference + away;
}

function leavesCorridor(instrument: u32, priceUnits: i64): bool {
  const rules = callRulesAt(instrument);
  const call = callAt(instrument);
  if (rules.dynamicPoints != 0 && call.hasDynamic != 0) {
    if (isOutside(priceUnits, call.dynamicUnits, rules.dynamicPoints)) return true;
  }
  if (rules.staticPoints == 0 || call.hasReference == 0) return false;
  return isOutside(priceUnits, call.referenceUnits, rules.staticPoints);
}

function leavesBands(instrument: u32, side: u32, priceUnits: i64): bool {
  const call = callAt(instrument);
  if (call.hasBands == 0) return false;
  return side == SIDE_BUY ? priceUnits > call.bandHighUnits : priceUnits < call.bandLowUnits;
}

/** Whether an aggressor may trade at a price, without consequence. */
export function isAllowed(instrument: u32, side: u32, priceUnits: i64): bool {
  return !leavesCorridor(instrument, priceUnits) && !leavesBands(instrument, side, priceUnits);
}

/** Whether an aggressor may trade at its next price. At the edge of the corridor a volatility call begins. */
export function mayTradeAt(book: Book, instrument: u32, side: u32, priceUnits: i64, tsNs: i64): bool {
  if (!isTrading(book.session)) return false;
  if (leavesCorridor(instrument, priceUnits)) {
    beginVolatility(book, instrument, tsNs);
    return false;
  }
  return !leavesBands(instrument, side, priceUnits);
}

/** A fill-or-kill order that finds too little within the corridor, but more beyond it, interrupts without trading. */
export function interruptBeyond(book: Book, instrument: u32, side: u32, limitTick: i32, tsNs: i64): void {
  if (!isTrading(book.session)) return;
  const ladder = ladderOf(book, side ^ 1);
  let tick = bestTick(book, side ^ 1);
  while (tick != NO_ASK && tick != NO_BID) {
    if (side == SIDE_BUY ? tick > limitTick : tick < limitTick) return;
    if (leavesCorridor(instrument, <i64>tick * <i64>book.unitsPerTick)) {
      beginVolatility(book, instrument, tsNs);
      return;
    }
    tick = side == SIDE_BUY ? tickAbove(ladder, tick) : tickBelow(ladder, tick);
  }
}
