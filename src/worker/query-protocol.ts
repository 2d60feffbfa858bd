/**
 * What the page and the query worker say to each other, on one page. Plain data only; buffers move. Invariant: the
 * worker is told the moment of every question and never has anything later than it.
 */
import type { BookLevel, InstrumentInfo, Place, Progress, StoredTape } from './protocol';

export interface QuerySetup {
  instruments: InstrumentInfo[];
  startNs: bigint;
  endNs: bigint;
  tape: StoredTape | null;
  zone: string;
}
export interface QueryTable {
  name: string;
  doc: string;
  columns: { name: string; doc: string }[];
}
export interface QueryOpened {
  /** name and version of the query engine */
  engine: string;
  tables: QueryTable[];
}
export interface QueryColumn {
  name: string;
  type: string;
  class: 'text' | 'number' | 'time';
}
export interface QuerySummary {
  columns: QueryColumn[];
  rowCount: number;
  /** there were more rows, which were not read */
  isCut: boolean;
  elapsedMs: number;
}
export interface QuerySeries {
  x: Float64Array<ArrayBuffer>;
  /** NaN where there is no number */
  y: Float64Array<ArrayBuffer>[];
}
export type QueryExport = 'csv' | 'ndjson' | 'parquet' | 'arrow';
/** A tape that a statement may name although it is not open; its rows come when one does. */
export interface QueryShelved {
  hash: string;
  title: string;
  schema: string;
  rows: string;
}

export interface QueryApi {
  /** Makes an empty database for a run; a former one is gone. */
  open(setup: QuerySetup): Promise<QueryOpened>;
  /** The tapes beside the open one; answers all tables that there are now. */
  shelve(tapes: QueryShelved[]): Promise<QueryTable[]>;
  /** Hashes of shelved tapes that the statement names and `addTape` has not brought. */
  missing(sql: string): Promise<string[]>;
  addTape(tape: StoredTape): Promise<void>;
  /** Units of the journal from report `first` on, with their texts; what was there from `first` on is void. */
  addReports(first: number, units: Uint8Array<ArrayBuffer>, texts: readonly string[]): Promise<void>;
  /** The moment that all questions from now on are about. The tape is read up to it when `sql` names it. */
  setClock(
    clock: Place,
    book: BookLevel[],
    sql: string,
    onProgress: (progress: Progress) => void,
  ): Promise<void>;
  /** One statement. Its rows are kept for `texts`, `series` and `exportRows` until the next one. */
  run(sql: string): Promise<QuerySummary>;
  texts(first: number, count: number): Promise<(string | null)[][]>;
  /** `x` null: the number of the row */
  series(x: number | null, y: number[]): Promise<QuerySeries>;
  exportRows(format: QueryExport, notes: Record<string, string>): Promise<Uint8Array<ArrayBuffer>>;
  /** The rows of the last answer as a tape. E-SQL-08 where they fit no schema, E-SQL-09 where they have no order. */
  makeTape(name: string, notes: Record<string, string>): Promise<StoredTape>;
  /** Stops what is running at its next breath. */
  cancel(): Promise<void>;
}
