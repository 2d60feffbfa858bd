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
];
