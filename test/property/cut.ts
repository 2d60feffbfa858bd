/**
 * A run in one piece and the same run cut up: windows of any size, calls of any budget, fresh instances in between. What came
 * of it is all that may be seen of a run, so that two of them can be compared.
 */
import type { Capacities } from '../../src/engine/config';
import type { Engine } from '../../src/engine/engine';
import {
  checkEngine,
  createEngine,
  endOfTime,
  fillWindow,
  restoreEngine,
  runToEnd,
} from '../contract/core-matcher';
import type { MatcherConfig } from '../contract/matcher';
import type { ModelCommand } from '../model/types';

export interface Played {
  config: MatcherConfig;
  commands: readonly ModelCommand[];
}

export interface Outcome {
  digest: string;
  reportCount: number;
  blocks: string[];
  state: string;
  events: number;
  nowNs: bigint;
  units: string;
}

export function outcomeOf(engine: Engine, units: readonly Uint8Array[]): Outcome {
  checkEngine(engine);
  return {
    ...engine.runDigest(),
    blocks: engine.blockDigests(),
    state: engine.stateDigest(),
    events: engine.eventCount,
    nowNs: engine.nowNs,
    units: Buffer.concat(units).toString('hex'),
  };
}

export function playWhole({ config, commands }: Played, engine = createEngine(config)): Outcome {
  fillWindow(engine, commands);
  return outcomeOf(engine, runToEnd(engine));
}

/**
 * Hands the commands over in windows whose sizes are given in turn, each window in calls of a budget; `isMoved`: every third
 * window goes on in a fresh instance.
 */
export function playCut(
  { config, commands }: Played,
  sizes: readonly number[],
  budgets: readonly number[],
  { capacities = {}, isMoved = false }: { capacities?: Partial<Capacities>; isMoved?: boolean } = {},
): Outcome {
  let engine = createEngine(config, capacities);
  const units: Uint8Array[] = [];
  let at = 0;
  for (let turn = 0; at < commands.length; turn += 1) {
    const next = commands.slice(at, at + (sizes[turn % sizes.length] ?? 1));
    at += next.length;
    fillWindow(engine, next, at === commands.length);
    units.push(...runToEnd(engine, endOfTime, budgets[turn % budgets.length] ?? 1));
    if (isMoved && turn % 3 === 1) engine = restoreEngine(engine.checkpoint());
  }
  return outcomeOf(engine, units);
}
