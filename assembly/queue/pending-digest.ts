/**
 * Digest of the pending commands that does not depend on how far the wheel was opened: the wrapping sum of
 * each command's own digest, with its place among commands of equal key.
 */
import { QueueChunk, QueueEntry } from '../layout.gen';
import { finish, lane0, lane1, lane3, round } from '../journal/xxh64';
import { WHEEL_LAYERS } from '../state';
import { commandOf, entryAt, linkAt, slotAddress } from './wheel';

function digestOf(index: u32, ordinal: u64): u64 {
  const at = commandOf(index);
  let a = round(lane0(0), load<u64>(at));
  let b = round(lane1(0), load<u64>(at, 8));
  let c = round(0, load<u64>(at, 16));
  let d = round(lane3(0), load<u64>(at, 24));
  a = round(a, load<u64>(at, 32));
  b = round(b, ordinal);
  c = round(c, 0);
  d = round(d, 0);
  return finish(a, b, c, d, 64, 0);
}

/** A list of layer 0 is ordered by tie, so equals stand together. */
function digestOfList(first: u32): u64 {
  let sum: u64 = 0;
  let ordinal: u64 = 0;
  let tie: u32 = 0;
  for (let index = first; index != 0; index = linkAt(index).next) {
    ordinal = index != first && linkAt(index).tie == tie ? ordinal + 1 : 0;
    tie = linkAt(index).tie;
    sum += digestOf(index, ordinal);
  }
  return sum;
}

/** Entries with the key of `entry` that stand before it in its slot. */
function countBefore(firstChunk: usize, entry: QueueEntry): u64 {
  let count: u64 = 0;
  for (let chunk = firstChunk; chunk != 0; chunk = <usize>changetype<QueueChunk>(chunk).next) {
    for (let place: u32 = 0; place < changetype<QueueChunk>(chunk).count; place++) {
      const other = changetype<QueueEntry>(entryAt(chunk, place));
      if (other == entry) return count;
      if (other.tsNs == entry.tsNs && other.tie == entry.tie) count++;
    }
  }
  return count;
}

function digestOfChunks(firstChunk: usize): u64 {
  let sum: u64 = 0;
  for (let chunk = firstChunk; chunk != 0; chunk = <usize>changetype<QueueChunk>(chunk).next) {
    for (let place: u32 = 0; place < changetype<QueueChunk>(chunk).count; place++) {
      const entry = changetype<QueueEntry>(entryAt(chunk, place));
      sum += digestOf(entry.index, countBefore(firstChunk, entry));
    }
  }
  return sum;
}

export function pendingDigest(): u64 {
  let sum: u64 = 0;
  for (let layer: u32 = 0; layer < WHEEL_LAYERS; layer++) {
    for (let slot: u32 = 0; slot < 64; slot++) {
      const first = load<u32>(slotAddress(layer, slot));
      sum += layer == 0 ? digestOfList(first) : digestOfChunks(<usize>first);
    }
  }
  return sum;
}
