/**
 * Grid, price axis, time axis, the present price and the crosshair. Axis texts are on round prices and round times of
 * the exchange's zone.
 */
import { clockText, formatPrice, timeText, zoneOffsetMs } from '../app/format';
import { AXIS_HEIGHT, type ChartView } from './chart-view';
import { roundStep, timeStepS } from './canvas';

const SECOND_NS = 1e9;

function priceSteps(view: ChartView): number[] {
  const { range, model } = view;
  const tick = model.scale.unitsPerTick;
  const least = ((range.high - range.low) * 46) / view.plotHeight / tick;
  const step = Math.max(1, roundStep(least)) * tick;
  const out: number[] = [];
  for (let units = Math.ceil(range.low / step) * step; units <= range.high; units += step) out.push(units);
  return out;
}

function timeSteps(view: ChartView): number[] {
  const { model } = view;
  const stepNs = timeStepS(((view.spanNs / SECOND_NS) * 92) / view.plotWidth) * SECOND_NS;
  const startMs = Number(model.startNs / 1_000_000n);
  const dayMs = (startMs + zoneOffsetMs(startMs, model.zone)) % 86_400_000;
  const phaseNs = dayMs * 1e6 + Number(model.startNs % 1_000_000n);
  const out: number[] = [];
  const first = Math.ceil((view.fromNs + phaseNs) / stepNs) * stepNs - phaseNs;
  for (let sinceNs = first; view.x(sinceNs) < view.plotWidth; sinceNs += stepNs) out.push(sinceNs);
  return out;
}

export function drawGround(view: ChartView): void {
  const { context, tokens } = view;
  context.fillStyle = tokens['heat-0'];
  context.fillRect(0, 0, view.plotWidth, view.plotHeight);
}

export function drawGrid(view: ChartView): void {
  const { context, tokens } = view;
  context.strokeStyle = tokens.line;
  context.lineWidth = 1;
  context.globalAlpha = 0.5;
  context.beginPath();
  for (const units of priceSteps(view)) {
    const y = Math.round(view.y(units)) + 0.5;
    context.moveTo(0, y);
    context.lineTo(view.plotWidth, y);
  }
  for (const sinceNs of timeSteps(view)) {
    const x = Math.round(view.x(sinceNs)) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, view.plotHeight);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function tag(view: ChartView, y: number, text: string, fill: string, ink: string): void {
  const { context } = view;
  context.fillStyle = fill;
  context.fillRect(view.plotWidth, y - 9, view.width - view.plotWidth, 18);
  context.fillStyle = ink;
  context.fillText(text, view.plotWidth + 7, y + 4);
}

function drawAxes(view: ChartView): void {
  const { context, tokens, model } = view;
  context.fillStyle = tokens.panel;
  context.fillRect(view.plotWidth, 0, view.width - view.plotWidth, view.height);
  context.fillRect(0, view.plotHeight, view.width, view.height - view.plotHeight);
  context.fillStyle = tokens.line;
  context.fillRect(view.plotWidth, 0, 1, view.plotHeight);
  context.fillRect(0, view.plotHeight, view.width, 1);
  context.fillStyle = tokens.dim;
  const ring = model.pictures.trail.trades;
  const lastY = ring.count === 0 ? NaN : view.y(ring.newest(1));
  for (const units of priceSteps(view)) {
    const y = view.y(units);
    const isCovered = Math.abs(y - lastY) < 15 || Math.abs(y - (view.cross?.y ?? NaN)) < 15;
    if (y < 10 || y > view.plotHeight - 6 || isCovered) continue;
    context.fillText(formatPrice(Math.round(units), model.scale), view.plotWidth + 7, y + 4);
  }
  context.textAlign = 'center';
  for (const sinceNs of timeSteps(view)) {
    const x = view.x(sinceNs);
    if (x < 28 || x > view.plotWidth - 24 || Math.abs(x - (view.cross?.x ?? NaN)) < 78) continue;
    const at = model.startNs + BigInt(Math.round(sinceNs));
    const clock = clockText(at, model.zone);
    const text = view.spanNs < 8 * SECOND_NS ? `${clock.hms}.${clock.ms.slice(0, 1)}` : clock.hms;
    context.fillText(text, x, view.plotHeight + AXIS_HEIGHT - 6);
  }
  context.textAlign = 'left';
}

function drawLast(view: ChartView): void {
  const { context, tokens, model } = view;
  const ring = model.pictures.trail.trades;
  if (ring.count === 0) return;
  const units = ring.at(ring.count - 1, 1);
  const y = Math.round(view.y(units));
  if (y < 0 || y > view.plotHeight) return;
  context.strokeStyle = tokens.accent;
  context.lineWidth = 1;
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(0, y + 0.5);
  context.lineTo(view.plotWidth, y + 0.5);
  context.stroke();
  context.setLineDash([]);
  tag(view, y, formatPrice(units, model.scale), tokens.accent, tokens['accent-ink']);
}

function line(view: ChartView, x0: number, y0: number, x1: number, y1: number): void {
  const { context, tokens } = view;
  context.strokeStyle = tokens.dim;
  context.lineWidth = 1;
  context.globalAlpha = 0.75;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.globalAlpha = 1;
}

/** The crosshair: the moment on the time axis, the price on the grid on the price axis. */
function drawCross(view: ChartView): void {
  const { context, tokens, model, cross } = view;
  if (cross === null) return;
  if (cross.y !== null && cross.y >= 0 && cross.y <= view.plotHeight) {
    const tick = model.scale.unitsPerTick;
    const snapped = Math.round(unitsAt(view, cross.y) / tick) * tick;
    const y = Math.round(view.y(snapped)) + 0.5;
    line(view, 0, y, view.plotWidth, y);
    tag(view, y, formatPrice(snapped, model.scale), tokens.raise, tokens.text);
  }
  if (cross.x === null || cross.x < 0 || cross.x > view.plotWidth) return;
  const x = Math.round(cross.x) + 0.5;
  line(view, x, 0, x, view.plotHeight);
  const text = timeText(model.startNs + BigInt(Math.round(momentAt(view, cross.x))), model.zone);
  const width = context.measureText(text).width + 12;
  const left = Math.min(view.plotWidth - width, Math.max(0, x - width / 2));
  context.fillStyle = tokens.raise;
  context.fillRect(left, view.plotHeight + 1, width, AXIS_HEIGHT - 1);
  context.fillStyle = tokens.text;
  context.fillText(text, left + 6, view.plotHeight + AXIS_HEIGHT - 6);
}

export function unitsAt(view: ChartView, y: number): number {
  return view.range.high - (y / view.plotHeight) * (view.range.high - view.range.low);
}

/** The moment under a pixel, never later than the present. */
export function momentAt(view: ChartView, x: number): number {
  const sinceNs = view.fromNs + (x / view.plotWidth) * view.spanNs;
  return Math.min(view.model.nowNs, Math.max(0, sinceNs));
}

export function drawAxesOver(view: ChartView): void {
  view.context.textBaseline = 'alphabetic';
  drawAxes(view);
  drawLast(view);
  drawCross(view);
}
