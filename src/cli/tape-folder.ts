/**
 * A tape on disk: a folder with `tape.json` and `rows.parquet`. Reads ranges of the file and never the whole of it.
 * Invariant: what cannot be opened is said with its path; blocks are verified by the tape itself.
 */
import { open, readFile, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseJsonText } from '../scenario/shape';
import { openTape } from '../tape/tape';
import type { TapeSource } from '../tape/tape';
import { fileError } from './inputs';

export interface TapeFolder {
  readonly source: TapeSource;
  close(): Promise<void>;
}

/** `place` is the folder or the `tape.json` in it. */
export async function openTapeFolder(place: string): Promise<TapeFolder> {
  const folder = basename(place) === 'tape.json' ? dirname(place) : place;
  const manifestPath = join(folder, 'tape.json');
  const rowsPath = join(folder, 'rows.parquet');
  const text = await reading(manifestPath, () => readFile(manifestPath, 'utf8'));
  const manifest = parseJsonText(text, manifestPath);
  const { size } = await reading(rowsPath, () => stat(rowsPath));
  const file = await reading(rowsPath, () => open(rowsPath));
  const slice = (start: number, end = size): Promise<ArrayBuffer> => readRange(file, start, end);
  try {
    return { source: openTape(manifest, { byteLength: size, slice }), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Never fewer bytes than asked for, unless the file ends. */
export async function readRange(file: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at === bytes.length ? bytes.buffer : bytes.buffer.slice(0, at);
}

export async function reading<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw fileError(path, error);
  }
}
