/**
 * The moves that steps and searches are written on, made of a run's own: play so many events, restore a kept place. It
 * knows events and places, not engines. Invariant: `goToEvent` ends exactly after that many events, or at the run's end.
 */
import type { Stepper } from './stepping';

/** A place that was kept, or the present as one. */
interface KeptPlace {
  readonly eventCount: number;
}

/** What a run lends to its stepper. */
interface RunMoves<Place extends KeptPlace> {
  eventCount(): number;
  tradeCount(): number;
  /** Up to so many events on. */
  play(count: number): Promise<void>;
  /** The same; answers the reports. */
  reportsOf(count: number): Promise<Uint8Array>;
  present(): Place;
  restore(place: Place): Promise<void>;
  /** The last kept place before an event; the start is always kept. */
  keptBefore(event: number): Place;
  keep(): void;
  /** Only going back to a kept place mends it. */
  isBroken(): boolean;
}

/** Behind a place that was gone to, so that a step back is short. */
const trailEvents = [4096, 256] as const;

export function stepperOf<Place extends KeptPlace>(run: RunMoves<Place>): Stepper<Place> {
  return {
    get eventCount() {
      return run.eventCount();
    },
    get tradeCount() {
      return run.tradeCount();
    },
    forward: async (count) => {
      const start = run.eventCount();
      await run.play(count);
      return run.eventCount() === start + count;
    },
    reportsOf: (count) => run.reportsOf(count),
    mark: () => run.present(),
    goToMark: (place) => run.restore(place),
    goToKeptBefore: (event) => run.restore(run.keptBefore(event)),
    goToEvent: async (event) => {
      const from = run.eventCount();
      if (event === from) return;
      const kept = run.keptBefore(event);
      const isOnTheWay = from < event && kept.eventCount <= from;
      if (!isOnTheWay || run.isBroken()) await run.restore(kept);
      for (const behind of [...trailEvents, 0]) {
        const stop = event - behind;
        if (stop <= run.eventCount()) continue;
        await run.play(stop - run.eventCount());
        if (behind > 0) run.keep();
      }
    },
  };
}
