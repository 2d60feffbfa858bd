/**
 * Random rows of order and depth tapes as fast-check arbitraries. Knows nothing of engines.
 * Rows are of the kinds that their schema may hold; prices may cross, ids die and come back.
 */
import fc from 'fast-check';
import { plainRules } from '../contract/matcher';
import type { MatcherConfig } from '../contract/matcher';
import { allReports, commandKinds, flagBits, tapeReports } from '../model/codes';
import type { ModelCommand } from '../model/types';
import { interestingIds } from './flow';

export type TapeSchema = 'order' | 'depth';

const kindsOf = {
  order: ['tapeAdd', 'tapeCancel', 'tapeReduce', 'tapeExecute', 'tapeHidden', 'tapeLevelSet', 'tapeStatus'],
  depth: ['tapeLevelSet', 'tapeTouch', 'tapeTrade', 'tapeStatus', 'tapeClear'],
} as const;
const weights: Partial<Record<keyof typeof commandKinds, number>> = {
  tapeAdd: 12,
  tapeLevelSet: 6,
  tapeExecute: 4,
};

export const tapeConfigArbitrary: fc.Arbitrary<MatcherConfig> = fc
  .record({ unitsPerTick: fc.constantFrom(1, 100), reports: fc.constantFrom(allReports, tapeReports) })
  .map(({ unitsPerTick, reports }) => ({
    instruments: [
      { ...plainRules, unitsPerTick, mode: 'tape' },
      { ...plainRules, unitsPerTick, mode: 'tape' },
    ],
    accounts: [],
    reports,
  }));

const flagsArbitrary = fc
  .record({ last: fc.boolean(), final: fc.boolean(), cross: fc.nat(5), synthetic: fc.boolean() })
  .map(
    ({ last, final, cross, synthetic }) =>
      (last ? flagBits.last : 0) |
      (final ? flagBits.final : 0) |
      (cross === 0 ? flagBits.cross : 0) |
      (synthetic ? flagBits.synthetic : 0),
  );

function rowArbitrary(schema: TapeSchema): fc.Arbitrary<ModelCommand> {
  const kinds = kindsOf[schema].map((name) => ({
    arbitrary: fc.constant(commandKinds[name]),
    weight: weights[name] ?? 3,
  }));
  return fc
    .record({
      kind: fc.oneof(...kinds),
      side: fc.constantFrom(0, 1),
      idIndex: fc.nat(interestingIds.length - 1),
      tick: fc.oneof(
        { arbitrary: fc.integer({ min: -3, max: 3 }), weight: 10 },
        { arbitrary: fc.constantFrom(-5000, -4096, 4096, 9000, -300, 300), weight: 1 },
      ),
      lots: fc.constantFrom(0, 1, 2, 3, 7, 50, 60, 2 ** 31 - 1),
      flags: flagsArbitrary,
      instrument: fc.nat(1),
    })
    .map(({ idIndex, tick, lots, kind, ...rest }) => ({
      ...rest,
      kind,
      orderId: interestingIds[idIndex] ?? 0n,
      priceUnits: BigInt(tick * 100),
      lots: lots === 0 && kind !== commandKinds.tapeLevelSet && kind !== commandKinds.tapeTouch ? 1 : lots,
      tsNs: 0n,
      tif: 0,
      rank: 2,
      displayShift: 0,
      account: 0,
    }));
}

export function tapeFlowArbitrary(schema: TapeSchema, most: number): fc.Arbitrary<(ModelCommand | null)[]> {
  const step = fc.record({ row: rowArbitrary(schema), waitNs: fc.nat(1), isCheckpoint: fc.nat(40) });
  return fc.array(step, { minLength: 1, maxLength: most, size: 'max' }).map((steps) => {
    let tsNs = 0n;
    return steps.map(({ row, waitNs, isCheckpoint }) => {
      tsNs += BigInt(waitNs);
      return isCheckpoint === 0 ? null : { ...row, tsNs };
    });
  });
}
