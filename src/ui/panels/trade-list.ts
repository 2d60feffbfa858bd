/**
 * Which trades time and sales lists: newest first, from a size on, and nothing newer than where it is held. Pure; rows
 * are those of the trail's ring (sinceNs, units, lots, aggressor, kind, number).
 */
import type { Ring } from '../state/ring';

const LOTS = 2;
const NUMBER = 5;
/** A trade is big among the last ones when only a few in a hundred are as big. */
const BIG_PART = 0.97;
const BIG_AMONG = 1024;

export interface TradeList {
  /** rows of the ring, newest first */
  readonly rows: readonly number[];
  /** trades of the size that came since the list is held */
  readonly newer: number;
}

export function listTrades(ring: Ring, leastLots: number, heldNumber: number | null): TradeList {
  const rows: number[] = [];
  let newer = 0;
  for (let row = ring.count - 1; row >= 0; row -= 1) {
    if (leastLots > 0 && ring.at(row, LOTS) < leastLots) continue;
    if (heldNumber !== null && ring.at(row, NUMBER) > heldNumber) newer += 1;
    else rows.push(row);
  }
  return { rows, newer };
}

export function bigLots(ring: Ring): number {
  const first = Math.max(0, ring.count - BIG_AMONG);
  const sizes = Float64Array.from({ length: ring.count - first }, (_, i) => ring.at(first + i, LOTS)).sort();
  const small = sizes[0] ?? 0;
  const big = sizes[Math.floor(sizes.length * BIG_PART)] ?? Infinity;
  return big > small ? big : Infinity;
}

/** Row of the last trade at or before a moment, −1 before the first. */
export const rowAtTime = (ring: Ring, sinceNs: number): number => ring.lowerBound(sinceNs + 1) - 1;
