/**
 * A small market that writes what LOBSTER would write about it: every message within the view of N levels and the
 * view after it; what happens beyond the view goes unmentioned. Seeded; used where no real file may be copied.
 */
import { seeded } from './sources';

interface Order {
  id: number;
  side: number;
  price: number;
  lots: number;
}

export interface World {
  readonly messages: string[];
  readonly books: string[];
}

export class LobsterWorld {
  readonly #orders: Order[] = [];
  readonly #random: (n: number) => number;
  #nextId = 1;
  #timeNs = 34_200_000_000_000;
  readonly world: World = { messages: [], books: [] };

  constructor(
    readonly levels: number,
    seed: number,
    readonly priceStep = 100,
  ) {
    this.#random = seeded(seed);
    for (let i = 0; i < 60; i++) this.#addOrder();
  }

  run(messages: number): World {
    while (this.world.messages.length < messages) this.#happen();
    return this.world;
  }

  #happen(): void {
    const dice = this.#random(100);
    this.#timeNs += this.#random(4) * 1_000_003;
    if (dice < 45) return this.#tell(1, this.#addOrder());
    if (dice < 47) return this.#tell(5, { id: 0, side: this.#random(2), price: 1_000_050, lots: 7 });
    if (dice === 48) return this.#tell(6, { id: -1, side: 1, price: 1_000_000, lots: 500 });
    if (dice === 49) return this.#tell(7, { id: 0, side: 1, price: this.#random(3) - 1, lots: 0 });
    const at = this.#random(this.#orders.length);
    const order = this.#orders[at];
    if (!order || this.#orders.length < 20) return;
    const wasVisible = this.#isVisible(order);
    if (dice < 80 || order.lots === 1) {
      this.#orders.splice(at, 1);
      return this.#tell(dice < 75 ? 3 : 4, order, wasVisible);
    }
    const lots = 1 + this.#random(order.lots - 1);
    order.lots -= lots;
    this.#tell(dice < 90 ? 2 : 4, { ...order, lots }, wasVisible);
  }

  #addOrder(): Order {
    const side = this.#random(2);
    const distance = 1 + this.#random(this.#random(3) === 0 ? 60 : 8);
    const price = 1_000_000 + (side === 0 ? -distance : distance) * this.priceStep;
    const order = { id: this.#nextId++, side, price, lots: 1 + this.#random(200) };
    this.#orders.push(order);
    return order;
  }

  #view(side: number): [number, number][] {
    const totals = new Map<number, number>();
    for (const o of this.#orders)
      if (o.side === side) totals.set(o.price, (totals.get(o.price) ?? 0) + o.lots);
    const sign = side === 0 ? -1 : 1;
    return [...totals].sort(([a], [b]) => (a - b) * sign).slice(0, this.levels);
  }

  #isVisible(order: Order): boolean {
    return this.#view(order.side).some(([price]) => price === order.price);
  }

  #tell(type: number, order: Order, isVisible = type > 4 || this.#isVisible(order)): void {
    if (!isVisible) return;
    const seconds = Math.floor(this.#timeNs / 1e9);
    const time = `${seconds}.${String(this.#timeNs % 1e9).padStart(9, '0')}`;
    const direction = order.side === 0 ? 1 : -1;
    this.world.messages.push([time, type, order.id, order.lots, order.price, direction].join(','));
    const [bids, asks] = [this.#view(0), this.#view(1)];
    const cells: number[] = [];
    for (let i = 0; i < this.levels; i++) {
      cells.push(...(asks[i] ?? [9_999_999_999, 0]), ...(bids[i] ?? [-9_999_999_999, 0]));
    }
    this.world.books.push(cells.join(','));
  }
}
