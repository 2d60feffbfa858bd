/**
 * Random lines of orders with terms, with changes of the session state between them. Knows nothing of engines.
 */
import fc from 'fast-check';
import type { JsonCommand } from '../contract/matcher';
import { sessionStates } from '../model/codes';
import { termStep, toLines } from './terms-flow';
import type { TermStep } from './terms-flow';

export interface Change {
  readonly step: TermStep;
  readonly state: string | undefined;
  readonly extra: number;
}
const states = Object.keys(sessionStates);
const state = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 9 },
  { arbitrary: fc.constantFrom('continuous', 'continuous', 'openingCall', 'closingCall'), weight: 2 },
  { arbitrary: fc.constantFrom(...states), weight: 1 },
);
/** Few splits and changes of name: each ends nearly every order. */
const isRare = ({ op }: TermStep): boolean => op === 'split' || op === 'symbolChange';
export const changeArbitrary: fc.Arbitrary<Change> = fc
  .record({ step: termStep, state, extra: fc.integer({ min: 0, max: 9 }) })
  .map((one) => (one.extra > 0 && isRare(one.step) ? { ...one, step: { ...one.step, op: 'new' } } : one));

/** The lines of the flow with changes of state between them; some orders leave at a halt, some meet imbalances only. */
export function sessionLines(changes: readonly Change[], unitsPerTick: number): JsonCommand[] {
  const lines = toLines(
    changes.map(({ step }) => step),
    unitsPerTick,
  );
  return changes.flatMap(({ state, extra, step }, index): JsonCommand[] => {
    const line = lines[index]!;
    const isNew = line['op'] === 'new';
    const isOnly = isNew && extra === 2 && step.type === 'limit' && step.flag === 0;
    const more: JsonCommand = {
      ...(isNew && extra === 1 ? { atHalt: 'cancel' } : {}),
      ...(isOnly ? { imbalanceOnly: true, tif: step.isBuy ? 'ATO' : 'ATC' } : {}),
    };
    const made = { ...line, ...more };
    if (isOnly) delete made['expires'];
    return state === undefined ? [made] : [{ op: 'session', ts: String(line['ts']), state }, made];
  });
}
