/**
 * The depth heatmap under the price: the cells of a grid as pixels, brighter where more lots rest, on one ramp from
 * the ground up. A frame paints the columns that are new and stretches one bitmap over the plot.
 */
import type { ChartView } from './chart-view';
import { GRID_COLUMNS, HeatGrid, ticksARow } from './heat-grid';
import type { Tokens } from './canvas';
import type { PastWindow } from '../state/past-store';

const STEPS = 256;
/** Quiet sizes stay near the ground, walls stand out: the step of the ramp by the part of the brightest size. */
const PARTS = 1024;
const STEP_OF_PART = Uint8Array.from({ length: PARTS + 1 }, (_, part) =>
  part === 0 ? 0 : (0.1 + 0.9 * (part / PARTS) ** 2.3) * (STEPS - 1),
);
const RAMP = ['heat-0', 'heat-1', 'heat-2', 'heat-3', 'heat-4'] as const;
/** A column is a good pixel wide, a row never thinner than this. */
export const HEAT_COLUMN_PX = 2;
const ROW_PX = 2;
/** The measure of brightness follows the market once it is this much off. */
const SLACK = 0.14;

function parseColour(text: string): number[] {
  const hex = text.replace('#', '');
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16));
}

/** ABGR words, as little-endian pixels are written. */
function rampOf(tokens: Tokens): Uint32Array<ArrayBuffer> {
  const stops = RAMP.map((token) => parseColour(tokens[token]));
  return Uint32Array.from({ length: STEPS }, (_, step) => {
    const at = (step / (STEPS - 1)) * (stops.length - 1);
    const from = stops[Math.floor(at)] ?? [];
    const to = stops[Math.ceil(at)] ?? from;
    const [red = 0, green = 0, blue = 0] = from.map((value, i) =>
      Math.round(value + ((to[i] ?? value) - value) * (at % 1)),
    );
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}

export class DepthLayer {
  readonly #grid = new HeatGrid();
  readonly #canvas = document.createElement('canvas');
  #context: CanvasRenderingContext2D | null = null;
  #image: ImageData | null = null;
  #pixels = new Uint32Array(0);
  #ramp = new Uint32Array(STEPS);
  #ground = '';
  #bright = 0;

  /** Ticks that one row of the picture holds; more than one when they would be too thin. */
  rowTicks = 1;

  /** The size that is painted brightest. */
  get brightLots(): number {
    return this.#bright;
  }

  draw(view: ChartView, past: PastWindow | null): void {
    const isNew = this.#sync(view, past);
    const grid = this.#grid;
    const columnNs = grid.shape.columnNs;
    const first = Math.max(grid.first, Math.floor(view.fromNs / columnNs));
    const last = Math.min(grid.last, Math.floor((view.fromNs + view.spanNs) / columnNs));
    if (grid.shape.rows === 0 || last < first) return;
    const isRecoloured = this.#measure(first, last, isNew) || this.#readRamp(view.tokens);
    this.#colour(isRecoloured || isNew ? Math.max(grid.first, last - GRID_COLUMNS + 1) : grid.dirtyFrom);
    this.#stretch(view, first, last);
  }

  #sync(view: ChartView, past: PastWindow | null): boolean {
    const { model, range, plotHeight, plotWidth, spanNs } = view;
    const tick = model.scale.unitsPerTick;
    const tickPx = (plotHeight * tick) / (range.high - range.low);
    this.rowTicks = ticksARow(tickPx, ROW_PX);
    const rowUnits = this.rowTicks * tick;
    const visible = Math.ceil((range.high - range.low) / rowUnits) + 2;
    const shape = this.#grid.shape;
    const top = shape.baseUnits + shape.rows * rowUnits;
    const isInside = shape.rowUnits === rowUnits && shape.baseUnits <= range.low && top >= range.high;
    const isTall = shape.rows > visible * 4;
    // Room above and below, so that a moving market seldom starts the grid anew. Rows lie around whole ticks.
    const base = (Math.floor(range.low / rowUnits) - Math.ceil(visible / 2)) * rowUnits - tick / 2;
    const columnNs = (spanNs / plotWidth) * HEAT_COLUMN_PX;
    const wanted =
      isInside && !isTall
        ? { ...shape, columnNs }
        : { columnNs, rowUnits, baseUnits: base, rows: visible * 2 };
    const isHeld = this.#grid.first * columnNs <= view.fromNs && shape.columnNs === columnNs;
    const fromNs = isHeld ? view.fromNs : view.fromNs - spanNs * 0.4;
    return this.#grid.sync(model.pictures, past, wanted, fromNs, model.nowNs);
  }

  /** The size painted brightest: nearly the largest in view, so that one wall does not dim the rest. */
  #measure(first: number, last: number, isNew: boolean): boolean {
    const { lots, shape } = this.#grid;
    if (!isNew && last % 16 !== 0 && this.#bright !== 0) return false;
    const bins = new Uint32Array(128);
    let seen = 0;
    for (let column = first; column <= last; column += 4) {
      const at = this.#grid.at(column);
      for (let row = 0; row < shape.rows; row += 1) {
        const value = lots[at + row]!;
        if (value <= 0) continue;
        bins[Math.min(127, Math.floor(Math.log2(value) * 4))]! += 1;
        seen += 1;
      }
    }
    // Nothing to measure yet: the next picture tries again.
    if (seen === 0) {
      this.#bright = 0;
      return false;
    }
    let rest = seen * 0.012;
    let bin = 127;
    while (bin > 0 && (rest -= bins[bin]!) > 0) bin -= 1;
    const bright = 2 ** ((bin + 1) / 4);
    if (Math.abs(bright - this.#bright) <= this.#bright * SLACK) return false;
    this.#bright = bright;
    return true;
  }

  #readRamp(tokens: Tokens): boolean {
    if (this.#ground === tokens['heat-0']) return false;
    this.#ground = tokens['heat-0'];
    this.#ramp = rampOf(tokens);
    return true;
  }

  #colour(fromColumn: number): void {
    const grid = this.#grid;
    const { rows } = grid.shape;
    const context = this.#surface(rows);
    if (context === null || this.#image === null) return;
    const pixels = this.#pixels;
    const ramp = this.#ramp;
    const perLot = PARTS / Math.max(1, this.#bright);
    for (let column = Math.max(grid.first, fromColumn); column <= grid.last; column += 1) {
      const place = column % GRID_COLUMNS;
      const at = grid.at(column);
      for (let row = 0; row < rows; row += 1) {
        const part = Math.ceil(Math.min(PARTS, grid.lots[at + row]! * perLot));
        pixels[(rows - 1 - row) * GRID_COLUMNS + place] = ramp[STEP_OF_PART[part]!]!;
      }
    }
    const count = grid.last - Math.max(grid.first, fromColumn) + 1;
    if (count <= 0) return;
    const place = Math.max(grid.first, fromColumn) % GRID_COLUMNS;
    const run = Math.min(count, GRID_COLUMNS - place);
    context.putImageData(this.#image, 0, 0, place, 0, run, rows);
    if (run < count) context.putImageData(this.#image, 0, 0, 0, 0, count - run, rows);
    grid.dirtyFrom = Infinity;
  }

  #surface(rows: number): CanvasRenderingContext2D | null {
    if (this.#image?.height !== rows) {
      this.#canvas.width = GRID_COLUMNS;
      this.#canvas.height = rows;
      this.#context = this.#canvas.getContext('2d', { alpha: false });
      this.#image = new ImageData(GRID_COLUMNS, rows);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    return this.#context;
  }

  #stretch(view: ChartView, first: number, last: number): void {
    const { context } = view;
    const { columnNs, baseUnits, rowUnits, rows } = this.#grid.shape;
    const top = view.y(baseUnits + rows * rowUnits);
    const height = view.y(baseUnits) - top;
    context.save();
    context.beginPath();
    const nowX = Math.min(view.plotWidth, view.x(view.model.nowNs));
    context.rect(0, 0, nowX, view.plotHeight);
    context.clip();
    context.imageSmoothingEnabled = false;
    for (let column = first; column <= last;) {
      const place = column % GRID_COLUMNS;
      const run = Math.min(last - column + 1, GRID_COLUMNS - place);
      const x = view.x(column * columnNs);
      const width = view.x((column + run) * columnNs) - x;
      context.drawImage(this.#canvas, place, 0, run, rows, x, top, width, height);
      column += run;
    }
    context.restore();
  }
}
