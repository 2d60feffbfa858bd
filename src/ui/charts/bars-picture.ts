/**
 * Candles or a line with volume below, drawn by uPlot under the chart's own axes. uPlot gets scales and columns and
 * owns no interaction: window, range and crosshair are the chart's. Loaded when first looked at. Invariant: a candle is
 * drawn from its low to its high; the line stands in the band of lows and highs.
 */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Candles } from './candles';
import { AXIS_HEIGHT, AXIS_WIDTH, type ChartView } from './chart-view';
import type { Tokens } from './canvas';

/** Volume takes this part of the plot at most. */
const VOLUME_PART = 0.2;

export class BarsPicture {
  readonly #plot: uPlot;
  #view: ChartView | null = null;
  #candles: Candles | null = null;
  #startS = 0;

  constructor(host: HTMLElement) {
    const hidden = { show: false };
    const nothing = (): null => null;
    this.#plot = new uPlot(
      {
        width: 100,
        height: 100,
        padding: [0, AXIS_WIDTH, AXIS_HEIGHT, 0],
        cursor: hidden,
        legend: hidden,
        select: { show: false, left: 0, top: 0, width: 0, height: 0 },
        axes: [hidden, hidden],
        scales: { x: { time: false, auto: false }, y: { auto: false }, v: { auto: false } },
        series: [
          {},
          { scale: 'y', paths: nothing, points: hidden },
          { scale: 'v', paths: nothing, points: hidden },
        ],
        hooks: { draw: [() => this.#draw()] },
      },
      [[], [], []],
      host,
    );
  }

  paint(view: ChartView, candles: Candles, startS: number): void {
    const plot = this.#plot;
    this.#view = view;
    this.#candles = candles;
    this.#startS = startS;
    const middles = candles.second.map((second) => second + candles.intervalS / 2 - startS);
    const most = Math.max(1, ...candles.lots);
    plot.batch(() => {
      if (plot.width !== view.width || plot.height !== view.height) {
        plot.setSize({ width: view.width, height: view.height });
      }
      plot.setData([middles, candles.close, candles.lots], false);
      plot.setScale('x', { min: view.fromNs / 1e9, max: (view.fromNs + view.spanNs) / 1e9 });
      plot.setScale('y', { min: view.range.low, max: view.range.high });
      plot.setScale('v', { min: 0, max: most / VOLUME_PART });
    });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #draw(): void {
    const view = this.#view;
    const candles = this.#candles;
    if (view === null || candles === null) return;
    const { ctx: context } = this.#plot;
    context.save();
    context.beginPath();
    context.rect(0, 0, view.plotWidth * uPlot.pxRatio, view.plotHeight * uPlot.pxRatio);
    context.clip();
    this.#drawVolume(candles, view);
    if (view.model.kind === 'line') this.#drawLine(candles, view.tokens);
    else this.#drawCandles(candles, view.tokens);
    context.restore();
  }

  /** Left edge and width of a candle in device pixels; the newest ends at its interval, not at the present. */
  #slot({ second, intervalS }: Candles, index: number): { left: number; width: number } {
    const begin = second[index]! - this.#startS;
    const left = this.#plot.valToPos(begin, 'x', true);
    const right = this.#plot.valToPos(begin + intervalS, 'x', true);
    const gap = Math.max(1, Math.min(8, (right - left) * 0.24));
    return { left: Math.round(left + gap / 2), width: Math.max(1, Math.round(right - left - gap)) };
  }

  #drawVolume(candles: Candles, { tokens, plotHeight }: ChartView): void {
    const { ctx: context } = this.#plot;
    const bottom = plotHeight * uPlot.pxRatio;
    candles.lots.forEach((lots, index) => {
      const { left, width } = this.#slot(candles, index);
      const top = this.#plot.valToPos(lots, 'v', true);
      const bought = this.#plot.valToPos(candles.boughtLots[index]!, 'v', true);
      const sold = this.#plot.valToPos(candles.boughtLots[index]! + candles.soldLots[index]!, 'v', true);
      context.globalAlpha = 0.3;
      context.fillStyle = tokens.dim;
      context.fillRect(left, top, width, sold - top);
      context.fillStyle = tokens.ask;
      context.fillRect(left, sold, width, bought - sold);
      context.fillStyle = tokens.bid;
      context.fillRect(left, bought, width, bottom - bought);
    });
    context.globalAlpha = 1;
  }

  #drawCandles(candles: Candles, tokens: Tokens): void {
    const { ctx: context } = this.#plot;
    const y = (units: number): number => this.#plot.valToPos(units, 'y', true);
    const ratio = uPlot.pxRatio;
    candles.open.forEach((open, index) => {
      const close = candles.close[index]!;
      const { left, width } = this.#slot(candles, index);
      const middle = Math.round(left + width / 2);
      const isUp = close >= open;
      const high = y(candles.high[index]!);
      const low = y(candles.low[index]!);
      const top = y(Math.max(open, close));
      const body = Math.max(ratio, y(Math.min(open, close)) - top);
      context.fillStyle = isUp ? tokens.bid : tokens.ask;
      context.fillRect(middle - ratio / 2, high, ratio, Math.max(ratio, low - high));
      context.fillRect(left, top, width, body);
      // A rising candle is hollow, so that the two differ without colour too.
      if (!isUp || width < 5 * ratio || body < 4 * ratio) return;
      context.fillStyle = tokens['heat-0'];
      context.fillRect(left + ratio, top + ratio, width - 2 * ratio, body - 2 * ratio);
    });
  }

  #drawLine(candles: Candles, tokens: Tokens): void {
    const { ctx: context } = this.#plot;
    const y = (units: number): number => this.#plot.valToPos(units, 'y', true);
    const x = (index: number): number =>
      this.#plot.valToPos(candles.second[index]! + candles.intervalS / 2 - this.#startS, 'x', true);
    context.beginPath();
    candles.high.forEach((high, index) => context.lineTo(x(index), y(high)));
    for (let index = candles.low.length - 1; index >= 0; index -= 1) {
      context.lineTo(x(index), y(candles.low[index]!));
    }
    context.fillStyle = tokens.accent;
    context.globalAlpha = 0.2;
    context.fill();
    context.globalAlpha = 1;
    context.beginPath();
    candles.close.forEach((close, index) => context.lineTo(x(index), y(close)));
    context.strokeStyle = tokens['mid-line'];
    context.lineWidth = 1.6 * uPlot.pxRatio;
    context.lineJoin = 'round';
    context.stroke();
  }
}
