/**
 * Random manifests and commands for the property tests of scenario and share. Every value is one that the parser
 * itself could have made: defaults filled in, kinds in order.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CommandFlag, CommandKind, ReportKind } from '../../src/layout/layout.gen';
import type { ReportKindName } from '../../src/layout/layout.gen';
import type { AgentSpec, CommandInput, Manifest } from '../../src/scenario';
import type { DelaySpec, LatencySpec } from '../../src/scenario/latency';

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

const action = {
  ...plain,
  tsNs: head.tsNs,
  instrument: head.instrument,
  rank: fc.constant(1),
  orderId: fc.constant(1n),
  priceUnits: fc.constant(0n),
  lots: fc.constant(1),
};

const shock = { ...head, rank: fc.constant(3) };
const thousandths = fc.bigInt({ min: 0n, max: 1_000_000n });

export const anyCommand: fc.Arbitrary<CommandInput> = fc.oneof(
  fc.record({
    ...plain,
    ...shock,
    kind: fc.constant(CommandKind.agentChange),
    priceUnits: fc
      .tuple(thousandths, thousandths, thousandths)
      .map(([limits, markets, cancels]) => limits | (markets << 20n) | (cancels << 40n)),
    lots: fc.integer({ min: 0, max: 2000 }),
    account: fc.integer({ min: 0, max: 65535 }),
  }),
  fc
    .record({
      ...plain,
      ...shock,
      kind: fc.constant(CommandKind.news),
      priceUnits: fc.constant(0n),
      text: fc
        .string({ minLength: 1, maxLength: 200, unit: 'grapheme' })
        .filter((text) => text.trim() !== '' && text.length <= 200),
    })
    .map((headline) => {
      const first = createHash('sha256').update(headline.text).digest().readUInt32BE(0);
      return { ...headline, lots: 2 ** 31 + (first % 2 ** 31) };
    }),
  fc.record({
    ...action,
    kind: fc.constant(CommandKind.split),
    lots: fc.integer({ min: 1, max: 1_000_000 }),
    orderId: fc.bigInt({ min: 1n, max: 1_000_000n }),
  }),
  fc.record({
    ...action,
    kind: fc.constant(CommandKind.dividend),
    priceUnits: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    orderId: fc.bigInt({ min: 1n, max: 1_000_000_000n }),
  }),
  fc.record({ ...action, kind: fc.constantFrom(CommandKind.symbolChange, CommandKind.delist) }),
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

const kinds = (Object.keys(ReportKind) as ReportKindName[]).filter(
  (name) => !['fillTail', 'triggered', 'restated'].includes(name),
);

const endNs = 3_600_000_000_000n;
const rate = fc.double({ min: 0, max: 1_000, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const rates = fc.array(rate, { minLength: 1, maxLength: 6 });
const counts = fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 4 });
const stage = fc.record({
  limits: rate,
  markets: rate,
  cancels: rate,
  lean: fc.constantFrom(-1, -0.25, 0, 0.1, 1),
});

/** Trades on the ticks around 0, which every instrument above has. */
const agent: fc.Arbitrary<AgentSpec> = fc.record({
  family: fc.constant('cst' as const),
  id: fc.integer({ min: 1, max: 65_535 }),
  instrument: fc.constant(0),
  startNs: fc.bigInt({ min: 0n, max: endNs / 2n }),
  endNs: fc.bigInt({ min: endNs / 2n, max: endNs }),
  limits: rates,
  tail: fc.record({ k: rate, alpha: fc.constantFrom(0, 0.52, 8), depth: fc.integer({ min: 1, max: 256 }) }),
  market: rate,
  cancels: rates,
  sizes: fc.array(fc.record({ lots: fc.constant(1), weight: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  start: fc
    .record({ bids: counts, asks: counts })
    .map(({ bids, asks }) => ({ bid: 0, ask: 1, bids: bids.slice(0, 1), asks: asks.slice(0, 1) })),
  stages: fc
    .array(stage, { minLength: 1, maxLength: 4 })
    .map((stages) => stages.map((one, place) => ({ fromNs: BigInt(place) * 7n, ...one }))),
});

const decimal = fc.constantFrom('0', '2.5', '-0.278', '10');
const money = fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).map(String);
const feeLine = fc.record(
  {
    name: text(64),
    account: fc.integer({ min: 1, max: 9 }),
    role: fc.constantFrom('maker' as const, 'taker' as const),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    basisPoints: decimal,
    perLot: decimal,
    perFill: money,
    rounding: fc.constantFrom('nearest' as const, 'up' as const, 'down' as const),
    tierBy: fc.constantFrom('lots' as const, 'value' as const),
    tiers: fc.constantFrom([], [{ from: '5' }, { from: '900', basisPoints: '1', perLot: '-0.1' }]),
  },
  { requiredKeys: ['name'] },
);
const venue = fc.record(
  { name: text(64), account: fc.integer({ min: 1, max: 9 }), fees: fc.array(feeLine, { maxLength: 3 }) },
  { requiredKeys: ['name', 'account'] },
);

const nsText = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(String);
const factor = fc.constantFrom(0.5, 2);
const delay: fc.Arbitrary<DelaySpec> = fc.oneof(
  fc.record({ constant: nsText }),
  fc.record({ uniform: fc.constant(['3', '99'] as const) }),
  fc.record({ exponential: fc.record({ mean: nsText, from: nsText }, { requiredKeys: ['mean'] }) }),
  fc.record({ logNormal: fc.record({ median: nsText, sigma: factor }) }),
  fc.record({ pareto: fc.record({ scale: nsText, alpha: factor }) }),
  fc.record({ empirical: fc.array(fc.tuple(nsText, fc.integer({ min: 1, max: 9 })), { minLength: 1 }) }),
);
const latency: fc.Arbitrary<LatencySpec> = fc.record(
  { account: fc.integer({ min: 1, max: 9 }), new: delay, cancel: delay, response: delay, feed: delay },
  { requiredKeys: ['account'] },
);

/** Agents need a span, no tape, and commands within the span. */
const acting = fc.record({
  span: fc.constant({ startNs: 0n, endNs }),
  latency: fc.uniqueArray(latency, { maxLength: 2, selector: ({ account }) => account }),
  agents: fc.uniqueArray(agent, { maxLength: 3, selector: ({ id }) => id }),
  commands: anyLog(3).map((log) => log.map((command) => ({ ...command, tsNs: command.tsNs % 2n }))),
});
const byTime = (log: readonly CommandInput[]): CommandInput[] =>
  [...log].sort((a, b) => Number(a.tsNs - b.tsNs));

const lesson = fc.record({
  goal: text(400),
  questions: fc.array(
    fc.array(text(160), { minLength: 2, maxLength: 6 }).chain((options) =>
      fc.record({
        ask: text(300),
        options: fc.constant(options),
        answer: fc.nat(options.length - 1),
        because: text(600),
      }),
    ),
    { maxLength: 3 },
  ),
});

export const anyManifest: fc.Arbitrary<Manifest> = fc
  .record({
    span: fc.constant(null),
    agents: fc.constant([]),
    version: fc.constant(1 as const),
    title: text(200),
    lesson: fc.option(lesson),
    tape: fc.option(tape),
    beside: fc.uniqueArray(tape, { maxLength: 2, selector: ({ hash }) => hash }),
    instruments: fc.array(instrument, { minLength: 1, maxLength: 3 }),
    seed: u64.map(String),
    accounts: fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 2 ** 20 - 1 }),
        cash: fc.bigInt({ min: 0n, max: 2n ** 62n - 1n }),
      }),
      { maxLength: 3, selector: (account) => account.id },
    ),
    latency: fc.constant([]),
    routing: fc.constant(null),
    marketIndex: fc.constant(null),
    venues: fc.uniqueArray(venue, { maxLength: 2, selector: ({ name }) => name }),
    reports: fc.subarray(kinds),
    commands: anyLog(6),
    capacities: fc.record(
      { orders: fc.integer({ min: 1, max: 2 ** 30 }), windowTicks: fc.constantFrom(4096, 65536) },
      { requiredKeys: [] },
    ),
  })
  .chain((manifest): fc.Arbitrary<Manifest> => {
    if (manifest.tape !== null)
      return fc.constant({ ...manifest, instruments: manifest.instruments.slice(1) });
    const withAgents = acting.map((more) => ({ ...manifest, ...more, commands: byTime(more.commands) }));
    return fc.oneof(fc.constant(manifest), withAgents);
  });
