/**
 * Bench only, never part of the product core: the hold model (take the first, push one at a later time) on the
 * core's own event queue, and the digest alone over a full journal. Compiled when the bench runs.
 */
import { foldJournal, openBlock } from '../../../assembly/journal/digest';
import { Command, CMD_CANCEL, RANK_AGENT, REP_ACCEPTED, SIZE_REPORT } from '../../../assembly/layout.gen';
import { commandOf, peekUntil, pushCommand, recycle, takeFirst } from '../../../assembly/queue/wheel';
import { S, configure } from '../../../assembly/state';

const HORIZON_NS: u32 = 1_000_000;

/** Lays out a core that has nothing but a queue and a journal. Returns its bytes, or 0. */
export function prepare(pending: u32, journalUnits: u32): u32 {
  S.capInstruments = 1;
  S.capPending = pending;
  S.capJournalUnits = journalUnits;
  S.capWindowRows = 1;
  S.capBlocks = 1 << 20;
  S.capBuckets = 1024;
  S.windowTicks = 64;
  configure();
  openBlock(0);
  S.reportMask = 0xffffffff;
  return S.usedBytes;
}

function scatter(state: u32): u32 {
  state ^= state << 13;
  state ^= state >> 17;
  return state ^ (state << 5);
}

/** Pushes commands at scattered times. Returns the generator's state. */
export function fill(count: u32, seed: u32): u32 {
  const command = changetype<Command>(<usize>S.windowBase);
  command.kind = <u8>CMD_CANCEL;
  command.rank = <u8>RANK_AGENT;
  let state = seed;
  for (let i: u32 = 0; i < count; i++) {
    state = scatter(state);
    command.tsNs = S.nowNs + <i64>(state % HORIZON_NS);
    command.orderId = <u64>i;
    pushCommand(<usize>S.windowBase);
  }
  return state;
}

/** Takes the first and pushes one, `operations` times. Returns the generator's state, 0 after a fault. */
export function hold(operations: u32, seed: u32): u32 {
  const command = changetype<Command>(<usize>S.windowBase);
  let state = seed;
  for (let i: u32 = 0; i < operations; i++) {
    const index = peekUntil(i64.MAX_VALUE - 1);
    takeFirst(index);
    const first = changetype<Command>(commandOf(index));
    S.nowNs = first.tsNs;
    state = scatter(state);
    command.tsNs = first.tsNs + <i64>(state % HORIZON_NS);
    command.orderId = first.orderId;
    recycle(index);
    if (!pushCommand(<usize>S.windowBase)) return 0;
  }
  return state;
}

/** Takes everything out and counts commands that come before an earlier one, or earlier in id at one time. */
export function countDisorder(): u32 {
  let disorder: u32 = 0;
  let lastTs: i64 = 0;
  while (S.pendingCount != 0) {
    const index = peekUntil(i64.MAX_VALUE - 1);
    takeFirst(index);
    const ts = changetype<Command>(commandOf(index)).tsNs;
    disorder += <u32>(ts < lastTs);
    lastTs = ts;
    recycle(index);
  }
  return disorder;
}

/** Folds `rounds` full rings of one-unit reports. Returns the low half of the chained digest. */
export function foldRings(rounds: u32): u32 {
  const units = S.capJournalUnits;
  for (let i: u32 = 0; i < units; i++) {
    const unit = <usize>S.journalBase + <usize>i * SIZE_REPORT;
    store<u64>(unit, (<u64>REP_ACCEPTED) | ((<u64>i) << 32));
    store<u64>(unit, <u64>scatter(i + 1), 16);
  }
  for (let round: u32 = 0; round < rounds; round++) {
    S.journalHead = S.journalHead + <u64>units;
    foldJournal();
    if (S.blockCount > 1 << 19) S.blockCount = 0;
  }
  return <u32>S.chainDigest;
}
