/**
 * Bars of a second summed to candles of an interval that lies on round times of the exchange's zone. Pure. Invariant:
 * a candle's high and low are those of every print in it; nothing is left out to make a picture lighter: where candles
 * would be too thin, the interval is made longer.
 */
import type { BarTrail } from '../state/bar-trail';

export const INTERVALS_S = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400] as const;
export const LEAST_PX = 3;
const AUTO_PX = 9;

export function intervalText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${seconds / 60} min`;
  return seconds < 86_400 ? `${seconds / 3600} h` : '1 d';
}

/** The interval that is shown: the one chosen, or a longer one where it would be too thin to see or shorter than what is known. */
export function intervalFor(
  chosenS: number | null,
  spanNs: number,
  plotPx: number,
  { autoPx = AUTO_PX, leastIntervalS = 0 }: { autoPx?: number; leastIntervalS?: number } = {},
): number {
  const leastPx = chosenS === null ? autoPx : LEAST_PX;
  const leastS = Math.max(chosenS ?? 0, leastIntervalS, ((spanNs / 1e9) * leastPx) / Math.max(1, plotPx));
  return INTERVALS_S.find((seconds) => seconds >= leastS) ?? INTERVALS_S[INTERVALS_S.length - 1]!;
}

export interface Candles {
  readonly intervalS: number;
  /** begin of each candle, whole seconds since 1970 */
  readonly second: number[];
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly lots: number[];
  /** of them bought by the aggressor, and sold by it */
  readonly boughtLots: number[];
  readonly soldLots: number[];
}

/** Candles that hold any second of [fromS, toS]. `zoneS`: offset of the zone from UTC. */
export function candlesOf(
  bars: BarTrail,
  intervalS: number,
  zoneS: number,
  fromS: number,
  toS: number,
): Candles {
  const beginOf = (second: number): number => Math.floor((second + zoneS) / intervalS) * intervalS - zoneS;
  const out: Candles = {
    intervalS,
    second: [],
    open: [],
    high: [],
    low: [],
    close: [],
    lots: [],
    boughtLots: [],
    soldLots: [],
  };
  let last = -1;
  for (let row = bars.firstAt(beginOf(fromS)); row < bars.count; row += 1) {
    const second = bars.second[row]!;
    const begin = beginOf(second);
    if (begin > toS) break;
    if (out.second[last] !== begin) {
      last = out.second.push(begin) - 1;
      out.open.push(bars.openUnits[row]!);
      out.high.push(-Infinity);
      out.low.push(Infinity);
      out.close.push(0);
      out.lots.push(0);
      out.boughtLots.push(0);
      out.soldLots.push(0);
    }
    out.high[last] = Math.max(out.high[last]!, bars.highUnits[row]!);
    out.low[last] = Math.min(out.low[last]!, bars.lowUnits[row]!);
    out.close[last] = bars.closeUnits[row]!;
    out.lots[last]! += bars.lots[row]!;
    out.boughtLots[last]! += bars.boughtLots[row]!;
    out.soldLots[last]! += bars.soldLots[row]!;
  }
  return out;
}

/** Index of the candle that holds a second, −1 when nothing traded there. */
export function candleAt({ second, intervalS }: Candles, atS: number): number {
  for (let index = second.length - 1; index >= 0; index -= 1) {
    const begin = second[index]!;
    if (begin <= atS) return atS < begin + intervalS ? index : -1;
  }
  return -1;
}
