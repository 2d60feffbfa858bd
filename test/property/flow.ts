/**
 * Random flows of commands as fast-check arbitraries, so that a failure shrinks to a few commands.
 * Knows nothing of engines. Each step is drawn on its own and means something in any context: ids come from a
 * small pool so that they collide, die and come back; prices cluster in a band that drifts.
 */
import fc from 'fast-check';
import { plainRules } from '../contract/matcher';
import type { InstrumentRules, MatcherConfig } from '../contract/matcher';
import { allReports, commandKinds, flagBits, tifs } from '../model/codes';
import type { ModelCommand } from '../model/types';

export const interestingIds: readonly bigint[] = [
  0n,
  1n,
  2n,
  3n,
  65536n,
  131072n,
  196608n,
  2n ** 32n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 65536n,
  2n ** 64n - 1n,
  0x9e3779b97f4a7c15n,
  0xc2b2ae3d27d4eb4fn,
];

type StepKind =
  | 'limit'
  | 'iceberg'
  | 'postOnly'
  | 'ioc'
  | 'fok'
  | 'market'
  | 'cancel'
  | 'reduce'
  | 'replace'
  | 'bad'
  | 'checkpoint';

export interface Step {
  kind: StepKind;
  side: 0 | 1;
  idIndex: number;
  /** Ticks from the middle of the band. */
  offset: number;
  /** Ticks that the band moves before the step. */
  drift: number;
  lotsIndex: number;
  account: number;
  instrument: number;
  shift: number;
  waitNs: number;
}

/** The published weights: near limits 45 %, cancels 25, replaces 10, IOC and FOK 8, market 5, bad 5, checkpoint 2. */
const kindArbitrary: fc.Arbitrary<StepKind> = fc.oneof(
  { arbitrary: fc.constant<StepKind>('limit'), weight: 36 },
  { arbitrary: fc.constant<StepKind>('iceberg'), weight: 5 },
  { arbitrary: fc.constant<StepKind>('postOnly'), weight: 4 },
  { arbitrary: fc.constant<StepKind>('cancel'), weight: 20 },
  { arbitrary: fc.constant<StepKind>('reduce'), weight: 5 },
  { arbitrary: fc.constant<StepKind>('replace'), weight: 10 },
  { arbitrary: fc.constant<StepKind>('ioc'), weight: 4 },
  { arbitrary: fc.constant<StepKind>('fok'), weight: 4 },
  { arbitrary: fc.constant<StepKind>('market'), weight: 5 },
  { arbitrary: fc.constant<StepKind>('bad'), weight: 5 },
  { arbitrary: fc.constant<StepKind>('checkpoint'), weight: 2 },
);

const nearOffset = fc.integer({ min: -4, max: 4 });
/** Word, window and ring boundaries of any ladder one may think of. */
const farOffset = fc.constantFrom(
  -70000,
  -8192,
  -4097,
  -4096,
  -257,
  -256,
  -64,
  63,
  64,
  256,
  4095,
  4096,
  8191,
  70000,
);

export interface FlowShape {
  /** Largest move of the band between two steps. */
  drift: number;
  instruments: number;
  accounts: number;
  /** Weight of far prices against 20 near ones. */
  far: number;
}
export const narrowShape: FlowShape = { drift: 0, instruments: 1, accounts: 0, far: 1 };
export const travelShape: FlowShape = { drift: 900, instruments: 1, accounts: 0, far: 4 };
export const wideShape: FlowShape = { drift: 2, instruments: 2, accounts: 3, far: 1 };

export function stepArbitrary(shape: FlowShape): fc.Arbitrary<Step> {
  return fc.record({
    kind: kindArbitrary,
    side: fc.constantFrom<0 | 1>(0, 1),
    idIndex: fc.nat(interestingIds.length - 1),
    offset: fc.oneof({ arbitrary: nearOffset, weight: 20 }, { arbitrary: farOffset, weight: shape.far }),
    drift: fc.integer({ min: -shape.drift, max: shape.drift }),
    lotsIndex: fc.nat(4),
    account: fc.oneof(
      { arbitrary: fc.constant(0), weight: 2 },
      { arbitrary: fc.nat(shape.accounts), weight: 3 },
    ),
    instrument: fc.nat(shape.instruments - 1),
    shift: fc.integer({ min: 1, max: 4 }),
    waitNs: fc.nat(2),
  });
}

export function flowArbitrary(shape: FlowShape, most: number): fc.Arbitrary<Step[]> {
  return fc.array(stepArbitrary(shape), { minLength: 1, maxLength: most, size: 'max' });
}

export const rulesArbitrary: fc.Arbitrary<InstrumentRules> = fc.record({
  unitsPerTick: fc.constantFrom(1, 5, 100),
  maxLots: fc.constantFrom(6, 9, 60, 2 ** 31 - 1),
  minTick: fc.constantFrom(-plainRules.maxTick, -3, -plainRules.maxTick),
  maxTick: fc.constantFrom(plainRules.maxTick, 3, plainRules.maxTick),
  selfTrade: fc.constantFrom('none', 'cancelNew', 'cancelOld', 'cancelBoth', 'decrement'),
  mode: fc.constant('matched'),
});

/** An iceberg that shows one lot of 2^31 needs as many fills: no flow for a short test. */
const icebergLotsMost = 100;

export const accountCash: readonly { id: number; cash: bigint }[] = [
  { id: 1, cash: 500n },
  { id: 2, cash: 1_000_000n },
  { id: 3, cash: 4_000_000_000_000_000n },
];

export function configArbitrary(shape: FlowShape): fc.Arbitrary<MatcherConfig> {
  return rulesArbitrary.map((rules) => ({
    instruments: Array.from({ length: shape.instruments }, () => rules),
    accounts: shape.accounts === 0 ? [] : accountCash,
    reports: allReports,
  }));
}

function lotsOf(step: Step, maxLots: number): number {
  return [1, 2, 3, maxLots - 1, maxLots][step.lotsIndex] ?? 1;
}

function badCommand(step: Step, good: ModelCommand, rules: InstrumentRules): ModelCommand {
  const variants: ModelCommand[] = [
    { ...good, lots: 0 },
    { ...good, lots: rules.maxLots + 1 },
    { ...good, instrument: 900 },
    { ...good, priceUnits: good.priceUnits + 1n },
    { ...good, priceUnits: 2n ** 63n - 1n },
    { ...good, priceUnits: -(2n ** 63n) },
    { ...good, side: 2 },
    { ...good, tif: 7 },
    { ...good, flags: flagBits.market | flagBits.postOnly },
    { ...good, account: 77 },
    { ...good, kind: commandKinds.replace, lots: 0 },
    { ...good, kind: commandKinds.reduce, lots: 0 },
    { ...good, kind: commandKinds.cancel, orderId: 424242n },
    { ...good, displayShift: 2, tif: tifs.IOC },
  ];
  return variants[(step.idIndex + step.lotsIndex) % variants.length] ?? good;
}

function toCommand(step: Step, tsNs: bigint, middle: number, rules: InstrumentRules): ModelCommand {
  const base: ModelCommand = {
    tsNs,
    orderId: interestingIds[step.idIndex] ?? 0n,
    priceUnits: BigInt(middle + step.offset) * BigInt(rules.unitsPerTick),
    lots: lotsOf(step, rules.maxLots),
    kind: commandKinds.new,
    side: step.side,
    tif: tifs.GTC,
    flags: 0,
    instrument: step.instrument,
    rank: 4,
    displayShift: 0,
    account: step.account,
  };
  switch (step.kind) {
    case 'iceberg':
      return rules.maxLots > icebergLotsMost ? base : { ...base, displayShift: step.shift };
    case 'postOnly':
      return { ...base, flags: flagBits.postOnly };
    case 'ioc':
      return { ...base, tif: tifs.IOC };
    case 'fok':
      return { ...base, tif: tifs.FOK };
    case 'market':
      return { ...base, flags: flagBits.market, priceUnits: 0n };
    case 'cancel':
      return { ...base, kind: commandKinds.cancel, priceUnits: 0n, lots: 0 };
    case 'reduce':
      return { ...base, kind: commandKinds.reduce, priceUnits: 0n };
    case 'replace':
      return { ...base, kind: commandKinds.replace };
    case 'bad':
      return badCommand(step, base, rules);
    default:
      return base;
  }
}

/** The commands of a flow; null where a checkpoint was drawn. */
export function toCommands(
  steps: readonly Step[],
  rules: InstrumentRules,
  start = 0,
): (ModelCommand | null)[] {
  let middle = start;
  let tsNs = 0n;
  return steps.map((step) => {
    middle += step.drift;
    tsNs += BigInt(step.waitNs);
    return step.kind === 'checkpoint' ? null : toCommand(step, tsNs, middle, rules);
  });
}

export function onlyCommands(commands: readonly (ModelCommand | null)[]): ModelCommand[] {
  return commands.filter((command) => command !== null);
}
