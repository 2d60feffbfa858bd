/**
 * Times of a source whose order is its own sequence: a stamp a little earlier than the one before it is raised to it
 * and counted; one that is much earlier is a fault of the file.
 */
import { tapeError, type Place } from './errors';

const RAISED_NS_MAX = 60_000_000_000n;

export class RisingClock {
  raised = 0;
  /** the last stamp that was given was raised */
  wasRaised = false;
  #lastNs: bigint | null = null;

  rise(tsNs: bigint, place: () => Place): bigint {
    const last = this.#lastNs;
    this.wasRaised = last !== null && tsNs < last;
    if (last === null || !this.wasRaised) {
      this.#lastNs = tsNs;
      return tsNs;
    }
    if (last - tsNs > RAISED_NS_MAX) {
      const message = `${tsNs} is more than a minute earlier than ${last} before it. Nothing was imported.`;
      throw tapeError('timeWentBack', place(), message);
    }
    this.raised++;
    return last;
  }

  /** What was done, in words. */
  steps(): string[] {
    return this.raised === 0 ? [] : [`${this.raised} stamps raised to the one before them`];
  }
}
