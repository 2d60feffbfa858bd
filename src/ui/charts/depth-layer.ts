/**
 * The depth heatmap under the price: every snapshot of the book holds until the next, brighter where more lots rest.
 * Equal neighbours are painted as one stripe.
 */
import type { ChartLayer, ChartView } from './chart-view';
import type { Tokens } from './canvas';

const STEPS = 24;
/** One snapshot a column is enough; columns stand still in time, so the picture does not shimmer as it moves. */
const COLUMN_PX = 2;
const RAMP = ['heat-0', 'heat-1', 'heat-2', 'heat-3', 'heat-4'] as const;

let ramp: { ground: string; colours: string[] } | null = null;

function parseColour(text: string): number[] {
  const hex = text.replace('#', '');
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16));
}

function rampOf(tokens: Tokens): string[] {
  if (ramp !== null && ramp.ground === tokens['heat-0']) return ramp.colours;
  const stops = RAMP.map((token) => parseColour(tokens[token]));
  const colours = Array.from({ length: STEPS }, (_, step) => {
    const at = (step / (STEPS - 1)) * (stops.length - 1);
    const from = stops[Math.floor(at)] ?? [];
    const to = stops[Math.ceil(at)] ?? from;
    const mixed = from.map((value, channel) => value + ((to[channel] ?? value) - value) * (at % 1));
    return `rgb(${mixed.map(Math.round).join(' ')})`;
  });
  ramp = { ground: tokens['heat-0'], colours };
  return colours;
}

interface Stripe {
  fromX: number;
  step: number;
  seen: number;
}

/** The size that is painted brightest: nearly the largest that rests in view, so that one wall does not dim the rest. */
function brightLots(view: ChartView, first: number): number {
  const { depth } = view.model;
  const sizes: number[] = [];
  const stride = Math.max(1, Math.floor((depth.count - first) / 24));
  for (let row = first; row < depth.count; row += stride) {
    for (let level = 0; level < depth.levels(row); level += 1) sizes.push(depth.lots(row, level));
  }
  sizes.sort((small, big) => small - big);
  return sizes[Math.floor(sizes.length * 0.985)] ?? 1;
}

export const depthLayer: ChartLayer = {
  draw(view) {
    const { context, model } = view;
    const { depth } = model;
    const first = Math.max(0, depth.lowerBound(view.fromNs) - 1);
    const colours = rampOf(view.tokens);
    const bright = Math.max(1, brightLots(view, first));
    const tick = model.scale.unitsPerTick;
    const height = Math.max(2, view.y(0) - view.y(tick));
    const stripes = new Map<number, Stripe>();
    const flush = (units: number, stripe: Stripe, toX: number): void => {
      context.fillStyle = colours[stripe.step] ?? '';
      context.fillRect(stripe.fromX, view.y(units) - height / 2, toX - stripe.fromX, height);
    };
    context.globalAlpha = 0.8;
    const nowX = view.x(model.nowNs);
    const columnNs = (view.spanNs / view.plotWidth) * COLUMN_PX;
    let column = -1;
    for (let row = first; row < depth.count; row += 1) {
      const rowColumn = Math.floor(depth.atNs(row) / columnNs);
      if (rowColumn === column) continue;
      column = rowColumn;
      const x = Math.max(0, Math.round(view.x(depth.atNs(row))));
      for (let level = 0; level < depth.levels(row); level += 1) {
        const units = depth.units(row, level);
        if (units < view.range.low || units > view.range.high) continue;
        const part = Math.min(1, depth.lots(row, level) / bright);
        const step = Math.round((0.13 + 0.87 * part ** 1.9) * (STEPS - 1));
        const stripe = stripes.get(units);
        if (stripe?.step === step) {
          stripe.seen = row;
          continue;
        }
        if (stripe !== undefined) flush(units, stripe, x);
        stripes.set(units, { fromX: x, step, seen: row });
      }
      for (const [units, stripe] of stripes) {
        if (stripe.seen === row) continue;
        flush(units, stripe, x);
        stripes.delete(units);
      }
    }
    for (const [units, stripe] of stripes) flush(units, stripe, nowX);
    context.globalAlpha = 1;
  },
};
