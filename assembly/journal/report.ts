/**
 * Writing reports into the ring, in place. Knows nothing of who reads them. Invariant: a command starts only
 * when the ring has room for its worst case or is empty, so an unread report is never overwritten.
 */
import { FAULT_JOURNAL_CAPACITY, REP_FILL, REP_FILL_TAIL, REP_LEVEL, REP_TOUCH } from '../layout.gen';
import { S, raise } from '../state';

/** Units a command may write besides its fills. */
export const PLAIN_UNITS: u32 = 16;

export function roomUnits(): u32 {
  return S.capJournalUnits - <u32>(S.journalHead - S.journalTail);
}

export function isReported(kind: u32): bool {
  return ((S.reportMask >> kind) & 1) != 0;
}

function unitAt(index: u64): usize {
  return <usize>S.journalBase + (((<usize>index) & (<usize>S.capJournalUnits - 1)) << 5);
}

/** `code` is a RejectCode, CancelReason or TradeCode, 0 = none. */
export function report(
  kind: u32,
  side: u32,
  code: u32,
  instrument: u32,
  lots: u32,
  tsNs: i64,
  orderId: u64,
  priceUnits: i64,
): void {
  if (!isReported(kind)) return;
  const head = S.journalHead;
  S.journalHead = head + 1;
  const at = unitAt(head);
  store<u64>(at, (<u64>(kind | (side << 8) | (code << 9) | (instrument << 16))) | ((<u64>lots) << 32));
  store<i64>(at, tsNs, 8);
  store<u64>(at, orderId, 16);
  store<i64>(at, priceUnits, 24);
}

/** Two units: the maker at its price, then the taker. `side` is the aggressor's. */
export function reportFill(
  side: u32,
  instrument: u32,
  lots: u32,
  tsNs: i64,
  makerId: u64,
  priceUnits: i64,
  makerLeavesLots: u32,
  takerId: u64,
  takerLeavesLots: u32,
  makerAccount: u32,
  takerAccount: u32,
): void {
  if (!isReported(REP_FILL)) return;
  if (roomUnits() < PLAIN_UNITS) {
    raise(FAULT_JOURNAL_CAPACITY, S.capJournalUnits, S.eventCount);
    return;
  }
  const head = S.journalHead;
  S.journalHead = head + 2;
  let at = unitAt(head);
  store<u64>(at, (<u64>(REP_FILL | (side << 8) | (instrument << 16))) | ((<u64>lots) << 32));
  store<i64>(at, tsNs, 8);
  store<u64>(at, makerId, 16);
  store<i64>(at, priceUnits, 24);
  at = unitAt(head + 1);
  const owned = (<u32>(makerAccount != 0)) | ((<u32>(takerAccount != 0)) << 1);
  store<u64>(at, (<u64>(REP_FILL_TAIL | (owned << 8) | (instrument << 16))) | ((<u64>makerLeavesLots) << 32));
  store<u64>(at, takerId, 8);
  store<u64>(at, (<u64>takerLeavesLots) | ((<u64>makerAccount) << 32), 16);
  store<u64>(at, <u64>takerAccount, 24);
}

/** Touch and level reports carry a sum, which may exceed u32. */
export function reportSum(
  kind: u32,
  side: u32,
  instrument: u32,
  tsNs: i64,
  totalLots: i64,
  priceUnits: i64,
): void {
  assert(kind == REP_TOUCH || kind == REP_LEVEL);
  report(kind, side, 0, instrument, 0, tsNs, <u64>totalLots, priceUnits);
}
