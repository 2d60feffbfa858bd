/**
 * What a session state allows, in one word each. Knows no book and no order. Invariant: a state that the table of legal
 * orders does not know is neither trading nor collecting.
 */
import {
  SESSION_BATCH,
  SESSION_CLOSING_CALL,
  SESSION_CONTINUOUS,
  SESSION_EXTENDED_HOURS,
  SESSION_LIMIT_STATE,
  SESSION_NO_CANCEL,
  SESSION_OPENING_CALL,
  SESSION_PAUSE,
  SESSION_POST_CLOSE,
  SESSION_PRE_OPEN,
  SESSION_STRADDLE,
  SESSION_TRADE_AT_CLOSE,
  SESSION_VOLATILITY_CALL,
  SESSION_VOLATILITY_EXTENDED,
} from '../layout.gen';

/** The last state that the table of legal orders knows. */
export const LAST_STATE: u32 = SESSION_BATCH;

const TRADING: u32 =
  (1 << SESSION_CONTINUOUS) |
  (1 << SESSION_LIMIT_STATE) |
  (1 << SESSION_STRADDLE) |
  (1 << SESSION_EXTENDED_HOURS);
const CALLS: u32 =
  (1 << SESSION_OPENING_CALL) |
  (1 << SESSION_NO_CANCEL) |
  (1 << SESSION_CLOSING_CALL) |
  (1 << SESSION_VOLATILITY_CALL) |
  (1 << SESSION_VOLATILITY_EXTENDED) |
  (1 << SESSION_PAUSE) |
  (1 << SESSION_BATCH);
const COLLECTING: u32 =
  CALLS | (1 << SESSION_PRE_OPEN) | (1 << SESSION_TRADE_AT_CLOSE) | (1 << SESSION_POST_CLOSE);

function isIn(states: u32, session: u32): bool {
  return session <= LAST_STATE && ((states >> session) & 1) != 0;
}

/** Orders meet as they come. */
export function isTrading(session: u32): bool {
  return isIn(TRADING, session);
}

/** Orders meet, and the reference of price bands may be published: not in a limit state, and not in extended hours. */
export function publishes(session: u32): bool {
  return session == SESSION_CONTINUOUS || session == SESSION_STRADDLE;
}

/** Orders are collected; the book may be crossed. */
export function isCollecting(session: u32): bool {
  return isIn(COLLECTING, session);
}

/** Ends with an auction unless trading halts. */
export function isCall(session: u32): bool {
  return isIn(CALLS, session);
}
