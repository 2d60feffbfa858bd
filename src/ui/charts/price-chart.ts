/**
 * The price chart: depth, touch and trades, or candles, over a window of simulated time. The price range glides to
 * where the market went (it jumps for those who prefer reduced motion, while a person moves it, and to another place). It draws and
 * measures; what people do with it is the panel's. Invariant: nothing later than the present is drawn or read.
 */
import { zoneOffsetMs } from '../app/format';
import type { MarketEvent } from '../state/market-events';
import type { PastWindow, Stretch } from '../state/past-store';
import { drawAxesOver, drawGrid, drawGround, momentAt, unitsAt } from './axis-layer';
import { drawBands } from './band-layer';
import type { BarsPicture } from './bars-picture';
import { candleAt, candlesOf, intervalFor, LEAST_PX, type Candles } from './candles';
import { beginPaint, readTokens, setFont } from './canvas';
import { makeView, plotOf, rangeAround, type ChartModel, type ChartView, type Plot } from './chart-view';
import { DepthLayer, HEAT_COLUMN_PX } from './depth-layer';
import { drawEvents, eventsAt } from './event-layer';
import { frames, type Painter } from './frame';
import { lacksPast, usedPast } from './picture-source';
import { readDepth, type DepthReading } from './reading';
import { windowOf, type PriceRange, type TimeWindow } from './time-window';
import { TouchColumns } from './touch-columns';
import { drawTouch } from './touch-layer';
import { TradeCells } from './trade-cells';
import { drawTrades, TRADE_COLUMN_PX } from './trade-layer';

const GLIDE = 0.16;
/** Candles leave this part of the plot to volume. */
const VOLUME_ROOM = 0.2;
/** Candles of this width leave room for the trades in them. */
const ROOMY_PX = 26;

export interface Mark {
  readonly sinceNs: number | null;
  readonly units: number | null;
}

/** How to read the colours: the size that is brightest, the ticks a row holds. */
export interface HeatScale {
  readonly brightLots: number;
  readonly rowTicks: number;
}

export interface CandleReading {
  readonly candles: Candles;
  readonly index: number;
}

export class PriceChart implements Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #host: HTMLElement;
  readonly #isStill: boolean;
  readonly #onHeat: (scale: HeatScale) => void;
  #heat: HeatScale = { brightLots: 0, rowTicks: 1 };
  readonly #touch = new TouchColumns();
  readonly #cells = new TradeCells();
  readonly #depth = new DepthLayer();
  #bars: BarsPicture | null = null;
  #isLoading = false;
  #model: ChartModel | null = null;
  #range: PriceRange | null = null;
  #placeCount = 0;
  #mark: Mark | null = null;
  #view: ChartView | null = null;
  #candles: Candles | null = null;
  #past: PastWindow | null = null;
  #isGone = false;

  /** `onHeat`: the colours are to be read otherwise. */
  constructor(canvas: HTMLCanvasElement, host: HTMLElement, onHeat: (scale: HeatScale) => void) {
    this.#canvas = canvas;
    this.#host = host;
    this.#onHeat = onHeat;
    this.#isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  /** The last view that was painted: where a moment and a price are. */
  get view(): ChartView | null {
    return this.#view;
  }

  get candles(): Candles | null {
    return this.#candles;
  }

  /** Prices that one row of the picture holds. */
  get rowUnits(): number {
    const tick = this.#model?.scale.unitsPerTick ?? 1;
    return this.#model?.kind === 'depth' ? this.#depth.rowTicks * tick : tick;
  }

  setModel(model: ChartModel | null): void {
    if (model?.scale !== this.#model?.scale || model?.pictures !== this.#model?.pictures) this.#range = null;
    this.#model = model;
    frames.invalidate(this);
  }

  /** The crosshair, wherever it was set. */
  setMark(mark: Mark | null): void {
    const view = this.#view;
    this.#mark = mark;
    // Pointing at what is not in view changes nothing in it.
    if (view !== null && !isInView(view, view.cross) && !isInView(view, this.#crossOf(view))) return;
    frames.invalidate(this);
  }

  destroy(): void {
    this.#isGone = true;
    this.#bars?.destroy();
  }

  paint(): void {
    const surface = beginPaint(this.#canvas);
    if (surface === null) return;
    const tokens = readTokens();
    const model = this.#model;
    const plot = plotOf(surface);
    const window = model === null ? null : windowOf(model.aim, model.nowNs);
    if (model !== null && window !== null) this.#gather(model, window, plot);
    const wanted = model === null || window === null ? null : this.#wantedRange(model, window, plot);
    if (model === null || window === null || wanted === null) {
      surface.context.fillStyle = tokens['heat-0'];
      surface.context.fillRect(0, 0, surface.width, surface.height);
      this.#view = null;
      return;
    }
    // One font for all layers: each change brings the style of the whole page up to date.
    setFont(surface.context, `11px ${tokens.mono}`);
    const view = makeView(surface.context, plot, tokens, model, window, this.#glideTo(wanted, model));
    this.#view = { ...view, cross: this.#crossOf(view) };
    if (model.kind === 'depth') this.#paintDepth(this.#view);
    else this.#paintBars(this.#view);
    drawBands(this.#view);
    drawEvents(this.#view);
    drawAxesOver(this.#view);
    this.#tellHeat();
  }

  #tellHeat(): void {
    const brightLots = roundLots(this.#depth.brightLots);
    const { rowTicks } = this.#depth;
    if (brightLots === this.#heat.brightLots && rowTicks === this.#heat.rowTicks) return;
    this.#heat = { brightLots, rowTicks };
    this.#onHeat(this.#heat);
  }

  /** What rested at a moment and price; the row of the picture when one holds several ticks. */
  readDepth(sinceNs: number, units: number): DepthReading | null {
    const view = this.#view;
    if (view === null) return null;
    const tick = view.model.scale.unitsPerTick;
    const rowUnits = this.#depth.rowTicks * tick;
    const low = Math.floor((units + tick / 2) / rowUnits) * rowUnits - tick / 2;
    const partNs = (view.spanNs / view.plotWidth) * HEAT_COLUMN_PX;
    return readDepth(view.model, this.#past, { sinceNs, partNs, low, high: low + rowUnits });
  }

  readEvents(sinceNs: number): readonly MarketEvent[] {
    return this.#view === null ? [] : eventsAt(this.#view, sinceNs);
  }

  readCandle(sinceNs: number): CandleReading | null {
    const candles = this.#candles;
    if (candles === null || this.#model === null) return null;
    const index = candleAt(candles, Number(this.#model.startNs + BigInt(Math.round(sinceNs))) / 1e9);
    return index < 0 ? null : { candles, index };
  }

  /** The moment and the price on the grid under a point of the plot; null outside it. */
  markAt(x: number, y: number): { sinceNs: number; units: number } | null {
    const view = this.#view;
    if (view === null || x < 0 || y < 0 || x > view.plotWidth || y > view.plotHeight) return null;
    const tick = view.model.scale.unitsPerTick;
    return { sinceNs: momentAt(view, x), units: Math.round(unitsAt(view, y) / tick) * tick };
  }

  #gather(model: ChartModel, { fromNs, spanNs }: TimeWindow, plot: Plot): void {
    const { pictures, nowNs } = model;
    const stretch: Stretch = {
      fromNs: Math.max(0, Math.floor(fromNs)),
      toNs: Math.min(nowNs, Math.ceil(fromNs + spanNs)),
      columns: Math.max(1, Math.ceil(plot.plotWidth / HEAT_COLUMN_PX)),
    };
    if (lacksPast(pictures, stretch, !model.isPlaying)) pictures.past.want(stretch);
    this.#past = usedPast(pictures, stretch);
    const pxNs = spanNs / plot.plotWidth;
    this.#touch.sync(pictures, this.#past, pxNs, fromNs, nowNs);
    this.#cells.sync(pictures, this.#past, pxNs * TRADE_COLUMN_PX, this.#dotUnits(model, plot));
    if (model.kind === 'depth') {
      this.#candles = null;
      return;
    }
    const { leastIntervalS } = model;
    const least = model.kind === 'line' ? { autoPx: LEAST_PX, leastIntervalS } : { leastIntervalS };
    const intervalS = intervalFor(model.intervalS, spanNs, plot.plotWidth, least);
    const startMs = Number(model.startNs / 1_000_000n);
    const at = (sinceNs: number): number => Math.floor(startMs / 1e3 + sinceNs / 1e9);
    const zoneS = zoneOffsetMs(startMs, model.zone) / 1000;
    this.#candles = candlesOf(pictures.bars, intervalS, zoneS, at(fromNs), at(fromNs + spanNs));
  }

  /** A dot stands for a single price unless ticks are thinner than dots; in steps, so that dots stand still. */
  #dotUnits({ scale }: ChartModel, plot: Plot): number {
    const range = this.#range;
    if (range === null) return 1;
    const tickPx = (plot.plotHeight * scale.unitsPerTick) / (range.high - range.low);
    return tickPx >= TRADE_COLUMN_PX
      ? 1
      : scale.unitsPerTick * 2 ** Math.ceil(Math.log2(TRADE_COLUMN_PX / tickPx));
  }

  #wantedRange(model: ChartModel, window: TimeWindow, plot: Plot): PriceRange | null {
    if (model.aim.range !== null) return model.aim.range;
    const tick = model.scale.unitsPerTick;
    if (this.#candles !== null) {
      const range = rangeAround(Math.min(...this.#candles.low), Math.max(...this.#candles.high), tick);
      if (range === null) return null;
      return {
        low: range.low - ((range.high - range.low) * VOLUME_ROOM) / (1 - VOLUME_ROOM),
        high: range.high,
      };
    }
    const columnNs = window.spanNs / plot.plotWidth;
    const first = Math.floor(window.fromNs / columnNs);
    const last = Math.floor((window.fromNs + window.spanNs) / columnNs);
    const touch = this.#touch.range(first, last);
    const traded = this.#cells.range(window.fromNs, window.fromNs + window.spanNs);
    return rangeAround(Math.min(touch.low, traded.low), Math.max(touch.high, traded.high), tick);
  }

  /** Said only when it changes: each time the browser would look through the page's styles. */
  #showBars(isShown: boolean): void {
    if (this.#host.hidden === isShown) this.#host.hidden = !isShown;
  }

  #paintDepth(view: ChartView): void {
    this.#showBars(false);
    drawGround(view);
    this.#depth.draw(view, this.#past);
    drawGrid(view);
    drawTouch(view, this.#touch);
    drawTrades(view, this.#cells);
  }

  /** uPlot draws on its own canvas below; until it is loaded the ground is shown. */
  #paintBars(view: ChartView): void {
    this.#showBars(true);
    drawGrid(view);
    if (this.#bars === null) {
      void this.#load();
      return;
    }
    if (this.#candles === null) return;
    this.#bars.paint(view, this.#candles, Number(view.model.startNs / 1_000n) / 1e6);
    // On narrow candles the dots of a minute would hide what the candle says.
    const candlePx = (this.#candles.intervalS * 1e9 * view.plotWidth) / view.spanNs;
    if (view.model.kind === 'line' || candlePx >= ROOMY_PX) drawTrades(view, this.#cells);
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { BarsPicture: Picture } = await import('./bars-picture');
    if (this.#isGone) return;
    this.#bars = new Picture(this.#host);
    frames.invalidate(this);
  }

  #crossOf(view: ChartView): ChartView['cross'] {
    const mark = this.#mark;
    if (mark === null) return null;
    return {
      x: mark.sinceNs === null || mark.sinceNs > view.model.nowNs ? null : view.x(mark.sinceNs),
      y: mark.units === null ? null : view.y(mark.units),
    };
  }

  #glideTo(wanted: PriceRange, model: ChartModel): PriceRange {
    const from = this.#range;
    const isNear = from !== null && wanted.low < from.high && wanted.high > from.low;
    const { placeCount } = model.pictures;
    const isElsewhere = placeCount !== this.#placeCount;
    this.#placeCount = placeCount;
    if (from === null || this.#isStill || isElsewhere || !isNear || model.aim.range !== null) {
      this.#range = wanted;
      return wanted;
    }
    const low = from.low + (wanted.low - from.low) * GLIDE;
    const high = from.high + (wanted.high - from.high) * GLIDE;
    const size = wanted.high - wanted.low;
    const isThere = Math.abs(low - wanted.low) + Math.abs(high - wanted.high) < size * 0.002;
    this.#range = isThere ? wanted : { low, high };
    if (!isThere) frames.invalidate(this);
    return this.#range;
  }
}

const isInView = ({ plotWidth, plotHeight }: ChartView, cross: ChartView['cross']): boolean => {
  const { x, y } = cross ?? { x: null, y: null };
  return (x !== null && x >= 0 && x <= plotWidth) || (y !== null && y >= 0 && y <= plotHeight);
};

/** Two digits are all that a colour can tell. */
function roundLots(lots: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, lots))) - 1);
  return Math.round(lots / unit) * unit;
}
