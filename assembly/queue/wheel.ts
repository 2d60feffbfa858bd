/**
 * Pending commands by time: a radix-64 wheel of eleven layers. A slot of layer 0 holds one exact time, as a list
 * ordered by (rank, actor), first in first out among equals: the whole tie-breaking key, because an actor pushes
 * its commands in their order. A slot of a higher layer is a list of chunks in order of arrival: pushing touches
 * the last chunk alone, opening reads in sequence. Nothing is pushed before the wheel's own time.
 * Invariant: a bit is set exactly when its slot has a list.
 */
import {
  Command,
  FAULT_QUEUE_CAPACITY,
  FAULT_TIME_WENT_BACK,
  QueueChunk,
  QueueEntry,
  QueueLink,
  SIZE_COMMAND,
  SIZE_QUEUE_CHUNK,
  SIZE_QUEUE_ENTRY,
  SIZE_QUEUE_LINK,
} from '../layout.gen';
import { CHUNK_ENTRIES, S, WHEEL_BITS_OFFSET, WHEEL_LAYERS, raise } from '../state';

export function linkAt(index: u32): QueueLink {
  return changetype<QueueLink>(<usize>S.queueBase + <usize>index * SIZE_QUEUE_LINK);
}

/** Address of a pending command. */
export function commandOf(index: u32): usize {
  return <usize>S.pendingBase + <usize>index * SIZE_COMMAND;
}

/** Address of a slot: first and last index of its list (layer 0), or addresses of its first and last chunk. */
export function slotAddress(layer: u32, slot: u32): usize {
  return <usize>S.wheelBase + ((<usize>((layer << 6) | slot)) << 3);
}

function bitsAddress(layer: u32): usize {
  return <usize>S.wheelBase + WHEEL_BITS_OFFSET + ((<usize>layer) << 3);
}

/** Copies 40 bytes without leaving wasm for a bulk operation. */
function copyCommand(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  store<u64>(to, load<u64>(from, 32), 32);
}

/** Puts a command into the ordered list of a slot of layer 0. */
function enterOrdered(list: usize, index: u32, tie: u32): void {
  const link = linkAt(index);
  const first = load<u32>(list);
  const last = load<u32>(list, 4);
  link.tie = tie;
  link.next = 0;
  if (first == 0 || linkAt(last).tie <= tie) {
    if (first == 0) store<u32>(list, index);
    else linkAt(last).next = index;
    store<u32>(list, index, 4);
    return;
  }
  let before: u32 = 0;
  let after = first;
  while (linkAt(after).tie <= tie) {
    before = after;
    after = linkAt(after).next;
  }
  link.next = after;
  if (before == 0) store<u32>(list, index);
  else linkAt(before).next = index;
}

function takeChunk(): usize {
  let chunk = <usize>S.freeChunk;
  if (chunk != 0) {
    S.freeChunk = changetype<QueueChunk>(chunk).next;
  } else {
    chunk = <usize>S.chunksBase + <usize>S.freshChunks * SIZE_QUEUE_CHUNK;
    S.freshChunks = S.freshChunks + 1;
  }
  changetype<QueueChunk>(chunk).next = 0;
  changetype<QueueChunk>(chunk).count = 0;
  return chunk;
}

/** Address of an entry of a chunk. */
export function entryAt(chunk: usize, place: u32): usize {
  return chunk + <usize>(place + 1) * SIZE_QUEUE_ENTRY;
}

/** Puts a command at the end of a slot of a higher layer. */
function enterChunk(list: usize, tsNs: i64, index: u32, tie: u32): void {
  let chunk = <usize>load<u32>(list, 4);
  if (chunk == 0 || changetype<QueueChunk>(chunk).count == CHUNK_ENTRIES) {
    const fresh = takeChunk();
    if (chunk == 0) store<u32>(list, <u32>fresh);
    else changetype<QueueChunk>(chunk).next = <u32>fresh;
    store<u32>(list, <u32>fresh, 4);
    chunk = fresh;
  }
  const head = changetype<QueueChunk>(chunk);
  const entry = entryAt(chunk, head.count);
  head.count = head.count + 1;
  store<i64>(entry, tsNs);
  store<u64>(entry, (<u64>index) | ((<u64>tie) << 32), 8);
}

function enter(tsNs: i64, index: u32, tie: u32): void {
  const difference = <u64>(tsNs ^ S.queueNowNs);
  const layer: u32 = <u32>(63 - clz<u64>(difference | 1)) / 6;
  const slot = (<u32>((<u64>tsNs) >> (<u64>(layer * 6)))) & 63;
  const list = slotAddress(layer, slot);
  const bits = bitsAddress(layer);
  store<u64>(bits, load<u64>(bits) | ((<u64>1) << slot));
  if (layer == 0) enterOrdered(list, index, tie);
  else enterChunk(list, tsNs, index, tie);
}

/** Copies the command at `command` into the queue. False after a fault. */
export function pushCommand(command: usize): bool {
  const record = changetype<Command>(command);
  const tsNs = record.tsNs;
  if (tsNs < S.nowNs || tsNs < S.queueNowNs) {
    raise(FAULT_TIME_WENT_BACK, 0, <u64>tsNs);
    return false;
  }
  let index = S.freeQueue;
  if (index != 0) {
    S.freeQueue = linkAt(index).next;
  } else {
    index = S.freshQueue;
    if (index > S.capPending) {
      raise(FAULT_QUEUE_CAPACITY, S.capPending, S.eventCount);
      return false;
    }
    S.freshQueue = index + 1;
  }
  if (S.pendingCount == 0) S.queueNowNs = S.nowNs;
  copyCommand(commandOf(index), command);
  S.pendingCount = S.pendingCount + 1;
  enter(tsNs, index, ((<u32>record.rank) << 28) | min<u32>(record.account, 0x0fffffff));
  return true;
}

function lowestLayer(): u32 {
  let layer: u32 = 0;
  while (layer < WHEEL_LAYERS && load<u64>(bitsAddress(layer)) == 0) layer++;
  return layer;
}

/** First moment of a slot, seen from the wheel's time. */
function slotStart(layer: u32, slot: u32): i64 {
  const shift = <u64>(layer * 6);
  const above = shift + 6 >= 64 ? 0 : ((<u64>S.queueNowNs) >> (shift + 6)) << (shift + 6);
  return <i64>(above | ((<u64>slot) << shift));
}

/** Moves the commands of a slot to lower layers, in their order, and loads each so that it is near when due. */
function openSlot(layer: u32, slot: u32): void {
  const list = slotAddress(layer, slot);
  const bits = bitsAddress(layer);
  let chunk = <usize>load<u32>(list);
  store<u64>(list, 0);
  store<u64>(bits, load<u64>(bits) & ~((<u64>1) << slot));
  let sink: u64 = 0;
  while (chunk != 0) {
    const head = changetype<QueueChunk>(chunk);
    const next = head.next;
    for (let place: u32 = 0; place < head.count; place++) {
      const entry = changetype<QueueEntry>(entryAt(chunk, place));
      if (layer == 1) sink ^= load<u64>(commandOf(entry.index));
      enter(entry.tsNs, entry.index, entry.tie);
    }
    head.next = S.freeChunk;
    S.freeChunk = <u32>chunk;
    chunk = <usize>next;
  }
  S.touchSink = sink;
}

/**
 * Index of the first pending command if its time is at most `limitNs`, else 0. Opens slots only up to
 * `limitNs`, so that commands at later times than the caller's next event can still be pushed before them.
 */
export function peekUntil(limitNs: i64): u32 {
  if (S.pendingCount == 0) return 0;
  while (true) {
    const layer = lowestLayer();
    const slot = <u32>ctz<u64>(load<u64>(bitsAddress(layer)));
    const start = slotStart(layer, slot);
    if (start > limitNs) return 0;
    if (layer == 0) return load<u32>(slotAddress(0, slot));
    S.queueNowNs = start;
    openSlot(layer, slot);
  }
}

/** A time before which nothing is pending; i64.MAX_VALUE when nothing is. */
export function pendingFrom(): i64 {
  if (S.pendingCount == 0) return i64.MAX_VALUE;
  const layer = lowestLayer();
  return slotStart(layer, <u32>ctz<u64>(load<u64>(bitsAddress(layer))));
}

/** Takes out the command that `peekUntil` returned; it stays readable until `recycle`. */
export function takeFirst(index: u32): void {
  const tsNs = changetype<Command>(commandOf(index)).tsNs;
  const slot = (<u32>tsNs) & 63;
  const list = slotAddress(0, slot);
  const next = linkAt(index).next;
  store<u32>(list, next);
  if (next == 0) {
    store<u32>(list, 0, 4);
    const bits = bitsAddress(0);
    store<u64>(bits, load<u64>(bits) & ~((<u64>1) << slot));
  }
  S.queueNowNs = tsNs;
  S.pendingCount = S.pendingCount - 1;
}

export function recycle(index: u32): void {
  linkAt(index).next = S.freeQueue;
  S.freeQueue = index;
}
