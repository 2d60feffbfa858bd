/**
 * A book: two sides over one ladder (matched) or two (a tape's book, which may be crossed), and the touch.
 * Insert, unlink and next-best are the primitives that both loops and the replay share. Who trades with whom
 * is decided elsewhere. Invariant: best tick and best level always name the same, non-empty level.
 */
import { Book, Ladder, Level, OrderCold, OrderNode, SIDE_BUY, SIZE_BOOK } from '../layout.gen';
import { NO_ASK, NO_BID, S } from '../state';
import {
  append,
  dropLevel,
  findLevel,
  isFar,
  isInWindow,
  join,
  moveWindow,
  tickAbove,
  tickBelow,
  tickOf,
  windowLevel,
} from './ladder';
import { placeBelow, placeFrom, setBit } from './bits';
import { coldOf, freeSlot, unlinkFromIndex } from './order-pool';

const TICKS: usize = offsetof<Book>('bestBidTick');
const LEVELS: usize = offsetof<Book>('bestBidLevel');
const LADDERS: usize = offsetof<Book>('bidLadder');

export function bookAt(instrument: u32): Book {
  return changetype<Book>(<usize>S.booksBase + <usize>instrument * SIZE_BOOK);
}

/** Bid and ask fields are neighbours in a Book, so a side, which is a coin flip, is an address and no branch. */
function sideField(book: Book, side: u32): usize {
  return changetype<usize>(book) + ((<usize>side) << 2);
}

export function ladderOf(book: Book, side: u32): Ladder {
  return changetype<Ladder>(<usize>load<u32>(sideField(book, side), LADDERS));
}

export function tickOfNode(book: Book, node: usize, side: u32): i32 {
  return tickOf(ladderOf(book, side), <usize>changetype<OrderNode>(node).level);
}

export function bestTick(book: Book, side: u32): i32 {
  return load<i32>(sideField(book, side), TICKS);
}

export function bestLevel(book: Book, side: u32): usize {
  return <usize>load<u32>(sideField(book, side), LEVELS);
}

function setBest(book: Book, side: u32, tick: i32, level: u32): void {
  store<i32>(sideField(book, side), tick, TICKS);
  store<u32>(sideField(book, side), level, LEVELS);
}

/** Orders ticks from a side's point of view: the larger result is the better price. */
export function rankOf(side: u32, tick: i32): i32 {
  return tick ^ -(<i32>side);
}

function refreshBestLevels(book: Book): void {
  if (book.bestBidTick != NO_BID) {
    book.bestBidLevel = <u32>findLevel(changetype<Ladder>(<usize>book.bidLadder), book.bestBidTick);
  }
  if (book.bestAskTick != NO_ASK) {
    book.bestAskLevel = <u32>findLevel(changetype<Ladder>(<usize>book.askLadder), book.bestAskTick);
  }
}

/** Brings a new best price into the window, unless the other side's touch could not stay in it. */
function centreOn(book: Book, side: u32, tick: i32): void {
  const ladder = ladderOf(book, side);
  const half = <i32>((ladder.mask + 1) >> 1);
  let centre = tick;
  if (book.bidLadder == book.askLadder) {
    const other = side == SIDE_BUY ? book.bestAskTick : book.bestBidTick;
    if (other != NO_ASK && other != NO_BID) {
      if (abs<i32>(other - tick) >= half) return;
      centre = tick + (other - tick) / 2;
    }
  }
  moveWindow(ladder, centre - half);
  refreshBestLevels(book);
}

/** The rare part of `rest`: the price is outside the window. False after a capacity fault. */
function restOutside(book: Book, node: usize, side: u32, tick: i32, improves: bool): bool {
  if (improves) centreOn(book, side, tick);
  return S.faultCode == 0 && append(ladderOf(book, side), node, tick);
}

/** Puts `node`, whose cold record is filled in, at the back of its level. False after a capacity fault. */
export function rest(book: Book, node: usize, side: u32, tick: i32): bool {
  const ladder = ladderOf(book, side);
  const improves = rankOf(side, tick) > rankOf(side, bestTick(book, side));
  if (isInWindow(ladder, tick)) {
    if (join(windowLevel(ladder, tick), node)) setBit(ladder, (<u32>tick) & ladder.mask);
  } else if (!restOutside(book, node, side, tick, improves)) {
    return false;
  }
  if (improves) setBest(book, side, tick, changetype<OrderNode>(node).level);
  book.liveOrders = book.liveOrders + 1;
  return true;
}

/** The general search for the next best price after `tick`: around the ring's seam, or far away. */
function findNextBest(book: Book, ladder: Ladder, side: u32, tick: i32): void {
  const next = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  const isNone = next == (side == SIDE_BUY ? NO_BID : NO_ASK);
  setBest(book, side, next, isNone ? 0 : <u32>findLevel(ladder, next));
  if (!isNone && isFar(bestLevel(book, side))) centreOn(book, side, next);
}

/** The level at `tick` lost its last order: forget it and find the next best price if it was the best. */
export function levelEmptied(book: Book, side: u32, level: usize, tick: i32): void {
  const ladder = ladderOf(book, side);
  dropLevel(ladder, level, tick);
  if (tick != bestTick(book, side)) return;
  const place = (<u32>tick) & ladder.mask;
  if (ladder.farCount == 0 && place != ladder.mask) {
    const found = side == SIDE_BUY ? placeBelow(ladder, place) : placeFrom(ladder, place + 1);
    const next = tick + (found - <i32>place);
    if (found >= 0 && isInWindow(ladder, next)) {
      setBest(book, side, next, ladder.levels + ((<u32>found) << 4));
      return;
    }
  }
  findNextBest(book, ladder, side, tick);
}

/** Takes `node` out of its level; slot and index entry stay. */
export function unlink(book: Book, node: usize, side: u32): void {
  const order = changetype<OrderNode>(node);
  const next = <usize>order.next;
  const prev = <usize>order.prev;
  const at = <usize>order.level;
  book.liveOrders = book.liveOrders - 1;
  changetype<OrderNode>(next).prev = <u32>prev;
  changetype<OrderNode>(prev).next = <u32>next;
  if (next == prev && next == at) {
    levelEmptied(book, side, at, tickOf(ladderOf(book, side), at));
    return;
  }
  const level = changetype<Level>(at);
  level.totalLots = level.totalLots - <i64>order.lots;
}

/** Takes `node` out of level, index and pool. */
export function discard(book: Book, node: usize): void {
  const cold = changetype<OrderCold>(coldOf(node));
  unlink(book, node, cold.side);
  unlinkFromIndex(node);
  freeSlot(node);
}

/** Takes lots off a resting order that keeps some. */
export function shrink(node: usize, lots: u32): void {
  const order = changetype<OrderNode>(node);
  order.lots = order.lots - lots;
  const level = changetype<Level>(<usize>order.level);
  level.totalLots = level.totalLots - <i64>lots;
}
