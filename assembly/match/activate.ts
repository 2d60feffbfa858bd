/**
 * An order with terms begins (waits, is held, or acts) and acts: trades what it may and rests where it belongs. Its slot
 * is in the id index all the time. Invariant: after `act` the order is gone, on a level, hidden or waiting.
 */
import {
  Book,
  CANCEL_FOK_UNFILLABLE,
  CANCEL_IOC_REMAINDER,
  CANCEL_LINKED,
  CANCEL_MARKET_REMAINDER,
  CANCEL_MINIMUM_UNFILLABLE,
  CANCEL_POST_ONLY_WOULD_TAKE,
  CANCEL_REDUCE_ONLY,
  OrderNode,
  PLACE_ACTIVE,
  PLACE_BOOK,
  PLACE_DARK,
  PLACE_HELD,
  PLACE_WAITING,
  REP_CANCELLED,
  REP_RESTATED,
  SIDE_BUY,
  TERM_ALL_OR_NONE,
  TERM_HIDDEN,
  TERM_IMBALANCE_ONLY,
  TERM_MINIMUM,
  TERM_POST_ONLY,
  TERM_REDUCE_ONLY,
  TERM_SLIDE,
  TIF_ATC,
  TIF_ATO,
  TIF_FOK,
  TIF_IOC,
  TYPE_LIMIT,
  TYPE_MARKET,
  TYPE_MARKET_PROTECTED,
  TYPE_MARKET_TO_LIMIT,
  TYPE_PEGGED,
  Terms,
} from '../layout.gen';
import { bestTick } from '../book/book';
import { freeSlot, unlinkFromIndex } from '../book/order-pool';
import { report } from '../journal/report';
import { reserve } from '../ledger/account';
import { extensionAt } from '../ledger/extension';
import { NO_ASK, NO_BID, S } from '../state';
import { bandedPrice } from '../venue/bands';
import { callAt, isForAuction, looksAtOrders } from '../venue/call';
import { interruptBeyond } from '../venue/guard';
import { isCollecting } from '../venue/states';
import { restRanked } from './allocate';
import { limitTickOf, sweepAll } from './dark';
import { linkDark, noLimit, wantedAtOnce } from './dark-list';
import { needsTrigger } from './legal.gen';
import { cutOrder, openAt, reducibleLots } from './links';
import { setDisplayed, wouldTake } from './order-parts';
import { NO_PRICE, pegPrice } from './peg';
import { madePrice, steppedPrice } from './price-steps';
import { canFill } from './rehearsal';
import { takerOf } from './taker';
import { coldAt, endExtension, nodeOf, termsAt, waitForTrigger, watch } from './terms';

const CONDITION: u32 = TERM_MINIMUM | TERM_ALL_OR_NONE;

/** The price just behind the other side's touch; NO_PRICE when that is out of range. */
export function slidPrice(book: Book, side: u32, priceUnits: i64): i64 {
  const units = <i64>book.unitsPerTick;
  const other = bestTick(book, side ^ 1);
  if (other == NO_ASK || other == NO_BID) return priceUnits;
  const price = steppedPrice(book, side, <i64>(side == SIDE_BUY ? other - 1 : other + 1) * units);
  if (side == SIDE_BUY ? priceUnits <= price : priceUnits >= price) return priceUnits;
  return price < <i64>book.minTick * units || price > <i64>book.maxTick * units ? NO_PRICE : price;
}

function restate(book: Book, instrument: u32, index: u32, tsNs: i64): void {
  const cold = coldAt(index);
  report(
    REP_RESTATED,
    cold.side,
    0,
    instrument,
    openAt(index),
    tsNs,
    cold.orderId,
    termsAt(index).priceUnits,
  );
}

/** Ends an order that is on no level and in no list. */
function finish(index: u32, lots: u32): void {
  const node = nodeOf(index);
  reserve(index, -(<i64>lots));
  endExtension(index);
  unlinkFromIndex(node);
  freeSlot(node);
}

function cancelActing(instrument: u32, index: u32, lots: u32, reason: u32, tsNs: i64): void {
  const cold = coldAt(index);
  const price = termsAt(index).priceUnits;
  report(REP_CANCELLED, cold.side, reason, instrument, lots, tsNs, cold.orderId, price);
  finish(index, lots);
}

/** A limit for market-to-limit and market with protection: from now on the order is a limit order. */
function setLimit(book: Book, terms: Terms, side: u32): void {
  const tick = bestTick(book, side ^ 1);
  if (tick == NO_ASK || tick == NO_BID) {
    terms.type = <u8>TYPE_MARKET;
    return;
  }
  const away = <u32>terms.type == TYPE_MARKET_PROTECTED ? <i32>terms.amount : 0;
  const limit = side == SIDE_BUY ? min<i32>(tick + away, book.maxTick) : max<i32>(tick - away, book.minTick);
  terms.priceUnits = madePrice(book, side, <i64>limit * <i64>book.unitsPerTick);
  terms.type = <u8>TYPE_LIMIT;
}

function restDark(book: Book, instrument: u32, index: u32, tsNs: i64): void {
  const terms = termsAt(index);
  terms.place = <u8>PLACE_DARK;
  coldAt(index).tsNs = tsNs;
  linkDark(instrument, nodeOf(index), coldAt(index).side);
  const needsLook = ((<u32>terms.flags) & (CONDITION | TERM_REDUCE_ONLY)) != 0;
  if (needsLook || <u32>terms.type == TYPE_PEGGED) watch(instrument, index);
}

function restLit(book: Book, instrument: u32, index: u32, lots: u32, tsNs: i64): void {
  const terms = termsAt(index);
  const node = nodeOf(index);
  const cold = coldAt(index);
  setDisplayed(node, lots, index);
  cold.tsNs = tsNs;
  if (!restRanked(book, node, cold.side, <i32>(terms.priceUnits / <i64>book.unitsPerTick))) {
    finish(index, lots);
    return;
  }
  terms.place = <u8>PLACE_BOOK;
  if (((<u32>terms.flags) & TERM_REDUCE_ONLY) != 0) watch(instrument, index);
}

/** An imbalance-only order never stands beyond the quote from which the call began (Nasdaq Rule 4752(a)(2)). */
function boundByQuote(book: Book, instrument: u32, index: u32, tsNs: i64): void {
  const call = callAt(instrument);
  const terms = termsAt(index);
  if (((<u32>terms.flags) & TERM_IMBALANCE_ONLY) == 0 || call.hasQuote == 0) return;
  const isBuy = <u32>coldAt(index).side == SIDE_BUY;
  const price = isBuy
    ? min<i64>(terms.priceUnits, call.quoteBidUnits)
    : max<i64>(terms.priceUnits, call.quoteAskUnits);
  if (price != terms.priceUnits) reprice(book, instrument, index, price, tsNs);
}

/** Rests a limit order without trading: in a call, or for one. */
export function restHeld(book: Book, instrument: u32, index: u32, tsNs: i64): void {
  boundByQuote(book, instrument, index, tsNs);
  const isHidden = ((<u32>termsAt(index).flags) & (TERM_HIDDEN | CONDITION)) != 0;
  if (isHidden) restDark(book, instrument, index, tsNs);
  else restLit(book, instrument, index, openAt(index), tsNs);
}

function hold(instrument: u32, index: u32): void {
  termsAt(index).place = <u8>PLACE_HELD;
  watch(instrument, index);
}

/** What must hold before it trades: false when the order is gone or rests already. */
function mayTrade(book: Book, instrument: u32, index: u32, limit: i64, tsNs: i64): bool {
  const terms = termsAt(index);
  const cold = coldAt(index);
  const order = changetype<OrderNode>(nodeOf(index));
  const flags = <u32>terms.flags;
  const account = extensionAt(index).account;
  const tif = <u32>terms.tif;
  if (
    tif == TIF_FOK &&
    !canFill(book, instrument, cold.side, limit, order.lots, order.lots, account, index)
  ) {
    const side = <u32>cold.side;
    cancelActing(instrument, index, order.lots, CANCEL_FOK_UNFILLABLE, tsNs);
    if (looksAtOrders(book)) interruptBeyond(book, instrument, side, limitTickOf(book, side, limit), tsNs);
    return false;
  }
  if ((flags & CONDITION) == 0) return true;
  const want = wantedAtOnce(index, order.lots);
  if (canFill(book, instrument, cold.side, limit, order.lots, want, account, index)) return true;
  if (tif == TIF_IOC) cancelActing(instrument, index, order.lots, CANCEL_MINIMUM_UNFILLABLE, tsNs);
  else restDark(book, instrument, index, tsNs);
  return false;
}

/** The venue gives an order another price: what it reserves follows. */
function reprice(book: Book, instrument: u32, index: u32, priceUnits: i64, tsNs: i64): void {
  const lots = <i64>openAt(index);
  reserve(index, -lots);
  const extension = extensionAt(index);
  if (extension.reservedPriceUnits != 0) extension.reservedPriceUnits = max<i64>(priceUnits, 0);
  reserve(index, lots);
  termsAt(index).priceUnits = priceUnits;
  restate(book, instrument, index, tsNs);
}

/** Moves or ends a post-only order that would take. False when it is gone. */
function slide(book: Book, instrument: u32, index: u32, tsNs: i64): bool {
  const terms = termsAt(index);
  const side = <u32>coldAt(index).side;
  const lots = openAt(index);
  if (!wouldTake(book, instrument, side, terms.priceUnits, lots)) return true;
  const price = ((<u32>terms.flags) & TERM_SLIDE) != 0 ? slidPrice(book, side, terms.priceUnits) : NO_PRICE;
  if (price == NO_PRICE || wouldTake(book, instrument, side, price, lots)) {
    cancelActing(instrument, index, lots, CANCEL_POST_ONLY_WOULD_TAKE, tsNs);
    return false;
  }
  reprice(book, instrument, index, price, tsNs);
  return true;
}

/** Cuts a reduce-only order to the position. False when nothing is left of it. */
function fitPosition(book: Book, instrument: u32, index: u32, tsNs: i64): bool {
  const open = openAt(index);
  const most = reducibleLots(extensionAt(index).account, instrument, coldAt(index).side);
  if (open > most) cutOrder(book, instrument, index, open - most, CANCEL_REDUCE_ONLY, tsNs);
  return most != 0;
}

/** Trades what the order may and lets the rest rest, or ends it. */
export function act(book: Book, instrument: u32, index: u32, tsNs: i64): void {
  const terms = termsAt(index);
  const cold = coldAt(index);
  const order = changetype<OrderNode>(nodeOf(index));
  const side = <u32>cold.side;
  terms.place = <u8>PLACE_ACTIVE;
  const flags = <u32>terms.flags;
  if ((flags & TERM_REDUCE_ONLY) != 0 && !fitPosition(book, instrument, index, tsNs)) return;
  if ((flags & (TERM_POST_ONLY | TERM_SLIDE)) != 0 && !slide(book, instrument, index, tsNs)) return;
  const asked = <u32>terms.type;
  if (asked == TYPE_MARKET_TO_LIMIT || asked == TYPE_MARKET_PROTECTED) setLimit(book, terms, side);
  if (asked == TYPE_PEGGED) {
    const price = pegPrice(book, terms, side);
    if (price == NO_PRICE) {
      terms.place = <u8>PLACE_WAITING;
      watch(instrument, index);
      return;
    }
    terms.priceUnits = price;
  }
  const isMarket = <u32>terms.type == TYPE_MARKET;
  if (isCollecting(book.session)) {
    if (isMarket) hold(instrument, index);
    else restHeld(book, instrument, index, tsNs);
    return;
  }
  const limit = isMarket ? noLimit(side) : terms.priceUnits;
  if (!mayTrade(book, instrument, index, limit, tsNs)) return;
  const price = terms.priceUnits;
  const taker = takerOf(book, instrument, side, cold.orderId, index, price, tsNs);
  let left = sweepAll(taker, limit, order.lots);
  order.lots = left;
  if (S.faultCode != 0) return;
  const owed = min<u32>(terms.owedLots, left);
  terms.owedLots = 0;
  if (owed != 0) {
    report(REP_CANCELLED, side, CANCEL_LINKED, instrument, owed, tsNs, cold.orderId, price);
    reserve(index, -(<i64>owed));
    left -= owed;
    order.lots = left;
  }
  if (left == 0) {
    finish(index, 0);
  } else if (isMarket && isCollecting(book.session) && <u32>terms.tif != TIF_IOC) {
    hold(instrument, index);
  } else if (isMarket || <u32>terms.tif == TIF_IOC) {
    cancelActing(instrument, index, left, isMarket ? CANCEL_MARKET_REMAINDER : CANCEL_IOC_REMAINDER, tsNs);
  } else {
    const banded = looksAtOrders(book) ? bandedPrice(instrument, side, terms.priceUnits) : terms.priceUnits;
    if (banded != terms.priceUnits) reprice(book, instrument, index, banded, tsNs);
    else if (asked == TYPE_PEGGED || asked != <u32>terms.type) restate(book, instrument, index, tsNs);
    const isHidden = (((<u32>terms.flags) & TERM_HIDDEN) | ((<u32>terms.flags) & CONDITION)) != 0;
    if (isHidden || asked == TYPE_PEGGED) restDark(book, instrument, index, tsNs);
    else restLit(book, instrument, index, left, tsNs);
  }
}

/** Whether the auction that an order is for is being collected for now. */
function joinsCall(book: Book, instrument: u32, tif: u32): bool {
  return isCollecting(book.session) && isForAuction(tif, callAt(instrument).auction);
}

/** A new or released order: it waits for its trigger, is held for its auction, or acts. */
export function begin(book: Book, instrument: u32, index: u32, tsNs: i64): void {
  const terms = termsAt(index);
  const tif = <u32>terms.tif;
  const isForLater = (tif == TIF_ATO || tif == TIF_ATC) && !joinsCall(book, instrument, tif);
  if (isForLater) {
    hold(instrument, index);
  } else if (needsTrigger(terms.type)) {
    terms.place = <u8>PLACE_WAITING;
    waitForTrigger(instrument, index);
  } else {
    act(book, instrument, index, tsNs);
  }
}
