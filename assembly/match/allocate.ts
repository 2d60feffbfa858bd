/**
 * One price: sharing an aggressor among its displayed orders by other rules than earliest first: the top order, a part
 * earliest first, by size. What these leave is swept earliest first. Shares round down (CME notice 020705-1). Where a price
 * is served by time alone, hidden orders take their turn wherever the earliest is next.
 * Invariant: no order gets more than its displayed lots at a time, and what is shared is what traded.
 */
import {
  ALLOCATE_FIFO,
  ALLOCATE_PRO_RATA_TOP,
  ALLOCATE_SPLIT,
  Book,
  Level,
  ORDER_TOP,
  OrderCold,
  OrderNode,
  SIDE_BUY,
  Taker,
} from '../layout.gen';
import { bestLevel, bestTick, rankOf, rest } from '../book/book';
import { coldOf } from '../book/order-pool';
import { S } from '../state';
import { firstDark } from './dark-list';
import { eligibleAt, isEarlier, tradeDark } from './dark-trade';
import { hasRules, instrumentOf, isByTime, rulesAt } from './rules';
import { sweepLevel, tradeExtended } from './sweep';
import { bookOf } from './taker';
import { venueAt } from './terms';

/** Bytes of an entry of the plan: node, share. */
const ENTRY_BYTES: usize = 8;

export function topOf(instrument: u32, side: u32): usize {
  const venue = venueAt(instrument);
  const node = <usize>(side == SIDE_BUY ? venue.topBid : venue.topAsk);
  return node != 0 && ((<u32>changetype<OrderCold>(coldOf(node)).flags) & ORDER_TOP) != 0 ? node : 0;
}

export function dropTop(node: usize): void {
  const cold = changetype<OrderCold>(coldOf(node));
  cold.flags = <u8>((<u32>cold.flags) & ~ORDER_TOP);
}

/** Rests an order; one that betters its side becomes the side's top order where there is such a thing. */
export function restRanked(book: Book, node: usize, side: u32, tick: i32): bool {
  const isBetter = rankOf(side, tick) > rankOf(side, bestTick(book, side));
  if (!rest(book, node, side, tick)) return false;
  if (!isBetter || !hasRules(book)) return true;
  const instrument = instrumentOf(book);
  if (rulesAt(instrument).allocation != ALLOCATE_PRO_RATA_TOP) return true;
  const last = topOf(instrument, side);
  if (last != 0) dropTop(last);
  const cold = changetype<OrderCold>(coldOf(node));
  cold.flags = <u8>((<u32>cold.flags) | ORDER_TOP);
  const venue = venueAt(instrument);
  if (side == SIDE_BUY) venue.topBid = <u32>node;
  else venue.topAsk = <u32>node;
  return true;
}

/** Writes the shares by size of `lots` into the scratch; returns how many entries there are. */
function plan(at: usize, lots: u32, leastLots: u32): u32 {
  const level = changetype<Level>(at);
  const total = <u64>level.totalLots;
  const most = S.capScratchBytes / <u32>ENTRY_BYTES;
  let count: u32 = 0;
  let node = <usize>level.next;
  while (node != at && count < most) {
    const order = changetype<OrderNode>(node);
    const share = <u32>((<u64>order.lots * <u64>lots) / total);
    if (share != 0 && share >= leastLots) {
      const entry = <usize>S.scratchBase + <usize>count * ENTRY_BYTES;
      store<u32>(entry, <u32>node);
      store<u32>(entry, share, 4);
      count++;
    }
    node = <usize>order.next;
  }
  return count;
}

/** The level at the best price if that is still this tick, else 0: a fill may have emptied or moved it. */
function levelStill(book: Book, side: u32, tick: i32): usize {
  return bestTick(book, side) == tick ? bestLevel(book, side) : 0;
}

/** What is left of an aggressor after the shares by size. */
function tradeShares(taker: Taker, tick: i32, lots: u32): u32 {
  const book = bookOf(taker);
  const other = taker.side ^ 1;
  let at = levelStill(book, other, tick);
  if (at == 0 || <i64>lots >= changetype<Level>(at).totalLots) return lots;
  const count = plan(at, lots, rulesAt(taker.instrument).minShareLots);
  for (let index: u32 = 0; index < count && lots != 0 && at != 0 && S.faultCode == 0; index++) {
    const entry = <usize>S.scratchBase + <usize>index * ENTRY_BYTES;
    const node = <usize>load<u32>(entry);
    if (<usize>changetype<OrderNode>(node).level != at) continue;
    lots = <u32>tradeExtended(taker, node, tick, lots, load<u32>(entry, 4));
    at = levelStill(book, other, tick);
  }
  return lots;
}

/** The earliest order of a price that trades with so many lots: displayed or, where time alone decides, hidden. */
function earliestOf(taker: Taker, at: usize, tick: i32, lots: u32): usize {
  const book = bookOf(taker);
  const side = taker.side;
  const node = <usize>changetype<Level>(at).next;
  if (!isByTime(book)) return node;
  const price = <i64>tick * <i64>book.unitsPerTick;
  const dark = eligibleAt(firstDark(taker.instrument, side ^ 1), side, price, lots);
  return dark != 0 && isEarlier(dark, node) ? dark : node;
}

/** One trade of at most `most` lots with an order of a price, on its level or hidden. Returns what is left of the taker. */
function tradeWith(taker: Taker, node: usize, tick: i32, lots: u32, most: u32): u32 {
  if (changetype<OrderNode>(node).level == 0) return tradeDark(taker, node, lots, most);
  return <u32>tradeExtended(taker, node, tick, lots, most);
}

/** What is left of an aggressor after the part of it that goes earliest first. */
function tradePart(taker: Taker, tick: i32, lots: u32): u32 {
  let part = <u32>((<u64>lots * <u64>rulesAt(taker.instrument).fifoPercent) / 100);
  while (part != 0 && lots != 0 && S.faultCode == 0) {
    const at = levelStill(bookOf(taker), taker.side ^ 1, tick);
    if (at == 0) break;
    const node = earliestOf(taker, at, tick, min<u32>(part, lots));
    const take = min<u32>(part, changetype<OrderNode>(node).lots);
    lots = tradeWith(taker, node, tick, lots, take);
    part -= take;
  }
  return lots;
}

/** What is left of an aggressor after the top order, if there is one at this price. */
function tradeTop(taker: Taker, tick: i32, lots: u32): u32 {
  const other = taker.side ^ 1;
  const top = topOf(taker.instrument, other);
  if (top == 0 || <usize>changetype<OrderNode>(top).level != bestLevel(bookOf(taker), other)) return lots;
  if (changetype<OrderNode>(top).lots <= lots) dropTop(top);
  return <u32>tradeExtended(taker, top, tick, lots, lots);
}

/** Sweeps the best level by the instrument's allocation. Returns what is left of the taker. */
export function allocateLevel(taker: Taker, tick: i32, lots: u32): u32 {
  const book = bookOf(taker);
  const other = taker.side ^ 1;
  const rule = hasRules(book) ? rulesAt(taker.instrument).allocation : ALLOCATE_FIFO;
  if (rule == ALLOCATE_PRO_RATA_TOP) lots = tradeTop(taker, tick, lots);
  if (rule == ALLOCATE_SPLIT) lots = tradePart(taker, tick, lots);
  if (rule != ALLOCATE_FIFO) lots = tradeShares(taker, tick, lots);
  while (lots != 0 && S.faultCode == 0) {
    const at = levelStill(book, other, tick);
    if (at == 0) break;
    const isMixed = isByTime(book) && firstDark(taker.instrument, other) != 0;
    lots = isMixed
      ? tradeWith(taker, earliestOf(taker, at, tick, lots), tick, lots, lots)
      : sweepLevel(taker, at, tick, lots);
  }
  return lots;
}
