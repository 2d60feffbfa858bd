/**
 * The price bands over the chart: a dashed line at each that is in view, a mark at the edge for one that is not. They are
 * those of the present. Knows frames, no rulebook.
 */
import { formatPrice } from '../app/format';
import type { ChartView } from './chart-view';

const TEXT_ROOM = 6;

function drawBand(view: ChartView, units: number, isUpper: boolean): void {
  const { context, tokens, plotWidth, plotHeight } = view;
  const wanted = Math.round(view.y(units)) + 0.5;
  const isSeen = wanted >= 0 && wanted <= plotHeight;
  const text = `${isUpper ? '▲ upper' : '▼ lower'} band ${formatPrice(units, view.model.scale)}`;
  context.strokeStyle = tokens.warn;
  if (isSeen) {
    context.lineWidth = 1;
    context.setLineDash([8, 4]);
    context.beginPath();
    context.moveTo(0, wanted);
    context.lineTo(plotWidth, wanted);
    context.stroke();
    context.setLineDash([]);
  }
  const edge = wanted < 0 ? 0 : plotHeight;
  const at = isSeen ? wanted : edge;
  // Inside the plot, whatever the line does.
  const y = at < 20 ? at + 14 : at - TEXT_ROOM;
  context.textAlign = 'right';
  const width = context.measureText(text).width;
  context.globalAlpha = 0.82;
  context.fillStyle = tokens.panel;
  context.fillRect(plotWidth - TEXT_ROOM - width - 3, y - 11, width + 6, 15);
  context.globalAlpha = 1;
  context.fillStyle = tokens.warn;
  context.fillText(text, plotWidth - TEXT_ROOM, y);
  context.textAlign = 'left';
}

export function drawBands(view: ChartView): void {
  const bands = view.model.book.venue?.bands ?? null;
  if (bands === null) return;
  drawBand(view, Number(bands.lowUnits), false);
  drawBand(view, Number(bands.highUnits), true);
}
