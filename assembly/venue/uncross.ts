/**
 * An auction: everything that can trade at its price does, orders without a limit first, then the better limit, within a
 * limit by the venue's priority (or shared by size at the price itself). All fills are at that price; the sell is named as the maker. Self-trade prevention does not act. Invariant: no order trades beyond its limit.
 */
import {
  AUCTION_CLOSING,
  Book,
  CANCEL_AUCTION_ENDED,
  CANCEL_MARKET_REMAINDER,
  Level,
  OrderCold,
  OrderNode,
  PLACE_HELD,
  REP_AUCTION,
  REP_TRIGGERED,
  SIDE_BUY,
  SIDE_SELL,
  TYPE_LIMIT,
} from '../layout.gen';
import { bestLevel, bestTick, discard, ladderOf, shrink, tickOfNode } from '../book/book';
import { findLevel } from '../book/ladder';
import { separate } from '../book/separate';
import { coldOf, freeSlot, unlinkFromIndex } from '../book/order-pool';
import { report } from '../journal/report';
import { accountOf, extensionAt, hiddenLotsOf } from '../ledger/extension';
import { restHeld } from '../match/activate';
import { darkPrice, extensionOf, firstDark, unlinkDark } from '../match/dark-list';
import { isEarlier, notePrint } from '../match/dark-trade';
import { execute } from '../match/execute';
import { hasLimit } from '../match/legal.gen';
import { afterFill, openAt } from '../match/links';
import { isByTime } from '../match/rules';
import { takerOf } from '../match/taker';
import { becomeElected } from '../match/trigger';
import { CHECK_BESIDE, coldAt, endExtension, nodeOf, termsAt, unwatch, venueAt, watch } from '../match/terms';
import { S } from '../state';
import { callAt, callRulesAt, isForAuction } from './call';
import { clearOrders, CLEAR_AUCTION_ONLY, CLEAR_MARKET } from './clear-orders';
import { darkTakesPart, heldTakesPart, isMarked, lotsAt } from './scan';
import { findPrice, findRecord, unmarkStops } from './uncross-price';

/** Shares by size: behind the records of the scan and the search; node, share. */
const SHARES_OFFSET: usize = 1024;
const SHARE_BYTES: usize = 8;

function openLotsOf(node: usize): u32 {
  return changetype<OrderNode>(node).lots + hiddenLotsOf(changetype<OrderCold>(coldOf(node)));
}

/** First order without a limit, 0 = none. */
function firstHeld(instrument: u32, side: u32): usize {
  for (let index = venueAt(instrument).watchFirst; index != 0; index = termsAt(index).next) {
    if (<u32>coldAt(index).side == side && heldTakesPart(instrument, index)) return nodeOf(index);
  }
  return 0;
}

/** Whether a limit is at the price or better. */
function reachesTick(side: u32, limitTick: i32, tick: i32): bool {
  return side == SIDE_BUY ? limitTick >= tick : limitTick <= tick;
}

function firstLit(book: Book, side: u32): usize {
  return <usize>changetype<Level>(bestLevel(book, side)).next;
}

/** The order of a side that trades next at the price, 0 = none. */
function firstOf(book: Book, instrument: u32, side: u32, tick: i32): usize {
  const held = firstHeld(instrument, side);
  if (held != 0) return held;
  const best = bestTick(book, side);
  const isLit = bestLevel(book, side) != 0 && reachesTick(side, best, tick);
  let dark = firstDark(instrument, side);
  while (dark != 0 && !darkTakesPart(extensionOf(dark))) dark = <usize>changetype<OrderNode>(dark).next;
  if (dark != 0) {
    const darkTick = <i32>(darkPrice(dark) / <i64>book.unitsPerTick);
    const isBetter = side == SIDE_BUY ? darkTick > best : darkTick < best;
    if (reachesTick(side, darkTick, tick) && (!isLit || isBetter)) return dark;
    if (isLit && darkTick == best && isByTime(book) && isEarlier(dark, firstLit(book, side))) return dark;
  }
  return isLit ? firstLit(book, side) : 0;
}

/** Takes lots off an order that traded; an iceberg keeps its place and shows again. */
function takeOff(book: Book, instrument: u32, node: usize, lots: u32): void {
  const order = changetype<OrderNode>(node);
  const cold = changetype<OrderCold>(coldOf(node));
  const side = <u32>cold.side;
  const left = openLotsOf(node) - lots;
  if (left != 0) {
    if (order.level == 0) {
      order.lots = order.lots - lots;
    } else if (lots < order.lots) {
      shrink(node, lots);
    } else {
      const extension = extensionAt(cold.extension);
      const shown = min<u32>(extension.displayLots, left);
      const level = changetype<Level>(<usize>order.level);
      level.totalLots = level.totalLots - <i64>order.lots + <i64>shown;
      order.lots = shown;
      extension.hiddenLots = left - shown;
    }
    return;
  }
  const index = cold.extension;
  if (order.level != 0) {
    if (index != 0) endExtension(index);
    discard(book, node);
    return;
  }
  if (<u32>termsAt(index).place != PLACE_HELD) unlinkDark(instrument, node, side);
  endExtension(index);
  unlinkFromIndex(node);
  freeSlot(node);
}

function trade(book: Book, instrument: u32, buy: usize, sell: usize, lots: u32, tick: i32, tsNs: i64): void {
  const bought = changetype<OrderCold>(coldOf(buy));
  const seller = accountOf(changetype<OrderCold>(coldOf(sell)));
  const buyer = accountOf(bought);
  const price = <i64>tick * <i64>book.unitsPerTick;
  const left = openLotsOf(buy) - lots;
  const hasTerms = ((<u32>book.checked) & CHECK_BESIDE) != 0;
  if (hasTerms) notePrint(instrument, price);
  const taker = takerOf(book, instrument, SIDE_BUY, bought.orderId, bought.extension, price, tsNs);
  execute(taker, sell, lots, price, left);
  takeOff(book, instrument, sell, lots);
  takeOff(book, instrument, buy, lots);
  if (hasTerms) afterFill(book, instrument, seller, buyer, tsNs);
}

// ---- sharing by size at the price itself

function writeShare(count: u32, node: usize, lots: u32, total: i64): u32 {
  const share = <u32>((<u64>openLotsOf(node) * <u64>lots) / <u64>total);
  const at = <usize>S.scratchBase + SHARES_OFFSET + <usize>count * SHARE_BYTES;
  if (share == 0 || SHARES_OFFSET + <usize>(count + 1) * SHARE_BYTES > <usize>S.capScratchBytes) return count;
  store<u32>(at, <u32>node);
  store<u32>(at, share, 4);
  return count + 1;
}

/** The first hidden order of exactly this price, from `dark` on, that takes part. */
function darkFrom(dark: usize, priceUnits: i64): usize {
  while (dark != 0 && !(darkPrice(dark) == priceUnits && darkTakesPart(extensionOf(dark)))) {
    dark = <usize>changetype<OrderNode>(dark).next;
  }
  return dark;
}

/** Writes the shares of the orders of the longer side at exactly the price; returns how many. */
function writeShares(book: Book, instrument: u32, side: u32, tick: i32, over: i64): u32 {
  const total = lotsAt(book, instrument, side, tick);
  if (total <= over || over <= 0) return 0;
  const lots = <u32>min<i64>(total - over, <i64>u32.MAX_VALUE);
  let count: u32 = 0;
  const at = findLevel(ladderOf(book, side), tick);
  const price = <i64>tick * <i64>book.unitsPerTick;
  let lit = at != 0 ? <usize>changetype<Level>(at).next : 0;
  let dark = darkFrom(firstDark(instrument, side), price);
  while (true) {
    const isLit = lit != 0 && lit != at;
    const isDark = dark != 0 && (!isLit || (isByTime(book) && isEarlier(dark, lit)));
    if (!isLit && !isDark) return count;
    const node = isDark ? dark : lit;
    count = writeShare(count, node, lots, total);
    if (isDark) dark = darkFrom(<usize>changetype<OrderNode>(dark).next, price);
    else lit = <usize>changetype<OrderNode>(lit).next;
  }
}

/** Whether an order of the plan is still at the price. */
function isStill(book: Book, node: usize, side: u32, tick: i32): bool {
  const order = changetype<OrderNode>(node);
  if (order.lots == 0) return false;
  if (order.level != 0) return tickOfNode(book, node, side) == tick;
  return <i32>(darkPrice(node) / <i64>book.unitsPerTick) == tick;
}

/** The longer side's orders at the price get their shares, in the order of the queue. */
function tradeShares(book: Book, instrument: u32, side: u32, tick: i32, count: u32, tsNs: i64): void {
  for (let place: u32 = 0; place < count && S.faultCode == 0; place++) {
    const at = <usize>S.scratchBase + SHARES_OFFSET + <usize>place * SHARE_BYTES;
    const node = <usize>load<u32>(at);
    let share = load<u32>(at, 4);
    while (share != 0 && S.faultCode == 0 && isStill(book, node, side, tick)) {
      const other = firstOf(book, instrument, side ^ 1, tick);
      if (other == 0) return;
      const lots = min<u32>(share, min<u32>(openLotsOf(node), openLotsOf(other)));
      share -= lots;
      const buy = side == SIDE_BUY ? node : other;
      trade(book, instrument, buy, side == SIDE_BUY ? other : node, lots, tick, tsNs);
    }
  }
}

function limitOf(book: Book, node: usize, side: u32): i32 {
  if (changetype<OrderNode>(node).level != 0) return tickOfNode(book, node, side);
  return <i32>(darkPrice(node) / <i64>book.unitsPerTick);
}

/** Whether the side's next order stands at exactly the price. */
function isMarginal(book: Book, node: usize, side: u32, tick: i32): bool {
  const index = extensionOf(node);
  if (index != 0 && <u32>termsAt(index).place == PLACE_HELD) return false;
  return limitOf(book, node, side) == tick;
}

/** Pairs first with first until one side has nobody left at the price. `surplus` is negative when asks are left over. */
export function tradeAt(book: Book, instrument: u32, tick: i32, surplus: i64, tsNs: i64): void {
  const longer = surplus > 0 ? SIDE_BUY : SIDE_SELL;
  let isShared = callRulesAt(instrument).byShares == 0 || surplus == 0;
  while (S.faultCode == 0) {
    const buy = firstOf(book, instrument, SIDE_BUY, tick);
    const sell = firstOf(book, instrument, SIDE_SELL, tick);
    if (buy == 0 || sell == 0) return;
    if (!isShared && isMarginal(book, longer == SIDE_BUY ? buy : sell, longer, tick)) {
      isShared = true;
      const count = writeShares(book, instrument, longer, tick, abs<i64>(surplus));
      tradeShares(book, instrument, longer, tick, count, tsNs);
      continue;
    }
    trade(book, instrument, buy, sell, min<u32>(openLotsOf(buy), openLotsOf(sell)), tick, tsNs);
  }
}

/** Stops that the price elects join: those without a limit are held for it, the others rest. */
function electMarked(book: Book, instrument: u32, tsNs: i64): void {
  let index = venueAt(instrument).waitFirst;
  while (index != 0 && S.faultCode == 0) {
    const terms = termsAt(index);
    const next = terms.next;
    if (isMarked(index)) {
      const cold = coldAt(index);
      terms.cause = 0;
      unwatch(instrument, index);
      becomeElected(book, terms, cold.side);
      report(REP_TRIGGERED, cold.side, 0, instrument, openAt(index), tsNs, cold.orderId, terms.priceUnits);
      if (<u32>terms.type == TYPE_LIMIT) {
        restHeld(book, instrument, index, tsNs);
      } else {
        terms.place = <u8>PLACE_HELD;
        watch(instrument, index);
      }
    }
    index = next;
  }
}

/** Held limit orders of the auction that begins join the book, in the order in which they came. */
export function joinHeld(book: Book, instrument: u32, auction: u32, tsNs: i64): void {
  let index = venueAt(instrument).watchFirst;
  while (index != 0 && S.faultCode == 0) {
    const terms = termsAt(index);
    const next = terms.next;
    const isHeld = <u32>terms.place == PLACE_HELD && hasLimit(terms.type);
    if (isHeld && isForAuction(terms.tif, auction)) {
      unwatch(instrument, index);
      restHeld(book, instrument, index, tsNs);
    }
    index = next;
  }
}

/** One auction at one price. False when there is none. */
function auctionOnce(book: Book, instrument: u32, hasThreshold: bool, tsNs: i64): bool {
  const call = callAt(instrument);
  const isFound = findPrice(book, instrument, hasThreshold);
  if (isFound) {
    const find = findRecord();
    const tick = find.tick;
    const surplus = find.surplus;
    const price = <i64>tick * <i64>book.unitsPerTick;
    reportAuction(REP_AUCTION, instrument, find.volume, surplus, find.rule, price, tsNs);
    electMarked(book, instrument, tsNs);
    tradeAt(book, instrument, tick, surplus, tsNs);
    call.referenceUnits = price;
    call.hasReference = 1;
    call.dynamicUnits = price;
    call.hasDynamic = 1;
    if (<u32>call.auction == AUCTION_CLOSING) {
      call.closeUnits = price;
      call.hasClose = 1;
    }
  }
  unmarkStops(instrument);
  return isFound;
}

/**
 * The auction of the instrument's call. Orders that were for it alone leave afterwards. Before orders meet again
 * (`untangles`), what a threshold or a linked order left crossed trades too, in auctions without a threshold.
 */
export function uncross(book: Book, instrument: u32, untangles: bool, tsNs: i64): void {
  const call = callAt(instrument);
  separate(book);
  if (S.faultCode != 0) return;
  auctionOnce(book, instrument, true, tsNs);
  clearOrders(book, instrument, CLEAR_AUCTION_ONLY, CANCEL_AUCTION_ENDED, tsNs);
  clearOrders(book, instrument, CLEAR_MARKET, CANCEL_MARKET_REMAINDER, tsNs);
  while (untangles && S.faultCode == 0 && book.bestBidTick >= book.bestAskTick) {
    if (!auctionOnce(book, instrument, false, tsNs)) break;
    clearOrders(book, instrument, CLEAR_MARKET, CANCEL_MARKET_REMAINDER, tsNs);
  }
  call.seenVolume = 0;
  call.seenPriceUnits = 0;
  call.seenSurplus = 0;
}

/** `surplus` is negative when asks are left over; lots above u32 are said as the most that u32 holds. */
export function reportAuction(
  kind: u32,
  instrument: u32,
  volume: i64,
  surplus: i64,
  rule: u32,
  priceUnits: i64,
  tsNs: i64,
): void {
  const lots = <u32>min<i64>(volume, <i64>u32.MAX_VALUE);
  const side = surplus < 0 ? SIDE_SELL : SIDE_BUY;
  report(kind, side, rule, instrument, lots, tsNs, <u64>abs<i64>(surplus), priceUnits);
}
