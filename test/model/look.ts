/**
 * The look after every event at what waits beside a book, and the election of what is due. Plain arrays, walked from
 * the front. Written from the formats document; never imports src.
 */
import {
  act,
  begin,
  bestOf,
  cut,
  halfDown,
  higher,
  lower,
  midSum,
  pegPrice,
  say,
  termsIn,
  unhide,
  unit,
  unwatch,
} from './beside';
import type { BesidePlace } from './beside';
import { openLots } from './book';
import type { ModelOrder } from './book';
import { cancelReasons } from './codes';
import { wanted } from './matching';
import { isTrading } from './states';
import { hasLimit, trails } from './terms';
import type { ModelTerms } from './terms';
import { made } from './venue';

const rises = (order: ModelOrder): boolean => {
  const { type } = termsIn(order);
  return (order.side === 0) !== (type === 'marketIfTouched' || type === 'limitIfTouched');
};

function watchedPrices(place: BesidePlace, order: ModelOrder): bigint[] {
  const { source } = termsIn(order);
  if (source === 0) {
    if (place.lastPrice === null) return [];
    return [place.firstPrint.price ?? place.lastPrice, place.lastPrice];
  }
  const sum = midSum(place);
  const price = source === 1 ? bestOf(place, 1 - order.side) : sum === null ? null : halfDown(sum);
  return price === null ? [] : [price, price];
}

function distance(place: BesidePlace, terms: ModelTerms, price: bigint): bigint {
  if (terms.unit === 0) return BigInt(terms.amount);
  if (terms.unit === 1) return BigInt(terms.amount) * unit(place);
  return ((price < 0n ? -price : price) * BigInt(terms.amount)) / 10_000n;
}

function isReached(place: BesidePlace, order: ModelOrder): boolean {
  const terms = termsIn(order);
  for (const price of watchedPrices(place, order)) {
    if (trails(terms.type)) {
      const away = distance(place, terms, price);
      const next = order.side === 0 ? price + away : price - away;
      const tighter = order.side === 0 ? lower : higher;
      terms.trigger = terms.trigger === null ? next : tighter(terms.trigger, next);
    }
    if (terms.trigger === null) continue;
    if (rises(order) ? price >= terms.trigger : price <= terms.trigger) return true;
  }
  return false;
}

/** Whether a hidden order could trade what it wants at once. */
function couldTrade(place: BesidePlace, order: ModelOrder): boolean {
  const { id, side, price: limit, account, lockPrice } = order;
  return place.canFill({ id, side, limit, left: openLots(order), account, lockPrice, order }, wanted(order));
}

/** Brings a peg to its price. Would it trade there? */
function follow(place: BesidePlace, order: ModelOrder): boolean {
  const terms = termsIn(order);
  const price = pegPrice(place, order);
  if (price === null) {
    unhide(place, order);
    terms.where = 'waiting';
    return false;
  }
  if (terms.where === 'waiting' || price !== order.price) {
    unhide(place, order);
    terms.where = 'dark';
    order.price = price;
    order.arrivedNs = place.ts;
    place.book.hide(order);
    say(place, 'restated', order, openLots(order));
  }
  return couldTrade(place, order);
}

function isDue(place: BesidePlace, order: ModelOrder): boolean {
  const terms = termsIn(order);
  if (terms.where === 'released') return true;
  if (terms.where !== 'waiting' && terms.where !== 'dark') return false;
  if (terms.type === 'pegged') return follow(place, order);
  if (terms.where === 'waiting') return isReached(place, order);
  if (!terms.flags.has('minimum') && !terms.flags.has('allOrNone')) return false;
  return couldTrade(place, order);
}

/** The limit of an order that trails with one: so many ticks beyond its trigger, rounded to the tick in its favour. */
export function limitBeyond(place: BesidePlace, order: ModelOrder): bigint {
  const { trigger, beyond } = termsIn(order);
  const step = unit(place);
  const at = trigger ?? 0n;
  const over = ((at % step) + step) % step;
  const price =
    order.side === 0 ? at - over + beyond * step : (over === 0n ? at : at - over + step) - beyond * step;
  return made(place.rules, order.side, price);
}

/** What an order is once its trigger was reached. */
export function becomeElected(place: BesidePlace, order: ModelOrder): void {
  const terms = termsIn(order);
  const isBeyond = terms.type === 'trailingStopLimit';
  if (isBeyond) order.price = limitBeyond(place, order);
  terms.type = isBeyond || hasLimit(terms.type) ? 'limit' : 'market';
}

/** Rising triggers from the lowest, falling ones from the highest, then all others. */
function compareDue(a: ModelOrder, b: ModelOrder): number {
  const group = (order: ModelOrder): number =>
    termsIn(order).cause !== 'waiting' ? 2 : rises(order) ? 0 : 1;
  if (group(a) !== group(b)) return group(a) - group(b);
  if (group(a) === 2) return 0;
  const [low, high] = [termsIn(a).trigger ?? 0n, termsIn(b).trigger ?? 0n];
  const order = low < high ? -1 : low > high ? 1 : 0;
  return group(a) === 0 ? order : -order;
}

export function look(place: BesidePlace): void {
  for (;;) {
    const orphans = place.book.watched.filter((order) => termsIn(order).where === 'orphaned');
    if (orphans.length === 0) break;
    for (const orphan of orphans) cut(place, orphan, Infinity, cancelReasons.linked);
  }
  if (!isTrading(place.session)) return;
  const found: ModelOrder[] = [];
  for (const order of [...place.book.watched]) {
    if (!isDue(place, order)) continue;
    unhide(place, order);
    unwatch(place, order);
    termsIn(order).cause = termsIn(order).where;
    termsIn(order).where = 'due';
    found.push(order);
  }
  place.due.push(...found.sort(compareDue));
}

/** The first elected order acts. */
export function actFirst(place: BesidePlace): void {
  const order = place.due.shift();
  if (!order) return;
  const terms = termsIn(order);
  const { cause } = terms;
  if (cause === 'released') {
    const most = terms.owed;
    terms.owed = 0;
    terms.parent = null;
    if (openLots(order) > most) cut(place, order, openLots(order) - most, cancelReasons.linked);
  }
  if (cause === 'waiting') becomeElected(place, order);
  if (cause !== 'dark') say(place, 'triggered', order, openLots(order));
  if (cause === 'released') begin(place, order);
  else act(place, order);
}
