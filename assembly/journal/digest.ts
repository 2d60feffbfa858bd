/**
 * Folds written reports into block digests and the run digest (docs/FORMATS.md, "Digests"). Reads the ring
 * only; a unit is folded once, in order, whatever the chunking of `run`.
 */
import { FAULT_BLOCK_CAPACITY, REP_FILL_TAIL } from '../layout.gen';
import { S, raise } from '../state';
import { finish, lane0, lane1, lane3, round } from './xxh64';

const BLOCK_REPORTS: u32 = 4096;

export function openBlock(seed: u64): void {
  S.lane0 = lane0(seed);
  S.lane1 = lane1(seed);
  S.lane2 = seed;
  S.lane3 = lane3(seed);
  S.blockReports = 0;
  S.blockUnits = 0;
}

function openDigest(): u64 {
  return finish(S.lane0, S.lane1, S.lane2, S.lane3, S.blockUnits << 5, S.chainDigest);
}

/** Seals the open block. False, and the block stays open, after raising the capacity fault. */
function sealBlock(): bool {
  if (S.blockCount >= S.capBlocks) {
    raise(FAULT_BLOCK_CAPACITY, S.capBlocks, S.reportCount);
    return false;
  }
  const digest = openDigest();
  store<u64>(<usize>S.blocksBase + ((<usize>S.blockCount) << 3), digest);
  S.blockCount = S.blockCount + 1;
  S.chainDigest = digest;
  openBlock(digest);
  return true;
}

/**
 * Folds up to `most` units from `journalHashed`, in one piece of the ring. Each is at most one report, so the caller
 * bounds the reports by bounding the units.
 */
function foldUnits(most: u64): void {
  const start = S.journalHashed;
  const place = start & (<u64>S.capJournalUnits - 1);
  const units = min<u64>(min<u64>(most, S.journalHead - start), <u64>S.capJournalUnits - place);
  let at = <usize>S.journalBase + ((<usize>place) << 5);
  const end = at + ((<usize>units) << 5);
  let a = S.lane0;
  let b = S.lane1;
  let c = S.lane2;
  let d = S.lane3;
  let tails: u32 = 0;
  for (; at < end; at += 32) {
    const word = load<u64>(at);
    tails += <u32>(((<u32>word) & 0xff) == REP_FILL_TAIL);
    a = round(a, word);
    b = round(b, load<u64>(at, 8));
    c = round(c, load<u64>(at, 16));
    d = round(d, load<u64>(at, 24));
  }
  S.lane0 = a;
  S.lane1 = b;
  S.lane2 = c;
  S.lane3 = d;
  const reports = <u32>units - tails;
  S.blockUnits = S.blockUnits + units;
  S.reportCount = S.reportCount + reports;
  S.blockReports = S.blockReports + reports;
  S.journalHashed = start + units;
}

function isTailNext(): bool {
  if (S.journalHashed == S.journalHead) return false;
  const place = S.journalHashed & (<u64>S.capJournalUnits - 1);
  return <u32>load<u8>(<usize>S.journalBase + ((<usize>place) << 5)) == REP_FILL_TAIL;
}

/** Folds everything written so far; a block is sealed when its last report is whole. */
export function foldJournal(): void {
  while (S.journalHashed < S.journalHead) {
    if (S.blockReports < BLOCK_REPORTS) foldUnits(BLOCK_REPORTS - S.blockReports);
    if (S.blockReports < BLOCK_REPORTS) continue;
    if (isTailNext()) foldUnits(1);
    if (!sealBlock()) return;
  }
}

/** Digest of all reports folded so far. */
export function runDigest(): u64 {
  return S.blockUnits == 0 ? S.chainDigest : openDigest();
}
