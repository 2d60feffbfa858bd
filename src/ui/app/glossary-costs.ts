/**
 * Terms of what trading costs and what accounts own. Data only; the words are those of docs/VOCABULARY.md.
 */
import type { Entry } from './glossary';

export const COST_TERMS = {
  fee: {
    word: 'fee',
    text: 'What one line of a venue’s schedule takes for a fill. Positive is a cost, negative a rebate; another account receives exactly what this one pays.',
    example: 'A taker pays 3 for 100 lots, the maker receives 1, the venue keeps 2.',
  },
  holding: {
    word: 'holding',
    text: 'What an account’s open position cost, and what closing earlier ones earned, before fees. The average price is cost divided by lots.',
    example: 'Bought 10 at 100 and 10 at 101: 20 lots that cost 2010.',
  },
  entry: {
    word: 'entry',
    text: 'Cash that comes or goes by schedule: funding, borrowing, interest, settlement. Another account gives exactly what this one gets.',
    example: 'Short 100 at 50.00 overnight at 360 basis points a year: 0.50 goes to the lender.',
  },
  routed: {
    word: 'routed',
    text: 'A part of an order went to the venue that displays a better price, as a child with an id of its own. The order it belongs to is its parent.',
    example:
      'Of 300 to buy, 100 go to another venue that asks 10.00, and the rest stays where 10.01 is asked.',
  },
  sent: {
    word: 'sent',
    text: 'A command left its sender and is on its way to the venue. It is pending until it arrives, and the market may move meanwhile.',
    example: 'A cancel sent at 0.200 s that arrives at 0.250 s is too late for a fill at 0.249 s.',
  },
  heard: {
    word: 'heard',
    text: 'An account learned of an answer, a fill, a cancel or a new touch, later than it happened. Between the two it acts on what was true before.',
  },
} satisfies Record<string, Entry>;
