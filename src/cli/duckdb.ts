/**
 * DuckDB in Node, from the same files that the page serves. They are found among the installed packages when the first
 * statement runs, so a command that asks nothing loads nothing.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as blockingBuild from '@duckdb/duckdb-wasm/blocking';
import { openDuckDb } from '../tape/query/duckdb';
import type { QueryLimits, QueryPort } from '../tape/query/port';

/** The same build as the page's, with Node's runtime instead of the browser's. */
type Blocking = typeof blockingBuild & { readonly NODE_RUNTIME: blockingBuild.DuckDBRuntime };

export async function openNodeDuckDb(limits: QueryLimits): Promise<QueryPort> {
  const require = createRequire(import.meta.url);
  const blocking = require('@duckdb/duckdb-wasm/blocking') as Blocking;
  const folder = dirname(require.resolve('@duckdb/duckdb-wasm'));
  const bundles = {
    mvp: { mainModule: join(folder, 'duckdb-mvp.wasm'), mainWorker: '' },
    eh: { mainModule: join(folder, 'duckdb-eh.wasm'), mainWorker: '' },
  };
  const bindings = await blocking.createDuckDB(bundles, new blocking.VoidLogger(), blocking.NODE_RUNTIME);
  return openDuckDb(await bindings.instantiate(() => undefined), limits);
}
