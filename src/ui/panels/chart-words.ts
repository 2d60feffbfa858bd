/**
 * What the chart says in words: the read-out of the crosshair, the description for those who do not see it. Pure.
 */
import { formatPrice, formatSize, timeText, type Decimal, type PriceScale } from '../app/format';
import { intervalText } from '../charts/candles';
import type { CandleReading } from '../charts/price-chart';
import type { DepthReading } from '../charts/reading';

export interface Words {
  readonly startNs: bigint;
  readonly zone: string;
  readonly scale: PriceScale;
  readonly lotSize: Decimal;
}

export interface ReadOut {
  readonly time: string;
  readonly price: string;
  readonly text: string;
  readonly side: 'bid' | 'ask' | null;
}

const timeAt = (sinceNs: number, words: Words): string =>
  timeText(words.startNs + BigInt(Math.round(sinceNs)), words.zone);

export function depthWords(reading: DepthReading, units: number, words: Words): ReadOut {
  const size = (lots: number): string => formatSize(lots, words.lotSize);
  const { side, lots, totalLots, levels } = reading;
  const arrow = side === 'bid' ? '▲ bid ' : side === 'ask' ? '▼ ask ' : '';
  const text =
    levels === 0
      ? 'nothing rests'
      : levels === 1
        ? `${arrow}${size(lots)} rest`
        : `${arrow}${size(lots)} the largest, ${size(totalLots)} at ${levels} prices`;
  const at = levels > 1 ? reading.units : units;
  return {
    time: timeAt(reading.sinceNs, words),
    price: formatPrice(Math.round(at), words.scale),
    text,
    side,
  };
}

export function candleWords({ candles, index }: CandleReading, words: Words): ReadOut {
  const price = (list: readonly number[]): string => formatPrice(list[index] ?? 0, words.scale);
  const begin = BigInt(candles.second[index] ?? 0) * 1_000_000_000n;
  const isUp = (candles.close[index] ?? 0) >= (candles.open[index] ?? 0);
  return {
    time: `${timeText(begin, words.zone).slice(0, 8)} ${intervalText(candles.intervalS)}`,
    price: '',
    text: `O ${price(candles.open)} H ${price(candles.high)} L ${price(candles.low)} C ${price(candles.close)} · ${isUp ? '▲' : '▼'} ${formatSize(candles.lots[index] ?? 0, words.lotSize)} traded`,
    side: isUp ? 'bid' : 'ask',
  };
}
