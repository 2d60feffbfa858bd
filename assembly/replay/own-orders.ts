/**
 * The door of an instrument that takes own orders in a tape: which part serves a command, room for its reports, the touch
 * that is shown. Invariant: without own orders the reports of policies none and consume are those of the tape alone.
 */
import {
  Book,
  CMD_LAPSE,
  CMD_NEW,
  CMD_REPLACE,
  CMD_TAPE_ADD,
  CMD_TERMS,
  Command,
  FLAG_LAST,
  IMPACT_CONSUME,
  Impact,
  REJECT_NOT_TRADING_NOW,
  REJECT_UNKNOWN_COMMAND,
  REP_TOUCH,
  SESSION_CLOSING_CALL,
  SIDE_BUY,
} from '../layout.gen';
import { bestTick, ladderOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { PLAIN_UNITS, isReported, reportSum, roomUnits } from '../journal/report';
import { applyOrderCommand, rejectCommand } from '../match/order-entry';
import { CHECK_BESIDE, keepPart } from '../match/terms';
import { reportTouch } from '../match/touch';
import { afterEvent } from '../match/watch';
import { NO_ASK, NO_BID, S } from '../state';
import { availableAt, impactAt, isRematch } from './impact';
import { lapse, rematchRow } from './rematch';
import { applyOwn } from './shadow-entry';
import { followRow } from './shadow-fill';

/** A fill, an account and its holding. */
const UNITS_A_FILL: u32 = 6;

/** Room for the command's worst case, or an empty ring. */
export function hasRoomInTape(book: Book, instrument: u32, command: Command): bool {
  const room = roomUnits();
  if (room == S.capJournalUnits) return true;
  const impact = impactAt(instrument);
  const lots = <u64>command.lots + <u64>impact.aggressorLots;
  const makers = <u64>book.liveOrders + <u64>impact.shadowCount;
  // Icebergs come back within one command.
  const hasReserves = isRematch(impact) && S.liveExtensions != 0;
  const fills = (hasReserves ? lots : min<u64>(lots, makers)) * <u64>max<u32>(S.fillUnits, UNITS_A_FILL);
  return <u64>room >= fills + <u64>book.liveOrders + PLAIN_UNITS * 2;
}

/** The best tick of a side with lots that own orders have not taken. */
export function seenTick(book: Book, impact: Impact, side: u32): i32 {
  const ladder = ladderOf(book, side);
  let tick = bestTick(book, side);
  if (impact.policy != IMPACT_CONSUME || impact.takenLots == 0) return tick;
  while (tick != NO_BID && tick != NO_ASK && availableAt(findLevel(ladder, tick)) == 0) {
    tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  }
  return tick;
}

function seenLots(book: Book, side: u32, tick: i32): i64 {
  return tick == NO_BID || tick == NO_ASK ? 0 : availableAt(findLevel(ladderOf(book, side), tick));
}

/** As `reportTouch`, without the lots that are gone. */
function reportSeenTouch(book: Book, instrument: u32, impact: Impact, tsNs: i64): void {
  if (!isReported(REP_TOUCH)) return;
  const units = <i64>book.unitsPerTick;
  for (let side: u32 = 0; side < 2; side++) {
    const tick = seenTick(book, impact, side);
    const lots = seenLots(book, side, tick);
    const isBid = side == SIDE_BUY;
    const toldTick = isBid ? book.touchBidTick : book.touchAskTick;
    const toldLots = isBid ? book.touchBidLots : book.touchAskLots;
    if (tick == toldTick && lots == toldLots) continue;
    if (isBid) book.touchBidTick = tick;
    else book.touchAskTick = tick;
    if (isBid) book.touchBidLots = lots;
    else book.touchAskLots = lots;
    const isNone = tick == NO_BID || tick == NO_ASK;
    reportSum(REP_TOUCH, side, instrument, tsNs, lots, isNone ? 0 : <i64>tick * units);
  }
}

/** A command on a book in which the tape is matched again. */
function applyRematched(book: Book, instrument: u32, impact: Impact, command: Command): bool {
  const kind = <u32>command.kind;
  const isRow = kind >= CMD_TAPE_ADD;
  if (isRow) {
    rematchRow(book, instrument, impact, command);
  } else if (kind == CMD_LAPSE) {
    lapse(book, instrument, impact, command);
  } else if (kind < CMD_NEW || kind > CMD_REPLACE) {
    rejectCommand(REJECT_UNKNOWN_COMMAND, instrument, command);
  } else if (<u32>book.session > SESSION_CLOSING_CALL) {
    rejectCommand(REJECT_NOT_TRADING_NOW, instrument, command);
  } else {
    applyOrderCommand(book, instrument, command);
  }
  if (((<u32>book.checked) & CHECK_BESIDE) != 0) afterEvent(book, instrument, command.tsNs);
  return false;
}

/** Applies a command to an instrument that takes own orders; returns whether the tape's message is complete. */
export function applyInTape(book: Book, instrument: u32, command: Command): bool {
  const impact = impactAt(instrument);
  const kind = <u32>command.kind;
  if (kind == CMD_TERMS) {
    keepPart(book, instrument, command);
    return false;
  }
  if (isRematch(impact)) return applyRematched(book, instrument, impact, command);
  if (kind >= CMD_TAPE_ADD) followRow(book, instrument, impact, command);
  else if (kind >= CMD_NEW && kind <= CMD_REPLACE) applyOwn(book, instrument, impact, command);
  else rejectCommand(REJECT_UNKNOWN_COMMAND, instrument, command);
  return kind >= CMD_TAPE_ADD && ((<u32>command.flags) & FLAG_LAST) != 0;
}

/** The touch that is seen after a command on such an instrument, once the tape's message is complete. */
export function reportTouchInTape(book: Book, instrument: u32, command: Command): void {
  const impact = impactAt(instrument);
  const kind = <u32>command.kind;
  const isRow = kind >= CMD_TAPE_ADD;
  if (kind == CMD_TERMS || (isRow && ((<u32>command.flags) & FLAG_LAST) == 0)) return;
  if (impact.policy == IMPACT_CONSUME) reportSeenTouch(book, instrument, impact, command.tsNs);
  else if (isRow || isRematch(impact)) reportTouch(book, instrument, command.tsNs);
}
