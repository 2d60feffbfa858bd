/**
 * A result as a file: CSV, Parquet or Arrow, with what it rests on (moment, statement, tape, assumptions) inside: as
 * comment lines in CSV, as metadata elsewhere. Knows formats, no query engine. Invariant: every digit of the grid is in
 * the file; columns that a format cannot carry exactly become text.
 */
import { DataType, Schema, Table, tableToIPC, type Vector } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { readCells } from './cells';
import type { ResultRows } from './result-rows';

export const exportFormats = ['csv', 'parquet', 'arrow'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Name to text, in the order in which they are written. */
export type ExportNotes = Readonly<Record<string, string>>;

const pageRows = 4096;

const csvField = (text: string | null): string => {
  if (text === null) return '';
  return text === '' || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

function csvFile(rows: ResultRows, notes: ExportNotes): Uint8Array<ArrayBuffer> {
  const comments = Object.entries(notes).map(
    ([name, text]) => `# ${name}: ${text.replace(/\s+/g, ' ').trim()}`,
  );
  const parts = [...comments, rows.columns.map(({ name }) => csvField(name)).join(',')];
  for (let first = 0; first < rows.rowCount; first += pageRows)
    for (const row of rows.texts(first, pageRows)) parts.push(row.map(csvField).join(','));
  return new TextEncoder().encode(`${parts.join('\n')}\n`);
}

function arrowFile(rows: ResultRows, notes: ExportNotes): Uint8Array<ArrayBuffer> {
  const { fields, dictionaries } = rows.schema;
  const schema = new Schema(fields, new Map(Object.entries(notes)), dictionaries);
  return new Uint8Array(tableToIPC(new Table(schema, rows.batches), 'file'));
}

type ParquetColumn = { name: string; data: unknown[]; type: ParquetType; nullable: true };
type ParquetType = 'BOOLEAN' | 'INT32' | 'INT64' | 'DOUBLE' | 'STRING';

/** Times and decimals travel as text: the writer knows milliseconds and floats only. */
function parquetType(type: DataType): ParquetType {
  if (DataType.isBool(type)) return 'BOOLEAN';
  if (DataType.isFloat(type)) return 'DOUBLE';
  if (!DataType.isInt(type)) return 'STRING';
  if (type.bitWidth < 32 || (type.bitWidth === 32 && type.isSigned)) return 'INT32';
  return type.bitWidth < 64 || type.isSigned ? 'INT64' : 'STRING';
}

function parquetValues(vector: Vector, type: ParquetType): unknown[] {
  if (type === 'STRING') {
    const cells = readCells(vector);
    return Array.from({ length: vector.length }, (_, row) => cells.text(row));
  }
  const values = Array.from(vector) as unknown[];
  return type === 'INT64' ? values.map((value) => (value === null ? null : BigInt(value as number))) : values;
}

function parquetFile(rows: ResultRows, notes: ExportNotes): Uint8Array<ArrayBuffer> {
  const columnData = rows.schema.fields.map(({ name, type: own }, index): ParquetColumn => {
    const type = parquetType(own);
    const data = rows.batches.flatMap((batch) => parquetValues(batch.getChildAt(index)!, type));
    return { name, data, type, nullable: true };
  });
  const kvMetadata = Object.entries(notes).map(([key, value]) => ({ key, value }));
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata }));
}

const writers = { csv: csvFile, parquet: parquetFile, arrow: arrowFile };

export const exportFile = (
  rows: ResultRows,
  format: ExportFormat,
  notes: ExportNotes,
): Uint8Array<ArrayBuffer> => writers[format](rows, notes);
