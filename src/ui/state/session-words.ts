/**
 * Session states in words: a title, what it means for orders, and how much it asks for attention. One table for the ladder,
 * the list of events and the panel of the session.
 */
import { sessionStateName, type SessionStateName } from '../../layout/layout.gen';

export interface SessionWords {
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly title: string;
  readonly words: string;
}

const STATES: Readonly<Record<SessionStateName, SessionWords>> = {
  continuous: { tone: 'ok', title: 'Continuous trading', words: 'orders match as they arrive' },
  halted: { tone: 'bad', title: 'Trading halt', words: 'the venue stopped trading' },
  quoting: { tone: 'warn', title: 'Quoting', words: 'orders are taken, trading has not resumed' },
  openingCall: { tone: 'warn', title: 'Opening call', words: 'orders are collected for the opening auction' },
  closingCall: { tone: 'warn', title: 'Closing call', words: 'orders are collected for the closing auction' },
  preOpen: { tone: 'warn', title: 'Pre-open', words: 'orders are collected before the opening call' },
  noCancel: {
    tone: 'warn',
    title: 'No-cancel period',
    words: 'orders are collected and none may be changed',
  },
  volatilityCall: {
    tone: 'warn',
    title: 'Volatility call',
    words: 'a price would have left its corridor; orders are collected for an auction',
  },
  volatilityExtended: {
    tone: 'warn',
    title: 'Extended volatility call',
    words: 'the auction would be too far away; orders are still collected',
  },
  pause: {
    tone: 'bad',
    title: 'Trading pause',
    words: 'no trading; orders are collected for the reopening auction',
  },
  tradeAtClose: { tone: 'ok', title: 'Trade at close', words: 'orders match at the closing price only' },
  postClose: { tone: 'ok', title: 'Post-close', words: 'orders are collected for the next session' },
  closed: { tone: 'ok', title: 'Closed', words: 'no orders are taken; cancels are' },
  limitState: { tone: 'warn', title: 'Limit state', words: 'the touch stands at a price band' },
  straddle: { tone: 'warn', title: 'Straddle state', words: 'a best price stands outside the price bands' },
  extendedHours: {
    tone: 'ok',
    title: 'Extended hours',
    words: 'orders match as they arrive, outside the main session',
  },
  batch: {
    tone: 'ok',
    title: 'Batch auctions',
    words: 'orders are collected and auctioned at regular moments',
  },
};

/** What a tape calls the end of its trading. */
const ENDED = 255;

export function sessionWords(state: number): SessionWords {
  const name = sessionStateName[state];
  if (name !== undefined) return STATES[name];
  if (state === ENDED)
    return { tone: 'bad', title: 'Trading ended', words: 'orders are refused from here on' };
  return { tone: 'warn', title: `Session state ${state}`, words: 'as the tape says' };
}

/** Name of a session state that is not continuous trading; null for that. */
export const sessionTitle = (state: number): string | null =>
  state === 0 ? null : sessionWords(state).title;
