/**
 * Where a moment and a price are on the price chart, and the interface of its layers. Layers are painted in order
 * over one view; a layer never paints what is later than `nowNs`. Times are ns since the start of the run.
 */
import type { DepthTrail } from '../state/depth-trail';
import type { Trail } from '../state/trail';
import type { PriceScale } from '../app/format';
import type { Tokens } from './canvas';

export interface ChartModel {
  readonly trail: Trail;
  readonly depth: DepthTrail;
  readonly startNs: bigint;
  readonly nowNs: number;
  readonly spanNs: number;
  readonly scale: PriceScale;
  readonly zone: string;
}

export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

export interface ChartView {
  readonly context: CanvasRenderingContext2D;
  readonly tokens: Tokens;
  readonly model: ChartModel;
  /** Size of the plot; axes lie right of and below it. */
  readonly plotWidth: number;
  readonly plotHeight: number;
  readonly width: number;
  readonly height: number;
  readonly fromNs: number;
  readonly spanNs: number;
  readonly range: PriceRange;
  x(sinceNs: number): number;
  y(units: number): number;
  /** The pointer or keyboard cursor inside the plot, in CSS pixels. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

export interface ChartLayer {
  draw(view: ChartView): void;
}

export const AXIS_WIDTH = 64;
export const AXIS_HEIGHT = 20;
/** Room between the present and the price axis, as a part of the plot. */
const AHEAD = 0.03;

/** A young past fills the plot from the left and the window grows with it; later the present stays near the right. */
function timeWindow(model: ChartModel): { fromNs: number; spanNs: number } {
  const { trades, touches } = model.trail;
  const oldestTradeNs = trades.count === 0 ? model.nowNs : trades.at(0, 0);
  const oldestTouchNs = touches.count === 0 ? model.nowNs : touches.at(0, 0);
  const oldestNs = Math.min(oldestTradeNs, oldestTouchNs);
  const spanNs = Math.min(model.spanNs, Math.max(model.spanNs / 6, (model.nowNs - oldestNs) / (1 - AHEAD)));
  return { fromNs: Math.max(oldestNs, model.nowNs - spanNs * (1 - AHEAD)), spanNs };
}

export function makeView(
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number },
  tokens: Tokens,
  model: ChartModel,
  range: PriceRange,
  cursor: ChartView['cursor'],
): ChartView {
  const plotWidth = Math.max(1, size.width - AXIS_WIDTH);
  const plotHeight = Math.max(1, size.height - AXIS_HEIGHT);
  const { fromNs, spanNs } = timeWindow(model);
  const perNs = plotWidth / spanNs;
  const perUnit = plotHeight / (range.high - range.low);
  return {
    context,
    tokens,
    model,
    plotWidth,
    plotHeight,
    width: size.width,
    height: size.height,
    fromNs,
    spanNs,
    range,
    cursor,
    x: (sinceNs) => (sinceNs - fromNs) * perNs,
    y: (units) => (range.high - units) * perUnit,
  };
}

/** Lowest and highest price that is drawn, with room around; never less than two dozen ticks. */
export function visibleRange(model: ChartModel): PriceRange | null {
  const { fromNs } = timeWindow(model);
  let low = Infinity;
  let high = -Infinity;
  const { trades, touches } = model.trail;
  for (let row = trades.lowerBound(fromNs); row < trades.count; row += 1) {
    const units = trades.at(row, 1);
    if (units < low) low = units;
    if (units > high) high = units;
  }
  for (let row = Math.max(0, touches.lowerBound(fromNs) - 1); row < touches.count; row += 1) {
    const bid = touches.at(row, 1);
    const ask = touches.at(row, 2);
    if (bid < low) low = bid;
    if (ask > high) high = ask;
  }
  if (low > high) return null;
  const least = model.scale.unitsPerTick * 24;
  const middle = (low + high) / 2;
  const half = Math.max(least, (high - low) * 1.24) / 2;
  return { low: middle - half, high: middle + half };
}
