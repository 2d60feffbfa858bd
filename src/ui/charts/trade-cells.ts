/**
 * Trades as a chart shows them: those of one column of time, one price and one aggressor are added up, so a dot never
 * hides another. New trades are added to what is there. Times are ns since the start of the run.
 */
import type { PastWindow } from '../state/past-store';
import type { Pictures } from '../state/pictures';
import { walkRows } from './picture-source';

const HELD = 65_536;

export class TradeCells {
  readonly sinceNs = new Float64Array(HELD);
  readonly units = new Float64Array(HELD);
  readonly lots = new Float64Array(HELD);
  readonly aggressor = new Int8Array(HELD);
  count = 0;
  readonly #progress = { key: '', appended: 0 };
  readonly #open = new Map<number, number>();
  #column = -1;

  sync(pictures: Pictures, past: PastWindow | null, columnNs: number): void {
    const ring = pictures.trail.trades;
    const key = `${columnNs}/${ring.generation}/${past === null ? -1 : pictures.past.revision}`;
    if (key !== this.#progress.key) {
      this.#progress.key = key;
      this.#progress.appended = 0;
      this.count = 0;
      this.#column = -1;
    }
    const source = past === null ? null : { rows: past.trades, toNs: past.toNs };
    walkRows(ring, source, this.#progress, (rows, row) => {
      this.#add(columnNs, rows.at(row, 0), rows.at(row, 1), rows.at(row, 2), rows.at(row, 3));
    });
  }

  /** First cell that begins at or after a moment. */
  firstAt(sinceNs: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sinceNs[middle]! < sinceNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #add(columnNs: number, sinceNs: number, units: number, lots: number, aggressor: number): void {
    const column = Math.floor(sinceNs / columnNs);
    if (column !== this.#column) {
      this.#column = column;
      this.#open.clear();
    }
    const key = units * 3 + aggressor + 1;
    const known = this.#open.get(key);
    if (known !== undefined) {
      this.lots[known]! += lots;
      return;
    }
    if (this.count === HELD) this.#forgetHalf();
    this.sinceNs[this.count] = sinceNs;
    this.units[this.count] = units;
    this.lots[this.count] = lots;
    this.aggressor[this.count] = aggressor;
    this.#open.set(key, this.count);
    this.count += 1;
  }

  #forgetHalf(): void {
    const half = HELD / 2;
    for (const column of [this.sinceNs, this.units, this.lots, this.aggressor]) column.copyWithin(0, half);
    this.count = half;
    this.#open.clear();
  }
}
