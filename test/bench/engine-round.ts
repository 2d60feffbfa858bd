/**
 * One round of the engine over a flow: a fresh instance, the whole flow in its window before the clock starts,
 * the journal marked as read between calls as a host does that wants digests. The clock runs over `run` alone.
 */
import type { EngineConfig, InstrumentConfig } from '../../src/engine/config';
import { Engine } from '../../src/engine/engine';
import { Rank, StopReason } from '../../src/layout/layout.gen';
import { maxI64 } from '../../src/scenario/command';
import { CommandLayout } from '../../src/layout/layout.gen';
import type { Flow } from './flow/command-writer';

export const JOURNAL_UNITS = 65_536;
const EVENTS_A_CALL = 16_384;
const FAR_LEVELS_IN_ALL = 65_536;

export interface EngineRound {
  /** Messages a second. */
  readonly rate: number;
  readonly digest: string;
  readonly reportCount: number;
}

function instrumentAt(index: number): InstrumentConfig {
  return {
    ...{ symbol: `BENCH${index}`, priceUnit: '1', unitsPerTick: 1, lotSize: '1', maxLots: 1_000_000 },
    ...{ minTick: 1, maxTick: 1_000_000, selfTrade: 'none', mode: 'matched' },
  };
}

export function configFor(flow: Flow): EngineConfig {
  return {
    instruments: Array.from({ length: flow.instruments }, (_, i) => instrumentAt(i)),
    capacities: {
      orders: flow.orders,
      farLevels: Math.floor(FAR_LEVELS_IN_ALL / flow.instruments),
      ...{ pending: 64, extensions: 64, accounts: 1, blocks: 65_536, journalUnits: JOURNAL_UNITS },
      windowRows: flow.count,
      windowTicks: flow.windowTicks,
    },
    reports: [
      ...(['accepted', 'rejected', 'fill', 'cancelled', 'replaced', 'reduced'] as const),
      ...(['cancelRejected', 'reduceRejected', 'replaceRejected'] as const),
    ],
  };
}

/** Plays rows up to `end`; throws when the engine stops for another reason. */
function playTo(engine: Engine, end: number): void {
  while (engine.windowCursor < end) {
    const reason = engine.run(maxI64, Math.min(EVENTS_A_CALL, end - engine.windowCursor));
    engine.skipReports();
    if (reason === StopReason.fault)
      throw new Error(`the engine stopped: ${engine.fault?.code ?? 'unknown'}`);
  }
}

export function playFlow(module: WebAssembly.Module, flow: Flow): EngineRound {
  const engine = Engine.create(module, configFor(flow));
  engine.commandBytes().set(flow.commands.subarray(0, flow.count * CommandLayout.size));
  engine.setWindow(flow.count, Rank.tape, true);
  playTo(engine, flow.warmup);
  const start = performance.now();
  playTo(engine, flow.count);
  const seconds = (performance.now() - start) / 1000;
  const { digest, reportCount } = engine.runDigest();
  return { rate: (flow.count - flow.warmup) / seconds, digest, reportCount };
}
