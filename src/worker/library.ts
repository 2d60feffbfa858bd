/**
 * Tapes brought in during this session: dropped files are converted, folders of this site fetched, or left where they
 * are and read in ranges when they are large; all kept by hash. It plays nothing. Invariant: what it keeps is a whole tape whose manifest was checked; an import that failed
 * or was cancelled leaves nothing behind.
 */
import { TapedeckError } from '../layout/errors';
import { coverageOf, type CoveragePart } from '../tape/coverage';
import { ImportControl } from '../tape/import-control';
import { parseTapeManifest, partBytes, type TapeManifest } from '../tape/manifest';
import { openTape } from '../tape/tape';
import { bufferOf } from './buffer';
import type { FarFile, FarRows } from './far-rows';
import type { ImportJson, ImportRequest, LibraryApi, PlanJson } from './import-protocol';
import type { Progress, StoredTape, TapeChange } from './protocol';

type OnProgress = (progress: Progress) => void;

/** How the library reaches the files of this site. */
export type FetchBytes = (
  url: string,
  signal: AbortSignal,
  onBytes: (done: number, total: number) => void,
) => Promise<Blob>;

/** What a file at a host is, where the host sends parts of it; null: it does not. */
export type AskForRanges = (url: string, signal: AbortSignal) => Promise<FarFile | null>;

/** About 25 MB: up to there a tape is fetched whole, which makes every seek quick and works offline later. */
const wholeRowsMax = 1_048_576;

export class TapeLibrary implements LibraryApi {
  private readonly tapes = new Map<string, StoredTape & { manifest: TapeManifest }>();
  private readonly jobs = new Map<number, AbortController>();

  constructor(
    private readonly fetchBytes: FetchBytes,
    private readonly askForRanges: AskForRanges = () => Promise.resolve(null),
  ) {}

  planImport(jobId: number, files: readonly File[]): Promise<PlanJson> {
    // Readers of foreign formats are half of this worker; the first picture of a visit needs none of them.
    return this.job(jobId, async () => (await import('./import-desk')).planOf(files));
  }

  async readRows(
    ...[table, mapping]: Parameters<LibraryApi['readRows']>
  ): ReturnType<LibraryApi['readRows']> {
    return (await import('./import-desk')).readRows(table, mapping);
  }

  importMany(
    jobId: number,
    files: readonly File[],
    request: ImportRequest,
    onProgress: OnProgress,
  ): Promise<ImportJson> {
    return this.job(jobId, async (signal) => {
      const { makeTapes } = await import('./import-desk');
      const { tapes, problems } = await makeTapes(files, request, signal, onProgress);
      return { tapes: tapes.map(({ manifest, parquet }) => this.keep(manifest, parquet)), problems };
    });
  }

  fetchFile(jobId: number, url: string, onProgress: OnProgress): Promise<Blob> {
    return this.job(jobId, (signal) =>
      this.fetchBytes(url, signal, (done, total) => onProgress({ phase: 'load', done, total })),
    );
  }

  loadTape(jobId: number, url: string, onProgress: OnProgress): Promise<StoredTape> {
    return this.job(jobId, async (signal) => {
      const folder = url.endsWith('/') ? url : `${url}/`;
      const index = await this.fetchBytes(`${folder}tape.json`, signal, () => undefined);
      const manifest = parseTapeManifest(parseJson(await index.text()));
      const files = filesOf(manifest).map((path) => `${folder}${path}`);
      const isLarge = Number(manifest.rows) > wholeRowsMax;
      const far = isLarge ? await this.farRows(manifest, files, signal) : null;
      if (far !== null) return this.keep(manifest, far);
      const notice = isLarge ? wholeNotice : undefined;
      const parquet = await this.fetchAll(files, signal, (done, total) =>
        onProgress({ phase: notice === undefined ? 'load' : wholePhase, done, total }),
      );
      return this.openBytes(manifest, parquet, notice);
    });
  }

  async openTapeFiles(manifestJson: string, files: Blob | readonly File[]): Promise<StoredTape> {
    const manifest = parseTapeManifest(parseJson(manifestJson));
    return this.openBytes(manifest, files instanceof Blob ? files : inOrder(manifest, files));
  }

  /** The first block is verified before the tape is taken; each of the others before it plays. */
  private async openBytes(manifest: TapeManifest, parquet: Blob, notice?: string): Promise<StoredTape> {
    await openTape(manifest, bufferOf(parquet)).readBlock(0);
    return this.keep(manifest, parquet, notice);
  }

  /** The files where they are; null: the host sends no parts of files. Of a tape in parts the first one is asked. */
  private async farRows(
    manifest: TapeManifest,
    urls: readonly string[],
    signal: AbortSignal,
  ): Promise<FarRows | null> {
    const first = await this.askForRanges(urls[0]!, signal);
    if (first === null) return null;
    const { parts } = manifest;
    if (parts === undefined) return { size: first.bytes, files: [first] };
    const files = parts.map(({ bytes }, index) => ({ url: urls[index]!, bytes, tag: null }));
    return { size: partBytes(parts), files };
  }

  private async fetchAll(
    urls: readonly string[],
    signal: AbortSignal,
    onBytes: (done: number, total: number) => void,
  ): Promise<Blob> {
    const blobs: Blob[] = [];
    let before = 0;
    for (const url of urls) {
      const blob = await this.fetchBytes(url, signal, (done, total) =>
        onBytes(before + done, before + total),
      );
      before += blob.size;
      blobs.push(blob);
    }
    return blobs.length === 1 ? blobs[0]! : new Blob(blobs);
  }

  coverage({ manifest, parquet }: StoredTape): Promise<readonly CoveragePart[] | null> {
    return coverageOf(manifest, bufferOf(parquet));
  }

  derive(jobId: number, tape: StoredTape, change: TapeChange, onProgress: OnProgress): Promise<StoredTape> {
    return this.job(jobId, async (signal) => {
      const { deriveTape } = await import('./derive');
      const control = new ImportControl({
        signal,
        onProgress: ({ rows, totalBytes }) =>
          onProgress({ phase: change.kind, done: rows, total: totalBytes }),
      });
      const { manifest, parquet } = await deriveTape(tape, change, control);
      return this.keep(manifest, parquet);
    });
  }

  cancel(jobId: number): Promise<void> {
    this.jobs.get(jobId)?.abort();
    return Promise.resolve();
  }

  get(hash: string): Promise<StoredTape | null> {
    return Promise.resolve(this.tapes.get(hash) ?? null);
  }

  list(): Promise<{ hash: string; name: string; rows: string; schema: string }[]> {
    const all = [...this.tapes.values()];
    return Promise.resolve(
      all.map(({ hash, manifest: { name, rows, schema } }) => ({ hash, name, rows, schema })),
    );
  }

  private keep(manifest: TapeManifest, parquet: StoredTape['parquet'], notice?: string): StoredTape {
    const tape = { hash: manifest.hash, manifest, parquet, ...(notice === undefined ? {} : { notice }) };
    this.tapes.set(tape.hash, tape);
    return tape;
  }

  private async job<T>(jobId: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.jobs.set(jobId, controller);
    try {
      return await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) throw new TapedeckError('E-CELL-03', 'Cancelled. Nothing was imported.');
      throw error;
    } finally {
      this.jobs.delete(jobId);
    }
  }
}

const wholePhase = 'load the whole file (the host sends no parts)';
const wholeNotice =
  'Its host sends no parts of files (it ignores Range requests), so the whole tape was fetched before its first event.';

const filesOf = ({ parts }: TapeManifest): readonly string[] =>
  parts?.map(({ file }) => file) ?? ['rows.parquet'];

/** Chosen files in the order of the parts: by name and size. */
function inOrder({ parts }: TapeManifest, files: readonly File[]): Blob {
  if (parts === undefined) return files[0] ?? new Blob();
  const found = parts.map(({ file, bytes }) => {
    const sized = files.filter(({ size }) => size === bytes);
    const one =
      sized.find(({ name }) => name === file || name === file.replaceAll('/', '-')) ??
      sized.find(({ name }) => file.endsWith(`/${name}`)) ??
      null;
    if (one !== null) return one;
    const message = `${file}: this part of the tape, ${bytes} bytes, is not among the chosen files. Nothing was opened; choose tape.json and all its parts together.`;
    throw new TapedeckError('E-TAPE-18', message, { file, bytes });
  });
  return new Blob(found);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TapedeckError('E-CELL-12', `tape.json is not JSON (${String(error)}). Nothing was opened.`, {
      bytes: text.length,
    });
  }
}
