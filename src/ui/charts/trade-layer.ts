/**
 * Trades as dots: area by size; round where the aggressor bought, a diamond where it sold, so that colour is never alone;
 * a notch where there is room. Big dots are painted first, so none is hidden.
 */
import type { ChartView } from './chart-view';
import type { TradeCells } from './trade-cells';

const RADIUS_MAX = 13;
const RADIUS_MIN = 1.2;
const CLASSES = 12;
/** Aggressors: bought, sold, not known. */
const SIDES: readonly number[] = [1, -1, 0];
/** Dots of this size have room for a notch. */
const NOTCH_RADIUS = 4.5;
/** A little more than area by size: sums of many trades are much alike. */
const GROWTH = 0.6;
/** Dots are this far apart at least, in time and in price. */
export const TRADE_COLUMN_PX = 8;

interface Crowd {
  readonly first: number;
  readonly end: number;
  /** radius of one lot */
  readonly unit: number;
}

/** An average dot has a radius of three pixels, less where the picture is crowded; big ones stand out. */
function crowdOf(view: ChartView, cells: TradeCells): Crowd {
  const first = cells.firstAt(view.fromNs);
  const end = cells.firstAt(Math.min(view.model.nowNs, view.fromNs + view.spanNs) + 1);
  let lots = 0;
  for (let cell = first; cell < end; cell += 1) lots += cells.lots[cell]!;
  const count = Math.max(1, end - first);
  const crowd = Math.min(1, Math.max(0.7, Math.sqrt(120 / count)));
  return { first, end, unit: (3.2 * crowd) / Math.max(1, lots / count) ** GROWTH };
}

const radiusOf = (lots: number, unit: number): number =>
  Math.min(RADIUS_MAX, Math.max(RADIUS_MIN, lots ** GROWTH * unit));

interface Dots {
  /** cells by side, biggest dots first: one list a size */
  readonly bySide: readonly (readonly number[][])[];
  readonly radius: Float32Array;
}

/** Sizes and sides of the cells in view, each looked at once; nothing is sorted. */
function dotsOf(cells: TradeCells, { first, end, unit }: Crowd): Dots {
  const bySide = SIDES.map(() => Array.from({ length: CLASSES }, (): number[] => []));
  const radius = new Float32Array(Math.max(0, end - first));
  for (let cell = first; cell < end; cell += 1) {
    const size = radiusOf(cells.lots[cell]!, unit);
    radius[cell - first] = size;
    const place = Math.min(CLASSES - 1, Math.floor(RADIUS_MAX - size));
    bySide[SIDES.indexOf(cells.aggressor[cell]!)]?.[place]?.push(cell);
  }
  return { bySide, radius };
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, half: number): void {
  context.moveTo(x, y - half);
  context.lineTo(x + half, y);
  context.lineTo(x, y + half);
  context.lineTo(x - half, y);
}

function notch(view: ChartView, x: number, y: number, aggressor: number): void {
  const { context } = view;
  const tip = aggressor > 0 ? -1 : 1;
  context.moveTo(x, y + tip * 2.6);
  context.lineTo(x - 2.6, y - tip * 1.7);
  context.lineTo(x + 2.6, y - tip * 1.7);
}

/** One path a size and side: the canvas is asked a few dozen times, not once a dot. */
function drawList(
  view: ChartView,
  cells: TradeCells,
  list: readonly number[],
  dots: Dots,
  first: number,
): void {
  const { context, tokens } = view;
  const side = cells.aggressor[list[0]!]!;
  context.beginPath();
  let isNotched = false;
  for (const cell of list) {
    const radius = dots.radius[cell - first]!;
    const x = view.x(cells.sinceNs[cell]!);
    const y = view.y(cells.units[cell]!);
    if (side < 0) diamond(context, x, y, radius * 1.2);
    else {
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, Math.PI * 2);
    }
    isNotched ||= radius >= NOTCH_RADIUS;
  }
  context.globalAlpha = 0.78;
  context.fillStyle = side > 0 ? tokens.bid : side < 0 ? tokens.ask : tokens.dim;
  context.fill();
  if (!isNotched || side === 0) return;
  context.beginPath();
  for (const cell of list) {
    if (dots.radius[cell - first]! < NOTCH_RADIUS) continue;
    notch(view, view.x(cells.sinceNs[cell]!), view.y(cells.units[cell]!), side);
  }
  context.globalAlpha = 0.92;
  context.fillStyle = tokens['heat-0'];
  context.fill();
}

export function drawTrades(view: ChartView, cells: TradeCells): void {
  const { context } = view;
  const crowd = crowdOf(view, cells);
  const dots = dotsOf(cells, crowd);
  context.save();
  context.beginPath();
  context.rect(0, 0, view.plotWidth, view.plotHeight);
  context.clip();
  for (let size = 0; size < CLASSES; size += 1) {
    for (const lists of dots.bySide) {
      const list = lists[size]!;
      if (list.length > 0) drawList(view, cells, list, dots, crowd.first);
    }
  }
  context.restore();
}
