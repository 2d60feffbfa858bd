/**
 * Orders with terms through sessions: calls, auctions, halts and the rest in random order, under random rule lists. The
 * core against the reference engine, lines in, reports, books and money out, through checkpoints.
 */
import fc from 'fast-check';
import { it } from 'vitest';
import { configOf } from '../contract/matcher';
import type { JsonCommand, MatcherConfig } from '../contract/matcher';
import { allReports, sessionStates } from '../model/codes';
import type { UncrossName } from '../model/codes';
import type { ModelCallRules } from '../model/types';
import { check } from './check';
import { driveBoth } from './drive';
import { termStep, toLines } from './terms-flow';
import type { TermStep } from './terms-flow';

const accounts = [
  { id: 1, cash: 3_000n },
  { id: 2, cash: 1_000_000n, selfTrade: 'cancelOld' as const },
  { id: 3, cash: 1_000_000_000n, selfTrade: 'none' as const },
];
const rules: readonly UncrossName[] = [
  'maxVolume',
  'minSurplus',
  'surplusSide',
  'unexecuted',
  'nearestReference',
  'nearestMid',
  'reference',
  'middle',
];
const flag = fc.constantFrom(0, 1);
const callRules: fc.Arbitrary<ModelCallRules> = fc.record({
  uncrossRules: fc.subarray([...rules], { minLength: 1 }),
  enteredOnly: flag,
  iteratesStops: flag,
  byShares: flag,
  endsDay: flag,
  thresholdPoints: fc.constantFrom(0, 0, 100, 300),
  dynamicPoints: fc.constantFrom(0, 0, 100, 200),
  staticPoints: fc.constantFrom(0, 0, 300),
  widerPoints: fc.constantFrom(0, 300, 500),
  volatilityNs: fc.constantFrom(1n, 4n),
});
const configs: fc.Arbitrary<MatcherConfig> = fc
  .record({
    unitsPerTick: fc.constantFrom(1, 2, 5),
    selfTrade: fc.constantFrom('none', 'cancelOld'),
    rulebook: fc.option(callRules, { nil: undefined }),
    isByTime: fc.boolean(),
  })
  .map(({ rulebook, isByTime, ...rest }) => {
    const own = {
      ...(rulebook === undefined ? {} : { callRules: rulebook }),
      ...(isByTime ? { venueRules: { priority: 'time' as const } } : {}),
    };
    return configOf({ ...rest, ...own, minTick: 90, maxTick: 110 }, { accounts, reports: allReports });
  });

interface Change {
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
const change: fc.Arbitrary<Change> = fc
  .record({ step: termStep, state, extra: fc.integer({ min: 0, max: 9 }) })
  .map((one) => (one.extra > 0 && isRare(one.step) ? { ...one, step: { ...one.step, op: 'new' } } : one));

/** The lines of the flow with changes of state between them; some orders leave at a halt, some meet imbalances only. */
function linesOf(changes: readonly Change[], unitsPerTick: number): JsonCommand[] {
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

function compare(config: MatcherConfig, changes: readonly Change[], freshEvery: number): void {
  driveBoth(config, linesOf(changes, config.instruments[0]?.unitsPerTick ?? 1), freshEvery);
}

it('the core and the reference engine agree about sessions and auctions', () => {
  const flows = fc.array(change, { minLength: 1, maxLength: 60, size: 'max' });
  check(fc.property(configs, flows, fc.integer({ min: 3, max: 30 }), compare), 200);
});
