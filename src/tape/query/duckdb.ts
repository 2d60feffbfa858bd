/**
 * DuckDB behind the query port. It drives DuckDB's own polling, so the same file works in a worker and in Node, and a
 * statement can be stopped between two polls. The version is pinned to 1.28.0 (DuckDB 0.9.1): later ones fetch their
 * Parquet extension from a foreign host at run time. Invariant: locked down before the first statement of a person.
 */
import type { DuckDBBindings } from '@duckdb/duckdb-wasm/blocking';
import { RecordBatchReader, tableFromIPC, tableToIPC, type RecordBatch, type Table } from 'apache-arrow';
import { sqlError } from './duckdb-errors';
import type { QueryLimits, QueryPort, QueryResult, RunOptions } from './port';

/** How long DuckDB works before it lets go, so that messages are heard. */
const pollingMs = 30;

/** In this order: the last one makes the others final. */
const lockDown = ({ memoryMiB }: QueryLimits): string[] => [
  'SET enable_external_access=false',
  'SET autoinstall_known_extensions=false',
  'SET autoload_known_extensions=false',
  `SET memory_limit='${memoryMiB * 2 ** 20}B'`,
  'SET lock_configuration=true',
];

class DuckDbPort implements QueryPort {
  readonly engine: string;
  private connection: number;

  constructor(
    private readonly bindings: DuckDBBindings,
    limits: QueryLimits,
  ) {
    bindings.open({ query: { castBigIntToDouble: false, queryPollingInterval: pollingMs } });
    this.engine = `DuckDB ${bindings.getVersion()}`;
    this.connection = this.connect();
    for (const sql of lockDown(limits)) this.execute(sql);
  }

  execute(sql: string): void {
    this.bindings.runQuery(this.connection, sql);
  }

  read(sql: string): Table {
    return tableFromIPC(this.bindings.runQuery(this.connection, sql));
  }

  append(schema: string, table: string, rows: Table): void {
    if (rows.numRows === 0) return;
    const bytes = tableToIPC(rows, 'stream');
    this.bindings.insertArrowFromIPCStream(this.connection, bytes, { schema, name: table, create: false });
  }

  async run(sql: string, options: RunOptions = {}): Promise<QueryResult> {
    this.execute('BEGIN TRANSACTION');
    try {
      const header = await this.finishPending(sql, options);
      const reader = await RecordBatchReader.from(this.messages(header, options));
      await reader.open();
      return { schema: reader.schema, batches: this.reading(reader) };
    } catch (error) {
      this.undo();
      throw sqlError(error, sql);
    }
  }

  close(): void {
    this.bindings.disconnect(this.connection);
    this.bindings.reset();
  }

  private connect(): number {
    // The wrapper object offers less than the connection behind it.
    return (this.bindings.connect() as unknown as { readonly _conn: number })._conn;
  }

  private async finishPending(sql: string, { breathe }: RunOptions): Promise<Uint8Array> {
    let header = this.bindings.startPendingQuery(this.connection, sql);
    while (header === null) {
      try {
        await breathe?.();
      } catch (error) {
        this.bindings.cancelPendingQuery(this.connection);
        throw error;
      }
      header = this.bindings.pollPendingQuery(this.connection);
    }
    return header;
  }

  private async *messages(header: Uint8Array, { breathe }: RunOptions): AsyncGenerator<Uint8Array> {
    yield header;
    for (;;) {
      await breathe?.();
      const message = this.bindings.fetchQueryResults(this.connection);
      if (message.byteLength === 0) return;
      yield message;
    }
  }

  private async *reading(reader: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch> {
    try {
      yield* reader;
    } catch (error) {
      throw sqlError(error, '');
    } finally {
      this.undo();
    }
  }

  /** Also ends a statement whose result was not read to its end. */
  private undo(): void {
    this.bindings.cancelPendingQuery(this.connection);
    try {
      this.execute('ROLLBACK');
    } catch {
      // The statement itself may have ended the transaction; then there is nothing to undo.
    }
  }
}

/** `bindings` are instantiated; Node and the worker each make their own. */
export const openDuckDb = (bindings: DuckDBBindings, limits: QueryLimits): QueryPort =>
  new DuckDbPort(bindings, limits);
