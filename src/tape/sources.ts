/**
 * What a reader is given and what it must answer: the seam for formats. Pure types and the hash of a source file.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { ByteSink } from './builder';
import type { ByteSource, ByteStream } from './byte-source';
import { hexOf } from './hash';
import type { ImportControl } from './import-control';
import type { SourceFile, TapeManifest } from './manifest';

export interface ImportOptions {
  /** name of the tape; readers make one from the file names */
  readonly name?: string;
  /** symbol, where the files do not say it; where they hold many, those to take, parted by commas */
  readonly symbol?: string;
  /** which columns of a table are what: a ColumnMapping, checked where it is used */
  readonly mapping?: unknown;
  readonly licence?: string;
  readonly redistribute?: boolean;
}

/** Streams to read (members of archives opened) and the files as they were given. */
export interface ImportInput {
  readonly streams: readonly ByteStream[];
  readonly files: readonly SourceFile[];
  readonly options: ImportOptions;
  readonly sink: ByteSink;
  readonly control: ImportControl;
}

export interface TapeReader {
  readonly id: string;
  readonly label: string;
  /** How sure it is that a file is its own: 0 no, 1 by its content, 2 by name and content. */
  sniff(name: string, head: Uint8Array): 0 | 1 | 2;
  /** All streams that this reader recognised. Throws TapedeckError E-TAPE-*. */
  import(input: ImportInput): Promise<TapeManifest>;
}

export async function describeFile(source: ByteSource): Promise<SourceFile> {
  const hash = sha256.create();
  for await (const piece of source.stream()) hash.update(piece);
  return { name: source.name, sha256: hexOf(hash.digest()), bytes: source.byteLength };
}
