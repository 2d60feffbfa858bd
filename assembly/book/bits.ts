/**
 * The three-layer bitmap of a ladder's window: a bit a tick, a bit a word, a bit a word of words. Knows
 * places 0 … mask, not prices. Invariant: a bit of an upper layer is set exactly when its word below is not 0.
 */
import { Ladder } from '../layout.gen';

export function setBit(ladder: Ladder, place: u32): void {
  const word0 = <usize>ladder.bits0 + ((<usize>(place >> 6)) << 3);
  const before = load<u64>(word0);
  store<u64>(word0, before | ((<u64>1) << (place & 63)));
  if (before != 0) return;
  const word1 = <usize>ladder.bits1 + ((<usize>(place >> 12)) << 3);
  store<u64>(word1, load<u64>(word1) | ((<u64>1) << ((place >> 6) & 63)));
  ladder.bits2 = ladder.bits2 | ((<u64>1) << (place >> 12));
}

export function clearBit(ladder: Ladder, place: u32): void {
  const word0 = <usize>ladder.bits0 + ((<usize>(place >> 6)) << 3);
  const after0 = load<u64>(word0) & ~((<u64>1) << (place & 63));
  store<u64>(word0, after0);
  if (after0 != 0) return;
  const word1 = <usize>ladder.bits1 + ((<usize>(place >> 12)) << 3);
  const after1 = load<u64>(word1) & ~((<u64>1) << ((place >> 6) & 63));
  store<u64>(word1, after1);
  if (after1 != 0) return;
  ladder.bits2 = ladder.bits2 & ~((<u64>1) << (place >> 12));
}

export function isSet(ladder: Ladder, place: u32): bool {
  const word0 = <usize>ladder.bits0 + ((<usize>(place >> 6)) << 3);
  return ((load<u64>(word0) >> (place & 63)) & 1) != 0;
}

/** Highest set place below `place` (exclusive, 0 … mask + 1), or -1. */
export function placeBelow(ladder: Ladder, place: u32): i32 {
  if (place == 0) return -1;
  const at = place - 1;
  let index0 = at >> 6;
  let word = load<u64>(<usize>ladder.bits0 + ((<usize>index0) << 3)) & (u64.MAX_VALUE >> (63 - (at & 63)));
  if (word != 0) return <i32>((index0 << 6) + 63 - <u32>clz<u64>(word));
  let index1 = index0 >> 6;
  word = load<u64>(<usize>ladder.bits1 + ((<usize>index1) << 3)) & (((<u64>1) << (index0 & 63)) - 1);
  if (word == 0) {
    const words = ladder.bits2 & (((<u64>1) << index1) - 1);
    if (words == 0) return -1;
    index1 = 63 - <u32>clz<u64>(words);
    word = load<u64>(<usize>ladder.bits1 + ((<usize>index1) << 3));
  }
  index0 = (index1 << 6) + 63 - <u32>clz<u64>(word);
  word = load<u64>(<usize>ladder.bits0 + ((<usize>index0) << 3));
  return <i32>((index0 << 6) + 63 - <u32>clz<u64>(word));
}

/** Lowest set place at or above `place` (0 … mask), or -1. */
export function placeFrom(ladder: Ladder, place: u32): i32 {
  let index0 = place >> 6;
  let word = load<u64>(<usize>ladder.bits0 + ((<usize>index0) << 3)) & (u64.MAX_VALUE << (place & 63));
  if (word != 0) return <i32>((index0 << 6) + <u32>ctz<u64>(word));
  let index1 = index0 >> 6;
  word = load<u64>(<usize>ladder.bits1 + ((<usize>index1) << 3)) & ~(u64.MAX_VALUE >> (63 - (index0 & 63)));
  if (word == 0) {
    const words = ladder.bits2 & ~(u64.MAX_VALUE >> (63 - index1));
    if (words == 0) return -1;
    index1 = <u32>ctz<u64>(words);
    word = load<u64>(<usize>ladder.bits1 + ((<usize>index1) << 3));
  }
  index0 = (index1 << 6) + <u32>ctz<u64>(word);
  word = load<u64>(<usize>ladder.bits0 + ((<usize>index0) << 3));
  return <i32>((index0 << 6) + <u32>ctz<u64>(word));
}
