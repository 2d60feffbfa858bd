/**
 * Query ports for the tests in Node: DuckDB from the same files that the page serves. Another engine takes its place
 * by a line in `ports`. Each port has a database of its own.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as blockingBuild from '@duckdb/duckdb-wasm/blocking';
import { openDuckDb } from '../../src/tape/query/duckdb';
import type { QueryLimits, QueryPort } from '../../src/tape/query/port';

/** The same build as the page's, with Node's runtime instead of the browser's. */
type Blocking = typeof blockingBuild & { readonly NODE_RUNTIME: blockingBuild.DuckDBRuntime };

const require = createRequire(import.meta.url);
const blocking = require('@duckdb/duckdb-wasm/blocking') as Blocking;
const folder = dirname(require.resolve('@duckdb/duckdb-wasm'));

export async function openNodeDuckDb(limits: QueryLimits = { memoryMiB: 512 }): Promise<QueryPort> {
  const bundles = {
    mvp: { mainModule: join(folder, 'duckdb-mvp.wasm'), mainWorker: '' },
    eh: { mainModule: join(folder, 'duckdb-eh.wasm'), mainWorker: '' },
  };
  const bindings = await blocking.createDuckDB(bundles, new blocking.VoidLogger(), blocking.NODE_RUNTIME);
  return openDuckDb(await bindings.instantiate(() => undefined), limits);
}

/** Every engine that stands behind the port. */
export const ports: Readonly<Record<string, (limits?: QueryLimits) => Promise<QueryPort>>> = {
  DuckDB: openNodeDuckDb,
};

/** All rows of a statement, as objects. */
export async function rowsOf(port: QueryPort, sql: string): Promise<Record<string, unknown>[]> {
  const { batches } = await port.run(sql);
  const rows: Record<string, unknown>[] = [];
  for await (const batch of batches) for (const row of batch) rows.push(row.toJSON());
  return rows;
}
