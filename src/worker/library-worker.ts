/**
 * The library in a browser worker, reached through Comlink, which carries an error's message only: the stable code
 * travels in front of it. Fetches files of this site and nothing else.
 */
import { expose } from 'comlink';
import { TapedeckError } from '../layout/errors';
import { withCode } from './coded-errors';
import { askForRanges } from './far-rows';
import { TapeLibrary, type FetchBytes } from './library';
import type { LibraryApi } from './import-protocol';

const fetchBytes: FetchBytes = async (url, signal, onBytes) => {
  const failed = (why: string): TapedeckError =>
    new TapedeckError('E-CELL-13', `“${url}” could not be loaded: ${why}. Nothing was opened.`, { url });
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    throw failed(String(error));
  });
  if (!response.ok || response.body === null) throw failed(`the host answered ${response.status}`);
  const total = Number(response.headers.get('content-length') ?? 0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done: isDone, value } = await reader.read();
    if (isDone) return new Blob(parts);
    parts.push(value);
    done += value.byteLength;
    onBytes(done, Math.max(total, done));
  }
};

const library = new TapeLibrary(fetchBytes, askForRanges);

const api: LibraryApi = {
  planImport: withCode((...values) => library.planImport(...values)),
  readRows: withCode((...values) => library.readRows(...values)),
  importMany: withCode((...values) => library.importMany(...values)),
  fetchFile: withCode((...values) => library.fetchFile(...values)),
  loadTape: withCode((...values) => library.loadTape(...values)),
  openTapeFiles: withCode((...values) => library.openTapeFiles(...values)),
  coverage: withCode((tape) => library.coverage(tape)),
  derive: withCode((...values) => library.derive(...values)),
  cancel: (jobId) => library.cancel(jobId),
  get: (hash) => library.get(hash),
  list: () => library.list(),
};
expose(api);
