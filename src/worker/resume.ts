/**
 * Brings a run back to where it was left. Invariant: a checkpoint that does not fit costs time, never the run.
 */
import { TapedeckError } from '../layout/errors';
import type { Breathe, Run } from '../sim';
import { takeUp } from '../sim/take-up';
import type { RequestOf } from './protocol';

/** True when the checkpoint carried it there. */
export async function resumeRun(run: Run, request: RequestOf<'resume'>, breathe: Breathe): Promise<boolean> {
  try {
    await takeUp(run, request, request.checkpoint, breathe);
    return request.checkpoint !== null;
  } catch (error) {
    if (!(error instanceof TapedeckError && error.code === 'E-RUN-08')) throw error;
    await takeUp(run, request, null, breathe);
    return false;
  }
}
