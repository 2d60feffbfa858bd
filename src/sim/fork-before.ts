/**
 * A run with another log from some time on, in an engine of its own: from the last checkpoint that was told nothing of what
 * differs, else from the start. Knows places and logs, no engine. Invariant: it is what a run opened with that log would be.
 */
import type { CommandInput } from '../scenario/command';
import type { Run } from './run';

/** `ns`: before it the logs are one. An engine knows what is still to come, so a log that was opened whole is told from the start. */
export async function forkBefore(run: Run, ns: bigint, humanLog: readonly CommandInput[]): Promise<Run> {
  const { place, told, scheduledCount } = run.keptBefore(ns);
  const alone = { sinks: [], checkpointBytes: 0 };
  const wanted = new Set(humanLog);
  if (!told.every((command) => wanted.has(command))) return run.reopen(alone, { humanLog });
  const known = new Set(told);
  const later = humanLog.filter((command) => !known.has(command));
  const fork = await run.reopen({ ...alone, scheduledCount }, { humanLog: [...told, ...later] });
  // Its log was made of these two, so the first ones are what the place was told.
  await fork.stepper().goToMark({ ...place, extra: { ...place.extra, logRevision: told.length } });
  return fork;
}
