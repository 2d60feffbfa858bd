/**
 * The driver inside the core: merges the sorted input window with the event queue by (time, rank, actor) and
 * applies what is due. Chunking of calls never reaches a report. Invariant: when `run` returns, everything
 * written is folded into the digest.
 */
import {
  Book,
  CMD_AGENT_CHANGE,
  CMD_TAPE_ADD,
  Command,
  FAULT_TIME_WENT_BACK,
  FLAG_LAST,
  FLAG_SWEEP,
  HEARD_ANSWER,
  REJECT_NOT_TRADING_NOW,
  REJECT_TOO_LATE,
  REJECT_UNKNOWN_COMMAND,
  REJECT_UNKNOWN_INSTRUMENT,
  CMD_ARRIVE_NEW,
  CMD_ARRIVE_TERMS,
  CMD_DELAYED,
  CMD_ENTRY,
  CMD_EXPIRE,
  CMD_HEAR,
  CMD_NEW,
  CMD_PHASE,
  CMD_REPLACE,
  CMD_SESSION,
  CMD_TERMS,
  CMD_VENUE_RULE,
  SIZE_COMMAND,
  STOP_BUDGET_USED,
  STOP_FAULT,
  STOP_JOURNAL_FULL,
  STOP_REACHED_TIME,
  STOP_WINDOW_EMPTY,
} from './layout.gen';
import { agentAt, isLapsedWake, isWake, noteOrder } from './agent/agents';
import { changeAgents, decide, wakeAgain } from './agent/families';
import { bookAt } from './book/book';
import { tendIndex } from './book/order-pool';
import { applyBeside, hasRoomBeside, isBeside } from './corporate/event';
import { foldJournal } from './journal/digest';
import { PLAIN_UNITS, report, roomUnits } from './journal/report';
import { applyEntry, hasRoomForEntry } from './ledger/entries';
import { checkBlocks, checkEvent } from './ledger/conservation';
import { applyOrderCommand, rejectCommand } from './match/order-entry';
import { hasRoom, plainRows } from './match/plain-loop';
import { instrumentOf } from './match/rules';
import { CHECK_BESIDE, dropParts, keepPart } from './match/terms';
import { reportTouch } from './match/touch';
import { actFirst, afterEvent, dueLots, expire } from './match/watch';
import { commandOf, peekUntil, pendingFrom, recycle, takeFirst } from './queue/wheel';
import { hasImpact } from './replay/impact';
import { applyInTape, hasRoomInTape, reportTouchInTape } from './replay/own-orders';
import { applyTapeEvent } from './replay/tape-event';
import { NO_ASK, NO_BID, S, raise } from './state';
import { afterVenue } from './venue/after-event';
import { CHECK_VENUE, callRulesAt } from './venue/call';
import { tendReference } from './venue/bands';
import { isBumped, waitOutBump } from './venue/bump';
import { PHASE_OF_BANDS } from './venue/phase';
import {
  afterPhase,
  applySession,
  applySetting,
  changeState,
  hasRoomSession,
  isPhaseOver,
} from './venue/session';
import { LAST_STATE, publishes } from './venue/states';
import { CHECK_COSTS } from './venue/fees';
import { admit } from './venue/messages';
import { beginRoute, isRouted, nextPart } from './venue/route';
import { hear, tell, tellTouch } from './venue/hearing';
import { arrive, isTooLate, sendOff } from './venue/travel';

/** Rows between two folds, so that the digest reads reports that are still in cache. */
const ROWS_PER_FOLD: u32 = 1024;
function noteCrossed(book: Book): void {
  if (book.bestBidTick != NO_BID && book.bestAskTick != NO_ASK && book.bestBidTick >= book.bestAskTick) {
    book.crossedCount = book.crossedCount + 1;
  }
}

/** Why a venue does not even look at a command: it comes too late, or its sender sends too much. */
function refusalOf(instrument: u32, command: Command, hasArrived: bool): u32 {
  const kind = <u32>command.kind;
  if (kind < CMD_NEW || kind > CMD_REPLACE) return 0;
  const code = admit(S.sender, instrument, command);
  const isLate = hasArrived && isTooLate(instrument, command);
  if (code != 0 && S.termsParts != 0 && S.termsInstrument == instrument) dropParts();
  return code != 0 ? code : isLate ? REJECT_TOO_LATE : 0;
}

/** What follows a command where messages travel: its sender gets an answer, a changed touch is seen. */
function tellOthers(command: Command, instrument: u32, headBefore: u64): void {
  const kind = <u32>command.kind;
  const ts = command.tsNs;
  if (kind >= CMD_NEW && kind <= CMD_REPLACE) tell(S.sender, instrument, HEARD_ANSWER, command.orderId, ts);
  if (S.participantCount != 0 && S.journalHead != headBefore) tellTouch(instrument, ts);
}

/** An order that finds better prices elsewhere: its children go there, each at once, what is left stays here. */
function applyInParts(instrument: u32, command: Command): void {
  beginRoute(instrument, command);
  let left = command.lots;
  for (let child: u64 = 1; left != 0 && S.faultCode == 0; child++) {
    const slice = nextPart(instrument, command, left, child);
    left -= slice;
    applyCommand(<usize>S.draftBase, false, true);
  }
}

/** Applies one command through the general loop; it may have arrived already, or be a part of a split order. */
function applyCommand(at: usize, hasArrived: bool, isPart: bool): void {
  const command = changetype<Command>(at);
  const instrument = <u32>command.instrument;
  S.nowNs = command.tsNs;
  tendIndex();
  if (instrument >= S.instrumentCount) {
    rejectCommand(REJECT_UNKNOWN_INSTRUMENT, instrument, command);
    return;
  }
  const book = bookAt(instrument);
  const isWaited = <u32>command.kind == CMD_DELAYED && callRulesAt(instrument).bumpNs != 0;
  if (isWaited) command.kind = <u8>CMD_NEW;
  const isHere = hasArrived || isWaited;
  const kind = <u32>command.kind;
  const isCosted = ((<u32>book.checked) & CHECK_COSTS) != 0;
  if (isCosted && !isHere && !isPart && isRouted(instrument, command)) {
    applyInParts(instrument, command);
    return;
  }
  if (isCosted && !isHere && sendOff(instrument, command)) return;
  if (!isWaited && kind == CMD_NEW && isBumped(book, instrument, command)) {
    waitOutBump(instrument, command);
    return;
  }
  const isSweep = (isHere || isPart) && kind == CMD_NEW && ((<u32>command.flags) & FLAG_SWEEP) != 0;
  if (isSweep) command.flags = <u8>((<u32>command.flags) & ~FLAG_SWEEP);
  S.sweeps = isSweep ? 1 : 0;
  const refused = isCosted ? refusalOf(instrument, command, hasArrived) : 0;
  if (refused != 0) {
    rejectCommand(refused, instrument, command);
  } else if (hasImpact(book) && !isBeside(kind) && kind != CMD_ENTRY) {
    if (applyInTape(book, instrument, command)) noteCrossed(book);
    const head = S.journalHead;
    reportTouchInTape(book, instrument, command);
    if (isCosted) tellOthers(command, instrument, head);
    return;
  } else if (kind >= CMD_TAPE_ADD && book.mode == 1) {
    applyTapeEvent(book, instrument, command);
    if (((<u32>command.flags) & FLAG_LAST) == 0) return;
    noteCrossed(book);
  } else if (kind >= CMD_NEW && kind <= CMD_REPLACE && book.mode == 0) {
    if (<u32>book.session > LAST_STATE) rejectCommand(REJECT_NOT_TRADING_NOW, instrument, command);
    else applyOrderCommand(book, instrument, command);
  } else if (isBeside(kind)) {
    applyBeside(book, instrument, command);
    return;
  } else if (kind == CMD_ENTRY) {
    applyEntry(book, instrument, command);
    return;
  } else if (kind == CMD_TERMS && book.mode == 0) {
    keepPart(book, instrument, command);
    return;
  } else if (kind == CMD_TERMS) {
    return;
  } else if (kind == CMD_SESSION && book.mode == 0) {
    applySession(book, instrument, command);
  } else if (kind == CMD_VENUE_RULE && book.mode == 0) {
    applySetting(book, instrument, command);
  } else if (kind == CMD_AGENT_CHANGE && book.mode == 0) {
    changeAgents(instrument, command);
    return;
  } else {
    rejectCommand(REJECT_UNKNOWN_COMMAND, instrument, command);
  }
  afterCommand(book, instrument, command);
}

/** What follows every event of an instrument. */
function afterCommand(book: Book, instrument: u32, command: Command): void {
  const tsNs = command.tsNs;
  if (((<u32>book.checked) & CHECK_BESIDE) != 0) afterEvent(book, instrument, tsNs);
  if (book.mode == 0 && ((<u32>book.session) | ((<u32>book.checked) & CHECK_VENUE)) != 0) {
    afterVenue(book, instrument, tsNs);
  }
  S.sweeps = 0;
  const head = S.journalHead;
  reportTouch(book, instrument, tsNs);
  if (((<u32>book.checked) & CHECK_COSTS) != 0) tellOthers(command, instrument, head);
}

/** The present phase of an instrument is over. False when another change came first. */
function endPhase(command: Command): bool {
  const instrument = <u32>command.instrument;
  if (!isPhaseOver(command)) return false;
  const book = bookAt(instrument);
  S.nowNs = command.tsNs;
  if (<u32>command.side == PHASE_OF_BANDS) {
    if (!publishes(book.session) || !tendReference(book, instrument, command.tsNs)) return false;
  } else {
    changeState(book, instrument, afterPhase(book, instrument, command), command.tsNs);
  }
  afterCommand(book, instrument, command);
  return true;
}

/**
 * Applies the pending command `index`. A wake becomes what its agent decides; one that decides nothing is no event, so
 * that steps and event numbers count what happened.
 */
function applyPending(index: u32): void {
  const at = commandOf(index);
  const command = changetype<Command>(at);
  if (<u32>command.kind == CMD_EXPIRE) {
    if (expire(command)) S.eventCount = S.eventCount + 1;
    return;
  }
  if (<u32>command.kind == CMD_PHASE) {
    if (endPhase(command)) S.eventCount = S.eventCount + 1;
    return;
  }
  if (<u32>command.kind == CMD_HEAR) {
    hear(command);
    S.eventCount = S.eventCount + 1;
    return;
  }
  const hasArrived = <u32>command.kind >= CMD_ARRIVE_NEW && <u32>command.kind <= CMD_ARRIVE_TERMS;
  if (hasArrived) arrive(command);
  if (!isWake(command)) {
    if (isLapsedWake(command)) return;
    applyCommand(at, hasArrived, false);
    if (<u32>command.kind != CMD_TERMS) S.eventCount = S.eventCount + 1;
    return;
  }
  const number = <u32>command.orderId;
  const agent = agentAt(number);
  if (decide(agent, at)) {
    applyCommand(at, false, false);
    noteOrder(agent, command);
    S.eventCount = S.eventCount + 1;
  }
  if (S.faultCode == 0) wakeAgain(number, at);
}

function hasRoomFor(at: usize): bool {
  const command = changetype<Command>(at);
  const instrument = <u32>command.instrument;
  const book = bookAt(instrument < S.instrumentCount ? instrument : 0);
  const kind = <u32>command.kind;
  if (kind == CMD_ENTRY) return hasRoomForEntry();
  if (kind == CMD_SESSION || kind == CMD_PHASE) return hasRoomSession(book, instrumentOf(book));
  if (isBeside(kind)) return hasRoomBeside(book);
  return hasImpact(book) ? hasRoomInTape(book, instrument, command) : hasRoom(book, command);
}

/** Room for the worst case of the order that acts next, or an empty ring. */
function hasRoomForDue(): bool {
  const room = roomUnits();
  return room == S.capJournalUnits || <u64>room >= <u64>dueLots() * <u64>S.fillUnits + PLAIN_UNITS * 4;
}

/** Applies up to `limit` rows that are not after `lastNs`; returns how many. */
function applyRows(limit: u32, lastNs: i64): u32 {
  const base = <usize>S.windowBase;
  const start = base + <usize>S.windowCursor * SIZE_COMMAND;
  const rows = min<u32>(limit, S.windowCount - S.windowCursor);
  const end = start + <usize>rows * SIZE_COMMAND;
  let at = start;
  let parts: u32 = 0;
  // An order that pushed its own end into the queue, or elected another, may have moved the bound.
  const pending = S.pendingCount;
  while (at < end && S.faultCode == 0 && S.dueFirst == 0 && S.pendingCount == pending) {
    at = plainRows(at, end, lastNs);
    if (at >= end || S.faultCode != 0) break;
    const tsNs = changetype<Command>(at).tsNs;
    if (tsNs > lastNs) break;
    if (tsNs < S.nowNs) {
      raise(FAULT_TIME_WENT_BACK, 0, <u64>tsNs);
      break;
    }
    if (!hasRoomFor(at)) break;
    applyCommand(at, false, false);
    checkEvent();
    if (<u32>changetype<Command>(at).kind == CMD_TERMS) parts++;
    at += SIZE_COMMAND;
  }
  const applied = <u32>((at - start) / SIZE_COMMAND);
  S.windowCursor = S.windowCursor + applied;
  S.eventCount = S.eventCount + applied - parts;
  return applied;
}

/** Whether pending command `index` goes before a row at `rowNs`. */
function goesFirst(index: u32, rowNs: i64): bool {
  const command = changetype<Command>(commandOf(index));
  return command.tsNs < rowNs || (command.tsNs == rowNs && <u32>command.rank < S.windowRank);
}

/** Last moment at which rows may be applied before `index` (0 = nothing pending at or before the row). */
function rowsUntil(index: u32, untilNs: i64): i64 {
  if (index == 0) return min<i64>(untilNs, pendingFrom() - 1);
  const command = changetype<Command>(commandOf(index));
  return min<i64>(untilNs, S.windowRank <= <u32>command.rank ? command.tsNs : command.tsNs - 1);
}

function advance(untilNs: i64, maxEvents: u32): u32 {
  let left = maxEvents;
  while (true) {
    if (S.faultCode != 0) return STOP_FAULT;
    if (left == 0) return STOP_BUDGET_USED;
    if (S.dueFirst != 0) {
      if (!hasRoomForDue()) return STOP_JOURNAL_FULL;
      actFirst();
      S.eventCount = S.eventCount + 1;
      checkEvent();
      left--;
      continue;
    }
    const hasRow = S.windowCursor < S.windowCount;
    if (!hasRow && S.windowIsLast == 0) return STOP_WINDOW_EMPTY;
    const row = <usize>S.windowBase + <usize>S.windowCursor * SIZE_COMMAND;
    const rowNs = hasRow ? changetype<Command>(row).tsNs : i64.MAX_VALUE;
    const index = peekUntil(min<i64>(untilNs, rowNs));
    if (index != 0 && goesFirst(index, rowNs)) {
      const at = commandOf(index);
      if (!hasRoomFor(at)) return STOP_JOURNAL_FULL;
      takeFirst(index);
      applyPending(index);
      recycle(index);
      checkEvent();
      left--;
      continue;
    }
    if (!hasRow || rowNs > untilNs) {
      if (untilNs != i64.MAX_VALUE) S.nowNs = max<i64>(S.nowNs, untilNs);
      return STOP_REACHED_TIME;
    }
    const applied = applyRows(min<u32>(left, ROWS_PER_FOLD), rowsUntil(index, untilNs));
    if (applied == 0 && S.faultCode == 0) return STOP_JOURNAL_FULL;
    left -= applied;
    foldJournal();
    checkBlocks();
  }
}

/**
 * Runs until nothing at or before `untilNs` is left, `maxEvents` commands were applied, or the host is needed.
 * Returns a StopReason. Wakes of agents that do nothing use up the budget too, without being events, so that every call
 * ends; what a caller meant by its budget is told by the event count.
 */
export function run(untilNs: i64, maxEvents: u32): u32 {
  const reason = advance(untilNs, maxEvents);
  foldJournal();
  checkBlocks();
  return S.faultCode != 0 ? STOP_FAULT : reason;
}
