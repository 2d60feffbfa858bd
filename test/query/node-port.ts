/**
 * Query ports for the tests in Node. Another engine takes DuckDB's place by a line in `ports`. Each port has a database
 * of its own.
 */
import { openNodeDuckDb } from '../../src/cli/duckdb';
import type { QueryLimits, QueryPort } from '../../src/tape/query/port';

const usual: QueryLimits = { memoryMiB: 512 };

/** Every engine that stands behind the port. */
export const ports: Readonly<Record<string, (limits?: QueryLimits) => Promise<QueryPort>>> = {
  DuckDB: (limits = usual) => openNodeDuckDb(limits),
};

/** All rows of a statement, as objects. */
export async function rowsOf(port: QueryPort, sql: string): Promise<Record<string, unknown>[]> {
  const { batches } = await port.run(sql);
  const rows: Record<string, unknown>[] = [];
  for await (const batch of batches) for (const row of batch) rows.push(row.toJSON());
  return rows;
}
