/**
 * The session machine: a change of state, what it does to orders, and phases that end by themselves. Schedules come from
 * outside as commands; the machine takes every one. Invariant: a book in a trading state is never crossed, and a pending
 * end of a phase does nothing once another change came first.
 */
import {
  AUCTION_NONE,
  Book,
  CANCEL_AUCTION_ENDED,
  CANCEL_EXPIRED,
  CANCEL_HALTED,
  Command,
  REP_SESSION,
  SESSION_BATCH,
  SESSION_CLOSED,
  SESSION_CONTINUOUS,
  SESSION_HALTED,
  SESSION_LIMIT_STATE,
  SESSION_PAUSE,
  SESSION_POST_CLOSE,
  SESSION_TRADE_AT_CLOSE,
  SESSION_VOLATILITY_CALL,
  SESSION_VOLATILITY_EXTENDED,
  SETTING_BAND_FACTOR,
  SETTING_REFERENCE,
  SETTING_SETTLEMENT,
} from '../layout.gen';
import { separate } from '../book/separate';
import { report, roomUnits } from '../journal/report';
import { venueAt } from '../match/terms';
import { S } from '../state';
import { auctionOf, callAt, callRulesAt } from './call';
import { CLEAR_ANY_AUCTION, CLEAR_AT_HALT, CLEAR_DAY, clearOrders } from './clear-orders';
import { forgetBands, setBands } from './bands';
import { PHASE_OF_BANDS, PHASE_OF_CLOCK, drawNs, endPhaseAt, noteQuote, waitUntil } from './phase';
import { isCall, isCollecting, isTrading } from './states';
import { isNearEnough } from './corridor';
import { joinHeld, uncross } from './uncross';

/** Units that one order may write at a change of state besides those of its fill: an election, links, its end. */
const UNITS_AN_ORDER: u64 = 4;
const UNITS_BESIDES: u64 = 64;

/** Room for everything that a change of state may write, or an empty ring. */
export function hasRoomSession(book: Book, instrument: u32): bool {
  const room = roomUnits();
  if (room == S.capJournalUnits) return true;
  const orders = <u64>book.liveOrders + <u64>venueAt(instrument).termCount;
  return <u64>room >= orders * (UNITS_AN_ORDER + <u64>S.fillUnits) + UNITS_BESIDES;
}

/** Whether leaving one state for another holds an auction. */
function holdsAuction(from: u32, to: u32): bool {
  if (isTrading(to)) return !isTrading(from);
  if (!isCall(from)) return false;
  if (to == SESSION_BATCH) return from == SESSION_BATCH;
  return to == SESSION_TRADE_AT_CLOSE || to == SESSION_POST_CLOSE || to == SESSION_CLOSED;
}

/** Changes the state now: the auction that it ends, then *session*, then the orders that it ends. */
export function changeState(book: Book, instrument: u32, state: u32, tsNs: i64): void {
  const call = callAt(instrument);
  const from = <u32>book.session;
  call.phase = call.phase + 1;
  call.phaseEndNs = 0;
  if (holdsAuction(from, state)) {
    uncross(book, instrument, isTrading(state), tsNs);
    call.auction = <u8>AUCTION_NONE;
  }
  if (S.faultCode != 0) return;
  if (isTrading(from) && !isTrading(state)) noteQuote(book, instrument);
  if (isCollecting(state)) separate(book);
  book.session = <u8>state;
  call.auction = <u8>auctionOf(state, call.auction);
  if (from != state || state != SESSION_BATCH) report(REP_SESSION, 0, 0, instrument, state, tsNs, 0, 0);
  if (<u32>call.auction != AUCTION_NONE && isCollecting(state))
    joinHeld(book, instrument, call.auction, tsNs);
  if (state == SESSION_HALTED) clearOrders(book, instrument, CLEAR_AT_HALT, CANCEL_HALTED, tsNs);
  if (state == SESSION_CLOSED) {
    clearOrders(book, instrument, CLEAR_ANY_AUCTION, CANCEL_AUCTION_ENDED, tsNs);
    if (callRulesAt(instrument).endsDay != 0) clearOrders(book, instrument, CLEAR_DAY, CANCEL_EXPIRED, tsNs);
  }
  const rules = callRulesAt(instrument);
  if (state == SESSION_PAUSE) {
    forgetBands(instrument);
    const ends = from == SESSION_LIMIT_STATE && rules.pauseNs != 0;
    if (ends) endPhaseAt(instrument, tsNs + rules.pauseNs, SESSION_CONTINUOUS);
  }
  const batchNs = rules.batchNs;
  if (state == SESSION_BATCH && batchNs != 0) endPhaseAt(instrument, tsNs + batchNs, SESSION_BATCH);
}

/**
 * A `session` command: the change comes now, or at a random moment from now on. Until then phases of the venue's own may
 * begin and end; only another command takes its place.
 */
export function applySession(book: Book, instrument: u32, command: Command): void {
  const call = callAt(instrument);
  const state = command.lots & 0xff;
  const waitNs = drawNs(instrument, command.orderId);
  call.wait = call.wait + 1;
  call.waitEndNs = 0;
  if (waitNs == 0) changeState(book, instrument, state, command.tsNs);
  else waitUntil(instrument, command.tsNs + waitNs, state);
}

/** A phase comes to its end, if it is still the present one. False when it means nothing any more. */
export function isPhaseOver(command: Command): bool {
  if (command.instrument >= S.instrumentCount) return false;
  const call = callAt(command.instrument);
  if (<u32>command.side == PHASE_OF_BANDS) {
    return call.hasBands != 0 && <u64>call.bandSinceNs == command.orderId;
  }
  if (<u32>command.side == PHASE_OF_CLOCK) return call.wait == command.orderId;
  return call.phase == command.orderId;
}

/** What becomes of a phase that is over: a volatility call whose price is too far away goes on, unless the clock ends it. */
export function afterPhase(book: Book, instrument: u32, command: Command): u32 {
  const state = command.lots & 0xff;
  if (<u32>command.side == PHASE_OF_CLOCK) {
    callAt(instrument).waitEndNs = 0;
    return state;
  }
  const isVolatility = <u32>book.session == SESSION_VOLATILITY_CALL;
  return isVolatility && !isNearEnough(book, instrument) ? SESSION_VOLATILITY_EXTENDED : state;
}

/** A `venueRule` command. */
export function applySetting(book: Book, instrument: u32, command: Command): void {
  const call = callAt(instrument);
  const value = command.priceUnits;
  switch (<u32>command.side) {
    case SETTING_SETTLEMENT:
      call.settlementUnits = value;
      call.hasSettlement = 1;
      break;
    case SETTING_REFERENCE:
      call.referenceUnits = value;
      call.hasReference = 1;
      break;
    case SETTING_BAND_FACTOR:
      call.bandFactor = <u32>min<i64>(max<i64>(value, 0), 100);
      if (call.bandFactor == 0) forgetBands(instrument);
      else if (call.hasBands != 0 && <u32>book.session != SESSION_LIMIT_STATE) {
        setBands(book, instrument, command.tsNs);
      }
      break;
    default:
      break;
  }
}
