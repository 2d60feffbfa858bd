/**
 * Files on disk as an import wants them: any range at any time, nothing held in memory. A folder stands for the files
 * in it. Invariant: every file that was opened is closed by `close`.
 */
import { open, readdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { TapedeckError } from '../layout/errors';
import { sourceFromBytes, sourceFromSlices } from '../tape/byte-source';
import type { ByteSource } from '../tape/byte-source';
import type { CliIo } from './io';
import { reading, readRange } from './tape-folder';

export interface ImportFiles {
  readonly sources: readonly ByteSource[];
  close(): Promise<void>;
}

/** `-` is standard input, which is kept in memory. */
export async function openImportFiles(operands: readonly string[], io: CliIo): Promise<ImportFiles> {
  const handles: FileHandle[] = [];
  const sources: ByteSource[] = [];
  const close = async (): Promise<void> => {
    for (const handle of handles) await handle.close();
  };
  try {
    for (const operand of operands) {
      if (operand === '-') {
        sources.push(await standardInput(io));
        continue;
      }
      for (const path of await filesAt(operand)) {
        const handle = await reading(path, () => open(path));
        handles.push(handle);
        const { size } = await handle.stat();
        const slice = async (start: number, end: number): Promise<Uint8Array> =>
          new Uint8Array(await readRange(handle, start, end));
        sources.push(sourceFromSlices(basename(path), size, slice));
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { sources, close };
}

async function standardInput(io: CliIo): Promise<ByteSource> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin()) chunks.push(chunk);
  return sourceFromBytes('standard-input', Buffer.concat(chunks));
}

/** The files that an operand stands for: itself, or those in the folder. */
export async function filesAt(place: string): Promise<string[]> {
  const found = await reading(place, () => stat(place));
  if (!found.isDirectory()) return [place];
  const entries = await readdir(place, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  if (files.length === 0) {
    throw new TapedeckError(
      'E-FILE-03',
      `${place}: there is no file in this folder. Name the files to convert.`,
      { place },
    );
  }
  return files.sort().map((name) => join(place, name));
}
