/**
 * A book as two sorted arrays of levels, each an array of orders in arrival order, and a Map by id.
 * Everything is searched from the front: slow, and obviously right. A level without lots is not in its array.
 */
export interface ModelOrder {
  id: bigint;
  side: number;
  price: bigint;
  shown: number;
  hidden: number;
  /** Lots shown at each refill; 0 for an order that hides nothing. */
  display: number;
  original: number;
  account: number;
  postOnly: boolean;
  final: boolean;
  arrivedNs: bigint;
}

export interface ModelLevel {
  price: bigint;
  /** Tape lots of unknown origin; they stand before every order of the level. */
  anonymous: number;
  orders: ModelOrder[];
}

export function openLots(order: ModelOrder): number {
  return order.shown + order.hidden;
}

export function levelLots(level: ModelLevel): number {
  let lots = level.anonymous;
  for (const order of level.orders) lots += order.shown;
  return lots;
}

export class ModelBook {
  readonly sides: [ModelLevel[], ModelLevel[]] = [[], []];
  readonly byId = new Map<bigint, ModelOrder>();

  side(side: number): ModelLevel[] {
    return side === 0 ? this.sides[0] : this.sides[1];
  }

  best(side: number): ModelLevel | undefined {
    return this.side(side)[0];
  }

  find(side: number, price: bigint): ModelLevel | undefined {
    return this.side(side).find((level) => level.price === price);
  }

  /** The level at a price, put in its place among the others when it is new. */
  findOrAdd(side: number, price: bigint): ModelLevel {
    const found = this.find(side, price);
    if (found) return found;
    const levels = this.side(side);
    const level: ModelLevel = { price, anonymous: 0, orders: [] };
    const place = levels.findIndex((other) => (side === 0 ? other.price < price : other.price > price));
    if (place < 0) levels.push(level);
    else levels.splice(place, 0, level);
    return level;
  }

  rest(order: ModelOrder): void {
    this.findOrAdd(order.side, order.price).orders.push(order);
    this.byId.set(order.id, order);
  }

  remove(order: ModelOrder): void {
    const level = this.find(order.side, order.price);
    if (!level) throw new Error('an order without a level');
    level.orders.splice(level.orders.indexOf(order), 1);
    this.byId.delete(order.id);
    this.dropIfEmpty(order.side, level);
  }

  /** Puts an order at the back of its own level. */
  requeue(order: ModelOrder): void {
    const level = this.find(order.side, order.price);
    if (!level) throw new Error('an order without a level');
    level.orders.splice(level.orders.indexOf(order), 1);
    level.orders.push(order);
  }

  dropIfEmpty(side: number, level: ModelLevel): void {
    if (level.anonymous > 0 || level.orders.length > 0) return;
    const levels = this.side(side);
    levels.splice(levels.indexOf(level), 1);
  }
}
