/**
 * The general loop's commands: new, cancel, reduce, replace, with every rule of docs/FORMATS.md in the order
 * of RejectCode. Knows nothing of where a command came from. Invariant: a rejected command changes nothing.
 */
import {
  Book,
  CANCEL_FOK_UNFILLABLE,
  CANCEL_IOC_REMAINDER,
  CANCEL_MARKET_REMAINDER,
  CANCEL_REQUESTED,
  CMD_CANCEL,
  CMD_NEW,
  CMD_REDUCE,
  CMD_REPLACE,
  Command,
  FLAG_MARKET,
  FLAG_POST_ONLY,
  ORDER_LIVE,
  ORDER_POST_ONLY,
  OrderCold,
  OrderNode,
  REJECT_BAD_LOTS,
  REJECT_BAD_SIDE,
  REJECT_DUPLICATE_ID,
  REJECT_ILLEGAL_COMBINATION,
  REJECT_INSUFFICIENT_FUNDS,
  REJECT_POST_ONLY_WOULD_TAKE,
  REJECT_UNKNOWN_ACCOUNT,
  REJECT_UNKNOWN_ID,
  REP_ACCEPTED,
  REP_CANCELLED,
  REP_CANCEL_REJECTED,
  REP_REDUCED,
  REP_REDUCE_REJECTED,
  REP_REJECTED,
  REP_REPLACED,
  REP_REPLACE_REJECTED,
  SESSION_NO_CANCEL,
  SIDE_BUY,
  SIDE_SELL,
  TIF_FOK,
  TIF_GTC,
  REJECT_NOT_TRADING_NOW,
  TERM_POST_ONLY,
  TERM_ICEBERG,
  TYPE_MARKET,
  TYPE_LIMIT,
} from '../layout.gen';
import { shrink, tickOfNode, unlink } from '../book/book';
import { coldOf, findNode, freeSlot, linkIntoIndex, takeSlot, unlinkFromIndex } from '../book/order-pool';
import { report } from '../journal/report';
import { canAfford, reserve, reservePrice } from '../ledger/account';
import { isOpen } from '../ledger/records';
import { extensionAt, takeExtension } from '../ledger/extension';
import { S } from '../state';
import { dropTop, restRanked } from './allocate';
import { sweepAll } from './dark';
import { noLimit } from './dark-list';
import { removeOrder } from './leave';
import { checkLegal, checkPrice, closeExtension, openLots, setDisplayed, wouldTake } from './order-parts';
import { changeBeside, checkBeside } from './change-beside';
import { applyExtended, isExtended } from './extended-entry';
import { canFill } from './rehearsal';
import { checkRules, hasRules } from './rules';
import { takerOf } from './taker';
import { dropParts, termsAt } from './terms';
import { isCollecting, isTrading } from '../venue/states';

/** The TermFlag bits of a plain record. */
function plainFlags(command: Command): u32 {
  const isPostOnly = ((<u32>command.flags) & FLAG_POST_ONLY) != 0;
  return (isPostOnly ? TERM_POST_ONLY : 0) | (command.displayShift != 0 ? TERM_ICEBERG : 0);
}

function isLegal(book: Book, command: Command): bool {
  const flags = <u32>command.flags;
  if ((flags & ~(FLAG_MARKET | FLAG_POST_ONLY)) != 0 || command.displayShift > 31) return false;
  const type = (flags & FLAG_MARKET) != 0 ? TYPE_MARKET : TYPE_LIMIT;
  return checkLegal(type, command.tif, plainFlags(command), book.session) == 0;
}

function limitOf(command: Command): i64 {
  const isMarket = ((<u32>command.flags) & FLAG_MARKET) != 0;
  return isMarket ? noLimit(command.side) : command.priceUnits;
}

export function checkNew(book: Book, instrument: u32, command: Command): u32 {
  if (<u32>command.side > SIDE_SELL) return REJECT_BAD_SIDE;
  if (!isLegal(book, command)) return REJECT_ILLEGAL_COMBINATION;
  if (command.lots == 0 || command.lots > book.maxLots) return REJECT_BAD_LOTS;
  const isMarket = ((<u32>command.flags) & FLAG_MARKET) != 0;
  if (!isMarket) {
    const code = checkPrice(book, command.priceUnits);
    if (code != 0) return code;
  }
  if (findNode(instrument, command.orderId) != 0) return REJECT_DUPLICATE_ID;
  if (command.account != 0) {
    if (!isOpen(command.account)) return REJECT_UNKNOWN_ACCOUNT;
    if (!canAfford(command.account, command.side, isMarket, command.priceUnits, command.lots)) {
      return REJECT_INSUFFICIENT_FUNDS;
    }
  }
  if (
    ((<u32>command.flags) & FLAG_POST_ONLY) != 0 &&
    wouldTake(book, instrument, command.side, command.priceUnits, command.lots)
  ) {
    return REJECT_POST_ONLY_WOULD_TAKE;
  }
  return hasRules(book) ? checkRules(book, command.side, !isMarket, command.priceUnits, command.lots) : 0;
}

/** The extension that an order needs from the start (account or iceberg), 0 = none. */
function openExtension(command: Command): u32 {
  if (command.account == 0 && command.displayShift == 0) return 0;
  const index = takeExtension();
  if (index == 0) return 0;
  const extension = extensionAt(index);
  const isMarket = ((<u32>command.flags) & FLAG_MARKET) != 0;
  extension.account = command.account;
  const shift = <u32>command.displayShift;
  extension.displayLots = shift == 0 ? u32.MAX_VALUE : max<u32>(command.lots >> shift, 1);
  extension.reservedPriceUnits = reservePrice(command.side, isMarket, command.priceUnits);
  reserve(index, <i64>command.lots);
  return index;
}

function restNew(book: Book, instrument: u32, command: Command, lots: u32, extension: u32): void {
  const node = takeSlot();
  if (node == 0) return;
  const cold = changetype<OrderCold>(coldOf(node));
  cold.orderId = command.orderId;
  cold.tsNs = command.tsNs;
  cold.originalLots = command.lots;
  cold.instrument = <u16>instrument;
  cold.side = command.side;
  cold.flags = <u8>(ORDER_LIVE | (((<u32>command.flags) & FLAG_POST_ONLY) != 0 ? ORDER_POST_ONLY : 0));
  cold.extension = extension;
  if (extension != 0) {
    const record = extensionAt(extension);
    record.node = <u32>node;
  }
  setDisplayed(node, lots, extension);
  const tick = <i32>(command.priceUnits / <i64>book.unitsPerTick);
  if (restRanked(book, node, command.side, tick)) {
    linkIntoIndex(node);
    return;
  }
  closeExtension(extension, lots);
  freeSlot(node);
}

function applyNew(book: Book, instrument: u32, command: Command): void {
  const isMarket = ((<u32>command.flags) & FLAG_MARKET) != 0;
  const price = isMarket ? 0 : command.priceUnits;
  const side = <u32>command.side;
  const id = command.orderId;
  const ts = command.tsNs;
  const code = checkNew(book, instrument, command);
  if (code != 0) {
    report(REP_REJECTED, side & 1, code, instrument, command.lots, ts, id, price);
    return;
  }
  const limit = limitOf(command);
  const extension = openExtension(command);
  if (S.faultCode != 0) return;
  report(REP_ACCEPTED, side, 0, instrument, command.lots, ts, id, price);
  if (
    <u32>command.tif == TIF_FOK &&
    !canFill(book, instrument, side, limit, command.lots, command.lots, command.account, extension)
  ) {
    report(REP_CANCELLED, side, CANCEL_FOK_UNFILLABLE, instrument, command.lots, ts, id, price);
    closeExtension(extension, command.lots);
    return;
  }
  const left = isCollecting(book.session)
    ? command.lots
    : sweepAll(takerOf(book, instrument, side, id, extension, price, ts), limit, command.lots);
  if (S.faultCode != 0) {
    closeExtension(extension, left);
    return;
  }
  if (left != 0 && !isMarket && <u32>command.tif == TIF_GTC) {
    restNew(book, instrument, command, left, extension);
    return;
  }
  closeExtension(extension, left);
  if (left == 0) return;
  const reason = isMarket ? CANCEL_MARKET_REMAINDER : CANCEL_IOC_REMAINDER;
  report(REP_CANCELLED, side, reason, instrument, left, ts, id, price);
}

function cancelOrder(book: Book, instrument: u32, node: usize, tsNs: i64): void {
  const cold = changetype<OrderCold>(coldOf(node));
  const side = <u32>cold.side;
  const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
  report(REP_CANCELLED, side, CANCEL_REQUESTED, instrument, openLots(node), tsNs, cold.orderId, price);
  removeOrder(book, node);
}

function applyReduce(book: Book, instrument: u32, command: Command, node: usize): void {
  if (command.lots >= openLots(node)) {
    cancelOrder(book, instrument, node, command.tsNs);
    return;
  }
  const cold = changetype<OrderCold>(coldOf(node));
  const side = <u32>cold.side;
  const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
  let lots = command.lots;
  if (cold.extension != 0) {
    const extension = extensionAt(cold.extension);
    const fromHidden = min<u32>(lots, extension.hiddenLots);
    extension.hiddenLots = extension.hiddenLots - fromHidden;
    reserve(cold.extension, -(<i64>lots));
    lots -= fromHidden;
  }
  if (lots != 0) shrink(node, lots);
  report(REP_REDUCED, side, 0, instrument, command.lots, command.tsNs, command.orderId, price);
}

/** 0 or the reason why a replace of a live order is refused. */
function checkReplace(book: Book, command: Command, node: usize): u32 {
  const cold = changetype<OrderCold>(coldOf(node));
  const side = <u32>cold.side;
  if (cold.extension != 0) {
    const extension = extensionAt(cold.extension);
    if (extension.account != 0 && side == SIDE_BUY) {
      const released = extension.reservedPriceUnits * <i64>openLots(node);
      reserve(cold.extension, -(<i64>openLots(node)));
      const affords = canAfford(extension.account, side, false, command.priceUnits, command.lots);
      reserve(cold.extension, <i64>openLots(node));
      assert(released >= 0);
      if (!affords) return REJECT_INSUFFICIENT_FUNDS;
    }
  }
  if (((<u32>cold.flags) & ORDER_POST_ONLY) != 0) {
    if (wouldTake(book, cold.instrument, side, command.priceUnits, command.lots)) {
      return REJECT_POST_ONLY_WOULD_TAKE;
    }
  }
  return hasRules(book) ? checkRules(book, side, true, command.priceUnits, command.lots) : 0;
}

function applyReplace(book: Book, instrument: u32, command: Command, node: usize): void {
  const cold = changetype<OrderCold>(coldOf(node));
  const side = <u32>cold.side;
  const price = command.priceUnits;
  const tick = <i32>(price / <i64>book.unitsPerTick);
  const extension = cold.extension;
  if (extension != 0) {
    reserve(extension, -(<i64>openLots(node)));
    extensionAt(extension).hiddenLots = 0;
    extensionAt(extension).reservedPriceUnits = reservePrice(side, false, price);
    reserve(extension, <i64>command.lots);
  }
  unlink(book, node, side);
  dropTop(node);
  const id = command.orderId;
  const left = isCollecting(book.session)
    ? command.lots
    : sweepAll(takerOf(book, instrument, side, id, extension, price, command.tsNs), price, command.lots);
  cold.tsNs = command.tsNs;
  cold.originalLots = command.lots;
  setDisplayed(node, left, extension);
  if (left == 0 || S.faultCode != 0 || !restRanked(book, node, side, tick)) {
    unlinkFromIndex(node);
    closeExtension(extension, left);
    freeSlot(node);
    if (S.faultCode != 0) return;
  }
  report(REP_REPLACED, side, 0, instrument, command.lots, command.tsNs, id, price);
}

/** Rejections that a change of an order has in common; the kinds of report follow the command's kind. */
export function rejectChange(kind: u32, code: u32, instrument: u32, command: Command): void {
  const rejected =
    kind == CMD_CANCEL
      ? REP_CANCEL_REJECTED
      : kind == CMD_REDUCE
        ? REP_REDUCE_REJECTED
        : REP_REPLACE_REJECTED;
  report(
    rejected,
    SIDE_BUY,
    code,
    instrument,
    command.lots,
    command.tsNs,
    command.orderId,
    command.priceUnits,
  );
}

export function rejectCommand(code: u32, instrument: u32, command: Command): void {
  const kind = <u32>command.kind;
  if (kind == CMD_CANCEL || kind == CMD_REDUCE || kind == CMD_REPLACE) {
    rejectChange(kind, code, instrument, command);
    return;
  }
  const isMarket = kind == CMD_NEW && ((<u32>command.flags) & FLAG_MARKET) != 0;
  const price = isMarket ? 0 : command.priceUnits;
  report(
    REP_REJECTED,
    command.side & 1,
    code,
    instrument,
    command.lots,
    command.tsNs,
    command.orderId,
    price,
  );
}

function hasTerms(node: usize): bool {
  const index = changetype<OrderCold>(coldOf(node)).extension;
  return index != 0 && <u32>termsAt(index).place != 0;
}

/** Applies one of the four order commands to a matched book. */
export function applyOrderCommand(book: Book, instrument: u32, command: Command): void {
  const kind = <u32>command.kind;
  if (kind == CMD_NEW && isExtended(book, instrument, command)) {
    applyExtended(book, instrument, command);
    return;
  }
  if (S.termsParts != 0 && S.termsInstrument == instrument) dropParts();
  if (kind == CMD_NEW) {
    applyNew(book, instrument, command);
    return;
  }
  let code: u32 = 0;
  if (kind == CMD_REDUCE && command.lots == 0) code = REJECT_BAD_LOTS;
  if (kind == CMD_REPLACE) {
    if (command.lots == 0 || command.lots > book.maxLots) code = REJECT_BAD_LOTS;
    else code = checkPrice(book, command.priceUnits);
  }
  const node = code == 0 ? findNode(instrument, command.orderId) : 0;
  if (code == 0 && node == 0) code = REJECT_UNKNOWN_ID;
  const isBeside = code == 0 && changetype<OrderNode>(node).level == 0;
  if (code == 0 && <u32>book.session == SESSION_NO_CANCEL) code = REJECT_NOT_TRADING_NOW;
  if (code == 0 && kind == CMD_REPLACE) {
    code = isTrading(book.session) || isCollecting(book.session) ? 0 : REJECT_NOT_TRADING_NOW;
    if (code == 0) code = isBeside ? checkBeside(book, command, node) : checkReplace(book, command, node);
  }
  if (code != 0) {
    rejectChange(kind, code, instrument, command);
    return;
  }
  if (isBeside || (kind == CMD_REPLACE && hasTerms(node))) changeBeside(book, instrument, command, node);
  else if (kind == CMD_CANCEL) cancelOrder(book, instrument, node, command.tsNs);
  else if (kind == CMD_REDUCE) applyReduce(book, instrument, command, node);
  else applyReplace(book, instrument, command, node);
}
