/**
 * What a run says about itself when asked: the run JSON of docs/FORMATS.md §8, with the notes of re-runs. Pure.
 * Invariant: everything here but `notes` is decided by manifest, tape and human log alone.
 */
import { prefixDigests } from '../share/verdict';
import type { Engine } from '../engine/engine';
import type { Assumptions } from './assumptions';

export interface RunResult {
  readonly version: 1;
  /** engine id, 16 hex digits */
  readonly engine: string;
  readonly manifestHash: string;
  readonly tape: string | null;
  readonly digest: string;
  readonly reportCount: number;
  readonly stateDigest: string;
  readonly eventCount: number;
  readonly counts: Record<string, number>;
  readonly lastTsNs: string;
  readonly assumptions: Record<string, string>;
  readonly prefix: string[];
  /** what happened on the way that changed no report, such as a capacity that was doubled */
  readonly notes: string[];
}

export interface ResultParts {
  readonly engineId: string;
  readonly manifestHash: string;
  readonly tapeHash: string | null;
  readonly counts: Record<string, number>;
  readonly assumptions: Assumptions;
  readonly notes: readonly string[];
}

export function resultOf(engine: Engine, parts: ResultParts): RunResult {
  const { digest, reportCount } = engine.runDigest();
  return {
    version: 1,
    engine: parts.engineId,
    manifestHash: parts.manifestHash,
    tape: parts.tapeHash,
    digest,
    reportCount,
    stateDigest: engine.stateDigest(),
    eventCount: engine.eventCount,
    counts: parts.counts,
    lastTsNs: engine.nowNs.toString(),
    assumptions: { ...parts.assumptions },
    prefix: prefixDigests(engine.blockDigests()),
    notes: [...parts.notes],
  };
}
