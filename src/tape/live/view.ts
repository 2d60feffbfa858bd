/**
 * The market as it was last heard: levels, touch, newest trades, newest bar. For pictures alone; what is recorded does
 * not pass through it. Prices and sizes stay decimals.
 */
import { decimalText, type Decimal } from '../events/decimal';
import type { MarketEvent } from '../events/event';

export interface ViewLevel {
  readonly price: string;
  readonly size: string;
}
export interface ViewTrade extends ViewLevel {
  readonly tsNs: bigint;
  /** of the aggressor; null where the source does not say */
  readonly side: 'buy' | 'sell' | null;
}
export interface ViewBar {
  readonly tsNs: bigint;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}
export interface MarketLook {
  /** best first */
  readonly bids: readonly ViewLevel[];
  readonly asks: readonly ViewLevel[];
  readonly levelCount: number;
  /** newest first */
  readonly trades: readonly ViewTrade[];
  readonly bar: ViewBar | null;
}

const KEPT_TRADES = 60;

export class LiveView {
  readonly #sides = { bids: new Map<string, string>(), asks: new Map<string, string>() };
  #trades: ViewTrade[] = [];
  #bar: ViewBar | null = null;

  apply(event: MarketEvent): void {
    const text = (field: string): string => decimalText(event.decimal(field));
    if (event.type === 'book') {
      if (event.isSnapshot()) this.clear();
      for (const side of ['bids', 'asks'] as const)
        for (const [price, size] of event.levels(side)) this.#set(side, price, size);
    } else if (event.type === 'quote') {
      this.clear();
      this.#set('bids', event.decimal('bid'), event.decimal('bidSize'));
      this.#set('asks', event.decimal('ask'), event.decimal('askSize'));
    } else if (event.type === 'trade') {
      const side = !event.has('side') ? null : event.side() === 0 ? 'buy' : 'sell';
      this.#trades.push({ tsNs: event.tsNs, price: text('price'), size: text('size'), side });
      if (this.#trades.length > 2 * KEPT_TRADES) this.#trades = this.#trades.slice(-KEPT_TRADES);
    } else if (event.type === 'bar') {
      const [open, high, low, close] = [text('open'), text('high'), text('low'), text('close')];
      this.#bar = { tsNs: event.tsNs, open, high, low, close, volume: text('volume') };
    }
  }

  clear(): void {
    this.#sides.bids.clear();
    this.#sides.asks.clear();
  }

  look(levels: number): MarketLook {
    const { bids, asks } = this.#sides;
    return {
      bids: best(bids, levels, -1),
      asks: best(asks, levels, 1),
      levelCount: bids.size + asks.size,
      trades: this.#trades.slice(-KEPT_TRADES).reverse(),
      bar: this.#bar,
    };
  }

  #set(side: 'bids' | 'asks', price: Decimal, size: Decimal): void {
    const level = decimalText(price);
    if (size.units === 0n) this.#sides[side].delete(level);
    else this.#sides[side].set(level, decimalText(size));
  }
}

function best(side: ReadonlyMap<string, string>, levels: number, sign: 1 | -1): ViewLevel[] {
  return [...side]
    .map(([price, size]) => ({ price, size, order: Number(price) * sign }))
    .sort((a, b) => a.order - b.order)
    .slice(0, levels)
    .map(({ price, size }) => ({ price, size }));
}
