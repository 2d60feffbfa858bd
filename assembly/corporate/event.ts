/**
 * What comes from tapes beside the prices: corporate actions, headlines, figures. Applied by the general loop alone.
 * A tape's own book is left as the tape says; headlines and figures only become known. Invariant: an action that is
 * refused changes nothing.
 */
import {
  ACTION_SPLIT,
  Agent,
  Book,
  CANCEL_DELISTED,
  CANCEL_SPLIT,
  CANCEL_SYMBOL_CHANGE,
  CMD_DELIST,
  CMD_DIVIDEND,
  CMD_FACT,
  CMD_NEWS,
  CMD_SPLIT,
  CMD_SYMBOL_CHANGE,
  Command,
  FAULT_JOURNAL_CAPACITY,
  REJECT_BAD_ACTION,
  REP_ACTION,
  REP_FACT,
  REP_NEWS,
  REP_REJECTED,
  REP_SESSION,
} from '../layout.gen';
import { agentAt } from '../agent/agents';
import { PLAIN_UNITS, report, roomUnits } from '../journal/report';
import { instrumentOf } from '../match/rules';
import { cancelBeside } from '../match/cancel-beside';
import { venueAt } from '../match/terms';
import { reportTouch } from '../match/touch';
import { hasImpact } from '../replay/impact';
import { S, raise } from '../state';
import { payHolders, splitHolders } from './holders';
import { cancelOrders, splitOrders } from './orders';
import { divideFloor } from './ratio';

const MOST_SPLIT: u64 = 1_000_000;
const MOST_SHARES: u64 = 1_000_000_000;
const MOST_DECIMALS: u64 = 18;
/** Session state of an instrument whose trading has ended. */
const DELISTED: u32 = 255;

export function isBeside(kind: u32): bool {
  return kind >= CMD_SPLIT && kind <= CMD_FACT;
}

/** Units that the event may write: every order, every account, the touch. */
function unitsFor(book: Book): u64 {
  return (
    <u64>book.liveOrders + <u64>venueAt(instrumentOf(book)).termCount + <u64>S.capAccounts + <u64>PLAIN_UNITS
  );
}

export function hasRoomBeside(book: Book): bool {
  return roomUnits() == S.capJournalUnits || <u64>roomUnits() >= unitsFor(book);
}

function isPossible(command: Command): bool {
  const kind = <u32>command.kind;
  const old = command.orderId;
  if (kind == CMD_SPLIT) {
    const fresh = <u64>command.lots;
    return fresh != 0 && fresh <= MOST_SPLIT && old != 0 && old <= MOST_SPLIT;
  }
  if (kind == CMD_DIVIDEND) return command.priceUnits >= 0 && old != 0 && old <= MOST_SHARES;
  return kind != CMD_FACT || old <= MOST_DECIMALS;
}

/** Agents remember the last touch of an empty side: it moves with the book. */
function splitMemories(book: Book, instrument: u32, newShares: i64, oldShares: i64): void {
  const lowest = <i64>book.minTick;
  const highest = <i64>book.maxTick;
  for (let index: u32 = 0; index < S.agentCount; index++) {
    const agent: Agent = agentAt(index);
    if (agent.instrument != instrument) continue;
    const bid = divideFloor(<i64>agent.lastBidTick * oldShares, newShares);
    const ask = -divideFloor(-(<i64>agent.lastAskTick) * oldShares, newShares);
    agent.lastBidTick = <i32>min<i64>(max<i64>(bid, lowest), highest);
    agent.lastAskTick = <i32>min<i64>(max<i64>(ask, lowest), highest);
  }
}

function applyAction(book: Book, instrument: u32, command: Command): void {
  const kind = <u32>command.kind;
  const ts = command.tsNs;
  const fresh = <i64>command.lots;
  const old = <i64>command.orderId;
  const code = kind - CMD_SPLIT + ACTION_SPLIT;
  report(REP_ACTION, 0, code, instrument, command.lots, ts, command.orderId, command.priceUnits);
  const isMatched = book.mode == 0 && !hasImpact(book);
  if (isMatched && kind != CMD_DIVIDEND) {
    const reason =
      kind == CMD_SPLIT ? CANCEL_SPLIT : kind == CMD_DELIST ? CANCEL_DELISTED : CANCEL_SYMBOL_CHANGE;
    cancelBeside(book, instrument, reason, ts);
  }
  if (kind == CMD_SPLIT) {
    if (isMatched) splitOrders(book, instrument, fresh, old, ts);
    if (S.faultCode != 0) return;
    splitHolders(book, instrument, fresh, old, ts);
    splitMemories(book, instrument, fresh, old);
  } else if (kind == CMD_DIVIDEND) {
    payHolders(instrument, command.priceUnits, old, ts);
  } else if (isMatched && kind == CMD_SYMBOL_CHANGE) {
    cancelOrders(book, instrument, CANCEL_SYMBOL_CHANGE, ts);
  } else if (isMatched && kind == CMD_DELIST) {
    cancelOrders(book, instrument, CANCEL_DELISTED, ts);
    book.session = <u8>DELISTED;
    report(REP_SESSION, 0, 0, instrument, DELISTED, ts, 0, 0);
  }
  if (isMatched && S.faultCode == 0) reportTouch(book, instrument, ts);
}

/** Applies a corporate action, a headline or a figure. */
export function applyBeside(book: Book, instrument: u32, command: Command): void {
  const kind = <u32>command.kind;
  const ts = command.tsNs;
  if (!isPossible(command)) {
    report(
      REP_REJECTED,
      0,
      REJECT_BAD_ACTION,
      instrument,
      command.lots,
      ts,
      command.orderId,
      command.priceUnits,
    );
  } else if (kind == CMD_NEWS) {
    report(REP_NEWS, 0, 0, instrument, command.lots, ts, 0, 0);
  } else if (kind == CMD_FACT) {
    report(REP_FACT, 0, <u32>command.orderId, instrument, command.lots, ts, 0, command.priceUnits);
  } else if (<u64>roomUnits() < unitsFor(book)) {
    raise(FAULT_JOURNAL_CAPACITY, S.capJournalUnits, S.eventCount);
  } else {
    applyAction(book, instrument, command);
  }
}
