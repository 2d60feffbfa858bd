/**
 * Phases that end by themselves, the venue's own stream, and changes of state that hold no auction: from one trading state
 * to another, or into a volatility call. Knows no auction. Invariant: every change of state makes earlier ends void.
 */
import {
  AUCTION_INTRADAY,
  Book,
  CMD_PHASE,
  Command,
  RANK_SESSION,
  REP_SESSION,
  SESSION_VOLATILITY_CALL,
  SIDE_BUY,
  SIDE_SELL,
  SIZE_COMMAND,
} from '../layout.gen';
import { bestTick } from '../book/book';
import { separate } from '../book/separate';
import { report } from '../journal/report';
import { pushCommand } from '../queue/wheel';
import { nextWord } from '../random/stream';
import { NO_ASK, NO_BID, S } from '../state';
import { callAt, callRulesAt } from './call';

/** In `side` of a phase command: its end is the end of a hold of the price bands, and no change of state. */
export const PHASE_OF_BANDS: u32 = 1;
/** In `side`: the random moment of a session command has come, whatever phases came and went meanwhile. */
export const PHASE_OF_CLOCK: u32 = 2;

function pushPhase(instrument: u32, tsNs: i64, number: u64, state: u32, what: u32): void {
  const at = <usize>S.scratchBase;
  memory.fill(at, 0, SIZE_COMMAND);
  const end = changetype<Command>(at);
  end.tsNs = tsNs;
  end.orderId = number;
  end.kind = <u8>CMD_PHASE;
  end.side = <u8>what;
  end.lots = state;
  end.rank = <u8>RANK_SESSION;
  end.instrument = <u16>instrument;
  pushCommand(at);
}

/** Pushes the moment at which the reference of the bands may change again. */
export function lookAtBands(instrument: u32, tsNs: i64): void {
  pushPhase(instrument, tsNs, <u64>callAt(instrument).bandSinceNs, 0, PHASE_OF_BANDS);
}

/** Pushes the end of the present phase: at `tsNs` the state becomes `state`. */
export function endPhaseAt(instrument: u32, tsNs: i64, state: u32): void {
  const call = callAt(instrument);
  call.phaseEndNs = tsNs;
  pushPhase(instrument, tsNs, call.phase, state, 0);
}

/** Pushes the random moment at which a session command acts. */
export function waitUntil(instrument: u32, tsNs: i64, state: u32): void {
  const call = callAt(instrument);
  call.waitEndNs = tsNs;
  pushPhase(instrument, tsNs, call.wait, state, PHASE_OF_CLOCK);
}

/** A moment within so many ns, from the venue's own stream; always 0 without a rulebook. */
export function drawNs(instrument: u32, mostNs: u64): i64 {
  const call = callAt(instrument);
  if (mostNs == 0 || callRulesAt(instrument).isOn == 0) return 0;
  return <i64>(nextWord(changetype<usize>(call)) % (mostNs + 1));
}

/** Remembers the quote from which a call begins. */
export function noteQuote(book: Book, instrument: u32): void {
  const call = callAt(instrument);
  const bid = bestTick(book, SIDE_BUY);
  const ask = bestTick(book, SIDE_SELL);
  call.hasQuote = <u8>(bid != NO_BID && ask != NO_ASK);
  call.quoteBidUnits = call.hasQuote != 0 ? <i64>bid * <i64>book.unitsPerTick : 0;
  call.quoteAskUnits = call.hasQuote != 0 ? <i64>ask * <i64>book.unitsPerTick : 0;
}

/** Another trading state; the phase before it is over. */
export function enterTrading(book: Book, instrument: u32, state: u32, tsNs: i64): void {
  const call = callAt(instrument);
  call.phase = call.phase + 1;
  call.phaseEndNs = 0;
  book.session = <u8>state;
  report(REP_SESSION, 0, 0, instrument, state, tsNs, 0, 0);
}

/** An order met the edge of the corridor: a volatility call begins, in the middle of its event. */
export function beginVolatility(book: Book, instrument: u32, tsNs: i64): void {
  const call = callAt(instrument);
  const rules = callRulesAt(instrument);
  noteQuote(book, instrument);
  separate(book);
  enterTrading(book, instrument, SESSION_VOLATILITY_CALL, tsNs);
  call.auction = <u8>AUCTION_INTRADAY;
  const randomNs = drawNs(instrument, <u64>rules.volatilityRandomNs);
  endPhaseAt(instrument, tsNs + rules.volatilityNs + randomNs, 0);
}
