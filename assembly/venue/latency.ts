/**
 * How long messages take: the table of participants, their random streams, and draws. Knows no command and no book.
 * Invariant: what a participant draws depends on the seed, its account and venue, and how often it drew, never on another.
 */
import {
  DELAYED_CONSTANT,
  DELAYED_EMPIRICAL,
  DELAYED_EXPONENTIAL,
  DELAYED_LOG_NORMAL,
  DELAYED_NONE,
  DELAYED_PARETO,
  Delay,
  DelayRow,
  Participant,
  SIZE_DELAY,
  SIZE_DELAY_ROW,
  SIZE_PARTICIPANT,
} from '../layout.gen';
import { nextBelow, nextExponential, nextUnit, seedStream } from '../random/stream';
import { DELAY_USES, S } from '../state';

/** Streams of participants are numbered apart from those of agents. */
const PARTICIPANT_STREAM: u32 = 0x80000000;
const VENUE_SHIFT: u32 = 20;

export function participantAt(index: u32): Participant {
  return changetype<Participant>(<usize>S.participantsBase + <usize>index * SIZE_PARTICIPANT);
}

export function delayOf(index: u32, use: u32): Delay {
  return changetype<Delay>(<usize>S.delaysBase + <usize>(index * DELAY_USES + use) * SIZE_DELAY);
}

function rowAt(index: u32): DelayRow {
  return changetype<DelayRow>(<usize>S.delayRowsBase + <usize>index * SIZE_DELAY_ROW);
}

/** Adds a participant; its Delay records stand at `address`, then the rows of empirical ones, in that order. */
export function addParticipant(account: u32, exchange: u32, seed: u64, address: usize): bool {
  const index = S.participantCount;
  if (index >= S.capParticipants) return false;
  const participant = participantAt(index);
  seedStream(changetype<usize>(participant), seed, PARTICIPANT_STREAM | (exchange << VENUE_SHIFT) | account);
  participant.account = account;
  participant.exchange = exchange;
  memory.copy(changetype<usize>(delayOf(index, 0)), address, <usize>DELAY_USES * SIZE_DELAY);
  let from = address + <usize>DELAY_USES * SIZE_DELAY;
  for (let use: u32 = 0; use < DELAY_USES; use++) {
    const delay = delayOf(index, use);
    delay.firstRow = S.delayRowCount;
    if (S.delayRowCount + delay.rowCount > S.capDelayRows) return false;
    memory.copy(changetype<usize>(rowAt(S.delayRowCount)), from, <usize>delay.rowCount * SIZE_DELAY_ROW);
    from += <usize>delay.rowCount * SIZE_DELAY_ROW;
    S.delayRowCount = S.delayRowCount + delay.rowCount;
  }
  S.participantCount = index + 1;
  return true;
}

/** 1 + index of the participant behind an account on a venue: its entry for that venue, else for all; 0 = none. */
export function findParticipant(account: u32, exchange: u32): u32 {
  if (account == 0) return 0;
  let found: u32 = 0;
  for (let index: u32 = 0; index < S.participantCount; index++) {
    const participant = participantAt(index);
    if (participant.account != account) continue;
    if (participant.exchange == exchange && exchange != 0) return index + 1;
    if (participant.exchange == 0) found = index + 1;
  }
  return found;
}

export function hasDelay(index: u32, use: u32): bool {
  return delayOf(index, use).kind != DELAYED_NONE;
}

/** Standard normal by the polar method (Marsaglia and Bray 1964), one of the pair; a cosine would need mutable globals. */
function nextNormal(at: usize): f64 {
  while (true) {
    const x = 2.0 * nextUnit(at) - 1.0;
    const y = 2.0 * nextUnit(at) - 1.0;
    const square = x * x + y * y;
    if (square > 0.0 && square < 1.0) return x * Math.sqrt((-2.0 * Math.log(square)) / square);
  }
}

function drawRow(delay: Delay, at: usize): i64 {
  const last = delay.firstRow + delay.rowCount - 1;
  const ticket = nextBelow(at, rowAt(last).upTo);
  let row = delay.firstRow;
  while (row < last && rowAt(row).upTo <= ticket) row++;
  return rowAt(row).ns;
}

/** Whole ns, never negative and never above the delay's most. */
export function draw(index: u32, use: u32): i64 {
  const delay = delayOf(index, use);
  const kind = delay.kind;
  if (kind == DELAYED_NONE) return 0;
  if (kind == DELAYED_CONSTANT) return delay.fromNs;
  const at = changetype<usize>(participantAt(index));
  if (kind == DELAYED_EMPIRICAL) return min<i64>(drawRow(delay, at), delay.mostNs);
  let beyond: f64 = 0;
  if (kind == DELAYED_EXPONENTIAL) beyond = delay.scale * nextExponential(at);
  else if (kind == DELAYED_LOG_NORMAL) beyond = delay.scale * Math.exp(delay.shape * nextNormal(at));
  else if (kind == DELAYED_PARETO) beyond = delay.scale * Math.exp(nextExponential(at) / delay.shape);
  else beyond = delay.scale * nextUnit(at);
  const room = <f64>(delay.mostNs - delay.fromNs);
  return beyond >= room ? delay.mostNs : delay.fromNs + <i64>beyond;
}
