/**
 * How a tape meets a person's orders, in plain words: each policy in one sentence, each queue model in one, and why a tape
 * cannot offer one. Pure.
 */
import type { ImpactPolicyName, QueueModelName } from '../../layout/layout.gen';

export interface Offered<Id extends string> {
  readonly id: Id;
  readonly sentence: string;
  /** why this tape cannot; null: it can */
  readonly refused: string | null;
}

/** Of a tape with a book; `rematch` is the word that others use of it too. */
const sentences: Readonly<Record<ImpactPolicyName, string>> = {
  none: 'Your orders stand beside the book: it stays as it was, each of its lots fills you once.',
  consume: 'As none, but lots that you take are gone. Nobody reacts.',
  rematch: 'The tape is matched again with your orders in it. Nobody reacts.',
};

const bookless: Readonly<Record<ImpactPolicyName, string>> = {
  none: 'No book in this tape: orders wait, and fill from prints at or through their price.',
  consume: 'No book in this tape, nothing to take: the same as none.',
  rematch: sentences.rematch,
};

const hasBook = (schema: string): boolean => schema !== 'trade' && schema !== 'bar';

export const policyOffers = (schema: string): Offered<ImpactPolicyName>[] =>
  (['none', 'consume', 'rematch'] as const).map((id) => ({
    id,
    sentence: (hasBook(schema) ? sentences : bookless)[id],
    refused: id === 'rematch' && schema !== 'order' ? 'No rematch here: the tape names no orders.' : null,
  }));

export type EstimateName = Exclude<QueueModelName, 'exact'>;

/** For tapes that name no orders. */
export const modelOffers: readonly {
  readonly id: EstimateName;
  readonly words: string;
  readonly sentence: string;
}[] = [
  { id: 'riskAverse', words: 'Risk-averse', sentence: 'only prints move you forward.' },
  {
    id: 'power',
    words: 'Power',
    sentence: 'cancels ahead and behind you split by powers.',
  },
  {
    id: 'logarithmic',
    words: 'Logarithmic',
    sentence: 'cancels ahead and behind you split by logarithms.',
  },
];

export const modelWords = (model: QueueModelName): string =>
  modelOffers.find(({ id }) => id === model)?.words.toLowerCase() ?? 'exact';
