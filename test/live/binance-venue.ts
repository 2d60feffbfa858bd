/**
 * A venue that speaks as Binance does: a book of its own that moves with a seed, depth updates numbered by the official
 * rule (spot: `U`/`u`; futures: `pu` as well), trades, touches, snapshots over REST, and faults on request. It knows
 * nothing of the code under test.
 */
import type { IncomingMessage } from 'node:http';
import { startSocketServer, type Connection, type Respond } from './socket-server';

type Side = Map<number, number>;
/** What happens to the next request for a snapshot. */
export type RestFault = 429 | 500 | 'cut' | 'malformed' | 'old' | 'no symbol';

const START_MS = 1_700_000_000_000;

export class BinanceVenue {
  readonly bids: Side = new Map();
  readonly asks: Side = new Map();
  /** the book that each snapshot showed, as text */
  readonly snapshots: string[] = [];
  readonly requests: string[] = [];
  readonly restFaults: RestFault[] = [];
  /** answers wait until they are let go */
  isHolding = false;
  connects = 0;
  rest = '';
  socket = '';
  #server: Awaited<ReturnType<typeof startSocketServer>> | null = null;
  #held: (() => void)[] = [];
  #lastU = 100;
  #nowMs = START_MS;
  #tradeId = 1;
  #state: number;
  #old = '';

  constructor(
    readonly symbol: string,
    readonly isFutures: boolean,
    seed = 1,
  ) {
    this.#state = seed;
    for (let i = 1; i <= 30; i++) {
      this.bids.set(10_000 - i, 1 + this.#draw(50));
      this.asks.set(10_000 + i, 1 + this.#draw(50));
    }
  }

  async start(): Promise<void> {
    this.#old = this.#snapshotText();
    this.#server = await startSocketServer({
      onConnect: () => void this.connects++,
      onRequest: (url, respond, request) => this.#answer(url, respond, request),
    });
    this.rest = this.#server.rest;
    this.socket = this.#server.socket;
  }

  stop(): Promise<void> {
    return this.#server?.close() ?? Promise.resolve();
  }

  get connections(): Connection[] {
    return [...(this.#server?.open ?? [])];
  }

  say(...texts: string[]): void {
    for (const connection of this.connections) for (const text of texts) connection.send(text);
  }

  letGo(): void {
    this.isHolding = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  /** Moves the book and answers the messages that tell of it, unsent. */
  move(): string[] {
    this.#nowMs += 100;
    const changes: { b: string[][]; a: string[][] } = { b: [], a: [] };
    for (let i = 0; i < 3; i++) {
      const isBid = this.#draw(2) === 0;
      const side = isBid ? this.bids : this.asks;
      const price = 10_000 + (isBid ? -1 : 1) * (1 + this.#draw(40));
      const size = this.#draw(4) === 0 ? 0 : 1 + this.#draw(90);
      if (size === 0) side.delete(price);
      else side.set(price, size);
      changes[isBid ? 'b' : 'a'].push([priceText(price), sizeText(size)]);
    }
    const [pu, U] = [this.#lastU, this.#lastU + 1];
    this.#lastU += 1 + this.#draw(5);
    const u = this.#lastU;
    const stamp = { E: this.#nowMs, ...(this.isFutures ? { T: this.#nowMs } : {}) };
    const depth = { e: 'depthUpdate', ...stamp, s: this.symbol, U, u, ...(this.isFutures ? { pu } : {}) };
    const name = this.symbol.toLowerCase();
    const frames = [JSON.stringify({ stream: `${name}@depth@100ms`, data: { ...depth, ...changes } })];
    const [bid, ask] = [Math.max(...this.bids.keys()), Math.min(...this.asks.keys())];
    const touch = {
      ...{ u, s: this.symbol, b: priceText(bid), B: sizeText(this.bids.get(bid) ?? 0) },
      ...{ a: priceText(ask), A: sizeText(this.asks.get(ask) ?? 0) },
    };
    const ticker = this.isFutures ? { e: 'bookTicker', ...stamp, ...touch } : touch;
    frames.push(JSON.stringify({ stream: `${name}@bookTicker`, data: ticker }));
    const trade = { e: 'trade', E: this.#nowMs, T: this.#nowMs, s: this.symbol, t: this.#tradeId++ };
    const print = { p: priceText(ask), q: sizeText(1 + this.#draw(9)), m: this.#draw(2) === 0 };
    frames.push(JSON.stringify({ stream: `${name}@trade`, data: { ...trade, ...print, M: true } }));
    return frames;
  }

  /** The book as text: every level of it. */
  book(): string {
    return bookText(this.bids, this.asks);
  }

  #answer(url: URL, respond: Respond, request: IncomingMessage): void {
    this.requests.push(url.pathname + url.search);
    const path = this.isFutures ? '/fapi/v1/depth' : '/api/v3/depth';
    if (url.pathname !== path || url.searchParams.get('symbol') !== this.symbol)
      return respond(404, '{"code":-1,"msg":"no such path"}');
    const fault = this.restFaults.shift();
    if (fault === 429) return respond(429, '{"code":-1003}', { 'Retry-After': '0' });
    if (fault === 500) return respond(500, 'oops');
    if (fault === 'cut') return void request.socket.destroy();
    if (fault === 'malformed') return respond(200, '{"lastUpdateId":12,"bids":[["1"');
    if (fault === 'old') return respond(200, this.#old);
    if (fault === 'no symbol') return respond(400, '{"code":-1121,"msg":"Invalid symbol."}');
    const answer = (): void => {
      this.snapshots.push(this.book());
      respond(200, this.#snapshotText(), { 'x-mbx-used-weight-1m': '50' });
    };
    if (this.isHolding) this.#held.push(answer);
    else answer();
  }

  #snapshotText(): string {
    const levels = (side: Side): string[][] => [...side].map(([p, s]) => [priceText(p), sizeText(s)]);
    const stamp = this.isFutures ? { E: this.#nowMs, T: this.#nowMs } : {};
    const sides = { bids: levels(this.bids), asks: levels(this.asks) };
    return JSON.stringify({ lastUpdateId: this.#lastU, ...stamp, ...sides }, null, 1);
  }

  #draw(n: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 4_294_967_296) * n);
  }
}

const priceText = (price: number): string => (price / 100).toFixed(2);
const sizeText = (size: number): string => `${(size / 1000).toFixed(3)}00`;

/** Levels in price order; prices in cents, sizes in thousandths. */
export function bookText(bids: ReadonlyMap<number, number>, asks: ReadonlyMap<number, number>): string {
  const text = (side: ReadonlyMap<number, number>): string =>
    [...side]
      .sort(([a], [b]) => a - b)
      .map(([price, size]) => `${price}x${size}`)
      .join(' ');
  return `${text(bids)} | ${text(asks)}`;
}
