/**
 * Leaving a run and taking it up in another instance: the present as bytes, and the way back to the very event. It knows
 * the moves of a run, not its engine. Invariant: a run taken up is where linear play is after as many events.
 */
import { openPlace, sealPlace, type PlaceIdentity } from './portable-place';
import type { Breathe, Place, Run } from './run';

/** Where a run was left: after that many events, with its clock there. */
export interface LeftPlace {
  readonly eventCount: number;
  readonly ns: bigint;
}

function identityOf(run: Run): PlaceIdentity {
  const { engine, manifestHash, tape } = run.result();
  return { engineId: engine, manifestHash, tapeHash: tape };
}

/** The present as bytes, for another instance of this very run. */
export function portablePlace(run: Run): Uint8Array {
  const { eventCount, nowNs, extra } = run.stepper().mark();
  return sealPlace(
    { eventCount, nowNs, mark: extra },
    identityOf(run),
    run.humanLog,
    run.engine.stateBytes(),
  );
}

/** To a place left before, event by event and with its clock; `portable` shortens the way. Throws E-RUN-08. */
export async function takeUp(
  run: Run,
  to: LeftPlace,
  portable: Uint8Array | null,
  breathe?: Breathe,
): Promise<void> {
  if (portable === null) await run.seekEvent(to.eventCount, breathe);
  else await goToPortable(run, to.eventCount, portable);
  await run.playTo(run.endNs, to.eventCount - run.eventCount, breathe);
  if (run.eventCount === to.eventCount && run.nowNs < to.ns) await run.playTo(to.ns, Infinity, breathe);
}

/** Where a run of a tape stands: so many of its rows applied, its clock there. */
export interface TapePlace extends LeftPlace {
  readonly rowsApplied: number;
}

export const tapePlaceOf = (run: Run): TapePlace => ({
  eventCount: run.eventCount,
  ns: run.nowNs,
  rowsApplied: run.inTape.rowsApplied,
});

/** How often the number of events is corrected by what rows there are more or less. */
const corrections = 32;

/**
 * To where another run of the same tape and log stands. A policy of impact may have events of its own (orders that lapse),
 * so the rows of the tape decide, and the clock where they do not.
 */
export async function standBeside(run: Run, to: TapePlace, breathe?: Breathe): Promise<void> {
  await takeUp(run, to, null, breathe);
  for (let turn = 0; run.inTape.rowsApplied !== to.rowsApplied; turn += 1) {
    const event = run.eventCount + to.rowsApplied - run.inTape.rowsApplied;
    if (turn === corrections) return run.seek(to.ns, breathe);
    await takeUp(run, { ...to, eventCount: event }, null, breathe);
  }
}

async function goToPortable(run: Run, eventCount: number, portable: Uint8Array): Promise<void> {
  const imageBytes = run.engine.stateBytes().byteLength;
  const bounds = { ...identityOf(run), humanLog: run.humanLog, eventCount, imageBytes };
  const { place, logCount, image } = openPlace(portable, bounds);
  // The log of an instance begins with all its commands in order, so their numbers are their revisions.
  const extra = { ...(place.mark as Place['extra']), logRevision: logCount };
  await run.stepper().goToMark({ ...place, extra, image: { kind: 'whole', bytes: image } });
}
