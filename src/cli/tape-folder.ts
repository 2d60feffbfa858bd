/**
 * A tape on disk: a folder with `tape.json` and `rows.parquet`. Reads ranges of the file and never the whole of it.
 * Invariant: what cannot be opened is said with its path; blocks are verified by the tape itself.
 */
import { open, readFile, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TapedeckError } from '../layout/errors';
import { parseJsonText } from '../scenario/shape';
import { tapePortOf, type TapePort } from '../sim/tape-port';
import { parseTapeManifest } from '../tape/manifest';
import { commandsPerRow, packBlock } from '../tape/pack';
import type { AsyncBuffer } from '../tape/parquet-read';
import { openTape } from '../tape/tape';
import type { TapeSource } from '../tape/tape';
import { fileError } from './inputs';
import { nodeSha256 } from './node-sha256';

export interface TapeFolder {
  readonly source: TapeSource;
  /** the bytes of its files, one after the other */
  readonly rows: AsyncBuffer;
  close(): Promise<void>;
}

/** `place` is the folder or the `tape.json` in it. */
export async function openTapeFolder(place: string): Promise<TapeFolder> {
  const folder = basename(place) === 'tape.json' ? dirname(place) : place;
  const manifestPath = join(folder, 'tape.json');
  const text = await reading(manifestPath, () => readFile(manifestPath, 'utf8'));
  const manifest = parseTapeManifest(parseJsonText(text, manifestPath));
  const paths = (manifest.parts ?? [{ file: 'rows.parquet' }]).map(({ file }) => join(folder, file));
  const files = await openFiles(paths);
  const close = async (): Promise<void> => {
    for (const { handle } of files) await handle.close();
  };
  try {
    const rows = oneAfterTheOther(files);
    return { source: openTape(manifest, rows, nodeSha256), rows, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Its rows for the engine; throws E-RUN-14 where the tape does not name its orders. */
export async function orderTapeOf({ source }: TapeFolder): Promise<TapePort> {
  const tape = await tapePortOf(source, { commandsPerRow, packBlock });
  if (tape.schema === 'order') return tape;
  const message = `A ${tape.schema} tape does not name orders, nor tell their queue. Choose a tape of orders (L3).`;
  throw new TapedeckError('E-RUN-14', message, { schema: tape.schema });
}

interface RowsOnDisk {
  readonly handle: FileHandle;
  readonly size: number;
}

async function openFiles(paths: readonly string[]): Promise<RowsOnDisk[]> {
  const files: RowsOnDisk[] = [];
  try {
    for (const path of paths) {
      const { size } = await reading(path, () => stat(path));
      files.push({ handle: await reading(path, () => open(path)), size });
    }
  } catch (error) {
    for (const { handle } of files) await handle.close();
    throw error;
  }
  return files;
}

/** No block of a tape lies in two files. */
function oneAfterTheOther(files: readonly RowsOnDisk[]): AsyncBuffer {
  const byteLength = files.reduce((sum, { size }) => sum + size, 0);
  const slice = (start: number, end = byteLength): Promise<ArrayBuffer> => {
    let at = 0;
    for (const { handle, size } of files) {
      if (start < at + size) return readRange(handle, start - at, Math.min(end - at, size));
      at += size;
    }
    return Promise.resolve(new ArrayBuffer(0));
  };
  return { byteLength, slice };
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
