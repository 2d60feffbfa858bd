/**
 * Slots of resting orders (a node, and its cold record behind it) and the index from (instrument, id) to node. Ids
 * are any u64. Sixteen consecutive ids share a cache line of buckets; lines are spread by the top bits of a
 * Fibonacci product, so dense ids stay dense and strided ids do not collide. Chains run through the cold records:
 * removal leaves no tombstone.
 * Invariant: a slot is in the index exactly while it is live and not anonymous; a free slot is zero but for
 * its free-list link.
 */
import {
  FAULT_ORDER_CAPACITY,
  ORDER_ANONYMOUS,
  ORDER_LIVE,
  OrderCold,
  OrderNode,
  SIZE_ORDER_COLD,
  SIZE_ORDER_NODE,
} from '../layout.gen';
import { S, raise } from '../state';

const CHAIN_OFFSET: usize = offsetof<OrderCold>('chain');

export function coldOf(node: usize): usize {
  return node + SIZE_ORDER_NODE;
}

export function bucketOf(instrument: u32, id: u64): usize {
  let line = (id >> 4) ^ ((<u64>instrument) << 48);
  line = (line ^ (line >> 32)) * 0x9e3779b97f4a7c15;
  const lineIndex = <u32>(line >> clz<u64>(<u64>(S.bucketMask >> 4)));
  return <usize>S.bucketsBase + ((<usize>((lineIndex << 4) | ((<u32>id) & 15))) << 2);
}

/** Walks one bucket: address of the word that points at the order's node, 0 = not live. */
export function findFrom(bucket: usize, instrument: u32, id: u64): usize {
  let link = bucket;
  while (true) {
    const node = <usize>load<u32>(link);
    if (node == 0) return 0;
    const cold = coldOf(node);
    const record = changetype<OrderCold>(cold);
    if (record.orderId == id && <u32>record.instrument == instrument) return link;
    link = cold + CHAIN_OFFSET;
  }
}

/** Address of the word that points at the order's node: a bucket or the chain of another order. 0 = not live. */
export function findLink(instrument: u32, id: u64): usize {
  return findFrom(bucketOf(instrument, id), instrument, id);
}

/** Node of a live order, 0 = none. */
export function findNode(instrument: u32, id: u64): usize {
  const link = findLink(instrument, id);
  return link == 0 ? 0 : <usize>load<u32>(link);
}

export function linkInto(bucket: usize, node: usize): void {
  changetype<OrderCold>(coldOf(node)).chain = load<u32>(bucket);
  store<u32>(bucket, <u32>node);
}

export function linkIntoIndex(node: usize): void {
  const cold = changetype<OrderCold>(coldOf(node));
  linkInto(bucketOf(<u32>cold.instrument, cold.orderId), node);
}

export function unlinkFromIndex(node: usize): void {
  const cold = changetype<OrderCold>(coldOf(node));
  let link = bucketOf(<u32>cold.instrument, cold.orderId);
  while (load<u32>(link) != <u32>node) link = coldOf(<usize>load<u32>(link)) + CHAIN_OFFSET;
  store<u32>(link, cold.chain);
}

/** Address of the slot with this number, counting from 0. */
function slotAt(number: u32): usize {
  return <usize>S.ordersBase + <usize>number * (SIZE_ORDER_NODE + SIZE_ORDER_COLD);
}

/** Doubles the buckets in use and enters every live order again. */
function growIndex(): void {
  const buckets = min<u32>((S.bucketMask + 1) << 1, S.capBuckets);
  S.bucketMask = buckets - 1;
  memory.fill(<usize>S.bucketsBase, 0, (<usize>buckets) << 2);
  for (let number: u32 = 0; number < S.freshOrders; number++) {
    const node = slotAt(number);
    const flags = <u32>changetype<OrderCold>(coldOf(node)).flags;
    if ((flags & (ORDER_LIVE | ORDER_ANONYMOUS)) == ORDER_LIVE) linkIntoIndex(node);
  }
}

/** Called before every command: keeps chains short by growing the index with the live orders. */
export function tendIndex(): void {
  if (S.liveOrders << 2 > S.bucketMask && S.bucketMask + 1 < S.capBuckets) growIndex();
}

/** A zeroed slot, or 0 after raising the capacity fault. */
export function takeSlot(): usize {
  let node = <usize>S.freeOrder;
  if (node != 0) {
    S.freeOrder = changetype<OrderNode>(node).next;
    S.liveOrders = S.liveOrders + 1;
    return node;
  }
  const fresh = S.freshOrders;
  if (fresh >= S.capOrders) {
    raise(FAULT_ORDER_CAPACITY, S.capOrders, S.eventCount);
    return 0;
  }
  S.freshOrders = fresh + 1;
  S.liveOrders = S.liveOrders + 1;
  node = slotAt(fresh);
  return node;
}

export function freeSlot(node: usize): void {
  const cold = coldOf(node);
  const zero = i64x2.splat(0);
  v128.store(cold, zero);
  v128.store(cold, zero, 16);
  store<u64>(node, <u64>S.freeOrder);
  store<u64>(node, 0, 8);
  S.freeOrder = <u32>node;
  S.liveOrders = S.liveOrders - 1;
}
