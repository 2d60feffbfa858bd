/**
 * One trade between an aggressor and a hidden order, self-trade prevention included, and which hidden order comes before a
 * displayed one where a price is served by time alone. Knows no level. Invariant: nobody trades with an order that wants
 * more lots at once than it is offered.
 */
import {
  CANCEL_SELF_TRADE,
  OrderCold,
  OrderNode,
  REP_CANCELLED,
  STP_CANCEL_NEW,
  STP_CANCEL_OLD,
  STP_DECREMENT,
  STP_NONE,
  Taker,
} from '../layout.gen';
import { coldOf, freeSlot, unlinkFromIndex } from '../book/order-pool';
import { report } from '../journal/report';
import { reserve, ruleFor } from '../ledger/account';
import { accountOf } from '../ledger/extension';
import { darkPrice, eligibleFrom, unlinkDark } from './dark-list';
import { execute } from './execute';
import { removeOrder } from './leave';
import { afterFill } from './links';
import { accountOfTaker, bookOf } from './taker';
import { endExtension, venueAt } from './terms';

/** First hidden order from `node` on, of exactly this price, that trades with an aggressor of so many lots. */
export function eligibleAt(node: usize, side: u32, priceUnits: i64, lots: u32): usize {
  let dark = eligibleFrom(node, side, priceUnits, lots);
  while (dark != 0 && darkPrice(dark) != priceUnits) {
    dark = eligibleFrom(<usize>changetype<OrderNode>(dark).next, side, priceUnits, lots);
  }
  return dark;
}

/** Whether a hidden order came before a displayed one; of one nanosecond the displayed one is first. */
export function isEarlier(dark: usize, node: usize): bool {
  return changetype<OrderCold>(coldOf(dark)).tsNs < changetype<OrderCold>(coldOf(node)).tsNs;
}

function takeOffDark(instrument: u32, node: usize, side: u32, lots: u32): void {
  const order = changetype<OrderNode>(node);
  if (lots < order.lots) {
    order.lots = order.lots - lots;
    return;
  }
  unlinkDark(instrument, node, side);
  endExtension(changetype<OrderCold>(coldOf(node)).extension);
  unlinkFromIndex(node);
  freeSlot(node);
}

/** Maker and taker have one owner. Returns what is left of the taker. */
function preventDark(taker: Taker, node: usize, rule: u32, lots: u32): u32 {
  const instrument = taker.instrument;
  const side = taker.side;
  const tsNs = taker.tsNs;
  const cold = changetype<OrderCold>(coldOf(node));
  const open = changetype<OrderNode>(node).lots;
  const both = min<u32>(lots, open);
  const off = rule == STP_CANCEL_NEW ? 0 : rule == STP_DECREMENT ? both : open;
  const cancelled = rule == STP_CANCEL_OLD ? 0 : rule == STP_DECREMENT ? both : lots;
  if (off != 0) {
    report(REP_CANCELLED, side ^ 1, CANCEL_SELF_TRADE, instrument, off, tsNs, cold.orderId, darkPrice(node));
    if (off == open) {
      removeOrder(bookOf(taker), node);
    } else {
      reserve(cold.extension, -(<i64>off));
      changetype<OrderNode>(node).lots = open - off;
    }
  }
  if (cancelled != 0) {
    const price = taker.priceUnits;
    report(REP_CANCELLED, side, CANCEL_SELF_TRADE, instrument, cancelled, tsNs, taker.orderId, price);
    reserve(taker.extension, -(<i64>cancelled));
  }
  return lots - cancelled;
}

/** One execution of at most `most` lots with a hidden order. Returns what is left of the taker. */
export function tradeDark(taker: Taker, node: usize, lots: u32, most: u32): u32 {
  const book = bookOf(taker);
  const instrument = taker.instrument;
  const makerAccount = accountOf(changetype<OrderCold>(coldOf(node)));
  const takerAccount = accountOfTaker(taker);
  const rule = makerAccount != 0 && makerAccount == takerAccount ? ruleFor(book, takerAccount) : STP_NONE;
  if (rule != STP_NONE) return preventDark(taker, node, rule, lots);
  const take = min<u32>(changetype<OrderNode>(node).lots, min<u32>(lots, most));
  const price = darkPrice(node);
  execute(taker, node, take, price, lots - take);
  notePrint(instrument, price);
  takeOffDark(instrument, node, taker.side ^ 1, take);
  afterFill(book, instrument, makerAccount, takerAccount, taker.tsNs);
  return lots - take;
}

/** Remembers the first fill since the last look at what waits; the last one is the book's. */
export function notePrint(instrument: u32, priceUnits: i64): void {
  const venue = venueAt(instrument);
  if (venue.hasPrinted != 0) return;
  venue.hasPrinted = 1;
  venue.firstUnits = priceUnits;
}
