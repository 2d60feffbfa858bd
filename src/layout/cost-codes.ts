/**
 * Codes of what trading costs. Part of the schema (`schema.ts`). Invariant: numbers are stable for ever, because they
 * are in digests, links and files.
 */
import type { CodeSchema } from './schema-shape';

export const costCodes: readonly CodeSchema[] = [
  {
    name: 'FeeRounding',
    prefix: 'FEE_ROUND',
    doc: 'How a fee becomes whole money units, once for each fill and line.',
    values: [
      ['nearest', 0, 'half away from zero'],
      ['up', 1, 'never less than exact'],
      ['down', 2, 'never more than exact'],
    ],
  },
  {
    name: 'DelayUse',
    prefix: 'DELAY',
    doc: 'Which messages of a participant a Delay is of.',
    values: [
      ['new', 0, 'new orders, with their terms'],
      ['cancel', 1, 'cancels'],
      ['replace', 2, 'replaces and reduces'],
      ['response', 3, 'answers, fills and cancels from the venue'],
      ['feed', 4, 'changes of the touch'],
    ],
  },
  {
    name: 'DelayKind',
    prefix: 'DELAYED',
    doc: 'How a delay is drawn.',
    values: [
      ['none', 0, 'there is none'],
      ['constant', 1, 'always the same'],
      ['uniform', 2, 'evenly from a range'],
      ['exponential', 3, 'exponential beyond a least'],
      ['logNormal', 4, 'log-normal beyond a least'],
      ['pareto', 5, 'Pareto beyond a least'],
      ['empirical', 6, 'one of a table, by weight'],
    ],
  },
  {
    name: 'Heard',
    prefix: 'HEARD',
    doc: 'What a participant heard of.',
    values: [
      ['answer', 1, 'the venue accepted or refused what it sent'],
      ['fill', 2, 'its order traded'],
      ['cancelled', 3, 'its order or a part of it left without its asking'],
      ['touch', 4, 'the touch changed'],
    ],
  },
  {
    name: 'EntryKind',
    prefix: 'ENTRY',
    doc: 'Why cash came or went by schedule.',
    values: [
      ['funding', 1, 'who is long pays who is short, at a positive rate'],
      ['borrow', 2, 'who is short pays the lender'],
      ['interest', 3, 'on cash; who owes pays'],
      ['settle', 4, 'positions end at a settlement price'],
    ],
  },
];
