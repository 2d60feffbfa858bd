/**
 * A run as it lies in its log (docs/FORMATS.md, "What a browser keeps"): how it began, what people did, where the
 * playhead stood. Pure. Invariant: folding the records of a log, cut anywhere between two of them, gives a run that
 * once was the present.
 */
import type { Json } from '../scenario/canonical';
import { storeError } from './errors';

export const runVersion = 1;
type Command = Readonly<Record<string, unknown>>;

/** Where a run stood when it was saved; ns and digests as in a link. */
export interface SavedPlace {
  readonly ns: string;
  readonly eventCount: number;
  readonly reportCount: number;
  readonly digest: string;
  readonly speed: number | 'max';
  readonly isPlaying: boolean;
  readonly savedMs: number;
  /** how the page looked: flat names with plain values, as in a link */
  readonly view: Readonly<Record<string, string | number | boolean>>;
  /** bookmarks and loop as in a link; absent when there are none */
  readonly marks?: Readonly<Record<string, Json>>;
}

export interface RunStart {
  readonly title: string;
  readonly manifest: Json;
  /** root hash of the tape, null for a run without one */
  readonly tape: string | null;
  readonly tapeName: string;
  readonly engine: string;
  readonly humanLog: readonly Command[];
}

export type RunRecord =
  | ({ readonly kind: 'start'; readonly version: number; readonly createdMs: number } & RunStart)
  /** the human log is `commands` from its entry `from` on */
  | { readonly kind: 'commands'; readonly from: number; readonly commands: readonly Command[] }
  | { readonly kind: 'place'; readonly place: SavedPlace };

export interface SavedRun extends RunStart {
  readonly createdMs: number;
  readonly place: SavedPlace | null;
}

/** Throws E-STORE-04 for what is no run, E-STORE-05 for a newer one. */
export function foldRun(records: readonly unknown[]): SavedRun {
  const [first, ...rest] = records as readonly RunRecord[];
  if (first === undefined || first.kind !== 'start') throw storeError('damaged', { reason: 'no start' });
  if (first.version > runVersion) throw storeError('newer', { version: first.version, current: runVersion });
  const { kind: _kind, version: _version, ...start } = first;
  let run: SavedRun = { ...start, place: null };
  for (const record of rest) {
    if (record.kind === 'place') run = { ...run, place: record.place };
    else if (record.kind === 'commands') {
      run = { ...run, humanLog: [...run.humanLog.slice(0, record.from), ...record.commands] };
    }
  }
  return run;
}

/** The run as the shortest log that folds to it. */
export function recordsOf({ place, ...start }: SavedRun): RunRecord[] {
  const first: RunRecord = { kind: 'start', version: runVersion, ...start };
  return place === null ? [first] : [first, { kind: 'place', place }];
}
