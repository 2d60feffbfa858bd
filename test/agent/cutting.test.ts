/**
 * How a run with agents is cut must not show: budgets, slices of time, fresh instances, capacities, the build with
 * assertions. And each agent draws from its own stream: who else is there changes what the book is, never the draws.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine';
import { decodeReports } from '../../src/engine/reports';
import { parseCommand } from '../../src/scenario';
import type { AgentSpec } from '../../src/scenario/agents';
import { debugModule } from '../contract/core-matcher';
import { check } from '../property/check';
import { core } from '../sim/core-module';
import { agentOf, createWorld, orderOf, playWorld, second, stateOf, type AgentWorld } from './agent-engine';

const endNs = 20n * second;
const factor = fc.constantFrom(0, 0.5, 1, 3);
const agentArbitrary = fc
  .record({
    market: fc.constantFrom(0, 0.94, 6),
    limits: fc.constantFrom([1.85, 1.51, 1.09], [0], [4]),
    cancels: fc.constantFrom([0.71, 0.81, 0.2], [0], [5, 0.1]),
    sizes: fc.constantFrom(
      [{ lots: 1, weight: 1 }],
      [
        { lots: 1, weight: 3 },
        { lots: 40, weight: 1 },
      ],
    ),
    counts: fc.array(fc.nat(4), { maxLength: 5 }),
    stages: fc.array(
      fc.record({ limits: factor, markets: factor, cancels: factor, lean: fc.constantFrom(-1, 0, 0.3) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    startNs: fc.constantFrom(0n, 3n * second),
  })
  .map(({ counts, stages, ...rest }): Omit<AgentSpec, 'id'> => ({
    ...agentOf({ ...rest, tail: { k: 1.92, alpha: 0.52, depth: 5 }, endNs }),
    start: { bid: 9_999, ask: 10_001, bids: counts, asks: [...counts].reverse() },
    stages: stages.map((stage, place) => ({ fromNs: BigInt(place) * 6n * second, ...stage })),
  }));
const commandsArbitrary = fc
  .array(
    fc.record({
      at: fc.nat(19_999),
      side: fc.nat(1),
      lots: fc.integer({ min: 1, max: 60 }),
      tick: fc.integer({ min: -8, max: 8 }),
    }),
    { maxLength: 30 },
  )
  .map((orders) =>
    orders.map(({ at, side, lots, tick }, index) =>
      orderOf({
        tsNs: BigInt(at) * 1_000_000n,
        orderId: BigInt(index + 1),
        side,
        lots,
        ...(tick === 0 ? {} : { priceUnits: BigInt(10_000 + tick) }),
      }),
    ),
  );
const changesArbitrary = fc.array(
  fc
    .record({ at: fc.nat(19_999), agent: fc.nat(3), limits: factor, markets: factor, cancels: factor })
    .map(({ at, ...fields }) =>
      parseCommand({ op: 'agentChange', ts: String(at * 1_000_000), lean: 0.2, ...fields }, 'change'),
    ),
  { maxLength: 4 },
);
const worldArbitrary: fc.Arbitrary<AgentWorld> = fc.record({
  agents: fc
    .array(agentArbitrary, { minLength: 1, maxLength: 3 })
    .map((agents) => agents.map((agent, index) => ({ ...agent, id: index + 1 }))),
  commands: fc.tuple(commandsArbitrary, changesArbitrary).map((parts) => parts.flat()),
  seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
});

function whole(world: AgentWorld, engine = createWorld(world)): Readonly<Record<string, unknown>> {
  const units = Buffer.from(playWorld(engine, endNs)).toString('hex');
  return { ...stateOf(engine), units };
}

describe('the cut of a run with agents', () => {
  it('does not show: single events, random budgets, the build with assertions, capacities', () => {
    const budgets = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 });
    const property = fc.property(worldArbitrary, budgets, (world, sizes) => {
      const expected = whole(world);
      expect(expected).toMatchObject({ invalid: null });
      const cut = createWorld(world, {
        orders: 20_000,
        journalUnits: 8_192,
        pending: 999,
        agentOrders: 9_000,
        windowTicks: 8_192,
      });
      const parts: Uint8Array[] = [];
      for (let turn = 0, reason = 0; reason !== 1; turn += 1) {
        reason = cut.run(endNs, sizes[turn % sizes.length]!);
        parts.push(cut.readReports());
      }
      expect({ ...stateOf(cut), units: Buffer.concat(parts).toString('hex') }).toEqual(expected);
      expect(whole(world, createWorld(world, {}, debugModule))).toEqual(expected);
    });
    check(property, 25);
  });

  it('does not show when time is given in slices, nor when the run goes on in fresh instances', () => {
    const places = fc.array(fc.integer({ min: 1, max: 19_999 }), { minLength: 1, maxLength: 5 });
    const property = fc.property(worldArbitrary, places, (world, times) => {
      const expected = whole(world);
      let engine = createWorld(world);
      const parts: Uint8Array[] = [];
      for (const ms of [...times].sort((a, b) => a - b)) {
        parts.push(playWorld(engine, BigInt(ms) * 1_000_000n));
        expect(engine.validate()).toBeNull();
        const image = engine.checkpoint();
        const before = stateOf(engine);
        playWorld(engine, endNs);
        engine.restoreInto(image);
        expect(stateOf(engine)).toEqual(before);
        engine = Engine.restore(core, image);
        expect(stateOf(engine)).toEqual(before);
      }
      parts.push(playWorld(engine, endNs));
      expect({ ...stateOf(engine), units: Buffer.concat(parts).toString('hex') }).toEqual(expected);
    });
    check(property, 25);
  });
});

/** Reports of one instrument, as text, without their numbers. */
function reportsOf(units: Uint8Array, instrument: number): string[] {
  return [...decodeReports(units)]
    .filter((report) => report['instrument'] === instrument)
    .map(({ n: _n, ...report }) => JSON.stringify(report));
}

describe('the stream of an agent', () => {
  it('does not change when another agent trades elsewhere, or is listed before it', () => {
    const first = agentOf({ id: 7, endNs });
    const other = agentOf({ id: 3, instrument: 1, endNs, market: 5 });
    const alone = reportsOf(playWorld(createWorld({ agents: [first], instruments: 2 }), endNs), 0);
    for (const agents of [
      [first, other],
      [other, first],
    ]) {
      const both = reportsOf(playWorld(createWorld({ agents, instruments: 2 }), endNs), 0);
      expect(both).toEqual(alone);
    }
    expect(alone.length).toBeGreaterThan(500);
  });

  it('does not change when a passive agent is in the same book', () => {
    const acting = agentOf({ id: 2, endNs });
    const passive = agentOf({
      id: 1,
      endNs,
      limits: [0],
      tail: { k: 0, alpha: 0, depth: 1 },
      market: 0,
      start: { bid: 1, ask: 99_999, bids: [], asks: [] },
    });
    expect(whole({ agents: [passive, acting] })['digest']).toBe(whole({ agents: [acting] })['digest']);
  });

  it('depends on seed and id', () => {
    const digest = (seed: bigint, id: number) => whole({ agents: [agentOf({ id, endNs })], seed })['digest'];
    const digests = [digest(1n, 1), digest(2n, 1), digest(1n, 2), digest(2n ** 63n, 1)];
    expect(new Set(digests).size).toBe(4);
    expect(digest(1n, 1)).toBe(digests[0]);
  });
});
