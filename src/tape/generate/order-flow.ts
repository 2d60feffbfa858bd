/**
 * A synthetic order tape: zero-intelligence limits, cancels and executions (Farmer, Patelli, Zovko 2005) whose
 * aggressors lean towards a value that moves in stages. Integers and one seed; every row is consistent with the
 * book before it. Made for a first look and for tests, and labelled synthetic; it is no model of any market.
 */
import { CommandFlag, CommandKind, Side } from '../../layout/layout.gen';
import { column, type ColumnArray } from '../block';
import { TapeBuilder, type ByteSink } from '../builder';
import type { TapeManifest } from '../manifest';
import { SeededRandom } from './random';
import { RestingBook, type RestingOrder } from './resting-book';

/** A stretch of the session. */
export interface FlowStage {
  readonly seconds: number;
  /** events a second */
  readonly rate: number;
  /** ticks that the value moves from the stage's begin to its end */
  readonly drift: number;
  /** executions among a thousand events */
  readonly takes: number;
}

export interface FlowPlan {
  readonly name: string;
  readonly symbol: string;
  readonly seed: number;
  readonly startNs: bigint;
  readonly startTick: number;
  readonly stages: readonly FlowStage[];
}

const SIZES = [100, 100, 100, 200, 200, 300, 400, 500, 50, 25, 1_000, 700] as const;
const WARM_ORDERS = 700;
const NS = 1_000_000_000;

class OrderFlow {
  readonly #random: SeededRandom;
  readonly #book: RestingBook;
  #nextId = 1;
  #sourceRow = 0;
  #nowNs = 0;
  #value: number;

  constructor(
    readonly plan: FlowPlan,
    readonly builder: TapeBuilder,
  ) {
    this.#random = new SeededRandom(plan.seed);
    this.#book = new RestingBook(plan.startTick * 2);
    this.#value = plan.startTick;
  }

  get sourceRows(): number {
    return this.#sourceRow;
  }

  async run(): Promise<void> {
    for (let order = 0; order < WARM_ORDERS; order++) this.#rest(order % 2 === 0);
    for (const stage of this.plan.stages) {
      const startNs = this.#nowNs;
      const endNs = startNs + stage.seconds * NS;
      const from = this.#value;
      while (this.#nowNs < endNs) {
        this.#nowNs += this.#random.waitNs(Math.floor(NS / stage.rate));
        this.#value = from + Math.trunc((stage.drift * (this.#nowNs - startNs)) / (stage.seconds * NS));
        this.#step(stage);
        if (this.#sourceRow % 4_096 === 0) await this.builder.drain();
      }
    }
  }

  #step(stage: FlowStage): void {
    const draw = this.#random.below(1_000);
    if (draw < stage.takes) this.#take();
    else if (draw < stage.takes + this.#cancelShare()) this.#cancel();
    else this.#rest(this.#random.below(2) === 0);
  }

  /** Cancels among a thousand events: as many as keep the book near its first size. */
  #cancelShare(): number {
    return Math.min(800, Math.floor((440 * this.#book.count) / WARM_ORDERS));
  }

  #mid(): number {
    const { bestBid, bestAsk } = this.#book;
    if (bestBid === 0 || bestAsk === this.#book.ticks) return this.#value;
    return Math.floor((bestBid + bestAsk) / 2);
  }

  #lots(): number {
    return SIZES[this.#random.below(SIZES.length)] as number;
  }

  /** A limit order behind, at or just inside the touch. */
  #rest(isBuy: boolean): void {
    const { bestBid, bestAsk, ticks } = this.#book;
    const offset = this.#random.geometric(110, 45);
    const far = this.#random.below(40) === 0 ? this.#random.below(120) : 0;
    const edge = isBuy
      ? Math.min(bestAsk === ticks ? this.#mid() : bestAsk - 1, this.#mid() + 1)
      : Math.max(bestBid === 0 ? this.#mid() + 1 : bestBid + 1, this.#mid());
    const tick = isBuy ? edge - offset - far : edge + offset + far;
    if (tick < 1 || tick >= ticks) return;
    const order: RestingOrder = { id: this.#nextId++, isBuy, tick, lots: this.#lots() };
    this.#book.add(order);
    this.#row(CommandKind.tapeAdd, order, order.lots, 0);
  }

  #cancel(): void {
    if (this.#book.count === 0) return;
    const order = this.#book.at(this.#random.below(this.#book.count));
    if (order === this.#book.first(order.isBuy) && this.#random.below(4) !== 0) return;
    this.#book.remove(order);
    this.#row(CommandKind.tapeCancel, order, order.lots, CommandFlag.final);
  }

  /** An aggressor: it leans towards the value and executes what stands first, order by order. */
  #take(): void {
    const lean = Math.max(-380, Math.min(380, (this.#value - this.#mid()) * 45));
    const buys = this.#random.below(1_000) < 500 + lean;
    let lots = this.#lots() * (1 + this.#random.geometric(600, 5));
    while (lots > 0) {
      const order = this.#book.first(!buys);
      if (order === undefined) return;
      const taken = Math.min(lots, order.lots);
      lots -= taken;
      order.lots -= taken;
      if (order.lots === 0) this.#book.remove(order);
      this.#row(CommandKind.tapeExecute, order, taken, order.lots === 0 ? CommandFlag.final : 0);
    }
  }

  #row(kind: number, order: RestingOrder, lots: number, flags: number): void {
    const tsNs = this.plan.startNs + BigInt(this.#nowNs);
    const at = this.builder.next(tsNs);
    const { block } = this.builder;
    const set = (name: string, value: number | bigint): void => {
      const data: ColumnArray = column(block, name);
      if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[at] = BigInt(value);
      else data[at] = Number(value);
    };
    set('tsExchNs', tsNs);
    set('tsLocalNs', tsNs);
    set('sourceRow', this.#sourceRow++);
    set('kind', kind);
    set('side', order.isBuy ? Side.buy : Side.sell);
    set('flags', flags | CommandFlag.last);
    set('orderId', order.id);
    set('priceUnits', order.tick);
    set('lots', lots);
  }
}

/** Writes the tape's Parquet bytes to `sink` and returns its tape.json. */
export async function generateOrderFlow(plan: FlowPlan, sink: ByteSink): Promise<TapeManifest> {
  const builder = new TapeBuilder('order', sink);
  const flow = new OrderFlow(plan, builder);
  await flow.run();
  return builder.finish({
    name: plan.name,
    instruments: [
      { symbol: plan.symbol, venue: 'SYNTHETIC', priceUnit: '0.01', unitsPerTick: 1, lotSize: '1' },
    ],
    zone: 'America/New_York',
    dateKnown: true,
    converter: 'order-flow@1',
    licence: 'CC0-1.0',
    redistribute: true,
    source: { kind: 'generated', files: [], rows: flow.sourceRows },
  });
}
