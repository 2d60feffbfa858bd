/**
 * Bars of one second as the cell sends them, growing columns; the newest goes on until the next begins. Times are
 * whole seconds since 1970, prices in units. Holds nothing later than what the cell reported.
 */
import type { BarColumns } from '../../worker/protocol';

const NAMES = [
  'second',
  'openUnits',
  'highUnits',
  'lowUnits',
  'closeUnits',
  'lots',
  'boughtLots',
  'soldLots',
] as const satisfies readonly (keyof BarColumns)[];

export class BarTrail implements BarColumns {
  second = new Float64Array(1024);
  openUnits = new Float64Array(1024);
  highUnits = new Float64Array(1024);
  lowUnits = new Float64Array(1024);
  closeUnits = new Float64Array(1024);
  lots = new Float64Array(1024);
  boughtLots = new Float64Array(1024);
  soldLots = new Float64Array(1024);
  #count = 0;

  /** Bars in the columns, which are longer than that. */
  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Takes what follows; whatever is kept from the first of them on has become another, or is not yet. */
  take(bars: BarColumns): void {
    const rows = bars.second.length;
    const at = rows === 0 ? 0 : this.firstAt(bars.second[0]!);
    this.#grow(at + rows);
    for (const name of NAMES) this[name].set(bars[name], at);
    this.#count = at + rows;
  }

  /** First bar at or after a second. */
  firstAt(second: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.second[middle] ?? 0) < second) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(rows: number): void {
    let size = this.second.length;
    if (rows <= size) return;
    while (size < rows) size *= 2;
    for (const name of NAMES) {
      const wider = new Float64Array(size);
      wider.set(this[name]);
      this[name] = wider;
    }
  }
}
