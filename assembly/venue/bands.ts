/**
 * Price bands around a mean of recent trades, limit states and straddles (Plan to Address Extraordinary Market Volatility,
 * sections V–VII). The mean is looked at with every trade and when a hold is over. Invariant: while bands hold, a published
 * reference holds at least as long as the rulebook says.
 */
import {
  BandRow,
  BandTrade,
  Book,
  FAULT_BAND_TRADE_CAPACITY,
  REP_BANDS,
  SESSION_CONTINUOUS,
  SESSION_LIMIT_STATE,
  SESSION_PAUSE,
  SESSION_STRADDLE,
  SIDE_BUY,
  SIDE_SELL,
  SIZE_BAND_ROW,
  SIZE_BAND_TRADE,
  CallRules,
} from '../layout.gen';
import { bestTick } from '../book/book';
import { report } from '../journal/report';
import { NO_ASK, NO_BID, S, raise } from '../state';
import { callAt, callRulesAt } from './call';
import { endPhaseAt, enterTrading, lookAtBands } from './phase';

function tradeAt(instrument: u32, number: u32): BandTrade {
  const place = <usize>(instrument * S.capBandTrades + (number % S.capBandTrades));
  return changetype<BandTrade>(<usize>S.bandTradesBase + place * SIZE_BAND_TRADE);
}

/** Keeps a fill for the mean. */
export function noteBandTrade(instrument: u32, priceUnits: i64, tsNs: i64): void {
  const call = callAt(instrument);
  if (callRulesAt(instrument).bandCount == 0 || call.bandFactor == 0) return;
  if (call.bandNext - call.bandFirst >= S.capBandTrades) dropOld(instrument, tsNs);
  if (call.bandNext - call.bandFirst >= S.capBandTrades) {
    raise(FAULT_BAND_TRADE_CAPACITY, S.capBandTrades, S.eventCount);
    return;
  }
  const trade = tradeAt(instrument, call.bandNext);
  trade.tsNs = tsNs;
  trade.priceUnits = priceUnits;
  call.bandNext = call.bandNext + 1;
  call.bandSum = call.bandSum + priceUnits;
}

function dropOld(instrument: u32, tsNs: i64): void {
  const call = callAt(instrument);
  const fromNs = tsNs - callRulesAt(instrument).meanNs;
  while (call.bandFirst != call.bandNext) {
    const trade = tradeAt(instrument, call.bandFirst);
    if (trade.tsNs > fromNs) return;
    call.bandSum = call.bandSum - trade.priceUnits;
    call.bandFirst = call.bandFirst + 1;
  }
}

/** No bands and no memory of trades: the next auction or trade is the next reference. */
export function forgetBands(instrument: u32): void {
  const call = callAt(instrument);
  call.hasBands = 0;
  call.bandFirst = call.bandNext;
  call.bandSum = 0;
  call.limitSide = 0;
}

function rowFor(rules: CallRules, reference: i64): BandRow {
  const first = changetype<usize>(rules) + offsetof<CallRules>('bands');
  let found = first;
  for (let row: u32 = 1; row < rules.bandCount; row++) {
    const at = first + <usize>row * SIZE_BAND_ROW;
    if (reference >= changetype<BandRow>(at).fromUnits) found = at;
  }
  return changetype<BandRow>(found);
}

/** To the nearest tick, a half up: so many units and `part` halves of a 10,000th of one, below 20,000. */
function roundToTick(book: Book, units: i64, part: i64): i64 {
  const step = <i64>book.unitsPerTick;
  // In halves of a unit, what is over cut off: a step is two of them.
  const up = 2 * units + part / 10_000 + step;
  return (up / (2 * step)) * step;
}

/** The bands of the published reference and the factor of the hour; said when they are others. */
export function setBands(book: Book, instrument: u32, tsNs: i64): void {
  const call = callAt(instrument);
  const rules = callRulesAt(instrument);
  const reference = call.bandReference;
  const row = rowFor(rules, reference);
  const factor = row.doubles != 0 ? <i64>call.bandFactor : 1;
  // The width in units and 10,000ths of one: rounded once, with the price.
  const share = (reference % 10_000) * <i64>row.points * factor;
  let units = (reference / 10_000) * <i64>row.points * factor + share / 10_000;
  let part = share % 10_000;
  if (row.mostUnits != 0 && units >= row.mostUnits * factor) {
    units = row.mostUnits * factor;
    part = 0;
  }
  const isAbove = units < reference;
  const low = isAbove ? roundToTick(book, reference - units - 1, 20_000 - 2 * part) : 0;
  const high = roundToTick(book, reference + units, 2 * part);
  if (call.hasBands != 0 && low == call.bandLowUnits && high == call.bandHighUnits) return;
  call.bandLowUnits = low;
  call.bandHighUnits = high;
  call.hasBands = 1;
  report(REP_BANDS, 0, 0, instrument, 0, tsNs, <u64>high, low);
}

/** Publishes the mean as the reference where the rules ask for it. True when it did. */
export function tendReference(book: Book, instrument: u32, tsNs: i64): bool {
  const call = callAt(instrument);
  const rules = callRulesAt(instrument);
  dropOld(instrument, tsNs);
  const count = <i64>(call.bandNext - call.bandFirst);
  if (count == 0) return false;
  const mean = call.bandSum / count;
  if (call.hasBands != 0) {
    const moved = abs<i64>(mean - call.bandReference);
    if (moved * 10_000 < call.bandReference * <i64>rules.republishPoints) return false;
    if (moved == 0 || tsNs - call.bandSinceNs < rules.holdNs) return false;
  }
  call.bandReference = mean;
  call.bandSinceNs = tsNs;
  lookAtBands(instrument, tsNs + rules.holdNs);
  setBands(book, instrument, tsNs);
  return true;
}

/** The state that the touch means: at a band a limit state, beyond one a straddle. `limitSide` says which band. */
function stateFor(book: Book, instrument: u32): u32 {
  const call = callAt(instrument);
  const bid = bestTick(book, SIDE_BUY);
  const ask = bestTick(book, SIDE_SELL);
  const units = <i64>book.unitsPerTick;
  call.limitSide = 0;
  if (bid != NO_BID && <i64>bid * units == call.bandHighUnits) call.limitSide = <u8>(SIDE_BUY + 1);
  else if (ask != NO_ASK && <i64>ask * units == call.bandLowUnits) call.limitSide = <u8>(SIDE_SELL + 1);
  if (call.limitSide != 0) return SESSION_LIMIT_STATE;
  const isStraddle =
    (bid != NO_BID && <i64>bid * units < call.bandLowUnits) ||
    (ask != NO_ASK && <i64>ask * units > call.bandHighUnits);
  return isStraddle ? SESSION_STRADDLE : SESSION_CONTINUOUS;
}

/** After every event while orders meet: reference, bands, and the state that the touch means. */
export function tendBands(book: Book, instrument: u32, tsNs: i64): void {
  const call = callAt(instrument);
  if (callRulesAt(instrument).bandCount == 0 || call.bandFactor == 0) return;
  if (<u32>book.session == SESSION_LIMIT_STATE && call.hasBands != 0) {
    // No new reference and no new bands while a limit state lasts (section VI(B)(1) of the Plan).
    const left = stateFor(book, instrument);
    if (left == SESSION_LIMIT_STATE) return;
    enterTrading(book, instrument, left, tsNs);
    setBands(book, instrument, tsNs);
  }
  tendReference(book, instrument, tsNs);
  if (call.hasBands == 0) return;
  const state = stateFor(book, instrument);
  if (state == <u32>book.session) return;
  enterTrading(book, instrument, state, tsNs);
  if (state != SESSION_LIMIT_STATE) return;
  endPhaseAt(instrument, tsNs + callRulesAt(instrument).limitStateNs, SESSION_PAUSE);
}

/** The price at which an order may rest: at the band where its own lies beyond. */
export function bandedPrice(instrument: u32, side: u32, priceUnits: i64): i64 {
  const call = callAt(instrument);
  if (call.hasBands == 0) return priceUnits;
  return side == SIDE_BUY
    ? min<i64>(priceUnits, call.bandHighUnits)
    : max<i64>(priceUnits, call.bandLowUnits);
}
