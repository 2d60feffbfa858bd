/**
 * What a run says about itself when asked: the run JSON of docs/FORMATS.md §8, with the notes of re-runs. Pure.
 * Invariant: everything here but `notes` is decided by manifest, tape and human log alone.
 */
import { prefixDigests } from '../share/verdict';
import type { Engine } from '../engine/engine';
import { manifestHash } from '../scenario/canonical';
import type { Manifest } from '../scenario/manifest';
import { assumptionsOf } from './assumptions';
import { impactFigures, type ImpactFigures } from './impact-figures';
import type { TapePort } from './tape-port';

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
  /** what own orders did in the tape, one an instrument that takes them; absent where none does */
  readonly impact?: readonly ImpactFigures[];
  /** what happened on the way that changed no report, such as a capacity that was doubled */
  readonly notes: string[];
}

export interface ResultParts {
  readonly engineId: string;
  readonly manifest: Manifest;
  readonly tape: TapePort | null;
  readonly counts: Record<string, number>;
  readonly notes: readonly string[];
}

export function resultOf(
  engine: Engine,
  { engineId, manifest, tape, counts, notes }: ResultParts,
): RunResult {
  const { digest, reportCount } = engine.runDigest();
  const impact = impactFigures(manifest, engine);
  return {
    version: 1,
    engine: engineId,
    manifestHash: manifestHash(manifest),
    tape: tape?.hash ?? null,
    digest,
    reportCount,
    stateDigest: engine.stateDigest(),
    eventCount: engine.eventCount,
    counts,
    lastTsNs: engine.nowNs.toString(),
    assumptions: { ...assumptionsOf(manifest, tape) },
    prefix: prefixDigests(engine.blockDigests()),
    ...(impact.length === 0 ? {} : { impact }),
    notes: [...notes],
  };
}
