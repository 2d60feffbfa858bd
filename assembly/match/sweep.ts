/**
 * Executing an aggressor against the other side: best price first, within a price the earliest first, always
 * at the maker's price. Shared by both loops; accounts, icebergs and self-trade prevention are reached only
 * when the maker or the taker has an extension. Invariant: never a fill beyond `limitTick`, never of 0 lots.
 */
import {
  Book,
  CANCEL_SELF_TRADE,
  HEARD_CANCELLED,
  Level,
  OrderCold,
  OrderNode,
  REP_CANCELLED,
  STP_CANCEL_BOTH,
  STP_CANCEL_NEW,
  STP_CANCEL_OLD,
  STP_NONE,
  Taker,
} from '../layout.gen';
import { bestLevel, bestTick, discard, ladderOf, levelEmptied, rankOf, shrink, unlink } from '../book/book';
import { append } from '../book/ladder';
import { coldOf, freeSlot, unlinkFromIndex } from '../book/order-pool';
import { report, reportFill } from '../journal/report';
import { reserve, ruleFor } from '../ledger/account';
import { accountOf, extensionAt, hiddenLotsOf } from '../ledger/extension';
import { S } from '../state';
import { tell } from '../venue/hearing';
import { execute } from './execute';
import { removeOrder } from './leave';
import { afterFill } from './links';
import { isByTime } from './rules';
import { accountOfTaker, bookOf } from './taker';
import { CHECK_BESIDE, endExtension } from './terms';

/** The level lost its last order while it was swept. */
const LEVEL_GONE: u64 = 1 << 32;

export function crosses(book: Book, side: u32, limitTick: i32): bool {
  return rankOf(side, bestTick(book, side ^ 1)) <= rankOf(side, limitTick);
}

/** Shows the next part of an iceberg whose displayed lots are used up, at the back of its level. */
function refill(book: Book, node: usize, side: u32, tick: i32, tsNs: i64): void {
  const cold = changetype<OrderCold>(coldOf(node));
  const extension = extensionAt(cold.extension);
  // Where a price is served by time its hidden orders are ahead of it from now on.
  if (isByTime(book)) cold.tsNs = tsNs;
  const shown = min<u32>(extension.displayLots, extension.hiddenLots);
  extension.hiddenLots = extension.hiddenLots - shown;
  const order = changetype<OrderNode>(node);
  const level = changetype<Level>(<usize>order.level);
  if (<usize>level.next == node && <usize>level.prev == node) {
    order.lots = shown;
    level.totalLots = <i64>shown;
    return;
  }
  unlink(book, node, side);
  book.liveOrders = book.liveOrders + 1;
  order.lots = shown;
  append(ladderOf(book, side), node, tick);
}

/** Takes lots off a maker, refilling or removing it when nothing displayed is left. True when its level is gone. */
function takeOff(book: Book, node: usize, side: u32, tick: i32, lots: u32, tsNs: i64): bool {
  const order = changetype<OrderNode>(node);
  if (lots < order.lots) {
    shrink(node, lots);
    return false;
  }
  if (hiddenLotsOf(changetype<OrderCold>(coldOf(node))) != 0) {
    refill(book, node, side, tick, tsNs);
    return false;
  }
  const level = changetype<Level>(<usize>order.level);
  const isLastOrder = <usize>level.next == node && <usize>level.prev == node;
  const extension = changetype<OrderCold>(coldOf(node)).extension;
  if (extension != 0) endExtension(extension);
  discard(book, node);
  return isLastOrder;
}

function cancelMaker(
  book: Book,
  instrument: u32,
  node: usize,
  side: u32,
  lots: u32,
  price: i64,
  ts: i64,
): void {
  const cold = changetype<OrderCold>(coldOf(node));
  const id = cold.orderId;
  report(REP_CANCELLED, side, CANCEL_SELF_TRADE, instrument, lots, ts, id, price);
  tell(accountOf(cold), instrument, HEARD_CANCELLED, id, ts);
}

/** Maker and taker have one owner: nobody trades. Returns what is left of the taker, and LEVEL_GONE. */
function preventSelfTrade(taker: Taker, node: usize, tick: i32, rule: u32, lots: u32): u64 {
  const book = bookOf(taker);
  const instrument = taker.instrument;
  const side = taker.side;
  const tsNs = taker.tsNs;
  const makerSide = side ^ 1;
  const price = <i64>tick * <i64>book.unitsPerTick;
  const cold = changetype<OrderCold>(coldOf(node));
  const open = changetype<OrderNode>(node).lots;
  const level = changetype<Level>(<usize>changetype<OrderNode>(node).level);
  let gone: u64 = 0;
  let cancelled: u32 = 0;
  if (rule == STP_CANCEL_OLD || rule == STP_CANCEL_BOTH) {
    cancelMaker(book, instrument, node, makerSide, open + hiddenLotsOf(cold), price, tsNs);
    if (level.next == level.prev) gone = LEVEL_GONE;
    removeOrder(book, node);
    cancelled = rule == STP_CANCEL_BOTH ? lots : 0;
  } else if (rule == STP_CANCEL_NEW) {
    cancelled = lots;
  } else {
    cancelled = min<u32>(lots, open);
    cancelMaker(book, instrument, node, makerSide, cancelled, price, tsNs);
    reserve(cold.extension, -(<i64>cancelled));
    if (takeOff(book, node, makerSide, tick, cancelled, tsNs)) gone = LEVEL_GONE;
  }
  if (cancelled != 0) {
    const price = taker.priceUnits;
    report(REP_CANCELLED, side, CANCEL_SELF_TRADE, instrument, cancelled, tsNs, taker.orderId, price);
    reserve(taker.extension, -(<i64>cancelled));
  }
  return (<u64>(lots - cancelled)) | gone;
}

/**
 * One execution of at most `most` lots in which somebody may have an extension. Returns what is left of the taker, and
 * LEVEL_GONE.
 */
export function tradeExtended(taker: Taker, node: usize, tick: i32, lots: u32, most: u32): u64 {
  const book = bookOf(taker);
  const makerAccount = accountOf(changetype<OrderCold>(coldOf(node)));
  const takerAccount = accountOfTaker(taker);
  const rule = makerAccount != 0 && makerAccount == takerAccount ? ruleFor(book, takerAccount) : STP_NONE;
  if (rule != STP_NONE) return preventSelfTrade(taker, node, tick, rule, lots);
  const take = min<u32>(changetype<OrderNode>(node).lots, min<u32>(lots, most));
  const price = <i64>tick * <i64>book.unitsPerTick;
  execute(taker, node, take, price, lots - take);
  const hasTerms = ((<u32>book.checked) & CHECK_BESIDE) != 0;
  let gone = takeOff(book, node, taker.side ^ 1, tick, take, taker.tsNs);
  if (hasTerms && afterFill(book, taker.instrument, makerAccount, takerAccount, taker.tsNs)) gone = true;
  return (<u64>(lots - take)) | (gone ? LEVEL_GONE : 0);
}

/** Sweeps one level. Returns what is left of the taker, which may be more than 0 with the level still there. */
export function sweepLevel(taker: Taker, at: usize, tick: i32, lots: u32): u32 {
  const book = bookOf(taker);
  const instrument = taker.instrument;
  const side = taker.side;
  const tsNs = taker.tsNs;
  const takerId = taker.orderId;
  const takerExtension = taker.extension;
  const level = changetype<Level>(at);
  const price = <i64>tick * <i64>book.unitsPerTick;
  while (lots != 0 && S.faultCode == 0) {
    const node = <usize>level.next;
    const order = changetype<OrderNode>(node);
    const cold = changetype<OrderCold>(coldOf(node));
    if ((cold.extension | takerExtension) != 0) {
      const left = tradeExtended(taker, node, tick, lots, lots);
      lots = <u32>left;
      if ((left & LEVEL_GONE) != 0) return lots;
      continue;
    }
    const open = order.lots;
    const take = min<u32>(open, lots);
    lots -= take;
    reportFill(side, instrument, take, tsNs, cold.orderId, price, open - take, takerId, lots, 0, 0);
    book.tradedLots = book.tradedLots + <i64>take;
    book.tradeCount = book.tradeCount + 1;
    book.lastPriceUnits = price;
    if (take < open) {
      order.lots = open - take;
      level.totalLots = level.totalLots - <i64>take;
      break;
    }
    const next = <usize>order.next;
    unlinkFromIndex(node);
    freeSlot(node);
    book.liveOrders = book.liveOrders - 1;
    if (next == at) {
      levelEmptied(book, side ^ 1, at, tick);
      return lots;
    }
    level.next = <u32>next;
    changetype<OrderNode>(next).prev = <u32>at;
    level.totalLots = level.totalLots - <i64>take;
  }
  return lots;
}

/**
 * Executes up to `lots` at `limitTick` or better and returns what is left of the taker: 0 also when
 * self-trade prevention cancelled it (and said so).
 */
export function sweep(taker: Taker, limitTick: i32, lots: u32): u32 {
  const book = bookOf(taker);
  const side = taker.side;
  const other = side ^ 1;
  while (lots != 0 && S.faultCode == 0 && crosses(book, side, limitTick)) {
    lots = sweepLevel(taker, bestLevel(book, other), bestTick(book, other), lots);
  }
  return lots;
}
