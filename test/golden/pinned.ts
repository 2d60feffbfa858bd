/**
 * Digests that no engine, browser, pace or path through a run may change: at both ends of a tape and at twenty
 * moments between. Node and the browsers compare with the same files, `digests*.json`.
 * To renew them, when the engine's rules or the bundled tape changed on purpose:
 * `npx vitest run test/golden/digests.test.ts --update`, then read what changed before it is kept.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface PinnedPlace {
  readonly events: number;
  readonly reports: number;
  readonly digest: string;
  readonly stateDigest: string;
}

export interface PinnedMoment extends PinnedPlace {
  /** in the tape's zone, as it is typed into the page */
  readonly time: string;
}

export interface PinnedRun {
  /** the tape's hash */
  readonly tape: string;
  /** when all rows of the first moment are played */
  readonly start: PinnedPlace;
  readonly end: PinnedPlace;
  /** in the order in which they are gone to */
  readonly moments: readonly PinnedMoment[];
}

export const pinnedPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export const readPinned = (name: string): PinnedRun =>
  JSON.parse(readFileSync(pinnedPath(name), 'utf8')) as PinnedRun;
