/**
 * The database of one run: journal, tape and book up to a clock. Rows are brought in as the clock goes on and taken
 * out as it goes back. Invariant: whatever a statement reaches, by whatever name, is not later than the clock of the
 * last `setClock`, because nothing later is stored.
 */
import { tableFromArrays } from 'apache-arrow';
import type { TapeManifest } from '../manifest';
import type { TapeSource } from '../tape';
import { journalTables, type TouchState } from './journal-columns';
import type { QueryPort } from './port';
import { Scales, type QueryInstrument, type ZoneOffset } from './scales';
import {
  createStatements,
  shelfStatement,
  storedTables,
  tableDocs,
  tapeStatement,
  tapeViewStatement,
  type TableDoc,
} from './tables';
import { StoredRows, TapeRows, type LoadControl } from './tape-rows';
import { mentions, tapeNames, tellsTheFutureOf, type ShelvedTape } from './tape-shelf-names';
import { zoneOffsets } from './zone-offsets';

export interface MarketSetup {
  readonly instruments: readonly QueryInstrument[];
  readonly offsets: readonly ZoneOffset[];
  readonly tape: TapeSource | null;
}

export interface Clock {
  readonly nowNs: bigint;
  readonly eventCount: number;
}

export interface BookLevel {
  readonly instrument: number;
  /** 0 buy, 1 sell */
  readonly side: number;
  readonly priceUnits: bigint;
  readonly totalLots: bigint;
  readonly orderCount: number;
}

interface OtherTape {
  readonly rows: TapeRows;
  readonly manifest: TapeManifest;
  /** where its rows lie in the schema `stored` */
  readonly table: string;
  readonly scales: Scales;
}

const shelvedOf = ({ manifest: { hash, name, schema, rows } }: TapeSource): ShelvedTape => ({
  ...{ hash, title: name, schema, rows },
});

export class MarketTables {
  readonly docs: readonly TableDoc[];
  private readonly journal: StoredRows;
  private readonly fills: StoredRows;
  private readonly touch: StoredRows;
  private readonly texts: StoredRows;
  private readonly tapeRows: TapeRows | null;
  /** tapes beside the open one that a statement has named, by hash */
  private readonly others = new Map<string, OtherTape>();
  private shelf: readonly ShelvedTape[] = [];
  /** what the tapes of the shelf are called, by hash */
  private names: ReadonlyMap<string, string> = new Map();
  private touchState: TouchState = new Map();
  private nextReport = 0;

  constructor(
    private readonly port: QueryPort,
    private readonly setup: MarketSetup,
  ) {
    const { instruments, offsets, tape } = setup;
    const schema = tape?.manifest.schema ?? null;
    const scales = new Scales(instruments, offsets);
    for (const sql of createStatements(schema, instruments, scales)) port.execute(sql);
    this.docs = tableDocs(schema, scales);
    this.journal = new StoredRows(port, 'journal');
    this.fills = new StoredRows(port, 'fills');
    this.touch = new StoredRows(port, 'touch');
    this.texts = new StoredRows(port, 'texts');
    this.tapeRows = tape === null ? null : new TapeRows(port, 'tape', tape);
  }

  /** The tapes that there are beside the open one; answers what their tables are called, by hash. */
  shelve(tapes: readonly ShelvedTape[]): ReadonlyMap<string, string> {
    const { tape } = this.setup;
    const own = tape === null ? [] : [shelvedOf(tape)];
    const listed = [...own, ...tapes.filter(({ hash }) => hash !== tape?.manifest.hash)];
    const isSame = listed.map(({ hash }) => hash).join() === this.shelf.map(({ hash }) => hash).join();
    if (isSame && this.names.size === listed.length && this.shelf.length > 0) return this.names;
    for (const name of this.names.values()) this.port.execute(`DROP VIEW IF EXISTS ${name}`);
    this.shelf = listed;
    this.names = tapeNames(listed, new Set(this.docs.map(({ name }) => name)));
    this.port.execute(shelfStatement(listed, this.names, tape?.manifest.hash ?? null));
    const alias = tape === null ? undefined : this.names.get(tape.manifest.hash);
    if (alias !== undefined) this.port.execute(`CREATE VIEW ${alias} AS SELECT * FROM tape`);
    for (const hash of this.others.keys()) this.createView(hash);
    return this.names;
  }

  /** Hashes of the tapes that a statement names and that are not at hand. */
  missingFor(sql: string): string[] {
    return [...this.names].flatMap(([hash, name]) =>
      hash !== this.setup.tape?.manifest.hash && !this.others.has(hash) && mentions(sql, name) ? [hash] : [],
    );
  }

  /** The tape of the shelf behind a name of `missingFor`. */
  addTape(tape: TapeSource): void {
    const { manifest } = tape;
    const { hash, schema, zone, firstTsNs, lastTsNs } = manifest;
    if (this.others.has(hash)) return;
    const table = `tape_${this.others.size + 1}`;
    this.port.execute(tapeStatement(table, schema));
    const offsets = zoneOffsets(zone, BigInt(firstTsNs), BigInt(lastTsNs));
    const scales = new Scales(manifest.instruments, offsets);
    this.others.set(hash, { rows: new TapeRows(this.port, table, tape), manifest, table, scales });
    this.createView(hash);
  }

  /** Tapes that a statement stands on: those it names, and the open one unless it names only others. */
  tapesOf(sql: string): TapeManifest[] {
    const { tape } = this.setup;
    const named = [...this.others].flatMap(([hash, { manifest }]) =>
      mentions(sql, this.names.get(hash) ?? 'tape') ? [manifest] : [],
    );
    if (tape === null) return named;
    const own = [...this.docs.map(({ name }) => name), this.names.get(tape.manifest.hash) ?? 'tape'];
    return named.length === 0 || own.some((name) => mentions(sql, name)) ? [tape.manifest, ...named] : named;
  }

  private createView(hash: string): void {
    const name = this.names.get(hash);
    const made = this.others.get(hash);
    if (name === undefined || made === undefined) return;
    this.port.execute(tapeViewStatement(name, made.table, made.manifest.schema, made.scales));
  }

  get reportCount(): number {
    return this.nextReport;
  }

  /** Units of whole reports from number `first` on, with the texts they bring; what was stored from there on is void. */
  addReports(first: number, units: Uint8Array, texts: readonly string[] = []): void {
    if (first > this.nextReport) throw new Error(`reports ${this.nextReport} to ${first - 1} are missing`);
    if (first < this.nextReport) this.forgetFrom(first);
    const made = journalTables(units, first, this.touchState, texts);
    if (made.replacedTouch !== null) this.touch.remove(`n = ${made.replacedTouch}`);
    this.journal.append(made.reports);
    this.fills.append(made.fills);
    this.touch.append(made.touch);
    if (made.texts.numRows > 0) this.texts.append(made.texts);
    this.nextReport = made.nextReport;
  }

  /** Everything in `addReports` and `book` belongs to this moment; the tapes that `sql` names are brought to it. */
  async setClock(clock: Clock, book: readonly BookLevel[], sql: string, control: LoadControl): Promise<void> {
    this.port.execute('DELETE FROM stored.clock');
    this.port.execute(`INSERT INTO stored.clock VALUES (${clock.nowNs}, ${clock.eventCount})`);
    this.replaceDepth(book);
    await this.moveTapes(clock.nowNs, sql, control);
  }

  private forgetFrom(first: number): void {
    for (const rows of [this.journal, this.fills, this.touch, this.texts]) rows.remove(`n >= ${first}`);
    this.nextReport = first;
    this.touchState = new Map();
    const last = this.port.read(
      'SELECT * FROM stored.touch QUALIFY row_number() OVER (PARTITION BY instrument ORDER BY n DESC) = 1',
    );
    for (const row of last) {
      const { n, tsNs, instrument, side, bidUnits, bidLots, askUnits, askLots } = row.toJSON();
      this.touchState.set(instrument, {
        n: Number(n),
        ...{ tsNs, instrument, side, bidUnits, bidLots, askUnits, askLots },
      });
    }
  }

  private replaceDepth(book: readonly BookLevel[]): void {
    this.port.execute(`CREATE OR REPLACE TABLE stored.depth(${storedTables(null)['depth']})`);
    if (book.length === 0) return;
    const levels: number[] = [];
    book.forEach(({ instrument, side }, index) => {
      const before = book[index - 1];
      const goesOn = before?.instrument === instrument && before.side === side;
      levels.push(goesOn ? levels[index - 1]! + 1 : 1);
    });
    const rows = tableFromArrays({
      instrument: Uint16Array.from(book, (level) => level.instrument),
      side: Uint8Array.from(book, (level) => level.side),
      level: Uint32Array.from(levels),
      priceUnits: BigInt64Array.from(book, (level) => level.priceUnits),
      lots: BigInt64Array.from(book, (level) => level.totalLots),
      orders: Uint32Array.from(book, (level) => level.orderCount),
    });
    this.port.append('stored', 'depth', rows);
  }

  /** The alias of the open tape counts as `tape`; other tapes are whole unless they would tell what is to come. */
  private async moveTapes(nowNs: bigint, sql: string, control: LoadControl): Promise<void> {
    const { tape } = this.setup;
    if (tape !== null) {
      const own = this.names.get(tape.manifest.hash);
      const isWanted = mentions(sql, 'tape') || (own !== undefined && mentions(sql, own));
      await this.tapeRows?.moveTo(nowNs, isWanted, control);
    }
    for (const [hash, { rows, manifest }] of this.others) {
      const isBound = tape !== null && tellsTheFutureOf(tape.manifest, manifest);
      const lastNs = BigInt(manifest.lastTsNs);
      const name = this.names.get(hash);
      const isWanted = name !== undefined && mentions(sql, name);
      await rows.moveTo(isBound && nowNs < lastNs ? nowNs : lastNs, isWanted, control);
    }
  }
}
