/**
 * Prices that the venue gives an order itself: to the step of the table that holds there, toward the passive side, as an
 * order with a price of its own would have to be. Invariant: what it answers `isOnStep` takes.
 */
import { Book, PriceStep, SIDE_BUY, SIZE_PRICE_STEP } from '../layout.gen';
import { divideFloor } from '../corporate/ratio';
import { PRICE_STEPS, S } from '../state';
import { hasRules, instrumentOf, rulesAt } from './rules';

function stepAt(instrument: u32, row: u32): PriceStep {
  const place = <usize>(instrument * PRICE_STEPS + row);
  return changetype<PriceStep>(<usize>S.stepsBase + place * SIZE_PRICE_STEP);
}

/** The step of row `row`, counting from 1; 0: below the table, where the tick alone holds. */
function unitsOf(book: Book, instrument: u32, row: u32): i64 {
  return row == 0 ? <i64>book.unitsPerTick : <i64>stepAt(instrument, row - 1).units;
}

function floorTo(priceUnits: i64, units: i64): i64 {
  return divideFloor(priceUnits, units) * units;
}

/** The nearest price of the table: at or below for a buy, at or above for a sell. */
export function steppedPrice(book: Book, side: u32, priceUnits: i64): i64 {
  const instrument = instrumentOf(book);
  const rows = hasRules(book) ? rulesAt(instrument).stepCount : 0;
  let row = rows;
  while (row != 0 && priceUnits < stepAt(instrument, row - 1).fromUnits) row--;
  let price = priceUnits;
  if (side == SIDE_BUY) {
    for (; row != 0; row--) {
      const step = stepAt(instrument, row - 1);
      const under = floorTo(price, <i64>step.units);
      if (under >= step.fromUnits) return under;
      price = step.fromUnits - 1;
    }
    return floorTo(price, <i64>book.unitsPerTick);
  }
  for (; row < rows; row++) {
    const over = -floorTo(-price, unitsOf(book, instrument, row));
    if (over < stepAt(instrument, row).fromUnits) return over;
    price = stepAt(instrument, row).fromUnits;
  }
  return -floorTo(-price, unitsOf(book, instrument, rows));
}

/** The same, within the instrument's range. */
export function madePrice(book: Book, side: u32, priceUnits: i64): i64 {
  const low = <i64>book.minTick * <i64>book.unitsPerTick;
  const high = <i64>book.maxTick * <i64>book.unitsPerTick;
  const price = steppedPrice(book, side, min<i64>(max<i64>(priceUnits, low), high));
  if (price < low) return steppedPrice(book, SIDE_BUY ^ 1, low);
  return price > high ? steppedPrice(book, SIDE_BUY, high) : price;
}
