/**
 * Trades as dots: area by size, colour and a notch by aggressor. Big dots are painted first, so none is hidden.
 */
import type { ChartView } from './chart-view';
import type { TradeCells } from './trade-cells';

const RADIUS_MAX = 13;
const RADIUS_MIN = 1.2;
const CLASSES = 12;
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

/** Cells by size, biggest first, without sorting them. */
function bySize(cells: TradeCells, { first, end, unit }: Crowd): number[][] {
  const classes: number[][] = Array.from({ length: CLASSES }, () => []);
  for (let cell = first; cell < end; cell += 1) {
    const radius = radiusOf(cells.lots[cell]!, unit);
    classes[Math.min(CLASSES - 1, Math.floor(RADIUS_MAX - radius))]!.push(cell);
  }
  return classes;
}

function notch(view: ChartView, x: number, y: number, aggressor: number): void {
  const { context } = view;
  const tip = aggressor > 0 ? -1 : 1;
  context.moveTo(x, y + tip * 2.6);
  context.lineTo(x - 2.6, y - tip * 1.7);
  context.lineTo(x + 2.6, y - tip * 1.7);
}

/** One path a size and side: the canvas is asked a few dozen times, not once a dot. */
function drawClass(view: ChartView, cells: TradeCells, list: readonly number[], unit: number): void {
  const { context, tokens } = view;
  for (const [side, colour] of [
    [1, tokens.bid],
    [-1, tokens.ask],
    [0, tokens.dim],
  ] as const) {
    context.beginPath();
    let notched = false;
    for (const cell of list) {
      if (cells.aggressor[cell] !== side) continue;
      const radius = radiusOf(cells.lots[cell]!, unit);
      const x = view.x(cells.sinceNs[cell]!);
      const y = view.y(cells.units[cell]!);
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, Math.PI * 2);
      notched ||= radius >= 4.5;
    }
    context.globalAlpha = 0.78;
    context.fillStyle = colour;
    context.fill();
    if (!notched || side === 0) continue;
    context.beginPath();
    for (const cell of list) {
      if (cells.aggressor[cell] !== side || radiusOf(cells.lots[cell]!, unit) < 4.5) continue;
      notch(view, view.x(cells.sinceNs[cell]!), view.y(cells.units[cell]!), side);
    }
    context.globalAlpha = 0.92;
    context.fillStyle = tokens['heat-0'];
    context.fill();
  }
}

export function drawTrades(view: ChartView, cells: TradeCells): void {
  const { context } = view;
  const crowd = crowdOf(view, cells);
  context.save();
  context.beginPath();
  context.rect(0, 0, view.plotWidth, view.plotHeight);
  context.clip();
  for (const list of bySize(cells, crowd)) if (list.length > 0) drawClass(view, cells, list, crowd.unit);
  context.restore();
}
