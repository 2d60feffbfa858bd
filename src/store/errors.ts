/**
 * What can go wrong with what is kept, as errors for people: what happened, what is safe, what to do. Knows no disk.
 */
import { TapedeckError } from '../layout/errors';

const words = {
  full: [
    'E-STORE-01',
    'This browser’s storage is full. What was saved before is untouched; the run goes on unsaved.',
  ],
  noRoom: ['E-STORE-02', 'There is not enough room to keep this. It can be used until the page is closed.'],
  changed: ['E-STORE-03', 'What was written reads back differently, so it was not kept.'],
  damaged: ['E-STORE-04', 'This saved run can no longer be read.'],
  newer: ['E-STORE-05', 'This was saved by a newer version of Tapedeck. Reload the page to update.'],
  gone: ['E-STORE-06', 'This is no longer in this browser.'],
} as const;

export function storeError(
  what: keyof typeof words,
  details: Readonly<Record<string, unknown>> = {},
): TapedeckError {
  const [code, text] = words[what];
  return new TapedeckError(code, text, details);
}
