/**
 * The query desk in a browser worker, with the site's own copy of DuckDB: `eh`, or `mvp` where the browser lacks wasm
 * exceptions; the threaded build is never offered. Started from a blob, so the page's policy holds here too. Fetches
 * the one wasm file and nothing else.
 */
import { BROWSER_RUNTIME, createDuckDB, VoidLogger, type DuckDBBindings } from '@duckdb/duckdb-wasm/blocking';
import ehUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import mvpUrl from '@duckdb/duckdb-wasm/dist/duckdb-mvp.wasm?url';
import { expose } from 'comlink';
import { TapedeckError } from '../layout/errors';
import { openDuckDb } from '../tape/query/duckdb';
import { makeHost } from './cell-host';
import { QueryDesk } from './query-desk';
import type { QueryApi } from './query-protocol';

const memoryMiB = 2048;

async function instantiate(): Promise<DuckDBBindings> {
  try {
    const bundles = {
      mvp: { mainModule: mvpUrl, mainWorker: '' },
      eh: { mainModule: ehUrl, mainWorker: '' },
    };
    const bindings = await createDuckDB(bundles, new VoidLogger(), BROWSER_RUNTIME);
    return await bindings.instantiate(() => undefined);
  } catch (error) {
    throw new TapedeckError('E-SQL-07', `The query engine could not be loaded: ${String(error)}.`);
  }
}

let bindings: Promise<DuckDBBindings> | null = null;

const desk = new QueryDesk(
  makeHost(() => undefined),
  async () => {
    bindings ??= instantiate();
    bindings.catch(() => (bindings = null));
    return openDuckDb(await bindings, { memoryMiB });
  },
);

/** Comlink carries an error's message only, so all of it travels there. */
function withCode<Arguments extends unknown[], T>(
  call: (...values: Arguments) => Promise<T>,
): (...values: Arguments) => Promise<T> {
  return async (...values) => {
    try {
      return await call(...values);
    } catch (error) {
      if (!(error instanceof TapedeckError)) throw error;
      const { code, message, details } = error;
      throw new Error(JSON.stringify({ code, message, details }), { cause: error });
    }
  };
}

const api: QueryApi = {
  open: withCode((setup) => desk.open(setup)),
  shelve: withCode((tapes) => desk.shelve(tapes)),
  missing: (sql) => desk.missing(sql),
  addTape: withCode((tape) => desk.addTape(tape)),
  addReports: withCode((first, units, texts) => desk.addReports(first, units, texts)),
  setClock: withCode((...values) => desk.setClock(...values)),
  run: withCode((sql) => desk.run(sql)),
  texts: (first, count) => desk.texts(first, count),
  series: (x, y) => desk.series(x, y),
  exportRows: withCode((format, notes) => desk.exportRows(format, notes)),
  makeTape: withCode((name, notes) => desk.makeTape(name, notes)),
  cancel: () => desk.cancel(),
};
expose(api);
