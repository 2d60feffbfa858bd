/**
 * One door for bringing data in: files of any known format, archives opened, the reader chosen by what it recognises.
 * Either a whole tape comes out or a TapedeckError with a place; what a sink received before an error is to be dropped.
 */
import type { ByteSink } from './builder';
import type { ByteSource, ByteStream } from './byte-source';
import { tapeError } from './errors';
import { isGzip, openGzip } from './gzip';
import { ImportControl, type ImportHooks } from './import-control';
import type { TapeManifest } from './manifest';
import { readers } from './readers';
import { describeFile, type ImportOptions, type TapeReader } from './sources';
import { isZstd, openZstd } from './zstd';
import { isZip, openZip } from './zip';

export interface ImportResult {
  readonly manifest: TapeManifest;
  /** rows.parquet in order; empty when a sink took the bytes */
  readonly parquet: readonly Uint8Array[];
}

const HEAD_BYTES = 4096;

/** The first bytes, however small the pieces that they come in. */
async function headOf(stream: ByteStream): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD_BYTES);
  let length = 0;
  for await (const piece of stream.stream()) {
    const part = piece.subarray(0, HEAD_BYTES - length);
    head.set(part, length);
    length += part.length;
    if (length === HEAD_BYTES) break;
  }
  return head.subarray(0, length);
}

async function openArchives(sources: readonly ByteSource[]): Promise<ByteStream[]> {
  const streams: ByteStream[] = [];
  for (const source of sources) {
    const head = await source.slice(0, Math.min(4, source.byteLength));
    if (isZip(head)) streams.push(...(await openZip(source)));
    else if (isGzip(head)) streams.push(openGzip(source));
    else if (isZstd(head)) streams.push(openZstd(source));
    else streams.push(source);
  }
  return streams;
}

async function chooseReader(streams: readonly ByteStream[]): Promise<[TapeReader, ByteStream[]]> {
  const heads = await Promise.all(streams.map(headOf));
  let best: [score: number, TapeReader, ByteStream[]] | null = null;
  for (const reader of readers) {
    const scores = streams.map((stream, i) => reader.sniff(stream.name, heads[i] as Uint8Array));
    const mine = streams.filter((_, i) => scores[i] !== 0);
    const score = Math.max(0, ...scores);
    if (score > (best?.[0] ?? 0)) best = [score, reader, mine];
  }
  if (best !== null) return [best[1], best[2]];
  const labels = readers.map((reader) => reader.label).join(', ');
  const file = streams.map((stream) => stream.name).join(', ');
  throw tapeError(
    'unknownFormat',
    { file },
    `is in no format that is read here (${labels}). Nothing was imported.`,
  );
}

/** Throws TapedeckError E-TAPE-*. Without `sink` the Parquet bytes are collected in the result. */
export async function importFiles(
  sources: readonly ByteSource[],
  options: ImportOptions = {},
  hooks: ImportHooks & { readonly sink?: ByteSink } = {},
): Promise<ImportResult> {
  const parquet: Uint8Array[] = [];
  const sink = hooks.sink ?? ((bytes: Uint8Array) => void parquet.push(bytes));
  const control = new ImportControl(hooks);
  control.check(0, 0);
  const [reader, streams] = await chooseReader(await openArchives(sources));
  const files = [];
  for (const source of sources) {
    files.push(await describeFile(source));
    control.check(0, 0);
  }
  const manifest = await reader.import({ streams, files, options, sink, control });
  return { manifest, parquet };
}
