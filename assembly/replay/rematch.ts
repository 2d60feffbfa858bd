/**
 * Policy rematch: the tape becomes order flow for the matcher, and its own book is kept beside, silent, to know what each row
 * did there. Knows no own orders: to the matcher they are orders like others. Invariant: without own orders, and where the
 * tape went by price and time, the book is the tape's.
 */
import {
  Book,
  CANCEL_LAPSED,
  CANCEL_REQUESTED,
  CMD_LAPSE,
  CMD_TAPE_ADD,
  CMD_TAPE_CANCEL,
  CMD_TAPE_CLEAR,
  CMD_TAPE_EXECUTE,
  CMD_TAPE_HIDDEN,
  CMD_TAPE_LEVEL_SET,
  CMD_TAPE_REDUCE,
  CMD_TAPE_STATUS,
  CMD_TAPE_TRADE,
  Command,
  FLAG_CROSS,
  Impact,
  ORDER_LIVE,
  ORDER_SURVIVOR,
  ORDER_TAPE,
  OrderCold,
  OrderNode,
  RANK_TAPE,
  REP_ACCEPTED,
  REP_REDUCED,
  REP_SESSION,
  REP_TRADE,
  SIDE_BUY,
  SIZE_COMMAND,
  TRADE_CROSS,
  TRADE_HIDDEN,
} from '../layout.gen';
import { bestLevel, bookAt, ladderOf, tickOfNode } from '../book/book';
import { findLevel } from '../book/ladder';
import { coldOf, findNode, freeSlot, linkIntoIndex, takeSlot } from '../book/order-pool';
import { report } from '../journal/report';
import { restRanked } from '../match/allocate';
import { sweepAll } from '../match/dark';
import { takerOf } from '../match/taker';
import { pushCommand } from '../queue/wheel';
import { S } from '../state';
import { tapeLotsAt } from './impact';
import { meetHidden } from './rematch-hidden';
import {
  addNameless,
  clearOfTape,
  findOfTape,
  leaveHere,
  mirrorSurplus,
  overtake,
  ownOvertake,
  takeNameless,
} from './rematch-level';
import { applyTapeEvent } from './tape-event';
import { anonymousAt, takeFrom } from './tape-level';

/** The tape's own book takes the row, and nobody hears of it. */
function silently(impact: Impact, command: Command): void {
  const mask = S.reportMask;
  S.reportMask = 0;
  applyTapeEvent(bookAt(impact.twin), impact.twin, command);
  S.reportMask = mask;
}

function add(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const id = command.orderId;
  const wasThere = findNode(impact.twin, id) != 0;
  silently(impact, command);
  if (wasThere || findNode(impact.twin, id) == 0) return;
  if (id == 0 || findNode(instrument, id) != 0) {
    impact.droppedCount = impact.droppedCount + 1;
    return;
  }
  const side = <u32>command.side;
  const price = command.priceUnits;
  const ts = command.tsNs;
  report(REP_ACCEPTED, side, 0, instrument, command.lots, ts, id, price);
  const left = sweepAll(takerOf(book, instrument, side, id, 0, price, ts), price, command.lots);
  if (left != command.lots) impact.lockedCount = impact.lockedCount + 1;
  if (left == 0 || S.faultCode != 0) return;
  const node = takeSlot();
  if (node == 0) return;
  const cold = changetype<OrderCold>(coldOf(node));
  cold.orderId = id;
  cold.tsNs = ts;
  cold.originalLots = command.lots;
  cold.instrument = <u16>instrument;
  cold.side = <u8>side;
  cold.flags = <u8>(ORDER_LIVE | ORDER_TAPE);
  changetype<OrderNode>(node).lots = left;
  if (restRanked(book, node, side, <i32>(price / <i64>book.unitsPerTick))) linkIntoIndex(node);
  else freeSlot(node);
}

/** Cancel and reduce act on what is left of the order. */
function change(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const id = command.orderId;
  const isKnown = findNode(impact.twin, id) != 0;
  silently(impact, command);
  const node: usize = id == 0 ? 0 : findOfTape(instrument, id);
  if (node != 0) {
    const open = changetype<OrderNode>(node).lots;
    const lots = <u32>command.kind == CMD_TAPE_CANCEL ? open : min<u32>(command.lots, open);
    if (lots == open) {
      leaveHere(book, instrument, node, open, CANCEL_REQUESTED, command.tsNs);
      return;
    }
    const side = <u32>changetype<OrderCold>(coldOf(node)).side;
    const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
    takeFrom(book, node, lots);
    report(REP_REDUCED, side, 0, instrument, lots, command.tsNs, id, price);
  } else if (isKnown) {
    impact.droppedCount = impact.droppedCount + 1;
  } else if (command.priceUnits % <i64>book.unitsPerTick == 0) {
    const tick = <i32>(command.priceUnits / <i64>book.unitsPerTick);
    takeNameless(book, (<u32>command.side) & 1, tick, command.lots);
  }
}

/** Lots of the historical aggressor meet the book, at its worst print so far; what is left waits for its next row. */
function aggress(book: Book, instrument: u32, impact: Impact, command: Command, side: u32, lots: u32): void {
  const ts = command.tsNs;
  const price = command.priceUnits;
  const isSame = impact.aggressorNs == ts && impact.aggressorSide == side + 1;
  const carried = isSame ? impact.aggressorLots : 0;
  const last = isSame ? impact.aggressorUnits : price;
  const worst = side == SIDE_BUY ? min<i64>(price, last) : max<i64>(price, last);
  const left = sweepAll(takerOf(book, instrument, side ^ 1, 0, 0, worst, ts), worst, lots + carried);
  impact.missingLots = impact.missingLots + <i64>left - <i64>carried;
  impact.aggressorNs = ts;
  impact.aggressorSide = side + 1;
  impact.aggressorUnits = worst;
  impact.aggressorLots = left;
}

/** An order that history has executed and that is still here leaves after a while. */
function survive(instrument: u32, impact: Impact, node: usize, id: u64, tsNs: i64): void {
  const cold = changetype<OrderCold>(coldOf(node));
  if (((<u32>cold.flags) & ORDER_SURVIVOR) != 0) return;
  cold.flags = <u8>((<u32>cold.flags) | ORDER_SURVIVOR);
  impact.survivorCount = impact.survivorCount + 1;
  const at = <usize>S.scratchBase;
  memory.fill(at, 0, SIZE_COMMAND);
  const end = changetype<Command>(at);
  end.tsNs = tsNs + impact.lifetimeNs;
  end.orderId = id;
  end.kind = <u8>CMD_LAPSE;
  end.rank = <u8>RANK_TAPE;
  end.instrument = <u16>instrument;
  pushCommand(at);
}

/** Lots that the tape's own book gives to the row; others were never displayed, and meet nobody here. */
function givenByTape(impact: Impact, command: Command, node: usize, side: u32): u32 {
  if (node != 0) return min<u32>(command.lots, changetype<OrderNode>(node).lots);
  const twin = bookAt(impact.twin);
  const units = <i64>twin.unitsPerTick;
  if (command.priceUnits % units != 0) return 0;
  const level = findLevel(ladderOf(twin, side), <i32>(command.priceUnits / units));
  const first = anonymousAt(level);
  return first == 0 ? 0 : min<u32>(command.lots, changetype<OrderNode>(first).lots);
}

/** Lists an execution that the tape did against price and time: the first of its kind is remembered. */
function noteException(impact: Impact, named: usize, side: u32, tsNs: i64): void {
  const order = changetype<OrderNode>(named);
  const level = <usize>order.level;
  const id = changetype<OrderCold>(coldOf(named)).orderId;
  if (level != bestLevel(bookAt(impact.twin), side)) {
    if (impact.throughCount == 0) {
      impact.throughNs = tsNs;
      impact.throughId = id;
    }
    impact.throughCount = impact.throughCount + 1;
  } else if (<usize>order.prev == anonymousAt(level)) {
    if (impact.unknownCount == 0) {
      impact.unknownNs = tsNs;
      impact.unknownId = id;
    }
    impact.unknownCount = impact.unknownCount + 1;
  } else {
    if (impact.behindCount == 0) {
      impact.behindNs = tsNs;
      impact.behindId = id;
    }
    impact.behindCount = impact.behindCount + 1;
  }
}

function executeRow(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const id = command.orderId;
  const ts = command.tsNs;
  const before = findNode(impact.twin, id);
  const side = before == 0 ? (<u32>command.side) & 1 : <u32>changetype<OrderCold>(coldOf(before)).side;
  const wasFirst = before == 0 || changetype<OrderNode>(before).prev == changetype<OrderNode>(before).level;
  const given = givenByTape(impact, command, before, side);
  const isBest =
    before == 0 || <usize>changetype<OrderNode>(before).level == bestLevel(bookAt(impact.twin), side);
  if (before != 0 && !(wasFirst && isBest)) noteException(impact, before, side, ts);
  silently(impact, command);
  book.fifoDisagreements = bookAt(impact.twin).fifoDisagreements;
  if (((<u32>command.flags) & FLAG_CROSS) != 0) {
    report(REP_TRADE, side, TRADE_CROSS, instrument, command.lots, ts, id, command.priceUnits);
    const crossed = findOfTape(instrument, id);
    if (crossed != 0 && id != 0) takeFrom(book, crossed, command.lots);
    return;
  }
  const node = findOfTape(instrument, id);
  if (node != 0 && !wasFirst) overtake(impact, node);
  aggress(book, instrument, impact, command, side, given);
  if (before == 0 || id == 0 || findNode(impact.twin, id) != 0) return;
  const left = findOfTape(instrument, id);
  if (left != 0) survive(instrument, impact, left, id, ts);
}

function setLevel(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const side = (<u32>command.side) & 1;
  const ts = command.tsNs;
  const price = command.priceUnits;
  const units = <i64>book.unitsPerTick;
  const tick = <i32>(price / units);
  const twin = bookAt(impact.twin);
  const before = tapeLotsAt(twin, side, tick);
  const surplus = before - <i64>command.lots;
  const fits = price % units == 0 && price / units >= <i64>book.minTick && price / units <= <i64>book.maxTick;
  if (fits && surplus > 0) mirrorSurplus(book, instrument, impact, side, tick, surplus, ts);
  silently(impact, command);
  const more = <u32>max<i64>(tapeLotsAt(twin, side, tick) - before, 0);
  if (!fits || more == 0) return;
  const left = sweepAll(takerOf(book, instrument, side, 0, 0, price, ts), price, more);
  if (left != 0) addNameless(book, instrument, side, tick, left, ts);
}

/** A survivor has come to its lifetime. */
export function lapse(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const node = findOfTape(instrument, command.orderId);
  if (node == 0 || ((<u32>changetype<OrderCold>(coldOf(node)).flags) & ORDER_SURVIVOR) == 0) return;
  impact.lapsedCount = impact.lapsedCount + 1;
  leaveHere(book, instrument, node, changetype<OrderNode>(node).lots, CANCEL_LAPSED, command.tsNs);
}

/** Applies one row of the tape as order flow. */
export function rematchRow(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const kind = <u32>command.kind;
  if (<u32>command.side > 1) return;
  if (kind == CMD_TAPE_ADD) {
    add(book, instrument, impact, command);
  } else if (kind == CMD_TAPE_CANCEL || kind == CMD_TAPE_REDUCE) {
    change(book, instrument, impact, command);
  } else if (kind == CMD_TAPE_EXECUTE) {
    executeRow(book, instrument, impact, command);
  } else if (kind == CMD_TAPE_TRADE) {
    silently(impact, command);
    const tick = <i32>(command.priceUnits / <i64>book.unitsPerTick);
    ownOvertake(book, impact, command.side, tick);
    aggress(book, instrument, impact, command, command.side, command.lots);
  } else if (kind == CMD_TAPE_HIDDEN) {
    silently(impact, command);
    const isCross = ((<u32>command.flags) & FLAG_CROSS) != 0;
    const code = isCross ? TRADE_CROSS : TRADE_HIDDEN;
    if (!isCross) meetHidden(book, instrument, impact, command);
    const id = command.orderId;
    report(REP_TRADE, command.side, code, instrument, command.lots, command.tsNs, id, command.priceUnits);
  } else if (kind == CMD_TAPE_LEVEL_SET) {
    setLevel(book, instrument, impact, command);
  } else if (kind == CMD_TAPE_CLEAR) {
    silently(impact, command);
    clearOfTape(book, instrument, command.side, command.tsNs);
  } else if (kind == CMD_TAPE_STATUS) {
    silently(impact, command);
    book.session = <u8>command.lots;
    report(REP_SESSION, 0, 0, instrument, command.lots, command.tsNs, 0, 0);
  }
}
