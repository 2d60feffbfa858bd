/**
 * Trades as dots: area by size, colour and a notch by aggressor. Trades that fall on the same two pixels are added
 * up, so a dot never hides another. Big dots are painted first.
 */
import type { ChartLayer, ChartView } from './chart-view';

interface Dot {
  x: number;
  y: number;
  lots: number;
  aggressor: number;
}

const CELL = 2;
const RADIUS_MAX = 12;

function gather(view: ChartView): Dot[] {
  const ring = view.model.trail.trades;
  const dots = new Map<number, Dot>();
  for (let row = ring.lowerBound(view.fromNs); row < ring.count; row += 1) {
    const x = view.x(ring.at(row, 0));
    const y = view.y(ring.at(row, 1));
    const aggressor = ring.at(row, 3);
    const key = (Math.round(x / CELL) * 8192 + Math.round(y / CELL)) * 3 + aggressor + 1;
    const dot = dots.get(key);
    if (dot === undefined) dots.set(key, { x, y, lots: ring.at(row, 2), aggressor });
    else dot.lots += ring.at(row, 2);
  }
  return [...dots.values()].sort((first, second) => second.lots - first.lots);
}

/** Radius of one lot: an average dot has a good three pixels, less where the picture is crowded. */
function unitRadius(dots: readonly Dot[]): number {
  let lots = 0;
  for (const dot of dots) lots += dot.lots;
  const crowd = Math.min(1, Math.max(0.4, Math.sqrt(260 / Math.max(1, dots.length))));
  return (3.4 * crowd) / Math.sqrt(Math.max(1, lots / Math.max(1, dots.length)));
}

export const tradeLayer: ChartLayer = {
  draw(view) {
    const { context, tokens } = view;
    const dots = gather(view);
    const unit = unitRadius(dots);
    // A crowd of dots must not hide the price.
    const alpha = dots.length > 1200 ? 0.4 : 0.72;
    for (const dot of dots) {
      const radius = Math.min(RADIUS_MAX, Math.max(1.3, Math.sqrt(dot.lots) * unit));
      context.globalAlpha = alpha;
      context.fillStyle = dot.aggressor > 0 ? tokens.bid : dot.aggressor < 0 ? tokens.ask : tokens.dim;
      context.beginPath();
      context.arc(dot.x, dot.y, radius, 0, Math.PI * 2);
      context.fill();
      if (radius < 4.5 || dot.aggressor === 0) continue;
      const tip = dot.aggressor > 0 ? -1 : 1;
      context.globalAlpha = 0.9;
      context.fillStyle = tokens['heat-0'];
      context.beginPath();
      context.moveTo(dot.x, dot.y + tip * 2.4);
      context.lineTo(dot.x - 2.4, dot.y - tip * 1.6);
      context.lineTo(dot.x + 2.4, dot.y - tip * 1.6);
      context.fill();
    }
    context.globalAlpha = 1;
  },
};
