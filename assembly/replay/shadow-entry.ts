/**
 * Own orders of a tape's book, policies none and consume: new, cancel, reduce, replace, with the rules of docs/FORMATS.md.
 * What they take of displayed orders is counted there and changes no order. Invariant: a rejected command changes nothing.
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
  Impact,
  Level,
  OrderCold,
  OrderNode,
  REJECT_BAD_LOTS,
  REJECT_DUPLICATE_ID,
  REJECT_ILLEGAL_COMBINATION,
  REJECT_INSUFFICIENT_FUNDS,
  REJECT_NOT_TRADING_NOW,
  REJECT_POST_ONLY_WOULD_TAKE,
  REJECT_UNKNOWN_ID,
  REP_ACCEPTED,
  REP_CANCELLED,
  REP_REDUCED,
  REP_REJECTED,
  REP_REPLACED,
  SHADOW_POST_ONLY,
  SIDE_BUY,
  SIDE_SELL,
  Shadow,
  TIF_FOK,
  TIF_GTC,
} from '../layout.gen';
import { bestTick, ladderOf, rankOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf } from '../book/order-pool';
import { report, reportFill } from '../journal/report';
import { canAfford, reserve, reservePrice, settle } from '../ledger/account';
import { extensionAt, takeExtension } from '../ledger/extension';
import { checkNew, rejectChange } from '../match/order-entry';
import { checkPrice } from '../match/order-parts';
import { dropParts, hasParts } from '../match/terms';
import { S } from '../state';
import { availableOf, take } from './impact';
import { endShadow, findShadow, joinQueue, linkShadow, shadowAt, unlinkShadow } from './shadow';

function priceOf(book: Book, shadow: Shadow): i64 {
  return <i64>shadow.tick * <i64>book.unitsPerTick;
}

/** The worst tick that the order accepts. */
function limitTick(book: Book, command: Command): i32 {
  if (((<u32>command.flags) & FLAG_MARKET) == 0) return <i32>(command.priceUnits / <i64>book.unitsPerTick);
  return <u32>command.side == SIDE_BUY ? book.maxTick : book.minTick;
}

/** The next level of `side` outwards from `tick` that is within the other side's limit, or 0. */
function levelWithin(book: Book, side: u32, tick: i32, limit: i32): usize {
  const ladder = ladderOf(book, side);
  const level = findLevel(ladder, tick);
  return level != 0 && rankOf(side ^ 1, tick) <= rankOf(side ^ 1, limit) ? level : 0;
}

function nextTick(book: Book, side: u32, tick: i32): i32 {
  return side == SIDE_BUY ? tickBelow(ladderOf(book, side), tick) : tickAbove(ladderOf(book, side), tick);
}

/** Whether displayed orders that nobody took yet hold so many lots within the limit. */
function canTake(book: Book, side: u32, limit: i32, lots: u32): bool {
  let sum: u64 = 0;
  let tick = bestTick(book, side ^ 1);
  let level = levelWithin(book, side ^ 1, tick, limit);
  while (level != 0 && sum < <u64>lots) {
    let node = <usize>changetype<Level>(level).next;
    while (node != level && node != 0) {
      sum += <u64>availableOf(node);
      node = <usize>changetype<OrderNode>(node).next;
    }
    tick = nextTick(book, side ^ 1, tick);
    level = levelWithin(book, side ^ 1, tick, limit);
  }
  return sum >= <u64>lots;
}

/** Takes displayed lots within the limit, each once. Returns what is left of the order. */
function takeDisplayed(
  book: Book,
  instrument: u32,
  impact: Impact,
  side: u32,
  limit: i32,
  lots: u32,
  id: u64,
  index: u32,
  tsNs: i64,
): u32 {
  const account = extensionAt(index).account;
  let tick = bestTick(book, side ^ 1);
  let level = levelWithin(book, side ^ 1, tick, limit);
  while (level != 0 && lots != 0 && S.faultCode == 0) {
    const price = <i64>tick * <i64>book.unitsPerTick;
    let node = <usize>changetype<Level>(level).next;
    while (node != level && node != 0 && lots != 0) {
      const available = availableOf(node);
      const taken = min<u32>(available, lots);
      if (taken != 0) {
        take(impact, node, taken);
        lots -= taken;
        const maker = changetype<OrderCold>(coldOf(node)).orderId;
        reportFill(side, instrument, taken, tsNs, maker, price, available - taken, id, lots, 0, account);
        if (account != 0) settle(0, index, side, instrument, taken, price, tsNs, maker, id);
      }
      node = <usize>changetype<OrderNode>(node).next;
    }
    tick = nextTick(book, side ^ 1, tick);
    level = levelWithin(book, side ^ 1, tick, limit);
  }
  return lots;
}

/** Whether an order would take something that is left. */
function wouldTake(book: Book, side: u32, limit: i32): bool {
  return canTake(book, side, limit, 1);
}

function checkOwn(book: Book, instrument: u32, impact: Impact, command: Command): u32 {
  const isBeyond = hasParts(instrument, command) || <u32>command.tif > TIF_FOK || command.displayShift != 0;
  if (isBeyond && <u32>command.side <= SIDE_SELL) return REJECT_ILLEGAL_COMBINATION;
  // The rules of a matched book, which are tried before its session.
  const session = book.session;
  book.session = 0;
  const code = checkNew(book, instrument, command);
  book.session = session;
  const isLate = code == 0 || code > REJECT_DUPLICATE_ID;
  if (isLate && findShadow(impact, command.orderId) != 0) return REJECT_DUPLICATE_ID;
  if (code != 0 && code != REJECT_POST_ONLY_WOULD_TAKE) return code;
  const takes = code != 0 && wouldTake(book, command.side, limitTick(book, command));
  return takes ? code : session != 0 ? REJECT_NOT_TRADING_NOW : 0;
}

/** An extension that holds the account's reservation for the order's life; 0 after a fault. */
function openOwn(command: Command): u32 {
  const index = takeExtension();
  if (index == 0) return 0;
  const extension = extensionAt(index);
  const isMarket = ((<u32>command.flags) & FLAG_MARKET) != 0;
  extension.account = command.account;
  extension.displayLots = u32.MAX_VALUE;
  extension.reservedPriceUnits = reservePrice(command.side, isMarket, command.priceUnits);
  extension.node = <u32>changetype<usize>(shadowAt(index));
  reserve(index, <i64>command.lots);
  return index;
}

function restOwn(
  book: Book,
  instrument: u32,
  impact: Impact,
  command: Command,
  index: u32,
  lots: u32,
  side: u32,
  flags: u32,
): void {
  const shadow = shadowAt(index);
  shadow.orderId = command.orderId;
  shadow.tsNs = command.tsNs;
  shadow.tick = <i32>(command.priceUnits / <i64>book.unitsPerTick);
  shadow.lots = lots;
  shadow.originalLots = command.lots;
  shadow.instrument = <u16>instrument;
  shadow.side = <u8>side;
  shadow.flags = <u8>flags;
  linkShadow(impact, index);
  joinQueue(book, impact, index, command.tsNs);
}

function newOwn(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const side = <u32>command.side;
  const isMarket = ((<u32>command.flags) & FLAG_MARKET) != 0;
  const price = isMarket ? 0 : command.priceUnits;
  const id = command.orderId;
  const ts = command.tsNs;
  const code = checkOwn(book, instrument, impact, command);
  if (S.termsParts != 0 && S.termsInstrument == instrument) dropParts();
  if (code != 0) {
    report(REP_REJECTED, side & 1, code, instrument, command.lots, ts, id, price);
    return;
  }
  const index = openOwn(command);
  if (index == 0) return;
  report(REP_ACCEPTED, side, 0, instrument, command.lots, ts, id, price);
  const limit = limitTick(book, command);
  let reason = isMarket ? CANCEL_MARKET_REMAINDER : CANCEL_IOC_REMAINDER;
  let left = command.lots;
  if (<u32>command.tif == TIF_FOK && !canTake(book, side, limit, left)) reason = CANCEL_FOK_UNFILLABLE;
  else left = takeDisplayed(book, instrument, impact, side, limit, left, id, index, ts);
  const rests = left != 0 && !isMarket && <u32>command.tif == TIF_GTC;
  if (rests && S.faultCode == 0) {
    const isPost = ((<u32>command.flags) & FLAG_POST_ONLY) != 0;
    restOwn(book, instrument, impact, command, index, left, side, isPost ? SHADOW_POST_ONLY : 0);
    return;
  }
  endShadow(index, left);
  if (left != 0) report(REP_CANCELLED, side, reason, instrument, left, ts, id, price);
}

/** Takes lots off a resting own order: all of them when there are not more. */
function reduceOwn(
  book: Book,
  instrument: u32,
  impact: Impact,
  index: u32,
  lots: u32,
  command: Command,
): void {
  const shadow = shadowAt(index);
  const side = <u32>shadow.side;
  const price = priceOf(book, shadow);
  const id = shadow.orderId;
  if (lots < shadow.lots) {
    shadow.lots = shadow.lots - lots;
    reserve(index, -(<i64>lots));
    report(REP_REDUCED, side, 0, instrument, lots, command.tsNs, id, price);
    return;
  }
  const open = shadow.lots;
  report(REP_CANCELLED, side, CANCEL_REQUESTED, instrument, open, command.tsNs, id, price);
  unlinkShadow(impact, index);
  endShadow(index, open);
}

function checkReplace(book: Book, index: u32, command: Command): u32 {
  const shadow = shadowAt(index);
  const account = extensionAt(index).account;
  if (account != 0) {
    reserve(index, -(<i64>shadow.lots));
    const affords = canAfford(account, shadow.side, false, command.priceUnits, command.lots);
    reserve(index, <i64>shadow.lots);
    if (!affords) return REJECT_INSUFFICIENT_FUNDS;
  }
  const isPost = ((<u32>shadow.flags) & SHADOW_POST_ONLY) != 0;
  const tick = <i32>(command.priceUnits / <i64>book.unitsPerTick);
  return isPost && wouldTake(book, shadow.side, tick) ? REJECT_POST_ONLY_WOULD_TAKE : 0;
}

function replaceOwn(book: Book, instrument: u32, impact: Impact, index: u32, command: Command): void {
  const shadow = shadowAt(index);
  const side = <u32>shadow.side;
  const flags = (<u32>shadow.flags) & SHADOW_POST_ONLY;
  const ts = command.tsNs;
  const tick = <i32>(command.priceUnits / <i64>book.unitsPerTick);
  reserve(index, -(<i64>shadow.lots));
  extensionAt(index).reservedPriceUnits = reservePrice(side, false, command.priceUnits);
  reserve(index, <i64>command.lots);
  unlinkShadow(impact, index);
  const id = command.orderId;
  const left = takeDisplayed(book, instrument, impact, side, tick, command.lots, id, index, ts);
  if (left == 0) endShadow(index, 0);
  else restOwn(book, instrument, impact, command, index, left, side, flags);
  report(REP_REPLACED, side, 0, instrument, command.lots, ts, id, command.priceUnits);
}

/** Applies one of the four order commands to own orders beside a tape's book. */
export function applyOwn(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const kind = <u32>command.kind;
  if (kind == CMD_NEW) {
    newOwn(book, instrument, impact, command);
    return;
  }
  if (S.termsParts != 0 && S.termsInstrument == instrument) dropParts();
  let code: u32 = 0;
  if (kind == CMD_REDUCE && command.lots == 0) code = REJECT_BAD_LOTS;
  if (kind == CMD_REPLACE) {
    const fits = command.lots != 0 && command.lots <= book.maxLots;
    code = fits ? checkPrice(book, command.priceUnits) : REJECT_BAD_LOTS;
  }
  const index = code == 0 ? findShadow(impact, command.orderId) : 0;
  if (code == 0 && index == 0) code = REJECT_UNKNOWN_ID;
  if (code == 0 && kind == CMD_REPLACE) {
    code = book.session != 0 ? REJECT_NOT_TRADING_NOW : checkReplace(book, index, command);
  }
  if (code != 0) rejectChange(kind, code, instrument, command);
  else if (kind == CMD_CANCEL) reduceOwn(book, instrument, impact, index, u32.MAX_VALUE, command);
  else if (kind == CMD_REDUCE) reduceOwn(book, instrument, impact, index, command.lots, command);
  else replaceOwn(book, instrument, impact, index, command);
}
