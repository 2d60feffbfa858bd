/**
 * Supply and demand of a call, price by price from the lowest: at each candidate how many lots would be bought at it or
 * higher, and sold at it or lower. Icebergs count with all their lots. The scan is a record in the scratch region.
 * Invariant: between two candidates nothing changes, so the best of the candidates is the best of all ticks.
 */
import {
  Book,
  Level,
  OrderCold,
  OrderNode,
  PLACE_DUE,
  PLACE_HELD,
  SIDE_BUY,
  SIDE_SELL,
  TERM_ALL_OR_NONE,
  TERM_MINIMUM,
  TYPE_LIMIT,
} from '../layout.gen';
import { ladderOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf } from '../book/order-pool';
import { hiddenLotsOf } from '../ledger/extension';
import { darkPrice, extensionOf, firstDark } from '../match/dark-list';
import { actsWithLimit, hasLimit } from '../match/legal.gen';
import { openAt } from '../match/links';
import { coldAt, termsAt, venueAt } from '../match/terms';
import { NO_ASK, NO_BID, S } from '../state';
import { callAt, callRulesAt, isForAuction } from './call';

/** Behind what the state digest, expiry and deliveries of commands write there. */
const SCAN_OFFSET: usize = 256;

@unmanaged
export class Scan {
  /** lots bought at `tick` or higher, market orders included */
  demand: i64;
  supply: i64;
  marketBuys: i64;
  marketSells: i64;
  tick: i32;
  lowTick: i32;
  highTick: i32;
  /** ticks that are candidates besides those of orders; NO_ASK = none */
  extra0: i32;
  extra1: i32;
  enteredOnly: u32;
  /** stops that the auction would elect are marked */
  hasMarks: u32;
  /** the price lies within the venue’s threshold around the quote */
  hasThreshold: u32;
}

export function scanRecord(): Scan {
  return changetype<Scan>(<usize>S.scratchBase + SCAN_OFFSET);
}

/** Whether a hidden order takes part: a limit order without conditions. */
export function darkTakesPart(index: u32): bool {
  const terms = termsAt(index);
  return <u32>terms.type == TYPE_LIMIT && ((<u32>terms.flags) & (TERM_MINIMUM | TERM_ALL_OR_NONE)) == 0;
}

/** Whether an order that waits for a trigger is marked as elected by the price that is being looked for. */
export function isMarked(index: u32): bool {
  return <u32>termsAt(index).cause == PLACE_DUE;
}

/** Whether an order without a price takes part in the instrument's auction. */
export function heldTakesPart(instrument: u32, index: u32): bool {
  const terms = termsAt(index);
  if (<u32>terms.place != PLACE_HELD || hasLimit(terms.type)) return false;
  return isForAuction(terms.tif, callAt(instrument).auction);
}

function levelLots(at: usize): i64 {
  const level = changetype<Level>(at);
  if (S.liveExtensions == 0) return level.totalLots;
  let sum: i64 = 0;
  let node = <usize>level.next;
  while (node != at) {
    const order = changetype<OrderNode>(node);
    sum += <i64>order.lots + <i64>hiddenLotsOf(changetype<OrderCold>(coldOf(node)));
    node = <usize>order.next;
  }
  return sum;
}

/** Lots with exactly this limit. */
export function lotsAt(book: Book, instrument: u32, side: u32, tick: i32): i64 {
  const at = findLevel(ladderOf(book, side), tick);
  let sum = at == 0 || changetype<Level>(at).next == 0 ? <i64>0 : levelLots(at);
  const price = <i64>tick * <i64>book.unitsPerTick;
  for (let node = firstDark(instrument, side); node != 0; node = <usize>changetype<OrderNode>(node).next) {
    if (darkPrice(node) == price && darkTakesPart(extensionOf(node))) {
      sum += <i64>changetype<OrderNode>(node).lots;
    }
  }
  if (scanRecord().hasMarks == 0) return sum;
  for (let index = venueAt(instrument).waitFirst; index != 0; index = termsAt(index).next) {
    if (!isMarked(index) || !actsWithLimit(termsAt(index).type) || <u32>coldAt(index).side != side) continue;
    if (termsAt(index).priceUnits == price) sum += <i64>openAt(index);
  }
  return sum;
}

/** Lots without a limit. */
function marketLots(instrument: u32, side: u32): i64 {
  let sum: i64 = 0;
  const venue = venueAt(instrument);
  for (let index = venue.watchFirst; index != 0; index = termsAt(index).next) {
    if (<u32>coldAt(index).side == side && heldTakesPart(instrument, index)) sum += <i64>openAt(index);
  }
  if (scanRecord().hasMarks == 0) return sum;
  for (let index = venue.waitFirst; index != 0; index = termsAt(index).next) {
    if (<u32>coldAt(index).side != side || !isMarked(index) || actsWithLimit(termsAt(index).type)) continue;
    sum += <i64>openAt(index);
  }
  return sum;
}

/** Lowest limit of a side at or above `tick`, NO_ASK = none. */
function limitFrom(book: Book, instrument: u32, side: u32, tick: i32): i32 {
  let found = tickAbove(ladderOf(book, side), tick - 1);
  const units = <i64>book.unitsPerTick;
  for (let node = firstDark(instrument, side); node != 0; node = <usize>changetype<OrderNode>(node).next) {
    const at = <i32>(darkPrice(node) / units);
    if (at >= tick && at < found && darkTakesPart(extensionOf(node))) found = at;
  }
  if (scanRecord().hasMarks == 0) return found;
  for (let index = venueAt(instrument).waitFirst; index != 0; index = termsAt(index).next) {
    if (!isMarked(index) || !actsWithLimit(termsAt(index).type) || <u32>coldAt(index).side != side) continue;
    const at = <i32>(termsAt(index).priceUnits / units);
    if (at >= tick && at < found) found = at;
  }
  return found;
}

/** Highest limit of a side at or below `tick`, NO_BID = none. */
function limitUpTo(book: Book, instrument: u32, side: u32, tick: i32): i32 {
  let found = tickBelow(ladderOf(book, side), tick + 1);
  const units = <i64>book.unitsPerTick;
  for (let node = firstDark(instrument, side); node != 0; node = <usize>changetype<OrderNode>(node).next) {
    const at = <i32>(darkPrice(node) / units);
    if (at <= tick && at > found && darkTakesPart(extensionOf(node))) found = at;
  }
  if (scanRecord().hasMarks == 0) return found;
  for (let index = venueAt(instrument).waitFirst; index != 0; index = termsAt(index).next) {
    if (!isMarked(index) || !actsWithLimit(termsAt(index).type) || <u32>coldAt(index).side != side) continue;
    const at = <i32>(termsAt(index).priceUnits / units);
    if (at <= tick && at > found) found = at;
  }
  return found;
}

/** The next candidate after `tick` that comes from a limit: the limit itself, and the ticks beside it. */
function afterLimit(limit: i32, tick: i32): i32 {
  if (limit == NO_ASK) return NO_ASK;
  return limit <= tick + 1 ? tick + 1 : limit - 1;
}

/** The next candidate after `tick`, NO_ASK = none. */
function candidateAfter(book: Book, instrument: u32, scan: Scan, tick: i32): i32 {
  if (scan.enteredOnly != 0) {
    return min<i32>(
      limitFrom(book, instrument, SIDE_BUY, tick + 1),
      limitFrom(book, instrument, SIDE_SELL, tick + 1),
    );
  }
  let next = min<i32>(
    afterLimit(limitFrom(book, instrument, SIDE_BUY, tick), tick),
    afterLimit(limitFrom(book, instrument, SIDE_SELL, tick), tick),
  );
  if (scan.extra0 > tick) next = min<i32>(next, scan.extra0);
  if (scan.extra1 > tick) next = min<i32>(next, scan.extra1);
  return next;
}

/** Nearest tick at or below a price. */
export function floorTick(book: Book, priceUnits: i64): i32 {
  const units = <i64>book.unitsPerTick;
  const tick = priceUnits / units;
  return <i32>(priceUnits - tick * units < 0 ? tick - 1 : tick);
}

function ceilTick(book: Book, priceUnits: i64): i32 {
  return -floorTick(book, -priceUnits);
}

/** Keeps the range within the venue's threshold around the quote. */
function applyThreshold(book: Book, instrument: u32, scan: Scan): void {
  const points = <i64>callRulesAt(instrument).thresholdPoints;
  const call = callAt(instrument);
  if (points == 0 || call.hasQuote == 0 || scan.hasThreshold == 0) return;
  const middle = abs<i64>(call.quoteBidUnits + call.quoteAskUnits) >> 1;
  const away = (middle / 10_000) * points + ((middle % 10_000) * points) / 10_000;
  scan.lowTick = max<i32>(scan.lowTick, ceilTick(book, call.quoteBidUnits - away));
  scan.highTick = min<i32>(scan.highTick, floorTick(book, call.quoteAskUnits + away));
}

/** The range of prices at which anything can trade. False when there is none, or nobody named a price. */
export function openScan(book: Book, instrument: u32, scan: Scan): bool {
  scan.enteredOnly = callRulesAt(instrument).enteredOnly;
  scan.marketBuys = marketLots(instrument, SIDE_BUY);
  scan.marketSells = marketLots(instrument, SIDE_SELL);
  const low = book.minTick;
  const high = book.maxTick;
  const lowest = min<i32>(
    limitFrom(book, instrument, SIDE_BUY, low),
    limitFrom(book, instrument, SIDE_SELL, low),
  );
  const highest = max<i32>(
    limitUpTo(book, instrument, SIDE_BUY, high),
    limitUpTo(book, instrument, SIDE_SELL, high),
  );
  if (lowest == NO_ASK) return false;
  scan.lowTick = scan.marketSells != 0 ? lowest : limitFrom(book, instrument, SIDE_SELL, low);
  scan.highTick = scan.marketBuys != 0 ? highest : limitUpTo(book, instrument, SIDE_BUY, high);
  if (scan.lowTick == NO_ASK || scan.highTick == NO_BID) return false;
  applyThreshold(book, instrument, scan);
  return scan.lowTick <= scan.highTick;
}

/** The whole range of limits, for pictures: every limit is a candidate. False when there is none. */
export function openAll(book: Book, instrument: u32, scan: Scan): bool {
  scan.enteredOnly = 1;
  scan.lowTick = min<i32>(
    limitFrom(book, instrument, SIDE_BUY, book.minTick),
    limitFrom(book, instrument, SIDE_SELL, book.minTick),
  );
  scan.highTick = max<i32>(
    limitUpTo(book, instrument, SIDE_BUY, book.maxTick),
    limitUpTo(book, instrument, SIDE_SELL, book.maxTick),
  );
  return scan.lowTick != NO_ASK;
}

/** Goes to the first candidate. False when there is none. */
export function beginScan(book: Book, instrument: u32, scan: Scan): bool {
  const low = scan.lowTick;
  scan.tick = low;
  scan.demand = scan.marketBuys;
  scan.supply = scan.marketSells;
  let tick = limitFrom(book, instrument, SIDE_BUY, low);
  while (tick != NO_ASK) {
    scan.demand = scan.demand + lotsAt(book, instrument, SIDE_BUY, tick);
    tick = limitFrom(book, instrument, SIDE_BUY, tick + 1);
  }
  tick = limitUpTo(book, instrument, SIDE_SELL, low);
  while (tick != NO_BID) {
    scan.supply = scan.supply + lotsAt(book, instrument, SIDE_SELL, tick);
    tick = limitUpTo(book, instrument, SIDE_SELL, tick - 1);
  }
  const isEntered = lotsAt(book, instrument, SIDE_BUY, low) + lotsAt(book, instrument, SIDE_SELL, low) != 0;
  return scan.enteredOnly == 0 || isEntered || nextCandidate(book, instrument, scan);
}

/** Goes to the next candidate. False at the end of the range. */
export function nextCandidate(book: Book, instrument: u32, scan: Scan): bool {
  const tick = scan.tick;
  let next = candidateAfter(book, instrument, scan, tick);
  if (next > scan.highTick) {
    if (scan.enteredOnly != 0 || tick >= scan.highTick) return false;
    next = scan.highTick;
  }
  scan.demand = scan.demand - lotsAt(book, instrument, SIDE_BUY, tick);
  scan.supply = scan.supply + lotsAt(book, instrument, SIDE_SELL, next);
  scan.tick = next;
  return true;
}
