/**
 * An aggressor against displayed and hidden orders together, and the rehearsal of it. Within a price displayed orders
 * go first (price, display, time). Invariant: nobody trades with an order that wants more lots at once than are left.
 */
import {
  Book,
  CANCEL_SELF_TRADE,
  CANCEL_TRADE_THROUGH,
  Level,
  OrderCold,
  OrderNode,
  REP_CANCELLED,
  SIDE_BUY,
  STP_CANCEL_NEW,
  STP_CANCEL_OLD,
  STP_DECREMENT,
  STP_NONE,
} from '../layout.gen';
import { bestTick, ladderOf, rankOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf, freeSlot, unlinkFromIndex } from '../book/order-pool';
import { report } from '../journal/report';
import { reserve, ruleFor } from '../ledger/account';
import { accountOf } from '../ledger/extension';
import { NO_ASK, NO_BID, S } from '../state';
import { isWorseThanElsewhere } from '../venue/group';
import { allocateLevel } from './allocate';
import { execute, takerAccountOf } from './execute';
import { afterFill } from './links';
import { darkPrice, eligibleFrom, firstDark, noLimit, reaches, unlinkDark } from './dark-list';
import { removeOrder } from './leave';
import { instrumentOf } from './rules';
import { tradableAt } from './sweep';
import { CHECK_BESIDE, endExtension, venueAt } from './terms';
import { looksAtOrders } from '../venue/call';
import { isAllowed, mayTradeAt } from '../venue/guard';

function takeOffDark(instrument: u32, node: usize, side: u32, lots: u32): void {
  const order = changetype<OrderNode>(node);
  if (lots < order.lots) {
    order.lots = order.lots - lots;
    return;
  }
  unlinkDark(instrument, node, side);
  endExtension(changetype<OrderCold>(coldOf(node)).extension);
  unlinkFromIndex(node);
  freeSlot(node);
}

/** Maker and taker have one owner. Returns what is left of the taker. */
function preventDark(
  book: Book,
  instrument: u32,
  side: u32,
  node: usize,
  rule: u32,
  lots: u32,
  takerId: u64,
  takerExtension: u32,
  takerPriceUnits: i64,
  tsNs: i64,
): u32 {
  const cold = changetype<OrderCold>(coldOf(node));
  const open = changetype<OrderNode>(node).lots;
  const both = min<u32>(lots, open);
  const off = rule == STP_CANCEL_NEW ? 0 : rule == STP_DECREMENT ? both : open;
  const cancelled = rule == STP_CANCEL_OLD ? 0 : rule == STP_DECREMENT ? both : lots;
  if (off != 0) {
    report(REP_CANCELLED, side ^ 1, CANCEL_SELF_TRADE, instrument, off, tsNs, cold.orderId, darkPrice(node));
    if (off == open) {
      removeOrder(book, node);
    } else {
      reserve(cold.extension, -(<i64>off));
      changetype<OrderNode>(node).lots = open - off;
    }
  }
  if (cancelled != 0) {
    report(REP_CANCELLED, side, CANCEL_SELF_TRADE, instrument, cancelled, tsNs, takerId, takerPriceUnits);
    reserve(takerExtension, -(<i64>cancelled));
  }
  return lots - cancelled;
}

function tradeDark(
  book: Book,
  instrument: u32,
  side: u32,
  node: usize,
  lots: u32,
  takerId: u64,
  takerExtension: u32,
  takerPriceUnits: i64,
  tsNs: i64,
): u32 {
  const cold = changetype<OrderCold>(coldOf(node));
  const makerAccount = accountOf(cold);
  const takerAccount = takerAccountOf(takerExtension);
  if (makerAccount != 0 && makerAccount == takerAccount) {
    const rule = ruleFor(book, takerAccount);
    if (rule != STP_NONE) {
      return preventDark(
        book,
        instrument,
        side,
        node,
        rule,
        lots,
        takerId,
        takerExtension,
        takerPriceUnits,
        tsNs,
      );
    }
  }
  const take = min<u32>(changetype<OrderNode>(node).lots, lots);
  const price = darkPrice(node);
  execute(book, instrument, side, node, take, price, takerId, takerExtension, lots - take, tsNs);
  notePrint(instrument, price);
  takeOffDark(instrument, node, side ^ 1, take);
  afterFill(book, instrument, makerAccount, takerAccount, tsNs);
  return lots - take;
}

/** Remembers the first fill since the last look at what waits; the last one is the book's. */
export function notePrint(instrument: u32, priceUnits: i64): void {
  const venue = venueAt(instrument);
  if (venue.hasPrinted != 0) return;
  venue.hasPrinted = 1;
  venue.firstUnits = priceUnits;
}

/** The displayed tick nearest to the limit that an aggressor may take. */
export function limitTickOf(book: Book, side: u32, limitUnits: i64): i32 {
  if (limitUnits == noLimit(side)) return side == SIDE_BUY ? NO_ASK - 1 : NO_BID + 1;
  const units = <i64>book.unitsPerTick;
  const tick = limitUnits / units;
  const rest = limitUnits - tick * units;
  if (side == SIDE_BUY) return <i32>(rest < 0 ? tick - 1 : tick);
  return <i32>(rest > 0 ? tick + 1 : tick);
}

function isNone(tick: i32): bool {
  return tick == NO_ASK || tick == NO_BID;
}

/** Executes up to `lots` at the limit or better, displayed and hidden. Returns what is left of the taker. */
export function sweepAll(
  book: Book,
  instrument: u32,
  side: u32,
  limitUnits: i64,
  lots: u32,
  takerId: u64,
  takerExtension: u32,
  takerPriceUnits: i64,
  tsNs: i64,
): u32 {
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
        report(REP_CANCELLED, side, CANCEL_TRADE_THROUGH, instrument, lots, tsNs, takerId, takerPriceUnits);
        reserve(takerExtension, -(<i64>lots));
        return 0;
      }
      if (looksAtOrders(book) && !mayTradeAt(book, instrument, side, next, tsNs)) break;
    }
    if (takesDark) {
      lots = tradeDark(book, instrument, side, dark, lots, takerId, takerExtension, takerPriceUnits, tsNs);
      continue;
    }
    if (!isLit) break;
    const count = book.tradeCount;
    lots = allocateLevel(book, instrument, side, tick, lots, takerId, takerExtension, takerPriceUnits, tsNs);
    if (book.tradeCount != count && ((<u32>book.checked) & CHECK_BESIDE) != 0) notePrint(instrument, price);
  }
  return lots;
}

/** Whether so many lots could trade at once at the limit or better: the sweep above, rehearsed. */
export function canFillAll(
  book: Book,
  instrument: u32,
  side: u32,
  limitUnits: i64,
  lots: u32,
  account: u32,
): bool {
  const other = side ^ 1;
  const ladder = ladderOf(book, other);
  const limitTick = limitTickOf(book, side, limitUnits);
  const rule = ruleFor(book, account);
  let dark = firstDark(instrument, other);
  let tick = bestTick(book, other);
  let want = <i64>lots;
  while (want > 0) {
    const isLit = !isNone(tick) && rankOf(side, tick) <= rankOf(side, limitTick);
    const price = <i64>tick * <i64>book.unitsPerTick;
    dark = eligibleFrom(dark, side, limitUnits, <u32>want);
    const takesDark =
      dark != 0 && (!isLit || (darkPrice(dark) != price && reaches(side, price, darkPrice(dark))));
    if (takesDark || isLit) {
      const instrument = instrumentOf(book);
      const next = takesDark ? darkPrice(dark) : price;
      if (S.protects > S.sweeps && isWorseThanElsewhere(instrument, side, next)) return false;
      if (looksAtOrders(book) && !isAllowed(instrument, side, next)) return false;
    }
    if (takesDark) {
      const cold = changetype<OrderCold>(coldOf(dark));
      const isOwn = account != 0 && rule != STP_NONE && accountOf(cold) == account;
      if (isOwn && rule != STP_CANCEL_OLD) return false;
      if (!isOwn) want -= <i64>changetype<OrderNode>(dark).lots;
      dark = <usize>changetype<OrderNode>(dark).next;
      continue;
    }
    if (!isLit) return false;
    const at = findLevel(ladder, tick);
    const sum = S.liveExtensions == 0 ? changetype<Level>(at).totalLots : tradableAt(book, at, account, rule);
    want -= sum < 0 ? -sum - 1 : sum;
    if (want > 0 && sum < 0) return false;
    tick = side == SIDE_BUY ? tickAbove(ladder, tick) : tickBelow(ladder, tick);
  }
  return true;
}
