/**
 * Own orders in a tape's book, policies none and consume, from docs/FORMATS.md §8 alone: a plain list of orders beside the
 * book, searched whole each time. What was taken of the tape's orders is a Map. It never imports src.
 */
import type { ModelBook, ModelLevel, ModelOrder } from './book';
import { commandKinds, flagBits } from './codes';
import { reserveOf } from './ledger';
import { reportAccount } from './matching';
import type { ModelLedger } from './ledger';
import { applyTapeRow } from './tape-rows';
import type { TapePlace } from './tape-rows';
import type { ModelCommand, ModelImpact } from './types';

export interface Own {
  id: bigint;
  side: number;
  price: bigint;
  lots: number;
  account: number;
  isPostOnly: boolean;
  joinNs: bigint;
  isUnknown: boolean;
}

export interface OwnPlace extends TapePlace {
  ledger: ModelLedger;
  session: number;
}

export const better = (side: number, a: bigint, b: bigint): boolean => (side === 0 ? a > b : a < b);

export const isOrder = (part: ModelOrder | ModelLevel): part is ModelOrder => 'shown' in part;

export const lotsOf = (part: ModelOrder | ModelLevel): number =>
  isOrder(part) ? part.shown : part.anonymous;

/** What stands at a level in queue order: lots of unknown origin, then orders. */
export const partsOf = (level: ModelLevel): (ModelOrder | ModelLevel)[] =>
  level.anonymous > 0 ? [level, ...level.orders] : [...level.orders];

export class OwnInTape {
  readonly orders: Own[] = [];
  phantomLots = 0;
  missingLots = 0;
  lockedCount = 0;
  /** Lots taken of an order, or of the lots of unknown origin of a level. */
  protected taken = new Map<ModelOrder | ModelLevel, number>();

  constructor(readonly impact: ModelImpact) {}

  get takenLots(): number {
    return [...this.taken.values()].reduce((sum, lots) => sum + lots, 0);
  }

  /** Lots of the level that are seen: under consume, without those taken. */
  seen(level: ModelLevel): number {
    const parts = partsOf(level);
    return parts.reduce(
      (sum, part) => sum + lotsOf(part) - (this.impact.policy === 'consume' ? this.takenOf(part) : 0),
      0,
    );
  }

  seenOrders(level: ModelLevel): number {
    const isSeen = (part: ModelOrder | ModelLevel): boolean =>
      lotsOf(part) > (this.impact.policy === 'consume' ? this.takenOf(part) : 0);
    return partsOf(level).filter(isSeen).length;
  }

  best(book: ModelBook, side: number): ModelLevel | undefined {
    return book.side(side).find((level) => this.seen(level) > 0);
  }

  ahead(book: ModelBook, own: Own): number {
    if (own.isUnknown) return -1;
    let lots = 0;
    for (const other of this.inTurn(own.side)) {
      if (other === own) break;
      if (other.price === own.price) lots += other.lots;
    }
    const level = book.find(own.side, own.price);
    for (const part of level ? partsOf(level) : []) {
      if (part !== level && (part as ModelOrder).arrivedNs > own.joinNs) continue;
      lots += lotsOf(part) - (this.impact.policy === 'consume' ? this.takenOf(part) : 0);
    }
    return lots;
  }

  /** Best price first, then by arrival, which is their order in the list. */
  inTurn(side: number): Own[] {
    const mine = this.orders.filter((own) => own.side === side);
    return mine.sort((a, b) => (a.price === b.price ? 0 : better(side, a.price, b.price) ? -1 : 1));
  }

  // ---- rows of the tape

  row(place: OwnPlace, row: ModelCommand): void {
    const { book } = place;
    const before = this.takenLots;
    const side = row.side & 1;
    const shown = this.lotsAt(book, side, row.priceUnits);
    this.beforeRow(place, row);
    applyTapeRow(place, row);
    this.settleTaken(book);
    const arrivals: readonly number[] = [
      commandKinds.tapeAdd,
      commandKinds.tapeLevelSet,
      commandKinds.tapeTouch,
    ];
    const more = this.lotsAt(book, side, row.priceUnits) - shown;
    if (arrivals.includes(row.kind) && more > 0) this.meet(place, row, more);
    if (row.kind === commandKinds.tapeExecute && this.impact.policy === 'consume') {
      this.missingLots += before - this.takenLots;
    }
    if (this.orders.length > 0) this.lookAtEdge(book, row.tsNs);
  }

  private lotsAt(book: ModelBook, side: number, price: bigint): number {
    const level = book.find(side, price);
    return level ? partsOf(level).reduce((sum, part) => sum + lotsOf(part), 0) : 0;
  }

  private beforeRow(place: OwnPlace, row: ModelCommand): void {
    const kinds: readonly number[] = [
      commandKinds.tapeExecute,
      commandKinds.tapeHidden,
      commandKinds.tapeTrade,
    ];
    if (!kinds.includes(row.kind)) return;
    if ((row.flags & flagBits.cross) !== 0) {
      const share = Math.floor((row.lots * this.impact.auctionPercent) / 100);
      for (const side of [0, 1]) {
        const isIn = (own: Own): boolean => !better(side, row.priceUnits, own.price);
        this.fillAll(place, row, side, share, isIn, row.priceUnits);
      }
      return;
    }
    const named = row.kind === commandKinds.tapeExecute ? place.book.byId.get(row.orderId) : undefined;
    if (named) {
      const lots = Math.min(row.lots, named.shown);
      const left = this.fillAll(place, row, named.side, lots, (own) => this.isBefore(own, named, row));
      this.phantomLots += lots - left;
      return;
    }
    const isThrough = (own: Own): boolean => better(own.side, own.price, row.priceUnits);
    const isAtOrThrough = (own: Own): boolean => isThrough(own) || own.price === row.priceUnits;
    if (row.kind === commandKinds.tapeExecute) {
      this.phantomLots += row.lots - this.fillAll(place, row, row.side, row.lots, isThrough);
      return;
    }
    const left = this.fillAll(place, row, row.side, row.lots, isAtOrThrough);
    const unmet = this.fillAll(place, row, 1 - row.side, left, isThrough);
    if (row.kind === commandKinds.tapeHidden) this.phantomLots += row.lots - unmet;
  }

  /** Does an aggressor that takes the named order meet ours first? */
  private isBefore(own: Own, named: ModelOrder, row: ModelCommand): boolean {
    if (better(own.side, own.price, named.price)) return true;
    if (better(own.side, own.price, row.priceUnits)) return true;
    return own.price === named.price && !own.isUnknown && named.arrivedNs > own.joinNs;
  }

  /** Fills those of a side that qualify; answers what is left. */
  private fillAll(
    place: OwnPlace,
    row: ModelCommand,
    side: number,
    most: number,
    qualifies: (own: Own) => boolean,
    price: bigint | null = null,
    takerId = 0n,
  ): number {
    let left = most;
    for (const own of this.inTurn(side)) {
      if (left === 0 || !qualifies(own)) continue;
      const lots = Math.min(left, own.lots);
      left -= lots;
      own.lots -= lots;
      this.tell(place, row, 1 - side, own.id, takerId, own.lots, left, price ?? own.price, lots, own, null);
      if (own.lots === 0) this.orders.splice(this.orders.indexOf(own), 1);
    }
    return left;
  }

  /** Lots that came to a price through own orders. */
  private meet(place: OwnPlace, row: ModelCommand, more: number): void {
    const level = place.book.find(row.side, row.priceUnits);
    if (!level) return;
    const isAdd = row.kind === commandKinds.tapeAdd;
    const part = isAdd ? level.orders.at(-1) : level;
    if (!part) return;
    const lots = Math.min(more, lotsOf(part) - this.takenOf(part));
    const id = isAdd ? row.orderId : 0n;
    const qualifies = (own: Own): boolean => !better(own.side, row.priceUnits, own.price);
    const left = this.fillAll(place, row, 1 - row.side, lots, qualifies, null, id);
    if (left === lots) return;
    this.taken.set(part, this.takenOf(part) + lots - left);
    this.lockedCount += 1;
  }

  protected takenOf(part: ModelOrder | ModelLevel): number {
    return this.taken.get(part) ?? 0;
  }

  /** Orders that left take their marks with them; of others what is left goes first. */
  private settleTaken(book: ModelBook): void {
    const live = new Set(book.sides.flatMap((levels) => levels.flatMap(partsOf)));
    for (const [part, lots] of this.taken) {
      const most = live.has(part) ? lotsOf(part) : 0;
      if (most === 0) this.taken.delete(part);
      else if (lots > most) this.taken.set(part, most);
    }
  }

  protected isShown(book: ModelBook, side: number, price: bigint): boolean {
    const { knownLevels } = this.impact;
    if (knownLevels === 0) return true;
    return book.side(side).filter((level) => better(side, level.price, price)).length < knownLevels;
  }

  private lookAtEdge(book: ModelBook, ns: bigint): void {
    for (const own of this.orders) {
      const isShown = this.isShown(book, own.side, own.price);
      if (isShown && own.isUnknown) own.joinNs = ns;
      own.isUnknown = !isShown;
    }
  }

  /** One fill, told and settled; the side without an own order is the market at large. */
  protected tell(
    place: OwnPlace,
    at: Pick<ModelCommand, 'tsNs' | 'instrument'>,
    aggressor: number,
    makerId: bigint,
    takerId: bigint,
    makerLeaves: number,
    takerLeaves: number,
    price: bigint,
    lots: number,
    maker: { account: number; side: number; price: bigint } | null,
    taker: { account: number; side: number; price: bigint } | null,
  ): void {
    const { tsNs: ts, instrument } = at;
    const makerAccount = maker?.account ?? 0;
    const takerAccount = taker?.account ?? 0;
    const fill = { takerId, makerLeaves, takerLeaves, makerAccount, takerAccount };
    place.emit({ kind: 'fill', ts, instrument, side: aggressor, code: 0, id: makerId, price, lots, fill });
    const own = maker ?? taker;
    if (!own || own.account === 0) return;
    if (own.side === 0) place.ledger.lock(own.account, -reserveOf(own.price, lots));
    const parties = [
      [makerAccount, 1 - aggressor],
      [takerAccount, aggressor],
    ] as const;
    for (const [account, side] of parties) {
      place.ledger.settle(account, instrument, side, price, lots);
      reportAccount({ ...place, ts, instrument }, account);
    }
  }
}
