/**
 * Agents that are changed while they run. The witness is the plan: a stage that begins at a moment draws the same numbers as
 * a change that comes at that moment, so both runs write the same reports, to the byte.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { parseCommand, type CommandInput } from '../../src/scenario';
import { check } from '../property/check';
import { agentOf, createWorld, playWorld, second, stateOf, type AgentWorld } from './agent-engine';

const endNs = 20n * second;
const changeAt = (tsNs: bigint, fields: object): CommandInput =>
  parseCommand({ op: 'agentChange', ts: tsNs.toString(), ...fields }, 'change');
const base = { fromNs: 0n, limits: 1, markets: 1, cancels: 1, lean: 0 };
const roomy = { orders: 16_384, agentOrders: 8_192 };
const unitsOf = (world: AgentWorld): string =>
  Buffer.from(playWorld(createWorld(world, roomy), endNs)).toString('hex');
const countOf = (units: Uint8Array): number => units.byteLength / 32;

describe('a change of an agent', () => {
  it('is what a stage of its plan would have been', () => {
    const factor = fc.constantFrom(0, 0.123, 0.5, 1, 3.7);
    const rates = fc.record({
      limits: factor,
      markets: factor,
      cancels: factor,
      lean: fc.constantFrom(-1, -0.25, 0, 0.6),
    });
    const place = fc.integer({ min: 1, max: 19_000_000 });
    const property = fc.property(rates, place, fc.nat(1000), (changed, us, seed) => {
      const fromNs = BigInt(us) * 1000n + 1n;
      const planned = agentOf({ endNs, stages: [base, { fromNs, ...changed }] });
      const plain = agentOf({ endNs, stages: [base] });
      const byPlan = unitsOf({ agents: [planned], seed: BigInt(seed) });
      const commands = [changeAt(fromNs, { agent: 1, ...changed })];
      expect(unitsOf({ agents: [plain], commands, seed: BigInt(seed) })).toBe(byPlan);
    });
    check(property, 20);
  });

  it('multiplies what the stage says, adds to its lean, and ends with the next change', () => {
    const stages = [{ ...base, limits: 0.5, cancels: 2, lean: 0.4 }];
    const twice = [
      ...stages,
      { fromNs: 4n * second, limits: 1, markets: 3, cancels: 1, lean: 1 },
      { ...stages[0]!, fromNs: 9n * second },
    ];
    const commands = [
      changeAt(4n * second, { limits: 2, markets: 3, cancels: 0.5, lean: 0.9 }),
      changeAt(9n * second, {}),
    ];
    expect(unitsOf({ agents: [agentOf({ endNs, stages })], commands })).toBe(
      unitsOf({ agents: [agentOf({ endNs, stages: twice })] }),
    );
  });

  it('reaches the one that is named, or every one of the instrument, and no other', () => {
    const agents = [1, 2].map((id) => agentOf({ id, endNs }));
    const other = agentOf({ id: 3, instrument: 1, endNs });
    const still = { limits: 0, markets: 0, cancels: 0 };
    const ordersAfter = (fields: object): Set<number> => {
      const commands = [changeAt(10n * second, fields)];
      const units = playWorld(createWorld({ agents: [...agents, other], commands, instruments: 2 }), endNs);
      const later = [...decodeReports(units)].filter(
        ({ kind, ts }) => kind === 'accepted' && BigInt(ts!) > 10n * second,
      );
      return new Set(later.map(({ id }) => Number(BigInt(id!) >> 32n)));
    };
    expect(ordersAfter({ ...still, agent: 2 })).toEqual(new Set([1, 3]));
    expect(ordersAfter(still)).toEqual(new Set([3]));
    expect(ordersAfter({ ...still, instrument: 1 })).toEqual(new Set([1, 2]));
  });

  it('wakes one whose rates were nothing, and nobody before the start', () => {
    const sleeper = agentOf({ endNs, stages: [{ ...base, limits: 0, markets: 0, cancels: 0 }] });
    const nothing = agentOf({ endNs, startNs: 15n * second });
    const loud = [changeAt(5n * second, { limits: 4 })];
    const asPlanned = unitsOf({ agents: [nothing] });
    expect(unitsOf({ agents: [sleeper], commands: loud })).toBe(unitsOf({ agents: [sleeper] }));
    const engine = createWorld({ agents: [nothing], commands: loud });
    expect(countOf(playWorld(engine, 14n * second))).toBe(0);
    expect(asPlanned).not.toBe(unitsOf({ agents: [nothing], commands: loud }));
    const quiet = [changeAt(5n * second, { limits: 0, markets: 0, cancels: 0 }), changeAt(9n * second, {})];
    const woken = playWorld(createWorld({ agents: [agentOf({ endNs })], commands: quiet }), endNs);
    const times = [...decodeReports(woken)].map(({ ts }) => BigInt(ts!));
    expect(times.filter((ts) => ts > 5n * second && ts < 9n * second)).toEqual([]);
    expect(times.filter((ts) => ts > 9n * second).length).toBeGreaterThan(50);
  });

  it('is refused where nobody has that number, and changes nothing', () => {
    const agents = [agentOf({ endNs })];
    const commands = [changeAt(5n * second, { agent: 9, limits: 0 })];
    const engine = createWorld({ agents, commands });
    const rows = [...decodeReports(playWorld(engine, endNs))];
    const refused = rows.filter(({ kind }) => kind === 'rejected');
    expect(refused).toMatchObject([{ code: 'unknownId', ts: (5n * second).toString() }]);
    expect(rows.length).toBe([...decodeReports(playWorld(createWorld({ agents }), endNs))].length + 1);
    expect(stateOf(engine)).toMatchObject({ invalid: null });
  });
});
