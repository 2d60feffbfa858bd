/**
 * What the page may ask of the store worker: tapes and runs that this browser keeps, and how much room they take.
 * Every call answers or rejects with a stable code (E-STORE-01…06).
 */
import type { KeptRun } from '../store/run-shelf';
import type { KeptRecording } from '../store/recording-shelf';
import type { RunRecord, RunStart, SavedPlace, SavedRun } from '../store/saved-run';
import type { CataloguedTape, KeptTape } from '../store/tape-shelf';
import type { Progress, StoredTape } from './protocol';

export type { CataloguedTape, KeptRecording, KeptRun, KeptTape, RunRecord, RunStart, SavedPlace, SavedRun };

/** `isLasting` false: this browser keeps nothing after closing, because of `why`. */
export interface StoreState {
  readonly isLasting: boolean;
  readonly why: string;
  /** files that no row named and that were removed at this start */
  readonly collected: number;
}

export interface Shelf {
  readonly tapes: readonly KeptTape[];
  readonly runs: readonly KeptRun[];
}

/** Null where the browser does not say. */
export interface StorageRoom {
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  readonly isPersistent: boolean | null;
}

export interface StoreApi {
  open(): Promise<StoreState>;
  shelf(): Promise<Shelf>;
  room(): Promise<StorageRoom>;
  /** In pieces, also from a host; `jobId` is for `cancelKeep`, which leaves nothing of it. */
  keepTape(tape: StoredTape, jobId?: number, onProgress?: (progress: Progress) => void): Promise<void>;
  cancelKeep(jobId: number): Promise<void>;
  findTape(hash: string): Promise<StoredTape | null>;
  removeTape(hash: string): Promise<void>;
  /** Every tape with its tape.json and file. */
  catalogue(): Promise<readonly CataloguedTape[]>;
  /** Another tape.json for the same rows and hash. */
  restateTape(hash: string, manifest: unknown): Promise<void>;
  beginRecording(name: string): Promise<string>;
  /** Whole lines, on the disk when it resolves. */
  appendRecording(id: string, lines: string): Promise<void>;
  recordings(): Promise<readonly KeptRecording[]>;
  readRecording(id: string): Promise<Blob>;
  removeRecording(id: string): Promise<void>;
  beginRun(start: RunStart): Promise<string>;
  resumeRun(id: string): Promise<SavedRun>;
  readRun(id: string): Promise<SavedRun>;
  saveRun(id: string, records: readonly RunRecord[]): Promise<void>;
  closeRun(id: string, records: readonly RunRecord[]): Promise<void>;
  removeRun(id: string): Promise<void>;
  /** A checkpoint of the cell, kept deflated; only the newest of a run. */
  keepCheckpoint(id: string, bytes: Uint8Array): Promise<void>;
  checkpoint(id: string): Promise<Uint8Array | null>;
}
