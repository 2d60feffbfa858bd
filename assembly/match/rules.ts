/**
 * Rules of an instrument beyond its tick and range: price steps, lot steps, band, collar, largest value. Data that the
 * host gave once. Invariant: an instrument without rules never comes here.
 */
import {
  Book,
  PRIORITY_TIME,
  PriceStep,
  REJECT_ABOVE_MAX_VALUE,
  REJECT_BELOW_MIN_LOTS,
  REJECT_BEYOND_COLLAR,
  REJECT_OFF_LOT_STEP,
  REJECT_OUTSIDE_BAND,
  Rules,
  SIDE_BUY,
  SIZE_BOOK,
  SIZE_PRICE_STEP,
  SIZE_RULES,
} from '../layout.gen';
import { bestTick, bookAt } from '../book/book';
import { NO_ASK, NO_BID, PRICE_STEPS, S } from '../state';
import { callAt } from '../venue/call';

export const CHECK_RULES: u32 = 8;

export function rulesAt(instrument: u32): Rules {
  return changetype<Rules>(<usize>S.rulesBase + <usize>instrument * SIZE_RULES);
}

export function instrumentOf(book: Book): u32 {
  return <u32>((changetype<usize>(book) - <usize>S.booksBase) / SIZE_BOOK);
}

export function hasRules(book: Book): bool {
  return ((<u32>book.checked) & CHECK_RULES) != 0;
}

/** Whether a price is served by time alone: hidden orders do not stand behind the displayed ones of their price. */
export function isByTime(book: Book): bool {
  return hasRules(book) && rulesAt(instrumentOf(book)).priority == PRIORITY_TIME;
}

/** Takes the instrument's rules from `address`: a Rules record, then its price steps. */
export function setRules(instrument: u32, address: usize): void {
  const book = bookAt(instrument);
  memory.copy(changetype<usize>(rulesAt(instrument)), address, SIZE_RULES);
  const steps = min<u32>(rulesAt(instrument).stepCount, PRICE_STEPS);
  const to = <usize>S.stepsBase + <usize>(instrument * PRICE_STEPS) * SIZE_PRICE_STEP;
  memory.copy(to, address + SIZE_RULES, <usize>steps * SIZE_PRICE_STEP);
  book.checked = <u8>((<u32>book.checked) | CHECK_RULES);
}

/** Whether the price is on the step that holds at it. Rows rise; below the first the tick alone holds. */
export function isOnStep(book: Book, priceUnits: i64): bool {
  const instrument = instrumentOf(book);
  let row = rulesAt(instrument).stepCount;
  while (row != 0) {
    row--;
    const at = <usize>S.stepsBase + <usize>(instrument * PRICE_STEPS + row) * SIZE_PRICE_STEP;
    const step = changetype<PriceStep>(at);
    if (priceUnits >= step.fromUnits) return priceUnits % <i64>step.units == 0;
  }
  return true;
}

function isInBand(book: Book, rules: Rules, priceUnits: i64): bool {
  const call = callAt(instrumentOf(book));
  let reference = book.lastPriceUnits;
  if (rules.hasReference != 0) reference = rules.referenceUnits;
  else if (call.hasReference != 0) reference = call.referenceUnits;
  else if (call.hasSettlement != 0) reference = call.settlementUnits;
  else if (book.tradeCount == 0) return true;
  const size = reference < 0 ? -reference : reference;
  const points = <i64>rules.bandBasisPoints;
  const away = (size / 10_000) * points + ((size % 10_000) * points) / 10_000;
  return priceUnits >= reference - away && priceUnits <= reference + away;
}

/** 0, or why an order of these lots at this price (`isPriced`) is refused. */
export function checkRules(book: Book, side: u32, isPriced: bool, priceUnits: i64, lots: u32): u32 {
  const rules = rulesAt(instrumentOf(book));
  if (rules.lotStep != 0 && lots % rules.lotStep != 0) return REJECT_OFF_LOT_STEP;
  if (lots < rules.minLots) return REJECT_BELOW_MIN_LOTS;
  const other = bestTick(book, side ^ 1);
  const hasOther = other != NO_BID && other != NO_ASK;
  if (isPriced && rules.bandBasisPoints != 0 && !isInBand(book, rules, priceUnits))
    return REJECT_OUTSIDE_BAND;
  if (isPriced && rules.collarTicks != 0 && hasOther) {
    const tick = priceUnits / <i64>book.unitsPerTick;
    const through = side == SIDE_BUY ? tick - <i64>other : <i64>other - tick;
    if (through > <i64>rules.collarTicks - 1) return REJECT_BEYOND_COLLAR;
  }
  if (rules.maxValue == 0 || !(isPriced || hasOther)) return 0;
  const value = (isPriced ? priceUnits : <i64>other * <i64>book.unitsPerTick) * <i64>lots;
  return value > rules.maxValue || value < -rules.maxValue ? REJECT_ABOVE_MAX_VALUE : 0;
}
