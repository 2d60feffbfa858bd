/**
 * Trades as a chart shows them: those of one column of time, one row of prices and one aggressor are added up, at their
 * mean price, so a dot never hides another. New trades are added to what is there. Times are ns since the start of the run.
 */
import type { PastWindow } from '../state/past-store';
import type { Pictures } from '../state/pictures';
import { walkRows } from './picture-source';

const HELD = 65_536;

export class TradeCells {
  readonly sinceNs = new Float64Array(HELD);
  /** mean price by lots, lowest and highest */
  readonly units = new Float64Array(HELD);
  readonly low = new Float64Array(HELD);
  readonly high = new Float64Array(HELD);
  readonly lots = new Float64Array(HELD);
  readonly aggressor = new Int8Array(HELD);
  count = 0;
  readonly #progress = { key: '', appended: 0 };
  readonly #open = new Map<number, number>();
  #column = -1;

  /** `rowUnits`: prices that one dot stands for. */
  sync(pictures: Pictures, past: PastWindow | null, columnNs: number, rowUnits: number): void {
    const ring = pictures.trail.trades;
    const key = `${columnNs}/${rowUnits}/${ring.generation}/${past === null ? -1 : pictures.past.revision}`;
    if (key !== this.#progress.key) {
      this.#progress.key = key;
      this.#progress.appended = 0;
      this.count = 0;
      this.#column = -1;
    }
    const source = past === null ? null : { rows: past.trades, toNs: past.toNs };
    walkRows(ring, source, this.#progress, (rows, row) => {
      const units = rows.at(row, 1);
      const place = Math.floor(units / rowUnits) * 3 + rows.at(row, 3) + 1;
      this.#openColumn(Math.floor(rows.at(row, 0) / columnNs));
      this.#add(place, rows.at(row, 0), units, rows.at(row, 2), rows.at(row, 3));
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

  /** Lowest and highest price of the trades of a stretch. */
  range(fromNs: number, toNs: number): { low: number; high: number } {
    let low = Infinity;
    let high = -Infinity;
    const end = this.firstAt(toNs);
    for (let cell = this.firstAt(fromNs); cell < end; cell += 1) {
      low = Math.min(low, this.low[cell]!);
      high = Math.max(high, this.high[cell]!);
    }
    return { low, high };
  }

  #openColumn(column: number): void {
    if (column === this.#column) return;
    this.#column = column;
    this.#open.clear();
  }

  #add(key: number, sinceNs: number, units: number, lots: number, aggressor: number): void {
    const known = this.#open.get(key);
    if (known !== undefined) {
      const all = this.lots[known]! + lots;
      this.units[known]! += ((units - this.units[known]!) * lots) / all;
      this.lots[known] = all;
      if (units < this.low[known]!) this.low[known] = units;
      if (units > this.high[known]!) this.high[known] = units;
      return;
    }
    if (this.count === HELD) this.#forgetHalf();
    this.sinceNs[this.count] = sinceNs;
    this.units[this.count] = units;
    this.low[this.count] = units;
    this.high[this.count] = units;
    this.lots[this.count] = lots;
    this.aggressor[this.count] = aggressor;
    this.#open.set(key, this.count);
    this.count += 1;
  }

  #forgetHalf(): void {
    const half = HELD / 2;
    for (const column of [this.sinceNs, this.units, this.low, this.high, this.lots, this.aggressor])
      column.copyWithin(0, half);
    this.count = half;
    this.#open.clear();
  }
}
