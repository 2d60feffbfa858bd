/**
 * An independent replay of order and depth rows by docs/FORMATS.md §5, written from the document with plain arrays
 * and maps. Imports nothing of src: kinds and flags are the numbers of the document's table.
 */
interface NaiveOrder {
  id: bigint;
  side: number;
  price: number;
  lots: number;
  final: boolean;
}
interface NaiveLevel {
  anonymous: number;
  orders: NaiveOrder[];
}

const [ADD, CANCEL, REDUCE, EXECUTE, LEVEL_SET, TOUCH, CLEAR] = [32, 33, 34, 35, 37, 40, 41];
const FINAL = 32;

export interface NaiveRow {
  kind: number;
  side: number;
  flags: number;
  id: bigint;
  price: number;
  lots: number;
}

export class NaiveBook {
  readonly sides = [new Map<number, NaiveLevel>(), new Map<number, NaiveLevel>()];
  readonly orders = new Map<bigint, NaiveOrder>();
  readonly #cells: (string[] | null)[] = [null, null];

  apply(row: NaiveRow): void {
    const { kind, side, price, lots } = row;
    const order = this.orders.get(row.id);
    this.#cells[order?.side ?? side] = null;
    this.#cells[side] = null;
    if (kind === ADD) this.#add(row);
    if (kind === CANCEL) this.#leave(order, order?.lots ?? 0, row);
    if (kind === REDUCE || kind === EXECUTE) {
      if (order && (row.flags & FINAL) !== 0) order.final = true;
      this.#leave(order, lots, row);
    }
    if (kind === LEVEL_SET) this.#set(side, price, lots);
    if (kind === TOUCH || kind === CLEAR) {
      for (const other of [...this.#side(side).keys()])
        if (kind === CLEAR || other !== price) this.#set(side, other, 0);
      if (kind === TOUCH) this.#set(side, price, lots);
    }
  }

  /** Price and size of the first `levels` levels: ask, bid, ask, bid … as the book CSV has them. */
  row(levels: number): string {
    const cells: string[] = [];
    const [bids, asks] = [this.#best(0, levels), this.#best(1, levels)];
    for (let i = 0; i < levels; i++) cells.push(asks[i] ?? '9999999999,0', bids[i] ?? '-9999999999,0');
    return cells.join(',');
  }

  #best(side: number, levels: number): string[] {
    const known = this.#cells[side];
    if (known) return known;
    const sign = side === 0 ? -1 : 1;
    const prices = [...this.#side(side).keys()].sort((a, b) => (a - b) * sign).slice(0, levels);
    const cells = prices.map((price) => `${price},${this.#total(side, price)}`);
    this.#cells[side] = cells;
    return cells;
  }

  #side(side: number): Map<number, NaiveLevel> {
    return this.sides[side] as Map<number, NaiveLevel>;
  }

  #total(side: number, price: number): number {
    const level = this.#side(side).get(price);
    return level ? level.anonymous + level.orders.reduce((sum, order) => sum + order.lots, 0) : 0;
  }

  #level(side: number, price: number): NaiveLevel {
    let level = this.#side(side).get(price);
    if (!level) this.#side(side).set(price, (level = { anonymous: 0, orders: [] }));
    return level;
  }

  #add({ id, side, price, lots, flags }: NaiveRow): void {
    if (this.orders.has(id)) return;
    const order = { id, side, price, lots, final: (flags & FINAL) !== 0 };
    this.orders.set(id, order);
    this.#level(side, price).orders.push(order);
  }

  #leave(order: NaiveOrder | undefined, lots: number, row: NaiveRow): void {
    if (order) {
      order.lots -= Math.min(lots, order.lots);
      this.#sweep(order.side, order.price);
      return;
    }
    const level = this.#level(row.side, row.price);
    level.anonymous -= Math.min(row.lots, level.anonymous);
    this.#sweep(row.side, row.price);
  }

  #set(side: number, price: number, lots: number): void {
    const level = this.#level(side, price);
    let surplus = this.#total(side, price) - lots;
    if (surplus < 0) level.anonymous -= surplus;
    else {
      const taken = Math.min(surplus, level.anonymous);
      level.anonymous -= taken;
      surplus -= taken;
      const latestFirst = [...level.orders].reverse();
      for (const order of [...latestFirst.filter((o) => o.final), ...latestFirst.filter((o) => !o.final)]) {
        const part = Math.min(surplus, order.lots);
        order.lots -= part;
        surplus -= part;
      }
    }
    this.#sweep(side, price);
  }

  #sweep(side: number, price: number): void {
    const level = this.#level(side, price);
    for (const order of level.orders) if (order.lots === 0) this.orders.delete(order.id);
    level.orders = level.orders.filter((order) => order.lots > 0);
    if (level.anonymous === 0 && level.orders.length === 0) this.#side(side).delete(price);
  }
}
