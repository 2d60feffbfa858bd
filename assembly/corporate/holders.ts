/**
 * What a corporate action does to those who hold the instrument: positions and cash. Orders are not its matter.
 * Invariant: account 0 is the other side of every change, so that no lot and no cent appears or vanishes.
 */
import { Book, REP_ACCOUNT } from '../layout.gen';
import { report } from '../journal/report';
import { accountAt, addChecked, isOpen, positionAddress } from '../ledger/account';
import { S } from '../state';
import { scaleRest, scaleRounded, scaleWhole } from './ratio';

function pay(id: u32, cash: i64): void {
  const account = accountAt(id);
  account.availableCash = addChecked(account.availableCash, cash);
  const market = accountAt(0);
  market.availableCash = addChecked(market.availableCash, -cash);
}

function reportHolder(id: u32, instrument: u32, tsNs: i64): void {
  const account = accountAt(id);
  const cash = account.availableCash + account.lockedCash;
  const position = load<u64>(positionAddress(id, instrument));
  report(REP_ACCOUNT, 0, 0, instrument, id, tsNs, position, cash);
}

/** Whole lots stay; the fraction of a lot is paid out at the last price as the split leaves it. */
export function splitHolders(book: Book, instrument: u32, newShares: i64, oldShares: i64, tsNs: i64): void {
  const lastUnits = book.lastPriceUnits;
  let others: i64 = 0;
  for (let id: u32 = 1; id < S.capAccounts && S.faultCode == 0; id++) {
    const at = positionAddress(id, instrument);
    const before = load<i64>(at);
    if (before == 0 || !isOpen(id)) continue;
    const position = scaleWhole(before, newShares, oldShares);
    const fraction = scaleRest(before, newShares, oldShares);
    store<i64>(at, position);
    others = addChecked(others, position);
    // fraction / old lots at last × old / new each
    if (fraction != 0) pay(id, scaleRounded(lastUnits, fraction, newShares));
    reportHolder(id, instrument, tsNs);
  }
  store<i64>(positionAddress(0, instrument), -others);
  book.lastPriceUnits = scaleRounded(lastUnits, oldShares, newShares);
}

export function payHolders(instrument: u32, cash: i64, shares: i64, tsNs: i64): void {
  for (let id: u32 = 1; id < S.capAccounts && S.faultCode == 0; id++) {
    const position = load<i64>(positionAddress(id, instrument));
    if (position == 0 || !isOpen(id)) continue;
    pay(id, scaleRounded(cash, position, shares));
    reportHolder(id, instrument, tsNs);
  }
}
