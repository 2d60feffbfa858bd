/**
 * Flows of an ordinary market: adds around a drifting mid, cancels of scattered ages, executions at the touch
 * (about 48 : 45 : 7), ids increasing. `realistic` keeps 10,000 orders live, `deep` a million, `hundred`
 * spreads over 100 instruments whose activity falls with their rank.
 */
import { CommandWriter, type Flow } from './command-writer';
import { FlowBook, OrderPool } from './flow-book';
import { FlowRandom } from './random';

export interface MarketShape {
  readonly name: string;
  readonly seed: number;
  readonly messages: number;
  readonly warmup: number;
  readonly instruments: number;
  /** Resting orders that the flow keeps, all instruments together. */
  readonly live: number;
  /** Largest distance of an add from the mid, in ticks. */
  readonly reach: number;
  readonly windowTicks: number;
}

const BASE_TICK = 100_000;

export const marketShapes: readonly MarketShape[] = [
  {
    name: 'realistic',
    seed: 11,
    messages: 4e6,
    warmup: 2e5,
    instruments: 1,
    live: 1e4,
    reach: 400,
    windowTicks: 4096,
  },
  {
    name: 'deep',
    seed: 12,
    messages: 4e6,
    warmup: 11e5,
    instruments: 1,
    live: 1e6,
    reach: 8000,
    windowTicks: 32768,
  },
  {
    name: 'hundred',
    seed: 13,
    messages: 4e6,
    warmup: 2e5,
    instruments: 100,
    live: 5e4,
    reach: 200,
    windowTicks: 4096,
  },
];

/** Instrument ranks drawn so that rank k has weight 1 / k. */
function zipfTable(instruments: number): Uint16Array {
  const table = new Uint16Array(65_536);
  let sum = 0;
  for (let k = 1; k <= instruments; k++) sum += 1 / k;
  let at = 0;
  let weight = 0;
  for (let k = 1; k <= instruments; k++) {
    weight += 1 / k;
    const end = k === instruments ? table.length : Math.round((weight / sum) * table.length);
    table.fill(k - 1, at, end);
    at = end;
  }
  return table;
}

interface Market {
  readonly book: FlowBook;
  readonly targetLive: number;
  mid: number;
}

class MarketFlow {
  readonly #random: FlowRandom;
  readonly #writer: CommandWriter;
  readonly #markets: Market[] = [];
  readonly #table: Uint16Array;
  readonly #span: number;
  #nextId = 1;

  constructor(readonly shape: MarketShape) {
    this.#random = new FlowRandom(shape.seed);
    this.#writer = new CommandWriter(shape.messages);
    this.#table = zipfTable(shape.instruments);
    this.#span = shape.reach * 4 + 1024;
    const pool = new OrderPool(shape.messages + 2);
    const weights = new Array<number>(shape.instruments).fill(0);
    for (const k of this.#table) weights[k] = (weights[k] ?? 0) + 1;
    for (const weight of weights) {
      const targetLive = Math.max(20, Math.round((shape.live * weight) / this.#table.length));
      this.#markets.push({ book: new FlowBook(pool, this.#span), targetLive, mid: this.#span >> 1 });
    }
  }

  build(): Flow {
    const { shape } = this;
    while (this.#writer.count < shape.messages) {
      const instrument = this.#table[this.#random.next() >>> 16] as number;
      this.#step(this.#markets[instrument] as Market, instrument);
    }
    const { name, warmup, instruments, windowTicks, live } = shape;
    const orders = Math.ceil(live * 1.1) + 4096;
    return {
      name,
      commands: this.#writer.bytes,
      count: this.#writer.count,
      warmup,
      instruments,
      orders,
      windowTicks,
    };
  }

  #step(market: Market, instrument: number): void {
    const random = this.#random;
    this.#drift(market);
    const missing = market.targetLive - market.book.live.length;
    if (missing > market.targetLive >> 4) this.#add(market, instrument);
    else if (random.chance(70)) this.#execute(market, instrument);
    else if (random.chance(missing > 0 ? 530 : 500)) this.#add(market, instrument);
    else this.#cancel(market, instrument);
  }

  /** One tick in 64 messages, never so far that a price leaves the span. */
  #drift(market: Market): void {
    const dice = this.#random.below(128);
    const { reach } = this.shape;
    if (dice === 0 && market.mid < this.#span - reach - 8) market.mid++;
    else if (dice === 1 && market.mid > reach + 8) market.mid--;
  }

  #lots(): number {
    return 1 + this.#random.below(100);
  }

  /** The product of two uniforms: dense at the touch, thin far away. */
  #add(market: Market, instrument: number): void {
    const random = this.#random;
    const { book, mid } = market;
    const isSell = random.next() >>> 31 === 1;
    const distance = (random.below(65_536) * random.below(65_536) * this.shape.reach) / 4294967296;
    const wanted = isSell ? mid + 1 + Math.floor(distance) : mid - Math.floor(distance);
    const place = isSell ? Math.max(wanted, book.bestBid + 1) : Math.min(wanted, book.bestAsk - 1);
    const id = this.#nextId++;
    const lots = this.#lots();
    this.#writer.order(id, instrument, isSell ? 1 : 0, BASE_TICK + place, lots, false);
    book.rest(id, isSell, place, lots);
  }

  #cancel(market: Market, instrument: number): void {
    const { book } = market;
    if (book.live.length === 0) return this.#add(market, instrument);
    const id = book.live[this.#random.below(book.live.length)] as number;
    this.#writer.cancel(id, instrument);
    book.remove(id);
  }

  /** Meets the first order of the touch: half exactly, a quarter in part, a quarter with more than it shows. */
  #execute(market: Market, instrument: number): void {
    const random = this.#random;
    const { book, mid } = market;
    const isPulled = book.bestBid > mid || book.bestAsk <= mid;
    const isSell = isPulled ? book.bestBid > mid : random.next() >>> 31 === 1;
    const limit = isSell ? book.bestBid : book.bestAsk;
    const first = limit < 0 || limit >= this.#span ? 0 : book.firstLots(limit);
    if (first === 0) return this.#add(market, instrument);
    const dice = random.below(4);
    const lots = dice < 2 ? first : dice === 2 ? (first + 1) >> 1 : first + this.#lots();
    const isIoc = random.next() >>> 31 === 1;
    const id = this.#nextId++;
    this.#writer.order(id, instrument, isSell ? 1 : 0, BASE_TICK + limit, lots, isIoc);
    const left = book.take(isSell, limit, lots);
    if (left > 0 && !isIoc) book.rest(id, isSell, limit, left);
  }
}

export function buildMarketFlow(shape: MarketShape): Flow {
  return new MarketFlow(shape).build();
}
