/**
 * A block: up to 65,536 rows of one schema as typed arrays, the unit that is hashed, stored, verified and played.
 * Arrays are exactly as long as the block has rows; nothing here knows files or formats.
 */
import { schemas, type ColumnType, type SchemaName } from './schemas';

export type ColumnArray = BigInt64Array | BigUint64Array | Uint32Array | Uint16Array | Uint8Array;

export interface TapeBlock {
  readonly schema: SchemaName;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnArray>>;
}

export function makeColumn(type: ColumnType, rows: number): ColumnArray {
  switch (type) {
    case 'i64':
      return new BigInt64Array(rows);
    case 'u64':
      return new BigUint64Array(rows);
    case 'u32':
      return new Uint32Array(rows);
    case 'u16':
      return new Uint16Array(rows);
    case 'u8':
      return new Uint8Array(rows);
  }
}

export function makeBlock(schema: SchemaName, rows: number): TapeBlock {
  const columns: Record<string, ColumnArray> = {};
  for (const column of schemas[schema].columns) columns[column.name] = makeColumn(column.type, rows);
  return { schema, rows, columns };
}

/** The first `rows` rows, as views on the same memory. */
export function headOfBlock(block: TapeBlock, rows: number): TapeBlock {
  const columns: Record<string, ColumnArray> = {};
  for (const [name, data] of Object.entries(block.columns)) columns[name] = data.subarray(0, rows);
  return { schema: block.schema, rows, columns };
}

/** The little-endian bytes of a column: no copy. */
export function bytesOfColumn(data: ColumnArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** 32-bit words of a 64-bit column, low word first: no copy, no BigInt. */
export function wordsOfColumn(data: ColumnArray): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
}

export function i64Column(block: TapeBlock, name: string): BigInt64Array {
  const data = block.columns[name];
  if (!(data instanceof BigInt64Array)) throw new Error(`no i64 column ${name} in a ${block.schema} block`);
  return data;
}

export function column(block: TapeBlock, name: string): ColumnArray {
  const data = block.columns[name];
  if (data === undefined) throw new Error(`no column ${name} in a ${block.schema} block`);
  return data;
}

/** Columns of 32 bits or fewer, read as numbers. */
export function numberColumn(block: TapeBlock, name: string): Uint32Array | Uint16Array | Uint8Array {
  const data = column(block, name);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    throw new Error(`${name} is 64 bits wide`);
  return data;
}
