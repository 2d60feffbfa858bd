/**
 * Answers questions about a run: one database, one question at a time, the rows of the last answer at hand. It is
 * given everything and fetches nothing; the same in the worker and in Node. Invariant: no statement runs unless the
 * database stands at the clock that was set.
 */
import { TapedeckError } from '../layout/errors';
import { MarketTables, type MarketSetup } from '../tape/query/market-tables';
import type { QueryPort } from '../tape/query/port';
import { exportFile } from '../tape/query/result-export';
import { ResultRows } from '../tape/query/result-rows';
import { checkStatement } from '../tape/query/statement';
import { makeResultTape } from '../tape/query/result-tape';
import { tapeDoc, type TableDoc } from '../tape/query/tables';
import { zoneOffsets } from '../tape/query/zone-offsets';
import { isSchemaName } from '../tape/schemas';
import { openTape } from '../tape/tape';
import { bufferOf } from './buffer';
import { platformSha256 } from './platform-sha256';
import type { BookLevel, Place, Progress, StoredTape } from './protocol';
import type {
  QueryApi,
  QueryExport,
  QueryOpened,
  QuerySeries,
  QuerySetup,
  QueryShelved,
  QuerySummary,
  QueryTable,
} from './query-protocol';

/** Rows of an answer that are kept; the summary says when there were more. */
const kept = { rows: 1_000_000, bytes: 512 * 2 ** 20 };
/** Points of a picture. */
const pointsDrawn = 20_000;

export interface DeskHost {
  nowMs(): number;
  /** Lets messages that wait be handled. */
  yieldTask(): Promise<void>;
}

export class QueryDesk implements QueryApi {
  private port: QueryPort | null = null;
  private tables: MarketTables | null = null;
  private rows: ResultRows | null = null;
  /** the statement that `rows` answer */
  private sql = '';
  private instruments: QuerySetup['instruments'] = [];
  /** the open tape as the shelf lists it */
  private openTape: QueryShelved[] = [];
  private isAtClock = false;
  private isCancelled = false;
  private breathedMs = 0;

  constructor(
    private readonly host: DeskHost,
    private readonly openPort: () => Promise<QueryPort>,
  ) {}

  async open(setup: QuerySetup): Promise<QueryOpened> {
    this.isAtClock = false;
    this.rows = null;
    this.port?.close();
    this.port = null;
    const port = await this.openPort();
    this.port = port;
    this.instruments = setup.instruments;
    this.tables = new MarketTables(port, marketSetup(setup));
    this.openTape = shelvedOf(setup.tape);
    return { engine: port.engine, tables: await this.shelve([]) };
  }

  async shelve(tapes: QueryShelved[]): Promise<QueryTable[]> {
    const { tables } = this.opened;
    const names = tables.shelve(tapes);
    const listed = [...this.openTape, ...tapes.filter(({ hash }) => hash !== this.openTape[0]?.hash)];
    const own = listed.flatMap(({ hash, title, schema }) => {
      const name = names.get(hash);
      return name !== undefined && isSchemaName(schema) ? [tapeDoc(name, title, schema)] : [];
    });
    return [...tables.docs, ...own].map(tableOf);
  }

  async missing(sql: string): Promise<string[]> {
    return this.opened.tables.missingFor(sql);
  }

  async addTape({ manifest, parquet }: StoredTape): Promise<void> {
    this.isAtClock = false;
    this.opened.tables.addTape(openTape(manifest, bufferOf(parquet), platformSha256));
  }

  async addReports(first: number, units: Uint8Array<ArrayBuffer>, texts: readonly string[]): Promise<void> {
    this.isAtClock = false;
    this.opened.tables.addReports(first, units, texts);
  }

  async setClock(
    clock: Place,
    book: BookLevel[],
    sql: string,
    onProgress: (progress: Progress) => void,
  ): Promise<void> {
    this.isCancelled = false;
    this.isAtClock = false;
    await this.opened.tables.setClock(clock, book, sql, {
      breathe: () => this.breathe(),
      progress: (done, total) => onProgress({ phase: 'tape', done, total }),
    });
    this.isAtClock = true;
  }

  async run(sql: string): Promise<QuerySummary> {
    const { port } = this.opened;
    if (!this.isAtClock) throw new Error('a statement needs a clock');
    this.isCancelled = false;
    this.rows = null;
    checkStatement(sql);
    const startedMs = this.host.nowMs();
    this.breathedMs = startedMs;
    const result = await port.run(sql, { breathe: () => this.breathe() });
    const rows = await ResultRows.read(result, kept);
    this.rows = rows;
    this.sql = sql;
    return {
      columns: rows.columns.map((column) => ({ ...column })),
      rowCount: rows.rowCount,
      isCut: rows.isCut,
      elapsedMs: this.host.nowMs() - startedMs,
    };
  }

  async texts(first: number, count: number): Promise<(string | null)[][]> {
    return this.rows?.texts(first, count) ?? [];
  }

  async series(x: number | null, y: number[]): Promise<QuerySeries> {
    const made = this.rows?.series(x, y, pointsDrawn);
    return made === undefined ? { x: new Float64Array(0), y: [] } : { x: made.x, y: [...made.y] };
  }

  async exportRows(format: QueryExport, notes: Record<string, string>): Promise<Uint8Array<ArrayBuffer>> {
    const { port } = this.opened;
    if (this.rows === null)
      throw new TapedeckError('E-SQL-06', 'There is no result to export. Run a query first.');
    return exportFile(this.rows, format, { ...notes, queryEngine: port.engine });
  }

  async makeTape(name: string, notes: Record<string, string>): Promise<StoredTape> {
    const { port, tables } = this.opened;
    if (this.rows === null)
      throw new TapedeckError('E-SQL-06', 'There is no result to replay. Run a query first.');
    this.isCancelled = false;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const manifest = await makeResultTape(this.rows, {
      ...{ name, sql: this.sql, steps: stepsOf({ ...notes, queryEngine: port.engine }) },
      tapes: tables.tapesOf(this.sql),
      instruments: this.instruments,
      sink: (bytes) => void parts.push(bytes as Uint8Array<ArrayBuffer>),
      breathe: () => this.breathe(),
    });
    return { hash: manifest.hash, manifest, parquet: new Blob(parts) };
  }

  async cancel(): Promise<void> {
    this.isCancelled = true;
  }

  private get opened(): { port: QueryPort; tables: MarketTables } {
    const { port, tables } = this;
    if (port === null || tables === null) throw new Error('the query desk is not open');
    return { port, tables };
  }

  private async breathe(): Promise<void> {
    const nowMs = this.host.nowMs();
    if (nowMs - this.breathedMs >= sliceMs) {
      await this.host.yieldTask();
      this.breathedMs = this.host.nowMs();
    }
    if (this.isCancelled) throw new TapedeckError('E-CELL-03', 'Cancelled. Nothing was changed.');
  }
}

const sliceMs = 8;

const tableOf = ({ name, doc, columns }: TableDoc): QueryTable => ({
  ...{ name, doc },
  columns: columns.map((column) => ({ ...column })),
});

function shelvedOf(tape: StoredTape | null): QueryShelved[] {
  if (tape === null) return [];
  const { name, schema, rows } = tape.manifest as { name: string; schema: string; rows: string };
  return [{ hash: tape.hash, title: name, schema, rows }];
}

const stepsOf = (notes: Record<string, string>): string[] =>
  Object.entries(notes).map(([name, text]) => `${name}: ${text.replace(/\s+/g, ' ').trim()}`);

function marketSetup({ instruments, startNs, endNs, tape, zone }: QuerySetup): MarketSetup {
  return {
    instruments,
    offsets: zoneOffsets(zone, startNs, endNs),
    tape: tape === null ? null : openTape(tape.manifest, bufferOf(tape.parquet), platformSha256),
  };
}
