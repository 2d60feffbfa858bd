/**
 * What pegged orders and triggers watch: the last fill, the displayed touch, its middle. Hidden orders are never seen,
 * so a peg cannot follow itself. Invariant: a peg's price is within its cap and the instrument's range.
 */
import {
  Book,
  PEG_MARKET,
  PEG_MID,
  SIDE_BUY,
  SOURCE_BID_ASK,
  SOURCE_LAST,
  Terms,
  Venue,
} from '../layout.gen';
import { bestTick } from '../book/book';
import { NO_ASK, NO_BID } from '../state';
import { madePrice } from './price-steps';

/** No such price now. */
export const NO_PRICE: i64 = i64.MIN_VALUE;

function touchPrice(book: Book, side: u32): i64 {
  const tick = bestTick(book, side);
  return tick == NO_BID || tick == NO_ASK ? NO_PRICE : <i64>tick * <i64>book.unitsPerTick;
}

/** Bid plus ask, or NO_PRICE. */
function touchSum(book: Book): i64 {
  const bid = touchPrice(book, SIDE_BUY);
  const ask = touchPrice(book, SIDE_BUY ^ 1);
  return bid == NO_PRICE || ask == NO_PRICE ? NO_PRICE : bid + ask;
}

/** What a trigger watches: the first (`isFirst`) or last fill of the event, the other side's best price, the middle. */
export function watched(book: Book, venue: Venue, source: u32, side: u32, isFirst: bool): i64 {
  if (source == SOURCE_LAST) {
    if (book.tradeCount == 0) return NO_PRICE;
    return isFirst && venue.hasPrinted != 0 ? venue.firstUnits : book.lastPriceUnits;
  }
  if (source == SOURCE_BID_ASK) return touchPrice(book, side ^ 1);
  const sum = touchSum(book);
  return sum == NO_PRICE ? NO_PRICE : sum >> 1;
}

/** Price of a pegged order now, or NO_PRICE when what it follows is not there. */
export function pegPrice(book: Book, terms: Terms, side: u32): i64 {
  let price: i64;
  if (<u32>terms.unit == PEG_MID) {
    const sum = touchSum(book);
    if (sum == NO_PRICE) return NO_PRICE;
    price = side == SIDE_BUY ? sum >> 1 : (sum + 1) >> 1;
  } else {
    price = touchPrice(book, <u32>terms.unit == PEG_MARKET ? side ^ 1 : side);
    if (price == NO_PRICE) return NO_PRICE;
  }
  const units = <i64>book.unitsPerTick;
  price += <i64>terms.offsetTicks * units;
  price = side == SIDE_BUY ? min<i64>(price, terms.capUnits) : max<i64>(price, terms.capUnits);
  if (<u32>terms.unit != PEG_MID) return madePrice(book, side, price);
  return min<i64>(max<i64>(price, <i64>book.minTick * units), <i64>book.maxTick * units);
}
