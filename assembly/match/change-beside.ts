/**
 * Changes of orders that are on no level, and replaces of orders with terms that are, by the rules of docs/FORMATS.md §2.
 * Invariant: a refused change changes nothing.
 */
import {
  Book,
  CANCEL_REQUESTED,
  CMD_CANCEL,
  CMD_REDUCE,
  Command,
  OrderCold,
  OrderNode,
  PLACE_BOOK,
  PLACE_DARK,
  REJECT_ILLEGAL_COMBINATION,
  REJECT_INSUFFICIENT_FUNDS,
  REP_REDUCED,
  REP_REPLACED,
} from '../layout.gen';
import { unlink } from '../book/book';
import { coldOf } from '../book/order-pool';
import { report } from '../journal/report';
import { canAfford, reserve, reservePrice } from '../ledger/account';
import { extensionAt } from '../ledger/extension';
import { act } from './activate';
import { dropTop } from './allocate';
import { leaveList } from './leave';
import { hasLimit, needsTrigger } from './legal.gen';
import { cutOrder } from './links';
import { checkRules, hasRules } from './rules';
import { termsAt, unwatch, waitForTrigger, watch } from './terms';

/** 0, or why a replace of an order that is on no level is refused; price and lots were checked. */
export function checkBeside(book: Book, command: Command, node: usize): u32 {
  const cold = changetype<OrderCold>(coldOf(node));
  const index = cold.extension;
  const terms = termsAt(index);
  if (!hasLimit(terms.type) && !needsTrigger(terms.type)) return REJECT_ILLEGAL_COMBINATION;
  const extension = extensionAt(index);
  const isPriced = hasLimit(terms.type);
  const code = hasRules(book) ? checkRules(book, cold.side, isPriced, command.priceUnits, command.lots) : 0;
  if (extension.account == 0 || !isPriced) return code;
  const openLots = <i64>changetype<OrderNode>(node).lots;
  reserve(index, -openLots);
  const affords = canAfford(extension.account, cold.side, false, command.priceUnits, command.lots);
  reserve(index, openLots);
  return affords ? code : REJECT_INSUFFICIENT_FUNDS;
}

function replaceBeside(book: Book, instrument: u32, command: Command, node: usize): void {
  const cold = changetype<OrderCold>(coldOf(node));
  const index = cold.extension;
  const terms = termsAt(index);
  const order = changetype<OrderNode>(node);
  const place = <u32>terms.place;
  const side = <u32>cold.side;
  const extension = extensionAt(index);
  reserve(index, -(<i64>order.lots + <i64>extension.hiddenLots));
  if (order.level != 0) {
    unlink(book, node, side);
    order.level = 0;
    dropTop(node);
    extension.hiddenLots = 0;
  }
  if (hasLimit(terms.type)) {
    extension.reservedPriceUnits = reservePrice(side, false, command.priceUnits);
  }
  reserve(index, <i64>command.lots);
  const list = <u32>terms.isWatched;
  leaveList(node, index);
  unwatch(instrument, index);
  if (hasLimit(terms.type)) terms.priceUnits = command.priceUnits;
  else terms.triggerUnits = command.priceUnits;
  order.lots = command.lots;
  cold.originalLots = command.lots;
  cold.tsNs = command.tsNs;
  if (place == PLACE_DARK || place == PLACE_BOOK) act(book, instrument, index, command.tsNs);
  else if (list == 1) watch(instrument, index);
  else if (list == 2) waitForTrigger(instrument, index);
  report(REP_REPLACED, side, 0, instrument, command.lots, command.tsNs, command.orderId, command.priceUnits);
}

/** Cancel, reduce or replace (checked) of an order that is on no level; replace also of one with terms on a level. */
export function changeBeside(book: Book, instrument: u32, command: Command, node: usize): void {
  const index = changetype<OrderCold>(coldOf(node)).extension;
  const kind = <u32>command.kind;
  const openLots = changetype<OrderNode>(node).lots;
  const ts = command.tsNs;
  if (kind == CMD_CANCEL || (kind == CMD_REDUCE && command.lots >= openLots)) {
    cutOrder(book, instrument, index, openLots, CANCEL_REQUESTED, ts);
  } else if (kind == CMD_REDUCE) {
    const cold = changetype<OrderCold>(coldOf(node));
    changetype<OrderNode>(node).lots = openLots - command.lots;
    reserve(index, -(<i64>command.lots));
    const price = termsAt(index).priceUnits;
    report(REP_REDUCED, cold.side, 0, instrument, command.lots, ts, command.orderId, price);
  } else {
    replaceBeside(book, instrument, command, node);
  }
}
