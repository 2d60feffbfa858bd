/**
 * Identity of a tape: SHA-256 over the decoded canonical columns of each block, and a root over the block hashes.
 * Knows nothing of Parquet, row groups or compression, so the same rows have the same name in every file.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { InstrumentTerms } from '../scenario/instrument-terms';
import { bytesOfColumn, column, type TapeBlock } from './block';
import { schemas, type SchemaName } from './schemas';

export interface TapeInstrument {
  readonly symbol: string;
  readonly venue: string;
  readonly priceUnit: string;
  readonly unitsPerTick: number;
  readonly lotSize: string;
  /** what a price means in money; absent: nothing is known */
  readonly terms?: InstrumentTerms;
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

/** What a tape's name is taken over beside its block hashes. */
export interface RootFacts {
  readonly schema: SchemaName;
  readonly rows: bigint;
  readonly instruments: readonly TapeInstrument[];
  readonly blocks: readonly string[];
  readonly texts?: readonly string[];
  readonly parts?: readonly { readonly rows: string }[];
}

export function rootHash(facts: RootFacts): string {
  const hash = sha256.create();
  hash.update(encoder.encode(`tapedeck-tape-1\n${rootDescription(facts)}\n`));
  for (const hex of facts.blocks)
    hash.update(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
  return hexOf(hash.digest());
}

/** Canonical JSON: keys sorted, no spaces. What is absent is not there, so tapes of version 1 keep their names. */
function rootDescription({ schema, rows, instruments, texts, parts }: RootFacts): string {
  const list = instruments.map(({ lotSize, priceUnit, symbol, terms, unitsPerTick, venue }) => ({
    ...{ lotSize, priceUnit, symbol },
    ...(terms === undefined ? {} : { terms: sorted(terms) }),
    ...{ unitsPerTick, venue },
  }));
  const more = texts === undefined ? {} : { texts };
  const files = parts === undefined ? {} : { parts: parts.map((part) => part.rows) };
  return JSON.stringify({ instruments: list, ...files, rows: String(rows), schema, ...more });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item)]));
}
