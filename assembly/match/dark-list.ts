/**
 * Orders that rest without being displayed: a list a side, best price first, within a price by arrival. Prices are in
 * units, so half a tick is a price here. Knows nothing of trading. Invariant: a node in a list has no level, and its
 * terms say `dark`.
 */
import { OrderCold, OrderNode, SIDE_BUY, TERM_ALL_OR_NONE, TERM_MINIMUM, Venue } from '../layout.gen';
import { coldOf } from '../book/order-pool';
import { termsAt, venueAt } from './terms';

const NO_LIMIT_BUY: i64 = i64.MAX_VALUE;
const NO_LIMIT_SELL: i64 = i64.MIN_VALUE;

export function noLimit(side: u32): i64 {
  return side == SIDE_BUY ? NO_LIMIT_BUY : NO_LIMIT_SELL;
}

/** Whether a price is at a limit or better for the aggressor. */
export function reaches(side: u32, limitUnits: i64, priceUnits: i64): bool {
  return side == SIDE_BUY ? priceUnits <= limitUnits : priceUnits >= limitUnits;
}

function firstOf(venue: Venue, side: u32): usize {
  return <usize>(side == SIDE_BUY ? venue.darkBids : venue.darkAsks);
}

function setFirst(venue: Venue, side: u32, node: usize): void {
  if (side == SIDE_BUY) venue.darkBids = <u32>node;
  else venue.darkAsks = <u32>node;
}

export function extensionOf(node: usize): u32 {
  return changetype<OrderCold>(coldOf(node)).extension;
}

export function darkPrice(node: usize): i64 {
  return termsAt(extensionOf(node)).priceUnits;
}

export function firstDark(instrument: u32, side: u32): usize {
  return firstOf(venueAt(instrument), side);
}

/** Puts a node behind those with its price or a better one. */
export function linkDark(instrument: u32, node: usize, side: u32): void {
  const venue = venueAt(instrument);
  const price = darkPrice(node);
  let prev: usize = 0;
  let next = firstOf(venue, side);
  while (next != 0 && !(side == SIDE_BUY ? darkPrice(next) < price : darkPrice(next) > price)) {
    prev = next;
    next = <usize>changetype<OrderNode>(next).next;
  }
  const order = changetype<OrderNode>(node);
  order.next = <u32>next;
  order.prev = <u32>prev;
  order.level = 0;
  if (prev == 0) setFirst(venue, side, node);
  else changetype<OrderNode>(prev).next = <u32>node;
  if (next != 0) changetype<OrderNode>(next).prev = <u32>node;
}

export function unlinkDark(instrument: u32, node: usize, side: u32): void {
  const order = changetype<OrderNode>(node);
  if (order.prev == 0) setFirst(venueAt(instrument), side, <usize>order.next);
  else changetype<OrderNode>(<usize>order.prev).next = order.next;
  if (order.next != 0) changetype<OrderNode>(<usize>order.next).prev = order.prev;
  order.next = 0;
  order.prev = 0;
}

/** Lots that the order must trade at once, at least 1. */
export function wantedAtOnce(index: u32, openLots: u32): u32 {
  const terms = termsAt(index);
  const flags = <u32>terms.flags;
  if ((flags & TERM_ALL_OR_NONE) != 0) return openLots;
  return (flags & TERM_MINIMUM) != 0 ? max<u32>(min<u32>(terms.minimumLots, openLots), 1) : 1;
}

/** First hidden order from `node` on that trades with an aggressor of so many lots. */
export function eligibleFrom(node: usize, side: u32, limitUnits: i64, lots: u32): usize {
  while (node != 0) {
    if (!reaches(side, limitUnits, darkPrice(node))) return 0;
    const open = changetype<OrderNode>(node).lots;
    if (wantedAtOnce(extensionOf(node), open) <= lots) return node;
    node = <usize>changetype<OrderNode>(node).next;
  }
  return 0;
}
