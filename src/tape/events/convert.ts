/**
 * Second pass over market events: checked events to rows of the schema they make. docs/FORMATS.md §7.
 * Keeps a book an instrument only to complete what an event may leave out (side, price and size of a named order).
 */
import { CommandFlag, CommandKind, Side } from '../../layout/layout.gen';
import { column, type ColumnArray } from '../block';
import type { TapeBuilder } from '../builder';
import { tapeError, type Place } from '../errors';
import { OrderBook } from '../order-book';
import { nearestUnits, unitsAt, type Decimal } from './decimal';
import type { MarketEvent } from './event';
import type { PlainEvent } from './plain-event';
import { outOfRange, PlainWriter } from './plain-writer';
import { actionTypes, FACT_DECIMALS_MAX, SPLIT_SHARES_MAX, TEXTS_MAX } from '../schemas';
import { ROW_LOTS_MAX, type EventSummary, type InstrumentSummary } from './first-pass';

const I64_MAX = 2n ** 63n - 1n;
const TICK_MAX = 2n ** 31n - 1n;
const LOTS_MAX = 2n ** 31n - 1n;
const UNKNOWN_SIDE = 2;

type Row = Readonly<Record<string, number | bigint>>;

export class EventConverter {
  readonly #plain: PlainWriter;
  readonly #books: OrderBook[] = [];
  readonly #lastSeq: (bigint | null)[] = [];
  #events = 0;
  #sourceRow = 0;
  #lastEndNs: bigint | null = null;
  readonly #texts = new Map<string, number>();

  constructor(
    readonly summary: EventSummary,
    readonly builder: TapeBuilder,
  ) {
    this.#plain = new PlainWriter(builder);
  }

  get sourceRows(): number {
    return this.#sourceRow;
  }

  /** What the rows' `text` points into; empty where the schema has none. */
  get texts(): readonly string[] {
    return [...this.#texts.keys()];
  }

  convert(event: MarketEvent): void {
    const instrument = this.summary.instrumentOf(event);
    const before = this.builder.rows;
    this.#checkSequence(event.seq, instrument.index);
    for (const rule of event.notes) this.builder.note(rule, this.#sourceRow);
    this.#rows(event, instrument);
    this.#end(before);
  }

  convertPlain(event: PlainEvent): void {
    const instrument = this.summary.instrumentOf(event);
    const before = this.builder.rows;
    if (event.seq >= 0) this.#checkSequence(BigInt(event.seq), instrument.index);
    for (const rule of event.notes) this.builder.note(rule, this.#sourceRow);
    if (event.type === 'bar') this.#checkEnd(event, event.tsNs + event.durationNs);
    this.#plain.write(event, instrument, this.#sourceRow);
    this.#end(before);
  }

  #end(before: number): void {
    this.#events++;
    if (this.builder.rows === before) return;
    this.builder.markLast();
    this.#sourceRow++;
  }

  #rows(event: MarketEvent, instrument: InstrumentSummary): void {
    switch (event.type) {
      case 'trade':
        return this.#trade(event, instrument);
      case 'quote':
        return this.#quote(event, instrument);
      case 'book':
        return this.#depth(event, instrument);
      case 'bar':
        return this.#bar(event, instrument);
      case 'news':
        return this.#push(event, instrument, { flags: 0, text: this.#text(event, 'text') });
      case 'fact':
        return this.#fact(event, instrument);
      case 'split':
      case 'dividend':
      case 'symbolChange':
      case 'delist':
        return this.#action(event, instrument);
      default:
        return this.#order(event, instrument);
    }
  }

  #checkSequence(seq: bigint | null, index: number): void {
    const last = this.#lastSeq[index] ?? null;
    if (seq === null) return;
    if (last !== null && seq > last + 1n) this.builder.note('gap', this.#sourceRow);
    this.#lastSeq[index] = seq;
  }

  #push(event: MarketEvent, instrument: InstrumentSummary, row: Row): void {
    const at = this.builder.next(event.tsNs);
    const { block } = this.builder;
    const set = (name: string, value: number | bigint): void => {
      const data: ColumnArray = column(block, name);
      if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[at] = BigInt(value);
      else data[at] = Number(value);
    };
    set('tsExchNs', event.tsNs);
    set('tsLocalNs', event.tsLocalNs);
    set('sourceRow', this.#sourceRow);
    set('instrument', instrument.index);
    for (const [name, value] of Object.entries(row)) set(name, value);
  }

  #trade(event: MarketEvent, instrument: InstrumentSummary): void {
    const { schema } = this.builder;
    const aggressor = event.has('side') ? event.side() : UNKNOWN_SIDE;
    const priceUnits = this.#price(event, instrument, 'price', schema === 'trade' ? I64_MAX : TICK_MAX);
    const lots = this.#lots(event, instrument, event.size(), ROW_LOTS_MAX);
    const id = event.has('id') ? event.id() : 0n;
    if (schema === 'trade') {
      this.#push(event, instrument, { side: aggressor, flags: 0, tradeId: id, priceUnits, lots });
      return;
    }
    const side = aggressor === Side.buy ? Side.sell : Side.buy;
    const flags = aggressor === UNKNOWN_SIDE ? CommandFlag.synthetic : 0;
    const kind = schema === 'order' ? CommandKind.tapeHidden : CommandKind.tapeTrade;
    this.#push(event, instrument, { kind, side, flags, priceUnits, lots });
  }

  #quote(event: MarketEvent, instrument: InstrumentSummary): void {
    const bidPriceUnits = this.#price(event, instrument, 'bid', TICK_MAX);
    const bidLots = this.#lots(event, instrument, event.size('bidSize'), ROW_LOTS_MAX);
    const askPriceUnits = this.#price(event, instrument, 'ask', TICK_MAX);
    const askLots = this.#lots(event, instrument, event.size('askSize'), ROW_LOTS_MAX);
    if (this.builder.schema === 'quote') {
      this.#push(event, instrument, { flags: 0, bidPriceUnits, bidLots, askPriceUnits, askLots });
      return;
    }
    const touch = { kind: CommandKind.tapeTouch, flags: 0 };
    this.#push(event, instrument, { ...touch, side: Side.buy, priceUnits: bidPriceUnits, lots: bidLots });
    this.#push(event, instrument, { ...touch, side: Side.sell, priceUnits: askPriceUnits, lots: askLots });
  }

  #depth(event: MarketEvent, instrument: InstrumentSummary): void {
    if (event.isSnapshot()) {
      for (const side of [Side.buy, Side.sell]) {
        this.#push(event, instrument, {
          kind: CommandKind.tapeClear,
          side,
          flags: 0,
          priceUnits: 0,
          lots: 0,
        });
      }
    }
    for (const [field, side] of [['bids', Side.buy] as const, ['asks', Side.sell] as const]) {
      for (const [price, size] of event.levels(field)) {
        const priceUnits = this.#units(event, price, instrument.priceScale, field, TICK_MAX);
        const lots = this.#lots(event, instrument, size, ROW_LOTS_MAX);
        this.#push(event, instrument, { kind: CommandKind.tapeLevelSet, side, flags: 0, priceUnits, lots });
      }
    }
  }

  /** A bar is played when it ends, so ends must not go back either. */
  #checkEnd(event: { place(): Place }, endNs: bigint): void {
    if (this.#lastEndNs !== null && endNs < this.#lastEndNs) {
      const message =
        'the bar ends before the bar above it does; bars of one tape must end in order. Nothing was imported.';
      throw tapeError('timeWentBack', event.place(), message);
    }
    this.#lastEndNs = endNs;
  }

  #bar(event: MarketEvent, instrument: InstrumentSummary): void {
    const durationNs = event.integer('durationNs', 1n, I64_MAX);
    const endNs = event.tsNs + durationNs;
    if (endNs > I64_MAX) event.refuse('durationNs', 'ends beyond the range of time');
    this.#checkEnd(event, endNs);
    const price = (field: string): bigint => this.#price(event, instrument, field, I64_MAX);
    this.#push(event, instrument, {
      ...{ flags: 0, durationNs, openUnits: price('open'), highUnits: price('high') },
      ...{ lowUnits: price('low'), closeUnits: price('close') },
      volumeLots: this.#units(event, event.size('volume'), instrument.sizeScale, 'volume', I64_MAX),
      tradeCount: event.has('trades') ? event.integer('trades', 0n, 0xffff_ffffn) : 0,
    });
  }

  /** Number of the text in the tape's list: equal texts stand there once. */
  #text(event: MarketEvent, field: 'text' | 'name'): number {
    const text = event.text(field);
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size === TEXTS_MAX)
      event.refuse(field, `is text ${TEXTS_MAX + 1}; a tape holds ${TEXTS_MAX}`);
    this.#texts.set(text, this.#texts.size);
    return this.#texts.size - 1;
  }

  #fact(event: MarketEvent, instrument: InstrumentSummary): void {
    const figure = event.decimal('value');
    if (figure.scale > FACT_DECIMALS_MAX)
      event.refuse('value', `has more than ${FACT_DECIMALS_MAX} decimals`);
    if (figure.units > I64_MAX || figure.units < -I64_MAX) event.refuse('value', 'has too many digits');
    const text = this.#text(event, 'name');
    this.#push(event, instrument, { flags: 0, text, decimals: figure.scale, value: figure.units });
  }

  #action(event: MarketEvent, instrument: InstrumentSummary): void {
    const { type } = event;
    const shares = (field: string): number =>
      type === 'split' ? Number(event.integer(field, 1n, SPLIT_SHARES_MAX)) : 1;
    const cashUnits = type === 'dividend' ? this.#price(event, instrument, 'cash', I64_MAX) : 0n;
    if (cashUnits < 0n) event.refuse('cash', 'must not be negative');
    this.#push(event, instrument, {
      ...{ flags: 0, kind: actionTypes.indexOf(type) },
      ...{ newShares: shares('newShares'), oldShares: shares('oldShares'), cashUnits },
    });
  }

  #order(event: MarketEvent, instrument: InstrumentSummary): void {
    const { type } = event;
    if (type === 'status') {
      this.#push(event, instrument, { kind: CommandKind.tapeStatus, side: 0, flags: 0, lots: event.state() });
      return;
    }
    if (type === 'hidden' || type === 'level') {
      const kind = type === 'hidden' ? CommandKind.tapeHidden : CommandKind.tapeLevelSet;
      const priceUnits = this.#price(event, instrument, 'price', TICK_MAX);
      const lots = this.#lots(event, instrument, event.size(), ROW_LOTS_MAX);
      if (type === 'level') this.#book(instrument).setLevel(event.side(), Number(priceUnits), Number(lots));
      this.#push(event, instrument, { kind, side: event.side(), flags: 0, priceUnits, lots });
      return;
    }
    this.#namedOrder(event, instrument);
  }

  #namedOrder(event: MarketEvent, instrument: InstrumentSummary): void {
    const book = this.#book(instrument);
    const orderId = event.id();
    const low = Number(orderId & 0xffff_ffffn);
    const high = Number(orderId >> 32n);
    const known = book.orders.get(low, high);
    if (event.type === 'execute' && known === undefined && !event.has('price')) {
      event.refuse('price', 'is needed, because the order was never added');
    }
    const side = event.has('side') ? event.side() : (known?.side ?? Side.buy);
    const priceUnits = event.has('price')
      ? this.#price(event, instrument, 'price', TICK_MAX)
      : BigInt(known?.level.price ?? 0);
    const lots = event.has('size')
      ? this.#lots(event, instrument, event.size(), LOTS_MAX)
      : BigInt(known?.lots ?? 0);
    const isFinal = instrument.lastRows.get(low, high) === this.#events;
    const price = Number(priceUnits);
    const size = Number(lots);
    let kind: number = CommandKind.tapeReduce;
    if (event.type === 'add') {
      if (size === 0) event.refuse('size', 'must not be 0');
      book.add(low, high, side, price, size, isFinal);
      kind = CommandKind.tapeAdd;
    } else if (event.type === 'cancel') {
      book.cancel(low, high, side, price, size);
      kind = CommandKind.tapeCancel;
    } else {
      book.reduce(low, high, side, price, size, isFinal);
      if (event.type === 'execute') kind = CommandKind.tapeExecute;
    }
    const flags = isFinal ? CommandFlag.final : 0;
    this.#push(event, instrument, { kind, side, flags, orderId, priceUnits, lots });
  }

  #book(instrument: InstrumentSummary): OrderBook {
    return (this.#books[instrument.index] ??= new OrderBook());
  }

  #price(event: MarketEvent, instrument: InstrumentSummary, field: string, max: bigint): bigint {
    return this.#units(event, event.decimal(field), instrument.priceScale, field, max);
  }

  #lots(event: MarketEvent, instrument: InstrumentSummary, size: Decimal, max: bigint): bigint {
    const lots = nearestUnits(size, instrument.sizeScale);
    return this.#within(event, lots, instrument.sizeScale, 'size', max);
  }

  #units(event: MarketEvent, value: Decimal, scale: number, field: string, max: bigint): bigint {
    return this.#within(event, unitsAt(value, scale), scale, field, max);
  }

  #within(event: MarketEvent, units: bigint, scale: number, field: string, max: bigint): bigint {
    if (units > max || units < -max) throw outOfRange(event, field, units, scale, max);
    return units;
  }
}
