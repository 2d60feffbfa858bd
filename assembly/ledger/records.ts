/**
 * Where accounts and positions lie, and sums of money that may not leave i64. Knows no rule. Invariant: an overflow is the
 * ledger fault, never a wrong sum.
 */
import { Account, FAULT_LEDGER_OVERFLOW, SIZE_ACCOUNT } from '../layout.gen';
import { S, raise } from '../state';

export function accountAt(id: u32): Account {
  return changetype<Account>(<usize>S.accountsBase + <usize>id * SIZE_ACCOUNT);
}

export function isOpen(id: u32): bool {
  return id < S.capAccounts && accountAt(id).isOpen != 0;
}

export function positionAddress(id: u32, instrument: u32): usize {
  return <usize>S.positionsBase + ((<usize>id * <usize>S.capInstruments + <usize>instrument) << 3);
}

export function addChecked(a: i64, b: i64): i64 {
  const sum = a + b;
  if (((a ^ sum) & (b ^ sum)) < 0) raise(FAULT_LEDGER_OVERFLOW, 0, S.eventCount);
  return sum;
}
