/**
 * The price chart: layers over a moving window of simulated time. The price range glides to where the market went
 * (it jumps for those who prefer reduced motion).
 */
import { axisLayer, gridLayer } from './axis-layer';
import { beginPaint, readTokens } from './canvas';
import { makeView, visibleRange, type ChartLayer, type ChartModel, type PriceRange } from './chart-view';
import { depthLayer } from './depth-layer';
import { frames, type Painter } from './frame';
import { touchLayer } from './touch-layer';
import { tradeLayer } from './trade-layer';

const GLIDE = 0.16;
/** From the ground up. */
const LAYERS: readonly ChartLayer[] = [gridLayer, depthLayer, touchLayer, tradeLayer, axisLayer];

export class PriceChart implements Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #isStill: boolean;
  #model: ChartModel | null = null;
  #range: PriceRange | null = null;
  #cursor: { x: number; y: number } | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  setModel(model: ChartModel | null): void {
    if (model?.scale !== this.#model?.scale) this.#range = null;
    this.#model = model;
    frames.invalidate(this);
  }

  setCursor(cursor: { x: number; y: number } | null): void {
    this.#cursor = cursor;
    frames.invalidate(this);
  }

  paint(): void {
    const surface = beginPaint(this.#canvas);
    if (surface === null) return;
    const tokens = readTokens();
    const model = this.#model;
    const wanted = model === null ? null : visibleRange(model);
    if (model === null || wanted === null) {
      surface.context.fillStyle = tokens['heat-0'];
      surface.context.fillRect(0, 0, surface.width, surface.height);
      return;
    }
    const range = this.#glideTo(wanted);
    const view = makeView(surface.context, surface, tokens, model, range, this.#cursor);
    for (const layer of LAYERS) layer.draw(view);
  }

  #glideTo(wanted: PriceRange): PriceRange {
    const from = this.#range;
    const isNear = from !== null && wanted.low < from.high && wanted.high > from.low;
    if (from === null || this.#isStill || !isNear) {
      this.#range = wanted;
      return wanted;
    }
    const low = from.low + (wanted.low - from.low) * GLIDE;
    const high = from.high + (wanted.high - from.high) * GLIDE;
    const size = wanted.high - wanted.low;
    const isThere = Math.abs(low - wanted.low) + Math.abs(high - wanted.high) < size * 0.002;
    this.#range = isThere ? wanted : { low, high };
    if (!isThere) frames.invalidate(this);
    return this.#range;
  }
}
