/**
 * A result as it was read: batches, looked up by row, as texts for a grid and as numbers for a picture. It stops
 * reading at a limit, which it tells. Invariant: what is shown, drawn and exported are the same rows.
 */
import { type RecordBatch, type Schema } from 'apache-arrow';
import { classOf, readCells, type CellReader, type ColumnClass } from './cells';
import type { QueryResult } from './port';

export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly class: ColumnClass;
}

export interface ResultLimit {
  readonly rows: number;
  readonly bytes: number;
}

export interface ResultSeries {
  readonly x: Float64Array<ArrayBuffer>;
  /** one array a column; NaN where there is no number */
  readonly y: readonly Float64Array<ArrayBuffer>[];
}

interface Part {
  readonly firstRow: number;
  readonly batch: RecordBatch;
  readonly cells: readonly CellReader[];
}

export class ResultRows {
  readonly columns: readonly ResultColumn[];
  private readonly parts: Part[] = [];
  private count = 0;
  private isCutShort = false;

  private constructor(readonly schema: Schema) {
    this.columns = schema.fields.map(({ name, type }) => ({
      name,
      type: String(type),
      class: classOf(type),
    }));
  }

  /** Never part of a row: a batch that would go beyond `limit.bytes` is left out whole. */
  static async read(result: QueryResult, limit: ResultLimit): Promise<ResultRows> {
    const rows = new ResultRows(result.schema);
    let bytes = 0;
    for await (const batch of result.batches) {
      const room = limit.rows - rows.count;
      bytes += batch.data.byteLength;
      if (batch.numRows > room || bytes > limit.bytes) {
        rows.isCutShort = true;
        if (room > 0 && bytes <= limit.bytes) rows.add(batch.slice(0, room));
        break;
      }
      if (batch.numRows > 0) rows.add(batch);
    }
    return rows;
  }

  get rowCount(): number {
    return this.count;
  }

  /** There were more rows than the limit. */
  get isCut(): boolean {
    return this.isCutShort;
  }

  get batches(): RecordBatch[] {
    return this.parts.map(({ batch }) => batch);
  }

  /** Row by row, texts of all columns. */
  texts(first: number, count: number): (string | null)[][] {
    const end = Math.min(this.count, first + count);
    const out: (string | null)[][] = [];
    for (let row = Math.max(0, first); row < end; row += 1) {
      const part = this.partOf(row);
      out.push(part.cells.map((cell) => cell.text(row - part.firstRow)));
    }
    return out;
  }

  /** `x` null: the number of the row. Rows beyond `limit` are left out of the picture. */
  series(x: number | null, y: readonly number[], limit: number): ResultSeries {
    const rows = Math.min(this.count, limit);
    const take = (column: number | null): Float64Array<ArrayBuffer> => {
      const values = new Float64Array(rows);
      for (const { firstRow, batch, cells } of this.parts) {
        const end = Math.min(batch.numRows, rows - firstRow);
        for (let i = 0; i < end; i += 1)
          values[firstRow + i] = column === null ? firstRow + i + 1 : (cells[column]!.number(i) ?? NaN);
      }
      return values;
    };
    return { x: take(x), y: y.map(take) };
  }

  private add(batch: RecordBatch): void {
    const cells = this.columns.map((_column, index) => readCells(batch.getChildAt(index)!));
    this.parts.push({ firstRow: this.count, batch, cells });
    this.count += batch.numRows;
  }

  private partOf(row: number): Part {
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.parts[middle]!.firstRow <= row) low = middle;
      else high = middle - 1;
    }
    return this.parts[low]!;
  }
}
