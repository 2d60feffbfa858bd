/**
 * Best bid and best ask as steps, the spread between them as a band, the middle as a line. Every pixel column is drawn
 * from its lowest to its highest value, so decimation never hides a high or a low.
 */
import type { ChartView } from './chart-view';
import type { SideColumns, TouchColumns } from './touch-columns';

const CALM_COLUMN_NS = 2e8;

interface Columns {
  readonly touch: TouchColumns;
  readonly first: number;
  readonly last: number;
  /** middle of a column in CSS pixels */
  x(column: number): number;
}

function strokeSide(view: ChartView, columns: Columns, side: SideColumns, colour: string): void {
  const { context } = view;
  context.strokeStyle = colour;
  context.beginPath();
  let isOpen = false;
  for (let column = columns.first; column <= columns.last; column += 1) {
    const place = columns.touch.place(column);
    const low = side.low[place]!;
    const last = side.last[place]!;
    if (Number.isNaN(low) || Number.isNaN(last)) {
      isOpen = false;
      continue;
    }
    const x = columns.x(column);
    const top = view.y(side.high[place]!);
    if (isOpen) context.lineTo(x, top);
    else context.moveTo(x, top);
    if (low !== side.high[place]) context.lineTo(x, view.y(low));
    context.lineTo(x, view.y(last));
    isOpen = true;
  }
  context.stroke();
}

/** The middle of the touch at the end of each column: what the eye follows. */
function strokeMiddle(view: ChartView, columns: Columns): void {
  const { context } = view;
  const { bids, asks } = columns.touch;
  context.beginPath();
  let isOpen = false;
  for (let column = columns.first; column <= columns.last; column += 1) {
    const place = columns.touch.place(column);
    const [bid, ask] = [bids.last[place]!, asks.last[place]!];
    const middle = (bid + ask) / 2;
    // Across each other, as while orders are collected, they have no middle.
    if (Number.isNaN(middle) || bid > ask) isOpen = false;
    else if (isOpen) context.lineTo(columns.x(column), view.y(middle));
    else {
      context.moveTo(columns.x(column), view.y(middle));
      isOpen = true;
    }
  }
  context.stroke();
}

export function drawTouch(view: ChartView, touch: TouchColumns): void {
  const { context, tokens } = view;
  const { columnNs } = touch;
  const columns: Columns = {
    touch,
    first: Math.max(touch.first, Math.floor(view.fromNs / columnNs)),
    last: Math.min(touch.last, Math.floor((view.fromNs + view.spanNs) / columnNs)),
    x: (column) => view.x((column + 0.5) * columnNs),
  };
  context.save();
  context.beginPath();
  context.rect(0, 0, Math.min(view.plotWidth, view.x(view.model.nowNs) + 1), view.plotHeight);
  context.clip();
  context.lineJoin = 'round';
  context.lineWidth = 1;
  // Where a tick is thinner than the line, the two sides would only hide the middle.
  const tickPx = view.y(0) - view.y(view.model.scale.unitsPerTick);
  // Where a column holds much time they flicker up and down in each: a hint of it is enough.
  const calm = Math.max(0.4, Math.min(1, CALM_COLUMN_NS / columnNs));
  context.globalAlpha = 0.42 * calm * Math.min(1, tickPx / 5);
  strokeSide(view, columns, touch.bids, tokens.bid);
  strokeSide(view, columns, touch.asks, tokens.ask);
  // A shade of the ground under the line lifts it off bright depth.
  context.globalAlpha = 0.55;
  context.strokeStyle = tokens['heat-0'];
  context.lineWidth = 3.6;
  strokeMiddle(view, columns);
  context.globalAlpha = 1;
  context.strokeStyle = tokens['mid-line'];
  context.lineWidth = 1.4;
  strokeMiddle(view, columns);
  context.restore();
}
