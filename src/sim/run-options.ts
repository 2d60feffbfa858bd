/**
 * How a run is opened, beside what it is: who it works for, how much memory it may take, and the rows of the tapes beside
 * it, which its manifest names by hash. Invariant: none of it can change a report.
 */
import type { BesideRows } from '../tape/beside';
import type { CapacityOverrides } from './engine-setup';
import type { Sink } from './sinks';

export interface RunOptions {
  /** rows of the tapes that the manifest names as `beside`, in its order */
  readonly beside?: readonly BesideRows[];
  /** first 16 hex digits of the SHA-256 of the core’s bytes */
  readonly engineId?: string;
  readonly sinks?: readonly Sink[];
  readonly capacities?: CapacityOverrides;
  readonly notes?: readonly string[];
  /** commands to size the memory for, where images of another engine of this run are to fit */
  readonly scheduledCount?: number;
  /** 0 keeps only the start: right for a run that goes straight to its end */
  readonly checkpointBytes?: number;
  readonly checkpointEvents?: number;
}

/** Ten million events at one checkpoint a block, with room for the saved past; docs/ARCHITECTURE.md states it. */
export const defaultCheckpointBytes = 128 * 1024 * 1024;
/** As many as a block has rows: then a seek needs one block of the tape, not two. */
export const defaultCheckpointEvents = 65_536;
const closeCheckpointEvents = 16_384;
const shortTapeRows = 2_500_000;

/** A short tape leaves room in the budget for four times as many: a drag computes a quarter on its way. */
export const checkpointEventsFor = (tapeRows: number): number =>
  tapeRows <= shortTapeRows ? closeCheckpointEvents : defaultCheckpointEvents;
