/**
 * Levels of a rematched book: lots of unknown origin, what the tape sets or clears, and divergence from the tape's own book.
 * Lots of unknown origin are one order with id 0, at first at the front of its level, so that the matcher needs to know
 * nothing of them. Invariant: what leaves here because the tape says so is told as cancelled, and what is not here any more is counted.
 */
import {
  Book,
  CANCEL_RETIRED,
  Impact,
  Level,
  ORDER_FINAL,
  ORDER_TAPE,
  OrderCold,
  OrderNode,
  REP_CANCELLED,
  SIDE_BUY,
} from '../layout.gen';
import { bestTick, bookAt, ladderOf, tickOfNode } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf, findNode, linkIntoIndex } from '../book/order-pool';
import { report } from '../journal/report';
import { NO_ASK, NO_BID } from '../state';
import { anonymousAt, enlarge, restNameless, takeFrom } from './tape-level';

export function isOfTape(node: usize): bool {
  return ((<u32>changetype<OrderCold>(coldOf(node)).flags) & ORDER_TAPE) != 0;
}

/** The tape's order with this id that is still here, 0 = none. */
export function findOfTape(instrument: u32, id: u64): usize {
  const node = findNode(instrument, id);
  return node != 0 && isOfTape(node) ? node : 0;
}

function isNone(tick: i32): bool {
  return tick == NO_BID || tick == NO_ASK;
}

function nextTick(book: Book, side: u32, tick: i32): i32 {
  return side == SIDE_BUY ? tickBelow(ladderOf(book, side), tick) : tickAbove(ladderOf(book, side), tick);
}

/** The level of a side at a price, 0 = none: the two sides of an uncrossed book share a ladder. */
function levelOfSide(book: Book, side: u32, tick: i32): usize {
  const level = findLevel(ladderOf(book, side), tick);
  if (level == 0) return 0;
  const first = <usize>changetype<Level>(level).next;
  return first != 0 && <u32>changetype<OrderCold>(coldOf(first)).side == side ? level : 0;
}

/** Lots of unknown origin at a price, 0 = none. */
export function namelessAt(book: Book, side: u32, tick: i32): usize {
  const level = levelOfSide(book, side, tick);
  if (level == 0) return 0;
  let node = <usize>changetype<Level>(level).next;
  while (node != level && node != 0) {
    if (changetype<OrderCold>(coldOf(node)).orderId == 0 && isOfTape(node)) return node;
    node = <usize>changetype<OrderNode>(node).next;
  }
  return 0;
}

/**
 * The tape shows that `node` trades before what its own book has ahead of it: it goes before those of them that stand right
 * before it here. Own orders, and orders that history has done with, keep their places.
 */
export function overtake(impact: Impact, node: usize): void {
  const order = changetype<OrderNode>(node);
  const level = <usize>order.level;
  let before = <usize>order.prev;
  while (before != level && isOfTape(before) && isInTape(impact, before)) {
    before = <usize>changetype<OrderNode>(before).prev;
  }
  if (before == <usize>order.prev) return;
  changetype<OrderNode>(<usize>order.prev).next = order.next;
  changetype<OrderNode>(<usize>order.next).prev = order.prev;
  const behind = <usize>changetype<OrderNode>(before).next;
  order.prev = <u32>before;
  order.next = <u32>behind;
  changetype<OrderNode>(before).next = <u32>node;
  changetype<OrderNode>(behind).prev = <u32>node;
}

function isInTape(impact: Impact, node: usize): bool {
  const id = changetype<OrderCold>(coldOf(node)).orderId;
  return id == 0 || findNode(impact.twin, id) != 0;
}

/** As `overtake`, for all own orders at a price: lots traded there with no order of the tape. */
export function ownOvertake(book: Book, impact: Impact, side: u32, tick: i32): void {
  const level = levelOfSide(book, side, tick);
  if (level == 0) return;
  let node = <usize>changetype<Level>(level).next;
  while (node != level && node != 0) {
    const next = <usize>changetype<OrderNode>(node).next;
    if (!isOfTape(node)) overtake(impact, node);
    node = next;
  }
}

export function addNameless(book: Book, instrument: u32, side: u32, tick: i32, lots: u32, tsNs: i64): void {
  const existing = namelessAt(book, side, tick);
  if (existing != 0) {
    enlarge(existing, lots);
    const cold = changetype<OrderCold>(coldOf(existing));
    cold.originalLots = max<u32>(cold.originalLots, changetype<OrderNode>(existing).lots);
    return;
  }
  const node = restNameless(book, instrument, side, tick, lots, tsNs, ORDER_TAPE);
  if (node != 0) linkIntoIndex(node);
}

/** Lots that no order names leave the book; what is missing is counted. */
export function takeNameless(book: Book, side: u32, tick: i32, lots: u32): void {
  const node = namelessAt(book, side, tick);
  const taken = node == 0 ? 0 : takeFrom(book, node, lots);
  book.unknownOrders = book.unknownOrders + 1;
  book.overdrawnLots = book.overdrawnLots + <i64>(lots - taken);
}

/** An order of the tape leaves, whole or in part, and it is said why. */
export function leaveHere(book: Book, instrument: u32, node: usize, lots: u32, code: u32, tsNs: i64): void {
  const cold = changetype<OrderCold>(coldOf(node));
  const id = cold.orderId;
  const side = <u32>cold.side;
  const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
  const taken = takeFrom(book, node, lots);
  if (id != 0) report(REP_CANCELLED, side, code, instrument, taken, tsNs, id, price);
}

function retire(book: Book, instrument: u32, impact: Impact, id: u64, lots: u32, tsNs: i64): void {
  const node = findOfTape(instrument, id);
  if (node == 0) impact.droppedCount = impact.droppedCount + 1;
  else leaveHere(book, instrument, node, lots, CANCEL_RETIRED, tsNs);
}

/** Takes off here what the tape's own book is about to retire at a level, order by order. */
export function mirrorSurplus(
  book: Book,
  instrument: u32,
  impact: Impact,
  side: u32,
  tick: i32,
  surplus: i64,
  tsNs: i64,
): void {
  const level = findLevel(ladderOf(bookAt(impact.twin), side), tick);
  const anonymous = anonymousAt(level);
  if (anonymous != 0) {
    const lots = min<i64>(surplus, <i64>changetype<OrderNode>(anonymous).lots);
    const here = namelessAt(book, side, tick);
    if (here != 0) takeFrom(book, here, <u32>lots);
    surplus -= lots;
  }
  for (let pass = 0; pass < 2; pass++) {
    let node = <usize>changetype<Level>(level).prev;
    while (surplus > 0 && node != level) {
      const cold = changetype<OrderCold>(coldOf(node));
      const isFinal = ((<u32>cold.flags) & ORDER_FINAL) != 0;
      if (node != anonymous && isFinal == (pass == 0)) {
        const lots = <u32>min<i64>(surplus, <i64>changetype<OrderNode>(node).lots);
        retire(book, instrument, impact, cold.orderId, lots, tsNs);
        surplus -= <i64>lots;
      }
      node = <usize>changetype<OrderNode>(node).prev;
    }
  }
}

/** All of the tape's orders of a side leave; own orders stay. */
export function clearOfTape(book: Book, instrument: u32, side: u32, tsNs: i64): void {
  let tick = bestTick(book, side);
  while (!isNone(tick)) {
    const next = nextTick(book, side, tick);
    const level = findLevel(ladderOf(book, side), tick);
    let left = <usize>changetype<Level>(level).prev;
    while (left != level) {
      const node = left;
      left = <usize>changetype<OrderNode>(node).prev;
      if (isOfTape(node)) leaveHere(book, instrument, node, u32.MAX_VALUE, CANCEL_RETIRED, tsNs);
    }
    tick = next;
  }
}

function differ(a: u32, b: u32): i64 {
  return <i64>(a > b ? a - b : b - a);
}

/** Lots by which the book differs from the tape's own, order by order. */
export function divergenceLots(instrument: u32, twin: u32): i64 {
  let lots: i64 = 0;
  for (let side: u32 = 0; side < 2; side++) {
    const own = bookAt(twin);
    let tick = bestTick(own, side);
    while (!isNone(tick)) {
      const level = findLevel(ladderOf(own, side), tick);
      let node = <usize>changetype<Level>(level).next;
      while (node != level) {
        const isFirst = node == anonymousAt(level);
        const id = changetype<OrderCold>(coldOf(node)).orderId;
        const here = isFirst ? namelessAt(bookAt(instrument), side, tick) : findOfTape(instrument, id);
        lots += differ(changetype<OrderNode>(node).lots, here == 0 ? 0 : changetype<OrderNode>(here).lots);
        node = <usize>changetype<OrderNode>(node).next;
      }
      tick = nextTick(own, side, tick);
    }
    lots += lotsOnlyHere(instrument, twin, side);
  }
  return lots;
}

/** Lots of the tape's orders that its own book does not have any more. */
function lotsOnlyHere(instrument: u32, twin: u32, side: u32): i64 {
  const book = bookAt(instrument);
  let lots: i64 = 0;
  let tick = bestTick(book, side);
  while (!isNone(tick)) {
    const level = findLevel(ladderOf(book, side), tick);
    let node = <usize>changetype<Level>(level).next;
    while (node != level) {
      const id = changetype<OrderCold>(coldOf(node)).orderId;
      const isThere =
        id == 0 ? anonymousAt(findLevel(ladderOf(bookAt(twin), side), tick)) != 0 : findNode(twin, id) != 0;
      if (isOfTape(node) && !isThere) lots += <i64>changetype<OrderNode>(node).lots;
      node = <usize>changetype<OrderNode>(node).next;
    }
    tick = nextTick(book, side, tick);
  }
  return lots;
}
