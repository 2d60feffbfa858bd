/**
 * Whole numbers times a ratio through 128 bits, for sums that `corporate/ratio.ts` cannot bound. Knows nothing of money.
 * Invariant: the result is exact but for one rounding, half away from zero; one that does not fit raises the ledger fault.
 */
import { FAULT_LEDGER_OVERFLOW } from '../layout.gen';
import { S, raise } from '../state';

function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  const other = aLow * bHigh + (middle & 0xffffffff);
  return aHigh * bHigh + (middle >> 32) + (other >> 32);
}

/** value × times / over with `times` and `over` not negative, `over` below 2^63. */
export function scaleWide(value: i64, times: i64, over: i64): i64 {
  const size: u64 = value < 0 ? 0 - <u64>value : <u64>value;
  const low = size * <u64>times;
  const high = multiplyHigh(size, <u64>times);
  const by = <u64>over;
  let quotient: u64 = 0;
  let rest: u64 = 0;
  if (high == 0) {
    quotient = low / by;
    rest = low % by;
  } else if (high >= by >> 1) {
    raise(FAULT_LEDGER_OVERFLOW, 0, S.eventCount);
    return 0;
  } else {
    rest = high;
    for (let bit: u64 = 64; bit > 0; bit--) {
      rest = (rest << 1) | ((low >> (bit - 1)) & 1);
      quotient <<= 1;
      if (rest < by) continue;
      rest -= by;
      quotient |= 1;
    }
  }
  if (rest >= by - rest) quotient++;
  return value < 0 ? -(<i64>quotient) : <i64>quotient;
}
