/**
 * Tapes brought in during this session: dropped files are converted, folders of this site fetched, all kept in memory
 * by hash. It plays nothing. Invariant: what it keeps is a whole tape whose manifest was checked; an import that failed
 * or was cancelled leaves nothing behind.
 */
import { TapedeckError } from '../layout/errors';
import { coverageOf, type CoveragePart } from '../tape/coverage';
import { ImportControl } from '../tape/import-control';
import type { TapeManifest } from '../tape/manifest';
import { openTape } from '../tape/tape';
import { bufferOf } from './buffer';
import type { ImportJson, ImportRequest, LibraryApi, PlanJson } from './import-protocol';
import type { Progress, StoredTape, TapeChange } from './protocol';

type OnProgress = (progress: Progress) => void;

/** How the library reaches the files of this site. */
export type FetchBytes = (
  url: string,
  signal: AbortSignal,
  onBytes: (done: number, total: number) => void,
) => Promise<Blob>;

export class TapeLibrary implements LibraryApi {
  private readonly tapes = new Map<string, StoredTape & { manifest: TapeManifest }>();
  private readonly jobs = new Map<number, AbortController>();

  constructor(private readonly fetchBytes: FetchBytes) {}

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
      const [index, parquet] = await Promise.all([
        this.fetchBytes(`${folder}tape.json`, signal, () => undefined),
        this.fetchBytes(`${folder}rows.parquet`, signal, (done, total) =>
          onProgress({ phase: 'load', done, total }),
        ),
      ]);
      return this.openTapeFiles(await index.text(), parquet);
    });
  }

  async openTapeFiles(manifestJson: string, parquet: Blob): Promise<StoredTape> {
    const { manifest, readBlock } = openTape(parseJson(manifestJson), bufferOf(parquet));
    await readBlock(0);
    return this.keep(manifest, parquet);
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

  private keep(manifest: TapeManifest, parquet: Blob): StoredTape {
    const tape = { hash: manifest.hash, manifest, parquet };
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TapedeckError('E-CELL-12', `tape.json is not JSON (${String(error)}). Nothing was opened.`, {
      bytes: text.length,
    });
  }
}
