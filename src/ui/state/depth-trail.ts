/**
 * Depth as the playhead passed it: snapshots of the book no closer than a pixel column, in a ring of fixed size. Times
 * are ns since the start of the run. Invariant: between two snapshots nothing was jumped over.
 */
import type { DepthRow, Frame } from '../../worker/protocol';
import { firstAtOrAfter, type DepthRows } from './depth-rows';

const CAPACITY = 2_048;
const SIDE_LEVELS = 64;
const WIDTH = SIDE_LEVELS * 2;

export class DepthTrail implements DepthRows {
  readonly #atNs = new Float64Array(CAPACITY);
  /** levels of the snapshot */
  readonly #levels = new Uint16Array(CAPACITY);
  readonly #bids = new Uint16Array(CAPACITY);
  readonly #units = new Float64Array(CAPACITY * WIDTH);
  readonly #lots = new Float64Array(CAPACITY * WIDTH);
  #start = 0;
  #count = 0;
  /** rises whenever rows are forgotten */
  generation = 0;
  /** snapshots ever taken since the last `clear`, kept or not */
  appended = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#start = 0;
    this.#count = 0;
    this.appended = 0;
    this.generation += 1;
  }

  atNs(row: number): number {
    return this.#atNs[this.#place(row)] ?? 0;
  }

  levels(row: number): number {
    return this.#levels[this.#place(row)] ?? 0;
  }

  bids(row: number): number {
    return this.#bids[this.#place(row)] ?? 0;
  }

  units(row: number, level: number): number {
    return this.#units[this.#place(row) * WIDTH + level] ?? 0;
  }

  lots(row: number, level: number): number {
    return this.#lots[this.#place(row) * WIDTH + level] ?? 0;
  }

  /** Takes the book of a frame unless the last snapshot is nearer than `leastNs`. */
  take(frame: Frame, sinceNs: number, leastNs: number): void {
    if (this.#count > 0 && sinceNs - this.atNs(this.#count - 1) < leastNs) return;
    const place = this.#push(sinceNs);
    const bids = this.#copy(frame.bids, place * WIDTH);
    const asks = this.#copy(frame.asks, place * WIDTH + bids);
    this.#levels[place] = bids + asks;
    this.#bids[place] = bids;
  }

  /** The playhead went back: what is not yet is forgotten. */
  forgetFrom(sinceNs: number): void {
    while (this.#count > 0 && this.atNs(this.#count - 1) >= sinceNs) this.#count -= 1;
    this.generation += 1;
  }

  /** True when the picture from a moment on was passed without a gap. */
  reachesBack(sinceNs: number): boolean {
    return this.#count > 0 && firstAtOrAfter(this, sinceNs + 1) > 0;
  }

  #push(sinceNs: number): number {
    const place = (this.#start + this.#count) % CAPACITY;
    this.appended += 1;
    if (this.#count < CAPACITY) this.#count += 1;
    else this.#start = (this.#start + 1) % CAPACITY;
    this.#atNs[place] = sinceNs;
    return place;
  }

  #copy(rows: readonly DepthRow[], at: number): number {
    const count = Math.min(SIDE_LEVELS, rows.length);
    for (let index = 0; index < count; index += 1) {
      this.#units[at + index] = Number(rows[index]?.priceUnits ?? 0n);
      this.#lots[at + index] = Number(rows[index]?.totalLots ?? 0n);
    }
    return count;
  }

  #place(row: number): number {
    return (this.#start + row) % CAPACITY;
  }
}
