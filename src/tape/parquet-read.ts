/**
 * Reads one row group of a tape's Parquet file as a block of typed arrays, fetching the footer once and then only the
 * row group's own bytes, in one range. Declared sizes are not trusted. What it returns is decoded, not yet verified:
 * comparing the hash is the caller's duty (tape.ts).
 */
import { parquetMetadataAsync, parquetRead, snappyUncompress } from 'hyparquet';
import type { AsyncBuffer, ColumnData, Compressors, DecodedArray, FileMetaData, RowGroup } from 'hyparquet';
import { TapedeckError } from '../layout/errors';
import { makeColumn, type ColumnArray, type TapeBlock } from './block';
import { tapeError } from './errors';
import { parquetType } from './parquet-schema';
import { BLOCK_ROWS, schemas, type Column, type SchemaName } from './schemas';

/** A first guess at the length of a footer, generous for every schema; a longer one costs one more request. */
const FOOTER_BYTES = 16 * 1024;
const FOOTER_BYTES_A_BLOCK = 1024;
/** No page of a block is larger than 65,536 values of eight bytes. */
const PAGE_BYTES_MAX = BLOCK_ROWS * 8 + 1024;

const compressors: Compressors = {
  SNAPPY: (input, size) => {
    if (size > PAGE_BYTES_MAX) throw new Error(`page of ${size} bytes`);
    const output = new Uint8Array(size);
    snappyUncompress(input, output);
    return output;
  },
};

export type { AsyncBuffer };

export async function readFooter(file: AsyncBuffer, name: string, blocks: number): Promise<FileMetaData> {
  try {
    const guess = FOOTER_BYTES + blocks * FOOTER_BYTES_A_BLOCK;
    return await parquetMetadataAsync(file, { initialFetchSize: Math.min(guess, file.byteLength) });
  } catch (error) {
    // Bytes that did not come are no damage.
    if (error instanceof TapedeckError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the footer cannot be read (${reason}). Nothing was opened; fetch or convert the tape again.`;
    throw tapeError('blockDamaged', { file: name }, message);
  }
}

/** Row counts, column names, types and the rest of what tape.json promises. Throws E-TAPE-03. */
export function checkFooter(
  metadata: FileMetaData,
  schema: SchemaName,
  rows: number,
  blocks: number,
  file: string,
): void {
  const refuse = (message: string): never => {
    throw tapeError('fileMismatch', { file }, `${message}. Nothing of it was played.`);
  };
  if (metadata.row_groups.length !== blocks) {
    refuse(`${metadata.row_groups.length} row groups where tape.json lists ${blocks} blocks`);
  }
  const { columns } = schemas[schema];
  const elements = metadata.schema.slice(1);
  if (elements.length !== columns.length) refuse(`${elements.length} columns where ${columns.length} belong`);
  columns.forEach((item, index) => {
    const element = elements[index];
    const fits = element?.name === item.name && element.type === parquetType(item.type);
    if (!fits || element.repetition_type !== 'REQUIRED' || element.converted_type !== undefined) {
      refuse(`column ${index} is not ${item.name} as a required ${parquetType(item.type)}`);
    }
  });
  metadata.row_groups.forEach((group, index) => {
    const expected = Math.min(BLOCK_ROWS, rows - index * BLOCK_ROWS);
    if (Number(group.num_rows) !== expected)
      refuse(`row group ${index} has ${group.num_rows} rows, not ${expected}`);
    const named = group.columns.every(
      (chunk, i) => chunk.meta_data?.path_in_schema.join('.') === columns[i]?.name,
    );
    if (group.columns.length !== columns.length || !named) refuse(`row group ${index} lacks columns`);
  });
}

function groupRange(group: RowGroup): [start: number, end: number] {
  let start = Infinity;
  let end = 0;
  for (const { meta_data: meta } of group.columns) {
    if (meta === undefined) throw new Error('a column has no metadata');
    const first = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
    start = Math.min(start, first);
    end = Math.max(end, first + Number(meta.total_compressed_size));
  }
  return [start, end];
}

function narrow(chunks: readonly DecodedArray[], item: Column, rows: number): ColumnArray {
  const only = chunks[0];
  if (chunks.length !== 1 || only === undefined || only.length !== rows)
    throw new Error(`${item.name}: rows missing`);
  if (only instanceof BigInt64Array) {
    if (item.type === 'i64') return only;
    if (item.type === 'u64') return new BigUint64Array(only.buffer, only.byteOffset, rows);
  }
  if (only instanceof Int32Array && item.type !== 'i64' && item.type !== 'u64') {
    if (item.type === 'u32') return new Uint32Array(only.buffer, only.byteOffset, rows);
    const data = makeColumn(item.type, rows) as Uint16Array | Uint8Array;
    data.set(only);
    return data;
  }
  throw new Error(`${item.name}: not stored as plain values`);
}

/** `name` and `block` say in errors where it is. Throws E-TAPE-05 when the bytes do not decode. */
export async function readGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  schema: SchemaName,
  index: number,
  name: string,
  block: number,
): Promise<TapeBlock> {
  const group = metadata.row_groups[index];
  if (group === undefined) throw new RangeError(`no block ${index}`);
  const rows = Number(group.num_rows);
  try {
    const [start, end] = groupRange(group);
    if (!(start >= 4 && end <= file.byteLength && start < end))
      throw new Error('the row group lies outside the file');
    const fetched = await file.slice(start, end);
    if (fetched.byteLength !== end - start) throw new Error(`${fetched.byteLength} bytes of ${end - start}`);
    const groupFile: AsyncBuffer = {
      byteLength: file.byteLength,
      slice: (a, b = end) => {
        if (a < start || b > end) throw new Error('a column lies outside its row group');
        return fetched.slice(a - start, b - start);
      },
    };
    const alone: FileMetaData = { ...metadata, row_groups: [group], num_rows: BigInt(rows) };
    const chunks: Record<string, DecodedArray[]> = {};
    const onChunk = (chunk: ColumnData): void =>
      void (chunks[chunk.columnName] ??= []).push(chunk.columnData);
    await parquetRead({ file: groupFile, metadata: alone, compressors, onChunk });
    const columns: Record<string, ColumnArray> = {};
    for (const item of schemas[schema].columns)
      columns[item.name] = narrow(chunks[item.name] ?? [], item, rows);
    return { schema, rows, columns };
  } catch (error) {
    if (error instanceof TapedeckError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `does not decode (${reason}). No row of it was played; fetch or convert the tape again.`;
    throw tapeError('blockDamaged', { file: name, block }, message);
  }
}
