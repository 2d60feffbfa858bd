/**
 * The core behind the interface of the suites: one command at a time through the input window, reports decoded.
 * Knows nothing of what is tested. Each command is applied by a call of its own, so every bound is met at once.
 */
import { readFileSync } from 'node:fs';
import { parseCommand } from '../../src/scenario/command';
import { writeCommand } from '../../src/engine/command';
import { Engine } from '../../src/engine/engine';
import type { Capacities, EngineConfig } from '../../src/engine/config';
import { decodeReports } from '../../src/engine/reports';
import { stopReasonName } from '../../src/layout/layout.gen';
import { ranks } from '../model/codes';
import { commandSize, writeModelCommand } from '../model/bytes';
import type { ModelCommand, ModelCounters, ReportObject } from '../model/types';
import type { LevelView, Matcher, MatcherConfig, MoneyView, OrderView } from './matcher';

export const endOfTime = 2n ** 63n - 1n;
/** Bit of an order's flags: tape lots of unknown origin, which are no order of anybody. */
const anonymousBit = 2;
const module = new WebAssembly.Module(readFileSync('build/tapedeck.wasm'));
/** The same core with its assertions. */
export const debugModule = new WebAssembly.Module(readFileSync('build/tapedeck.debug.wasm'));

export const smallCapacities: Partial<Capacities> = {
  orders: 512,
  farLevels: 512,
  pending: 512,
  extensions: 512,
  accounts: 16,
  windowRows: 1024,
  journalUnits: 4096,
  blocks: 1024,
  windowTicks: 4096,
};

export function engineConfig(config: MatcherConfig, capacities: Partial<Capacities> = {}): EngineConfig {
  return {
    instruments: config.instruments.map((rules, index) => ({
      symbol: config.routing ? 'S' : `S${index}`,
      priceUnit: '1',
      lotSize: '1',
      ...rules,
    })),
    accounts: config.accounts,
    venues: config.venues ?? [],
    latency: config.latency ?? [],
    routing: config.routing ?? null,
    seed: config.seed ?? 0n,
    reports: config.reports,
    capacities: { ...smallCapacities, ...capacities },
  };
}

export function createEngine(
  config: MatcherConfig,
  capacities: Partial<Capacities> = {},
  core: WebAssembly.Module = module,
): Engine {
  return Engine.create(core, engineConfig(config, capacities));
}

export function restoreEngine(image: Uint8Array): Engine {
  return Engine.restore(module, image);
}

export function stateOf(engine: Engine): string {
  return `${engine.stateDigest()} ${engine.runDigest().digest} ${engine.reportCount}`;
}

/** Writes commands into the window without running them. */
export function fillWindow(engine: Engine, commands: readonly ModelCommand[], isLast = true): void {
  const view = engine.commandView();
  commands.forEach((command, index) => writeModelCommand(view, index * commandSize, command));
  engine.setWindow(commands.length, ranks.person, isLast);
}

/** Runs to the end of what was given; reads the journal whenever it is full. Returns the units read. */
export function runToEnd(engine: Engine, untilNs = endOfTime, budget = 1_000_000): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (;;) {
    const stop = stopReasonName[engine.run(untilNs, budget)];
    parts.push(engine.readReports());
    if (stop === 'reachedTime' || stop === 'windowEmpty') return parts;
    if (stop === 'fault') throw new Error(`fault ${engine.fault?.code} ${engine.fault?.detail}`);
  }
}

export function checkEngine(engine: Engine): void {
  const broken = engine.validate();
  if (broken) throw new Error(`validate: ${broken.code} ${broken.detail}`);
}

export class CoreMatcher implements Matcher {
  readonly name = 'core';
  private count = 0;
  engine: Engine;

  constructor(config: MatcherConfig, capacities: Partial<Capacities> = {}) {
    this.engine = createEngine(config, capacities);
  }

  apply(json: Record<string, string | number | boolean>): ReportObject[] {
    const command = parseCommand(json, 'line 1');
    const rows = writeCommand(this.engine.commandView(), 0, command);
    return this.applyRows(rows, command.tsNs);
  }

  applyRecord(command: ModelCommand): ReportObject[] {
    writeModelCommand(this.engine.commandView(), 0, command);
    return this.applyRows(1, command.tsNs);
  }

  /** Runs no further than the command's own time: what expires later has not happened yet. */
  private applyRows(rows: number, tsNs: bigint): ReportObject[] {
    this.engine.setWindow(rows, ranks.person, true);
    const reports = runToEnd(this.engine, tsNs).flatMap((bytes) => [...decodeReports(bytes)]);
    return reports.map((report) => ({ ...(report as unknown as ReportObject), n: this.count++ }));
  }

  levels(instrument: number, side: 0 | 1): LevelView[] {
    return this.engine.depth(instrument, side, 10_000).map((level) => ({
      price: String(level.priceUnits),
      lots: String(level.totalLots),
      orders: level.orderCount,
    }));
  }

  orders(instrument: number): OrderView[] {
    const named = this.engine.orders(instrument).filter((order) => (order.flags & anonymousBit) === 0);
    return named.map((order) => ({
      id: String(order.orderId),
      side: order.side === 0 ? 'buy' : 'sell',
      price: String(order.priceUnits),
      shown: order.lots,
      account: order.account,
    }));
  }

  money(account: number, instrument: number): MoneyView {
    const { available, locked, position, cost, realised, fees, entries } = this.engine.account(
      account,
      instrument,
    );
    return { available, locked, position, cost, realised, fees, entries };
  }

  counters(instrument: number): ModelCounters {
    const { liveOrders: _live, session: _session, ...counters } = this.engine.bookCounters(instrument);
    return {
      ...counters,
      tradedLots: Number(counters.tradedLots),
      overdrawnLots: Number(counters.overdrawnLots),
    };
  }

  digest(): { digest: string; reportCount: number } {
    return this.engine.runDigest();
  }

  check(): void {
    checkEngine(this.engine);
  }

  /** Goes on in a fresh instance made from a checkpoint; restoring twice and storing again change nothing. */
  moveToFreshInstance(): void {
    const before = stateOf(this.engine);
    const image = this.engine.checkpoint();
    const fresh = restoreEngine(image);
    if (Buffer.compare(fresh.checkpoint(), image) !== 0) {
      throw new Error('a restored instance stores another image');
    }
    fresh.restoreInto(image);
    if (stateOf(fresh) !== before) throw new Error('a restored instance is in another state');
    this.engine = fresh;
  }
}
