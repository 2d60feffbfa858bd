/**
 * An auction in the plainest way: every tick from the lowest limit to the highest is tried, the venue's rules narrow the list, then first trades with first. Written from the formats document; never imports src.
 */
import { restHeld, say as sayOrder, termsIn, unit, unwatch } from './beside';
import type { BesidePlace } from './beside';
import { openLots } from './book';
import type { ModelOrder } from './book';
import { auctionKinds, uncrossRules } from './codes';
import { becomeElected, limitBeyond } from './look';
import { reserveOf } from './ledger';
import { isByTime, owe, reportAccount } from './matching';
import { isForAuction } from './states';
import { hasLimit, waits } from './terms';

export type CallPlace = BesidePlace;

export interface AuctionPrice {
  price: bigint;
  volume: number;
  /** Negative: asks are left over. */
  surplus: number;
  rule: number;
}

interface Candidate {
  price: bigint;
  demand: number;
  supply: number;
}

/** Its limit comes with its election: until then it is asked for while a price is tried. */
const limitComes = (order: ModelOrder): boolean => order.terms?.type === 'trailingStopLimit';
const limitOf = (order: ModelOrder): bigint | null =>
  order.terms && !hasLimit(order.terms.type) && !limitComes(order) ? null : order.price;

/** Hidden orders before the first displayed one of their price that came later. */
function byTime(lit: readonly ModelOrder[], dark: readonly ModelOrder[]): ModelOrder[] {
  const queue = [...lit];
  for (const order of dark) {
    const later = queue.findIndex((one) => one.price === order.price && one.arrivedNs > order.arrivedNs);
    const last = queue.findLastIndex((one) => one.price === order.price);
    queue.splice(later >= 0 ? later : last >= 0 ? last + 1 : queue.length, 0, order);
  }
  return queue;
}

/** Who takes part on a side, in the order in which they trade; `marked` are stops that the price would elect. */
function takersPart(place: CallPlace, side: number, marked: readonly ModelOrder[]): ModelOrder[] {
  const held = place.book.watched.filter(
    (order) =>
      termsIn(order).where === 'held' &&
      !hasLimit(termsIn(order).type) &&
      isForAuction(termsIn(order).tif, place.call.auction),
  );
  const joins = (order: ModelOrder): boolean => order.side === side;
  const lit = place.book.side(side).flatMap((level) => level.orders);
  const dark = place.book
    .darkOf(side)
    .filter(
      ({ terms }) => terms?.type === 'limit' && !terms.flags.has('minimum') && !terms.flags.has('allOrNone'),
    );
  const stops = marked.filter(joins);
  const queue = isByTime(place) ? byTime(lit, dark) : [...lit, ...dark];
  const priced = [...queue, ...stops.filter((order) => limitOf(order) !== null)];
  const better = (a: ModelOrder, b: ModelOrder): number =>
    a.price === b.price ? 0 : (side === 0 ? a.price > b.price : a.price < b.price) ? -1 : 1;
  return [...held.filter(joins), ...stops.filter((order) => limitOf(order) === null), ...priced.sort(better)];
}

const reaches = (order: ModelOrder, price: bigint): boolean => {
  const limit = limitOf(order);
  return limit === null || (order.side === 0 ? limit >= price : limit <= price);
};
const sum = (orders: readonly ModelOrder[]): number =>
  orders.reduce((lots, order) => lots + openLots(order), 0);
const size = (value: bigint): bigint => (value < 0n ? -value : value);
const floor = (value: bigint, step: bigint): bigint => value - (((value % step) + step) % step);

function reference(place: CallPlace, rule: string | undefined): bigint | null {
  const { call } = place;
  if (rule === 'nearestSettlement') return call.settlement;
  if (rule === 'nearestMid') {
    if (!call.quote) return null;
    return floor(call.quote[0] + call.quote[1], 2n) / 2n;
  }
  return place.lastPrice ?? call.settlement;
}

/** The prices that may be chosen, lowest first, with what they would do. */
function candidates(
  place: CallPlace,
  bids: ModelOrder[],
  asks: ModelOrder[],
  hasThreshold: boolean,
): Candidate[] {
  const limits = [...bids, ...asks].flatMap((order) => limitOf(order) ?? []);
  if (limits.length === 0) return [];
  const step = unit(place);
  const { callRules = {} } = place.rules;
  let low = limits.reduce((a, b) => (a < b ? a : b));
  let high = limits.reduce((a, b) => (a > b ? a : b));
  const points = BigInt(callRules.thresholdPoints ?? 0);
  if (hasThreshold && points > 0n && place.call.quote) {
    const [bid, ask] = place.call.quote;
    const away = ((size(bid + ask) / 2n) * points) / 10_000n;
    const from = -floor(-(bid - away), step);
    const to = floor(ask + away, step);
    if (from > low) low = from;
    if (to < high) high = to;
  }
  const found: Candidate[] = [];
  for (let price = low; price <= high; price += step) {
    if (callRules.enteredOnly === 1 && !limits.includes(price)) continue;
    const demand = sum(bids.filter((order) => reaches(order, price)));
    const supply = sum(asks.filter((order) => reaches(order, price)));
    if (demand > 0 && supply > 0) found.push({ price, demand, supply });
  }
  return found;
}

const volumeOf = ({ demand, supply }: Candidate): number => Math.min(demand, supply);
const surplusOf = ({ demand, supply }: Candidate): number => Math.abs(demand - supply);

function isUnexecuted(one: Candidate, bids: ModelOrder[], asks: ModelOrder[]): boolean {
  if (one.demand === one.supply) return false;
  return (one.demand > one.supply ? bids : asks).some((order) => limitOf(order) === one.price);
}

/** Which of the candidates a rule keeps; a price of its own ends the search. */
function keep(
  place: CallPlace,
  rule: string,
  left: Candidate[],
  bids: ModelOrder[],
  asks: ModelOrder[],
): Candidate[] | bigint {
  const near = reference(place, rule);
  const first = left[0]!.price;
  const last = left.at(-1)!.price;
  switch (rule) {
    case 'maxVolume': {
      const most = Math.max(...left.map(volumeOf));
      return left.filter((one) => volumeOf(one) === most);
    }
    case 'minSurplus': {
      const least = Math.min(...left.map(surplusOf));
      return left.filter((one) => surplusOf(one) === least);
    }
    case 'surplusSide':
      if (left.every((one) => one.demand > one.supply)) return last;
      return left.every((one) => one.demand < one.supply) ? first : left;
    case 'unexecuted': {
      const entered = left.filter((one) => isUnexecuted(one, bids, asks));
      return entered.length > 0 ? entered : left;
    }
    case 'nearestSettlement':
    case 'nearestReference':
    case 'nearestMid': {
      if (near === null) return left;
      const away = (one: Candidate): bigint => size(one.price - near);
      const least = left.reduce((a, b) => (away(b) < away(a) ? b : a));
      return left.filter((one) => away(one) === away(least)).at(-1)!.price;
    }
    case 'reference': {
      if (near === null) return left;
      const at = floor(near, unit(place));
      return at < first ? first : at > last ? last : at;
    }
    case 'middle':
      return floor((first + last) / 2n, unit(place));
    default:
      return first;
  }
}

const defaultRules = ['maxVolume', 'minSurplus', 'surplusSide', 'nearestReference'];

function findOnce(
  place: CallPlace,
  marked: readonly ModelOrder[],
  hasThreshold: boolean,
): AuctionPrice | null {
  const bids = takersPart(place, 0, marked);
  const asks = takersPart(place, 1, marked);
  const rules = ['maxVolume', ...(place.rules.callRules?.uncrossRules ?? defaultRules), 'lowest'];
  const named = (rule: string): number => uncrossRules[rule as keyof typeof uncrossRules];
  const result = (price: bigint, rule: string): AuctionPrice => {
    const demand = sum(bids.filter((order) => reaches(order, price)));
    const supply = sum(asks.filter((order) => reaches(order, price)));
    return { price, volume: Math.min(demand, supply), surplus: demand - supply, rule: named(rule) };
  };
  if (![...bids, ...asks].some((order) => limitOf(order) !== null)) {
    const near = reference(place, 'reference');
    if (near === null || bids.length === 0 || asks.length === 0) return null;
    const price = floor(near, unit(place));
    const tick = price / unit(place);
    const isIn = tick >= BigInt(place.rules.minTick) && tick <= BigInt(place.rules.maxTick);
    return isIn ? result(price, 'reference') : null;
  }
  let left = candidates(place, bids, asks, hasThreshold);
  if (left.length === 0) return null;
  for (const rule of rules) {
    const kept = keep(place, rule, left, bids, asks);
    if (typeof kept === 'bigint') return result(kept, rule);
    left = kept;
    if (left.length === 1) return result(left[0]!.price, rule);
  }
  throw new Error('a list that decides nothing');
}

function electedBy(place: CallPlace, price: bigint): ModelOrder[] {
  return place.book.watched.filter((order) => {
    const { where, type, source, trigger } = termsIn(order);
    if (where !== 'waiting' || !waits(type) || source !== 0 || trigger === null) return false;
    const isTouch = type === 'marketIfTouched' || type === 'limitIfTouched';
    return (order.side === 0) !== isTouch ? price >= trigger : price <= trigger;
  });
}

interface Found {
  found: AuctionPrice | null;
  elected: ModelOrder[];
}

/** Price of the auction, and the stops that it elects. */
export function findPrice(place: CallPlace, hasThreshold = true): Found {
  const marked = new Set<ModelOrder>();
  const answer = findMarked(place, hasThreshold, marked);
  for (const order of marked) if (limitComes(order)) order.price = 0n;
  return answer;
}

function findMarked(place: CallPlace, hasThreshold: boolean, marked: Set<ModelOrder>): Found {
  for (;;) {
    const inOrder = place.book.watched.filter((order) => marked.has(order));
    const found = findOnce(place, inOrder, hasThreshold);
    if (!found || place.rules.callRules?.iteratesStops !== 1) return { found, elected: inOrder };
    const before = marked.size;
    for (const order of electedBy(place, found.price)) {
      marked.add(order);
      if (limitComes(order)) order.price = limitBeyond(place, order);
    }
    if (marked.size === before) return { found, elected: inOrder };
  }
}

export function sayAuction(place: CallPlace, kind: 'auction' | 'indicative', found: AuctionPrice): void {
  const { ts, instrument } = place;
  const side = found.surplus < 0 ? 1 : 0;
  const id = BigInt(Math.abs(found.surplus));
  place.emit({ kind, ts, instrument, side, code: found.rule, id, price: found.price, lots: found.volume });
}

function takeOff(place: CallPlace, order: ModelOrder, lots: number): void {
  const left = openLots(order) - lots;
  if (left === 0) {
    order.shown = 0;
    order.hidden = 0;
    place.book.remove(order);
    return;
  }
  if (lots < order.shown) order.shown -= lots;
  else {
    order.shown = Math.min(order.display, left);
    order.hidden = left - order.shown;
  }
}

function trade(place: CallPlace, buy: ModelOrder, sell: ModelOrder, lots: number, price: bigint): void {
  const { ts, instrument, ledger } = place;
  for (const order of [sell, buy]) ledger.lock(order.account, -reserveOf(order.lockPrice, lots));
  place.emit({
    kind: 'fill',
    ts,
    instrument,
    side: 0,
    code: 0,
    id: sell.id,
    price,
    lots,
    fill: {
      takerId: buy.id,
      makerLeaves: openLots(sell) - lots,
      takerLeaves: openLots(buy) - lots,
      makerAccount: sell.account,
      takerAccount: buy.account,
    },
  });
  place.firstPrint.price ??= price;
  for (const { id, account, side } of [sell, buy]) {
    ledger.settle(account, instrument, side, price, lots);
    if (account !== 0) {
      const fill = { ts, instrument, id, account, side, isTaker: side === 0, lots, price };
      place.fees?.charge(fill);
      place.limits?.noteFill(account, instrument);
    }
    reportAccount(place, account);
  }
  for (const { terms } of [sell, buy]) {
    if (!terms) continue;
    terms.filled += lots;
    terms.flags.delete('minimum');
  }
  const owed = owe(place.book, sell, lots);
  const owedToo = owe(place.book, buy, lots);
  takeOff(place, sell, lots);
  takeOff(place, buy, lots);
  const taker = {
    id: buy.id,
    side: 0,
    limit: null,
    left: 0,
    account: buy.account,
    lockPrice: 0n,
    order: buy,
  };
  place.filled(sell, taker, owed, owedToo);
}

/** First trades with first until a side has nobody left at the price. */
export function tradeAt(place: CallPlace, price: bigint, surplus: number): void {
  const longer = surplus > 0 ? 0 : 1;
  const first = (side: number): ModelOrder | undefined =>
    takersPart(place, side, []).find((order) => reaches(order, price));
  let isShared = place.rules.callRules?.byShares !== 1 || surplus === 0;
  for (;;) {
    const [buy, sell] = [first(0), first(1)];
    if (!buy || !sell) return;
    if (!isShared && limitOf(longer === 0 ? buy : sell) === price) {
      isShared = true;
      share(place, price, longer, Math.abs(surplus), first);
      continue;
    }
    trade(place, buy, sell, Math.min(openLots(buy), openLots(sell)), price);
  }
}

/** Those of the longer side at exactly the price get their part by size, rounded down. */
function share(
  place: CallPlace,
  price: bigint,
  side: number,
  over: number,
  first: (side: number) => ModelOrder | undefined,
): void {
  const all = takersPart(place, side, []).filter((order) => limitOf(order) === price);
  const total = sum(all);
  if (total <= over) return;
  const shares = all.map((order) => Math.floor((openLots(order) * (total - over)) / total));
  all.forEach((order, index) => {
    let left = shares[index]!;
    while (left > 0 && place.book.byId.get(order.id) === order) {
      const other = first(1 - side);
      if (!other) return;
      const lots = Math.min(left, openLots(order), openLots(other));
      left -= lots;
      trade(place, side === 0 ? order : other, side === 0 ? other : order, lots, price);
    }
  });
}

/** One auction. False when there is no price. */
export function uncross(place: CallPlace, hasThreshold: boolean): boolean {
  const { found, elected } = findPrice(place, hasThreshold);
  if (!found) return false;
  sayAuction(place, 'auction', found);
  for (const order of elected) {
    const terms = termsIn(order);
    unwatch(place, order);
    becomeElected(place, order);
    sayOrder(place, 'triggered', order, openLots(order));
    if (terms.type === 'limit') restHeld(place, order);
    else {
      terms.where = 'held';
      place.book.watched.push(order);
    }
  }
  tradeAt(place, found.price, found.surplus);
  place.call.reference = found.price;
  place.call.dynamic = found.price;
  if (place.call.auction === auctionKinds.closing) place.call.close = found.price;
  return true;
}
