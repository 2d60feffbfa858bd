/**
 * The store in a browser worker of its own, because only a worker may flush files. Where the browser has no files or
 * no database it works in memory and says so. Knows no engine.
 */
import { expose } from 'comlink';
import { IndexedCatalogue } from '../store/indexed-catalogue';
import { memoryGround } from '../store/memory-ground';
import { OpfsDisk } from '../store/opfs-disk';
import type { Ground, Turns } from '../store/ports';
import { Store } from '../store/store';
import { withCode } from './coded-errors';
import { watchedContent } from './kept-content';
import type { StoreApi, StoreState } from './store-protocol';

const lockName = 'tapedeck-publish';
const clock = { newToken: () => crypto.randomUUID(), nowMs: () => Date.now() };

const turns: Turns = {
  shared: (work) => navigator.locks.request(lockName, { mode: 'shared' }, work) as ReturnType<typeof work>,
  aloneIfFree: (work) =>
    navigator.locks.request(lockName, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await work();
      return lock !== null;
    }),
};

async function lastingGround(): Promise<Ground> {
  const [disk, catalogue] = await Promise.all([OpfsDisk.open(), IndexedCatalogue.open()]);
  const room = async (): Promise<{ usedBytes: number; quotaBytes: number } | null> => {
    const { usage, quota } = await navigator.storage.estimate();
    return usage === undefined || quota === undefined ? null : { usedBytes: usage, quotaBytes: quota };
  };
  return { ...clock, disk, catalogue, turns, room };
}

let opened: Promise<{ store: Store; state: StoreState }> | null = null;

async function start(): Promise<{ store: Store; state: StoreState }> {
  try {
    const store = new Store(await lastingGround());
    const collected = await store.collect();
    return { store, state: { isLasting: true, why: '', collected } };
  } catch (error) {
    const state = {
      isLasting: false,
      why: error instanceof Error ? error.message : String(error),
      collected: 0,
    };
    return { store: new Store(memoryGround(clock)), state };
  }
}

const ready = (): Promise<{ store: Store; state: StoreState }> => (opened ??= start());

async function throughStream(bytes: Blob, stream: GenericTransformStream): Promise<Blob> {
  return new Response(bytes.stream().pipeThrough(stream as ReadableWritablePair)).blob();
}

const copies = new Map<number, AbortController>();

const api: StoreApi = {
  open: async () => (await ready()).state,
  shelf: async () => {
    const { tapes, runs } = (await ready()).store;
    return { tapes: await tapes.list(), runs: await runs.list() };
  },
  room: async () => {
    const { usage = null, quota = null } = await navigator.storage
      .estimate()
      .catch(() => ({}) as StorageEstimate);
    const isPersistent = await navigator.storage.persisted().catch(() => null);
    return { usedBytes: usage, quotaBytes: quota, isPersistent };
  },
  keepTape: withCode(async (tape, jobId = 0, onProgress = () => undefined) => {
    const stop = new AbortController();
    if (jobId > 0) copies.set(jobId, stop);
    try {
      const parquet = watchedContent(tape.parquet, stop.signal, onProgress);
      await (await ready()).store.tapes.keep({ ...tape, parquet });
    } finally {
      copies.delete(jobId);
    }
  }),
  cancelKeep: async (jobId) => copies.get(jobId)?.abort(),
  findTape: withCode(async (hash) => (await ready()).store.tapes.find(hash)),
  removeTape: withCode(async (hash) => (await ready()).store.tapes.remove(hash)),
  catalogue: withCode(async () => (await ready()).store.tapes.catalogue()),
  restateTape: withCode(async (hash, manifest) => (await ready()).store.tapes.restate(hash, manifest)),
  beginRecording: withCode(async (name) => (await ready()).store.recordings.begin(name)),
  appendRecording: withCode(async (id, lines) => (await ready()).store.recordings.append(id, lines)),
  recordings: withCode(async () => (await ready()).store.recordings.list()),
  readRecording: withCode(async (id) => (await ready()).store.recordings.read(id)),
  removeRecording: withCode(async (id) => (await ready()).store.recordings.remove(id)),
  beginRun: withCode(async (run) => (await ready()).store.runs.begin(run)),
  resumeRun: withCode(async (id) => (await ready()).store.runs.resume(id)),
  readRun: withCode(async (id) => (await ready()).store.runs.read(id)),
  saveRun: withCode(async (id, records) => (await ready()).store.runs.save(id, records)),
  closeRun: withCode(async (id, records) => (await ready()).store.runs.close(id, records)),
  removeRun: withCode(async (id) => (await ready()).store.runs.remove(id)),
  keepCheckpoint: withCode(async (id, bytes) => {
    const packed = await throughStream(new Blob([bytes as BlobPart]), new CompressionStream('deflate-raw'));
    await (await ready()).store.runs.keepImage(id, packed);
  }),
  checkpoint: withCode(async (id) => {
    const packed = await (await ready()).store.runs.image(id);
    if (packed === null) return null;
    // A torn one is no loss: the run is computed from its start instead.
    const bytes = await throughStream(packed, new DecompressionStream('deflate-raw')).catch(() => null);
    return bytes === null ? null : new Uint8Array(await bytes.arrayBuffer());
  }),
};
expose(api);
