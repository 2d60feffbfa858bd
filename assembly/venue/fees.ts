/**
 * Fees of a fill: lines of the schedule of the venue where it happened, in whole money units. Knows accounts, not books.
 * Invariant: what an account pays a collector receives, so fees over all accounts sum to nothing; a line's clamp is
 * charged as the difference that each fill makes.
 */
import {
  Exchange,
  Extension,
  FAULT_JOURNAL_CAPACITY,
  FEE_ROUND_DOWN,
  FEE_ROUND_UP,
  FeeLine,
  FeeTier,
  REP_FEE,
  SIZE_EXCHANGE,
  SIZE_FEE_LINE,
  SIZE_FEE_TIER,
  SIZE_TRAFFIC,
  Traffic,
} from '../layout.gen';
import { bookAt } from '../book/book';
import { PLAIN_UNITS, report, roomUnits } from '../journal/report';
import { accountAt, addChecked } from '../ledger/records';
import { extensionAt } from '../ledger/extension';
import { holdingAt } from '../ledger/holding';
import { venueAt } from '../match/terms';
import { S, raise } from '../state';

/** Bit of `Book.checked`: the instrument is listed at a venue with a name, or orders for it travel. */
export const CHECK_COSTS: u32 = 64;
/** Rates are parts of this. */
const SCALE: i64 = 100_000_000;
/** `code` of a fee report that is no line but a penalty. */
export const PENALTY_LINE: u32 = 127;

/** Number from 1, as `Venue.exchange` has it. */
export function exchangeAt(number: u32): Exchange {
  return changetype<Exchange>(<usize>S.exchangesBase + <usize>(number - 1) * SIZE_EXCHANGE);
}

export function lineAt(index: u32): FeeLine {
  return changetype<FeeLine>(<usize>S.feeLinesBase + <usize>index * SIZE_FEE_LINE);
}

export function trafficAt(account: u32, exchange: u32): Traffic {
  const place = <usize>account * <usize>S.capExchanges + <usize>(exchange - 1);
  return changetype<Traffic>(<usize>S.trafficBase + place * SIZE_TRAFFIC);
}

// ---- set-up

/** Adds a venue; its Exchange record stands at `address`. Its lines follow by `addFeeLine`. Returns its number, 0 = no room. */
export function addExchange(address: usize): u32 {
  if (S.exchangeCount >= S.capExchanges) return 0;
  const number = S.exchangeCount + 1;
  S.exchangeCount = number;
  memory.copy(changetype<usize>(exchangeAt(number)), address, SIZE_EXCHANGE);
  const exchange = exchangeAt(number);
  exchange.firstLine = S.feeLineCount;
  const before = exchangeAt(max<u32>(number - 1, 1));
  exchange.firstTime = number == 1 ? 0 : before.firstTime + before.messageLimit;
  return number;
}

/** Adds a line to the venue added last: a FeeLine record at `address`, its tiers behind it. */
export function addFeeLine(address: usize): bool {
  const index = S.feeLineCount;
  const tiers = changetype<FeeLine>(address).tierCount;
  if (index >= S.capFeeLines || S.feeTierCount + tiers > S.capFeeTiers || S.exchangeCount == 0) return false;
  const line = lineAt(index);
  memory.copy(changetype<usize>(line), address, SIZE_FEE_LINE);
  line.firstTier = S.feeTierCount;
  const to = <usize>S.feeTiersBase + <usize>S.feeTierCount * SIZE_FEE_TIER;
  memory.copy(to, address + SIZE_FEE_LINE, <usize>tiers * SIZE_FEE_TIER);
  S.feeTierCount = S.feeTierCount + tiers;
  S.feeLineCount = index + 1;
  const exchange = exchangeAt(S.exchangeCount);
  exchange.lineCount = exchange.lineCount + 1;
  return true;
}

/** Lists a matched instrument at a venue. */
export function listAt(instrument: u32, exchange: u32): void {
  const book = bookAt(instrument);
  venueAt(instrument).exchange = exchange;
  book.checked = <u8>((<u32>book.checked) | CHECK_COSTS);
}

/** Makes an instrument one of a group: the same one on another venue. */
export function joinGroup(instrument: u32, group: u32, protects: u32): void {
  venueAt(instrument).group = group;
  S.protects = protects;
}

// ---- one fill

/** Of a schedule with tiers, the last one that the volume reached; 0 = the line's own rates. */
function tierOf(line: FeeLine, traded: i64): usize {
  for (let place = line.tierCount; place != 0; place--) {
    const at = <usize>S.feeTiersBase + <usize>(line.firstTier + place - 1) * SIZE_FEE_TIER;
    if (traded >= changetype<FeeTier>(at).from) return at;
  }
  return 0;
}

/** whole + part / SCALE as a whole number. */
function roundFee(whole: i64, part: i64, rounding: u32): i64 {
  whole += part / SCALE;
  part %= SCALE;
  if (part == 0) return whole;
  // floor and what is above it
  if (part < 0) {
    part += SCALE;
    whole--;
  }
  if (rounding == FEE_ROUND_UP) return whole + 1;
  if (rounding == FEE_ROUND_DOWN) return whole;
  return part * 2 > SCALE || (part * 2 == SCALE && whole >= 0) ? whole + 1 : whole;
}

/** A line's fee for a fill before minimum and maximum. The value of a negative price is its size. */
function rawFee(line: FeeLine, tradedLots: i64, tradedUnits: i64, lots: u32, priceUnits: i64): i64 {
  const tier = tierOf(line, line.tierBy == 0 ? tradedLots : tradedUnits);
  const rate = <i64>(tier == 0 ? line.rate : changetype<FeeTier>(tier).rate);
  const perLot = tier == 0 ? line.perLot : changetype<FeeTier>(tier).perLot;
  const value = abs<i64>(priceUnits) * <i64>lots;
  const whole = (value / SCALE) * rate + (perLot / SCALE) * <i64>lots + line.perFillUnits;
  return roundFee(whole, (value % SCALE) * rate + (perLot % SCALE) * <i64>lots, line.rounding);
}

function isCounted(line: FeeLine, side: u32, isTaker: bool): bool {
  const role: u32 = isTaker ? 2 : 1;
  return ((<u32>line.roles) & role) != 0 && ((<u32>line.sides) & (1 << side)) != 0;
}

/** An order's fees so far as the line's minimum and maximum make them. */
function clampFee(line: FeeLine, sum: i64): i64 {
  return max<i64>(min<i64>(sum, line.maximumUnits), line.minimumUnits);
}

function clampedStep(extension: Extension, line: FeeLine, raw: i64): i64 {
  const before = extension.feeFillCount == 0 ? 0 : clampFee(line, extension.feeUnits);
  extension.feeUnits = addChecked(extension.feeUnits, raw);
  extension.feeFillCount = extension.feeFillCount + 1;
  return clampFee(line, extension.feeUnits) - before;
}

/** What a fill adds to what its order pays by a line. */
function stepLine(line: FeeLine, extension: Extension, traffic: Traffic, lots: u32, priceUnits: i64): i64 {
  const raw = rawFee(line, traffic.tradedLots, traffic.tradedUnits, lots, priceUnits);
  return line.isClamped != 0 ? clampedStep(extension, line, raw) : raw;
}

function noteVolume(traffic: Traffic, lots: u32, priceUnits: i64): void {
  traffic.tradedLots = addChecked(traffic.tradedLots, <i64>lots);
  traffic.tradedUnits = addChecked(traffic.tradedUnits, abs<i64>(priceUnits) * <i64>lots);
  traffic.fillCount = traffic.fillCount + 1;
}

/** Moves a fee and reports it; `code` is the line's place in its schedule. */
export function pay(
  payer: u32,
  collector: u32,
  instrument: u32,
  code: u32,
  cash: i64,
  tsNs: i64,
  orderId: u64,
): void {
  const from = accountAt(payer);
  const to = accountAt(collector);
  from.availableCash = addChecked(from.availableCash, -cash);
  from.feeUnits = addChecked(from.feeUnits, cash);
  to.availableCash = addChecked(to.availableCash, cash);
  to.feeUnits = addChecked(to.feeUnits, -cash);
  const holding = holdingAt(payer, instrument);
  holding.feeUnits = addChecked(holding.feeUnits, cash);
  report(REP_FEE, 0, code, instrument, payer, tsNs, orderId, cash);
}

/** Every line that counts this side of a fill, then the volume that decides later tiers. */
export function chargeFill(
  extensionIndex: u32,
  side: u32,
  isTaker: bool,
  instrument: u32,
  lots: u32,
  priceUnits: i64,
  tsNs: i64,
  orderId: u64,
): void {
  const number = venueAt(instrument).exchange;
  if (number == 0) return;
  const exchange = exchangeAt(number);
  const extension = extensionAt(extensionIndex);
  const account = extension.account;
  const traffic = trafficAt(account, number);
  if (roomUnits() < PLAIN_UNITS + S.fillUnits) {
    raise(FAULT_JOURNAL_CAPACITY, S.capJournalUnits, S.eventCount);
    return;
  }
  for (let place: u32 = 0; place < exchange.lineCount; place++) {
    const line = lineAt(exchange.firstLine + place);
    const cash = isCounted(line, side, isTaker) ? stepLine(line, extension, traffic, lots, priceUnits) : 0;
    if (cash != 0) pay(account, line.collector, instrument, place, cash, tsNs, orderId);
  }
  noteVolume(traffic, lots, priceUnits);
}
