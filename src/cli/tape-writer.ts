/**
 * Writes a tape folder. Invariant: `tape.json` appears last and only when all rows are written, so a folder with one is
 * a whole tape; a folder that was made for a tape that failed is removed again.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ByteSink } from '../tape/builder';
import type { TapeManifest } from '../tape/manifest';
import type { CliIo } from './io';
import { nodeSha256 } from './node-sha256';
import { reading, type TapeFolder } from './tape-folder';

const copiedBytes = 4 * 1024 * 1024;

/** The rows as they are, each block verified first. */
export async function copyRows({ source, rows }: TapeFolder, sink: ByteSink): Promise<void> {
  for (let index = 0; index < source.manifest.blocks.length; index++) await source.readBlock(index);
  for (let at = 0; at < rows.byteLength; at += copiedBytes)
    await sink(new Uint8Array(await rows.slice(at, Math.min(at + copiedBytes, rows.byteLength))));
}

/** Another tape.json for the same rows; the old one is there until the new one is whole. */
export async function replaceManifest(place: string, manifest: TapeManifest): Promise<void> {
  const path = basename(place) === 'tape.json' ? place : join(place, 'tape.json');
  await reading(path, async () => {
    await writeFile(`${path}.part`, `${JSON.stringify(manifest, null, 1)}\n`);
    await rename(`${path}.part`, path);
  });
}

/** What was made, for people, and its hash, for programs. */
export async function tellTape(io: CliIo, folder: string, manifest: TapeManifest): Promise<void> {
  io.note(`${folder}: ${manifest.schema} tape “${manifest.name}”, ${manifest.rows} rows.`);
  await io.write(`${manifest.hash}\n`);
}

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
