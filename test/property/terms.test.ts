/**
 * Orders with terms: the core against the reference engine, lines in, reports, books and money out, through
 * checkpoints. Nothing may be broken after any line.
 */
import fc from 'fast-check';
import { it } from 'vitest';
import { configOf } from '../contract/matcher';
import type { MatcherConfig } from '../contract/matcher';
import { allReports } from '../model/codes';
import type { ModelVenue } from '../model/types';
import { check } from './check';
import { driveBoth } from './drive';
import { termStep, toLines } from './terms-flow';
import type { TermStep } from './terms-flow';

const accounts = [
  { id: 1, cash: 3_000n },
  { id: 2, cash: 1_000_000n, selfTrade: 'cancelOld' as const },
  { id: 3, cash: 1_000_000_000n, selfTrade: 'none' as const },
];
const venues: fc.Arbitrary<ModelVenue> = fc.record(
  {
    allocation: fc.constantFrom('fifo', 'proRata', 'proRataTop', 'split'),
    minShareLots: fc.integer({ min: 0, max: 2 }),
    fifoPercent: fc.constantFrom(0, 40, 100),
    priority: fc.constantFrom('displayTime', 'time'),
    minLots: fc.constant(2),
    bandBasisPoints: fc.constant(300),
    collarTicks: fc.integer({ min: 0, max: 3 }),
    maxValue: fc.constant('4000'),
  },
  { requiredKeys: ['allocation', 'minShareLots', 'fifoPercent', 'priority'] },
);
const configs: fc.Arbitrary<MatcherConfig> = fc
  .record({
    unitsPerTick: fc.constantFrom(1, 2, 5),
    selfTrade: fc.constantFrom('none', 'cancelNew', 'cancelOld', 'cancelBoth', 'decrement'),
    venueRules: fc.option(venues, { nil: undefined }),
    steps: fc.option(fc.constantFrom([98, 102], [97, 101], [100, 104]), { nil: undefined, freq: 2 }),
  })
  .map(({ venueRules, steps, ...rules }) => {
    // Every second tick from the first of them on, every third from the second; more would refuse nearly everything.
    const priceSteps = steps?.map((tick, row) => ({
      fromUnits: String(tick * rules.unitsPerTick),
      units: (row + 2) * rules.unitsPerTick,
    }));
    const own =
      venueRules === undefined ? {} : { venueRules: { ...venueRules, ...(priceSteps && { priceSteps }) } };
    return configOf({ ...rules, ...own, minTick: 90, maxTick: 110 }, { accounts, reports: allReports });
  });

function compare(config: MatcherConfig, steps: readonly TermStep[], freshEvery: number): void {
  driveBoth(config, toLines(steps, config.instruments[0]?.unitsPerTick ?? 1), freshEvery);
}

it('the core and the reference engine agree about orders with terms', () => {
  const flows = fc.array(termStep, { minLength: 1, maxLength: 60, size: 'max' });
  check(fc.property(configs, flows, fc.integer({ min: 3, max: 30 }), compare), 150);
});
