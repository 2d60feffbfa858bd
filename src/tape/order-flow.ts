/**
 * Order by order feeds to rows of an order tape, in two walks over the same messages: the first finds instruments,
 * price steps and the last row of every order that stays; the second writes. Knows no format; prices and ids come as
 * the source's integers. Memory: the live orders.
 */
import { CommandFlag, CommandKind } from '../layout/layout.gen';
import { column, i64Column, numberColumn, wordsOfColumn, type TapeBlock } from './block';
import type { TapeBuilder } from './builder';
import { tapeError, type Place } from './errors';
import { OrderTable } from './order-table';

const LOTS_MAX = 0x7fff_ffff;
const TICK_MAX = 0x7fff_ffff;
export const INSTRUMENTS_MAX = 1024;

export interface LiveOrder {
  readonly side: number;
  readonly price: number;
  lots: number;
  lastRow: number;
}

/** One instrument as the walks see it. */
export class FlowInstrument {
  index = -1;
  readonly orders = new OrderTable<LiveOrder>();
  /** greatest common divisor of the prices of orders, and of all prices */
  orderStep = 0;
  priceStep = 0;
  /** the source's price steps in a price unit and in a tick */
  unitSteps = 1;
  tickSteps = 1;

  constructor(
    readonly symbol: string,
    readonly venue: string,
  ) {}
}

function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** What the first walk leaves for the second. */
export interface FlowSummary {
  readonly instruments: readonly FlowInstrument[];
  readonly finalRows: ReadonlySet<number>;
}

class RowWriter {
  readonly ts: BigInt64Array;
  readonly tsLocal: BigInt64Array;
  readonly sourceRow;
  readonly instrument;
  readonly kind;
  readonly side;
  readonly flags;
  readonly id: Int32Array;
  readonly price: BigInt64Array;
  readonly lots;

  constructor(readonly block: TapeBlock) {
    this.ts = i64Column(block, 'tsExchNs');
    this.tsLocal = i64Column(block, 'tsLocalNs');
    this.sourceRow = numberColumn(block, 'sourceRow');
    this.instrument = numberColumn(block, 'instrument');
    this.kind = numberColumn(block, 'kind');
    this.side = numberColumn(block, 'side');
    this.flags = numberColumn(block, 'flags');
    this.id = wordsOfColumn(column(block, 'orderId'));
    this.price = i64Column(block, 'priceUnits');
    this.lots = numberColumn(block, 'lots');
  }
}

export class OrderFlow {
  readonly instruments: FlowInstrument[] = [];
  sourceRows = 0;
  tsNs = 0n;
  tsLocalNs = 0n;
  #rows = 0;
  #messageRows = 0;
  #writer: RowWriter | null = null;

  /** Without `builder` this is the first walk, and `summary` is not there yet. */
  constructor(
    readonly place: () => Place,
    readonly builder: TapeBuilder | null = null,
    readonly summary: FlowSummary = { instruments: [], finalRows: new Set() },
  ) {}

  begin(tsNs: bigint, tsLocalNs: bigint): void {
    this.tsNs = tsNs;
    this.tsLocalNs = tsLocalNs;
  }

  /** The rows since the last call came from one message. */
  endMessage(): void {
    if (this.#messageRows === 0) return;
    this.#messageRows = 0;
    this.builder?.markLast();
    this.sourceRows++;
  }

  note(rule: 'gap' | 'outOfOrder'): void {
    this.builder?.note(rule, this.sourceRows);
  }

  /** Joins the back of its level; a live id leaves first. */
  add(on: FlowInstrument, low: number, high: number, side: number, price: number, lots: number): void {
    if (lots < 1 || lots > LOTS_MAX) this.#refuse(`an order of ${lots} lots cannot be`);
    on.orderStep = on.orderStep === 1 ? 1 : commonDivisor(on.orderStep, price);
    const row = this.#row(on, CommandKind.tapeAdd, side, low, high, price, lots, false);
    const order: LiveOrder = { side, price, lots, lastRow: row };
    const before = on.orders.get(low, high);
    if (before !== undefined) return;
    on.orders.set(low, high, order);
  }

  /** All of it leaves. `isReplaced`: rows that follow name it again; `unseen`: what an unknown order was. */
  cancel(
    on: FlowInstrument,
    low: number,
    high: number,
    isReplaced = false,
    unseen = { side: 0, price: 0, lots: 0 },
  ): LiveOrder | undefined {
    const order = on.orders.get(low, high);
    const { side, price, lots } = order ?? unseen;
    this.#row(on, CommandKind.tapeCancel, side, low, high, price, lots, !isReplaced);
    if (order !== undefined) on.orders.delete(low, high);
    return order;
  }

  /** Fewer lots, the same place. Where none are left it is a cancel. */
  reduce(on: FlowInstrument, low: number, high: number, lots: number): void {
    this.#take(on, CommandKind.tapeReduce, low, high, lots);
  }

  /** `price` where it is not the order's own. */
  execute(on: FlowInstrument, low: number, high: number, lots: number, price?: number, side = 0): void {
    this.#take(on, CommandKind.tapeExecute, low, high, lots, price, side);
  }

  /** A print that leaves the book alone. */
  print(on: FlowInstrument, side: number, price: number, lots: number, flags = 0): void {
    this.#row(on, CommandKind.tapeHidden, side, 0, 0, price, lots, false, flags);
  }

  status(on: FlowInstrument, state: number): void {
    this.#row(on, CommandKind.tapeStatus, 0, 0, 0, 0, state, false);
  }

  /** Both sides are empty. */
  clear(on: FlowInstrument): void {
    for (const side of [0, 1]) this.#row(on, CommandKind.tapeClear, side, 0, 0, 0, 0, false);
    on.orders.clear();
  }

  /** After the first walk. `settle` sets the steps of an instrument's unit and tick. */
  summarise(settle: (instrument: FlowInstrument) => void): FlowSummary {
    const finalRows = new Set<number>();
    for (const instrument of this.instruments) {
      settle(instrument);
      for (const { lastRow } of instrument.orders.values()) finalRows.add(lastRow);
      instrument.orders.clear();
    }
    return { instruments: this.instruments, finalRows };
  }

  #take(
    on: FlowInstrument,
    kind: number,
    low: number,
    high: number,
    lots: number,
    price?: number,
    side = 0,
  ): void {
    const order = on.orders.get(low, high);
    if (lots > LOTS_MAX) this.#refuse(`${lots} lots are more than an order can have`);
    const isLast = order !== undefined && lots >= order.lots;
    const at = price ?? order?.price ?? 0;
    const row = this.#row(on, kind, order?.side ?? side, low, high, at, lots, isLast);
    if (order === undefined) return;
    order.lots -= lots;
    order.lastRow = row;
    if (isLast) on.orders.delete(low, high);
  }

  #row(
    on: FlowInstrument,
    kind: number,
    side: number,
    low: number,
    high: number,
    price: number,
    lots: number,
    isLast: boolean,
    flags = 0,
  ): number {
    if (on.index < 0) this.#enter(on);
    this.#messageRows++;
    const row = this.#rows++;
    if (this.builder === null) {
      if (on.priceStep !== 1) on.priceStep = commonDivisor(on.priceStep, price);
      return row;
    }
    const at = this.builder.next(this.tsNs);
    const { block } = this.builder;
    if (this.#writer?.block !== block) this.#writer = new RowWriter(block);
    const writer = this.#writer;
    const units = price / on.unitSteps;
    if (Math.abs(price) > TICK_MAX * on.tickSteps) this.#refuse(`a price of ${units} units does not fit`);
    const isFinal = isLast || (this.summary.finalRows.size > 0 && this.summary.finalRows.has(row));
    writer.ts[at] = this.tsNs;
    writer.tsLocal[at] = this.tsLocalNs;
    writer.sourceRow[at] = this.sourceRows;
    writer.instrument[at] = on.index;
    writer.kind[at] = kind;
    writer.side[at] = side;
    writer.flags[at] = flags | (isFinal ? CommandFlag.final : 0);
    writer.id[2 * at] = low;
    writer.id[2 * at + 1] = high;
    writer.price[at] = BigInt(units);
    writer.lots[at] = lots;
    return row;
  }

  #enter(on: FlowInstrument): void {
    if (this.instruments.length === INSTRUMENTS_MAX) {
      const some = this.instruments.slice(0, 5).map(({ symbol }) => symbol);
      const message = `holds more than ${INSTRUMENTS_MAX} instruments. Say which to take (--symbol ${some.join(',')}). Nothing was imported.`;
      throw tapeError('tooManyInstruments', this.place(), message);
    }
    on.index = this.instruments.length;
    this.instruments.push(on);
  }

  #refuse(message: string): never {
    throw tapeError('outOfRange', this.place(), `${message}. Nothing was imported.`);
  }
}
