/**
 * How a run is opened, beside what it is: who it works for and how much memory it may take. Invariant: none of it can
 * change a report.
 */
import type { CapacityOverrides } from './engine-setup';
import type { Sink } from './sinks';

export interface RunOptions {
  /** first 16 hex digits of the SHA-256 of the core’s bytes */
  readonly engineId?: string;
  readonly sinks?: readonly Sink[];
  readonly capacities?: CapacityOverrides;
  readonly notes?: readonly string[];
  /** 0 keeps only the start: right for a run that goes straight to its end */
  readonly checkpointBytes?: number;
  readonly checkpointEvents?: number;
}
