/**
 * One door for bringing data in: files of any known format, archives opened, the reader chosen by what it recognises.
 * Either a whole tape comes out or a TapedeckError with a place; what a sink received before an error is to be dropped.
 */
import { assignReaders, openArchive, unknownFormat, type Assigned, type OpenedStream } from './assign';
import type { ByteSink } from './builder';
import type { ByteSource } from './byte-source';
import { tapeError } from './errors';
import { ImportControl, type ImportHooks } from './import-control';
import type { TapeManifest } from './manifest';
import { describeFile, type ImportOptions } from './sources';

export interface ImportResult {
  readonly manifest: TapeManifest;
  /** rows.parquet in order; empty when a sink took the bytes */
  readonly parquet: readonly Uint8Array[];
}

/** Files that one reader makes one tape of. */
export async function importAssigned(
  { reader, opened }: Assigned,
  options: ImportOptions,
  hooks: ImportHooks & { readonly sink: ByteSink },
): Promise<TapeManifest> {
  const control = new ImportControl(hooks);
  control.check(0, 0);
  const files = [];
  for (const source of new Set(opened.map((one) => one.source))) {
    files.push(await describeFile(source));
    control.check(0, 0);
  }
  return reader.import({
    ...{ streams: opened.map(({ stream }) => stream), files, options },
    ...{ sink: hooks.sink, control },
  });
}

/** Files of several formats are no one tape: none of them is left out without a word. */
async function oneReader(sources: readonly ByteSource[]): Promise<Assigned> {
  const opened: OpenedStream[] = [];
  for (const source of sources) opened.push(...(await openArchive(source)));
  const { assigned } = await assignReaders(opened);
  const [first, second] = assigned;
  if (first === undefined) throw unknownFormat(opened.map(({ stream }) => stream.name));
  if (second === undefined) return first;
  const nameOf = ({ reader, opened: own }: Assigned): string =>
    `${own.map(({ stream }) => stream.name).join(', ')} (${reader.label})`;
  const message = `files of several formats: ${assigned.map(nameOf).join('; ')}. Convert each, then merge the tapes. Nothing was imported.`;
  throw tapeError('mixedKinds', {}, message);
}

/** Throws TapedeckError E-TAPE-*. Without `sink` the Parquet bytes are collected in the result. */
export async function importFiles(
  sources: readonly ByteSource[],
  options: ImportOptions = {},
  hooks: ImportHooks & { readonly sink?: ByteSink } = {},
): Promise<ImportResult> {
  const parquet: Uint8Array[] = [];
  const sink = hooks.sink ?? ((bytes: Uint8Array) => void parquet.push(bytes));
  new ImportControl(hooks).check(0, 0);
  return { manifest: await importAssigned(await oneReader(sources), options, { ...hooks, sink }), parquet };
}
