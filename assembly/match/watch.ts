/**
 * The look after every event at what waits beside the book: triggers, pegs, conditions, released and orphaned orders;
 * and the election of those that are due, one an event, before anything else happens. Order of election: rising
 * triggers, lowest first; falling ones, highest first; then the others; equals by arrival.
 * Invariant: nobody acts twice in one event.
 */
import {
  Book,
  CANCEL_EXPIRED,
  CANCEL_LINKED,
  Command,
  FAULT_JOURNAL_CAPACITY,
  OrderNode,
  PLACE_DARK,
  PLACE_DUE,
  PLACE_ORPHANED,
  PLACE_RELEASED,
  PLACE_WAITING,
  REP_RESTATED,
  REP_TRIGGERED,
  TERM_ALL_OR_NONE,
  TERM_MINIMUM,
  TYPE_PEGGED,
  Terms,
} from '../layout.gen';
import { bookAt } from '../book/book';
import { PLAIN_UNITS, report, roomUnits } from '../journal/report';
import { extensionAt } from '../ledger/extension';
import { S, raise } from '../state';
import { act, begin } from './activate';
import { linkDark, unlinkDark, wantedAtOnce } from './dark-list';
import { leaveList } from './leave';
import { cutOrder, openAt } from './links';
import { NO_PRICE, pegPrice } from './peg';
import { canFill } from './rehearsal';
import { coldAt, nodeOf, queueDue, termsAt, termsOfId, unqueueDue, unwatch, venueAt } from './terms';
import { reportTouch } from './touch';
import { becomeElected, isReached, needsLook, rises, setBounds } from './trigger';
import { afterVenue } from '../venue/after-event';
import { isTrading } from '../venue/states';

/** 0 rising trigger, 1 falling trigger, 2 another cause. */
function groupOf(index: u32): u32 {
  const terms = termsAt(index);
  if (<u32>terms.cause != PLACE_WAITING) return 2;
  return rises(terms, coldAt(index).side) ? 0 : 1;
}

function goesBefore(index: u32, other: u32): bool {
  const group = groupOf(index);
  if (group != groupOf(other)) return group < groupOf(other);
  const a = termsAt(index).triggerUnits;
  const b = termsAt(other).triggerUnits;
  return group == 0 ? a < b : group == 1 && a > b;
}

/** Elects an order; `first` is the first one that this look elected, 0 = none. Returns the new first one. */
function elect(instrument: u32, index: u32, first: u32): u32 {
  const terms = termsAt(index);
  leaveList(nodeOf(index), index);
  unwatch(instrument, index);
  terms.cause = terms.place;
  terms.place = <u8>PLACE_DUE;
  let before = first;
  while (before != 0 && !goesBefore(index, before)) before = termsAt(before).next;
  queueDue(index, before);
  return first == 0 || before == first ? index : first;
}

/** Brings a peg to its price. True when it would trade there. */
function follow(book: Book, instrument: u32, index: u32, tsNs: i64): bool {
  const terms = termsAt(index);
  const cold = coldAt(index);
  const node = nodeOf(index);
  const side = <u32>cold.side;
  const price = pegPrice(book, terms, side);
  const isPriced = <u32>terms.place == PLACE_DARK;
  if (price == NO_PRICE) {
    if (isPriced) unlinkDark(instrument, node, side);
    terms.place = <u8>PLACE_WAITING;
    return false;
  }
  if (!isPriced || price != terms.priceUnits) {
    if (isPriced) unlinkDark(instrument, node, side);
    terms.place = <u8>PLACE_DARK;
    terms.priceUnits = price;
    cold.tsNs = tsNs;
    linkDark(instrument, node, side);
    report(REP_RESTATED, side, 0, instrument, openAt(index), tsNs, cold.orderId, price);
  }
  const lots = changetype<OrderNode>(node).lots;
  const want = wantedAtOnce(index, lots);
  return canFill(book, instrument, side, price, lots, want, extensionAt(index).account, index);
}

function isConditional(terms: Terms): bool {
  return ((<u32>terms.flags) & (TERM_MINIMUM | TERM_ALL_OR_NONE)) != 0;
}

function isDue(book: Book, instrument: u32, index: u32, tsNs: i64): bool {
  const terms = termsAt(index);
  const place = <u32>terms.place;
  const side = <u32>coldAt(index).side;
  if (place == PLACE_RELEASED) return true;
  if (place != PLACE_WAITING && place != PLACE_DARK) return false;
  if (<u32>terms.type == TYPE_PEGGED) return follow(book, instrument, index, tsNs);
  if (!isConditional(terms)) return false;
  const lots = openAt(index);
  const account = extensionAt(index).account;
  return canFill(book, instrument, side, terms.priceUnits, lots, wantedAtOnce(index, lots), account, index);
}

/** Orders whose parent left without a fill leave too, and those that came after them. */
function removeOrphans(book: Book, instrument: u32, tsNs: i64): void {
  let isMore = true;
  while (isMore) {
    isMore = false;
    let index = venueAt(instrument).watchFirst;
    while (index != 0) {
      const next = termsAt(index).next;
      if (<u32>termsAt(index).place == PLACE_ORPHANED) {
        isMore = true;
        cutOrder(book, instrument, index, u32.MAX_VALUE, CANCEL_LINKED, tsNs);
      }
      index = next;
    }
  }
}

/** After every event of a book that has orders beside it. */
export function afterEvent(book: Book, instrument: u32, tsNs: i64): void {
  const venue = venueAt(instrument);
  removeOrphans(book, instrument, tsNs);
  if (!isTrading(book.session)) {
    // What an auction printed is not the first fill of the event that looks again.
    venue.hasPrinted = 0;
    venue.firstUnits = 0;
    return;
  }
  let first: u32 = 0;
  if (needsLook(book, venue)) {
    for (let waiting = venue.waitFirst; waiting != 0;) {
      const next = termsAt(waiting).next;
      if (isReached(book, venue, termsAt(waiting), coldAt(waiting).side)) {
        first = elect(instrument, waiting, first);
      }
      waiting = next;
    }
    setBounds(book, venue);
  }
  let index = venue.watchFirst;
  while (index != 0) {
    if (roomUnits() < PLAIN_UNITS) {
      raise(FAULT_JOURNAL_CAPACITY, S.capJournalUnits, S.eventCount);
      return;
    }
    const next = termsAt(index).next;
    if (isDue(book, instrument, index, tsNs)) first = elect(instrument, index, first);
    index = next;
  }
  venue.hasPrinted = 0;
  venue.firstUnits = 0;
}

/** Lots of the order that acts next. */
export function dueLots(): u32 {
  return openAt(S.dueFirst);
}

/** The first elected order acts. */
export function actFirst(): void {
  const index = S.dueFirst;
  unqueueDue(index);
  const terms = termsAt(index);
  const cold = coldAt(index);
  const instrument = <u32>cold.instrument;
  const book = bookAt(instrument);
  const tsNs = S.nowNs;
  const cause = <u32>terms.cause;
  terms.cause = 0;
  if (cause == PLACE_RELEASED) {
    const most = terms.owedLots;
    terms.owedLots = 0;
    terms.isChild = 0;
    terms.parentId = 0;
    const open = openAt(index);
    if (open > most) cutOrder(book, instrument, index, open - most, CANCEL_LINKED, tsNs);
  }
  if (cause == PLACE_WAITING) becomeElected(book, terms, cold.side);
  if (cause != PLACE_DARK) {
    report(REP_TRIGGERED, cold.side, 0, instrument, openAt(index), tsNs, cold.orderId, terms.priceUnits);
  }
  if (cause == PLACE_RELEASED) {
    begin(book, instrument, index, tsNs);
  } else {
    act(book, instrument, index, tsNs);
  }
  afterEvent(book, instrument, tsNs);
  afterVenue(book, instrument, tsNs);
  reportTouch(book, instrument, tsNs);
}

/** The order has come to its time, if it is still the same one. False when there is no such order. */
export function expire(command: Command): bool {
  const instrument = <u32>command.instrument;
  if (instrument >= S.instrumentCount) return false;
  const index = termsOfId(instrument, command.orderId);
  if (index == 0 || termsAt(index).expiryNs != command.tsNs) return false;
  const book = bookAt(instrument);
  S.nowNs = command.tsNs;
  cutOrder(book, instrument, index, u32.MAX_VALUE, CANCEL_EXPIRED, command.tsNs);
  afterEvent(book, instrument, command.tsNs);
  afterVenue(book, instrument, command.tsNs);
  reportTouch(book, instrument, command.tsNs);
  return true;
}
