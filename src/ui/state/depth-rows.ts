/**
 * Snapshots of a book in order of time, as pictures read them: those that the playhead passed, those that the cell
 * gathered, or the ones before the others. Times are ns since the start of the run.
 */
import type { DepthPast } from '../../worker/protocol';

export interface DepthRows {
  readonly count: number;
  atNs(row: number): number;
  /** levels of a snapshot, bids first, best first on each side */
  levels(row: number): number;
  bids(row: number): number;
  units(row: number, level: number): number;
  lots(row: number, level: number): number;
}

/** First snapshot at or after a moment. */
export function firstAtOrAfter(rows: DepthRows, sinceNs: number): number {
  let low = 0;
  let high = rows.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.atNs(middle) < sinceNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As the cell answered; nothing after `untilNs`. */
export class PastDepth implements DepthRows {
  readonly #from: Uint32Array;

  constructor(private readonly past: DepthPast) {
    this.#from = new Uint32Array(past.levels.length);
    let at = 0;
    past.levels.forEach((count, row) => {
      this.#from[row] = at;
      at += count;
    });
  }

  get count(): number {
    return this.past.sinceNs.length;
  }

  atNs(row: number): number {
    return this.past.sinceNs[row] ?? 0;
  }

  levels(row: number): number {
    return this.past.levels[row] ?? 0;
  }

  bids(row: number): number {
    return this.past.bids[row] ?? 0;
  }

  units(row: number, level: number): number {
    return this.past.units[(this.#from[row] ?? 0) + level] ?? 0;
  }

  lots(row: number, level: number): number {
    return this.past.lots[(this.#from[row] ?? 0) + level] ?? 0;
  }
}
