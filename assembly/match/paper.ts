/**
 * Paper on which a sweep is played (`paper-trade.ts`): the orders of one price with what is left of them, lots that fills took
 * off orders of other prices, positions. Records in the scratch region. Knows no allocation. Invariant: the book stays as it is.
 */
import { Level, OrderCold, OrderNode, TERM_ALL_OR_NONE, TERM_MINIMUM } from '../layout.gen';
import { coldOf } from '../book/order-pool';
import { hiddenLotsOf } from '../ledger/extension';
import { S } from '../state';
import { darkPrice, extensionOf, firstDark, reaches } from './dark-list';
import { termsAt } from './terms';

const PAPER_OFFSET: usize = 1024;
const NOTES_OFFSET: usize = 1280;
const NOTES_MOST: u32 = 2048;
export const HOLDERS_MOST: u32 = 1024;

/** Who rehearses, and how far it is. */
@unmanaged
export class Paper {
  instrument: u32;
  side: u32;
  account: u32;
  rule: u32;
  /** extension of the aggressor, 0 = none */
  taker: u32;
  left: u32;
  filled: u32;
  /** an own order is next, and the rule lets nothing pass it */
  isStopped: u32;
  /** more orders than the paper holds: what is played is no more exact */
  isFull: u32;
  noteCount: u32;
  holderCount: u32;
  entryCount: u32;
  head: u32;
  tail: u32;
  priceUnits: i64;
}

/** An order that traded, or had lots taken off, by its extension. */
@unmanaged
export class Note {
  index: u32;
  offLots: u32;
  /** 1: its minimum is done */
  hasFilled: u32;
}

@unmanaged
export class Holder {
  account: u32;
  unused: u32;
  lots: i64;
}

/** An order of the price that is played, in the order of its queue. Neighbours are addresses, 0 = none. */
@unmanaged
export class Entry {
  node: u32;
  shown: u32;
  hidden: u32;
  share: u32;
  next: u32;
  prev: u32;
  /** 1: shown anew, so it came now */
  isNew: u32;
  /** 1: on the price */
  isThere: u32;
  /** next one with a share, in the order of the queue when lots were shared */
  shared: u32;
}

const NOTE_BYTES: usize = 12;
const HOLDER_BYTES: usize = 16;
const ENTRY_BYTES: usize = 36;
const HOLDERS_OFFSET: usize = NOTES_OFFSET + <usize>NOTES_MOST * NOTE_BYTES;
const ENTRIES_OFFSET: usize = HOLDERS_OFFSET + <usize>HOLDERS_MOST * HOLDER_BYTES;

export function paper(): Paper {
  return changetype<Paper>(<usize>S.scratchBase + PAPER_OFFSET);
}

function noteAt(number: u32): Note {
  return changetype<Note>(<usize>S.scratchBase + NOTES_OFFSET + <usize>number * NOTE_BYTES);
}

export function holderAt(number: u32): Holder {
  return changetype<Holder>(<usize>S.scratchBase + HOLDERS_OFFSET + <usize>number * HOLDER_BYTES);
}

export function entryAt(number: u32): Entry {
  return changetype<Entry>(<usize>S.scratchBase + ENTRIES_OFFSET + <usize>number * ENTRY_BYTES);
}

function findNote(p: Paper, index: u32): u32 {
  for (let number: u32 = 0; number < p.noteCount; number++) if (noteAt(number).index == index) return number;
  return NOTES_MOST;
}

/** Notes lots taken off an order that is not among the entries. */
export function note(p: Paper, index: u32, lots: u32, hasFilled: u32): void {
  let number = findNote(p, index);
  if (number == NOTES_MOST) {
    if (p.noteCount == NOTES_MOST) {
      p.isFull = 1;
      return;
    }
    number = p.noteCount;
    p.noteCount = number + 1;
    noteAt(number).index = index;
    noteAt(number).offLots = 0;
    noteAt(number).hasFilled = 0;
  }
  const one = noteAt(number);
  one.offLots = one.offLots + lots < one.offLots ? u32.MAX_VALUE : one.offLots + lots;
  one.hasFilled = one.hasFilled | hasFilled;
}

export function offLots(p: Paper, index: u32): u32 {
  const number = index == 0 ? NOTES_MOST : findNote(p, index);
  return number == NOTES_MOST ? 0 : noteAt(number).offLots;
}

/** The entry of an order, 0 = none. */
export function entryOf(p: Paper, node: usize): usize {
  for (let at = <usize>p.head; at != 0; at = <usize>changetype<Entry>(at).next) {
    if (<usize>changetype<Entry>(at).node == node) return at;
  }
  return 0;
}

export function unlinkEntry(p: Paper, entry: Entry): void {
  if (entry.prev == 0) p.head = entry.next;
  else changetype<Entry>(<usize>entry.prev).next = entry.next;
  if (entry.next == 0) p.tail = entry.prev;
  else changetype<Entry>(<usize>entry.next).prev = entry.prev;
  entry.isThere = 0;
}

export function linkEntry(p: Paper, entry: Entry): void {
  const at = <u32>changetype<usize>(entry);
  entry.next = 0;
  entry.prev = p.tail;
  if (p.tail == 0) p.head = at;
  else changetype<Entry>(<usize>p.tail).next = at;
  p.tail = at;
  entry.isThere = 1;
}

/** Takes lots off an order, from its reserve first. */
export function cutEntry(p: Paper, entry: Entry, lots: u32): void {
  const fromHidden = min<u32>(lots, entry.hidden);
  entry.hidden = entry.hidden - fromHidden;
  entry.shown = entry.shown - min<u32>(lots - fromHidden, entry.shown);
  if (entry.shown == 0) unlinkEntry(p, entry);
}

/** Copies a price and what fills so far left of it. */
export function openPrice(p: Paper, at: usize, priceUnits: i64): void {
  p.priceUnits = priceUnits;
  p.head = 0;
  p.tail = 0;
  p.entryCount = 0;
  const most = <u32>((<usize>S.capScratchBytes - ENTRIES_OFFSET) / ENTRY_BYTES);
  for (let node = <usize>changetype<Level>(at).next; node != at;) {
    if (p.entryCount == most) {
      p.isFull = 1;
      return;
    }
    const order = changetype<OrderNode>(node);
    const cold = changetype<OrderCold>(coldOf(node));
    const entry = entryAt(p.entryCount);
    p.entryCount = p.entryCount + 1;
    entry.node = <u32>node;
    entry.shown = order.lots;
    entry.hidden = hiddenLotsOf(cold);
    entry.isNew = 0;
    linkEntry(p, entry);
    const off = offLots(p, cold.extension);
    if (off != 0) cutEntry(p, entry, off);
    node = <usize>order.next;
  }
}

/** First hidden order at the limit or better (`isExact`: at this very price) that trades with so many lots. */
export function darkOn(p: Paper, limitUnits: i64, lots: u32, isExact: bool): usize {
  const other = p.side ^ 1;
  for (let node = firstDark(p.instrument, other); node != 0; node = <usize>changetype<OrderNode>(node).next) {
    if (!reaches(p.side, limitUnits, darkPrice(node))) return 0;
    if (isExact && darkPrice(node) != limitUnits) continue;
    const index = extensionOf(node);
    const open = openDark(p, node);
    if (open == 0) continue;
    const number = findNote(p, index);
    const flags = <u32>termsAt(index).flags;
    let wanted: u32 = 1;
    if ((flags & TERM_ALL_OR_NONE) != 0) wanted = open;
    else if ((flags & TERM_MINIMUM) != 0 && (number == NOTES_MOST || noteAt(number).hasFilled == 0)) {
      wanted = max<u32>(min<u32>(termsAt(index).minimumLots, open), 1);
    }
    if (wanted <= lots) return node;
  }
  return 0;
}

export function openDark(p: Paper, node: usize): u32 {
  const lots = changetype<OrderNode>(node).lots;
  return lots - min<u32>(lots, offLots(p, extensionOf(node)));
}
