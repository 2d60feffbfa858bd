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
} satisfies Record<string, Entry>;
