/**
 * Re-derives every index of every book from scratch (RELIABILITY invariants 1–9, 22–24). Reads only. Returns 0
 * or a code whose number is stable: docs/PROMISES.md names them E-BOOK-01 and so on.
 */
import {
  Account,
  AgentOrder,
  Book,
  Extension,
  FarLevel,
  Ladder,
  Level,
  ORDER_ANONYMOUS,
  ORDER_TAPE,
  OrderCold,
  OrderNode,
  PLACE_ACTIVE,
  PLACE_BOOK,
  PLACE_DARK,
  SIDE_BUY,
  SIDE_SELL,
  SIZE_AGENT_ORDER,
} from '../layout.gen';
import { agentAt } from '../agent/agents';
import { bookAt, ladderOf, rankOf } from '../book/book';
import { bookCount, impactAt, takenOf } from '../replay/impact';
import { firstShadow, shadowAt } from '../replay/shadow';
import { isSet } from '../book/bits';
import { farAddress, farTick } from '../book/far-levels';
import { findLevel, isFar, isInWindow, tickAbove, tickBelow, tickOf } from '../book/ladder';
import { coldOf, findNode } from '../book/order-pool';
import { accountAt } from '../ledger/records';
import { findBreach } from '../ledger/conservation';
import { extensionAt } from '../ledger/extension';
import { darkPrice, firstDark } from '../match/dark-list';
import { coldAt, nodeOf, termsAt, venueAt } from '../match/terms';
import { rises } from '../match/trigger';
import { NO_ASK, NO_BID, S } from '../state';
import { isTrading } from '../venue/states';

export const BAD_TOTAL: u32 = 1;
export const BAD_INDEXED_LEVEL: u32 = 2;
export const BAD_LINKS: u32 = 3;
export const BAD_ID_INDEX: u32 = 4;
export const BAD_POOL: u32 = 5;
export const BAD_LOTS: u32 = 6;
export const BAD_BEST: u32 = 7;
export const BAD_CROSSED: u32 = 8;
export const BAD_COUNT: u32 = 9;
export const BAD_EXTENSION: u32 = 10;
export const BAD_MONEY: u32 = 11;
export const BAD_AGENT: u32 = 12;
export const BAD_BESIDE: u32 = 13;
export const BAD_OWN: u32 = 14;

const FAILED: u64 = 1 << 40;

function failure(code: u32): u64 {
  return FAILED | (<u64>code);
}

/** Orders of one level, or a failure. */
function checkLevel(book: Book, instrument: u32, side: u32, at: usize): u64 {
  const level = changetype<Level>(at);
  let orders: u64 = 0;
  let total: i64 = 0;
  let prev = at;
  let node = <usize>level.next;
  while (node != at) {
    if (node == 0 || orders > <u64>S.liveOrders) return failure(BAD_LINKS);
    const order = changetype<OrderNode>(node);
    const cold = changetype<OrderCold>(coldOf(node));
    if (<usize>order.prev != prev || <usize>order.level != at) return failure(BAD_LINKS);
    if (<u32>cold.side != side || <u32>cold.instrument != instrument) return failure(BAD_LINKS);
    if (order.lots == 0) return failure(BAD_LOTS);
    if (book.mode == 0 && order.lots > cold.originalLots) return failure(BAD_LOTS);
    const isAnonymous = ((<u32>cold.flags) & ORDER_ANONYMOUS) != 0;
    // In a rematched book lots of unknown origin are one order a level with id 0.
    const isNameless = ((<u32>cold.flags) & ORDER_TAPE) != 0 && cold.orderId == 0;
    const isOdd = isAnonymous ? prev != at : !isNameless && findNode(instrument, cold.orderId) != node;
    if (isOdd) return failure(BAD_ID_INDEX);
    if (cold.extension != 0 && <usize>extensionAt(cold.extension).node != node) return failure(BAD_EXTENSION);
    total += <i64>order.lots;
    orders++;
    prev = node;
    node = <usize>order.next;
  }
  if (<usize>level.prev != prev || orders == 0) return failure(BAD_LINKS);
  return total == level.totalLots ? orders : failure(BAD_TOTAL);
}

/** Orders of one side, walked from the best price outwards, or a failure. */
function checkSide(book: Book, instrument: u32, side: u32): u64 {
  const ladder = ladderOf(book, side);
  const none = side == SIDE_BUY ? NO_BID : NO_ASK;
  let tick = side == SIDE_BUY ? book.bestBidTick : book.bestAskTick;
  const best = side == SIDE_BUY ? book.bestBidLevel : book.bestAskLevel;
  if (tick == none) return best == 0 ? 0 : failure(BAD_BEST);
  if (findLevel(ladder, tick) != <usize>best) return failure(BAD_BEST);
  let orders: u64 = 0;
  while (tick != none) {
    const at = findLevel(ladder, tick);
    if (at == 0 || tickOf(ladder, at) != tick) return failure(BAD_INDEXED_LEVEL);
    const count = checkLevel(book, instrument, side, at);
    if (count >= FAILED) return count;
    orders += count;
    tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  }
  return orders;
}

/** Levels and bitmap of a ladder say the same; returns the number of levels, or a failure. */
function checkLadder(ladder: Ladder): u64 {
  let levels: u64 = 0;
  for (let place: u32 = 0; place <= ladder.mask; place++) {
    const level = changetype<Level>(<usize>ladder.levels + ((<usize>place) << 4));
    const isUsed = level.next != 0;
    if (isUsed != isSet(ladder, place)) return failure(BAD_INDEXED_LEVEL);
    if (!isUsed && (level.prev != 0 || level.totalLots != 0)) return failure(BAD_INDEXED_LEVEL);
    levels += <u64>isUsed;
  }
  for (let index: u32 = 0; index < ladder.farCount; index++) {
    const far = farAddress(ladder, index);
    const tick = farTick(ladder, index);
    if (!isFar(far) || changetype<FarLevel>(far).tick != tick || isInWindow(ladder, tick)) {
      return failure(BAD_INDEXED_LEVEL);
    }
    if (index > 0 && farTick(ladder, index - 1) >= tick) return failure(BAD_INDEXED_LEVEL);
  }
  return levels + <u64>ladder.farCount;
}

/** Levels reachable from the touch of a side. */
function countLevels(book: Book, side: u32): u64 {
  const ladder = ladderOf(book, side);
  const none = side == SIDE_BUY ? NO_BID : NO_ASK;
  let tick = side == SIDE_BUY ? book.bestBidTick : book.bestAskTick;
  let levels: u64 = 0;
  while (tick != none) {
    levels++;
    tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  }
  return levels;
}

/** Orders of a book, or a failure. */
function checkBook(instrument: u32): u64 {
  const book = bookAt(instrument);
  const hasTouch = book.bestBidTick != NO_BID && book.bestAskTick != NO_ASK;
  const mayCross = book.mode != 0 || !isTrading(book.session);
  if (!mayCross && hasTouch && book.bestBidTick >= book.bestAskTick) return failure(BAD_CROSSED);
  const bids = checkSide(book, instrument, SIDE_BUY);
  if (bids >= FAILED) return bids;
  const asks = checkSide(book, instrument, SIDE_SELL);
  if (asks >= FAILED) return asks;
  if (bids + asks != <u64>book.liveOrders) return failure(BAD_COUNT);
  const bidLevels = checkLadder(ladderOf(book, SIDE_BUY));
  if (bidLevels >= FAILED) return bidLevels;
  let levels = bidLevels;
  if (book.bidLadder != book.askLadder) {
    const askLevels = checkLadder(ladderOf(book, SIDE_SELL));
    if (askLevels >= FAILED) return askLevels;
    levels += askLevels;
  }
  if (countLevels(book, SIDE_BUY) + countLevels(book, SIDE_SELL) != levels) return failure(BAD_INDEXED_LEVEL);
  return bids + asks;
}

/** Orders on no level: lists hold what their terms say, hidden ones in order; together they are all that there are. */
function checkBeside(instrument: u32): u64 {
  const venue = venueAt(instrument);
  let dark: u64 = 0;
  for (let side: u32 = 0; side < 2; side++) {
    let prev: usize = 0;
    let node = firstDark(instrument, side);
    while (node != 0) {
      const order = changetype<OrderNode>(node);
      if (<usize>order.prev != prev || order.level != 0 || order.lots == 0) return failure(BAD_BESIDE);
      if (<u32>changetype<OrderCold>(coldOf(node)).side != side) return failure(BAD_BESIDE);
      if (
        prev != 0 &&
        (side == SIDE_BUY ? darkPrice(node) > darkPrice(prev) : darkPrice(node) < darkPrice(prev))
      ) {
        return failure(BAD_BESIDE);
      }
      if (<u32>termsAt(changetype<OrderCold>(coldOf(node)).extension).place != PLACE_DARK)
        return failure(BAD_BESIDE);
      dark++;
      prev = node;
      node = <usize>order.next;
    }
  }
  let orders: u64 = 0;
  let terms: u32 = 0;
  for (let index: u32 = 1; index < S.freshExtensions; index++) {
    const place = <u32>termsAt(index).place;
    if (place == 0 || <u32>coldAt(index).instrument != instrument) continue;
    terms++;
    if ((place == PLACE_BOOK) != (changetype<OrderNode>(nodeOf(index)).level != 0))
      return failure(BAD_BESIDE);
    if (place == PLACE_ACTIVE || findNode(instrument, coldAt(index).orderId) != nodeOf(index)) {
      return failure(BAD_BESIDE);
    }
    if (place != PLACE_BOOK) orders++;
    if (place == PLACE_DARK) dark--;
    if (<u32>termsAt(index).isWatched == 2 && venue.isStale == 0) {
      const trigger = termsAt(index).triggerUnits;
      const isBounded = rises(termsAt(index), coldAt(index).side)
        ? trigger >= venue.risesTo
        : trigger <= venue.fallsTo;
      if (!isBounded) return failure(BAD_BESIDE);
    }
  }
  return dark == 0 && terms == venue.termCount ? orders : failure(BAD_BESIDE);
}

/** Free and live slots together are all slots ever used, and free ones are zero. */
function checkPool(liveOrders: u64): u32 {
  if (liveOrders != <u64>S.liveOrders) return BAD_COUNT;
  let free: u64 = 0;
  let node = <usize>S.freeOrder;
  while (node != 0) {
    if (free > <u64>S.capOrders) return BAD_POOL;
    const cold = coldOf(node);
    if (load<u64>(node, 8) != 0 || load<u64>(cold) != 0 || load<u64>(cold, 24) != 0) return BAD_POOL;
    free++;
    node = <usize>changetype<OrderNode>(node).next;
  }
  return free + liveOrders == <u64>S.freshOrders ? 0 : BAD_POOL;
}

function checkExtensions(): u32 {
  let live: u32 = 0;
  for (let index: u32 = 1; index < S.freshExtensions; index++) {
    const extension: Extension = extensionAt(index);
    if (extension.node == 0) continue;
    live++;
    if (extension.reservedPriceUnits < 0) return BAD_EXTENSION;
  }
  return live == S.liveExtensions ? 0 : BAD_EXTENSION;
}

/** Sums over all accounts hold, and nothing is locked but what resting buys reserve. */
function checkMoney(): u32 {
  let locked: i64 = 0;
  for (let id: u32 = 0; id < S.capAccounts; id++) {
    const account: Account = accountAt(id);
    if (account.lockedCash < 0) return BAD_MONEY;
    locked += account.lockedCash;
  }
  let reserved: i64 = 0;
  for (let index: u32 = 1; index < S.freshExtensions; index++) {
    const extension: Extension = extensionAt(index);
    if (extension.node == 0 || extension.account == 0) continue;
    const open = <i64>changetype<OrderNode>(<usize>extension.node).lots + <i64>extension.hiddenLots;
    reserved += extension.reservedPriceUnits * open;
  }
  return locked == reserved && findBreach() == 0 ? 0 : BAD_MONEY;
}

/** A wake lies ahead or there is none; a list of orders fits its room and names orders that its agent sent. */
function checkAgents(): u32 {
  for (let index: u32 = 0; index < S.agentCount; index++) {
    const agent = agentAt(index);
    if (agent.wakeNs < S.nowNs || agent.orderCount > S.capAgentOrders) return BAD_AGENT;
    for (let place: u32 = 0; place < agent.orderCount; place++) {
      const id = changetype<AgentOrder>(<usize>agent.orders + <usize>place * SIZE_AGENT_ORDER).orderId;
      if (id >> 32 != <u64>agent.id || <u64>(<u32>id) > agent.placedCount) return BAD_AGENT;
    }
  }
  return 0;
}

/** Lots taken of one side's orders: none has more taken than it has lots. */
function takenOfSide(instrument: u32, side: u32): i64 {
  const book = bookAt(instrument);
  const ladder = ladderOf(book, side);
  let sum: i64 = 0;
  let tick = side == SIDE_BUY ? book.bestBidTick : book.bestAskTick;
  while (tick != NO_BID && tick != NO_ASK) {
    const at = findLevel(ladder, tick);
    let node = <usize>changetype<Level>(at).next;
    while (node != at) {
      if (takenOf(node) > changetype<OrderNode>(node).lots) return -1;
      sum += <i64>takenOf(node);
      node = <usize>changetype<OrderNode>(node).next;
    }
    tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  }
  return sum;
}

/** Own orders beside a tape's book: in order, with lots, each with its extension; what they took adds up. */
function checkOwn(instrument: u32): u32 {
  const impact = impactAt(instrument);
  if (impact.policy == 0) return 0;
  let count: u32 = 0;
  for (let side: u32 = 0; side < 2; side++) {
    let prev: u32 = 0;
    for (let index = firstShadow(impact, side); index != 0; index = shadowAt(index).next) {
      const shadow = shadowAt(index);
      const isWhole = shadow.lots != 0 && shadow.lots <= shadow.originalLots && <u32>shadow.side == side;
      if (!isWhole || <usize>extensionAt(index).node != changetype<usize>(shadow)) return BAD_OWN;
      if (prev != 0 && rankOf(side, shadowAt(prev).tick) < rankOf(side, shadow.tick)) return BAD_OWN;
      if (count > S.capShadows) return BAD_OWN;
      prev = index;
      count++;
    }
  }
  const bids = takenOfSide(instrument, SIDE_BUY);
  const asks = takenOfSide(instrument, SIDE_SELL);
  const isSum = bids >= 0 && asks >= 0 && bids + asks == impact.takenLots;
  return isSum && count == impact.shadowCount ? 0 : BAD_OWN;
}

/** 0, or the number of the first broken invariant. */
export function validate(): u32 {
  let orders: u64 = 0;
  for (let instrument: u32 = 0; instrument < bookCount(); instrument++) {
    const count = checkBook(instrument);
    if (count >= FAILED) return <u32>count;
    orders += count;
    const beside = checkBeside(instrument);
    if (beside >= FAILED) return <u32>beside;
    orders += beside;
    if (checkOwn(instrument) != 0) return BAD_OWN;
  }
  const pool = checkPool(orders);
  if (pool != 0) return pool;
  const extensions = checkExtensions();
  if (extensions != 0) return extensions;
  const agents = checkAgents();
  return agents != 0 ? agents : checkMoney();
}
