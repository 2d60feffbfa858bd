/**
 * Prices to levels. A ladder is a window of ticks kept as a ring (a tick's place is tick & mask), so moving
 * the window costs only the levels that leave or enter it; prices outside it are far levels. Sides, orders'
 * owners and matching are unknown here. Invariant: a tick inside the window is never a far level.
 */
import { FarLevel, Ladder, Level, OrderNode, SIZE_LEVEL } from '../layout.gen';
import { NO_ASK, NO_BID, S } from '../state';
import { clearBit, placeBelow, placeFrom, setBit } from './bits';
import { addFar, farAbove, farAddress, farBelow, farRank, farTick, findFar, removeFar } from './far-levels';

export function isInWindow(ladder: Ladder, tick: i32): bool {
  return <u32>(tick - ladder.lowTick) <= ladder.mask;
}

export function isFar(level: usize): bool {
  return level >= <usize>S.farBase;
}

export function windowLevel(ladder: Ladder, tick: i32): usize {
  return <usize>ladder.levels + <usize>((<u32>tick) & ladder.mask) * SIZE_LEVEL;
}

/** Level at `tick`; 0 when it is outside the window and has no orders. */
export function findLevel(ladder: Ladder, tick: i32): usize {
  return isInWindow(ladder, tick) ? windowLevel(ladder, tick) : findFar(ladder, tick);
}

export function tickOf(ladder: Ladder, level: usize): i32 {
  if (isFar(level)) return changetype<FarLevel>(level).tick;
  const place = <u32>((level - <usize>ladder.levels) / SIZE_LEVEL);
  return ladder.lowTick + <i32>((place - <u32>ladder.lowTick) & ladder.mask);
}

/** Puts `node` (its lots set) at the back of the level `at`. True when the level was empty. */
export function join(at: usize, node: usize): bool {
  const level = changetype<Level>(at);
  const order = changetype<OrderNode>(node);
  const last = <usize>level.prev;
  const before = last == 0 ? at : last;
  order.next = <u32>at;
  order.prev = <u32>before;
  order.level = <u32>at;
  changetype<OrderNode>(before).next = <u32>node;
  level.prev = <u32>node;
  level.totalLots = level.totalLots + <i64>order.lots;
  return last == 0;
}

/** Puts `node` (its lots set) at the back of the level at `tick`. False after a capacity fault. */
export function append(ladder: Ladder, node: usize, tick: i32): bool {
  if (isInWindow(ladder, tick)) {
    if (join(windowLevel(ladder, tick), node)) setBit(ladder, (<u32>tick) & ladder.mask);
    return true;
  }
  let at = findFar(ladder, tick);
  if (at == 0) at = addFar(ladder, tick);
  if (at == 0) return false;
  join(at, node);
  return true;
}

/** Forgets the level at `tick`, which has no orders left. */
export function dropLevel(ladder: Ladder, level: usize, tick: i32): void {
  if (isFar(level)) {
    removeFar(ladder, tick);
    return;
  }
  store<u64>(level, 0);
  store<u64>(level, 0, 8);
  clearBit(ladder, (<u32>tick) & ladder.mask);
}

/** Highest tick with orders in the window below `tick` (exclusive), or NO_BID. */
function windowBelow(ladder: Ladder, tick: i32): i32 {
  const low = ladder.lowTick;
  if (tick <= low) return NO_BID;
  const mask = ladder.mask;
  const span = mask + 1;
  const offset = min<u32>(<u32>(tick - low), span);
  const start = (<u32>low) & mask;
  const end = (start + offset) & mask;
  const place = placeBelow(ladder, end);
  if (end > start) return place >= <i32>start ? low + (place - <i32>start) : NO_BID;
  if (place >= 0) return low + place + <i32>(span - start);
  const wrapped = placeBelow(ladder, span);
  return wrapped >= <i32>start ? low + (wrapped - <i32>start) : NO_BID;
}

/** Lowest tick with orders in the window at or above `tick`, or NO_ASK. */
function windowFrom(ladder: Ladder, tick: i32): i32 {
  const low = ladder.lowTick;
  const mask = ladder.mask;
  const offset = tick <= low ? <u32>0 : <u32>(tick - low);
  if (offset > mask) return NO_ASK;
  const start = (<u32>low) & mask;
  const from = (start + offset) & mask;
  const place = placeFrom(ladder, from);
  if (from < start) return place >= 0 && place < <i32>start ? low + place + <i32>(mask + 1 - start) : NO_ASK;
  if (place >= 0) return low + (place - <i32>start);
  const wrapped = placeFrom(ladder, 0);
  return wrapped >= 0 && wrapped < <i32>start ? low + wrapped + <i32>(mask + 1 - start) : NO_ASK;
}

/** Highest tick with orders below `tick` (exclusive), or NO_BID. */
export function tickBelow(ladder: Ladder, tick: i32): i32 {
  if (ladder.farCount == 0) return windowBelow(ladder, tick);
  const far = farBelow(ladder, tick);
  if (far > ladder.lowTick + <i32>ladder.mask) return far;
  const near = windowBelow(ladder, tick);
  return near != NO_BID ? near : far;
}

/** Lowest tick with orders above `tick` (exclusive), or NO_ASK. */
export function tickAbove(ladder: Ladder, tick: i32): i32 {
  if (ladder.farCount == 0) return windowFrom(ladder, tick + 1);
  const far = farAbove(ladder, tick);
  if (far < ladder.lowTick) return far;
  const near = windowFrom(ladder, tick + 1);
  return near != NO_ASK ? near : far;
}

/** Gives the list of level `from` to the empty level `to`. */
export function moveLevel(from: usize, to: usize): void {
  const source = changetype<Level>(from);
  const target = changetype<Level>(to);
  target.next = source.next;
  target.prev = source.prev;
  target.totalLots = source.totalLots;
  changetype<OrderNode>(<usize>source.next).prev = <u32>to;
  changetype<OrderNode>(<usize>source.prev).next = <u32>to;
  let node = <usize>target.next;
  while (node != to) {
    const order = changetype<OrderNode>(node);
    order.level = <u32>to;
    node = <usize>order.next;
  }
}

/** Moves the window so that it begins at `low`. Addresses of levels change. May raise the capacity fault. */
export function moveWindow(ladder: Ladder, low: i32): void {
  const span = <i32>(ladder.mask + 1);
  const oldLow = ladder.lowTick;
  const stayLow = max<i32>(low, oldLow);
  const stayEnd = min<i32>(low + span, oldLow + span);
  let tick = windowFrom(ladder, oldLow);
  while (tick != NO_ASK) {
    const stays = tick >= stayLow && tick < stayEnd;
    if (!stays) {
      const from = windowLevel(ladder, tick);
      const to = addFar(ladder, tick);
      if (to == 0) return;
      moveLevel(from, to);
      dropLevel(ladder, from, tick);
    }
    tick =
      tick == i32.MAX_VALUE - 1 ? NO_ASK : windowFrom(ladder, stays ? max<i32>(stayEnd, tick + 1) : tick + 1);
  }
  ladder.lowTick = low;
  ladder.recentreCount = ladder.recentreCount + 1;
  let index = farRank(ladder, low);
  while (index < ladder.farCount && farTick(ladder, index) < low + span) {
    const entering = farTick(ladder, index);
    const to = windowLevel(ladder, entering);
    moveLevel(farAddress(ladder, index), to);
    setBit(ladder, (<u32>entering) & ladder.mask);
    removeFar(ladder, entering);
    index = farRank(ladder, low);
  }
}
