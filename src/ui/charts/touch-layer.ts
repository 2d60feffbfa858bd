/**
 * Best bid and best ask as steps, the spread between them as a band, the middle as a line. Every pixel column is drawn from its
 * lowest to its highest value, so decimation never hides a high or a low.
 */
import type { ChartLayer, ChartView } from './chart-view';

interface Columns {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly last: Float64Array;
}

const makeColumns = (count: number): Columns => ({
  low: new Float64Array(count).fill(NaN),
  high: new Float64Array(count).fill(NaN),
  last: new Float64Array(count).fill(NaN),
});

function extend(columns: Columns, place: number, value: number): void {
  columns.last[place] = value;
  if (Number.isNaN(value)) return;
  if (!((columns.low[place] ?? NaN) <= value)) columns.low[place] = value;
  if (!((columns.high[place] ?? NaN) >= value)) columns.high[place] = value;
}

/** Fills one value a pixel column; a column without a change carries the value before it. */
function collect(view: ChartView, bids: Columns, asks: Columns, count: number): void {
  const ring = view.model.trail.touches;
  let row = Math.max(0, ring.lowerBound(view.fromNs) - 1);
  let bid = NaN;
  let ask = NaN;
  if (row < ring.count && ring.at(row, 0) < view.fromNs) {
    bid = ring.at(row, 1);
    ask = ring.at(row, 2);
    row += 1;
  }
  for (let place = 0; place < count; place += 1) {
    extend(bids, place, bid);
    extend(asks, place, ask);
    while (row < ring.count && view.x(ring.at(row, 0)) < place + 1) {
      bid = ring.at(row, 1);
      ask = ring.at(row, 2);
      extend(bids, place, bid);
      extend(asks, place, ask);
      row += 1;
    }
  }
}

function strokeSide(view: ChartView, columns: Columns, count: number, colour: string): void {
  const { context } = view;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.globalAlpha = 0.55;
  context.beginPath();
  let isOpen = false;
  for (let place = 0; place < count; place += 1) {
    const low = columns.low[place] ?? NaN;
    const last = columns.last[place] ?? NaN;
    if (Number.isNaN(low) || Number.isNaN(last)) {
      isOpen = false;
      continue;
    }
    const x = place + 0.5;
    if (isOpen) context.lineTo(x, view.y(columns.high[place] ?? last));
    else context.moveTo(x, view.y(columns.high[place] ?? last));
    context.lineTo(x, view.y(low));
    context.lineTo(x, view.y(last));
    isOpen = true;
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** The middle of the touch at the end of each column: what the eye follows. */
function strokeMiddle(view: ChartView, bids: Columns, asks: Columns, count: number): void {
  const { context } = view;
  context.strokeStyle = view.tokens['mid-line'];
  context.lineWidth = 1.4;
  context.lineJoin = 'round';
  context.beginPath();
  let isOpen = false;
  for (let place = 0; place < count; place += 1) {
    const middle = ((bids.last[place] ?? NaN) + (asks.last[place] ?? NaN)) / 2;
    if (Number.isNaN(middle)) isOpen = false;
    else if (isOpen) context.lineTo(place + 0.5, view.y(middle));
    else {
      context.moveTo(place + 0.5, view.y(middle));
      isOpen = true;
    }
  }
  context.stroke();
}

function fillSpread(view: ChartView, bids: Columns, asks: Columns, count: number): void {
  const { context } = view;
  context.fillStyle = view.tokens['mid-line'];
  context.globalAlpha = 0.05;
  for (let place = 0; place < count; place += 1) {
    const top = asks.last[place] ?? NaN;
    const bottom = bids.last[place] ?? NaN;
    if (Number.isNaN(top) || Number.isNaN(bottom)) continue;
    context.fillRect(place, view.y(top), 1, view.y(bottom) - view.y(top));
  }
  context.globalAlpha = 1;
}

export const touchLayer: ChartLayer = {
  draw(view) {
    const count = Math.max(0, Math.min(Math.ceil(view.x(view.model.nowNs)), Math.floor(view.plotWidth)));
    const bids = makeColumns(count);
    const asks = makeColumns(count);
    collect(view, bids, asks, count);
    fillSpread(view, bids, asks, count);
    strokeSide(view, bids, count, view.tokens.bid);
    strokeSide(view, asks, count, view.tokens.ask);
    strokeMiddle(view, bids, asks, count);
  },
};
