/**
 * Random rows of order tapes with orders of ours among them, as fast-check arbitraries. Rows come at any price, locked and
 * crossed; orders of ours have ids of their own, and now and then one of the tape’s.
 */
import fc from 'fast-check';
import { plainRules } from '../contract/matcher';
import type { MatcherConfig } from '../contract/matcher';
import { allReports, commandKinds, flagBits } from '../model/codes';
import type { ModelCommand, ModelImpact } from '../model/types';

export const plainImpact: ModelImpact = {
  policy: 'none',
  queueModel: 'exact',
  exponent: 3000,
  lifetimeNs: 5n,
  knownLevels: 0,
  auctionPercent: 0,
  divergenceLimit: 100,
};

export const inTapeConfig = (
  impact: Partial<ModelImpact> = {},
  accounts: MatcherConfig['accounts'] = [],
) => ({
  instruments: [{ ...plainRules, mode: 'tape' as const, impact: { ...plainImpact, ...impact } }],
  accounts,
  reports: allReports,
});

export const ownConfigArbitrary: fc.Arbitrary<MatcherConfig> = fc
  .record({
    policy: fc.constantFrom('none' as const, 'consume' as const),
    knownLevels: fc.constantFrom(0, 0, 1, 2),
    auctionPercent: fc.constantFrom(0, 30, 100),
    unitsPerTick: fc.constantFrom(1, 10),
  })
  .map(({ unitsPerTick, ...impact }) => {
    const config = inTapeConfig(impact, [
      { id: 1, cash: 2_000n },
      { id: 2, cash: 1_000_000n },
    ]);
    return { ...config, instruments: config.instruments.map((rules) => ({ ...rules, unitsPerTick })) };
  });

const blank = { rank: 2, displayShift: 0, tif: 0, instrument: 0, account: 0, tsNs: 0n };
const tape = commandKinds;
const rowKinds = [
  { kind: tape.tapeAdd, weight: 12 },
  { kind: tape.tapeCancel, weight: 4 },
  { kind: tape.tapeReduce, weight: 3 },
  { kind: tape.tapeExecute, weight: 8 },
  { kind: tape.tapeHidden, weight: 2 },
  { kind: tape.tapeLevelSet, weight: 3 },
  { kind: tape.tapeTrade, weight: 2 },
  { kind: tape.tapeClear, weight: 1 },
  { kind: tape.tapeStatus, weight: 1 },
];

const rowArbitrary: fc.Arbitrary<ModelCommand> = fc
  .record({
    kind: fc.oneof(...rowKinds.map(({ kind, weight }) => ({ arbitrary: fc.constant(kind), weight }))),
    side: fc.constantFrom(0, 1),
    orderId: fc.bigInt(1n, 12n),
    tick: fc.integer({ min: 97, max: 103 }),
    lots: fc.constantFrom(1, 2, 3, 5, 8, 40),
    isLast: fc.boolean(),
    isCross: fc.nat(7),
    state: fc.constantFrom(0, 0, 0, 1),
  })
  .map(({ tick, isLast, isCross, state, ...rest }) => ({
    ...blank,
    ...rest,
    lots: rest.kind === tape.tapeStatus ? state : rest.lots,
    priceUnits: BigInt(tick * 10),
    flags: (isLast ? flagBits.last : 0) | (isCross === 0 ? flagBits.cross : 0),
  }));

const ownKinds = [
  { kind: commandKinds.new, weight: 10 },
  { kind: commandKinds.cancel, weight: 1 },
  { kind: commandKinds.reduce, weight: 2 },
  { kind: commandKinds.replace, weight: 2 },
  { kind: commandKinds.terms, weight: 1 },
];

const ownArbitrary: fc.Arbitrary<ModelCommand> = fc
  .record({
    kind: fc.oneof(...ownKinds.map(({ kind, weight }) => ({ arbitrary: fc.constant(kind), weight }))),
    side: fc.constantFrom(0, 1),
    orderId: fc.oneof(
      { arbitrary: fc.bigInt(101n, 105n), weight: 20 },
      { arbitrary: fc.bigInt(1n, 12n), weight: 1 },
    ),
    tick: fc.integer({ min: 97, max: 103 }),
    lots: fc.constantFrom(0, 1, 2, 4, 9, 30),
    tif: fc.constantFrom(0, 0, 0, 0, 1, 2, 3),
    flags: fc.constantFrom(0, 0, 0, 0, flagBits.market, flagBits.postOnly),
    account: fc.constantFrom(0, 0, 1, 2, 9),
    displayShift: fc.constantFrom(0, 0, 0, 0, 0, 1),
  })
  .map(({ tick, ...rest }) => ({ ...blank, ...rest, rank: 4, priceUnits: BigInt(tick * 10) }));

/** null: go on in a fresh instance. */
export const ownFlowArbitrary = (most: number): fc.Arbitrary<(ModelCommand | null)[]> =>
  fc
    .array(
      fc.record({
        command: fc.oneof({ arbitrary: rowArbitrary, weight: 3 }, { arbitrary: ownArbitrary, weight: 1 }),
        waitNs: fc.nat(2),
        isCheckpoint: fc.nat(40),
      }),
      { minLength: 1, maxLength: most, size: 'max' },
    )
    .map((steps) => {
      let tsNs = 0n;
      return steps.map(({ command, waitNs, isCheckpoint }) => {
        tsNs += BigInt(waitNs);
        return isCheckpoint === 0 ? null : { ...command, tsNs };
      });
    });
