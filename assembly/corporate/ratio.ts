/**
 * Whole numbers times a ratio, without leaving i64 on the way. Knows nothing of shares or cash. A result that
 * does not fit raises the ledger fault. Ratios have terms of at most 10⁹, so their products always fit.
 */
import { FAULT_LEDGER_OVERFLOW } from '../layout.gen';
import { S, raise } from '../state';

export function timesChecked(a: i64, b: i64): i64 {
  const product = a * b;
  if (a != 0 && product / a != b) raise(FAULT_LEDGER_OVERFLOW, 0, S.eventCount);
  return product;
}

/** a / b with b above 0, rounded half away from zero. */
function divideRounded(a: i64, b: i64): i64 {
  const rest = a % b;
  const whole = a / b;
  if (abs<i64>(rest) * 2 < b) return whole;
  return a < 0 ? whole - 1 : whole + 1;
}

export function divideFloor(a: i64, b: i64): i64 {
  const whole = a / b;
  return a % b < 0 ? whole - 1 : whole;
}

/** value × times / over, rounded half away from zero. */
export function scaleRounded(value: i64, times: i64, over: i64): i64 {
  return timesChecked(value / over, times) + divideRounded((value % over) * times, over);
}

/** The whole part of value × times / over, towards zero. */
export function scaleWhole(value: i64, times: i64, over: i64): i64 {
  return timesChecked(value / over, times) + ((value % over) * times) / over;
}

/** What `scaleWhole` leaves, in parts of `over`; it has the sign of the value. */
export function scaleRest(value: i64, times: i64, over: i64): i64 {
  return ((value % over) * times) % over;
}
