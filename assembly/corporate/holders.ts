/**
 * What a corporate action does to those who hold the instrument: positions and cash. Orders are not its matter.
 * Invariant: account 0 is the other side of every change, so that no lot and no cent appears or vanishes.
 */
import { Book } from '../layout.gen';
import { creditEntry, reportAccount } from '../ledger/account';
import { addChecked, isOpen, positionAddress } from '../ledger/records';
import { dropCost } from '../ledger/holding';
import { S } from '../state';
import { scaleRest, scaleRounded, scaleWhole } from './ratio';

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
    if (fraction != 0) creditEntry(id, 0, scaleRounded(lastUnits, fraction, newShares));
    dropCost(id, instrument);
    reportAccount(id, instrument, tsNs);
  }
  store<i64>(positionAddress(0, instrument), -others);
  dropCost(0, instrument);
  book.lastPriceUnits = scaleRounded(lastUnits, oldShares, newShares);
}

export function payHolders(instrument: u32, cash: i64, shares: i64, tsNs: i64): void {
  for (let id: u32 = 1; id < S.capAccounts && S.faultCode == 0; id++) {
    const position = load<i64>(positionAddress(id, instrument));
    if (position == 0 || !isOpen(id)) continue;
    creditEntry(id, 0, scaleRounded(cash, position, shares));
    reportAccount(id, instrument, tsNs);
  }
}
