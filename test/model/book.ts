/**
 * A book as two sorted arrays of levels, each an array of orders in arrival order, and a Map by id.
 * Everything is searched from the front: slow, and obviously right. A level without lots is not in its array.
 */
import type { ModelTerms } from './terms';

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
  /** Since when it stands where it stands. */
  arrivedNs: bigint;
  /** What a lot of it locks; an order without a price of its own locks nothing. */
  lockPrice: bigint;
  terms?: ModelTerms;
  /** It bettered its side last. */
  isTop?: boolean;
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
  /** Hidden orders of each side, best price first, then by arrival. */
  readonly dark: [ModelOrder[], ModelOrder[]] = [[], []];
  /** Orders to look at after each event. */
  readonly watched: ModelOrder[] = [];
  /** Told of every order that leaves. */
  removed: (order: ModelOrder) => void = () => {};
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

  /** Behind all with its price or a better one. */
  hide(order: ModelOrder): void {
    const list = this.darkOf(order.side);
    const isWorse = (other: ModelOrder): boolean =>
      order.side === 0 ? other.price < order.price : other.price > order.price;
    const place = list.findIndex(isWorse);
    list.splice(place < 0 ? list.length : place, 0, order);
  }

  darkOf(side: number): ModelOrder[] {
    return side === 0 ? this.dark[0] : this.dark[1];
  }

  rest(order: ModelOrder): void {
    const best = this.best(order.side)?.price;
    order.isTop = false;
    if (best === undefined || (order.side === 0 ? order.price > best : order.price < best)) {
      for (const other of this.byId.values()) if (other.side === order.side) other.isTop = false;
      order.isTop = true;
    }
    this.findOrAdd(order.side, order.price).orders.push(order);
    this.byId.set(order.id, order);
  }

  remove(order: ModelOrder): void {
    if (!order.terms || order.terms.where === 'book') this.unrest(order);
    this.forget(order);
  }

  /** The order is no more; it is on no level. */
  forget(order: ModelOrder): void {
    for (const list of [this.dark[0], this.dark[1], this.watched]) {
      if (list.includes(order)) list.splice(list.indexOf(order), 1);
    }
    this.byId.delete(order.id);
    this.removed(order);
  }

  /** Takes an order out of its level; its id stays. */
  unrest(order: ModelOrder): void {
    const level = this.find(order.side, order.price);
    if (!level) throw new Error('an order without a level');
    level.orders.splice(level.orders.indexOf(order), 1);
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
