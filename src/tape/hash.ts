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

/** A SHA-256 over bytes, as the platform offers it. */
export type Sha256 = (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>;

/** What a block's hash is taken over, in order. */
function hashedParts(block: TapeBlock): Uint8Array[] {
  const rows = new Uint8Array(4);
  new DataView(rows.buffer).setUint32(0, block.rows, true);
  const head = encoder.encode(`tapedeck-block-1\n${block.schema}\n`);
  const columns = schemas[block.schema].columns.map(({ name }) => bytesOfColumn(column(block, name)));
  return [head, rows, ...columns];
}

export function blockHash(block: TapeBlock): string {
  const hash = sha256.create();
  for (const part of hashedParts(block)) hash.update(part);
  return hexOf(hash.digest());
}

/** The same by somebody else's SHA-256, which wants the bytes in one piece. */
export async function blockHashBy(platform: Sha256, block: TapeBlock): Promise<string> {
  const parts = hashedParts(block);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return hexOf(new Uint8Array(await platform(bytes)));
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
