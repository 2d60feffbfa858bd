/**
 * The book that a generator keeps beside its rows, so that every cancel and every execution names an order that
 * is there, and executions hit the first order of the best level. Ticks are small positive integers.
 */
export interface RestingOrder {
  readonly id: number;
  readonly isBuy: boolean;
  readonly tick: number;
  lots: number;
}

export class RestingBook {
  readonly #levels: RestingOrder[][] = [];
  readonly #live: RestingOrder[] = [];
  readonly #place = new Map<number, number>();
  bestBid = 0;
  bestAsk: number;

  constructor(readonly ticks: number) {
    for (let tick = 0; tick <= ticks; tick++) this.#levels.push([]);
    this.bestAsk = ticks;
  }

  get count(): number {
    return this.#live.length;
  }

  at(index: number): RestingOrder {
    return this.#live[index] as RestingOrder;
  }

  /** First order of the best level of a side. */
  first(isBuy: boolean): RestingOrder | undefined {
    return this.#levels[isBuy ? this.bestBid : this.bestAsk]?.[0];
  }

  add(order: RestingOrder): void {
    (this.#levels[order.tick] as RestingOrder[]).push(order);
    this.#place.set(order.id, this.#live.length);
    this.#live.push(order);
    if (order.isBuy) this.bestBid = Math.max(this.bestBid, order.tick);
    else this.bestAsk = Math.min(this.bestAsk, order.tick);
  }

  remove(order: RestingOrder): void {
    const level = this.#levels[order.tick] as RestingOrder[];
    level.splice(level.indexOf(order), 1);
    const place = this.#place.get(order.id) as number;
    const last = this.#live.pop() as RestingOrder;
    if (last !== order) {
      this.#live[place] = last;
      this.#place.set(last.id, place);
    }
    this.#place.delete(order.id);
    while (this.bestBid > 0 && (this.#levels[this.bestBid] as RestingOrder[]).length === 0) this.bestBid--;
    while (this.bestAsk < this.ticks && (this.#levels[this.bestAsk] as RestingOrder[]).length === 0)
      this.bestAsk++;
  }
}
