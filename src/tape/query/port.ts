/**
 * What the house asks of a query engine, and nothing more, so that another one can take DuckDB's place. Data goes in
 * and comes out as Arrow. Invariant of every implementation: after `open` nothing outside its own tables can be
 * reached or changed by a statement (no files, no network, no extensions, no settings), and a statement that fails or
 * is cancelled leaves the port usable.
 */
import type { RecordBatch, Schema, Table } from 'apache-arrow';

export interface QueryLimits {
  /** a statement that needs more fails; the port lives on */
  readonly memoryMiB: number;
}

export interface RunOptions {
  /** Called between slices of work; may wait, and may throw to stop the statement. */
  readonly breathe?: () => Promise<void>;
}

export interface QueryResult {
  readonly schema: Schema;
  /** In the order of the result. Ending the iteration early gives the statement up. */
  readonly batches: AsyncIterable<RecordBatch>;
}

export interface QueryPort {
  /** name and version of the engine, for exports and errors */
  readonly engine: string;
  /** A statement of our own, without a result. */
  execute(sql: string): void;
  /** A small result of our own, whole. */
  read(sql: string): Table;
  /** Appends rows to a table of `schema.table` whose columns stand in the same order. */
  append(schema: string, table: string, rows: Table): void;
  /** One statement of a person. Whatever it changes is undone when the result was read or given up. */
  run(sql: string, options?: RunOptions): Promise<QueryResult>;
  close(): void;
}
