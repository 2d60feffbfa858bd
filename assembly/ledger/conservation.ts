/**
 * No money and no lots appear or vanish: sums over all accounts, and each account's own two accounts of its cash. Reads
 * only. In a debug core it runs after every event that reported, else at every sixteenth sealed block of 4,096 reports.
 */
import { Account, FAULT_LEDGER_BREACH } from '../layout.gen';
import { S, raise } from '../state';
import { accountAt, positionAddress } from './records';
import { holdingAt } from './holding';

const BLOCKS_A_CHECK: u32 = 16;

/** Whether an account's cash is what its trades, fees and entries made of it, told in two ways. */
function isExplained(account: Account, id: u32): bool {
  const cash = account.availableCash + account.lockedCash - account.initialCash;
  const others = account.entryUnits - account.feeUnits;
  if (cash != account.receivedUnits - account.paidUnits + others) return false;
  if (id == 0) return true;
  let profit: i64 = 0;
  for (let instrument: u32 = 0; instrument < S.instrumentCount; instrument++) {
    const holding = holdingAt(id, instrument);
    profit += holding.realisedUnits - holding.costUnits;
    if (load<i64>(positionAddress(id, instrument)) == 0 && holding.costUnits != 0) return false;
  }
  return cash == profit + others;
}

/** 0, or 1 + the account that is not explained, or u32.MAX_VALUE when a sum over all accounts does not hold. */
export function findBreach(): u32 {
  let cash: i64 = 0;
  let fees: i64 = 0;
  for (let id: u32 = 0; id < S.capAccounts; id++) {
    const account = accountAt(id);
    if (account.isOpen == 0) continue;
    cash += account.availableCash + account.lockedCash - account.initialCash;
    fees += account.feeUnits;
    if (!isExplained(account, id)) return id + 1;
  }
  if (cash != 0 || fees != 0) return u32.MAX_VALUE;
  for (let instrument: u32 = 0; instrument < S.instrumentCount; instrument++) {
    let lots: i64 = 0;
    for (let id: u32 = 0; id < S.capAccounts; id++) lots += load<i64>(positionAddress(id, instrument));
    if (lots != 0) return u32.MAX_VALUE;
  }
  return 0;
}

function check(): void {
  const found = findBreach();
  if (found != 0) raise(FAULT_LEDGER_BREACH, found, S.eventCount);
}

/** After an event, in a debug core. */
export function checkEvent(): void {
  if (ASC_OPTIMIZE_LEVEL == 0 && S.journalHead != S.journalHashed) check();
}

/** After reports were folded. */
export function checkBlocks(): void {
  if (S.blockCount < S.conservedCount + BLOCKS_A_CHECK) return;
  S.conservedCount = S.blockCount;
  check();
}
