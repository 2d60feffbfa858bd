/**
 * Where a moment and a price are on the price chart, and what its layers draw from. A layer never paints what is later
 * than `nowNs`. Times are ns since the start of the run.
 */
import type { Frame } from '../../worker/protocol';
import type { PriceScale } from '../app/format';
import type { MarketEvent } from '../state/market-events';
import type { Pictures } from '../state/pictures';
import type { Tokens } from './canvas';
import type { Aim, PriceRange, TimeWindow } from './time-window';

export type ChartKind = 'depth' | 'candles' | 'line';

export interface ChartModel {
  readonly kind: ChartKind;
  readonly pictures: Pictures;
  readonly book: Frame;
  /** up to the present */
  readonly events: readonly MarketEvent[];
  readonly startNs: bigint;
  readonly nowNs: number;
  readonly isPlaying: boolean;
  readonly aim: Aim;
  /** interval of candles that a person chose; null lets the window decide */
  readonly intervalS: number | null;
  readonly leastIntervalS: number;
  readonly scale: PriceScale;
  readonly zone: string;
}

/** A point of the plot in CSS pixels; null where only the other is meant. */
export interface Cross {
  readonly x: number | null;
  readonly y: number | null;
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
  readonly cross: Cross | null;
  x(sinceNs: number): number;
  y(units: number): number;
}

export const AXIS_WIDTH = 64;
export const AXIS_HEIGHT = 20;

export interface Plot {
  readonly plotWidth: number;
  readonly plotHeight: number;
  readonly width: number;
  readonly height: number;
}

export const plotOf = ({ width, height }: { width: number; height: number }): Plot => ({
  width,
  height,
  plotWidth: Math.max(1, width - AXIS_WIDTH),
  plotHeight: Math.max(1, height - AXIS_HEIGHT),
});

export function makeView(
  context: CanvasRenderingContext2D,
  plot: Plot,
  tokens: Tokens,
  model: ChartModel,
  { fromNs, spanNs }: TimeWindow,
  range: PriceRange,
): ChartView {
  const perNs = plot.plotWidth / spanNs;
  const perUnit = plot.plotHeight / (range.high - range.low);
  return {
    context,
    tokens,
    model,
    ...plot,
    fromNs,
    spanNs,
    range,
    cross: null,
    x: (sinceNs) => (sinceNs - fromNs) * perNs,
    y: (units) => (range.high - units) * perUnit,
  };
}

/** Room around what is drawn; never less than two dozen ticks. */
export function rangeAround(low: number, high: number, unitsPerTick: number): PriceRange | null {
  if (low > high) return null;
  const middle = (low + high) / 2;
  const half = Math.max(unitsPerTick * 24, (high - low) * 1.24) / 2;
  return { low: middle - half, high: middle + half };
}
