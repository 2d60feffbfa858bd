/**
 * Records of `trades`, `mbp-1`, `mbp-10`, `tbbo` and `ohlcv` as market events. A touch that did not change is not
 * written again; of ten levels only those that changed.
 */
import { tapeError, type Place } from '../errors';
import { MarketEvent } from '../events/event';
import type { ExactObject } from '../events/exact-json';
import { LadderDifference, type TextLevel } from '../ladder-difference';
import { RisingClock } from '../rising-clock';
import {
  barNs,
  Header,
  RecordType,
  sampledTouches,
  UNDEFINED_PRICE,
  UNDEFINED_TIME,
  type RecordVisitor,
} from './file';

const At = {
  price: 16,
  size: 24,
  action: 28,
  side: 29,
  flags: 30,
  tsRecv: 32,
  levels: 48,
  levelBytes: 32,
} as const;
const Bar = { open: 16, high: 24, low: 32, close: 40, volume: 48 } as const;
const TRADE = 84;
const SNAPSHOT_FLAG = 32;

/** A price of 10⁻⁹ as text. */
export function nanoText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(10, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

export class DbnEvents implements RecordVisitor {
  readonly clock = new RisingClock();
  readonly #ladders = new Map<string, LadderDifference>();
  readonly #touches = new Map<string, string>();
  /** the record is of the time of its receipt: what it holds may be of long ago */
  #isReceived = false;

  constructor(
    readonly symbolOf: (number: number, tsNs: bigint) => string | null,
    readonly venue: string,
    readonly counts: Record<string, number>,
    readonly place: () => Place,
    readonly visit: (event: MarketEvent) => void,
  ) {}

  record(type: number, view: DataView, at: number): void {
    const isBar = barNs[type] !== undefined;
    // days of symbols are days of receipt, which bars do not have
    const indexed = view.getBigUint64(at + (isBar ? Header.tsEvent : At.tsRecv), true);
    const symbol = this.symbolOf(view.getUint32(at + Header.instrument, true), indexed);
    if (symbol === null) return;
    if (isBar) return this.#bar(view, at, symbol, barNs[type] as bigint);
    if (type === RecordType.mbo) this.#refuse('holds orders beside other records');
    const isSampled = sampledTouches.includes(type);
    const isTrade = !isSampled && (view.getUint8(at + At.action) === TRADE || type === RecordType.trade);
    this.#count(isTrade ? 'trade' : 'change');
    this.#isReceived = isSampled || (view.getUint8(at + At.flags) & SNAPSHOT_FLAG) !== 0;
    if (isTrade) this.#trade(view, at, symbol);
    if (type === RecordType.mbp10) this.#levels(view, at, symbol);
    else if (type !== RecordType.trade) this.#touch(view, at, symbol);
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  #bar(view: DataView, at: number, symbol: string, durationNs: bigint): void {
    this.#count('bar');
    const price = (offset: number): string =>
      this.#price(view, at + offset) ?? this.#refuse('a bar has no price');
    const bar = {
      open: price(Bar.open),
      high: price(Bar.high),
      low: price(Bar.low),
      close: price(Bar.close),
    };
    const volume = String(view.getBigUint64(at + Bar.volume, true));
    this.#give({ type: 'bar', ...bar, volume, durationNs: String(durationNs) }, view, at, symbol, false);
  }

  #trade(view: DataView, at: number, symbol: string): void {
    const letter = view.getUint8(at + At.side);
    const side: Record<string, string> =
      letter === 66 ? { side: 'buy' } : letter === 65 ? { side: 'sell' } : {};
    const price = this.#price(view, at + At.price) ?? this.#refuse('a trade has no price');
    const size = String(view.getUint32(at + At.size, true));
    this.#give({ type: 'trade', price, size, ...side }, view, at, symbol);
  }

  #touch(view: DataView, at: number, symbol: string): void {
    const [bid, bidSize] = this.#level(view, at + At.levels, 0) ?? ['0', '0'];
    const [ask, askSize] = this.#level(view, at + At.levels, 1) ?? ['0', '0'];
    const touch = [bid, bidSize, ask, askSize].join('|');
    if (this.#touches.get(symbol) === touch) return;
    this.#touches.set(symbol, touch);
    this.#give({ type: 'quote', bid, bidSize, ask, askSize }, view, at, symbol);
  }

  #levels(view: DataView, at: number, symbol: string): void {
    let ladder = this.#ladders.get(symbol);
    const isFirst = ladder === undefined;
    if (ladder === undefined) this.#ladders.set(symbol, (ladder = new LadderDifference()));
    const sides = [0, 1].map((side) => {
      const found: TextLevel[] = [];
      for (let level = 0; level < 10; level++) {
        const one = this.#level(view, at + At.levels + level * At.levelBytes, side);
        if (one !== null) found.push(one);
      }
      return found;
    }) as [TextLevel[], TextLevel[]];
    const { bids, asks } = ladder.next(...sides);
    if (bids.length + asks.length === 0) return;
    this.#give({ type: 'book', bids, asks, ...(isFirst ? { snapshot: true } : {}) }, view, at, symbol);
  }

  /** Null: there is nothing at the level. */
  #level(view: DataView, at: number, side: number): TextLevel | null {
    const price = this.#price(view, at + 8 * side);
    const size = view.getUint32(at + 16 + 4 * side, true);
    return price === null || size === 0 ? null : [price, String(size)];
  }

  #price(view: DataView, at: number): string | null {
    const price = view.getBigInt64(at, true);
    return price === UNDEFINED_PRICE ? null : nanoText(price);
  }

  #give(body: ExactObject, view: DataView, at: number, symbol: string, hasReceipt = true): void {
    const tsRecv = hasReceipt ? view.getBigUint64(at + At.tsRecv, true) : UNDEFINED_TIME;
    const tsEvent = view.getBigUint64(at + Header.tsEvent, true);
    const isReceived = hasReceipt && this.#isReceived;
    const tsNs = isReceived || tsEvent === UNDEFINED_TIME ? tsRecv : tsEvent;
    if (tsNs > UNDEFINED_PRICE) this.#refuse('a stamp does not fit');
    const risen = this.clock.rise(tsNs, this.place);
    const local: Record<string, string> = tsRecv > UNDEFINED_PRICE ? {} : { tsLocal: String(tsRecv) };
    const event = new MarketEvent(
      { ts: String(risen), symbol, venue: this.venue, ...local, ...body },
      this.place,
    );
    if (this.clock.wasRaised) event.notes = ['outOfOrder'];
    this.visit(event);
  }

  #refuse(message: string): never {
    throw tapeError('malformedRow', this.place(), `${message}. Nothing was imported.`);
  }
}
