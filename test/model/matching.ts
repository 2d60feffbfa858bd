/**
 * An aggressor against the other side of the book, one maker at a time.
 * Knows nothing of commands or refusals. Best price first, earliest first, always at the maker's price.
 */
import { cancelReasons } from './codes';
import type { SelfTradeRule } from './codes';
import { openLots } from './book';
import type { ModelBook, ModelLevel, ModelOrder } from './book';
import { reserveOf } from './ledger';
import type { ModelLedger } from './ledger';
import type { ModelFees } from './fees';
import type { ModelLimits } from './limits';
import { sharesOf } from './venue';
import type { ModelReport, ModelVenue } from './types';

export interface Aggressor {
  id: bigint;
  side: number;
  /** null: a market order. */
  limit: bigint | null;
  left: number;
  account: number;
  /** What a lot of it locks. */
  lockPrice: bigint;
  /** Only an aggressor with terms has one. */
  order?: ModelOrder;
}

/** What stands between an aggressor and its next price: corridors, price bands, better prices elsewhere. */
export interface Guard {
  /** False: not at this price; a volatility call may have begun. */
  mayTrade(price: bigint, side: number): boolean;
  isAllowed(price: bigint, side: number): boolean;
  /** The price begins a volatility call. */
  isOutsideCorridor(price: bigint): boolean;
  /** The price at which what is left of an order rests. */
  bounded(price: bigint, side: number): bigint;
}

export interface MatchPlace {
  book: ModelBook;
  ledger: ModelLedger;
  rule: SelfTradeRule;
  venueRules?: ModelVenue | undefined;
  fees?: ModelFees;
  limits?: ModelLimits;
  /** What stands between an aggressor and its next price; absent: nothing. */
  guard?: Guard | undefined;
  /** Whether a price is worse than another venue displays, for an aggressor that must not trade through. */
  isThrough?: ((price: bigint, side: number) => boolean) | undefined;
  /** Price of the first fill of this event. */
  firstPrint: { price: bigint | null };
  /** After each fill, once the maker was taken off. */
  filled(maker: ModelOrder, taker: Aggressor, owed?: ModelOrder, owedToo?: ModelOrder): void;
  /** Whether so many of its lots could trade at once. */
  canFill(taker: Aggressor, want: number): boolean;
  ts: bigint;
  instrument: number;
  emit(report: ModelReport): void;
}

function reaches(side: number, limit: bigint | null, price: bigint): boolean {
  if (limit === null) return true;
  return side === 0 ? price <= limit : price >= limit;
}

/** Would an order with this limit take something at once? */
export function wouldTake(book: ModelBook, side: number, limit: bigint, lots: number): boolean {
  const best = book.best(1 - side);
  return nextMaker(best, book.darkOf(1 - side), { side, limit, left: lots }, false) !== undefined;
}

function emitCancel(
  place: MatchPlace,
  order: { id: bigint; side: number },
  price: bigint,
  lots: number,
  code: number = cancelReasons.selfTrade,
): void {
  const { ts, instrument } = place;
  place.emit({ kind: 'cancelled', ts, instrument, side: order.side, code, id: order.id, price, lots });
}

/** Takes lots that were shown off a resting order; refills it from its reserve or lets it go. */
function takeShown(place: MatchPlace, maker: ModelOrder, lots: number): void {
  maker.shown -= lots;
  if (maker.shown > 0) return;
  if (maker.hidden === 0) {
    place.book.remove(maker);
    return;
  }
  maker.shown = Math.min(maker.display, maker.hidden);
  maker.hidden -= maker.shown;
  maker.arrivedNs = place.ts;
  place.book.requeue(maker);
}

function unlock(place: MatchPlace, order: ModelOrder, lots: number): void {
  place.ledger.lock(order.account, -reserveOf(order.lockPrice, lots));
}

function unlockAggressor(place: MatchPlace, taker: Aggressor, lots: number): void {
  place.ledger.lock(taker.account, -reserveOf(taker.lockPrice, lots));
}

function preventSelfTrade(place: MatchPlace, taker: Aggressor, maker: ModelOrder): void {
  const rule = ruleOf(place, taker);
  if (rule === 'decrement') {
    const lots = Math.min(taker.left, maker.shown);
    emitCancel(place, maker, maker.price, lots);
    unlock(place, maker, lots);
    takeShown(place, maker, lots);
    emitCancel(place, taker, taker.limit ?? 0n, lots);
    unlockAggressor(place, taker, lots);
    taker.left -= lots;
    return;
  }
  if (rule === 'cancelOld' || rule === 'cancelBoth') {
    emitCancel(place, maker, maker.price, openLots(maker));
    unlock(place, maker, openLots(maker));
    place.book.remove(maker);
  }
  if (rule === 'cancelNew' || rule === 'cancelBoth') {
    emitCancel(place, taker, taker.limit ?? 0n, taker.left);
    unlockAggressor(place, taker, taker.left);
    taker.left = 0;
  }
}

export function reportAccount(
  place: Pick<MatchPlace, 'ts' | 'instrument' | 'ledger' | 'emit'>,
  id: number,
): void {
  if (id === 0) return;
  const { ts, instrument } = place;
  const account = place.ledger.get(id);
  const about = { ts, instrument, side: 0, code: 0, lots: id };
  const position = account.positions.get(instrument) ?? 0n;
  place.emit({ kind: 'account', ...about, id: position, price: account.available + account.locked });
  const cost = account.costs.get(instrument) ?? 0n;
  place.emit({ kind: 'holding', ...about, id: cost, price: account.realised.get(instrument) ?? 0n });
}

function execute(place: MatchPlace, taker: Aggressor, maker: ModelOrder, most: number): void {
  const { ts, instrument, ledger } = place;
  const lots = Math.min(taker.left, maker.shown, most);
  taker.left -= lots;
  unlock(place, maker, lots);
  unlockAggressor(place, taker, lots);
  place.emit({
    kind: 'fill',
    ts,
    instrument,
    side: taker.side,
    code: 0,
    id: maker.id,
    price: maker.price,
    lots,
    fill: {
      takerId: taker.id,
      makerLeaves: openLots(maker) - lots,
      takerLeaves: taker.left,
      makerAccount: maker.account,
      takerAccount: taker.account,
    },
  });
  place.firstPrint.price ??= maker.price;
  for (const one of [maker, taker]) {
    const { id, account, side } = one;
    ledger.settle(account, instrument, side, maker.price, lots);
    if (account !== 0) {
      const fill = { ts, instrument, id, account, side, isTaker: one === taker, lots, price: maker.price };
      place.fees?.charge(fill);
      place.limits?.noteFill(account, instrument);
    }
    reportAccount(place, account);
  }
  for (const one of [maker.terms, taker.order?.terms]) {
    if (!one) continue;
    one.filled += lots;
    one.flags.delete('minimum');
  }
  const owed = owe(place.book, maker, lots);
  const owedToo = taker.order ? owe(place.book, taker.order, lots) : undefined;
  takeShown(place, maker, lots);
  place.filled(maker, taker, owed, owedToo);
}

/** Notes what a fill takes off the linked order, and answers which that is. */
export function owe(book: ModelBook, order: ModelOrder, lots: number): ModelOrder | undefined {
  const peer = (order.terms?.peer ?? null) === null ? undefined : book.byId.get(order.terms!.peer!);
  if (peer?.terms) peer.terms.owed += order.terms?.isOco ? Infinity : lots;
  return peer;
}

export function ruleOf(
  place: Pick<MatchPlace, 'ledger' | 'rule'>,
  taker: { account: number },
): SelfTradeRule {
  return (taker.account === 0 ? undefined : place.ledger.get(taker.account).selfTrade) ?? place.rule;
}

/** Lots that an order wants to trade at once. */
export function wanted(order: ModelOrder): number {
  if (order.terms?.flags.has('allOrNone')) return openLots(order);
  return order.terms?.flags.has('minimum') ? Math.min(order.terms.minimum, openLots(order)) : 1;
}

export const isByTime = (place: Pick<MatchPlace, 'venueRules'>): boolean =>
  place.venueRules?.priority === 'time';

/**
 * Who trades next: the best displayed order, or a hidden one that wants no more lots, at a strictly better price or, where
 * time alone decides, at the same price and there for longer.
 */
function nextMaker(
  level: ModelLevel | undefined,
  dark: readonly ModelOrder[],
  taker: Pick<Aggressor, 'side' | 'limit' | 'left'>,
  byTime: boolean,
): ModelOrder | undefined {
  const lit = level && reaches(taker.side, taker.limit, level.price) ? level : undefined;
  const hidden = dark.find((one) => reaches(taker.side, taker.limit, one.price) && wanted(one) <= taker.left);
  if (!lit) return hidden;
  const isBetter = hidden && (taker.side === 0 ? hidden.price < lit.price : hidden.price > lit.price);
  const first = lit.orders[0];
  const isTied = byTime && hidden && first && hidden.price === lit.price;
  return isBetter || (isTied && hidden.arrivedNs < first.arrivedNs) ? hidden : first;
}

/** The earliest of one price that trades with so many lots. */
function earliest(place: MatchPlace, level: ModelLevel, side: number, lots: number): ModelOrder | undefined {
  const at = place.book.darkOf(1 - side).filter(({ price }) => price === level.price);
  return nextMaker(
    place.book.find(1 - side, level.price),
    at,
    { side, limit: null, left: lots },
    isByTime(place),
  );
}

/** Trades until nothing is left or nothing can be reached. */
export function sweep(place: MatchPlace, taker: Aggressor): void {
  while (taker.left > 0) {
    const { book } = place;
    const other = 1 - taker.side;
    const maker = nextMaker(book.best(other), book.darkOf(other), taker, isByTime(place));
    if (!maker) return;
    if (place.isThrough?.(maker.price, taker.side)) {
      emitCancel(
        place,
        taker,
        taker.order?.price ?? taker.limit ?? 0n,
        taker.left,
        cancelReasons.tradeThrough,
      );
      unlockAggressor(place, taker, taker.left);
      taker.left = 0;
      return;
    }
    if (place.guard?.mayTrade(maker.price, taker.side) === false) return;
    const level = book.best(other);
    if (level?.orders.length && maker.price === level.price && place.venueRules)
      tradeLevel(place, taker, level, place.venueRules);
    else trade(place, taker, maker, Infinity);
  }
}

function trade(place: MatchPlace, taker: Aggressor, maker: ModelOrder, most: number): void {
  const own = taker.account !== 0 && taker.account === maker.account;
  if (own && ruleOf(place, taker) !== 'none') preventSelfTrade(place, taker, maker);
  else execute(place, taker, maker, most);
}

/** One displayed price by the venue's allocation. */
function tradeLevel(place: MatchPlace, taker: Aggressor, level: ModelLevel, venue: ModelVenue): void {
  const rests = (maker: ModelOrder): boolean => level.orders.includes(maker);
  const by = venue.allocation ?? 'fifo';
  const top = level.orders.find((order) => order.isTop);
  if (by === 'proRataTop' && top) {
    if (top.shown <= taker.left) top.isTop = false;
    trade(place, taker, top, Infinity);
  }
  if (by === 'split') {
    let part = Math.floor((taker.left * (venue.fifoPercent ?? 0)) / 100);
    while (level.orders.length > 0 && part > 0 && taker.left > 0) {
      const maker = earliest(place, level, taker.side, Math.min(part, taker.left))!;
      const take = Math.min(part, maker.shown);
      trade(place, taker, maker, take);
      part -= take;
    }
  }
  if (by !== 'fifo') {
    for (const { maker, most } of sharesOf(level, taker.left, venue)) {
      if (taker.left > 0 && rests(maker)) trade(place, taker, maker, most);
    }
  }
  while (level.orders.length > 0 && taker.left > 0) {
    trade(place, taker, earliest(place, level, taker.side, taker.left)!, Infinity);
  }
}
