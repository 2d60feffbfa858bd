/**
 * The database of one run: journal, tape and book up to a clock. Rows are brought in as the clock goes on and taken
 * out as it goes back. Invariant: whatever a statement reaches, by whatever name, is not later than the clock of the
 * last `setClock`, because nothing later is stored.
 */
import { tableFromArrays, type Table } from 'apache-arrow';
import { headOfBlock, i64Column } from '../block';
import { BLOCK_ROWS } from '../schemas';
import type { TapeSource } from '../tape';
import { journalTables, type TouchState } from './journal-columns';
import type { QueryPort } from './port';
import { Scales, type QueryInstrument, type ZoneOffset } from './scales';
import { createStatements, storedTables, tableDocs, type TableDoc } from './tables';

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

export interface LoadControl {
  breathe(): Promise<void>;
  progress(done: number, total: number): void;
}

/** Deleted rows keep their place in memory: when they are more than this part of the rest, the table is written anew. */
const deadShare = 8;

/** Rows of one stored table that are ordered by a rising column. */
class StoredRows {
  private live = 0;
  private dead = 0;

  constructor(
    private readonly port: QueryPort,
    private readonly name: string,
  ) {}

  append(rows: Table): void {
    this.port.append('stored', this.name, rows);
    this.live += rows.numRows;
  }

  /** Takes out what `condition` says. */
  remove(condition: string): void {
    const where = `FROM stored.${this.name} WHERE ${condition}`;
    const gone = Number(this.port.read(`SELECT count(*)::BIGINT AS gone ${where}`).getChild('gone')?.get(0));
    if (gone === 0) return;
    this.port.execute(`DELETE ${where}`);
    this.live -= gone;
    this.dead += gone;
    if (this.dead * deadShare <= this.live) return;
    this.port.execute(`CREATE OR REPLACE TABLE stored.${this.name} AS SELECT * FROM stored.${this.name}`);
    this.dead = 0;
  }
}

export class MarketTables {
  readonly docs: readonly TableDoc[];
  private readonly journal: StoredRows;
  private readonly fills: StoredRows;
  private readonly touch: StoredRows;
  private readonly tapeRows: StoredRows;
  private touchState: TouchState = new Map();
  private nextReport = 0;
  /** rows of the tape that are stored: always its first ones */
  private tapeCount = 0;

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
    this.tapeRows = new StoredRows(port, 'tape');
  }

  get reportCount(): number {
    return this.nextReport;
  }

  /** Units of whole reports from number `first` on; what was stored from there on is void. */
  addReports(first: number, units: Uint8Array): void {
    if (first > this.nextReport) throw new Error(`reports ${this.nextReport} to ${first - 1} are missing`);
    if (first < this.nextReport) this.forgetFrom(first);
    const made = journalTables(units, first, this.touchState);
    if (made.replacedTouch !== null) this.touch.remove(`n = ${made.replacedTouch}`);
    this.journal.append(made.reports);
    this.fills.append(made.fills);
    this.touch.append(made.touch);
    this.nextReport = made.nextReport;
  }

  /** Everything in `addReports` and `book` belongs to this moment; the tape is brought to it when `withTape`. */
  async setClock(
    clock: Clock,
    book: readonly BookLevel[],
    withTape: boolean,
    control: LoadControl,
  ): Promise<void> {
    this.port.execute('DELETE FROM stored.clock');
    this.port.execute(`INSERT INTO stored.clock VALUES (${clock.nowNs}, ${clock.eventCount})`);
    this.replaceDepth(book);
    await this.moveTape(clock.nowNs, withTape, control);
  }

  private forgetFrom(first: number): void {
    for (const rows of [this.journal, this.fills, this.touch]) rows.remove(`n >= ${first}`);
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

  /** Blocks are verified as they are read; the last one is taken up to the clock. */
  private async moveTape(nowNs: bigint, withTape: boolean, control: LoadControl): Promise<void> {
    const { tape } = this.setup;
    if (tape === null) return;
    this.tapeRows.remove(`tsExchNs > ${nowNs}`);
    const stored = this.port.read('SELECT count(*)::BIGINT AS rows FROM stored.tape');
    this.tapeCount = Number(stored.getChild('rows')?.get(0));
    if (!withTape) return;
    const { end } = await tape.blockRange(BigInt(tape.manifest.firstTsNs), nowNs);
    for (let index = 0, first = 0; index < end; index += 1) {
      const rows = blockRows(tape, index);
      if (first + rows > this.tapeCount) await this.addBlock(tape, index, first, nowNs);
      first += rows;
      control.progress(index + 1, end);
      await control.breathe();
    }
  }

  private async addBlock(tape: TapeSource, index: number, first: number, nowNs: bigint): Promise<void> {
    const block = await tape.readBlock(index);
    const stamps = i64Column(block, 'tsExchNs');
    let end = block.rows;
    while (end > 0 && stamps[end - 1]! > nowNs) end -= 1;
    const skip = this.tapeCount - first;
    if (end <= skip) return;
    const { columns } = headOfBlock(block, end);
    const rest = Object.entries(columns).map(([name, data]) => [name, data.slice(skip)] as const);
    this.tapeRows.append(tableFromArrays(Object.fromEntries(rest)));
    this.tapeCount = first + end;
  }
}

const blockRows = (tape: TapeSource, index: number): number => {
  const { rows, blocks } = tape.manifest;
  return index < blocks.length - 1 ? BLOCK_ROWS : Number(rows) - index * BLOCK_ROWS;
};
