/**
 * Binance's rule for a local book (“How to manage a local order book correctly”), futures and spot: changes are kept
 * until the snapshot is there, those before it dropped, and every later one must follow its predecessor. Says what to
 * write; remembers the book only to compare it with the touches that the exchange published under the same number.
 */
import type { ExactJson, ExactObject } from '../events/exact-json';
import { field, listOf, textOf } from '../json/fields';

export interface Update {
  readonly object: ExactObject;
  readonly tsNs: bigint;
  readonly localNs: bigint | null;
}
export interface Touch {
  readonly bid: string;
  readonly bidSize: string;
  readonly ask: string;
  readonly askSize: string;
}
/** What the book is told to write: a whole one, or changes; `isGap`: something before it is missing. */
export type WriteBook = (update: Update, isSnapshot: boolean, isGap: boolean) => void;

const KEPT_UPDATES_MAX = 20_000;
const KEPT_TOUCHES_MAX = 20_000;

const idOf = (object: ExactObject, name: string): bigint | null => {
  const text = field(object, name);
  return text !== undefined && /^\d{1,19}$/.test(text) ? BigInt(text) : null;
};

export class DepthBook {
  gaps = 0;
  dropped = 0;
  late = 0;
  compared = 0;
  equal = 0;
  snapshotsCompared = 0;
  snapshotsEqual = 0;
  readonly #sides = { bids: new Map<number, number>(), asks: new Map<number, number>() };
  readonly #touches = new Map<bigint, Touch>();
  #kept: Update[] = [];
  #lastId: bigint | null = null;
  #snapshotId: bigint | null = null;
  /** a snapshot of a moment that the changes have not reached */
  #ahead: { readonly id: bigint; readonly object: ExactObject } | null = null;
  /** no snapshot, or a gap since */
  #isSynchronised = false;

  /** `hasSnapshot`: one will come; without one the book is what changes. Without changes every snapshot counts. */
  constructor(
    readonly hasSnapshot: boolean,
    readonly hasChanges: boolean,
    readonly write: WriteBook,
  ) {}

  /** True while changes wait for a snapshot. */
  get isWaiting(): boolean {
    return this.hasSnapshot && this.#lastId === null && this.#snapshotId === null;
  }

  holds(id: bigint): boolean {
    return this.#kept.some(({ object }) => (idOf(object, 'u') ?? 0n) >= id);
  }

  /** How many prices of a whole book the changes that wait name too. */
  sharedPrices(book: ExactObject): number {
    const prices = new Set([...pricesOf(book.bids), ...pricesOf(book.asks)]);
    const named = this.#kept.flatMap(({ object }) => [...pricesOf(object.b), ...pricesOf(object.a)]);
    return new Set(named.filter((price) => prices.has(price))).size;
  }

  /** A whole book after the update of the given number. */
  snapshot(update: Update): void {
    const id = idOf(update.object, 'lastUpdateId') ?? 0n;
    if (this.#isSynchronised && this.hasChanges) return this.#check(id, update.object);
    const kept = this.#kept;
    this.#kept = [];
    this.#snapshotId = id;
    this.#lastId = null;
    this.#isSynchronised = true;
    this.#sides.bids.clear();
    this.#sides.asks.clear();
    this.#apply(update.object, 'bids', 'asks');
    this.write(update, true, false);
    for (const one of kept) this.change(one);
  }

  change(update: Update): void {
    if (this.isWaiting || (!this.#isSynchronised && this.hasSnapshot)) this.#keep(update);
    if (this.isWaiting) return;
    const [first, last] = [idOf(update.object, 'U'), idOf(update.object, 'u')];
    if (first === null || last === null) return this.#write(update, false);
    // what the book holds already came late or twice
    if (this.#isSynchronised && this.#lastId !== null && last <= this.#lastId) {
      this.late++;
      return;
    }
    const previous = idOf(update.object, 'pu');
    if (this.#lastId === null && this.#snapshotId !== null) {
      const isOld = previous === null ? last <= this.#snapshotId : last < this.#snapshotId;
      if (isOld) {
        this.dropped++;
        return;
      }
      // the first one that counts must reach back to the snapshot
      const reaches = previous === null ? first <= this.#snapshotId + 1n : previous <= this.#snapshotId;
      return this.#write(update, !reaches, last);
    }
    const follows = previous === null ? first === (this.#lastId ?? 0n) + 1n : previous === this.#lastId;
    this.#write(update, this.#lastId !== null && !follows, last);
  }

  /** A touch under the number of the update that it holds after. */
  touch(id: bigint, touch: Touch): void {
    if (id === this.#lastId) return this.#compare(touch);
    if (this.#lastId !== null && id < this.#lastId) return;
    this.#touches.set(id, touch);
    if (this.#touches.size > KEPT_TOUCHES_MAX) this.#touches.delete(this.#touches.keys().next().value ?? 0n);
  }

  /** A book that misses nothing needs no snapshot: one of the same moment proves it. */
  #check(id: bigint, object: ExactObject): void {
    if (this.#lastId === null || id > this.#lastId) this.#ahead = { id, object };
    if (id !== this.#lastId) return;
    this.#ahead = null;
    this.snapshotsCompared++;
    const isBid = agrees(this.#sides.bids, object.bids, 1);
    if (agrees(this.#sides.asks, object.asks, -1) && isBid) this.snapshotsEqual++;
  }

  #keep(update: Update): void {
    this.#kept.push(update);
    if (this.#kept.length > KEPT_UPDATES_MAX) this.#kept.shift();
  }

  #write(update: Update, isGap: boolean, last?: bigint): void {
    if (isGap) {
      this.gaps++;
      this.#isSynchronised = false;
      if (this.#kept.at(-1) !== update) this.#keep(update);
    }
    this.#lastId = last ?? this.#lastId;
    this.#apply(update.object, 'b', 'a');
    this.write(update, false, isGap);
    if (last === undefined) return;
    if (this.#ahead?.id === last && this.#isSynchronised) this.#check(last, this.#ahead.object);
    const touch = this.#touches.get(last);
    if (touch !== undefined) this.#compare(touch);
    for (const id of this.#touches.keys()) {
      if (id > last) break;
      this.#touches.delete(id);
    }
  }

  #apply(object: ExactObject, bids: string, asks: string): void {
    for (const [name, side] of [[bids, this.#sides.bids] as const, [asks, this.#sides.asks] as const]) {
      for (const level of listOf(object[name]) ?? []) {
        const [price, size] = (listOf(level) ?? []).map(textOf);
        if (Number(size) === 0) side.delete(Number(price));
        else side.set(Number(price), Number(size));
      }
    }
  }

  #compare(touch: Touch): void {
    const { bids, asks } = this.#sides;
    let bid = -Infinity;
    let ask = Infinity;
    for (const price of bids.keys()) if (price > bid) bid = price;
    for (const price of asks.keys()) if (price < ask) ask = price;
    this.compared++;
    const isBid = bid === Number(touch.bid) && bids.get(bid) === Number(touch.bidSize);
    const isAsk = ask === Number(touch.ask) && asks.get(ask) === Number(touch.askSize);
    if (isBid && isAsk) this.equal++;
  }
}

const pricesOf = (levels: ExactJson | undefined): number[] =>
  (listOf(levels) ?? []).map((level) => Number(textOf(listOf(level)?.[0])));

/** Levels that a snapshot names, which may end before the book does, are those of the book, and between them no other. */
function agrees(side: ReadonlyMap<number, number>, named: ExactJson | undefined, sign: 1 | -1): boolean {
  const levels = (listOf(named) ?? []).map((level) =>
    (listOf(level) ?? []).map((one) => Number(textOf(one))),
  );
  const worst = Math.min(...levels.map(([price]) => (price ?? NaN) * sign));
  let count = 0;
  for (const price of side.keys()) if (price * sign >= worst) count++;
  return count === levels.length && levels.every(([price, size]) => side.get(price ?? NaN) === size);
}
