/**
 * The recent spread as a small picture: every pixel column from its least to its greatest value, the same height for a
 * tick from frame to frame until it no longer fits. Reads the touch that the playhead left behind.
 */
import type { Ring } from '../state/ring';
import { beginPaint, readTokens } from './canvas';
import { frames, type Painter } from './frame';

export interface SpreadModel {
  /** sinceNs, bid units, ask units */
  readonly touches: Ring;
  readonly nowNs: number;
  readonly spanNs: number;
  readonly unitsPerTick: number;
}

/** A picture this small has no use for more changes than this. */
const ROWS_MAX = 8_192;
const LEAST_TICKS = 3;

export interface SpreadColumns {
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** greatest spread in ticks */
  readonly top: number;
}

/** Spread in ticks by column, oldest first; NaN where a side was empty all the time or nothing is known. */
export function spreadColumns(model: SpreadModel, columns: number): SpreadColumns {
  const { touches, nowNs, spanNs, unitsPerTick } = model;
  const least = new Float64Array(columns).fill(NaN);
  const most = new Float64Array(columns).fill(NaN);
  const fromNs = nowNs - spanNs;
  let top = 0;
  let carried = NaN;
  let next = 0;
  const note = (column: number, ticks: number): void => {
    if (Number.isNaN(ticks)) return;
    if (!(least[column]! <= ticks)) least[column] = ticks;
    if (!(most[column]! >= ticks)) most[column] = ticks;
    if (ticks > top) top = ticks;
  };
  const first = Math.max(0, touches.count - ROWS_MAX, touches.lowerBound(fromNs) - 1);
  for (let row = first; row < touches.count; row += 1) {
    const atNs = touches.at(row, 0);
    const column = Math.min(columns - 1, Math.max(0, Math.floor(((atNs - fromNs) / spanNs) * columns)));
    for (; next <= column; next += 1) note(next, carried);
    carried = (touches.at(row, 2) - touches.at(row, 1)) / unitsPerTick;
    // A change before the window only tells what held when it began.
    if (atNs >= fromNs) note(column, carried);
  }
  for (; next < columns; next += 1) note(next, carried);
  return { least, most, top };
}

export class SpreadPicture implements Painter {
  #model: SpreadModel | null = null;
  #top = LEAST_TICKS;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  setModel(model: SpreadModel | null): void {
    this.#model = model;
    frames.invalidate(this);
  }

  paint(): void {
    const surface = beginPaint(this.canvas);
    const model = this.#model;
    if (surface === null || model === null) return;
    const { context, width, height } = surface;
    const tokens = readTokens();
    const columns = Math.floor(width);
    const { least, most, top } = spreadColumns(model, columns);
    if (top > this.#top || top < this.#top / 2) this.#top = Math.max(LEAST_TICKS, Math.ceil(top));
    const y = (ticks: number): number => height - 1 - (ticks / this.#top) * (height - 3);
    context.fillStyle = tokens.accent;
    for (let column = 0; column < columns; column += 1) {
      const high = most[column]!;
      if (Number.isNaN(high)) continue;
      context.globalAlpha = 0.22;
      context.fillRect(column, y(high), 1, height - y(high));
      context.globalAlpha = 0.95;
      context.fillRect(column, y(high), 1, Math.max(1.4, y(least[column]!) - y(high) + 1.4));
    }
    context.globalAlpha = 1;
    context.fillStyle = tokens.line;
    context.fillRect(0, height - 1, width, 1);
  }
}
