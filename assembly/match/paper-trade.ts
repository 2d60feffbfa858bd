/**
 * A sweep played on paper, where counting lots is not enough: a price is shared by size, linked orders pay for a fill, or
 * reduce-only ones are cut to a position. One price at a time, by the very rules of `allocate.ts` and `links.ts`.
 * Invariant: the book stays as it is.
 */
import {
  ALLOCATE_FIFO,
  ALLOCATE_PRO_RATA_TOP,
  ALLOCATE_SPLIT,
  LINK_NONE,
  LINK_OCO,
  OrderCold,
  OrderNode,
  PLACE_BOOK,
  PLACE_DARK,
  SIDE_BUY,
  STP_CANCEL_OLD,
  STP_NONE,
  TERM_REDUCE_ONLY,
} from '../layout.gen';
import { bookAt } from '../book/book';
import { coldOf } from '../book/order-pool';
import { accountOf, extensionAt } from '../ledger/extension';
import { positionAddress } from '../ledger/records';
import { S } from '../state';
import { topOf } from './allocate';
import { extensionOf } from './dark-list';
import {
  Entry,
  HOLDERS_MOST,
  Paper,
  cutEntry,
  darkOn,
  entryAt,
  entryOf,
  holderAt,
  linkEntry,
  note,
  offLots,
  openDark,
  unlinkEntry,
} from './paper';
import { hasRules, isByTime, rulesAt } from './rules';
import { coldAt, nodeOf, termsAt, termsOfId, venueAt } from './terms';

// ---- what a fill does to other orders

function moveHolder(p: Paper, account: u32, lots: i64): void {
  if (account == 0 || venueAt(p.instrument).reduceCount == 0) return;
  let number: u32 = 0;
  while (number < p.holderCount && holderAt(number).account != account) number++;
  if (number == HOLDERS_MOST) {
    p.isFull = 1;
    return;
  }
  const holder = holderAt(number);
  if (number == p.holderCount) {
    p.holderCount = number + 1;
    holder.account = account;
    holder.lots = load<i64>(positionAddress(account, p.instrument));
  }
  holder.lots = holder.lots + lots;
}

/** Takes lots off an order wherever it stands, but the aggressor itself. */
function takeAway(p: Paper, index: u32, lots: u32): void {
  if (index == p.taker) return;
  const at = entryOf(p, nodeOf(index));
  if (at != 0) cutEntry(p, changetype<Entry>(at), lots);
  else note(p, index, lots, 0);
}

function isGone(p: Paper, index: u32): bool {
  const node = nodeOf(index);
  const order = changetype<OrderNode>(node);
  if (order.level == 0) return order.lots != 0 && openDark(p, node) == 0;
  for (let number: u32 = 0; number < p.entryCount; number++) {
    if (<usize>entryAt(number).node == node) return entryAt(number).isThere == 0;
  }
  return offLots(p, index) >= order.lots + extensionAt(index).hiddenLots;
}

function payLinked(p: Paper, index: u32, lots: u32): void {
  if (index == 0 || <u32>termsAt(index).place == 0) return;
  const terms = termsAt(index);
  if (<u32>terms.linkKind == LINK_NONE) return;
  const peer = termsOfId(p.instrument, terms.peerId);
  if (peer == 0 || isGone(p, peer)) return;
  takeAway(p, peer, <u32>terms.linkKind == LINK_OCO ? u32.MAX_VALUE : lots);
}

function trimHolder(p: Paper, account: u32): void {
  if (account == 0) return;
  let number: u32 = 0;
  while (number < p.holderCount && holderAt(number).account != account) number++;
  if (number == p.holderCount) return;
  const position = holderAt(number).lots;
  for (let index = venueAt(p.instrument).watchFirst; index != 0; index = termsAt(index).next) {
    const terms = termsAt(index);
    if (index == p.taker || ((<u32>terms.flags) & TERM_REDUCE_ONLY) == 0) continue;
    if (<u32>terms.place != PLACE_BOOK && <u32>terms.place != PLACE_DARK) continue;
    if (extensionAt(index).account != account || isGone(p, index)) continue;
    const at = entryOf(p, nodeOf(index));
    const node = changetype<OrderNode>(nodeOf(index));
    const whole = node.lots + extensionAt(index).hiddenLots;
    const open =
      at != 0
        ? changetype<Entry>(at).shown + changetype<Entry>(at).hidden
        : whole - min<u32>(whole, offLots(p, index));
    const lots = <u32>coldAt(index).side == SIDE_BUY ? -position : position;
    const most = <u32>min<i64>(max<i64>(lots, 0), <i64>u32.MAX_VALUE);
    if (open > most) takeAway(p, index, open - most);
  }
}

/** After the maker was taken off. */
function afterFill(p: Paper, index: u32, account: u32, lots: u32): void {
  payLinked(p, index, lots);
  payLinked(p, p.taker, lots);
  const signed = p.side == SIDE_BUY ? <i64>lots : -(<i64>lots);
  moveHolder(p, account, -signed);
  moveHolder(p, p.account, signed);
  if (p.holderCount == 0) return;
  trimHolder(p, account);
  trimHolder(p, p.account);
}

// ---- trades

/** Whether maker and aggressor have one owner; what the rule does then. */
function preventsTrade(p: Paper, account: u32): bool {
  if (account == 0 || account != p.account || p.rule == STP_NONE) return false;
  if (p.rule != STP_CANCEL_OLD) p.isStopped = 1;
  return true;
}

function tradeEntry(p: Paper, entry: Entry, most: u32): void {
  const index = changetype<OrderCold>(coldOf(<usize>entry.node)).extension;
  const account = accountOf(changetype<OrderCold>(coldOf(<usize>entry.node)));
  if (preventsTrade(p, account)) {
    if (p.isStopped == 0) unlinkEntry(p, entry);
    return;
  }
  const take = min<u32>(entry.shown, min<u32>(p.left, most));
  p.left = p.left - take;
  p.filled = p.filled + take;
  entry.shown = entry.shown - take;
  if (entry.shown == 0) {
    unlinkEntry(p, entry);
    if (entry.hidden != 0) {
      entry.shown = min<u32>(extensionAt(index).displayLots, entry.hidden);
      entry.hidden = entry.hidden - entry.shown;
      entry.isNew = 1;
      linkEntry(p, entry);
    }
  }
  afterFill(p, index, account, take);
}

export function tradeHidden(p: Paper, node: usize, most: u32): void {
  const index = extensionOf(node);
  const account = extensionAt(index).account;
  if (preventsTrade(p, account)) {
    if (p.isStopped == 0) note(p, index, u32.MAX_VALUE, 0);
    return;
  }
  const take = min<u32>(openDark(p, node), min<u32>(p.left, most));
  p.left = p.left - take;
  p.filled = p.filled + take;
  note(p, index, take, 1);
  afterFill(p, index, account, take);
}

/** One trade with the earliest of the price, displayed or, where time alone decides, hidden. Returns the most it could take. */
function tradeEarliest(p: Paper, lots: u32, isPart: bool): u32 {
  const entry = changetype<Entry>(<usize>p.head);
  const dark = isByTime(bookAt(p.instrument)) ? darkOn(p, p.priceUnits, lots, true) : 0;
  const cameNs = entry.isNew != 0 ? S.nowNs : changetype<OrderCold>(coldOf(<usize>entry.node)).tsNs;
  if (dark != 0 && changetype<OrderCold>(coldOf(dark)).tsNs < cameNs) {
    const take = min<u32>(lots, openDark(p, dark));
    tradeHidden(p, dark, isPart ? take : p.left);
    return take;
  }
  const take = min<u32>(lots, entry.shown);
  tradeEntry(p, entry, isPart ? take : p.left);
  return take;
}

function tradeShares(p: Paper): void {
  let total: u64 = 0;
  for (let at = <usize>p.head; at != 0; at = <usize>changetype<Entry>(at).next) {
    total += <u64>changetype<Entry>(at).shown;
  }
  if (<u64>p.left >= total) return;
  const least = rulesAt(p.instrument).minShareLots;
  let first: usize = 0;
  let last: usize = 0;
  for (let at = <usize>p.head; at != 0; at = <usize>changetype<Entry>(at).next) {
    const entry = changetype<Entry>(at);
    entry.share = <u32>((<u64>entry.shown * <u64>p.left) / total);
    entry.shared = 0;
    if (entry.share == 0 || entry.share < least) continue;
    if (last == 0) first = at;
    else changetype<Entry>(last).shared = <u32>at;
    last = at;
  }
  for (let at = first; at != 0 && p.left != 0 && p.isStopped == 0;) {
    const entry = changetype<Entry>(at);
    if (entry.isThere != 0) tradeEntry(p, entry, entry.share);
    at = <usize>entry.shared;
  }
}

/** Plays the price that was opened, by the instrument's allocation. */
export function playPrice(p: Paper): void {
  const rules = rulesAt(p.instrument);
  const rule = hasRules(bookAt(p.instrument)) ? rules.allocation : ALLOCATE_FIFO;
  if (rule == ALLOCATE_PRO_RATA_TOP) {
    const top = entryOf(p, topOf(p.instrument, p.side ^ 1));
    if (top != 0) tradeEntry(p, changetype<Entry>(top), p.left);
  }
  if (rule == ALLOCATE_SPLIT) {
    let part = <u32>((<u64>p.left * <u64>rules.fifoPercent) / 100);
    while (part != 0 && p.left != 0 && p.head != 0 && p.isStopped == 0) {
      part -= tradeEarliest(p, min<u32>(part, p.left), true);
    }
  }
  if (rule != ALLOCATE_FIFO && p.isStopped == 0) tradeShares(p);
  while (p.left != 0 && p.head != 0 && p.isStopped == 0) tradeEarliest(p, p.left, false);
}
