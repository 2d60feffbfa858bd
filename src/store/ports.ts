/**
 * What the store needs from the place it lives in: files, rows, turns between tabs, and how much room there is. A
 * browser and a test each bring their own. Invariant asked of every disk: a promise that resolved means that the bytes
 * survive the tab; of every catalogue: a commit happens whole or not at all.
 */
export interface FileFact {
  readonly path: string;
  readonly bytes: number;
}

/** Bytes to be kept, read in pieces from the first to the last. A Blob is one; what comes from a host is not. */
export interface Content {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export interface Disk {
  /** Writes a file that nobody reads yet: write, flush, close. What was there before is gone. */
  write(path: string, content: Content): Promise<void>;
  /** Puts bytes at `atBytes`, cuts off whatever lay behind, flushes. */
  append(path: string, atBytes: number, bytes: Uint8Array): Promise<void>;
  read(path: string): Promise<Blob | null>;
  remove(path: string): Promise<void>;
  list(): Promise<FileFact[]>;
}

export type Table = 'tapes' | 'runs';
export interface Change {
  readonly table: Table;
  readonly key: string;
  /** null removes the row */
  readonly row: unknown;
}

export interface Catalogue {
  readAll(table: Table): Promise<unknown[]>;
  /** All of them or none, on the disk when it resolves. */
  commit(changes: readonly Change[]): Promise<void>;
}

/** Keeps the collector of one tab away from what another one is about to publish. */
export interface Turns {
  shared<T>(work: () => Promise<T>): Promise<T>;
  /** False when somebody else is at work: then nothing was done. */
  aloneIfFree(work: () => Promise<void>): Promise<boolean>;
}

export interface Room {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}

export interface Ground {
  readonly disk: Disk;
  readonly catalogue: Catalogue;
  readonly turns: Turns;
  /** null: the browser does not say */
  readonly room: () => Promise<Room | null>;
  /** a name that no other call, tab or session gets */
  readonly newToken: () => string;
  readonly nowMs: () => number;
}
