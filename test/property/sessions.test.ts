/**
 * Orders with terms through sessions: calls, auctions, halts and the rest in random order, under random rule lists. The
 * core against the reference engine, lines in, reports, books and money out, through checkpoints.
 */
import fc from 'fast-check';
import { it } from 'vitest';
import { configOf } from '../contract/matcher';
import type { MatcherConfig } from '../contract/matcher';
import { allReports } from '../model/codes';
import type { UncrossName } from '../model/codes';
import type { ModelCallRules } from '../model/types';
import { check } from './check';
import { driveBoth } from './drive';
import { changeArbitrary, sessionLines } from './session-flow';
import type { Change } from './session-flow';

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

function compare(config: MatcherConfig, changes: readonly Change[], freshEvery: number): void {
  driveBoth(config, sessionLines(changes, config.instruments[0]?.unitsPerTick ?? 1), freshEvery);
}

it('the core and the reference engine agree about sessions and auctions', () => {
  const flows = fc.array(changeArbitrary, { minLength: 1, maxLength: 60, size: 'max' });
  check(fc.property(configs, flows, fc.integer({ min: 3, max: 30 }), compare), 200);
});
