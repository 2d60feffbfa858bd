/**
 * Terms beyond the plain ones: parts that arrive before their order, the record an order keeps, the list of orders to
 * look at after each event, and the list of those elected. Knows no prices and no book. Invariant: an order with terms
 * has its record at the index of its extension, and `place` is 0 exactly where there is none.
 */
import {
  Book,
  Command,
  LINK_AFTER,
  LINK_NONE,
  OrderCold,
  PART_EXPIRY,
  PART_HALT,
  PART_LIMIT,
  PART_LINK,
  PART_QUANTITY,
  PART_TYPE,
  PLACE_ORPHANED,
  PLACE_PARKED,
  PLACE_RELEASED,
  SIZE_TERMS,
  SIZE_VENUE,
  TERM_REDUCE_ONLY,
  Terms,
  Venue,
} from '../layout.gen';
import { bookAt } from '../book/book';
import { coldOf, findNode } from '../book/order-pool';
import { extensionAt, freeExtension, takeExtension } from '../ledger/extension';
import { S } from '../state';
import { isTrailing } from './legal.gen';

/** Bits of `Book.checked`. */
export const CHECK_PENDING: u32 = 2;
export const CHECK_BESIDE: u32 = 4;

export function termsAt(index: u32): Terms {
  return changetype<Terms>(<usize>S.termsBase + <usize>index * SIZE_TERMS);
}

export function venueAt(instrument: u32): Venue {
  return changetype<Venue>(<usize>S.venuesBase + <usize>instrument * SIZE_VENUE);
}

export function nodeOf(index: u32): usize {
  return <usize>extensionAt(index).node;
}

export function coldAt(index: u32): OrderCold {
  return changetype<OrderCold>(coldOf(nodeOf(index)));
}

function mark(book: Book, bit: u32, isOn: bool): void {
  book.checked = <u8>(isOn ? (<u32>book.checked) | bit : (<u32>book.checked) & ~bit);
}

// ---- parts that wait for their order

export function dropParts(): void {
  if (S.termsParts == 0) return;
  mark(bookAt(S.termsInstrument), CHECK_PENDING, false);
  S.termsParts = 0;
  S.termsNs = 0;
  S.termsId = 0;
  S.termsAccount = 0;
  S.termsInstrument = 0;
  memory.fill(changetype<usize>(termsAt(0)), 0, SIZE_TERMS);
}

/** Whether the parts that wait belong to the command. */
export function hasParts(instrument: u32, command: Command): bool {
  return (
    S.termsParts != 0 &&
    S.termsInstrument == instrument &&
    S.termsNs == command.tsNs &&
    S.termsId == command.orderId &&
    S.termsAccount == command.account
  );
}

/** Keeps one part; parts of another order are forgotten. */
export function keepPart(book: Book, instrument: u32, command: Command): void {
  if (!hasParts(instrument, command)) dropParts();
  S.termsNs = command.tsNs;
  S.termsId = command.orderId;
  S.termsAccount = command.account;
  S.termsInstrument = instrument;
  const terms = termsAt(0);
  const part = <u32>command.side;
  const value = command.priceUnits;
  if (part == PART_TYPE) {
    terms.type = command.tif;
    terms.source = command.flags;
    terms.unit = command.displayShift;
    terms.triggerUnits = value;
    terms.amount = command.lots;
  } else if (part == PART_QUANTITY) {
    terms.flags = command.flags;
    terms.displayLots = command.lots;
    terms.minimumLots = <u32>min<i64>(max<i64>(value, 0), <i64>u32.MAX_VALUE);
  } else if (part == PART_EXPIRY) {
    terms.expiryNs = value;
  } else if (part == PART_LINK && <u32>command.tif == LINK_AFTER) {
    terms.parentId = <u64>value;
    terms.isChild = 1;
  } else if (part == PART_LINK) {
    terms.peerId = <u64>value;
    terms.linkKind = command.tif;
  } else if (part == PART_LIMIT) {
    terms.offsetTicks = <i32>min<i64>(max<i64>(value, -1), <i64>i32.MAX_VALUE);
  } else if (part == PART_HALT && <u32>command.flags <= 1) {
    terms.leavesAtHalt = command.flags;
  } else {
    // No part of anything: the order is refused for it.
    terms.linkKind = 255;
  }
  S.termsParts = S.termsParts | (1 << min<u32>(part, 31));
  mark(book, CHECK_PENDING, true);
}

// ---- lists through `next` and `prev`

export function watch(instrument: u32, index: u32): void {
  const venue = venueAt(instrument);
  const terms = termsAt(index);
  if (terms.isWatched != 0) return;
  terms.isWatched = 1;
  terms.next = 0;
  terms.prev = venue.watchLast;
  if (venue.watchLast != 0) termsAt(venue.watchLast).next = index;
  else venue.watchFirst = index;
  venue.watchLast = index;
}

/** Puts an order at the end of those that wait for a trigger; the next look will see it. */
export function waitForTrigger(instrument: u32, index: u32): void {
  const venue = venueAt(instrument);
  const terms = termsAt(index);
  terms.isWatched = 2;
  terms.next = 0;
  terms.prev = venue.waitLast;
  if (venue.waitLast != 0) termsAt(venue.waitLast).next = index;
  else venue.waitFirst = index;
  venue.waitLast = index;
  venue.isStale = 1;
  if (isTrailing(terms.type)) venue.trailCount = venue.trailCount + 1;
}

/** Takes an order out of the list that looks at it, if it is in one. */
export function unwatch(instrument: u32, index: u32): void {
  const venue = venueAt(instrument);
  const terms = termsAt(index);
  const list = <u32>terms.isWatched;
  if (list == 0) return;
  if (terms.prev != 0) termsAt(terms.prev).next = terms.next;
  else if (list == 1) venue.watchFirst = terms.next;
  else venue.waitFirst = terms.next;
  if (terms.next != 0) termsAt(terms.next).prev = terms.prev;
  else if (list == 1) venue.watchLast = terms.prev;
  else venue.waitLast = terms.prev;
  if (list == 2 && isTrailing(terms.type)) venue.trailCount = venue.trailCount - 1;
  terms.isWatched = 0;
  terms.next = 0;
  terms.prev = 0;
}

/** Puts an elected order into the list of those that act next, before `before` (0: at the end). */
export function queueDue(index: u32, before: u32): void {
  const terms = termsAt(index);
  const prev = before == 0 ? S.dueLast : termsAt(before).prev;
  terms.next = before;
  terms.prev = prev;
  if (prev != 0) termsAt(prev).next = index;
  else S.dueFirst = index;
  if (before != 0) termsAt(before).prev = index;
  else S.dueLast = index;
}

export function unqueueDue(index: u32): void {
  const terms = termsAt(index);
  if (terms.prev != 0) termsAt(terms.prev).next = terms.next;
  else S.dueFirst = terms.next;
  if (terms.next != 0) termsAt(terms.next).prev = terms.prev;
  else S.dueLast = terms.prev;
  terms.next = 0;
  terms.prev = 0;
}

// ---- the record of an order

/** The record of a new order at the index of its extension; it is the caller's to fill in. */
export function openTerms(instrument: u32, index: u32, place: u32): Terms {
  const terms = termsAt(index);
  terms.place = <u8>place;
  const venue = venueAt(instrument);
  venue.termCount = venue.termCount + 1;
  if (venue.termCount == 1) venue.hasPrinted = 0;
  mark(bookAt(instrument), CHECK_BESIDE, true);
  return terms;
}

/** Gives a resting order that has none its record, because another order names it. 0 after a capacity fault. */
export function ensureTerms(instrument: u32, node: usize, place: u32): u32 {
  const cold = changetype<OrderCold>(coldOf(node));
  let index = cold.extension;
  if (index == 0) {
    index = takeExtension();
    if (index == 0) return 0;
    cold.extension = index;
    extensionAt(index).node = <u32>node;
    extensionAt(index).displayLots = u32.MAX_VALUE;
  }
  if (<u32>termsAt(index).place == 0) openTerms(instrument, index, place);
  return index;
}

/** What those that come after an order do, now that it has left. */
function tellChildren(instrument: u32, id: u64, account: u32, filledLots: u32): void {
  for (let index = venueAt(instrument).watchFirst; index != 0; index = termsAt(index).next) {
    const child = termsAt(index);
    if (<u32>child.place != PLACE_PARKED || child.parentId != id) continue;
    if (extensionAt(index).account != account) continue;
    child.place = <u8>(filledLots != 0 ? PLACE_RELEASED : PLACE_ORPHANED);
    child.owedLots = filledLots;
  }
}

/** Index of the extension of a live order with terms, 0 = none. */
export function termsOfId(instrument: u32, id: u64): u32 {
  const node = findNode(instrument, id);
  if (node == 0) return 0;
  const index = changetype<OrderCold>(coldOf(node)).extension;
  return index != 0 && <u32>termsAt(index).place != 0 ? index : 0;
}

/** Ends an extension and, with it, its order's terms. The cold record must still be whole. */
export function endExtension(index: u32): void {
  const terms = termsAt(index);
  if (<u32>terms.place != 0) {
    const cold = coldAt(index);
    const instrument = <u32>cold.instrument;
    const venue = venueAt(instrument);
    unwatch(instrument, index);
    if (<u32>terms.linkKind != LINK_NONE) {
      const peer = termsOfId(instrument, terms.peerId);
      if (peer != 0 && termsAt(peer).peerId == cold.orderId) {
        termsAt(peer).linkKind = <u8>LINK_NONE;
        termsAt(peer).peerId = 0;
      }
    }
    if (terms.isParent != 0) {
      tellChildren(instrument, cold.orderId, extensionAt(index).account, terms.filledLots);
    }
    if (((<u32>terms.flags) & TERM_REDUCE_ONLY) != 0) venue.reduceCount = venue.reduceCount - 1;
    memory.fill(changetype<usize>(terms), 0, SIZE_TERMS);
    venue.termCount = venue.termCount - 1;
    if (venue.termCount == 0) mark(bookAt(instrument), CHECK_BESIDE, false);
  }
  freeExtension(index);
}
