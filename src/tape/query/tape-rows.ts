/**
 * One tape as rows of the database: verified blocks are read as far as they are wanted, and taken out again where the
 * bound goes back. Invariant: what is stored is always the tape's first rows, none later than the bound of the last
 * `moveTo`.
 */
import { tableFromArrays, type Table } from 'apache-arrow';
import { headOfBlock, i64Column } from '../block';
import { blockRowCounts } from '../manifest';
import type { TapeSource } from '../tape';
import type { QueryPort } from './port';

export interface LoadControl {
  breathe(): Promise<void>;
  progress(done: number, total: number): void;
}

/** Deleted rows keep their place in memory: when they are more than this part of the rest, the table is written anew. */
const deadShare = 8;

/** Rows of one stored table that are ordered by a rising column. */
export class StoredRows {
  private live = 0;
  private dead = 0;

  constructor(
    private readonly port: QueryPort,
    private readonly name: string,
  ) {}

  get count(): number {
    return this.live;
  }

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

/** first, first + 1, … as 64-bit integers, written as words. */
function numbersFrom(first: number, count: number): BigInt64Array {
  const numbers = new BigInt64Array(count);
  const words = new Int32Array(numbers.buffer);
  for (let i = 0; i < count; i += 1) {
    words[2 * i] = (first + i) | 0;
    words[2 * i + 1] = Math.floor((first + i) / 2 ** 32);
  }
  return numbers;
}

export class TapeRows {
  private readonly rows: StoredRows;

  /** `name`: the table of the schema `stored` that holds the rows */
  constructor(
    port: QueryPort,
    name: string,
    private readonly tape: TapeSource,
  ) {
    this.rows = new StoredRows(port, name);
  }

  /** Nothing later than `boundNs` stays; with `isWanted` everything up to it is there afterwards. */
  async moveTo(boundNs: bigint, isWanted: boolean, control: LoadControl): Promise<void> {
    const { manifest } = this.tape;
    this.rows.remove(`tsExchNs > ${boundNs}`);
    if (!isWanted) return;
    const { end } = await this.tape.blockRange(BigInt(manifest.firstTsNs), boundNs);
    const counts = blockRowCounts(manifest);
    for (let index = 0, first = 0; index < end; index += 1) {
      const rows = counts[index]!;
      if (first + rows > this.rows.count) await this.addBlock(index, first, boundNs);
      first += rows;
      control.progress(index + 1, end);
      await control.breathe();
    }
  }

  private async addBlock(index: number, first: number, boundNs: bigint): Promise<void> {
    const block = await this.tape.readBlock(index);
    const stamps = i64Column(block, 'tsExchNs');
    let end = block.rows;
    while (end > 0 && stamps[end - 1]! > boundNs) end -= 1;
    const skip = this.rows.count - first;
    if (end <= skip) return;
    const { columns } = headOfBlock(block, end);
    const n = numbersFrom(first + skip, end - skip);
    const rest = Object.entries(columns).map(([name, data]) => [name, data.slice(skip)] as const);
    this.rows.append(tableFromArrays({ n, ...Object.fromEntries(rest) }));
  }
}
