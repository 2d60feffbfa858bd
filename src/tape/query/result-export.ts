/**
 * A result as a file: CSV, NDJSON, Parquet or Arrow, with what it rests on (moment, statement, tape, assumptions)
 * inside: as comment lines in CSV, as the first line of NDJSON, as metadata elsewhere. Knows formats, no query engine.
 * Invariant: every digit of the grid is in the file; columns that a format cannot carry exactly become text.
 */
import { DataType, Schema, Table, tableToIPC, type RecordBatch, type Vector } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { classOf, readCells } from './cells';
import type { ResultRows } from './result-rows';

export const exportFormats = ['csv', 'ndjson', 'parquet', 'arrow'] as const;
export type ExportFormat = (typeof exportFormats)[number];
/** Formats that are written row by row, so a result of any length. */
export type TextFormat = 'csv' | 'ndjson';

/** Name to text, in the order in which they are written. */
export type ExportNotes = Readonly<Record<string, string>>;

const pageRows = 4096;

const csvField = (text: string | null): string => {
  if (text === null) return '';
  return text === '' || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Numbers by their digits, however many; what JSON has no number for is null. */
function jsonField(type: DataType): (text: string | null) => string {
  if (DataType.isBool(type)) return (text) => text ?? 'null';
  if (classOf(type) !== 'number') return (text) => JSON.stringify(text);
  return (text) => (text !== null && /^-?\d/.test(text) ? text : 'null');
}

/** What stands before the first row. */
export function textHead(format: TextFormat, schema: Schema, notes: ExportNotes): string {
  const entries = Object.entries(notes);
  if (format === 'ndjson') return entries.length === 0 ? '' : `${JSON.stringify({ notes })}\n`;
  const comments = entries.map(([name, text]) => `# ${name}: ${text.replace(/\s+/g, ' ').trim()}\n`);
  return `${comments.join('')}${schema.fields.map(({ name }) => csvField(name)).join(',')}\n`;
}

/** The lines of one batch, in pieces. */
export function* textLines(format: TextFormat, batch: RecordBatch): Generator<string> {
  const { fields } = batch.schema;
  const cells = fields.map((_field, index) => readCells(batch.getChildAt(index)!));
  const names = fields.map(({ name }) => JSON.stringify(name));
  const json = fields.map(({ type }) => jsonField(type));
  for (let first = 0; first < batch.numRows; first += pageRows) {
    const end = Math.min(batch.numRows, first + pageRows);
    let lines = '';
    for (let row = first; row < end; row += 1) {
      const texts = cells.map((cell) => cell.text(row));
      lines +=
        format === 'csv'
          ? `${texts.map(csvField).join(',')}\n`
          : `{${texts.map((text, index) => `${names[index]!}:${json[index]!(text)}`).join(',')}}\n`;
    }
    yield lines;
  }
}

function textFile(format: TextFormat, rows: ResultRows, notes: ExportNotes): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts = [encoder.encode(textHead(format, rows.schema, notes))];
  for (const batch of rows.batches)
    for (const lines of textLines(format, batch)) parts.push(encoder.encode(lines));
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function arrowFile(rows: ResultRows, notes: ExportNotes): Uint8Array<ArrayBuffer> {
  const { fields, dictionaries } = rows.schema;
  const schema = new Schema(fields, new Map(Object.entries(notes)), dictionaries);
  return new Uint8Array(tableToIPC(new Table(schema, rows.batches), 'file'));
}

type ParquetColumn = { name: string; data: ParquetValues; type: ParquetType; nullable: true };
type ParquetValues = unknown[] | Int32Array | BigInt64Array | Float64Array;
type ParquetType = 'BOOLEAN' | 'INT32' | 'INT64' | 'DOUBLE' | 'STRING';

/** Times and decimals travel as text: the writer knows milliseconds and floats only. */
function parquetType(type: DataType): ParquetType {
  if (DataType.isBool(type)) return 'BOOLEAN';
  if (DataType.isFloat(type)) return 'DOUBLE';
  if (!DataType.isInt(type)) return 'STRING';
  if (type.bitWidth < 32 || (type.bitWidth === 32 && type.isSigned)) return 'INT32';
  return type.bitWidth < 64 || type.isSigned ? 'INT64' : 'STRING';
}

function boxedValues(vector: Vector, type: ParquetType): unknown[] {
  if (type === 'STRING') {
    const cells = readCells(vector);
    return Array.from({ length: vector.length }, (_, row) => cells.text(row));
  }
  const values = Array.from(vector) as unknown[];
  return type === 'INT64' ? values.map((value) => (value === null ? null : BigInt(value as number))) : values;
}

const arrays = { INT32: Int32Array, INT64: BigInt64Array, DOUBLE: Float64Array } as const;

/** Numbers without NULLs keep their arrays: no object a value. */
function parquetValues(rows: ResultRows, index: number, type: ParquetType): ParquetValues {
  const vectors = rows.batches.map((batch) => batch.getChildAt(index)!);
  const Values = type === 'BOOLEAN' || type === 'STRING' ? null : arrays[type];
  const isPlain = (vector: Vector): boolean =>
    vector.nullCount === 0 && Values !== null && vector.data.every(({ values }) => values instanceof Values);
  if (Values === null || !vectors.every(isPlain)) return vectors.flatMap((own) => boxedValues(own, type));
  const all = new Values(rows.rowCount);
  let at = 0;
  for (const { data } of vectors)
    for (const { values, length } of data) {
      all.set((values as Int32Array).subarray(0, length) as never, at);
      at += length;
    }
  return all;
}

function parquetFile(rows: ResultRows, notes: ExportNotes): Uint8Array<ArrayBuffer> {
  const columnData = rows.schema.fields.map(({ name, type: own }, index): ParquetColumn => {
    const type = parquetType(own);
    return { name, data: parquetValues(rows, index, type), type, nullable: true };
  });
  const kvMetadata = Object.entries(notes).map(([key, value]) => ({ key, value }));
  return new Uint8Array(parquetWriteBuffer({ columnData: columnData as never, kvMetadata }));
}

const writers: Readonly<
  Record<ExportFormat, (rows: ResultRows, notes: ExportNotes) => Uint8Array<ArrayBuffer>>
> = {
  csv: (rows, notes) => textFile('csv', rows, notes),
  ndjson: (rows, notes) => textFile('ndjson', rows, notes),
  parquet: parquetFile,
  arrow: arrowFile,
};

export const exportFile = (
  rows: ResultRows,
  format: ExportFormat,
  notes: ExportNotes,
): Uint8Array<ArrayBuffer> => writers[format](rows, notes);
