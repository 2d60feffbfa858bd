/**
 * What a page can still write while it is being closed: a few words in localStorage, which is synchronous. A note says
 * that a run was left properly, and where; a pulse says how long a run was alive. Without storage there are none.
 */
import type { RunRecord } from '../../worker/store-protocol';

const leftKey = (id: string): string => `tapedeck.left.${id}`;
const pulseKey = (id: string): string => `tapedeck.pulse.${id}`;
const hasRunsKey = 'tapedeck.hasRuns';

function read(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the run counts as crashed next time, which loses nothing that was saved.
  }
}

export const leftNotes = {
  /** Whether a run was ever kept here: a first visit need not wait for the store. */
  hasRuns: (): boolean => read(hasRunsKey) === true,
  noteRuns: (): void => write(hasRunsKey, true),
  /** The last records of a run that was left properly; null when it was not. */
  left: (id: string): readonly RunRecord[] | null => {
    const found = read(leftKey(id));
    return Array.isArray(found) ? (found as RunRecord[]) : null;
  },
  leave: (id: string, records: readonly RunRecord[]): void => write(leftKey(id), records),
  /** When the run was last seen alive, wall ms. */
  pulse: (id: string): number | null => {
    const found = read(pulseKey(id));
    return typeof found === 'number' ? found : null;
  },
  beat: (id: string): void => write(pulseKey(id), Date.now()),
  forget: (id: string): void => {
    write(leftKey(id), null);
    write(pulseKey(id), null);
  },
} as const;
