/**
 * Corridors of a venue with volatility auctions (Xetra Market Model, chapter on volatility interruptions): around the last
 * price before the event and around the last auction's; the wider one for the auction itself. Changes nothing.
 */
import { Book } from '../layout.gen';
import { callAt, callRulesAt } from './call';
import { findPrice, findRecord, unmarkStops } from './uncross-price';
import { isOutside } from './guard';

/** Whether the auction could end now: nothing would trade, or at a price within the wider corridor. */
export function isNearEnough(book: Book, instrument: u32): bool {
  const points = callRulesAt(instrument).widerPoints;
  const isFound = findPrice(book, instrument, true);
  unmarkStops(instrument);
  if (!isFound || points == 0) return true;
  const call = callAt(instrument);
  const price = <i64>findRecord().tick * <i64>book.unitsPerTick;
  if (call.hasReference != 0) return !isOutside(price, call.referenceUnits, points);
  return call.hasDynamic == 0 || !isOutside(price, call.dynamicUnits, points);
}
