/**
 * An aggressor against displayed and hidden orders together, price by price. Within a price displayed orders go first
 * (price, display, time), or all by time where the venue says so (`allocate.ts`).
 * Invariant: never a fill beyond the limit.
 */
import { Book, CANCEL_TRADE_THROUGH, REP_CANCELLED, SIDE_BUY, Taker } from '../layout.gen';
import { bestTick, rankOf } from '../book/book';
import { report } from '../journal/report';
import { reserve } from '../ledger/account';
import { NO_ASK, NO_BID, S } from '../state';
import { looksAtOrders } from '../venue/call';
import { isWorseThanElsewhere } from '../venue/group';
import { mayTradeAt } from '../venue/guard';
import { allocateLevel } from './allocate';
import { darkPrice, eligibleFrom, firstDark, noLimit, reaches } from './dark-list';
import { notePrint, tradeDark } from './dark-trade';
import { bookOf } from './taker';
import { CHECK_BESIDE } from './terms';

/** The displayed tick nearest to the limit that an aggressor may take. */
export function limitTickOf(book: Book, side: u32, limitUnits: i64): i32 {
  if (limitUnits == noLimit(side)) return side == SIDE_BUY ? NO_ASK - 1 : NO_BID + 1;
  const units = <i64>book.unitsPerTick;
  const tick = limitUnits / units;
  const rest = limitUnits - tick * units;
  if (side == SIDE_BUY) return <i32>(rest < 0 ? tick - 1 : tick);
  return <i32>(rest > 0 ? tick + 1 : tick);
}

export function isNone(tick: i32): bool {
  return tick == NO_ASK || tick == NO_BID;
}

/** Executes up to `lots` at the limit or better, displayed and hidden. Returns what is left of the taker. */
export function sweepAll(taker: Taker, limitUnits: i64, lots: u32): u32 {
  const book = bookOf(taker);
  const instrument = taker.instrument;
  const side = taker.side;
  const other = side ^ 1;
  const limitTick = limitTickOf(book, side, limitUnits);
  while (lots != 0 && S.faultCode == 0) {
    const tick = bestTick(book, other);
    const isLit = !isNone(tick) && rankOf(side, tick) <= rankOf(side, limitTick);
    const price = <i64>tick * <i64>book.unitsPerTick;
    const dark = eligibleFrom(firstDark(instrument, other), side, limitUnits, lots);
    const takesDark =
      dark != 0 && (!isLit || (darkPrice(dark) != price && reaches(side, price, darkPrice(dark))));
    if (takesDark || isLit) {
      const next = takesDark ? darkPrice(dark) : price;
      if (S.protects > S.sweeps && isWorseThanElsewhere(instrument, side, next)) {
        const units = taker.priceUnits;
        report(REP_CANCELLED, side, CANCEL_TRADE_THROUGH, instrument, lots, taker.tsNs, taker.orderId, units);
        reserve(taker.extension, -(<i64>lots));
        return 0;
      }
      if (looksAtOrders(book) && !mayTradeAt(book, instrument, side, next, taker.tsNs)) break;
    }
    if (takesDark) {
      lots = tradeDark(taker, dark, lots, lots);
      continue;
    }
    if (!isLit) break;
    const count = book.tradeCount;
    lots = allocateLevel(taker, tick, lots);
    if (book.tradeCount != count && ((<u32>book.checked) & CHECK_BESIDE) != 0) notePrint(instrument, price);
  }
  return lots;
}
