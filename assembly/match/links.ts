/**
 * What a fill does to other orders: the linked one is cancelled or made smaller in the same event, and reduce-only
 * orders never outgrow the position they reduce. Called within a sweep, after the maker was taken off.
 * Invariant: when a fill is done, every linked order has paid for it, or is acting and pays when it is done.
 */
import {
  Book,
  CANCEL_LINKED,
  CANCEL_REDUCE_ONLY,
  CANCEL_REQUESTED,
  HEARD_CANCELLED,
  LINK_NONE,
  LINK_OCO,
  OrderNode,
  PLACE_ACTIVE,
  PLACE_BOOK,
  PLACE_DARK,
  REP_CANCELLED,
  SIDE_BUY,
  TERM_MINIMUM,
  TERM_REDUCE_ONLY,
} from '../layout.gen';
import { shrink, tickOfNode } from '../book/book';
import { report } from '../journal/report';
import { reserve } from '../ledger/account';
import { positionAddress } from '../ledger/records';
import { extensionAt } from '../ledger/extension';
import { S } from '../state';
import { tell } from '../venue/hearing';
import { removeOrder } from './leave';
import { coldAt, nodeOf, termsAt, termsOfId, venueAt } from './terms';

/** Price of an order as reports give it: of its level, or of its terms. */
export function priceAt(book: Book, index: u32): i64 {
  const node = nodeOf(index);
  if (changetype<OrderNode>(node).level == 0) return termsAt(index).priceUnits;
  return <i64>tickOfNode(book, node, coldAt(index).side) * <i64>book.unitsPerTick;
}

export function openAt(index: u32): u32 {
  return changetype<OrderNode>(nodeOf(index)).lots + extensionAt(index).hiddenLots;
}

/** Takes lots off an order that is not acting, from its reserve first, and reports them as cancelled. */
export function cutOrder(book: Book, instrument: u32, index: u32, lots: u32, reason: u32, tsNs: i64): void {
  const cold = coldAt(index);
  const open = openAt(index);
  const node = nodeOf(index);
  const off = min<u32>(lots, open);
  report(REP_CANCELLED, cold.side, reason, instrument, off, tsNs, cold.orderId, priceAt(book, index));
  if (reason != CANCEL_REQUESTED) {
    tell(extensionAt(index).account, instrument, HEARD_CANCELLED, cold.orderId, tsNs);
  }
  if (off == open) {
    removeOrder(book, node);
    return;
  }
  const extension = extensionAt(index);
  const fromHidden = min<u32>(off, extension.hiddenLots);
  extension.hiddenLots = extension.hiddenLots - fromHidden;
  reserve(index, -(<i64>off));
  const shown = off - fromHidden;
  if (shown == 0) return;
  const order = changetype<OrderNode>(node);
  if (order.level != 0) shrink(node, shown);
  else order.lots = order.lots - shown;
}

/** Notes a fill in the terms of one side; returns the extension of the order linked to it. */
function noteSide(instrument: u32, index: u32, lots: u32): u32 {
  if (index == 0) return 0;
  const terms = termsAt(index);
  if (<u32>terms.place == 0) return 0;
  terms.filledLots = terms.filledLots + lots;
  terms.flags = <u8>((<u32>terms.flags) & ~TERM_MINIMUM);
  if (<u32>terms.linkKind == LINK_NONE) return 0;
  const peer = termsOfId(instrument, terms.peerId);
  if (peer == 0) return 0;
  const owed = termsAt(peer).owedLots;
  const more = <u32>terms.linkKind == LINK_OCO ? u32.MAX_VALUE : lots;
  termsAt(peer).owedLots = owed + more < owed ? u32.MAX_VALUE : owed + more;
  return peer;
}

/** Before the maker is taken off. */
export function noteFill(instrument: u32, makerExtension: u32, takerExtension: u32, lots: u32): void {
  S.owedMaker = noteSide(instrument, makerExtension, lots);
  S.owedTaker = noteSide(instrument, takerExtension, lots);
}

function pay(book: Book, instrument: u32, index: u32, tsNs: i64): bool {
  const terms = termsAt(index);
  if (<u32>terms.place == 0 || <u32>terms.place == PLACE_ACTIVE || terms.owedLots == 0) return false;
  const owed = terms.owedLots;
  terms.owedLots = 0;
  cutOrder(book, instrument, index, owed, CANCEL_LINKED, tsNs);
  return true;
}

/** Lots by which an order of this side could make the account's position smaller. */
export function reducibleLots(account: u32, instrument: u32, side: u32): u32 {
  const position = load<i64>(positionAddress(account, instrument));
  const lots = side == SIDE_BUY ? -position : position;
  return <u32>min<i64>(max<i64>(lots, 0), <i64>u32.MAX_VALUE);
}

/** Cuts resting reduce-only orders of an account, earliest first, to what its position leaves them. */
function trimReduceOnly(book: Book, instrument: u32, account: u32, tsNs: i64): bool {
  let hasCut = false;
  let index = venueAt(instrument).watchFirst;
  while (index != 0) {
    const terms = termsAt(index);
    const next = terms.next;
    const place = <u32>terms.place;
    const isResting = place == PLACE_BOOK || place == PLACE_DARK;
    if (isResting && ((<u32>terms.flags) & TERM_REDUCE_ONLY) != 0 && extensionAt(index).account == account) {
      const open = openAt(index);
      const most = reducibleLots(account, instrument, coldAt(index).side);
      if (open > most) {
        cutOrder(book, instrument, index, open - most, CANCEL_REDUCE_ONLY, tsNs);
        hasCut = true;
      }
    }
    index = next;
  }
  return hasCut;
}

/** After the maker was taken off. True when another order of the book changed, so that its level may be gone. */
export function afterFill(
  book: Book,
  instrument: u32,
  makerAccount: u32,
  takerAccount: u32,
  tsNs: i64,
): bool {
  const maker = S.owedMaker;
  const taker = S.owedTaker;
  S.owedMaker = 0;
  S.owedTaker = 0;
  let hasChanged = maker != 0 && pay(book, instrument, maker, tsNs);
  if (taker != 0 && pay(book, instrument, taker, tsNs)) hasChanged = true;
  if (venueAt(instrument).reduceCount != 0) {
    if (makerAccount != 0 && trimReduceOnly(book, instrument, makerAccount, tsNs)) hasChanged = true;
    if (takerAccount != 0 && trimReduceOnly(book, instrument, takerAccount, tsNs)) hasChanged = true;
  }
  return hasChanged;
}
