/**
 * Cash by schedule: funding, borrowing, interest, settlement, each for every account that it concerns. Knows no orders.
 * Invariant: what one account gets another gives, to the money unit; rounding is half away from zero, once an account.
 */
import {
  Book,
  Command,
  ENTRY_BORROW,
  ENTRY_FUNDING,
  ENTRY_INTEREST,
  ENTRY_SETTLE,
  REJECT_BAD_ACTION,
  REJECT_UNKNOWN_ACCOUNT,
  REP_ENTRY,
  REP_REJECTED,
} from '../layout.gen';
import { timesChecked } from '../corporate/ratio';
import { PLAIN_UNITS, report, roomUnits } from '../journal/report';
import { S } from '../state';
import { creditEntry, reportAccount } from './account';
import { bookFill } from './holding';
import { accountAt, addChecked, isOpen, positionAddress } from './records';
import { scaleWide } from './wide';

/** Rates are parts of this; a price that is this is the last one. */
const SCALE: i64 = 100_000_000;
const LAST_PRICE: i64 = i64.MIN_VALUE;
/** Units an account: entry, account, holding. */
const UNITS_AN_ACCOUNT: u64 = 3;
/** `flags` of interest: only on cash, only on debts. */
const ONLY_CREDIT: u32 = 1;
const ONLY_DEBIT: u32 = 2;

export function hasRoomForEntry(): bool {
  const room = roomUnits();
  return room == S.capJournalUnits || <u64>room >= <u64>S.capAccounts * UNITS_AN_ACCOUNT + PLAIN_UNITS;
}

/** value × rate × days / (10^8 × day count); a negative rate turns the sign. */
function share(value: i64, command: Command): i64 {
  const rate = <i64>(<i32>(<u32>command.orderId));
  const days = <i64>((command.orderId >> 32) & 0xffff);
  const dayCount = <i64>(command.orderId >> 48);
  const cash = scaleWide(value, abs<i64>(rate) * days, SCALE * dayCount);
  return rate < 0 ? -cash : cash;
}

/** What an account gets; negative: pays. */
function amountFor(id: u32, instrument: u32, command: Command, markUnits: i64): i64 {
  const kind = <u32>command.side;
  if (kind == ENTRY_INTEREST) {
    const account = accountAt(id);
    const cash = account.availableCash + account.lockedCash;
    const flags = <u32>command.flags;
    if (flags == ONLY_CREDIT && cash < 0) return 0;
    if (flags == ONLY_DEBIT && cash > 0) return 0;
    return share(cash, command);
  }
  const position = load<i64>(positionAddress(id, instrument));
  if (kind == ENTRY_BORROW && position >= 0) return 0;
  const value = timesChecked(position, markUnits);
  return kind == ENTRY_BORROW ? share(value, command) : -share(value, command);
}

/** Ends a position at a price against the market at large, as a trade would. Returns the cash. */
function settlePosition(id: u32, instrument: u32, priceUnits: i64): i64 {
  const position = load<i64>(positionAddress(id, instrument));
  const cash = timesChecked(position, priceUnits);
  const account = accountAt(id);
  const market = accountAt(0);
  account.availableCash = addChecked(account.availableCash, cash);
  account.receivedUnits = addChecked(account.receivedUnits, cash);
  market.availableCash = addChecked(market.availableCash, -cash);
  market.receivedUnits = addChecked(market.receivedUnits, -cash);
  bookFill(id, instrument, -position, priceUnits);
  bookFill(0, instrument, position, priceUnits);
  return cash;
}

function refuse(code: u32, instrument: u32, command: Command): void {
  report(REP_REJECTED, 0, code, instrument, command.lots, command.tsNs, command.orderId, command.priceUnits);
}

/** `lots` is the account on the other side. */
export function applyEntry(book: Book, instrument: u32, command: Command): void {
  const kind = <u32>command.side;
  const other = command.lots;
  const isKnown = kind >= ENTRY_FUNDING && kind <= ENTRY_SETTLE;
  if (!isKnown || (kind != ENTRY_SETTLE && command.orderId >> 48 == 0)) {
    refuse(REJECT_BAD_ACTION, instrument, command);
    return;
  }
  if (!isOpen(other)) {
    refuse(REJECT_UNKNOWN_ACCOUNT, instrument, command);
    return;
  }
  const mark = command.priceUnits == LAST_PRICE ? book.lastPriceUnits : command.priceUnits;
  for (let id: u32 = 1; id < S.capAccounts && S.faultCode == 0; id++) {
    if (!isOpen(id) || id == other) continue;
    const isFlat = load<i64>(positionAddress(id, instrument)) == 0;
    if (kind == ENTRY_SETTLE && isFlat) continue;
    const cash =
      kind == ENTRY_SETTLE ? settlePosition(id, instrument, mark) : amountFor(id, instrument, command, mark);
    if (cash == 0 && kind != ENTRY_SETTLE) continue;
    if (kind != ENTRY_SETTLE) creditEntry(id, other, cash);
    report(REP_ENTRY, 0, kind, instrument, id, command.tsNs, <u64>other, cash);
    reportAccount(id, instrument, command.tsNs);
  }
}
