/**
 * Where a run can stand and what it can become, as values: a place with everything that brings it back, what a scout has
 * in common with its run, what makes another run of the same tape. Types only.
 */
import type { CommandInput } from '../scenario/command';
import type { Manifest } from '../scenario/manifest';
import type { Checkpoint, CheckpointStore } from './checkpoint-store';
import type { HumanLog } from './human-log';
import type { OwnIds } from './own-reports';
import type { FeedCursor } from './window-feed';

/** Called every few thousand events; may wait, and may throw to stop where the run is. */
export type Breathe = () => Promise<void>;
export type StepKind = 'event' | 'trade';
export type Stopped = 'time' | 'budget' | 'end' | 'fault';

export interface Mark {
  readonly feed: FeedCursor;
  readonly logRevision: number;
  readonly sinks: readonly unknown[];
}
export type Place = Checkpoint<Mark>;

/** A place where a run can be taken up again, in this engine or another of the same size. */
export interface KeptPlace {
  readonly place: Place;
  /** commands of people that its engine knows, also those still to come */
  readonly told: readonly CommandInput[];
  readonly scheduledCount: number;
}

/** What makes another run of the same tape. */
export interface RunChange {
  readonly manifest: Manifest;
  readonly humanLog: readonly CommandInput[];
}

/** What a scout has in common with the run it scouts for. */
export interface Shared {
  readonly log: HumanLog;
  readonly ids: OwnIds;
  readonly checkpoints: CheckpointStore<Mark>;
}
