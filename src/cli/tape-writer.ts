/**
 * Writes a tape folder. Invariant: `tape.json` appears last and only when all rows are written, so a folder with one is
 * a whole tape; a folder that was made for a tape that failed is removed again.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSink } from '../tape/builder';
import type { TapeManifest } from '../tape/manifest';
import { reading } from './tape-folder';

const nodeSha256 = (bytes: Uint8Array): Promise<ArrayBuffer> =>
  Promise.resolve(Uint8Array.from(createHash('sha256').update(bytes).digest()).buffer);

async function writeRows(
  folder: string,
  make: (sink: ByteSink) => Promise<TapeManifest>,
): Promise<TapeManifest> {
  const rowsPath = join(folder, 'rows.parquet');
  const draft = `${rowsPath}.part`;
  const file = openSync(draft, 'w');
  let isOpen = true;
  const closeFile = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  try {
    const write = (bytes: Uint8Array): void => {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    };
    const manifest = await make(Object.assign(write, { sha256: nodeSha256 }));
    fsyncSync(file);
    closeFile();
    await rm(join(folder, 'tape.json'), { force: true });
    await rename(draft, rowsPath);
    await writeFile(join(folder, 'tape.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    return manifest;
  } finally {
    closeFile();
    await rm(draft, { force: true });
  }
}

export async function writeTapeFolder(
  folder: string,
  make: (sink: ByteSink) => Promise<TapeManifest>,
): Promise<TapeManifest> {
  const made = await reading(folder, () => mkdir(folder, { recursive: true }));
  try {
    return await reading(folder, () => writeRows(folder, make));
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}
