/**
 * What a corporate action does to the open orders of a matched book: a split moves all of them to new prices and
 * lots, an end of trading cancels them. Knows nothing of positions. Invariant: orders keep their turn, prices are rounded
 * away from the other side, so the new book is as uncrossed as the old one.
 */
import {
  Book,
  CANCEL_SPLIT,
  Level,
  OrderCold,
  OrderNode,
  REP_ADJUSTED,
  REP_CANCELLED,
  ROUNDED_EXACT,
  ROUNDED_LOTS,
  ROUNDED_PRICE,
  SIDE_BUY,
  SIDE_SELL,
} from '../layout.gen';
import { bestLevel, bestTick, rest, tickOfNode, unlink } from '../book/book';
import { coldOf, freeSlot, unlinkFromIndex } from '../book/order-pool';
import { report } from '../journal/report';
import { reserve, reservePrice } from '../ledger/account';
import { extensionAt, hiddenLotsOf } from '../ledger/extension';
import { removeOrder } from '../match/leave';
import { steppedPrice } from '../match/price-steps';
import { endExtension } from '../match/terms';
import { NO_ASK, NO_BID } from '../state';
import { divideFloor } from './ratio';

const MOST_LOTS: u64 = <u64>u32.MAX_VALUE;

function noTick(side: u32): i32 {
  return side == SIDE_BUY ? NO_BID : NO_ASK;
}

/** Whole lots after the split, at least `least`; what no longer fits is the most that does. */
function scaleLots(lots: u32, newShares: i64, oldShares: i64, least: u64): u32 {
  const scaled = (<u64>lots * <u64>newShares) / <u64>oldShares;
  return <u32>min<u64>(max<u64>(scaled, least), MOST_LOTS);
}

/** To the tick, and to the step of the venue's table. */
function scaleTick(book: Book, side: u32, tick: i32, newShares: i64, oldShares: i64): i64 {
  const product = <i64>tick * oldShares;
  const scaled = side == SIDE_BUY ? divideFloor(product, newShares) : -divideFloor(-product, newShares);
  return steppedPrice(book, side, scaled * <i64>book.unitsPerTick) / <i64>book.unitsPerTick;
}

function reportLeaving(book: Book, instrument: u32, node: usize, reason: u32, tsNs: i64): void {
  const cold = changetype<OrderCold>(coldOf(node));
  const side = <u32>cold.side;
  const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
  const open = changetype<OrderNode>(node).lots + hiddenLotsOf(cold);
  report(REP_CANCELLED, side, reason, instrument, open, tsNs, cold.orderId, price);
}

/** Cancels every order, bids first, from the best price outwards. */
export function cancelOrders(book: Book, instrument: u32, reason: u32, tsNs: i64): void {
  for (let side: u32 = SIDE_BUY; side <= SIDE_SELL; side++) {
    while (bestTick(book, side) != noTick(side)) {
      const node = <usize>changetype<Level>(bestLevel(book, side)).next;
      reportLeaving(book, instrument, node, reason, tsNs);
      removeOrder(book, node);
    }
  }
}

/** New lots of an order, shown and hidden, and its reservation at the new price. */
function scaleOrder(node: usize, openLots: u32, priceUnits: i64, newShares: i64, oldShares: i64): void {
  const order = changetype<OrderNode>(node);
  const cold = changetype<OrderCold>(coldOf(node));
  const before = order.lots + hiddenLotsOf(cold);
  cold.originalLots = scaleLots(cold.originalLots, newShares, oldShares, <u64>openLots);
  order.lots = min<u32>(scaleLots(order.lots, newShares, oldShares, 1), openLots);
  if (cold.extension == 0) return;
  const extension = extensionAt(cold.extension);
  reserve(cold.extension, -(<i64>before));
  extension.hiddenLots = openLots - order.lots;
  if (extension.displayLots != u32.MAX_VALUE) {
    extension.displayLots = scaleLots(extension.displayLots, newShares, oldShares, 1);
  }
  extension.reservedPriceUnits = reservePrice(<u32>cold.side, false, priceUnits);
  reserve(cold.extension, <i64>openLots);
}

/**
 * Takes the best order of a side out of its level and gives it its new lots. Answers its node with the new tick in
 * `prev`, or 0 when the order left for good.
 */
function takeBest(book: Book, instrument: u32, side: u32, newShares: i64, oldShares: i64, tsNs: i64): usize {
  const tick = bestTick(book, side);
  const node = <usize>changetype<Level>(bestLevel(book, side)).next;
  const order = changetype<OrderNode>(node);
  const cold = changetype<OrderCold>(coldOf(node));
  const before = <u64>(order.lots + hiddenLotsOf(cold)) * <u64>newShares;
  const lots = before / <u64>oldShares;
  const newTick = scaleTick(book, side, tick, newShares, oldShares);
  if (lots == 0 || lots > MOST_LOTS || newTick < <i64>book.minTick || newTick > <i64>book.maxTick) {
    reportLeaving(book, instrument, node, CANCEL_SPLIT, tsNs);
    removeOrder(book, node);
    return 0;
  }
  unlink(book, node, side);
  const price = newTick * <i64>book.unitsPerTick;
  scaleOrder(node, <u32>lots, price, newShares, oldShares);
  let rounded = ROUNDED_EXACT;
  if (newTick * newShares != <i64>tick * oldShares) rounded += ROUNDED_PRICE - ROUNDED_EXACT;
  if (lots * <u64>oldShares != before) rounded += ROUNDED_LOTS - ROUNDED_EXACT;
  report(REP_ADJUSTED, side, rounded, instrument, <u32>lots, tsNs, cold.orderId, price);
  order.prev = <u32>(<i32>newTick);
  return node;
}

/** Puts a chain of taken orders (through `next`) back, each at the tick in its `prev`. */
function restAll(book: Book, first: usize, side: u32): void {
  let node = first;
  while (node != 0) {
    const order = changetype<OrderNode>(node);
    const next = <usize>order.next;
    if (!rest(book, node, side, <i32>order.prev)) {
      const extension = changetype<OrderCold>(coldOf(node)).extension;
      if (extension != 0) {
        reserve(extension, -(<i64>(order.lots + extensionAt(extension).hiddenLots)));
        endExtension(extension);
      }
      unlinkFromIndex(node);
      freeSlot(node);
    }
    node = next;
  }
}

/** Old and new prices overlap, so a side is taken out whole before it is put back. */
export function splitOrders(book: Book, instrument: u32, newShares: i64, oldShares: i64, tsNs: i64): void {
  let firstBid: usize = 0;
  let firstAsk: usize = 0;
  for (let side: u32 = SIDE_BUY; side <= SIDE_SELL; side++) {
    let first: usize = 0;
    let last: usize = 0;
    while (bestTick(book, side) != noTick(side)) {
      const node = takeBest(book, instrument, side, newShares, oldShares, tsNs);
      if (node == 0) continue;
      changetype<OrderNode>(node).next = 0;
      if (last == 0) first = node;
      else changetype<OrderNode>(last).next = <u32>node;
      last = node;
    }
    if (side == SIDE_BUY) firstBid = first;
    else firstAsk = first;
  }
  restAll(book, firstBid, SIDE_BUY);
  restAll(book, firstAsk, SIDE_SELL);
}
