/**
 * Progress and cancelling of an import, called by readers between pieces of input. Reports at most once a piece;
 * a cancelled import ends with E-TAPE-20 and has handed on nothing that counts as a tape.
 */
import { tapeError } from './errors';

export interface ImportProgress {
  readonly rows: number;
  readonly bytes: number;
  /** bytes to be read in all passes together */
  readonly totalBytes: number;
}
export interface ImportHooks {
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

export class ImportControl {
  #finishedBytes = 0;

  constructor(
    readonly hooks: ImportHooks,
    public totalBytes = 0,
  ) {}

  /** `bytes`: read of the present part. */
  check(rows: number, bytes: number): void {
    if (this.hooks.signal?.aborted === true)
      throw tapeError('cancelled', {}, 'the import was cancelled. Nothing was kept.');
    // packed sources give more bytes than their files have
    const read = Math.min(this.#finishedBytes + bytes, this.totalBytes);
    this.hooks.onProgress?.({ rows, bytes: read, totalBytes: this.totalBytes });
  }

  finishPart(bytes: number): void {
    this.#finishedBytes += bytes;
  }
}
