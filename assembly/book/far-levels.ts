/**
 * Levels outside a ladder's window: records from a pool, found through an array sorted by tick. Made for few
 * and rare levels; what is near the touch is in the window. Invariant: every entry's level has orders.
 */
import { FAULT_FAR_LEVEL_CAPACITY, FarLevel, Ladder, SIZE_FAR_LEVEL } from '../layout.gen';
import { NO_ASK, NO_BID, S, raise } from '../state';

function keyOf(tick: i32): u64 {
  return (<u64>((<u32>tick) ^ 0x80000000)) << 32;
}

/** Tick of the entry at `index` of the sorted array. */
export function farTick(ladder: Ladder, index: u32): i32 {
  return <i32>(load<u32>(<usize>ladder.far + ((<usize>index) << 3), 4) ^ 0x80000000);
}

export function farAddress(ladder: Ladder, index: u32): usize {
  return <usize>load<u32>(<usize>ladder.far + ((<usize>index) << 3));
}

/** Entries with a tick below `tick`. */
export function farRank(ladder: Ladder, tick: i32): u32 {
  const key = keyOf(tick);
  let low: u32 = 0;
  let high = ladder.farCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u64>(<usize>ladder.far + ((<usize>middle) << 3)) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Address of the far level at `tick`, 0 = none. */
export function findFar(ladder: Ladder, tick: i32): usize {
  const index = farRank(ladder, tick);
  return index < ladder.farCount && farTick(ladder, index) == tick ? farAddress(ladder, index) : 0;
}

/** An empty far level at `tick`, entered into the array; 0 after raising the capacity fault. */
export function addFar(ladder: Ladder, tick: i32): usize {
  const count = ladder.farCount;
  if (count >= S.capFarLevels) {
    raise(FAULT_FAR_LEVEL_CAPACITY, S.capFarLevels, S.eventCount);
    return 0;
  }
  let level = <usize>S.freeFar;
  if (level != 0) {
    S.freeFar = changetype<FarLevel>(level).nextFree;
  } else {
    level = <usize>S.farBase + <usize>S.freshFar * SIZE_FAR_LEVEL;
    S.freshFar = S.freshFar + 1;
  }
  changetype<FarLevel>(level).tick = tick;
  changetype<FarLevel>(level).nextFree = 0;
  const index = farRank(ladder, tick);
  const at = <usize>ladder.far + ((<usize>index) << 3);
  memory.copy(at + 8, at, (<usize>(count - index)) << 3);
  store<u64>(at, keyOf(tick) | (<u64>level));
  ladder.farCount = count + 1;
  return level;
}

/** Takes the emptied level at `tick` out of the array and back into the pool. */
export function removeFar(ladder: Ladder, tick: i32): void {
  const index = farRank(ladder, tick);
  const at = <usize>ladder.far + ((<usize>index) << 3);
  const level = farAddress(ladder, index);
  const count = ladder.farCount - 1;
  memory.copy(at, at + 8, (<usize>(count - index)) << 3);
  store<u64>(<usize>ladder.far + ((<usize>count) << 3), 0);
  ladder.farCount = count;
  memory.fill(level, 0, SIZE_FAR_LEVEL);
  changetype<FarLevel>(level).nextFree = S.freeFar;
  S.freeFar = <u32>level;
}

/** Highest far tick below `tick`, or NO_BID. */
export function farBelow(ladder: Ladder, tick: i32): i32 {
  const index = farRank(ladder, tick);
  return index == 0 ? NO_BID : farTick(ladder, index - 1);
}

/** Lowest far tick above `tick`, or NO_ASK. */
export function farAbove(ladder: Ladder, tick: i32): i32 {
  const index = farRank(ladder, tick + 1);
  return index == ladder.farCount ? NO_ASK : farTick(ladder, index);
}
