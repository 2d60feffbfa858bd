/**
 * Best bid and ask by pixel column: lowest, highest and last value of each, so that a picture hides no high and no low
 * however much time a column holds. Columns stand still in time; new rows are added to them, so a frame costs what
 * happened since the last one. Times are ns since the start of the run.
 */
import type { Pictures } from '../state/pictures';
import type { PastWindow } from '../state/past-store';
import { walkRows } from './picture-source';

const HELD = 4096;

export interface SideColumns {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly last: Float64Array;
}

const makeSide = (): SideColumns => ({
  low: new Float64Array(HELD),
  high: new Float64Array(HELD),
  last: new Float64Array(HELD),
});

export class TouchColumns {
  readonly bids = makeSide();
  readonly asks = makeSide();
  columnNs = 1;
  readonly #progress = { key: '', appended: 0 };
  #first = 0;
  #last = -1;
  #bid = NaN;
  #ask = NaN;

  /** First and last column that are held. */
  get first(): number {
    return Math.max(this.#first, this.#last - HELD + 1);
  }

  get last(): number {
    return this.#last;
  }

  place(column: number): number {
    return column % HELD;
  }

  /** Brings the columns up to `nowNs`. */
  sync(pictures: Pictures, past: PastWindow | null, columnNs: number, fromNs: number, nowNs: number): void {
    const ring = pictures.trail.touches;
    const key = `${columnNs}/${ring.generation}/${past === null ? -1 : pictures.past.revision}`;
    const wanted = Math.floor(fromNs / columnNs);
    if (key !== this.#progress.key || wanted < this.first) {
      this.#progress.key = key;
      this.#progress.appended = 0;
      this.columnNs = columnNs;
      this.#first = wanted;
      this.#last = wanted - 1;
      this.#bid = NaN;
      this.#ask = NaN;
    }
    const source = past === null ? null : { rows: past.touches, toNs: past.toNs };
    walkRows(ring, source, this.#progress, (rows, row) => {
      const atNs = rows.at(row, 0);
      this.#carryTo(Math.floor(atNs / columnNs));
      this.#bid = rows.at(row, 1);
      this.#ask = rows.at(row, 2);
      if (this.#last >= this.#first) this.#extend(this.#last);
    });
    this.#carryTo(Math.floor(nowNs / columnNs));
  }

  /** Lowest bid and highest ask of some columns. */
  range(firstColumn: number, lastColumn: number): { low: number; high: number } {
    let low = Infinity;
    let high = -Infinity;
    const end = Math.min(lastColumn, this.#last);
    for (let column = Math.max(firstColumn, this.first); column <= end; column += 1) {
      const place = column % HELD;
      for (const side of [this.bids, this.asks]) {
        if (side.low[place]! < low) low = side.low[place]!;
        if (side.high[place]! > high) high = side.high[place]!;
      }
    }
    return { low, high };
  }

  /** A column without a change carries the value before it. */
  #carryTo(column: number): void {
    if (column - this.#last > HELD) this.#last = column - HELD;
    while (this.#last < column) {
      this.#last += 1;
      const place = this.#last % HELD;
      for (const { low, high, last } of [this.bids, this.asks]) {
        low[place] = NaN;
        high[place] = NaN;
        last[place] = NaN;
      }
      this.#extend(this.#last);
    }
  }

  #extend(column: number): void {
    const place = column % HELD;
    extendSide(this.bids, place, this.#bid);
    extendSide(this.asks, place, this.#ask);
  }
}

function extendSide({ low, high, last }: SideColumns, place: number, value: number): void {
  last[place] = value;
  if (Number.isNaN(value)) return;
  if (!(low[place]! <= value)) low[place] = value;
  if (!(high[place]! >= value)) high[place] = value;
}
