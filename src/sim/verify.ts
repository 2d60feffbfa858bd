/**
 * Runs to the end, for whoever checks a claim: progress, cancelling, and capacities doubled on the way. It returns what
 * really came out and compares nothing. Invariant: a doubled capacity is noted and changes no report.
 */
import { TapedeckError } from '../layout/errors';
import type { RunResult } from './result';
import type { Breathe, Run } from './run';

export interface WholeRun {
  readonly result: RunResult;
  readonly blockDigests: readonly string[];
}

export interface VerifyOptions {
  /** how far it is: rows and commands applied of all there are, with agents milliseconds of simulated time */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  readonly breathe?: Breathe;
}

/** A capacity that was doubled this often is no accident. */
const maxDoublings = 12;

const cancelledError = (): TapedeckError => new TapedeckError('E-RUN-06', 'Cancelled. Nothing was changed.');

/** Nobody knows how many events agents will make, so with them time tells how far a run is. */
function placeOf(run: Run): [done: number, total: number] {
  const { manifest, startNs, endNs } = run;
  if (manifest.agents.length === 0)
    return [run.eventCount, (run.tape?.rows ?? 0) + manifest.commands.length + run.humanLog.length];
  return [Number((run.nowNs - startNs) / 1_000_000n), Number((endNs - startNs) / 1_000_000n)];
}

/** Plays `run`, or a copy with more room, to its end and returns the one that got there. */
export async function completeRun(run: Run, options: VerifyOptions = {}): Promise<Run> {
  const breathe = async (): Promise<void> => {
    if (options.signal?.aborted) throw cancelledError();
    const [done, total] = placeOf(current);
    options.onProgress?.(Math.min(done, total), total);
    await options.breathe?.();
  };
  let current = run;
  for (let doublings = 0; ; doublings += 1) {
    await breathe();
    const stopped = await current.playTo(current.endNs, Infinity, breathe);
    if (stopped !== 'fault') return current;
    const { fault } = current;
    if (fault === null) throw new Error('a run stopped by a fault has one');
    if (current.faultCapacity === null || doublings === maxDoublings) throw fault;
    current = await current.openDoubled(breathe);
  }
}

/** The whole run’s result and all block digests, to be compared with a claim. */
export async function verifyRun(run: Run, options: VerifyOptions = {}): Promise<WholeRun> {
  const complete = await completeRun(run, options);
  const [, total] = placeOf(complete);
  options.onProgress?.(total, total);
  return { result: complete.result(), blockDigests: complete.engine.blockDigests() };
}
