/**
 * Starts the page's own workers. Each begins as a blob that imports the real file, because a worker started by URL
 * ignores the page's content security policy and a blob inherits it. Only the page may import this.
 */
import { proxy, wrap, type Remote } from 'comlink';
import cellUrl from './cell-worker?worker&url';
import libraryUrl from './library-worker?worker&url';
import storeUrl from './store-worker?worker&url';
import { TapedeckError } from '../layout/errors';
import { revive } from './coded-errors';
import { CellClient, type CellPort, type ClientOptions } from './cell-client';
import type {
  ImportJson,
  ImportRequest,
  LibraryApi,
  PlanJson,
  RowsRead,
  TablePreview,
} from './import-protocol';
import type { CoveragePart, FromCell, Progress, StoredTape, TapeChange } from './protocol';
import type { StoreApi } from './store-protocol';

/**
 * A sandboxed frame has an opaque origin, which may not start module workers from blobs, but classic ones that import.
 * Messages that arrive before the import has finished are kept for it.
 */
const opaqueBootstrap = (address: string): string => `
const early = [];
const keep = (event) => early.push(event);
addEventListener('message', keep);
import(${address}).then(
  () => {
    removeEventListener('message', keep);
    for (const { data, ports } of early) dispatchEvent(new MessageEvent('message', { data, ports }));
  },
  (error) => setTimeout(() => { throw error; }),
);`;

export function startWorker(url: string, name: string): Worker {
  const address = JSON.stringify(new URL(url, document.baseURI).href);
  const isOpaque = globalThis.origin === 'null';
  const bootstrap = new Blob([isOpaque ? opaqueBootstrap(address) : `import ${address};`], {
    type: 'text/javascript',
  });
  const blobUrl = URL.createObjectURL(bootstrap);
  const worker = new Worker(blobUrl, { type: isOpaque ? 'classic' : 'module', name });
  // Engines fetch a worker's script after the constructor returns; the URL must outlive that.
  worker.addEventListener('message', () => URL.revokeObjectURL(blobUrl), { once: true });
  return worker;
}

let spareCell: Worker | null = null;

/** Starts the first cell's worker before a run asks for it, so that both load at once. */
export function warmUp(): void {
  spareCell ??= startWorker(cellUrl, 'tapedeck-cell');
}

function takeCellWorker(): Worker {
  const worker = spareCell ?? startWorker(cellUrl, 'tapedeck-cell');
  spareCell = null;
  return worker;
}

function portOf(worker: Worker): CellPort {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) =>
      worker.addEventListener('message', (event: MessageEvent<FromCell>) => listener(event.data)),
    onLost: (listener) => {
      worker.addEventListener('error', (event) => listener(event.message || 'worker error'));
      worker.addEventListener('messageerror', () => listener('message could not be read'));
    },
    terminate: () => worker.terminate(),
  };
}

/** A cell in a worker of its own. */
export function startCell(options: ClientOptions = {}): CellClient {
  return new CellClient(() => portOf(takeCellWorker()), options);
}

export interface JobOptions {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** The page's side of the library worker: imports and this session's tapes. */
export interface Library {
  planImport(files: readonly File[], options?: JobOptions): Promise<PlanJson>;
  readRows(table: TablePreview, mapping: unknown): Promise<RowsRead>;
  importMany(files: readonly File[], request: ImportRequest, options?: JobOptions): Promise<ImportJson>;
  fetchFile(url: string, options?: JobOptions): Promise<Blob>;
  loadTape(url: string, options?: JobOptions): Promise<StoredTape>;
  openTapeFiles(manifestJson: string, files: Blob | readonly File[]): Promise<StoredTape>;
  coverage(tape: StoredTape): Promise<readonly CoveragePart[] | null>;
  derive(tape: StoredTape, change: TapeChange, options?: JobOptions): Promise<StoredTape>;
  get(hash: string): Promise<StoredTape | null>;
  list(): Promise<{ hash: string; name: string; rows: string; schema: string }[]>;
  close(): void;
}

export function startLibrary(): Library {
  const worker = startWorker(libraryUrl, 'tapedeck-library');
  const remote: Remote<LibraryApi> = wrap<LibraryApi>(worker);
  let nextJob = 1;
  async function job<T>(
    options: JobOptions,
    run: (jobId: number, onProgress: (p: Progress) => void) => Promise<T>,
  ): Promise<T> {
    const jobId = nextJob++;
    const onAbort = (): void => void remote.cancel(jobId);
    if (options.signal?.aborted) throw new TapedeckError('E-CELL-03', 'Cancelled. Nothing was imported.');
    options.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await run(jobId, proxy(options.onProgress ?? ignoreProgress));
    } catch (error) {
      throw revive(error);
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
    }
  }
  return {
    planImport: (files, options = {}) => job(options, (id) => remote.planImport(id, files)),
    readRows: (table, mapping) => job({}, () => remote.readRows(table, mapping)),
    importMany: (files, request, options = {}) =>
      job(options, (id, onProgress) => remote.importMany(id, files, request, onProgress)),
    fetchFile: (url, options = {}) =>
      job(options, (id, onProgress) => remote.fetchFile(id, new URL(url, document.baseURI).href, onProgress)),
    loadTape: (url, options = {}) =>
      job(options, (id, onProgress) => remote.loadTape(id, new URL(url, document.baseURI).href, onProgress)),
    openTapeFiles: (manifestJson, files) => job({}, () => remote.openTapeFiles(manifestJson, files)),
    coverage: (tape) => job({}, () => remote.coverage(tape)),
    derive: (tape, change, options = {}) =>
      job(options, (id, onProgress) => remote.derive(id, tape, change, onProgress)),
    get: (hash) => remote.get(hash),
    list: () => remote.list(),
    close: () => worker.terminate(),
  };
}

/** The page's side of the store worker: what this browser keeps. */
export type Store = { readonly [Name in keyof StoreApi]: StoreApi[Name] };

export function startStore(): Store {
  const remote: Remote<StoreApi> = wrap<StoreApi>(startWorker(storeUrl, 'tapedeck-store'));
  return new Proxy({} as Store, {
    get:
      (_target, name) =>
      async (...values: unknown[]) => {
        const call = remote[name as keyof StoreApi] as unknown as (...all: unknown[]) => Promise<unknown>;
        try {
          // A function crosses into a worker as a proxy only.
          return await call(...values.map((value) => (isCallback(value) ? proxy(value) : value)));
        } catch (error) {
          throw revive(error);
        }
      },
  });
}

const isCallback = (value: unknown): value is () => void => typeof value === 'function';
const ignoreProgress = (): void => undefined;
