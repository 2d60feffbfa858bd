/**
 * Work over a whole run that leaves the playhead alone: its result, and the verdict on a claim. It opens an engine of
 * its own for that. Invariant: a verdict is reached by a run from the start, never from what was cached.
 */
import { TapedeckError } from '../layout/errors';
import type { CannotReason } from '../share/outcome';
import type { Claim } from '../share/shared-run';
import { compareClaim } from '../share/verdict';
import type { Run } from '../sim';
import { verifyRun } from '../sim/verify';
import type { Job } from './job';
import type { Answer, WholeResult } from './protocol';

export async function wholeResult(run: Run, job: Job): Promise<WholeResult> {
  const fresh = await run.reopen({ checkpointBytes: 0, sinks: [] });
  const whole = await verifyRun(fresh, {
    breathe: job.breathe,
    onProgress: (done, total) => job.progress({ phase: 'run', done, total }),
  });
  return { result: whole.result, blockDigests: [...whole.blockDigests] };
}

/** Never rejects for what a person can meet: what stands in the way is itself a verdict. */
export async function verdictOn(run: Run, claim: Claim, job: Job): Promise<Answer<'verify'>> {
  try {
    const whole = await wholeResult(run, job);
    const { engine, reportCount, digest } = whole.result;
    return {
      verdict: compareClaim(claim, { engine, reportCount, digest, blockDigests: whole.blockDigests }),
      whole,
    };
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw error;
    const reason: CannotReason = job.signal.aborted ? 'cancelled' : reasonOf(error);
    return { verdict: { kind: 'cannotVerify', reason, message: error.message }, whole: null };
  }
}

const reasonOf = (error: TapedeckError): CannotReason =>
  error.code.startsWith('E-TAPE') ? 'tapeOther' : 'fault';
