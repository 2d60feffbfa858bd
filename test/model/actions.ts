/**
 * Corporate actions, headlines and figures, from the formats document. Every order is taken out of the book and put into
 * an empty one; every amount is one fraction, rounded once. Knows nothing of how an engine keeps its books.
 */
import { actionKinds, cancelReasons, commandKinds, rejectCodes, roundings } from './codes';
import { openLots, type ModelBook, type ModelOrder } from './book';
import { reserveOf, type ModelLedger } from './ledger';
import { reportAccount } from './matching';
import type { ModelCommand, ModelCounters, ModelInstrument, ModelReport } from './types';
import { stepped } from './venue';

export interface ActionPlace {
  book: ModelBook;
  ledger: ModelLedger;
  rules: ModelInstrument;
  counters: ModelCounters;
  setSession(state: number): void;
  emit(report: ModelReport): void;
}

const mostLots = 2n ** 32n - 1n;
const kinds = commandKinds;

/** a / b, b above 0. */
function floor(a: bigint, b: bigint): bigint {
  return (a - (((a % b) + b) % b)) / b;
}
const ceiling = (a: bigint, b: bigint): bigint => -floor(-a, b);
function halfAway(a: bigint, b: bigint): bigint {
  return a < 0n ? -floor(-2n * a + b, 2n * b) : floor(2n * a + b, 2n * b);
}
const atLeastOne = (lots: bigint): bigint => (lots < 1n ? 1n : lots);
const atMost = (lots: bigint): number => Number(lots > mostLots ? mostLots : lots);

function isPossible(command: ModelCommand): boolean {
  const { kind, lots, orderId: old, priceUnits } = command;
  if (kind === kinds.split) return lots >= 1 && lots <= 1_000_000 && old >= 1n && old <= 1_000_000n;
  if (kind === kinds.dividend) return priceUnits >= 0n && old >= 1n && old <= 1_000_000_000n;
  return kind !== kinds.fact || old <= 18n;
}

function inTurn(book: ModelBook): ModelOrder[] {
  return book.sides.flatMap((levels) => levels.flatMap((level) => [...level.orders]));
}

function leave(place: ActionPlace, row: ModelCommand, order: ModelOrder, code: number): void {
  const { id, side, price } = order;
  const lots = openLots(order);
  place.emit({ kind: 'cancelled', ts: row.tsNs, instrument: row.instrument, side, code, id, price, lots });
}

/** The order as the split makes it, or null when it has to leave. */
function splitOrder(
  order: ModelOrder,
  rules: ModelInstrument,
  fresh: bigint,
  old: bigint,
): ModelOrder | null {
  const unit = BigInt(rules.unitsPerTick);
  const round = order.side === 0 ? floor : ceiling;
  const tick = stepped(rules, order.side, round(order.price * old, fresh * unit) * unit) / unit;
  const scale = (lots: number): bigint => (BigInt(lots) * fresh) / old;
  const open = scale(openLots(order));
  if (open === 0n || open > mostLots) return null;
  if (tick < BigInt(rules.minTick) || tick > BigInt(rules.maxTick)) return null;
  const shown = Math.min(atMost(atLeastOne(scale(order.shown))), Number(open));
  return {
    ...order,
    price: tick * unit,
    shown,
    hidden: Number(open) - shown,
    display: order.display === 0 ? 0 : atMost(atLeastOne(scale(order.display))),
    original: Math.max(Number(open), atMost(scale(order.original))),
  };
}

/** What waits beside the book leaves first: hidden orders, then what is watched, then what waits for a trigger. */
function cancelBeside(place: ActionPlace, row: ModelCommand, code: number): void {
  const { book } = place;
  const isWaiting = (order: ModelOrder): boolean =>
    order.terms?.where === 'waiting' && order.terms.type !== 'pegged';
  const watched = book.watched.filter((order) => order.terms?.where !== 'book');
  const others = watched.filter((order) => !book.dark.flat().includes(order));
  for (const order of [
    ...book.dark.flat(),
    ...others.filter((order) => !isWaiting(order)),
    ...others.filter(isWaiting),
  ]) {
    leave(place, row, order, code);
    place.ledger.lock(order.account, -reserveOf(order.lockPrice, openLots(order)));
    book.remove(order);
  }
}

function splitBook(place: ActionPlace, row: ModelCommand, fresh: bigint, old: bigint): void {
  const { book, ledger } = place;
  const orders = inTurn(book);
  const tops = orders.filter((order) => order.isTop);
  for (const order of orders) book.unrest(order);
  for (const after of orders) {
    const order = { ...after };
    ledger.lock(order.account, -reserveOf(order.lockPrice, openLots(order)));
    const scaled = splitOrder(order, place.rules, fresh, old);
    if (scaled === null) {
      leave(place, row, order, cancelReasons.split);
      book.forget(after);
      continue;
    }
    Object.assign(after, scaled, { lockPrice: order.side === 0 ? scaled.price : 0n });
    ledger.lock(order.account, reserveOf(after.lockPrice, openLots(after)));
    book.rest(after);
    const isPriceExact = after.price * fresh === order.price * old;
    const areLotsExact = BigInt(openLots(after)) * old === BigInt(openLots(order)) * fresh;
    const rounded = isPriceExact
      ? areLotsExact
        ? roundings.exact
        : roundings.lots
      : areLotsExact
        ? roundings.price
        : roundings.both;
    const { id, side, price } = after;
    const where = { ts: row.tsNs, instrument: row.instrument };
    place.emit({ kind: 'adjusted', ...where, side, code: rounded, id, price, lots: openLots(after) });
  }
  for (const order of orders) order.isTop = tops.includes(order);
}

/** Gives every holder a new position and cash, account 0 the opposite of both, and tells of it. */
function forHolders(
  place: ActionPlace,
  row: ModelCommand,
  change: (position: bigint) => { position: bigint; cash: bigint },
): void {
  const { tsNs: ts, instrument } = row;
  const { ledger, emit } = place;
  const market = ledger.get(0);
  const ids = [...place.ledger.accounts.keys()].filter((id) => id > 0).sort((a, b) => a - b);
  for (const id of ids) {
    const account = ledger.get(id);
    const before = account.positions.get(instrument) ?? 0n;
    if (before === 0n) continue;
    const { position, cash } = change(before);
    account.positions.set(instrument, position);
    ledger.credit(id, 0, cash);
    market.positions.set(instrument, (market.positions.get(instrument) ?? 0n) - position + before);
    ledger.dropCost(id, instrument);
    reportAccount({ ts, instrument, ledger, emit }, id);
  }
  ledger.dropCost(0, instrument);
}

function split(place: ActionPlace, row: ModelCommand): void {
  const [fresh, old] = [BigInt(row.lots), row.orderId];
  const last = place.counters.lastPriceUnits;
  if (place.rules.mode === 'matched') {
    cancelBeside(place, row, cancelReasons.split);
    splitBook(place, row, fresh, old);
  }
  forHolders(place, row, (before) => {
    const position = (before * fresh) / old;
    // the fraction of a lot, in parts of `old`, at last × old / fresh
    return { position, cash: halfAway((before * fresh - position * old) * last, fresh) };
  });
  place.counters.lastPriceUnits = halfAway(last * old, fresh);
}

function cancelAll(place: ActionPlace, row: ModelCommand, code: number): void {
  for (const order of inTurn(place.book)) {
    leave(place, row, order, code);
    place.ledger.lock(order.account, -reserveOf(order.lockPrice, openLots(order)));
    place.book.remove(order);
  }
}

/** Answers whether the touch is to be compared afterwards. */
export function applyBeside(place: ActionPlace, row: ModelCommand): boolean {
  const { tsNs: ts, instrument, orderId: id, priceUnits: price, lots, kind } = row;
  const about = { ts, instrument, side: 0 };
  if (!isPossible(row)) {
    place.emit({ kind: 'rejected', ...about, code: rejectCodes.badAction, id, price, lots });
    return false;
  }
  if (kind === kinds.news) {
    place.emit({ kind: 'news', ...about, code: 0, id: 0n, price: 0n, lots });
    return false;
  }
  if (kind === kinds.fact) {
    place.emit({ kind: 'fact', ...about, code: Number(id), id: 0n, price, lots });
    return false;
  }
  const isMatched = place.rules.mode === 'matched';
  const say = (code: number): void => place.emit({ kind: 'action', ...about, code, id, price, lots });
  if (kind === kinds.split) {
    say(actionKinds.split);
    split(place, row);
  } else if (kind === kinds.dividend) {
    say(actionKinds.dividend);
    forHolders(place, row, (position) => ({ position, cash: halfAway(position * price, id) }));
  } else if (kind === kinds.symbolChange) {
    say(actionKinds.symbolChange);
    if (isMatched) cancelBeside(place, row, cancelReasons.symbolChange);
    if (isMatched) cancelAll(place, row, cancelReasons.symbolChange);
  } else {
    say(actionKinds.delisting);
    if (isMatched) {
      cancelBeside(place, row, cancelReasons.delisted);
      cancelAll(place, row, cancelReasons.delisted);
      place.setSession(255);
      place.emit({ kind: 'session', ...about, code: 0, id: 0n, price: 0n, lots: 255 });
    }
  }
  return isMatched;
}
