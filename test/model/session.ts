/**
 * The session machine of the reference engine: what a change of state does to orders, and phases that end by themselves.
 * Written from the formats document; never imports src.
 */
import { cut, restHeld, termsIn, unit } from './beside';
import type { ModelOrder } from './book';
import { auctionKinds, cancelReasons, sessionStates as states, tifs, venueSettings } from './codes';
import { around, dueReference, forget, hasBands, stateOf } from './bands';
import { isCall, isCollecting, isForAuction, isTrading, nothingSeen } from './states';
import type { Guard } from './matching';
import { hasLimit, waits } from './terms';
import type { ModelCommand } from './types';
import { findPrice, sayAuction, tradeAt, uncross } from './uncross';
import type { AuctionPrice, CallPlace } from './uncross';

function auctionOf(state: number, before: number): number {
  if (state === states.preOpen || state === states.openingCall) return auctionKinds.opening;
  if (state === states.closingCall) return auctionKinds.closing;
  if (state === states.noCancel) return before === 0 ? auctionKinds.opening : before;
  if (state === states.halted) return before;
  return isCall(state) ? auctionKinds.intraday : auctionKinds.none;
}

function holdsAuction(from: number, to: number): boolean {
  if (isTrading(to)) return !isTrading(from);
  if (!isCall(from)) return false;
  if (to === states.batch) return from === states.batch;
  return to === states.tradeAtClose || to === states.postClose || to === states.closed;
}

/** Every order of the book in the order in which a change of state looks at them. */
function everybody(place: CallPlace): ModelOrder[] {
  const { book } = place;
  const lit = [0, 1].flatMap((side) => book.side(side).flatMap((level) => level.orders));
  const isWaiting = (order: ModelOrder): boolean =>
    termsIn(order).where === 'waiting' && waits(termsIn(order).type);
  const beside = book.watched.filter(
    (order) => !isWaiting(order) && termsIn(order).where !== 'book' && termsIn(order).where !== 'dark',
  );
  return [...lit, ...book.dark[0], ...book.dark[1], ...beside, ...book.watched.filter(isWaiting)];
}

function clear(place: CallPlace, reason: number, isMeant: (order: ModelOrder) => boolean): void {
  for (const order of everybody(place).filter((one) => one.terms && isMeant(one))) {
    cut(place, order, Infinity, reason);
  }
}

const isAuctionOnly = (order: ModelOrder): boolean =>
  termsIn(order).tif === tifs.ATO || termsIn(order).tif === tifs.ATC;
const isHeldMarket = (order: ModelOrder): boolean =>
  termsIn(order).where === 'held' && !isAuctionOnly(order) && !hasLimit(termsIn(order).type);

function endAuction(place: CallPlace, untangles: boolean): void {
  const { call, book } = place;
  uncross(place, true);
  clear(
    place,
    cancelReasons.auctionEnded,
    (order) => isAuctionOnly(order) && isForAuction(termsIn(order).tif, call.auction),
  );
  clear(place, cancelReasons.marketRemainder, isHeldMarket);
  const isCrossed = (): boolean => {
    const [bid, ask] = [book.best(0), book.best(1)];
    return bid !== undefined && ask !== undefined && bid.price >= ask.price;
  };
  while (untangles && isCrossed() && uncross(place, false)) {
    clear(place, cancelReasons.marketRemainder, isHeldMarket);
  }
  call.seen = nothingSeen;
  call.auction = auctionKinds.none;
}

/** `set` makes the state that of the instrument. */
export function changeState(place: CallPlace, state: number, set: (state: number) => void): void {
  const { call, book, ts, instrument } = place;
  const from = place.session;
  call.phase += 1;
  if (holdsAuction(from, state)) endAuction(place, isTrading(state));
  if (isTrading(from) && !isTrading(state)) {
    const [bid, ask] = [book.best(0), book.best(1)];
    call.quote = bid && ask ? [bid.price, ask.price] : null;
  }
  set(state);
  place.session = state;
  call.auction = auctionOf(state, call.auction);
  if (from !== state || state !== states.batch) {
    place.emit({ kind: 'session', ts, instrument, side: 0, code: 0, id: 0n, price: 0n, lots: state });
  }
  if (call.auction !== auctionKinds.none && isCollecting(state)) {
    for (const order of [...book.watched]) {
      const terms = termsIn(order);
      if (terms.where !== 'held' || !hasLimit(terms.type) || !isForAuction(terms.tif, call.auction)) continue;
      book.watched.splice(book.watched.indexOf(order), 1);
      restHeld(place, order);
    }
  }
  if (state === states.halted) clear(place, cancelReasons.halted, (order) => termsIn(order).leavesAtHalt);
  if (state === states.closed) {
    clear(place, cancelReasons.auctionEnded, isAuctionOnly);
    if (place.rules.callRules?.endsDay === 1) {
      clear(place, cancelReasons.expired, (order) => termsIn(order).tif === tifs.DAY);
    }
  }
  const { pauseNs = 0n, batchNs = 0n } = place.rules.callRules ?? {};
  if (state === states.pause) forget(call.bands);
  if (state === states.pause && from === states.limitState && pauseNs > 0n)
    place.ends(ts + pauseNs, states.continuous);
  if (state === states.batch && batchNs > 0n) place.ends(ts + batchNs, states.batch);
}

export function applySetting(place: CallPlace, command: ModelCommand): void {
  const { call } = place;
  const { priceUnits: value } = command;
  if (command.side === venueSettings.settlement) call.settlement = value;
  if (command.side === venueSettings.reference) call.reference = value;
  if (command.side !== venueSettings.bandFactor) return;
  call.bands.factor = value < 0n ? 0n : value > 100n ? 100n : value;
  if (call.bands.factor === 0n) forget(call.bands);
  else if (place.session !== states.limitState) sayBands(place);
}

/** After every event: trades at the closing price, and what the auction would give. */
export function afterVenue(place: CallPlace, indicates: boolean): void {
  const { call, session } = place;
  if (session === states.tradeAtClose && call.close !== null) tradeAt(place, call.close, 0);
  if (!indicates || !(isCall(session) || session === states.preOpen)) return;
  const none: AuctionPrice = { price: 0n, volume: 0, surplus: 0, rule: 0 };
  const now = findPrice(place).found ?? none;
  const { seen } = call;
  if (now.price === seen.price && now.volume === seen.volume && now.surplus === seen.surplus) return;
  call.seen = now;
  sayAuction(place, 'indicative', now);
}

// ---- corridors

const looks = ({ callRules }: CallPlace['rules']): boolean =>
  (callRules?.dynamicPoints ?? 0) + (callRules?.staticPoints ?? 0) > 0;

const isOutside = (price: bigint, reference: bigint, points: number): boolean => {
  const size = reference < 0n ? -reference : reference;
  const away = (size * BigInt(points)) / 10_000n;
  return price < reference - away || price > reference + away;
};

/** The guard of an instrument that looks at every order; `set` makes the state that of the instrument. */
export function guardOf(place: CallPlace, set: (state: number) => void): Guard | undefined {
  const { rules, call, book, ts, instrument } = place;
  const { dynamicPoints = 0, staticPoints = 0, volatilityNs = 0n, bands = [] } = rules.callRules ?? {};
  if (!looks(rules) && bands.length === 0 && (rules.callRules?.bumpNs ?? 0n) === 0n) return undefined;
  const isWithinBands = (price: bigint, side: number): boolean => {
    const { published } = call.bands;
    return published === null || (side === 0 ? price <= published.high : price >= published.low);
  };
  const isOutsideCorridor = (price: bigint): boolean => {
    if (dynamicPoints > 0 && call.dynamic !== null && isOutside(price, call.dynamic, dynamicPoints))
      return true;
    return staticPoints > 0 && call.reference !== null && isOutside(price, call.reference, staticPoints);
  };
  const mayTrade = (price: bigint, side: number): boolean => {
    if (!isTrading(place.session)) return false;
    if (!isOutsideCorridor(price)) return isWithinBands(price, side);
    const [bid, ask] = [book.best(0), book.best(1)];
    call.quote = bid && ask ? [bid.price, ask.price] : null;
    call.phase += 1;
    place.session = states.volatilityCall;
    set(place.session);
    const about = { ts, instrument, side: 0, code: 0, id: 0n, price: 0n };
    place.emit({ kind: 'session', ...about, lots: place.session });
    call.auction = auctionKinds.intraday;
    place.ends(ts + volatilityNs, states.continuous);
    return false;
  };
  const isAllowed = (price: bigint, side: number): boolean =>
    !isOutsideCorridor(price) && isWithinBands(price, side);
  const bounded = (price: bigint, side: number): bigint => {
    const { published } = call.bands;
    if (published === null || isWithinBands(price, side)) return price;
    return side === 0 ? published.high : published.low;
  };
  return { isAllowed, mayTrade, isOutsideCorridor, bounded };
}

/** Whether the auction could end now: nothing would trade, or within the wider corridor. */
export function isNearEnough(place: CallPlace): boolean {
  const points = place.rules.callRules?.widerPoints ?? 0;
  const { found } = findPrice(place);
  const reference = place.call.reference ?? place.call.dynamic;
  return !found || points === 0 || reference === null || !isOutside(found.price, reference, points);
}

/** After every event: the last price is the next dynamic reference. True: the extended phase is over. */
export function tendCorridor(place: CallPlace): boolean {
  if (!looks(place.rules)) return false;
  place.call.dynamic = place.lastPrice ?? place.call.dynamic;
  return place.session === states.volatilityExtended && isNearEnough(place);
}

// ---- price bands

/** Says the bands of the reference and the hour where they are others. */
function sayBands(place: CallPlace): void {
  const { call, ts, instrument } = place;
  const { published, factor } = call.bands;
  if (published === null) return;
  const { low, high } = around(place.rules.callRules!, published.reference, factor, unit(place));
  if (low === published.low && high === published.high) return;
  Object.assign(published, { low, high });
  place.emit({ kind: 'bands', ts, instrument, side: 0, code: 0, id: high, price: low, lots: 0 });
}

/** Publishes the mean where that is due. True when it did. */
export function tendReference(place: CallPlace): boolean {
  const { bands } = place.call;
  const { callRules = {} } = place.rules;
  const reference = dueReference(callRules, bands, place.ts);
  if (reference === null) return false;
  const { low, high } = bands.published ?? { low: -1n, high: -1n };
  bands.published = { reference, sinceNs: place.ts, low, high };
  place.looksAgain(place.ts + (callRules.holdNs ?? 0n));
  sayBands(place);
  return true;
}

/** After every event in which orders meet: reference, bands, and the state that the touch means. */
export function tendBands(place: CallPlace, set: (state: number) => void): void {
  const { call, book, ts, instrument } = place;
  if (!isTrading(place.session) || place.session === states.extendedHours) return;
  if (!hasBands(place.rules.callRules, call.bands)) return;
  const enter = (state: number): void => {
    call.phase += 1;
    place.session = state;
    set(state);
    place.emit({ kind: 'session', ts, instrument, side: 0, code: 0, id: 0n, price: 0n, lots: state });
  };
  if (place.session === states.limitState && call.bands.published !== null) {
    // The bands of a limit state stay until it ends.
    const state = stateOf(book, call.bands.published);
    if (state === states.limitState) return;
    enter(state);
    sayBands(place);
  }
  tendReference(place);
  if (call.bands.published === null) return;
  const state = stateOf(book, call.bands.published);
  if (state === place.session) return;
  enter(state);
  if (state === states.limitState) place.ends(ts + (place.rules.callRules?.limitStateNs ?? 0n), states.pause);
}
