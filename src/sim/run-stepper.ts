/**
 * The moves of a run that steps, jumps and searches are written on. It knows how a run goes to an event, not what stops
 * there. Invariant: `goToEvent` leaves a trail of checkpoints just behind the event, so that the next step back is short.
 */
import type { Breathe, Place, Run } from './run';
import type { Stepper } from './stepping';

/** What a run lends to its moves. */
export interface RunInside {
  readonly run: Run;
  hasTrap(): boolean;
  play(events: number): Promise<unknown>;
  mark(): Place;
  restore(place: Place): Promise<void>;
  keep(): void;
  /** the last kept place before an event */
  keptBefore(event: number): Place;
}

/** Behind a step back, so that the next one is short. */
const trailEvents = [4096, 256] as const;

export function stepperOf(inside: RunInside, breathe?: Breathe): Stepper<Place> {
  const { run } = inside;
  return {
    get eventCount() {
      return run.eventCount;
    },
    get tradeCount() {
      return run.counter.tradeCount;
    },
    forward: async (count) => {
      const start = run.eventCount;
      await inside.play(count);
      return run.eventCount === start + count;
    },
    reportsOf: async (count) => (await run.advance(run.endNs, count, breathe)).reports,
    mark: () => inside.mark(),
    goToMark: (place) => inside.restore(place),
    goToKeptBefore: (event) => inside.restore(inside.keptBefore(event)),
    goToEvent: async (event) => {
      if (event === run.eventCount) return;
      const kept = inside.keptBefore(event);
      const isNear = event > run.eventCount && (kept.eventCount <= run.eventCount || event === 0);
      if (!isNear || inside.hasTrap()) await inside.restore(kept);
      for (const behind of [...trailEvents, 0]) {
        const stop = event - behind;
        if (stop <= run.eventCount) continue;
        await inside.play(stop - run.eventCount);
        if (behind > 0) inside.keep();
      }
    },
  };
}
