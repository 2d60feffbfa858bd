/**
 * Levels of a tape's book as the tape states them. Lots whose orders the tape never named are one anonymous
 * order at the front of their level (lots of unknown origin count as ahead). Invariant: after `setLevel` the
 * level shows exactly its lots; what the tape takes and nobody can give is counted, never invented.
 */
import {
  Book,
  CANCEL_RETIRED,
  Level,
  ORDER_ANONYMOUS,
  ORDER_FINAL,
  ORDER_LIVE,
  OrderCold,
  OrderNode,
  REP_CANCELLED,
  SIDE_SELL,
} from '../layout.gen';
import { bestTick, discard, ladderOf, rest, shrink, tickOfNode, unlink } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf, freeSlot, takeSlot } from '../book/order-pool';
import { report } from '../journal/report';
import { NO_ASK, NO_BID } from '../state';
import { keepTaken } from './impact';

function isAnonymous(node: usize): bool {
  return ((<u32>changetype<OrderCold>(coldOf(node)).flags) & ORDER_ANONYMOUS) != 0;
}

/** The anonymous lots of a level, which stand at its front; 0 = none. */
export function anonymousAt(level: usize): usize {
  if (level == 0) return 0;
  const first = <usize>changetype<Level>(level).next;
  return first != 0 && isAnonymous(first) ? first : 0;
}

/** Takes up to `lots` off a resting order or the anonymous lots; returns what was taken. */
export function takeFrom(book: Book, node: usize, lots: u32): u32 {
  const open = changetype<OrderNode>(node).lots;
  keepTaken(changetype<OrderCold>(coldOf(node)).instrument, node, lots < open ? open - lots : 0);
  if (lots < open) {
    shrink(node, lots);
    return lots;
  }
  if (isAnonymous(node)) {
    unlink(book, node, changetype<OrderCold>(coldOf(node)).side);
    freeSlot(node);
  } else {
    discard(book, node);
  }
  return open;
}

/** A row named an order that was never added: its lots leave the anonymous lots, and what is missing is counted. */
export function takeAnonymous(book: Book, side: u32, tick: i32, lots: u32): void {
  book.unknownOrders = book.unknownOrders + 1;
  const node = anonymousAt(findLevel(ladderOf(book, side), tick));
  const taken = node == 0 ? 0 : takeFrom(book, node, lots);
  book.overdrawnLots = book.overdrawnLots + <i64>(lots - taken);
}

/** Adds lots to an order that rests, behind which its level stays as it is. */
export function enlarge(node: usize, lots: u32): void {
  const order = changetype<OrderNode>(node);
  order.lots = order.lots + lots;
  const level = changetype<Level>(<usize>order.level);
  level.totalLots = level.totalLots + <i64>lots;
}

/** Rests lots of unknown origin, an order with id 0, at the front of their level; 0 = no room. */
export function restNameless(
  book: Book,
  instrument: u32,
  side: u32,
  tick: i32,
  lots: u32,
  tsNs: i64,
  flag: u32,
): usize {
  const node = takeSlot();
  if (node == 0) return 0;
  const cold = changetype<OrderCold>(coldOf(node));
  cold.tsNs = tsNs;
  cold.originalLots = lots;
  cold.instrument = <u16>instrument;
  cold.side = <u8>side;
  cold.flags = <u8>(ORDER_LIVE | flag);
  changetype<OrderNode>(node).lots = lots;
  if (!rest(book, node, side, tick)) {
    freeSlot(node);
    return 0;
  }
  moveToFront(node);
  return node;
}

/** Adds lots of unknown origin at the front of the level. */
function addAnonymous(book: Book, instrument: u32, side: u32, tick: i32, lots: u32, tsNs: i64): void {
  const existing = anonymousAt(findLevel(ladderOf(book, side), tick));
  if (existing != 0) enlarge(existing, lots);
  else restNameless(book, instrument, side, tick, lots, tsNs, ORDER_ANONYMOUS);
}

function moveToFront(node: usize): void {
  const order = changetype<OrderNode>(node);
  const at = <usize>order.level;
  const level = changetype<Level>(at);
  const first = <usize>level.next;
  if (first == node) return;
  const last = <usize>order.prev;
  changetype<OrderNode>(last).next = <u32>at;
  level.prev = <u32>last;
  order.next = <u32>first;
  order.prev = <u32>at;
  changetype<OrderNode>(first).prev = <u32>node;
  level.next = <u32>node;
}

/** Retires up to `lots` of one order and says so. Returns what was retired. */
function retire(book: Book, instrument: u32, node: usize, lots: u32, tsNs: i64): u32 {
  const cold = changetype<OrderCold>(coldOf(node));
  const side = <u32>cold.side;
  const id = cold.orderId;
  const named = !isAnonymous(node);
  const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
  const taken = takeFrom(book, node, lots);
  if (named) report(REP_CANCELLED, side, CANCEL_RETIRED, instrument, taken, tsNs, id, price);
  return taken;
}

/** Walks a level from its back, retiring orders (all, or only final ones) until `surplus` is gone. */
function retireFromBack(
  book: Book,
  instrument: u32,
  at: usize,
  surplus: i64,
  onlyFinal: bool,
  tsNs: i64,
): i64 {
  let node = <usize>changetype<Level>(at).prev;
  while (surplus > 0) {
    const order = changetype<OrderNode>(node);
    const prev = <usize>order.prev;
    const isOnly = prev == at && <usize>order.next == at;
    const isFinal = ((<u32>changetype<OrderCold>(coldOf(node)).flags) & ORDER_FINAL) != 0;
    if (!onlyFinal || isFinal) {
      const lots = <u32>min<i64>(surplus, <i64>order.lots);
      surplus -= <i64>retire(book, instrument, node, lots, tsNs);
    }
    if (isOnly || prev == at) break;
    node = prev;
  }
  return surplus;
}

/** Makes the level at (side, tick) show exactly `lots`. */
export function setLevel(book: Book, instrument: u32, side: u32, tick: i32, lots: u32, tsNs: i64): void {
  const level = findLevel(ladderOf(book, side), tick);
  const shown = level == 0 ? 0 : changetype<Level>(level).totalLots;
  let surplus = shown - <i64>lots;
  if (surplus < 0) {
    addAnonymous(book, instrument, side, tick, <u32>-surplus, tsNs);
    return;
  }
  if (surplus == 0) return;
  const anonymous = anonymousAt(level);
  if (anonymous != 0) {
    const open = <i64>changetype<OrderNode>(anonymous).lots;
    surplus -= <i64>takeFrom(book, anonymous, <u32>min<i64>(surplus, open));
  }
  if (surplus > 0) surplus = retireFromBack(book, instrument, level, surplus, true, tsNs);
  if (surplus > 0) retireFromBack(book, instrument, level, surplus, false, tsNs);
}

/** Empties a side but for the level at `keepTick` (the side's own "none" keeps nothing). */
export function clearSide(book: Book, instrument: u32, side: u32, keepTick: i32, tsNs: i64): void {
  const none = side == SIDE_SELL ? NO_ASK : NO_BID;
  while (bestTick(book, side) != none && bestTick(book, side) != keepTick) {
    setLevel(book, instrument, side, bestTick(book, side), 0, tsNs);
  }
  if (keepTick == none) return;
  for (;;) {
    const ladder = ladderOf(book, side);
    const beyond = side == SIDE_SELL ? tickAbove(ladder, keepTick) : tickBelow(ladder, keepTick);
    if (beyond == none) return;
    setLevel(book, instrument, side, beyond, 0, tsNs);
  }
}
