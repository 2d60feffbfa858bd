/**
 * Cancels those orders of an instrument that a change of state ends: of an auction that is over, of the day, of a halt.
 * Bids from the best down, asks from the best up, hidden bids, hidden asks, what else is watched, what waits.
 * Invariant: orders are found first and cancelled then, so no list changes under the walk.
 */
import {
  Book,
  FAULT_JOURNAL_CAPACITY,
  Level,
  OrderCold,
  OrderNode,
  PLACE_BOOK,
  PLACE_DARK,
  PLACE_HELD,
  SIDE_BUY,
  SIDE_SELL,
  TIF_ATC,
  TIF_ATO,
  TIF_DAY,
} from '../layout.gen';
import { bestTick, ladderOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf } from '../book/order-pool';
import { PLAIN_UNITS, roomUnits } from '../journal/report';
import { extensionOf, firstDark } from '../match/dark-list';
import { hasLimit } from '../match/legal.gen';
import { cutOrder } from '../match/links';
import { termsAt, venueAt } from '../match/terms';
import { NO_ASK, NO_BID, S, raise } from '../state';
import { callAt, isForAuction } from './call';

/** Orders for the auction that is over; orders for any auction; held market orders; DAY orders; those a halt ends. */
export const CLEAR_AUCTION_ONLY: u32 = 0;
export const CLEAR_ANY_AUCTION: u32 = 1;
export const CLEAR_MARKET: u32 = 2;
export const CLEAR_DAY: u32 = 3;
export const CLEAR_AT_HALT: u32 = 4;

const LIST_OFFSET: usize = 1024;

function isMeant(instrument: u32, index: u32, what: u32): bool {
  const terms = termsAt(index);
  const tif = <u32>terms.tif;
  const isOnly = tif == TIF_ATO || tif == TIF_ATC;
  switch (what) {
    case CLEAR_AUCTION_ONLY:
      return isOnly && isForAuction(tif, callAt(instrument).auction);
    case CLEAR_ANY_AUCTION:
      return isOnly;
    case CLEAR_MARKET:
      return <u32>terms.place == PLACE_HELD && !isOnly && !hasLimit(terms.type);
    case CLEAR_DAY:
      return tif == TIF_DAY;
    default:
      return terms.leavesAtHalt != 0;
  }
}

/** Adds the order to the list when it is meant; returns the new length. */
function note(instrument: u32, index: u32, what: u32, count: u32): u32 {
  if (index == 0 || <u32>termsAt(index).place == 0 || !isMeant(instrument, index, what)) return count;
  const at = LIST_OFFSET + ((<usize>count) << 2);
  if (at + 4 > <usize>S.capScratchBytes) return count;
  store<u32>(<usize>S.scratchBase + at, index);
  return count + 1;
}

function noteSide(book: Book, instrument: u32, side: u32, what: u32, start: u32): u32 {
  const ladder = ladderOf(book, side);
  let count = start;
  let tick = bestTick(book, side);
  while (tick != NO_BID && tick != NO_ASK) {
    const at = findLevel(ladder, tick);
    for (let node = <usize>changetype<Level>(at).next; node != at;) {
      count = note(instrument, changetype<OrderCold>(coldOf(node)).extension, what, count);
      node = <usize>changetype<OrderNode>(node).next;
    }
    tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  }
  return count;
}

function noteBeside(instrument: u32, what: u32, start: u32): u32 {
  let count = start;
  for (let side: u32 = SIDE_BUY; side <= SIDE_SELL; side++) {
    let node = firstDark(instrument, side);
    for (; node != 0; node = <usize>changetype<OrderNode>(node).next) {
      count = note(instrument, extensionOf(node), what, count);
    }
  }
  const venue = venueAt(instrument);
  for (let index = venue.watchFirst; index != 0; index = termsAt(index).next) {
    const place = <u32>termsAt(index).place;
    if (place != PLACE_BOOK && place != PLACE_DARK) count = note(instrument, index, what, count);
  }
  for (let index = venue.waitFirst; index != 0; index = termsAt(index).next) {
    count = note(instrument, index, what, count);
  }
  return count;
}

/** Cancels what is meant. A ring without room is a fault, so that no report is lost. */
export function clearOrders(book: Book, instrument: u32, what: u32, reason: u32, tsNs: i64): void {
  if (venueAt(instrument).termCount == 0) return;
  while (S.faultCode == 0) {
    let count = noteSide(book, instrument, SIDE_BUY, what, 0);
    count = noteSide(book, instrument, SIDE_SELL, what, count);
    count = noteBeside(instrument, what, count);
    if (count == 0) return;
    for (let place: u32 = 0; place < count; place++) {
      if (roomUnits() < PLAIN_UNITS) {
        raise(FAULT_JOURNAL_CAPACITY, S.capJournalUnits, S.eventCount);
        return;
      }
      const index = load<u32>(<usize>S.scratchBase + LIST_OFFSET + ((<usize>place) << 2));
      cutOrder(book, instrument, index, u32.MAX_VALUE, reason, tsNs);
    }
  }
}
