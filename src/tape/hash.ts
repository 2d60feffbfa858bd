/**
 * Identity of a tape: SHA-256 over the decoded canonical columns of each block, and a root over the block hashes.
 * Knows nothing of Parquet, row groups or compression, so the same rows have the same name in every file.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOfColumn, column, type TapeBlock } from './block';
import { schemas, type SchemaName } from './schemas';

export interface TapeInstrument {
  readonly symbol: string;
  readonly venue: string;
  readonly priceUnit: string;
  readonly unitsPerTick: number;
  readonly lotSize: string;
}

const encoder = new TextEncoder();

export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

export function blockHash(block: TapeBlock): string {
  const hash = sha256.create();
  hash.update(encoder.encode(`tapedeck-block-1\n${block.schema}\n`));
  const rows = new Uint8Array(4);
  new DataView(rows.buffer).setUint32(0, block.rows, true);
  hash.update(rows);
  for (const { name } of schemas[block.schema].columns) hash.update(bytesOfColumn(column(block, name)));
  return hexOf(hash.digest());
}

export function rootHash(
  schema: SchemaName,
  rows: bigint,
  instruments: readonly TapeInstrument[],
  blocks: readonly string[],
): string {
  const hash = sha256.create();
  hash.update(encoder.encode(`tapedeck-tape-1\n${rootDescription(schema, rows, instruments)}\n`));
  for (const hex of blocks)
    hash.update(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
  return hexOf(hash.digest());
}

/** Canonical JSON: keys sorted, no spaces. */
function rootDescription(schema: SchemaName, rows: bigint, instruments: readonly TapeInstrument[]): string {
  const list = instruments.map(({ lotSize, priceUnit, symbol, unitsPerTick, venue }) => ({
    lotSize,
    priceUnit,
    symbol,
    unitsPerTick,
    venue,
  }));
  return JSON.stringify({ instruments: list, rows: String(rows), schema });
}
