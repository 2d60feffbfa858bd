/**
 * What the tape tests share: Node files and bytes as sources, a seeded generator, an imported tape in memory.
 * The only place of these tests that touches the file system for data.
 */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { sourceFromBytes, sourceFromSlices, type ByteSource } from '../../src/tape/byte-source';
import { importFiles } from '../../src/tape/import';
import type { TapeManifest } from '../../src/tape/manifest';
import type { ImportOptions } from '../../src/tape/sources';
import { openTape, type TapeSource } from '../../src/tape/tape';

const dataFolder = resolve(import.meta.dirname, '../../../shared/data');

/** Full path of real data, or null with a printed reason. */
export function realData(path: string): string | null {
  const full = resolve(dataFolder, path);
  if (existsSync(full)) return full;
  console.warn(`skipped: no real data at ../shared/data/${path}`);
  return null;
}

export function nodeSource(path: string): ByteSource {
  return sourceFromSlices(basename(path), statSync(path).size, (start, end) => {
    const bytes = new Uint8Array(end - start);
    const file = openSync(path, 'r');
    try {
      readSync(file, bytes, 0, bytes.length, start);
    } finally {
      closeSync(file);
    }
    return Promise.resolve(bytes);
  });
}

export function textSource(name: string, text: string): ByteSource {
  return sourceFromBytes(name, new TextEncoder().encode(text));
}

/** The same bytes in pieces of the given size, to try every place where a piece may end. */
export function choppedSource(source: ByteSource, pieceBytes: number): ByteSource {
  return {
    ...source,
    async *stream() {
      for (let at = 0; at < source.byteLength; at += pieceBytes) {
        yield await source.slice(at, Math.min(at + pieceBytes, source.byteLength));
      }
    },
  };
}

/** Mulberry32: uniform in [0, n). */
export function seeded(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
  };
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function bufferOf(bytes: Uint8Array): {
  byteLength: number;
  slice(start: number, end?: number): ArrayBuffer;
} {
  return { byteLength: bytes.length, slice: (start, end) => bytes.slice(start, end).buffer as ArrayBuffer };
}

export interface ImportedTape {
  readonly manifest: TapeManifest;
  readonly parquet: Uint8Array<ArrayBuffer>;
  readonly tape: TapeSource;
}

/** Imported, written as JSON and opened again, as a user's file would be. */
export async function importTape(
  sources: readonly ByteSource[],
  options: ImportOptions = {},
): Promise<ImportedTape> {
  const result = await importFiles(sources, options);
  const parquet = joined(result.parquet);
  const tape = openTape(JSON.parse(JSON.stringify(result.manifest)), bufferOf(parquet));
  return { manifest: tape.manifest, parquet, tape };
}

export type RowObject = Record<string, number | bigint>;

export async function allRows(tape: TapeSource): Promise<RowObject[]> {
  const rows: RowObject[] = [];
  for (let index = 0; index < tape.manifest.blocks.length; index++) {
    const block = await tape.readBlock(index);
    for (let i = 0; i < block.rows; i++) {
      rows.push(
        Object.fromEntries(Object.entries(block.columns).map(([name, data]) => [name, data[i] as number])),
      );
    }
  }
  return rows;
}
