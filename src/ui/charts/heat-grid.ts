/**
 * Depth as a grid of time columns and price rows: each cell holds the largest size that rested at any price of its row
 * at any moment of its column, so a coarse grid never hides a wall. Columns and rows stand still in time and price;
 * new snapshots are added to what is there. Knows no pixels. Times are ns since the start of the run.
 */
import type { DepthRows } from '../state/depth-rows';
import type { PastWindow } from '../state/past-store';
import type { Pictures } from '../state/pictures';
import { walkDepth } from './picture-source';

/** A power of two that is more than any screen has columns. */
export const GRID_COLUMNS = 2048;

export interface GridShape {
  readonly columnNs: number;
  /** price of the lowest row's lower edge, and units a row */
  readonly baseUnits: number;
  readonly rowUnits: number;
  readonly rows: number;
}

export class HeatGrid {
  shape: GridShape = { columnNs: 1, baseUnits: 0, rowUnits: 1, rows: 0 };
  /** lots, column by column; the place of a column is its number modulo `GRID_COLUMNS` */
  lots = new Float32Array(0);
  /** columns whose cells changed since the painter looked */
  dirtyFrom = Infinity;
  #key = '';
  #seen = 0;
  #first = 0;
  #last = -1;
  #inForce = new Float32Array(0);

  get first(): number {
    return Math.max(this.#first, this.#last - GRID_COLUMNS + 1);
  }

  get last(): number {
    return this.#last;
  }

  /** Brings the grid up to `nowNs`; true when it was begun anew. */
  sync(
    pictures: Pictures,
    past: PastWindow | null,
    shape: GridShape,
    fromNs: number,
    nowNs: number,
  ): boolean {
    const { depth } = pictures;
    const { columnNs } = shape;
    const from = past === null ? depth.generation : -pictures.past.revision;
    const key = `${columnNs}/${shape.baseUnits}/${shape.rowUnits}/${shape.rows}/${from}/${depth.generation}`;
    const wanted = Math.max(0, Math.floor(fromNs / columnNs));
    const isNew = key !== this.#key || wanted < this.first;
    if (isNew) this.#begin(key, shape, wanted);
    const source = past === null ? null : { rows: past.depth, toNs: past.toNs };
    this.#seen = walkDepth(depth, source, fromNs, this.#seen, (rows, row) => this.#take(rows, row));
    this.#carryTo(Math.floor(nowNs / columnNs));
    return isNew;
  }

  /** First cell of a column. */
  at(column: number): number {
    return (column % GRID_COLUMNS) * this.shape.rows;
  }

  #begin(key: string, shape: GridShape, first: number): void {
    this.#key = key;
    this.#seen = 0;
    this.shape = shape;
    this.#first = first;
    this.#last = first - 1;
    this.dirtyFrom = first;
    const size = shape.rows * GRID_COLUMNS;
    if (this.lots.length !== size) this.lots = new Float32Array(size);
    this.#inForce = new Float32Array(shape.rows);
  }

  #take(rows: DepthRows, row: number): void {
    const { columnNs, baseUnits, rowUnits, rows: height } = this.shape;
    this.#carryTo(Math.floor(rows.atNs(row) / columnNs));
    const now = this.#inForce;
    now.fill(0);
    const levels = rows.levels(row);
    for (let level = 0; level < levels; level += 1) {
      const place = Math.floor((rows.units(row, level) - baseUnits) / rowUnits);
      if (place < 0 || place >= height) continue;
      const lots = rows.lots(row, level);
      if (lots > now[place]!) now[place] = lots;
    }
    if (this.#last < this.#first) return;
    const at = this.at(this.#last);
    for (let place = 0; place < height; place += 1) {
      if (now[place]! > this.lots[at + place]!) this.lots[at + place] = now[place]!;
    }
    this.dirtyFrom = Math.min(this.dirtyFrom, this.#last);
  }

  /** A snapshot holds until the next. */
  #carryTo(column: number): void {
    if (column <= this.#last) return;
    if (column - this.#last > GRID_COLUMNS) this.#last = column - GRID_COLUMNS;
    this.dirtyFrom = Math.min(this.dirtyFrom, this.#last + 1);
    while (this.#last < column) {
      this.#last += 1;
      this.lots.set(this.#inForce, this.at(this.#last));
    }
  }
}

/** Prices a row of the grid spans: a whole number of ticks, so that a row is at least `leastPx` high. */
export function ticksARow(tickPx: number, leastPx: number): number {
  if (tickPx >= leastPx) return 1;
  const least = leastPx / tickPx;
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least - 1e-9) return Math.max(1, factor * power);
  return 10 * power;
}
