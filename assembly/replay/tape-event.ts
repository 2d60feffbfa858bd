/**
 * Tape events against a tape's book: they state what happened and are never matched. A named order is changed,
 * levels are set, prints are printed. Invariant: the book after a row is what the tape says, whatever FIFO
 * would have done; disagreements are counted.
 */
import {
  Book,
  CANCEL_REQUESTED,
  CMD_TAPE_ADD,
  CMD_TAPE_CANCEL,
  CMD_TAPE_CLEAR,
  CMD_TAPE_EXECUTE,
  CMD_TAPE_HIDDEN,
  CMD_TAPE_REDUCE,
  CMD_TAPE_STATUS,
  CMD_TAPE_TOUCH,
  CMD_TAPE_TRADE,
  Command,
  FLAG_CROSS,
  FLAG_FINAL,
  FLAG_SYNTHETIC,
  ORDER_FINAL,
  ORDER_LIVE,
  OrderCold,
  OrderNode,
  REJECT_BAD_LOTS,
  REJECT_BAD_SIDE,
  REJECT_DUPLICATE_ID,
  REJECT_OFF_TICK,
  REJECT_PRICE_OUT_OF_RANGE,
  REJECT_UNKNOWN_COMMAND,
  REP_ACCEPTED,
  REP_CANCELLED,
  REP_LEVEL,
  REP_REDUCED,
  REP_REJECTED,
  REP_SESSION,
  REP_TRADE,
  SIDE_SELL,
  TRADE_CROSS,
  TRADE_DISPLAYED,
  TRADE_HIDDEN,
  TRADE_PRINT,
  TRADE_UNSIDED,
} from '../layout.gen';
import { bestLevel, rest, tickOfNode } from '../book/book';
import { coldOf, findNode, freeSlot, linkIntoIndex, takeSlot } from '../book/order-pool';
import { report, reportSum } from '../journal/report';
import { NO_ASK, NO_BID } from '../state';
import { clearSide, setLevel, takeAnonymous, takeFrom } from './tape-level';

function reject(code: u32, instrument: u32, command: Command): void {
  report(
    REP_REJECTED,
    command.side & 1,
    code,
    instrument,
    command.lots,
    command.tsNs,
    command.orderId,
    command.priceUnits,
  );
}

function printTrade(book: Book, instrument: u32, command: Command, code: u32): void {
  const flags = <u32>command.flags;
  if (code != TRADE_DISPLAYED && (flags & FLAG_SYNTHETIC) != 0) code = TRADE_UNSIDED;
  if ((flags & FLAG_CROSS) != 0) code = TRADE_CROSS;
  book.tradedLots = book.tradedLots + <i64>command.lots;
  book.tradeCount = book.tradeCount + 1;
  book.lastPriceUnits = command.priceUnits;
  report(
    REP_TRADE,
    command.side,
    code,
    instrument,
    command.lots,
    command.tsNs,
    command.orderId,
    command.priceUnits,
  );
}

function addOrder(book: Book, instrument: u32, command: Command, tick: i32): void {
  if (findNode(instrument, command.orderId) != 0) {
    reject(REJECT_DUPLICATE_ID, instrument, command);
    return;
  }
  const node = takeSlot();
  if (node == 0) return;
  const cold = changetype<OrderCold>(coldOf(node));
  cold.orderId = command.orderId;
  cold.tsNs = command.tsNs;
  cold.originalLots = command.lots;
  cold.instrument = <u16>instrument;
  cold.side = command.side;
  cold.flags = <u8>(ORDER_LIVE | (((<u32>command.flags) & FLAG_FINAL) != 0 ? ORDER_FINAL : 0));
  changetype<OrderNode>(node).lots = command.lots;
  if (!rest(book, node, command.side, tick)) {
    freeSlot(node);
    return;
  }
  linkIntoIndex(node);
  report(
    REP_ACCEPTED,
    command.side,
    0,
    instrument,
    command.lots,
    command.tsNs,
    command.orderId,
    command.priceUnits,
  );
}

/** Cancel, reduce and execute name an order; what names none acts on the anonymous lots of its level. */
function changeOrder(book: Book, instrument: u32, command: Command, tick: i32): void {
  const kind = <u32>command.kind;
  const node = findNode(instrument, command.orderId);
  if (kind == CMD_TAPE_EXECUTE) printTrade(book, instrument, command, TRADE_DISPLAYED);
  if (node == 0) {
    takeAnonymous(book, command.side, tick, command.lots);
    return;
  }
  const order = changetype<OrderNode>(node);
  const cold = changetype<OrderCold>(coldOf(node));
  const side = <u32>cold.side;
  const open = order.lots;
  if (((<u32>command.flags) & FLAG_FINAL) != 0) cold.flags = <u8>((<u32>cold.flags) | ORDER_FINAL);
  if (kind == CMD_TAPE_EXECUTE) {
    const isFirst = <usize>order.level == bestLevel(book, side) && order.prev == order.level;
    if (!isFirst) book.fifoDisagreements = book.fifoDisagreements + 1;
  }
  const id = cold.orderId;
  const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
  const asked = kind == CMD_TAPE_CANCEL ? open : command.lots;
  const taken = takeFrom(book, node, asked);
  book.overdrawnLots = book.overdrawnLots + <i64>(asked - taken);
  if (kind == CMD_TAPE_EXECUTE) return;
  const left = taken == open;
  report(
    left ? REP_CANCELLED : REP_REDUCED,
    side,
    left ? CANCEL_REQUESTED : 0,
    instrument,
    taken,
    command.tsNs,
    id,
    price,
  );
}

/** 0 or the RejectCode of a tape price that must be on the book's tick. */
function checkTick(book: Book, priceUnits: i64): u32 {
  const units = <i64>book.unitsPerTick;
  if (priceUnits % units != 0) return REJECT_OFF_TICK;
  const tick = priceUnits / units;
  return tick < <i64>book.minTick || tick > <i64>book.maxTick ? REJECT_PRICE_OUT_OF_RANGE : 0;
}

function applyBookEvent(book: Book, instrument: u32, command: Command): void {
  const kind = <u32>command.kind;
  const side = <u32>command.side;
  const names = kind == CMD_TAPE_CANCEL || kind == CMD_TAPE_REDUCE || kind == CMD_TAPE_EXECUTE;
  const isKnown = names && findNode(instrument, command.orderId) != 0;
  let code: u32 = isKnown || kind == CMD_TAPE_CLEAR ? 0 : checkTick(book, command.priceUnits);
  if (kind == CMD_TAPE_ADD && command.lots == 0) code = REJECT_BAD_LOTS;
  if (code != 0) {
    reject(code, instrument, command);
    return;
  }
  const tick = <i32>(command.priceUnits / <i64>book.unitsPerTick);
  if (kind == CMD_TAPE_ADD) {
    addOrder(book, instrument, command, tick);
  } else if (names) {
    changeOrder(book, instrument, command, tick);
  } else if (kind == CMD_TAPE_CLEAR) {
    clearSide(book, instrument, side, side == SIDE_SELL ? NO_ASK : NO_BID, command.tsNs);
  } else {
    if (kind == CMD_TAPE_TOUCH) clearSide(book, instrument, side, tick, command.tsNs);
    setLevel(book, instrument, side, tick, command.lots, command.tsNs);
    reportSum(REP_LEVEL, side, instrument, command.tsNs, <i64>command.lots, command.priceUnits);
  }
}

/** Applies one tape event to a tape's book. */
export function applyTapeEvent(book: Book, instrument: u32, command: Command): void {
  const kind = <u32>command.kind;
  if (kind > CMD_TAPE_CLEAR) {
    reject(REJECT_UNKNOWN_COMMAND, instrument, command);
  } else if (<u32>command.side > SIDE_SELL) {
    reject(REJECT_BAD_SIDE, instrument, command);
  } else if (kind == CMD_TAPE_HIDDEN) {
    printTrade(book, instrument, command, TRADE_HIDDEN);
  } else if (kind == CMD_TAPE_TRADE) {
    printTrade(book, instrument, command, TRADE_PRINT);
  } else if (kind == CMD_TAPE_STATUS) {
    book.session = <u8>command.lots;
    report(REP_SESSION, 0, 0, instrument, command.lots, command.tsNs, 0, 0);
  } else {
    applyBookEvent(book, instrument, command);
  }
}
