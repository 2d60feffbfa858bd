/** Engines with agents for tests, and what is compared about two of them. */
import type { Capacities } from '../../src/engine/config';
import { Engine } from '../../src/engine/engine';
import type { CommandInput } from '../../src/scenario';
import { paper, type AgentSpec } from '../../src/scenario/agents';
import { core } from '../sim/core-module';

export const second = 1_000_000_000n;
const reachedTime = 1;
const fault = 5;

/** The paper's agent, but for what a test says. */
export const agentOf = (given: Partial<AgentSpec> = {}): AgentSpec => ({
  family: 'cst',
  id: 1,
  instrument: 0,
  startNs: 0n,
  endNs: 60n * second,
  ...paper,
  start: { bid: 9_999, ask: 10_000, bids: [3, 4, 4, 3, 3], asks: [3, 4, 4, 3, 3] },
  ...given,
});

export const smallCapacities: Partial<Capacities> = {
  orders: 16_384,
  farLevels: 256,
  pending: 256,
  extensions: 16,
  windowRows: 16,
  journalUnits: 4_096,
  blocks: 4_096,
  windowTicks: 4_096,
  agentOrders: 8_192,
};

export interface AgentWorld {
  readonly agents: readonly AgentSpec[];
  readonly commands?: readonly CommandInput[];
  readonly seed?: bigint;
  readonly instruments?: number;
}

export function createWorld(
  { agents, commands = [], seed = 1n, instruments = 1 }: AgentWorld,
  capacities: Partial<Capacities> = {},
  module: WebAssembly.Module = core,
): Engine {
  const engine = Engine.create(module, {
    instruments: Array.from({ length: instruments }, (_, index) => ({
      symbol: `S${index}`,
      priceUnit: '0.01',
      unitsPerTick: 1,
      lotSize: '1',
      maxLots: 1_000_000,
      minTick: 1,
      maxTick: 100_000,
      selfTrade: 'none',
      mode: 'matched',
    })),
    reports: ['accepted', 'rejected', 'fill', 'cancelled', 'cancelRejected', 'touch'],
    agents,
    seed,
    capacities: { ...smallCapacities, ...capacities },
  });
  engine.setWindow(0, 2, true);
  for (const command of commands) engine.push(command);
  return engine;
}

/** Runs until nothing at or before `untilNs` is left; returns the units reported. */
export function playWorld(engine: Engine, untilNs: bigint, budget = 1_000_000): Uint8Array {
  const parts: Uint8Array[] = [];
  for (;;) {
    const reason = engine.run(untilNs, budget);
    parts.push(engine.readReports());
    if (reason === reachedTime) return Buffer.concat(parts);
    if (reason === fault) throw new Error(`fault ${engine.fault?.code}`);
  }
}

export const stateOf = (engine: Engine): Readonly<Record<string, unknown>> => ({
  ...engine.runDigest(),
  blocks: engine.blockDigests(),
  state: engine.stateDigest(),
  events: engine.eventCount,
  invalid: engine.validate(),
});

/** A market or limit order of a person. */
export const orderOf = (given: Partial<CommandInput> & { tsNs: bigint }): CommandInput => ({
  orderId: 1n,
  priceUnits: 0n,
  lots: 1,
  kind: 1,
  side: 0,
  tif: 0,
  flags: given.priceUnits === undefined ? 1 : 0,
  instrument: 0,
  rank: 4,
  displayShift: 0,
  account: 0,
  ...given,
});
