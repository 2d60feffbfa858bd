/**
 * Makes a run seekable everywhere: a scout plays it once from the start to the end and lays the checkpoints that the run
 * shares. It decides nothing about the run and stays out of its way: `breathe` says when it may go on. Invariant: after a
 * survey every place is at most a checkpoint’s distance of replay away, as far as the budget allows.
 */
import type { Breathe, Run } from './run';

/** `onReached`: everything up to there is surveyed. Does nothing where a sink cannot be copied. */
export async function surveyRun(run: Run, onReached: (ns: bigint) => void, breathe: Breathe): Promise<void> {
  const scout = run.openScout();
  if (scout === null) return;
  while (!scout.isAtEnd) {
    await breathe();
    if (!(await scout.skipKnown())) {
      const room = scout.nextCheckpointEvent - scout.eventCount;
      // A fault will stop the run itself, and be told, at the same event.
      if ((await scout.playTo(scout.endNs, room, breathe)) === 'fault') return;
    }
    onReached(scout.nowNs);
  }
}
