/**
 * The generator's own book: just enough matching to know which orders are live, so that cancels name live
 * orders and aggressors meet somebody. It never judges an engine. Orders of all books share one pool of
 * arrays; a price is a place 0 … span − 1.
 */
const NONE = -1;

export class OrderPool {
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly lots: Int32Array;
  readonly place: Int32Array;
  readonly isSell: Uint8Array;
  /** Where the order stands in its book's list of live orders. */
  readonly livePosition: Int32Array;

  constructor(capacity: number) {
    this.next = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
    this.lots = new Int32Array(capacity);
    this.place = new Int32Array(capacity);
    this.isSell = new Uint8Array(capacity);
    this.livePosition = new Int32Array(capacity);
  }
}

export class FlowBook {
  readonly live: number[] = [];
  bestBid = NONE;
  bestAsk: number;
  readonly #head: Int32Array;
  readonly #tail: Int32Array;

  constructor(
    readonly pool: OrderPool,
    readonly span: number,
  ) {
    this.bestAsk = span;
    this.#head = new Int32Array(span).fill(NONE);
    this.#tail = new Int32Array(span).fill(NONE);
  }

  /** Lots of the first order at a place, 0 when it is empty. */
  firstLots(place: number): number {
    const id = this.#head[place] ?? NONE;
    return id === NONE ? 0 : (this.pool.lots[id] as number);
  }

  /** The first order at a place, −1 when it is empty. */
  firstId(place: number): number {
    return this.#head[place] ?? NONE;
  }

  rest(id: number, isSell: boolean, place: number, lots: number): void {
    const pool = this.pool;
    const tail = this.#tail[place] as number;
    pool.next[id] = NONE;
    pool.previous[id] = tail;
    pool.lots[id] = lots;
    pool.place[id] = place;
    pool.isSell[id] = isSell ? 1 : 0;
    if (tail === NONE) this.#head[place] = id;
    else pool.next[tail] = id;
    this.#tail[place] = id;
    pool.livePosition[id] = this.live.length;
    this.live.push(id);
    if (isSell) this.bestAsk = Math.min(this.bestAsk, place);
    else this.bestBid = Math.max(this.bestBid, place);
  }

  remove(id: number): void {
    const pool = this.pool;
    const place = pool.place[id] as number;
    const next = pool.next[id] as number;
    const previous = pool.previous[id] as number;
    if (previous === NONE) this.#head[place] = next;
    else pool.next[previous] = next;
    if (next === NONE) this.#tail[place] = previous;
    else pool.previous[next] = previous;
    const moved = this.live.pop() as number;
    const position = pool.livePosition[id] as number;
    if (moved !== id) {
      this.live[position] = moved;
      pool.livePosition[moved] = position;
    }
    if (this.#head[place] !== NONE) return;
    if (pool.isSell[id] === 1)
      while (this.bestAsk < this.span && this.#head[this.bestAsk] === NONE) this.bestAsk++;
    else while (this.bestBid >= 0 && this.#head[this.bestBid] === NONE) this.bestBid--;
  }

  /** Takes lots within the limit; returns what is left. */
  take(isSell: boolean, limit: number, lots: number): number {
    let left = lots;
    while (left > 0) {
      const place = isSell ? this.bestBid : this.bestAsk;
      if (isSell ? place < limit : place > limit) break;
      const id = this.#head[place] ?? NONE;
      if (id === NONE) break;
      const quantity = Math.min(left, this.pool.lots[id] as number);
      left -= quantity;
      this.pool.lots[id] = (this.pool.lots[id] as number) - quantity;
      if (this.pool.lots[id] === 0) this.remove(id);
    }
    return left;
  }
}
