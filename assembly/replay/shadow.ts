/**
 * Own orders that rest beside a tape's book, in two lists an instrument: best price first, then by arrival. Where one
 * stands in the tape's queue is read off the tape's book when it is asked for. Knows no rows and no fills.
 * Invariant: a shadow has an extension of the same index, and both go together.
 */
import {
  Book,
  IMPACT_CONSUME,
  Impact,
  Level,
  ORDER_ANONYMOUS,
  OrderCold,
  OrderNode,
  SHADOW_UNKNOWN,
  SIDE_BUY,
  SIZE_SHADOW,
  Shadow,
} from '../layout.gen';
import { bestTick, ladderOf, rankOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf } from '../book/order-pool';
import { reserve } from '../ledger/account';
import { extensionAt, freeExtension } from '../ledger/extension';
import { NO_ASK, NO_BID, S } from '../state';
import { availableOf, isExact, tapeLotsAt } from './impact';

const FIRST: usize = offsetof<Impact>('firstBid');

export function shadowAt(index: u32): Shadow {
  return changetype<Shadow>(<usize>S.shadowsBase + <usize>index * SIZE_SHADOW);
}

export function firstShadow(impact: Impact, side: u32): u32 {
  return load<u32>(changetype<usize>(impact) + ((<usize>side) << 2), FIRST);
}

function setFirst(impact: Impact, side: u32, index: u32): void {
  store<u32>(changetype<usize>(impact) + ((<usize>side) << 2), index, FIRST);
}

/** Own resting order with this id, 0 = none. */
export function findShadow(impact: Impact, id: u64): u32 {
  for (let side: u32 = 0; side < 2; side++) {
    for (let index = firstShadow(impact, side); index != 0; index = shadowAt(index).next) {
      if (shadowAt(index).orderId == id) return index;
    }
  }
  return 0;
}

/** Puts a shadow whose side, price and lots are set behind all of its price. */
export function linkShadow(impact: Impact, index: u32): void {
  const shadow = shadowAt(index);
  const side = <u32>shadow.side;
  const rank = rankOf(side, shadow.tick);
  let before: u32 = 0;
  let next = firstShadow(impact, side);
  while (next != 0 && rankOf(side, shadowAt(next).tick) >= rank) {
    before = next;
    next = shadowAt(next).next;
  }
  shadow.next = next;
  if (before == 0) setFirst(impact, side, index);
  else shadowAt(before).next = index;
  extensionAt(index).node = <u32>changetype<usize>(shadow);
  impact.shadowCount = impact.shadowCount + 1;
}

/** Takes a shadow out of its list; record and extension stay. */
export function unlinkShadow(impact: Impact, index: u32): void {
  const side = <u32>shadowAt(index).side;
  const next = shadowAt(index).next;
  let at = firstShadow(impact, side);
  if (at == index) setFirst(impact, side, next);
  while (at != 0 && at != index) {
    if (shadowAt(at).next == index) shadowAt(at).next = next;
    at = shadowAt(at).next;
  }
  impact.shadowCount = impact.shadowCount - 1;
}

/** The order is no more: releases what it reserved for `lots`. It is in no list. */
export function endShadow(index: u32, lots: u32): void {
  reserve(index, -(<i64>lots));
  memory.fill(changetype<usize>(shadowAt(index)), 0, SIZE_SHADOW);
  freeExtension(index);
}

export function isUnknown(shadow: Shadow): bool {
  return ((<u32>shadow.flags) & SHADOW_UNKNOWN) != 0;
}

/** Whether a tape order at the shadow's price stands before it. */
export function isAhead(shadow: Shadow, node: usize): bool {
  const cold = changetype<OrderCold>(coldOf(node));
  return ((<u32>cold.flags) & ORDER_ANONYMOUS) != 0 || cold.tsNs <= shadow.joinNs;
}

/** Lots of the tape, and of own orders, before it at its price; −1 when that is not known. */
export function aheadLots(book: Book, impact: Impact, index: u32): i64 {
  const shadow = shadowAt(index);
  if (isUnknown(shadow)) return -1;
  const side = <u32>shadow.side;
  let ahead: i64 = isExact(impact) ? 0 : <i64>ceil<f64>(shadow.front);
  for (let other = firstShadow(impact, side); other != index; other = shadowAt(other).next) {
    if (shadowAt(other).tick == shadow.tick) ahead += <i64>shadowAt(other).lots;
  }
  if (!isExact(impact)) return ahead;
  const level = findLevel(ladderOf(book, side), shadow.tick);
  if (level == 0) return ahead;
  const isSeen = impact.policy == IMPACT_CONSUME;
  let node = <usize>changetype<Level>(level).next;
  while (node != level && node != 0 && isAhead(shadow, node)) {
    ahead += isSeen ? <i64>availableOf(node) : <i64>changetype<OrderNode>(node).lots;
    node = <usize>changetype<OrderNode>(node).next;
  }
  return ahead;
}

/** Whether the file shows the level of this price: fewer better levels than it has. */
function isShown(book: Book, impact: Impact, side: u32, tick: i32): bool {
  if (impact.knownLevels == 0) return true;
  const ladder = ladderOf(book, side);
  let at = bestTick(book, side);
  for (let better: u32 = 0; better < impact.knownLevels; better++) {
    if (at == NO_BID || at == NO_ASK || rankOf(side, at) <= rankOf(side, tick)) return true;
    at = side == SIDE_BUY ? tickBelow(ladder, at) : tickAbove(ladder, at);
  }
  return false;
}

/** The shadow comes to the end of the queue that is displayed now. */
export function joinQueue(book: Book, impact: Impact, index: u32, tsNs: i64): void {
  const shadow = shadowAt(index);
  shadow.joinNs = tsNs;
  shadow.seenLots = tapeLotsAt(book, shadow.side, shadow.tick);
  shadow.printedLots = 0;
  shadow.front = <f64>shadow.seenLots;
  const flags = (<u32>shadow.flags) & ~SHADOW_UNKNOWN;
  shadow.flags = <u8>(isShown(book, impact, shadow.side, shadow.tick) ? flags : flags | SHADOW_UNKNOWN);
}

/** Levels may have come into sight or left it: who comes back stands behind all that is displayed then. */
export function watchEdge(book: Book, impact: Impact, side: u32, tsNs: i64): void {
  if (impact.knownLevels == 0) return;
  for (let index = firstShadow(impact, side); index != 0; index = shadowAt(index).next) {
    const shadow = shadowAt(index);
    if (isShown(book, impact, side, shadow.tick)) {
      if (isUnknown(shadow)) joinQueue(book, impact, index, tsNs);
    } else {
      shadow.flags = <u8>((<u32>shadow.flags) | SHADOW_UNKNOWN);
    }
  }
}
