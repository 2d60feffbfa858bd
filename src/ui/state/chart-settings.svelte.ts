/**
 * What a person chose to see in the chart: the picture, the stretch of time, the prices, the interval of candles, or
 * the same as a table. Null follows the speed, the present and the market. Nothing here can reach a run.
 */
import type { Speed } from '../../worker/protocol';
import type { ChartKind } from '../charts/chart-view';
import { panPrice, panTime, zoomPrice, zoomTime, type Aim, type PriceRange } from '../charts/time-window';

export const SPANS_S = [30, 120, 600, 3600] as const;

/** About two minutes of market at 1×, an hour at 1000×. */
function autoSeconds(speed: Speed): number {
  if (speed === 'max' || speed > 100) return 3600;
  return speed > 10 ? 1800 : speed > 2 ? 600 : 120;
}

/** Bars of a bar tape in the window that follows. */
const AUTO_BARS = 90;

export class ChartSettings {
  #kind = $state<ChartKind | null>(null);
  isTable = $state(false);
  intervalS = $state<number | null>(null);
  /** null follows the speed */
  chosenSpanNs = $state<number | null>(null);
  #endNs = $state<number | null>(null);
  #range = $state.raw<PriceRange | null>(null);
  readonly #speed: () => Speed;
  readonly #barNs: () => bigint | null;

  /** `barNs`: length of a bar, where the market in view is one of bars. */
  constructor(speed: () => Speed, barNs: () => bigint | null) {
    this.#speed = speed;
    this.#barNs = barNs;
  }

  /** Until somebody chooses: what the data can show. */
  get kind(): ChartKind {
    return this.#kind ?? (this.#barNs() === null ? 'depth' : 'candles');
  }

  set kind(kind: ChartKind) {
    this.#kind = kind;
  }

  /** A candle that is shorter than a bar of the tape would show what nobody knows. */
  get leastIntervalS(): number {
    return Number(this.#barNs() ?? 0n) / 1e9;
  }

  readonly aim: Aim = $derived.by(() => ({
    spanNs: this.chosenSpanNs ?? Math.max(autoSeconds(this.#speed()), this.leastIntervalS * AUTO_BARS) * 1e9,
    endNs: this.#endNs,
    range: this.#range,
  }));

  get isFollowing(): boolean {
    return this.#endNs === null && this.#range === null;
  }

  /** Back to the present and to the prices of the market; the span stays. */
  follow(): void {
    this.#endNs = null;
    this.#range = null;
  }

  reset(): void {
    this.follow();
    this.chosenSpanNs = null;
  }

  chooseSpan(seconds: number | null): void {
    this.follow();
    this.chosenSpanNs = seconds === null ? null : seconds * 1e9;
  }

  zoom(nowNs: number, factor: number, part: number | null): void {
    this.#take(zoomTime(this.aim, nowNs, factor, part));
  }

  pan(nowNs: number, parts: number): void {
    this.#take(panTime(this.aim, nowNs, parts));
  }

  panPrices(shown: PriceRange, parts: number): void {
    this.#take(panPrice(this.aim, shown, parts));
  }

  zoomPrices(shown: PriceRange, factor: number, leastUnits: number): void {
    this.#take(zoomPrice(this.aim, shown, factor, leastUnits));
  }

  #take(aim: Aim): void {
    if (aim.spanNs !== this.aim.spanNs) this.chosenSpanNs = aim.spanNs;
    this.#endNs = aim.endNs;
    this.#range = aim.range;
  }
}
