/**
 * Depth as the playhead passed it: snapshots of the book no closer than a pixel column, in a ring of fixed size;
 * after a jump the cell says what the book was on the way. Times are ns since the start of the run.
 */
import type { DepthPast, DepthRow, Frame } from '../../worker/protocol';

const CAPACITY = 3_072;
const SIDE_LEVELS = 32;
const WIDTH = SIDE_LEVELS * 2;

export class DepthTrail {
  readonly #atNs = new Float64Array(CAPACITY);
  /** levels of the snapshot */
  readonly #levels = new Uint16Array(CAPACITY);
  readonly #units = new Float64Array(CAPACITY * WIDTH);
  readonly #lots = new Float64Array(CAPACITY * WIDTH);
  #start = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#start = 0;
    this.#count = 0;
  }

  atNs(row: number): number {
    return this.#atNs[this.#place(row)] ?? 0;
  }

  levels(row: number): number {
    return this.#levels[this.#place(row)] ?? 0;
  }

  units(row: number, level: number): number {
    return this.#units[this.#place(row) * WIDTH + level] ?? 0;
  }

  lots(row: number, level: number): number {
    return this.#lots[this.#place(row) * WIDTH + level] ?? 0;
  }

  /** First row at or after a moment. */
  lowerBound(sinceNs: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.atNs(middle) < sinceNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes the book of a frame unless the last snapshot is nearer than `leastNs`. */
  take(frame: Frame, sinceNs: number, leastNs: number): void {
    if (this.#count > 0 && sinceNs - this.atNs(this.#count - 1) < leastNs) return;
    const place = this.#push(sinceNs);
    const bids = this.#copy(frame.bids, place * WIDTH);
    const asks = this.#copy(frame.asks, place * WIDTH + bids);
    this.#levels[place] = bids + asks;
  }

  /** A whole past as the cell gathered it, in place of what was known. */
  fill(past: DepthPast): void {
    this.clear();
    let from = 0;
    past.sinceNs.forEach((sinceNs, row) => {
      const count = Math.min(WIDTH, past.levels[row] ?? 0);
      const place = this.#push(sinceNs);
      this.#units.set(past.units.subarray(from, from + count), place * WIDTH);
      this.#lots.set(past.lots.subarray(from, from + count), place * WIDTH);
      this.#levels[place] = count;
      from += past.levels[row] ?? 0;
    });
  }

  /** The playhead went back: what is not yet is forgotten. */
  forgetFrom(sinceNs: number): void {
    while (this.#count > 0 && this.atNs(this.#count - 1) >= sinceNs) this.#count -= 1;
  }

  #push(sinceNs: number): number {
    const place = (this.#start + this.#count) % CAPACITY;
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
