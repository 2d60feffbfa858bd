/**
 * Terms of orders of one's own in somebody's tape. Data only; the words are those of docs/VOCABULARY.md.
 */
import type { Entry } from './glossary';

export const OWN_TERMS = {
  'phantom-lots': {
    word: 'phantom lots',
    text: 'Lots that filled an own order although the tape’s order traded them as well. History cannot have had both, so they say how much of the result is wishful.',
    example:
      'Yours rests first for 100, the tape prints 100: you are filled and so is the tape’s order, 100 phantom.',
  },
  'missing-lots': {
    word: 'missing lots',
    text: 'Lots that the tape executed and nobody had any more, because own orders took them before. Whoever traded them in history gets nothing for them here.',
  },
  'taken-lots': {
    word: 'taken lots',
    text: 'Lots of tape orders that own orders have had and that would still be displayed in history. Under consume they are gone from the book you see.',
  },
  'locked-rows': {
    word: 'locked rows',
    text: 'Rows of the tape that brought lots at or through the price of a resting own order. They fill it at its own price, and in history they met nobody.',
  },
  'dropped-rows': {
    word: 'dropped rows',
    text: 'Rows that cancel, reduce or execute an order that is no more here, because own orders changed what it met. They have nothing to act on.',
  },
  survivor: {
    word: 'survivor',
    text: 'An order that history has executed and that still rests here, because an own order was filled in its stead. It leaves after the lifetime that the policy declares.',
  },
  divergence: {
    word: 'divergence',
    text: 'How many lots differ between this book and the tape’s, as a part of the tape’s lots. Beyond the declared limit the run claims no history any more.',
  },
} satisfies Record<string, Entry>;
