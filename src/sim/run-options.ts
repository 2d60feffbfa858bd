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
  /** 0 keeps only the start: right for a run that goes straight to its end */
  readonly checkpointBytes?: number;
  readonly checkpointEvents?: number;
}
