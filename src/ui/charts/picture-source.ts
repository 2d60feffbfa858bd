/**
 * Which rows a chart draws from: what the playhead left behind, or the stretch of the past that was asked for with what
 * follows it. Decides and walks; keeps nothing. Invariant: rows come in order of time, none twice.
 */
import { firstAtOrAfter, type DepthRows } from '../state/depth-rows';
import { COARSER, type PastWindow, type Stretch } from '../state/past-store';
import type { Pictures } from '../state/pictures';
import type { Ring, Rows } from '../state/ring';

/** The stretch that was asked for, when it is what the picture needs; null when the live rows do. */
export function usedPast(pictures: Pictures, stretch: Stretch): PastWindow | null {
  const { window } = pictures.past;
  if (window === null || window.fromNs > stretch.fromNs || window.toNs <= stretch.fromNs) return null;
  const isFine = window.partNs <= ((stretch.toNs - stretch.fromNs) / stretch.columns) * COARSER;
  return isFine || !pictures.depth.reachesBack(stretch.fromNs) ? window : null;
}

/** True when the picture would be better with a stretch that the page does not hold. */
export function lacksPast(pictures: Pictures, stretch: Stretch, isStill: boolean): boolean {
  const { depth, past } = pictures;
  if (stretch.toNs <= stretch.fromNs || past.covers(stretch)) return false;
  const reachesBack = depth.reachesBack(stretch.fromNs);
  if (usedPast(pictures, stretch) !== null && !isStill) {
    // The stretch and the live rows meet: nothing is missing between them.
    return !depth.reachesBack(past.window?.toNs ?? 0);
  }
  if (!reachesBack) return true;
  if (!isStill) return false;
  const rows = firstAtOrAfter(depth, stretch.toNs) - firstAtOrAfter(depth, stretch.fromNs);
  return rows < stretch.columns / 3;
}

/** How far a reader of rows has come; a changed key means to begin again. */
export interface Progress {
  key: string;
  appended: number;
}

export type TakeRow = (rows: Rows, row: number) => void;

/** Hands over the rows that `progress` has not seen: of the past first, then of the ring. */
export function walkRows(
  ring: Ring,
  past: { readonly rows: Rows; readonly toNs: number } | null,
  progress: Progress,
  take: TakeRow,
): void {
  if (progress.appended === 0 && past !== null) {
    const end = past.rows.lowerBound(past.toNs + 1);
    for (let row = 0; row < end; row += 1) take(past.rows, row);
  }
  const fresh = Math.min(ring.count, ring.appended - progress.appended);
  for (let row = ring.count - fresh; row < ring.count; row += 1) {
    if (past === null || ring.at(row, 0) > past.toNs) take(ring, row);
  }
  progress.appended = ring.appended;
}

/** The same for snapshots of depth, from `fromNs` on; the one in force there comes first. */
export function walkDepth(
  live: DepthRows & { readonly appended: number },
  past: { readonly rows: DepthRows; readonly toNs: number } | null,
  fromNs: number,
  seen: number,
  take: (rows: DepthRows, row: number) => void,
): number {
  if (seen === 0 && past !== null) {
    const end = firstAtOrAfter(past.rows, past.toNs + 1);
    for (let row = Math.max(0, firstAtOrAfter(past.rows, fromNs) - 1); row < end; row += 1)
      take(past.rows, row);
  }
  const fresh = Math.min(live.count, live.appended - seen);
  const inForce = seen === 0 ? Math.max(0, firstAtOrAfter(live, fromNs) - 1) : 0;
  for (let row = Math.max(live.count - fresh, inForce); row < live.count; row += 1) {
    if (past === null || live.atNs(row) > past.toNs) take(live, row);
  }
  return live.appended;
}
