/**
 * Market by order (`mbo`) to rows of an order tape. A fill says which order it hit and is followed by the change of
 * that order: the fill is the execution, and of the change only what the fill did not explain is left. A snapshot
 * begins with an empty book. Databento, “MBO” and “Order management”.
 */
import { CommandFlag } from '../../layout/layout.gen';
import type { Place } from '../errors';
import { tapeError } from '../errors';
import { type FlowInstrument, type OrderFlow } from '../order-flow';
import { RisingClock } from '../rising-clock';
import { Header, UNDEFINED_PRICE, UNDEFINED_TIME, type RecordVisitor } from './file';

const At = {
  id: 16,
  price: 24,
  size: 32,
  flags: 36,
  action: 38,
  side: 39,
  tsRecv: 40,
  sequence: 52,
} as const;
const Flag = { last: 128, snapshot: 32, maybeBadBook: 4 } as const;
const BUY = 0;
const SELL = 1;
const LETTER_A = 65;
const LETTER_B = 66;

/** What an instrument remembers between the records of one event. */
interface EventState {
  readonly on: FlowInstrument;
  readonly filled: Map<string, number>;
  /** traded lots that no fill explains, by price and side of the aggressor */
  readonly trades: Map<string, { price: number; side: number; lots: number }>;
  inSnapshot: boolean;
  /** the event is an auction: its trade is one print, its fills, on both sides, only leave */
  isCross: boolean;
}

export class MboConverter implements RecordVisitor {
  readonly clock = new RisingClock();
  lastSequence = 0;
  readonly #states = new Map<FlowInstrument, EventState>();

  constructor(
    readonly flow: OrderFlow,
    readonly instrumentOf: (number: number, tsNs: bigint) => FlowInstrument | null,
    readonly counts: Record<string, number>,
    readonly place: () => Place,
  ) {}

  /** A file begins where another may have ended inside a snapshot. */
  startFile(): void {
    for (const state of this.#states.values()) state.inSnapshot = false;
  }

  record(_type: number, view: DataView, at: number): void {
    const number = view.getUint32(at + Header.instrument, true);
    const on = this.instrumentOf(number, view.getBigUint64(at + At.tsRecv, true));
    if (on === null) return;
    const letter = String.fromCharCode(view.getUint8(at + At.action));
    this.counts[letter] = (this.counts[letter] ?? 0) + 1;
    this.lastSequence = view.getUint32(at + At.sequence, true);
    const flags = view.getUint8(at + At.flags);
    const isSnapshot = (flags & Flag.snapshot) !== 0;
    const state = this.#stateOf(on);
    this.#begin(view, at, isSnapshot);
    if ((flags & Flag.maybeBadBook) !== 0) this.flow.note('gap');
    if (isSnapshot && !state.inSnapshot && on.orders.size > 0) this.flow.clear(on);
    state.inSnapshot = isSnapshot;
    this.#apply(letter, view, at, state);
    if ((flags & Flag.last) === 0) return;
    this.#endEvent(state);
    this.flow.endMessage();
  }

  #stateOf(on: FlowInstrument): EventState {
    let state = this.#states.get(on);
    if (state === undefined) {
      state = { on, filled: new Map(), trades: new Map(), inSnapshot: false, isCross: false };
      this.#states.set(on, state);
    }
    return state;
  }

  /** Orders of a snapshot keep the stamps of long ago: their time is that of the snapshot. */
  #begin(view: DataView, at: number, isSnapshot: boolean): void {
    const tsRecv = view.getBigUint64(at + At.tsRecv, true);
    const tsEvent = view.getBigUint64(at + Header.tsEvent, true);
    const tsNs = isSnapshot || tsEvent === UNDEFINED_TIME ? tsRecv : tsEvent;
    const local = tsRecv === UNDEFINED_TIME ? tsNs : tsRecv;
    if (tsNs > UNDEFINED_PRICE || local > UNDEFINED_PRICE) this.#refuse('a stamp does not fit');
    const risen = this.clock.rise(tsNs, this.place);
    if (this.clock.wasRaised) this.flow.note('outOfOrder');
    this.flow.begin(risen, local);
  }

  #apply(letter: string, view: DataView, at: number, state: EventState): void {
    const { flow } = this;
    const { on } = state;
    const low = view.getUint32(at + At.id, true);
    const high = view.getUint32(at + At.id + 4, true);
    const size = view.getUint32(at + At.size, true);
    switch (letter) {
      case 'A':
        return flow.add(on, low, high, this.#side(view, at), this.#price(view, at), size);
      case 'C':
        return this.#cancel(state, view, at, low, high, size);
      case 'M':
        return this.#modify(view, at, state, low, high, size);
      case 'F':
        return this.#fill(view, at, state, low, high, size);
      case 'T': {
        const letter = view.getUint8(at + At.side);
        const price = this.#price(view, at);
        if (letter === LETTER_A || letter === LETTER_B)
          return this.#trade(state, letter === LETTER_A ? SELL : BUY, price, size);
        state.isCross = true;
        return flow.print(on, BUY, price, size, CommandFlag.cross);
      }
      case 'R':
        return flow.clear(on);
      case 'N':
        return;
      default:
        this.#refuse(`“${letter}” is no action`);
    }
  }

  #fill(view: DataView, at: number, state: EventState, low: number, high: number, size: number): void {
    const { on } = state;
    const key = `${low}|${high}`;
    const price = this.#price(view, at);
    const side = on.orders.get(low, high)?.side ?? (view.getUint8(at + At.side) === LETTER_A ? SELL : BUY);
    state.filled.set(key, (state.filled.get(key) ?? 0) + size);
    if (state.isCross) return this.flow.reduce(on, low, high, size);
    this.#trade(state, 1 - side, price, -size);
    this.flow.execute(on, low, high, size, price, side);
  }

  #cancel(state: EventState, view: DataView, at: number, low: number, high: number, size: number): void {
    const { flow } = this;
    const order = state.on.orders.get(low, high);
    const filled = state.filled.get(`${low}|${high}`) ?? 0;
    state.filled.delete(`${low}|${high}`);
    if (order === undefined && filled > 0) return;
    const left = Math.max(0, size - filled);
    if (order === undefined) {
      const unseen = { side: this.#side(view, at), price: this.#price(view, at), lots: size };
      void flow.cancel(state.on, low, high, false, unseen);
    } else if (left >= order.lots) void flow.cancel(state.on, low, high);
    else if (left > 0) flow.reduce(state.on, low, high, left);
  }

  /** Fewer lots at the same price keep the place; more lots or another price lose it. */
  #modify(view: DataView, at: number, state: EventState, low: number, high: number, size: number): void {
    const { flow } = this;
    const { on } = state;
    const order = on.orders.get(low, high);
    const price = this.#price(view, at);
    state.filled.delete(`${low}|${high}`);
    if (order?.price === price && size > 0 && size <= order.lots) {
      if (size < order.lots) flow.reduce(on, low, high, order.lots - size);
      return;
    }
    if (order !== undefined) void flow.cancel(on, low, high, size > 0);
    if (size > 0) flow.add(on, low, high, this.#side(view, at), price, size);
  }

  #trade(state: EventState, side: number, price: number, lots: number): void {
    const key = `${price}|${side}`;
    const trade = state.trades.get(key) ?? { price, side, lots: 0 };
    trade.lots += lots;
    state.trades.set(key, trade);
  }

  /** Trades against what is not displayed order by order (implied orders) are prints of their own. */
  #endEvent(state: EventState): void {
    for (const { price, side, lots } of state.trades.values()) {
      if (lots > 0) this.flow.print(state.on, 1 - side, price, lots);
    }
    state.trades.clear();
    state.filled.clear();
    state.isCross = false;
  }

  #side(view: DataView, at: number): number {
    const letter = view.getUint8(at + At.side);
    if (letter !== LETTER_A && letter !== LETTER_B) this.#refuse('an order is on neither side');
    return letter === LETTER_A ? SELL : BUY;
  }

  #price(view: DataView, at: number): number {
    const price = view.getBigInt64(at + At.price, true);
    if (price === UNDEFINED_PRICE || !Number.isSafeInteger(Number(price)))
      this.#refuse(`a price of ${price} × 10⁻⁹ does not fit`);
    return Number(price);
  }

  #refuse(message: string): never {
    throw tapeError('malformedRow', this.place(), `${message}. Nothing was imported.`);
  }
}
