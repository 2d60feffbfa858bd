/**
 * The rival from npm, nodejs-order-book, fed with the same commands. It is several hundred times slower, so a
 * round is a slice of time on one continuing pass over the flow, one book an instrument; ids, which it wants as
 * strings, are made before the clock starts.
 */
import { OrderBook, Side } from 'nodejs-order-book';
import { CommandKind, CommandLayout, Tif } from '../../src/layout/layout.gen';
import type { Flow } from './flow/command-writer';

const SLICE = 64;

/** The package declares this enumeration but does not export it. */
type TimeInForce = NonNullable<Parameters<OrderBook['limit']>[0]['timeInForce']>;
const IOC = 'IOC' as TimeInForce;
const GTC = 'GTC' as TimeInForce;

interface Message {
  readonly kind: number;
  readonly book: OrderBook;
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  readonly lots: number;
  readonly timeInForce: TimeInForce;
}

export class NodeOrderBook {
  readonly #flow: Flow;
  readonly #view: DataView;
  #books: OrderBook[];
  #at = 0;

  constructor(flow: Flow) {
    this.#flow = flow;
    this.#view = new DataView(flow.commands.buffer, flow.commands.byteOffset, flow.commands.byteLength);
    this.#books = this.#emptyBooks();
  }

  #emptyBooks(): OrderBook[] {
    return Array.from({ length: this.#flow.instruments }, () => new OrderBook());
  }

  #messageAt(row: number): Message {
    const at = row * CommandLayout.size;
    const view = this.#view;
    return {
      kind: view.getUint8(at + CommandLayout.kind),
      book: this.#books[view.getUint16(at + CommandLayout.instrument, true)] as OrderBook,
      id: String(view.getBigUint64(at + CommandLayout.orderId, true)),
      side: view.getUint8(at + CommandLayout.side) === 1 ? Side.SELL : Side.BUY,
      price: Number(view.getBigInt64(at + CommandLayout.priceUnits, true)),
      lots: view.getUint32(at + CommandLayout.lots, true),
      timeInForce: view.getUint8(at + CommandLayout.tif) === Tif.IOC ? IOC : GTC,
    };
  }

  #apply(m: Message): void {
    if (m.kind === CommandKind.cancel) m.book.cancel(m.id);
    else if (m.kind === CommandKind.replace) m.book.modify(m.id, { price: m.price, size: m.lots });
    else m.book.limit({ id: m.id, side: m.side, size: m.lots, price: m.price, timeInForce: m.timeInForce });
  }

  /** Plays the warm-up, but no longer than the time given; returns the messages that were played. */
  warmUp(milliseconds: number): number {
    const start = performance.now();
    while (this.#at < this.#flow.warmup && performance.now() - start < milliseconds)
      for (let i = 0; i < SLICE && this.#at < this.#flow.warmup; i++)
        this.#apply(this.#messageAt(this.#at++));
    return this.#at;
  }

  /** Messages a second over about the time given; the flow begins again with empty books when it is used up. */
  round(milliseconds: number): number {
    let spent = 0;
    let messages = 0;
    while (spent < milliseconds) {
      if (this.#at >= this.#flow.count) {
        this.#books = this.#emptyBooks();
        this.#at = 0;
      }
      const end = Math.min(this.#at + SLICE, this.#flow.count);
      const slice: Message[] = [];
      while (this.#at < end) slice.push(this.#messageAt(this.#at++));
      const start = performance.now();
      for (const message of slice) this.#apply(message);
      spent += performance.now() - start;
      messages += slice.length;
    }
    return (messages / spent) * 1000;
  }
}
