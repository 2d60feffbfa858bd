/**
 * What a tape does to a book, order by order, in plain TypeScript: the converter's own book, by which it knows
 * when a source's row differs from what its messages say. Follows docs/FORMATS.md §5 to the letter and never
 * imports the engine, so that the two can be compared. One instance an instrument.
 *
 * A side is an array of levels sorted with the best price last: what moves near the touch moves few elements.
 */
import { Side } from '../layout/layout.gen';
import { OrderTable } from './order-table';

export interface BookLevel {
  readonly price: number;
  /** all displayed lots, anonymous ones included */
  total: number;
  /** lots of unknown origin, at the front of the level */
  anonymous: number;
  first: BookOrder | null;
  final: BookOrder | null;
}
export interface BookOrder {
  readonly idLow: number;
  readonly idHigh: number;
  readonly side: number;
  readonly level: BookLevel;
  lots: number;
  isFinal: boolean;
  next: BookOrder | null;
  previous: BookOrder | null;
}

export class OrderBook {
  readonly sides: readonly [BookLevel[], BookLevel[]] = [[], []];
  readonly orders = new OrderTable<BookOrder>();
  duplicateIds = 0;
  unknownOrders = 0;
  overdrawnLots = 0;
  /** most order records needed at one time: live orders and levels with anonymous lots */
  peakRecords = 0;
  peakLevels = 0;
  #anonymousLevels = 0;

  /** Joins the back of its level. A live id is refused. */
  add(idLow: number, idHigh: number, side: number, price: number, lots: number, isFinal: boolean): boolean {
    if (this.orders.get(idLow, idHigh) !== undefined) {
      this.duplicateIds++;
      return false;
    }
    const level = this.#levelAt(side, price);
    const order: BookOrder = { idLow, idHigh, side, level, lots, isFinal, next: null, previous: level.final };
    if (level.final === null) level.first = order;
    else level.final.next = order;
    level.final = order;
    level.total += lots;
    this.orders.set(idLow, idHigh, order);
    this.#notePeak();
    return true;
  }

  /** The named order leaves; an unknown one takes anonymous lots. False: the id was unknown. */
  cancel(idLow: number, idHigh: number, side: number, price: number, lots: number): boolean {
    const order = this.orders.get(idLow, idHigh);
    if (order === undefined) return this.#takeAnonymous(side, price, lots);
    this.#take(order, order.lots);
    return true;
  }

  /** Also an execution. False: the id was unknown. */
  reduce(
    idLow: number,
    idHigh: number,
    side: number,
    price: number,
    lots: number,
    isFinal: boolean,
  ): boolean {
    const order = this.orders.get(idLow, idHigh);
    if (order === undefined) return this.#takeAnonymous(side, price, lots);
    if (isFinal) order.isFinal = true;
    this.#take(order, Math.min(lots, order.lots));
    return true;
  }

  /** The level's displayed lots become `lots`: see FORMATS §5 for who leaves first. */
  setLevel(side: number, price: number, lots: number): void {
    const level = lots > 0 ? this.#levelAt(side, price) : this.#findLevel(side, price);
    if (level === undefined) return;
    const surplus = level.total - lots;
    if (surplus < 0) this.#setAnonymous(level, level.anonymous - surplus);
    else this.#retire(level, surplus);
    this.#dropIfEmpty(side, level);
    this.#notePeak();
  }

  /** Every level of the side leaves but the one at the price. */
  setTouch(side: number, price: number, lots: number): void {
    for (const level of [...this.sides[side as 0 | 1]]) {
      if (level.price !== price || lots === 0) this.setLevel(side, level.price, 0);
    }
    if (lots > 0) this.setLevel(side, price, lots);
  }

  clear(side: number): void {
    this.setTouch(side, 0, 0);
  }

  best(side: number): BookLevel | undefined {
    return this.sides[side as 0 | 1].at(-1);
  }

  /** Below 0 apart, 0 locked, above 0 crossed; undefined while a side is empty. */
  overlap(): number | undefined {
    const bid = this.best(Side.buy);
    const ask = this.best(Side.sell);
    return bid === undefined || ask === undefined ? undefined : bid.price - ask.price;
  }

  #retire(level: BookLevel, surplus: number): void {
    const fromAnonymous = Math.min(surplus, level.anonymous);
    if (fromAnonymous > 0) this.#setAnonymous(level, level.anonymous - fromAnonymous);
    let left = surplus - fromAnonymous;
    for (const wantFinal of [true, false]) {
      let order = level.final;
      while (left > 0 && order !== null) {
        const { previous } = order;
        if (order.isFinal === wantFinal) {
          const taken = Math.min(left, order.lots);
          this.#unlinkLots(order, taken);
          left -= taken;
        }
        order = previous;
      }
    }
  }

  #takeAnonymous(side: number, price: number, lots: number): boolean {
    this.unknownOrders++;
    const level = this.#findLevel(side, price);
    const taken = level === undefined ? 0 : Math.min(lots, level.anonymous);
    this.overdrawnLots += lots - taken;
    if (level !== undefined && taken > 0) {
      this.#setAnonymous(level, level.anonymous - taken);
      this.#dropIfEmpty(side, level);
    }
    return false;
  }

  #take(order: BookOrder, lots: number): void {
    this.#unlinkLots(order, lots);
    this.#dropIfEmpty(order.side, order.level);
  }

  #unlinkLots(order: BookOrder, lots: number): void {
    const { level } = order;
    order.lots -= lots;
    level.total -= lots;
    if (order.lots > 0) return;
    if (order.previous === null) level.first = order.next;
    else order.previous.next = order.next;
    if (order.next === null) level.final = order.previous;
    else order.next.previous = order.previous;
    this.orders.delete(order.idLow, order.idHigh);
  }

  #setAnonymous(level: BookLevel, lots: number): void {
    this.#anonymousLevels += (lots > 0 ? 1 : 0) - (level.anonymous > 0 ? 1 : 0);
    level.total += lots - level.anonymous;
    level.anonymous = lots;
  }

  #notePeak(): void {
    const records = this.orders.size + this.#anonymousLevels;
    if (records > this.peakRecords) this.peakRecords = records;
    const levels = this.sides[0].length + this.sides[1].length;
    if (levels > this.peakLevels) this.peakLevels = levels;
  }

  /** First index whose price is not worse than `price`. */
  #position(side: number, price: number): number {
    const levels = this.sides[side as 0 | 1];
    const sign = side === Side.buy ? 1 : -1;
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((levels[middle] as BookLevel).price * sign < price * sign) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #findLevel(side: number, price: number): BookLevel | undefined {
    const level = this.sides[side as 0 | 1][this.#position(side, price)];
    return level?.price === price ? level : undefined;
  }

  #levelAt(side: number, price: number): BookLevel {
    const levels = this.sides[side as 0 | 1];
    const at = this.#position(side, price);
    const found = levels[at];
    if (found?.price === price) return found;
    const level: BookLevel = { price, total: 0, anonymous: 0, first: null, final: null };
    if (at === levels.length) levels.push(level);
    else levels.splice(at, 0, level);
    return level;
  }

  #dropIfEmpty(side: number, level: BookLevel): void {
    if (level.total > 0 || level.first !== null) return;
    const levels = this.sides[side as 0 | 1];
    const at = this.#position(side, level.price);
    if (at === levels.length - 1) levels.pop();
    else levels.splice(at, 1);
  }
}
