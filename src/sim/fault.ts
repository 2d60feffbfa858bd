/**
 * What stops an engine as errors for people: what stopped, what is safe, what to do. Knows numbers only.
 */
import type { EngineFault } from '../engine/engine';
import { TapedeckError } from '../layout/errors';
import { capacityOf } from './engine-setup';

/** The core trapped or an assertion in it failed: a mistake of ours, met at run time. */
export class EngineTrap extends TapedeckError {
  constructor(eventCount: number, cause: unknown) {
    super(
      'E-RUN-07',
      `The engine stopped by itself at event ${eventCount}. Results before it are intact. Seek back to go on before it; please report it with the manifest and the log.`,
      { eventCount, reason: String(cause) },
    );
    this.name = 'EngineTrap';
  }
}

export function faultError(fault: EngineFault, eventCount: number): TapedeckError {
  const capacity = capacityOf(fault.code);
  const details = { fault: fault.code, detail: fault.detail, value: fault.value, eventCount, capacity };
  if (capacity !== null) {
    return new TapedeckError(
      'E-RUN-04',
      `Stopped at event ${eventCount}: capacities.${capacity} = ${fault.detail} is used up. Results before it are intact. Run again with ${capacity} doubled.`,
      details,
    );
  }
  return new TapedeckError(
    'E-RUN-05',
    `Stopped at event ${eventCount}: ${fault.code} (detail ${fault.detail}). Results before it are intact; the run cannot go on. Please report it with the manifest and the log.`,
    details,
  );
}
