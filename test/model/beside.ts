/**
 * Orders with terms: how they begin, act, wait, are looked at after every event and elected. Plain arrays, walked from
 * the front. Written from the formats document; never imports src.
 */
import { cancelReasons, rejectCodes, tifs } from './codes';
import { openLots } from './book';
import type { ModelOrder } from './book';
import { reserveOf } from './ledger';
import { sweep, wanted, wouldTake } from './matching';
import type { Aggressor, MatchPlace } from './matching';
import { hasLimit, waits } from './terms';
import { isCollecting, isForAuction } from './states';
import type { ModelCall } from './states';
import type { ModelTerms } from './terms';
import type { ModelCommand, ModelInstrument, ModelReport } from './types';
import { made, stepped } from './venue';

export interface BesidePlace extends MatchPlace {
  rules: ModelInstrument;
  lastPrice: bigint | null;
  due: ModelOrder[];
  call: ModelCall;
  session: number;
  /** The present phase ends at that time with that state. */
  ends(ns: bigint, state: number): void;
  /** The reference of the bands may change again at that time. */
  looksAgain(ns: bigint): void;
}

export const termsIn = (order: ModelOrder): ModelTerms => {
  if (!order.terms) throw new Error('an order without terms');
  return order.terms;
};

/** The price that reports give: 0 for an order that has none now. */
export const shownPrice = (order: ModelOrder): bigint => order.price;

export function say(
  place: Pick<BesidePlace, 'ts' | 'instrument' | 'emit'>,
  kind: ModelReport['kind'],
  order: ModelOrder,
  lots: number,
  code = 0,
): void {
  const { ts, instrument } = place;
  const { side, id } = order;
  place.emit({ kind, ts, instrument, side, code, id, price: shownPrice(order), lots });
}

/** Takes lots off an order, from its reserve first, and says why. */
export function cut(place: BesidePlace, order: ModelOrder, most: number, reason: number): void {
  const lots = Math.min(most, openLots(order));
  say(place, 'cancelled', order, lots, reason);
  place.ledger.lock(order.account, -reserveOf(order.lockPrice, lots));
  if (lots === openLots(order)) {
    drop(place, order);
    return;
  }
  const fromHidden = Math.min(order.hidden, lots);
  order.hidden -= fromHidden;
  order.shown -= lots - fromHidden;
}

function drop(place: BesidePlace, order: ModelOrder): void {
  if (place.due.includes(order)) place.due.splice(place.due.indexOf(order), 1);
  place.book.remove(order);
}

export function unwatch(place: BesidePlace, order: ModelOrder): void {
  const { watched } = place.book;
  if (watched.includes(order)) watched.splice(watched.indexOf(order), 1);
}

export function unhide(place: BesidePlace, order: ModelOrder): void {
  const list = place.book.darkOf(order.side);
  if (list.includes(order)) list.splice(list.indexOf(order), 1);
}

export function watch(place: BesidePlace, order: ModelOrder): void {
  if (!place.book.watched.includes(order)) place.book.watched.push(order);
}

export const unit = (place: BesidePlace): bigint => BigInt(place.rules.unitsPerTick);
export const bestOf = (place: BesidePlace, side: number): bigint | null =>
  place.book.best(side)?.price ?? null;
export const halfDown = (sum: bigint): bigint => (sum - (((sum % 2n) + 2n) % 2n)) / 2n;
export const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);

export function midSum(place: BesidePlace): bigint | null {
  const [bid, ask] = [bestOf(place, 0), bestOf(place, 1)];
  return bid === null || ask === null ? null : bid + ask;
}

export function pegPrice(place: BesidePlace, order: ModelOrder): bigint | null {
  const { unit: peg, offset, cap } = termsIn(order);
  const isBuy = order.side === 0;
  const sum = midSum(place);
  const middle = sum === null ? null : isBuy ? halfDown(sum) : halfDown(sum + 1n);
  const base = peg === 1 ? middle : bestOf(place, peg === 2 ? 1 - order.side : order.side);
  if (base === null) return null;
  let price = base + offset * unit(place);
  if (cap !== null) price = isBuy ? lower(price, cap) : higher(price, cap);
  const { minTick, maxTick } = place.rules;
  if (peg !== 1) return made(place.rules, order.side, price);
  return lower(higher(price, BigInt(minTick) * unit(place)), BigInt(maxTick) * unit(place));
}

/** Where a sliding post-only order would rest; null: nowhere. */
export function slid(place: BesidePlace, side: number, price: bigint): bigint | null {
  const other = bestOf(place, 1 - side);
  if (other === null) return price;
  const behind = stepped(place.rules, side, side === 0 ? other - unit(place) : other + unit(place));
  if (side === 0 ? price <= behind : price >= behind) return price;
  const { minTick, maxTick } = place.rules;
  return behind < BigInt(minTick) * unit(place) || behind > BigInt(maxTick) * unit(place) ? null : behind;
}

export function reducible(place: BesidePlace, account: number, side: number): number {
  const position = place.ledger.get(account).positions.get(place.instrument) ?? 0n;
  const lots = side === 0 ? -position : position;
  return lots < 0n ? 0 : Number(lower(lots, 0xffffffffn));
}

/** Lots that must fill at once before the order may trade; false: it is gone or rests hidden. */
function mayTrade(place: BesidePlace, order: ModelOrder, taker: Aggressor): boolean {
  const terms = termsIn(order);
  if (terms.tif === tifs.FOK && !place.canFill(taker, taker.left)) {
    cut(place, order, Infinity, cancelReasons.fokUnfillable);
    // More lies beyond the corridor: the first such price interrupts.
    for (const { price } of place.book.side(1 - order.side)) {
      if (taker.limit !== null && (order.side === 0 ? price > taker.limit : price < taker.limit)) break;
      if (place.guard?.isOutsideCorridor(price)) {
        place.guard.mayTrade(price, order.side);
        break;
      }
    }
    return false;
  }
  if (!terms.flags.has('minimum') && !terms.flags.has('allOrNone')) return true;
  if (place.canFill(taker, wanted(order))) return true;
  if (terms.tif === tifs.IOC) cut(place, order, Infinity, cancelReasons.minimumUnfillable);
  else restHidden(place, order);
  return false;
}

function restHidden(place: BesidePlace, order: ModelOrder): void {
  const terms = termsIn(order);
  terms.where = 'dark';
  order.arrivedNs = place.ts;
  place.book.hide(order);
  const looks = ['minimum', 'allOrNone', 'reduceOnly'] as const;
  if (terms.type === 'pegged' || looks.some((flag) => terms.flags.has(flag))) watch(place, order);
}

/** On its level, with what it shows of so many lots. */
function restShown(place: BesidePlace, order: ModelOrder, lots: number): void {
  const terms = termsIn(order);
  terms.where = 'book';
  order.shown = order.display === 0 ? lots : Math.min(order.display, lots);
  order.hidden = lots - order.shown;
  order.arrivedNs = place.ts;
  place.book.rest(order);
  if (terms.flags.has('reduceOnly')) watch(place, order);
}

/** The venue gives an order another price: what it locks follows. */
function move(place: BesidePlace, order: ModelOrder, price: bigint): void {
  order.price = price;
  place.ledger.lock(order.account, -reserveOf(order.lockPrice, openLots(order)));
  if (order.lockPrice > 0n) order.lockPrice = price > 0n ? price : 0n;
  place.ledger.lock(order.account, reserveOf(order.lockPrice, openLots(order)));
  say(place, 'restated', order, openLots(order));
}

/** A limit order rests without trading; one for imbalances stays at the quote or behind it. */
export function restHeld(place: BesidePlace, order: ModelOrder): void {
  const terms = termsIn(order);
  const { quote } = place.call;
  if (terms.flags.has('imbalanceOnly') && quote) {
    const isBeyond = order.side === 0 ? order.price > quote[0] : order.price < quote[1];
    if (isBeyond) move(place, order, quote[order.side === 0 ? 0 : 1]);
  }
  const isHidden = (['hidden', 'minimum', 'allOrNone'] as const).some((flag) => terms.flags.has(flag));
  if (isHidden) restHidden(place, order);
  else restShown(place, order, openLots(order));
}

/** Price and, for some, type of an order that acts. False: it is gone or waits for a price. */
function prepare(place: BesidePlace, order: ModelOrder): boolean {
  const terms = termsIn(order);
  if (terms.flags.has('reduceOnly')) {
    const most = reducible(place, order.account, order.side);
    if (openLots(order) > most) cut(place, order, openLots(order) - most, cancelReasons.reduceOnly);
    if (most === 0) return false;
  }
  const isPostOnly = terms.flags.has('postOnly') || terms.flags.has('slide');
  if (isPostOnly && wouldTake(place.book, order.side, order.price, openLots(order))) {
    const price = terms.flags.has('slide') ? slid(place, order.side, order.price) : null;
    if (price === null || wouldTake(place.book, order.side, price, openLots(order))) {
      cut(place, order, Infinity, cancelReasons.postOnlyWouldTake);
      return false;
    }
    move(place, order, price);
  }
  if (terms.type === 'marketToLimit' || terms.type === 'marketProtected') {
    const best = bestOf(place, 1 - order.side);
    const away = terms.type === 'marketProtected' ? BigInt(terms.amount) * unit(place) : 0n;
    terms.type = best === null ? 'market' : 'limit';
    if (best !== null) {
      order.price = made(place.rules, order.side, order.side === 0 ? best + away : best - away);
    }
  }
  if (terms.type !== 'pegged') return true;
  const price = pegPrice(place, order);
  if (price === null) {
    terms.where = 'waiting';
    watch(place, order);
    return false;
  }
  order.price = price;
  return true;
}

export function act(place: BesidePlace, order: ModelOrder): void {
  const terms = termsIn(order);
  const { side, account, id } = order;
  terms.where = 'active';
  const asked = terms.type;
  if (!prepare(place, order)) return;
  const isMarket = terms.type === 'market';
  if (isCollecting(place.session)) {
    if (isMarket) hold(place, order);
    else restHeld(place, order);
    return;
  }
  const { lockPrice } = order;
  const left = openLots(order);
  const taker: Aggressor = {
    id,
    side,
    limit: isMarket ? null : order.price,
    left,
    account,
    lockPrice,
    order,
  };
  if (!mayTrade(place, order, taker)) return;
  sweep(place, taker);
  order.shown = taker.left;
  order.hidden = 0;
  if (order.shown > 0 && terms.owed > 0) cut(place, order, terms.owed, cancelReasons.linked);
  terms.owed = 0;
  if (taker.left === 0) place.book.remove(order);
  if (!place.book.byId.has(id) || order.shown === 0) return;
  if (isMarket && isCollecting(place.session) && terms.tif !== tifs.IOC) {
    hold(place, order);
    return;
  }
  if (isMarket || terms.tif === tifs.IOC) {
    cut(place, order, Infinity, isMarket ? cancelReasons.marketRemainder : cancelReasons.iocRemainder);
    return;
  }
  const bounded = place.guard?.bounded(order.price, order.side) ?? order.price;
  if (bounded !== order.price) move(place, order, bounded);
  else if (asked === 'pegged' || asked !== terms.type) say(place, 'restated', order, order.shown);
  const hides = (['hidden', 'minimum', 'allOrNone'] as const).some((flag) => terms.flags.has(flag));
  if (hides || asked === 'pegged') {
    restHidden(place, order);
    return;
  }
  restShown(place, order, order.shown);
}

function hold(place: BesidePlace, order: ModelOrder): void {
  termsIn(order).where = 'held';
  watch(place, order);
}

export function begin(place: BesidePlace, order: ModelOrder): void {
  const terms = termsIn(order);
  const isOnly = terms.tif === tifs.ATO || terms.tif === tifs.ATC;
  if (isOnly && !(isCollecting(place.session) && isForAuction(terms.tif, place.call.auction))) {
    hold(place, order);
  } else if (waits(terms.type)) {
    terms.where = 'waiting';
    watch(place, order);
  } else act(place, order);
}

/** After a fill: linked orders pay at once, reduce-only orders are cut. */
export function afterFill(
  place: BesidePlace,
  maker: ModelOrder,
  taker: Aggressor,
  owers: readonly (ModelOrder | undefined)[],
): void {
  for (const peer of owers) {
    const terms = peer?.terms;
    if (!peer || !terms || terms.where === 'active' || terms.owed === 0) continue;
    if (place.book.byId.get(peer.id) !== peer) continue;
    const { owed } = terms;
    terms.owed = 0;
    cut(place, peer, owed, cancelReasons.linked);
  }
  for (const account of [maker.account, taker.account]) {
    if (account === 0) continue;
    for (const order of [...place.book.watched]) {
      const terms = termsIn(order);
      const isResting = terms.where === 'book' || terms.where === 'dark';
      if (!isResting || order.account !== account || !terms.flags.has('reduceOnly')) continue;
      const most = reducible(place, account, order.side);
      if (openLots(order) > most) cut(place, order, openLots(order) - most, cancelReasons.reduceOnly);
    }
  }
}

export function replaceRefusalBeside(place: MatchPlace, command: ModelCommand, order: ModelOrder): number {
  const { type } = termsIn(order);
  if (!hasLimit(type) && !waits(type)) return rejectCodes.illegalCombination;
  if (order.account === 0 || !hasLimit(type) || order.side !== 0) return 0;
  const { available } = place.ledger.get(order.account);
  const freed = reserveOf(order.lockPrice, openLots(order));
  return available + freed < reserveOf(command.priceUnits, command.lots) ? rejectCodes.insufficientFunds : 0;
}

export function replaceWithTerms(place: MatchPlace, command: ModelCommand, order: ModelOrder): void {
  const beside = place as BesidePlace;
  const terms = termsIn(order);
  const { side, id } = order;
  place.ledger.lock(order.account, -reserveOf(order.lockPrice, openLots(order)));
  if (hasLimit(terms.type)) order.lockPrice = side === 0 ? command.priceUnits : 0n;
  place.ledger.lock(order.account, reserveOf(order.lockPrice, command.lots));
  const isWatched = place.book.watched.includes(order);
  if (terms.where === 'book') place.book.unrest(order);
  unhide(beside, order);
  unwatch(beside, order);
  if (hasLimit(terms.type)) order.price = command.priceUnits;
  else terms.trigger = command.priceUnits;
  order.shown = command.lots;
  order.hidden = 0;
  order.original = command.lots;
  if (terms.where === 'dark' || terms.where === 'book') act(beside, order);
  else if (isWatched) watch(beside, order);
  const { ts, instrument } = place;
  place.emit({
    kind: 'replaced',
    ts,
    instrument,
    side,
    code: 0,
    id,
    price: command.priceUnits,
    lots: command.lots,
  });
}
