/**
 * Finds the event that a person jumps to, in a scout beside the run. Moves nothing: the run in view goes there when it is
 * found.
 */
import { findEvent } from '../sim/condition/find-event';
import type { Run } from '../sim';
import type { Job } from './job';
import type { OpenInfo, RequestOf } from './protocol';

/** Its number, or null where there is none in that direction. */
export async function jumpTarget(
  run: Run,
  units: OpenInfo['instruments'][number] | undefined,
  { condition: text, direction }: RequestOf<'jump'>,
  job: Job,
): Promise<number | null> {
  const scout = run.openScout();
  if (scout === null || units === undefined) throw new Error('a cell’s run can be scouted');
  const span = Number(run.endNs - run.startNs);
  const breathe = async (): Promise<void> => {
    job.progress({ phase: 'jump', done: Number(scout.nowNs - run.startNs), total: span });
    await job.breathe();
  };
  const search = { text, direction, instrument: units.index, fromEvent: run.eventCount };
  return findEvent(scout, search, units, breathe);
}
