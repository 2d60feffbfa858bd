/**
 * What a venue does after every event of an instrument: trades at the closing price where that is what the state is for,
 * and says what the auction would give. Invariant: an indicative price is written only when it is another one.
 */
import {
  Book,
  REP_INDICATIVE,
  SESSION_CONTINUOUS,
  SESSION_EXTENDED_HOURS,
  SESSION_PRE_OPEN,
  SESSION_TRADE_AT_CLOSE,
  SESSION_VOLATILITY_EXTENDED,
} from '../layout.gen';
import { isReported } from '../journal/report';
import { tendBands } from './bands';
import { callAt, callRulesAt, looksAtOrders } from './call';
import { isNearEnough } from './corridor';
import { endPhaseAt } from './phase';
import { floorTick } from './scan';
import { isCall, isTrading } from './states';
import { reportAuction, tradeAt } from './uncross';
import { findPrice, findRecord, unmarkStops } from './uncross-price';

/** Says price, lots and surplus when they are not those that were said last. */
function indicate(book: Book, instrument: u32, tsNs: i64): void {
  if (!isReported(REP_INDICATIVE)) return;
  const call = callAt(instrument);
  const isFound = findPrice(book, instrument, true);
  unmarkStops(instrument);
  const find = findRecord();
  const price = isFound ? <i64>find.tick * <i64>book.unitsPerTick : 0;
  const volume = isFound ? find.volume : 0;
  const surplus = isFound ? find.surplus : 0;
  if (price == call.seenPriceUnits && volume == call.seenVolume && surplus == call.seenSurplus) return;
  call.seenPriceUnits = price;
  call.seenVolume = volume;
  call.seenSurplus = surplus;
  reportAuction(REP_INDICATIVE, instrument, volume, surplus, isFound ? find.rule : 0, price, tsNs);
}

/** The extended phase ends as an event of its own, at once, when its auction is near enough or nothing would trade. */
function endExtended(book: Book, instrument: u32, tsNs: i64): void {
  const call = callAt(instrument);
  const rules = callRulesAt(instrument);
  if ((rules.dynamicPoints | rules.staticPoints) == 0) return;
  if (call.phaseEndNs != 0 || !isNearEnough(book, instrument)) return;
  endPhaseAt(instrument, tsNs, SESSION_CONTINUOUS);
}

/** After every event of a matched book that has a state other than continuous, or looks at orders. */
export function afterVenue(book: Book, instrument: u32, tsNs: i64): void {
  const call = callAt(instrument);
  const session = <u32>book.session;
  if (session == SESSION_TRADE_AT_CLOSE && call.hasClose != 0) {
    tradeAt(book, instrument, floorTick(book, call.closeUnits), 0, tsNs);
  }
  if (isCall(session) || session == SESSION_PRE_OPEN) indicate(book, instrument, tsNs);
  if (!looksAtOrders(book)) return;
  if (book.tradeCount != 0) {
    call.dynamicUnits = book.lastPriceUnits;
    call.hasDynamic = 1;
  }
  if (session == SESSION_VOLATILITY_EXTENDED) endExtended(book, instrument, tsNs);
  else if (isTrading(session) && session != SESSION_EXTENDED_HOURS) tendBands(book, instrument, tsNs);
}
