/**
 * Random manifests and commands for the property tests of scenario and share. Every value is one that the parser
 * itself could have made: defaults filled in, kinds in order.
 */
import fc from 'fast-check';
import { CommandFlag, CommandKind, ReportKind } from '../../src/layout/layout.gen';
import type { ReportKindName } from '../../src/layout/layout.gen';
import type { CommandInput, Manifest } from '../../src/scenario';

const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const head = {
  tsNs: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  orderId: u64,
  instrument: fc.integer({ min: 0, max: 65535 }),
  rank: fc.integer({ min: 3, max: 6 }),
};
const plain = {
  side: fc.constant(0),
  tif: fc.constant(0),
  flags: fc.constant(0),
  displayShift: fc.constant(0),
  account: fc.constant(0),
};

const submission = {
  ...head,
  kind: fc.constant(CommandKind.new),
  lots: u32,
  side: fc.integer({ min: 0, max: 1 }),
  tif: fc.integer({ min: 0, max: 2 }),
  displayShift: fc.integer({ min: 0, max: 31 }),
  account: u32,
};

export const anyCommand: fc.Arbitrary<CommandInput> = fc.oneof(
  fc.record({ ...submission, priceUnits: i64, flags: fc.constantFrom(0, CommandFlag.postOnly) }),
  fc.record({
    ...submission,
    priceUnits: fc.constant(0n),
    flags: fc.constantFrom(CommandFlag.market, CommandFlag.market | CommandFlag.postOnly),
  }),
  fc.record({
    ...head,
    ...plain,
    kind: fc.constant(CommandKind.cancel),
    priceUnits: fc.constant(0n),
    lots: fc.constant(0),
  }),
  fc.record({
    ...head,
    ...plain,
    kind: fc.constant(CommandKind.reduce),
    priceUnits: fc.constant(0n),
    lots: u32,
  }),
  fc.record({ ...head, ...plain, kind: fc.constant(CommandKind.replace), priceUnits: i64, lots: u32 }),
);

export const anyLog = (maxLength: number): fc.Arbitrary<CommandInput[]> =>
  fc
    .array(anyCommand, { maxLength })
    .map((log) => log.sort((a, b) => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0)));

const step = fc.constantFrom('0.01', '0.0001', '1', '25', '0.5');
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', maxLength: Math.floor(maxLength / 4) });
const address = fc.constantFrom('', 'tapes/quiet/', 'https://example.org/t;a=b/#x%20y/', './ä/', 'folder');

export const hexText = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

const tape = fc.record({ hash: hexText(64), name: text(200), url: address });

const instrument = fc.record({
  symbol: text(64),
  priceUnit: step,
  unitsPerTick: fc.integer({ min: 1, max: 1000 }),
  lotSize: step,
  maxLots: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  minTick: fc.integer({ min: -(2 ** 30), max: 0 }),
  maxTick: fc.integer({ min: 1, max: 2 ** 30 }),
  selfTrade: fc.constantFrom('none', 'cancelNew', 'cancelOld', 'cancelBoth', 'decrement'),
});

const kinds = (Object.keys(ReportKind) as ReportKindName[]).filter((name) => name !== 'fillTail');

export const anyManifest: fc.Arbitrary<Manifest> = fc
  .record({
    version: fc.constant(1 as const),
    title: text(200),
    tape: fc.option(tape),
    instruments: fc.array(instrument, { minLength: 1, maxLength: 3 }),
    seed: u64.map(String),
    accounts: fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 2 ** 20 - 1 }),
        cash: fc.bigInt({ min: 0n, max: 2n ** 62n - 1n }),
      }),
      { maxLength: 3, selector: (account) => account.id },
    ),
    reports: fc.subarray(kinds),
    commands: anyLog(6),
    capacities: fc.record(
      { orders: fc.integer({ min: 1, max: 2 ** 30 }), windowTicks: fc.constantFrom(4096, 65536) },
      { requiredKeys: [] },
    ),
  })
  .map((manifest) =>
    manifest.tape === null ? manifest : { ...manifest, instruments: manifest.instruments.slice(1) },
  );
