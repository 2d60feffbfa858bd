/**
 * The price of an auction: the venue's own ordered list of rules narrows the candidates until one is left. Rules are data
 * (`UncrossRule`); the rulebooks that they come from are named in `src/scenario/rulebooks`. Trades nothing. Invariant: at
 * the price found at least one lot trades, or there is none.
 */
import {
  Book,
  SIDE_BUY,
  SIDE_SELL,
  SOURCE_LAST,
  PLACE_DUE,
  UNCROSS_LOWEST,
  UNCROSS_MAX_VOLUME,
  UNCROSS_MIDDLE,
  UNCROSS_MIN_SURPLUS,
  UNCROSS_NEAREST_MID,
  UNCROSS_NEAREST_REFERENCE,
  UNCROSS_NEAREST_SETTLEMENT,
  UNCROSS_REFERENCE,
  UNCROSS_SURPLUS_SIDE,
  UNCROSS_UNEXECUTED,
} from '../layout.gen';
import { hasLimit } from '../match/legal.gen';
import { NO_PRICE } from '../match/peg';
import { coldAt, termsAt, venueAt } from '../match/terms';
import { rises, setLimitBeyond } from '../match/trigger';
import { NO_ASK, S } from '../state';
import { callAt, callRulesAt, uncrossRule } from './call';
import { Scan, beginScan, floorTick, lotsAt, nextCandidate, openScan, scanRecord } from './scan';

/** Behind the scan. */
const FIND_OFFSET: usize = 384;

/** What the rules so far keep, what a look over it saw, and in the end the price. */
@unmanaged
export class Find {
  keepVolume: i64;
  keepSurplus: i64;
  seenVolume: i64;
  seenSurplus: i64;
  awayUnits: i64;
  /** the result */
  volume: i64;
  surplus: i64;
  keepsUnexecuted: u32;
  count: u32;
  lowTick: i32;
  highTick: i32;
  nearTick: i32;
  isAllBid: u32;
  isAllAsk: u32;
  hasUnexecuted: u32;
  tick: i32;
  rule: u32;
}

export function findRecord(): Find {
  return changetype<Find>(<usize>S.scratchBase + FIND_OFFSET);
}

/** The price that a rule looks at, or NO_PRICE. */
function priceFor(book: Book, instrument: u32, rule: u32): i64 {
  const call = callAt(instrument);
  const settlement = call.hasSettlement != 0 ? call.settlementUnits : NO_PRICE;
  if (rule == UNCROSS_NEAREST_SETTLEMENT) return settlement;
  if (rule == UNCROSS_NEAREST_MID) {
    return call.hasQuote != 0 ? (call.quoteBidUnits + call.quoteAskUnits) >> 1 : NO_PRICE;
  }
  return book.tradeCount != 0 ? book.lastPriceUnits : settlement;
}

function isUnexecuted(book: Book, instrument: u32, scan: Scan): bool {
  const over = scan.demand - scan.supply;
  if (over == 0) return false;
  return lotsAt(book, instrument, over > 0 ? SIDE_BUY : SIDE_SELL, scan.tick) != 0;
}

/** Looks over what is left; `nearUnits` is what a price should be near to. */
function survey(book: Book, instrument: u32, scan: Scan, find: Find, nearUnits: i64): void {
  find.count = 0;
  find.seenVolume = 0;
  find.seenSurplus = i64.MAX_VALUE;
  find.isAllBid = 1;
  find.isAllAsk = 1;
  find.hasUnexecuted = 0;
  find.awayUnits = i64.MAX_VALUE;
  let isMore = beginScan(book, instrument, scan);
  for (; isMore; isMore = nextCandidate(book, instrument, scan)) {
    const volume = min<i64>(scan.demand, scan.supply);
    const surplus = abs<i64>(scan.demand - scan.supply);
    if (volume == 0 || (find.keepVolume != 0 && volume != find.keepVolume)) continue;
    if (find.keepSurplus >= 0 && surplus != find.keepSurplus) continue;
    const isLeft = isUnexecuted(book, instrument, scan);
    if (find.keepsUnexecuted != 0 && !isLeft) continue;
    if (find.count == 0) find.lowTick = scan.tick;
    find.highTick = scan.tick;
    find.count = find.count + 1;
    find.seenVolume = max<i64>(find.seenVolume, volume);
    find.seenSurplus = min<i64>(find.seenSurplus, surplus);
    if (scan.demand <= scan.supply) find.isAllBid = 0;
    if (scan.demand >= scan.supply) find.isAllAsk = 0;
    if (isLeft) find.hasUnexecuted = 1;
    const away = nearUnits == NO_PRICE ? 0 : abs<i64>(<i64>scan.tick * <i64>book.unitsPerTick - nearUnits);
    if (away > find.awayUnits) continue;
    find.awayUnits = away;
    find.nearTick = scan.tick;
  }
}

/** Ends the search at a tick. */
function choose(find: Find, tick: i32, rule: u32): void {
  find.tick = tick;
  find.rule = rule;
}

/** Applies one rule to what the last survey saw. True when it decided. */
function applyRule(book: Book, instrument: u32, find: Find, rule: u32): bool {
  const near = priceFor(book, instrument, rule);
  switch (rule) {
    case UNCROSS_MAX_VOLUME:
      find.keepVolume = find.seenVolume;
      return false;
    case UNCROSS_MIN_SURPLUS:
      find.keepSurplus = find.seenSurplus;
      return false;
    case UNCROSS_UNEXECUTED:
      find.keepsUnexecuted = find.hasUnexecuted;
      return false;
    case UNCROSS_SURPLUS_SIDE:
      if ((find.isAllBid | find.isAllAsk) == 0) return false;
      choose(find, find.isAllBid != 0 ? find.highTick : find.lowTick, rule);
      return true;
    case UNCROSS_NEAREST_SETTLEMENT:
    case UNCROSS_NEAREST_REFERENCE:
    case UNCROSS_NEAREST_MID:
      if (near == NO_PRICE) return false;
      choose(find, find.nearTick, rule);
      return true;
    case UNCROSS_REFERENCE:
      if (near == NO_PRICE) return false;
      choose(find, min<i32>(max<i32>(floorTick(book, near), find.lowTick), find.highTick), rule);
      return true;
    case UNCROSS_MIDDLE:
      choose(find, <i32>((<i64>find.lowTick + <i64>find.highTick) >> 1), rule);
      return true;
    default:
      choose(find, find.lowTick, UNCROSS_LOWEST);
      return true;
  }
}

/** Supply and demand at the price that was chosen, which `reference` and `middle` may have put between candidates. */
function measure(book: Book, instrument: u32, scan: Scan, find: Find): void {
  scan.lowTick = find.tick;
  scan.highTick = find.tick;
  const asked = scan.enteredOnly;
  scan.enteredOnly = 0;
  beginScan(book, instrument, scan);
  scan.enteredOnly = asked;
  find.volume = min<i64>(scan.demand, scan.supply);
  find.surplus = scan.demand - scan.supply;
}

/** Nobody named a price: market orders alone trade at the reference, if there is one. */
function findWithoutLimits(book: Book, instrument: u32, scan: Scan, find: Find): bool {
  if (scan.marketBuys == 0 || scan.marketSells == 0) return false;
  const units = priceFor(book, instrument, UNCROSS_REFERENCE);
  if (units == NO_PRICE) return false;
  const tick = floorTick(book, units);
  if (tick < book.minTick || tick > book.maxTick) return false;
  choose(find, tick, UNCROSS_REFERENCE);
  find.volume = min<i64>(scan.marketBuys, scan.marketSells);
  find.surplus = scan.marketBuys - scan.marketSells;
  return true;
}

/** One search with the stops that are marked. False: no price. */
function findOnce(book: Book, instrument: u32, scan: Scan, find: Find): bool {
  memory.fill(changetype<usize>(find), 0, offsetof<Find>());
  find.keepSurplus = -1;
  if (!openScan(book, instrument, scan)) return findWithoutLimits(book, instrument, scan, find);
  const rules = callRulesAt(instrument);
  // Every list begins so: at any other price orders that cross would be left.
  survey(book, instrument, scan, find, NO_PRICE);
  if (find.count == 0) return false;
  find.keepVolume = find.seenVolume;
  let before: u32 = UNCROSS_MAX_VOLUME;
  for (let place: u32 = 0; ; place++) {
    const rule = uncrossRule(rules, place);
    const units = priceFor(book, instrument, rule);
    const near = units == NO_PRICE ? NO_ASK : floorTick(book, units);
    const isExact = near != NO_ASK && units == <i64>near * <i64>book.unitsPerTick;
    scan.extra0 = near;
    scan.extra1 = near == NO_ASK || isExact ? NO_ASK : near + 1;
    survey(book, instrument, scan, find, units);
    if (find.lowTick == find.highTick) {
      choose(find, find.lowTick, before);
      break;
    }
    if (applyRule(book, instrument, find, rule)) break;
    before = rule;
  }
  measure(book, instrument, scan, find);
  return find.volume != 0;
}

/** Marks the stops that a last price would elect. True when there was another one. */
function markStops(book: Book, instrument: u32, priceUnits: i64): bool {
  let hasMore = false;
  for (let index = venueAt(instrument).waitFirst; index != 0; index = termsAt(index).next) {
    const terms = termsAt(index);
    if (<u32>terms.source != SOURCE_LAST || <u32>terms.cause == PLACE_DUE) continue;
    if (terms.triggerUnits == NO_PRICE) continue;
    const isReached = rises(terms, coldAt(index).side)
      ? priceUnits >= terms.triggerUnits
      : priceUnits <= terms.triggerUnits;
    if (!isReached) continue;
    terms.cause = <u8>PLACE_DUE;
    setLimitBeyond(book, terms, coldAt(index).side);
    hasMore = true;
  }
  return hasMore;
}

export function unmarkStops(instrument: u32): void {
  const scan = scanRecord();
  if (scan.hasMarks == 0) return;
  scan.hasMarks = 0;
  for (let index = venueAt(instrument).waitFirst; index != 0; index = termsAt(index).next) {
    const terms = termsAt(index);
    terms.cause = 0;
    if (!hasLimit(terms.type)) terms.priceUnits = 0;
  }
}

/**
 * Finds the price of an auction as the book stands; the result is in `findRecord()`. Stops that it elects stay marked
 * until `unmarkStops`. False when nothing can trade.
 */
export function findPrice(book: Book, instrument: u32, hasThreshold: bool): bool {
  const scan = scanRecord();
  scan.hasThreshold = <u32>hasThreshold;
  const find = findRecord();
  scan.hasMarks = 0;
  const iterates = callRulesAt(instrument).iteratesStops != 0;
  let isFound = findOnce(book, instrument, scan, find);
  while (isFound && iterates && markStops(book, instrument, <i64>find.tick * <i64>book.unitsPerTick)) {
    scan.hasMarks = 1;
    isFound = findOnce(book, instrument, scan, find);
  }
  return isFound;
}
