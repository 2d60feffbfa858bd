/**
 * Triggers: when one is reached, how a trailing one follows the market, and when none can have been reached, so that
 * an event costs two compares and not a look at every order. Elects nobody. Invariant: a trailing trigger never loosens.
 */
import {
  Book,
  SIDE_BUY,
  TRAIL_BASIS_POINTS,
  TRAIL_TICKS,
  TYPE_LIMIT,
  TYPE_LIMIT_IF_TOUCHED,
  TYPE_MARKET,
  TYPE_MARKET_IF_TOUCHED,
  TYPE_TRAILING_STOP_LIMIT,
  Terms,
  Venue,
} from '../layout.gen';
import { NO_ASK, NO_BID } from '../state';
import { actsWithLimit, isTrailing } from './legal.gen';
import { NO_PRICE, watched } from './peg';
import { madePrice } from './price-steps';
import { coldAt, termsAt } from './terms';

/** Whether the trigger is reached by a rising price. */
export function rises(terms: Terms, side: u32): bool {
  const type = <u32>terms.type;
  const isTouch = type == TYPE_MARKET_IF_TOUCHED || type == TYPE_LIMIT_IF_TOUCHED;
  return (side == SIDE_BUY) != isTouch;
}

function trailUnits(book: Book, terms: Terms, at: i64): i64 {
  const amount = <i64>terms.amount;
  if (<u32>terms.unit == TRAIL_TICKS) return amount * <i64>book.unitsPerTick;
  if (<u32>terms.unit != TRAIL_BASIS_POINTS) return amount;
  const size = at < 0 ? -at : at;
  return (size / 10_000) * amount + ((size % 10_000) * amount) / 10_000;
}

/** Looks at one trigger with the first and the last price of the event. True when it is reached. */
export function isReached(book: Book, venue: Venue, terms: Terms, side: u32): bool {
  for (let pass: u32 = 0; pass < 2; pass++) {
    const at = watched(book, venue, terms.source, side, pass == 0);
    if (at == NO_PRICE) return false;
    if (isTrailing(terms.type)) {
      const away = trailUnits(book, terms, at);
      const isUnset = terms.triggerUnits == NO_PRICE;
      if (side == SIDE_BUY) {
        terms.triggerUnits = isUnset ? at + away : min<i64>(terms.triggerUnits, at + away);
      } else {
        terms.triggerUnits = max<i64>(terms.triggerUnits, at - away);
      }
    }
    if (rises(terms, side) ? at >= terms.triggerUnits : at <= terms.triggerUnits) return true;
  }
  return false;
}

/**
 * The limit of a trailing stop limit as its trigger stands: so many ticks beyond it, on a tick and a step (rounded so that it is never
 * worse than asked for), within the range. Other types keep the limit that they have.
 */
export function setLimitBeyond(book: Book, terms: Terms, side: u32): void {
  if (<u32>terms.type != TYPE_TRAILING_STOP_LIMIT) return;
  const units = <i64>book.unitsPerTick;
  const trigger = terms.triggerUnits;
  const beyond = <i64>terms.offsetTicks;
  let tick = trigger / units;
  if (side == SIDE_BUY) {
    if (tick * units > trigger) tick--;
    tick += beyond;
  } else {
    if (tick * units < trigger) tick++;
    tick -= beyond;
  }
  terms.priceUnits = madePrice(book, side, tick * units);
}

/** An order whose trigger was reached is a limit or a market order from now on. */
export function becomeElected(book: Book, terms: Terms, side: u32): void {
  setLimitBeyond(book, terms, side);
  terms.type = <u8>(actsWithLimit(terms.type) ? TYPE_LIMIT : TYPE_MARKET);
}

/** Notes what this look saw. */
function noteSeen(book: Book, venue: Venue): void {
  venue.seenBidTick = book.bestBidTick;
  venue.seenAskTick = book.bestAskTick;
  venue.seenTrades = book.tradeCount;
}

/** Whether a trigger may have been reached or may have to follow since the last look. */
export function needsLook(book: Book, venue: Venue): bool {
  if (venue.waitFirst == 0) return false;
  if (venue.isStale != 0) return true;
  const bid = book.bestBidTick;
  const ask = book.bestAskTick;
  if (bid == venue.seenBidTick && ask == venue.seenAskTick && book.tradeCount == venue.seenTrades)
    return false;
  if (venue.trailCount != 0) return true;
  const units = <i64>book.unitsPerTick;
  let low = i64.MAX_VALUE;
  let high = i64.MIN_VALUE;
  if (bid != NO_BID) {
    low = min<i64>(low, <i64>bid * units);
    high = max<i64>(high, <i64>bid * units);
  }
  if (ask != NO_ASK) {
    low = min<i64>(low, <i64>ask * units);
    high = max<i64>(high, <i64>ask * units);
  }
  if (book.tradeCount != 0) {
    const first = venue.hasPrinted != 0 ? venue.firstUnits : book.lastPriceUnits;
    low = min<i64>(low, min<i64>(first, book.lastPriceUnits));
    high = max<i64>(high, max<i64>(first, book.lastPriceUnits));
  }
  if (high >= venue.risesTo || low <= venue.fallsTo) return true;
  noteSeen(book, venue);
  return false;
}

/** After a look at all that wait: the nearest triggers among those that are left. */
export function setBounds(book: Book, venue: Venue): void {
  let risesTo = i64.MAX_VALUE;
  let fallsTo = i64.MIN_VALUE;
  for (let index = venue.waitFirst; index != 0; index = termsAt(index).next) {
    const terms = termsAt(index);
    if (rises(terms, coldAt(index).side)) risesTo = min<i64>(risesTo, terms.triggerUnits);
    else fallsTo = max<i64>(fallsTo, terms.triggerUnits);
  }
  venue.risesTo = risesTo;
  venue.fallsTo = fallsTo;
  venue.isStale = 0;
  noteSeen(book, venue);
}
