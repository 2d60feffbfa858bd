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
import type { ModelReport } from './types';

export interface Aggressor {
  id: bigint;
  side: number;
  /** null: a market order. */
  limit: bigint | null;
  left: number;
  account: number;
}

export interface MatchPlace {
  book: ModelBook;
  ledger: ModelLedger;
  rule: SelfTradeRule;
  ts: bigint;
  instrument: number;
  emit(report: ModelReport): void;
}

function reaches(side: number, limit: bigint | null, price: bigint): boolean {
  if (limit === null) return true;
  return side === 0 ? price <= limit : price >= limit;
}

/** Would an order with this limit take something at once? */
export function wouldTake(book: ModelBook, side: number, limit: bigint): boolean {
  const best = book.best(1 - side);
  return best !== undefined && reaches(side, limit, best.price);
}

function emitCancel(
  place: MatchPlace,
  order: { id: bigint; side: number },
  price: bigint,
  lots: number,
): void {
  const { ts, instrument } = place;
  const code = cancelReasons.selfTrade;
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
  place.book.requeue(maker);
}

function unlock(place: MatchPlace, order: ModelOrder, lots: number): void {
  if (order.side === 0) place.ledger.lock(order.account, -reserveOf(order.price, lots));
}

function unlockAggressor(place: MatchPlace, taker: Aggressor, lots: number): void {
  if (taker.side === 0 && taker.limit !== null) {
    place.ledger.lock(taker.account, -reserveOf(taker.limit, lots));
  }
}

function preventSelfTrade(place: MatchPlace, taker: Aggressor, maker: ModelOrder): void {
  if (place.rule === 'decrement') {
    const lots = Math.min(taker.left, maker.shown);
    emitCancel(place, maker, maker.price, lots);
    unlock(place, maker, lots);
    takeShown(place, maker, lots);
    emitCancel(place, taker, taker.limit ?? 0n, lots);
    unlockAggressor(place, taker, lots);
    taker.left -= lots;
    return;
  }
  if (place.rule === 'cancelOld' || place.rule === 'cancelBoth') {
    emitCancel(place, maker, maker.price, openLots(maker));
    unlock(place, maker, openLots(maker));
    place.book.remove(maker);
  }
  if (place.rule === 'cancelNew' || place.rule === 'cancelBoth') {
    emitCancel(place, taker, taker.limit ?? 0n, taker.left);
    unlockAggressor(place, taker, taker.left);
    taker.left = 0;
  }
}

function reportAccount(place: MatchPlace, id: number): void {
  if (id === 0) return;
  const { ts, instrument } = place;
  const account = place.ledger.get(id);
  place.emit({
    kind: 'account',
    ts,
    instrument,
    side: 0,
    code: 0,
    id: account.positions.get(instrument) ?? 0n,
    price: account.available + account.locked,
    lots: id,
  });
}

function execute(place: MatchPlace, taker: Aggressor, maker: ModelOrder): void {
  const { ts, instrument, ledger } = place;
  const lots = Math.min(taker.left, maker.shown);
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
  takeShown(place, maker, lots);
  for (const { account, side } of [maker, taker]) {
    ledger.settle(account, instrument, side, maker.price, lots);
    reportAccount(place, account);
  }
}

/** Trades until nothing is left or nothing can be reached. */
export function sweep(place: MatchPlace, taker: Aggressor): void {
  while (taker.left > 0) {
    const level = place.book.best(1 - taker.side);
    if (!level || !reaches(taker.side, taker.limit, level.price)) return;
    const maker = level.orders[0];
    if (!maker) throw new Error('a level without orders in a matched book');
    const own = taker.account !== 0 && taker.account === maker.account;
    if (own && place.rule !== 'none') preventSelfTrade(place, taker, maker);
    else execute(place, taker, maker);
  }
}

/** Rehearses a sweep on copies: could all the lots be filled, each with somebody it may trade with? */
export function canFillAll(book: ModelBook, rule: SelfTradeRule, taker: Aggressor): boolean {
  let need = taker.left;
  for (const level of book.side(1 - taker.side)) {
    if (!reaches(taker.side, taker.limit, level.price)) return false;
    const queue = copyQueue(level);
    for (let maker = queue.shift(); maker; maker = queue.shift()) {
      const own = taker.account !== 0 && taker.account === maker.account;
      if (own && rule === 'cancelOld') continue;
      if (own && rule !== 'none') return false;
      need -= maker.shown;
      if (need <= 0) return true;
      if (maker.hidden === 0) continue;
      const shown = Math.min(maker.display, maker.hidden);
      queue.push({ ...maker, shown, hidden: maker.hidden - shown });
    }
  }
  return false;
}

function copyQueue(level: ModelLevel): ModelOrder[] {
  return level.orders.map((order) => ({ ...order }));
}
