/**
 * The head of a DBN file, versions 1 to 3: dataset, schema, and which number stands for which symbol.
 * Databento, “DBN specification”. Little-endian throughout.
 */
import type { ByteCursor } from '../byte-cursor';
import { DbnSymbols } from './symbols';

export const dbnSchemas: Readonly<Record<number, string>> = {
  ...{
    0: 'mbo',
    1: 'mbp-1',
    2: 'mbp-10',
    3: 'tbbo',
    4: 'trades',
    5: 'ohlcv-1s',
    6: 'ohlcv-1m',
    7: 'ohlcv-1h',
  },
  ...{ 8: 'ohlcv-1d', 9: 'definition', 10: 'statistics', 11: 'status', 12: 'imbalance', 13: 'ohlcv-eod' },
  ...{ 14: 'cmbp-1', 15: 'cbbo-1s', 16: 'cbbo-1m', 17: 'tcbbo', 18: 'bbo-1s', 19: 'bbo-1m' },
};

export interface DbnMetadata {
  readonly version: number;
  readonly dataset: string;
  readonly schema: string;
  readonly symbols: DbnSymbols;
}

const HEAD_BYTES = 100;
const METADATA_BYTES_MAX = 64 * 1024 * 1024;
/** A kind of symbol: the names are the numbers. */
const INSTRUMENT_NUMBER = 0;
const ITEMS_MAX = 1_000_000;

export function isDbn(head: Uint8Array): boolean {
  return head[0] === 0x44 && head[1] === 0x42 && head[2] === 0x4e;
}

/** The format before DBN: a frame to be skipped whose content begins with its name. */
export function isDbz(head: Uint8Array): boolean {
  return head[8] === 0x44 && head[9] === 0x42 && head[10] === 0x5a && head[1] === 0x2a && head[2] === 0x4d;
}

/** Leaves the cursor at the first record. */
export async function readMetadata(cursor: ByteCursor): Promise<DbnMetadata> {
  if (!(await cursor.need(8))) cursor.refuse('the file ends inside its metadata');
  if (!isDbn(cursor.bytes.subarray(cursor.at))) cursor.refuse('is no DBN file');
  const version = cursor.bytes[cursor.at + 3] as number;
  if (version < 1 || version > 3) cursor.refuse(`is DBN version ${version}; versions 1 to 3 are read`);
  const length = cursor.view.getUint32(cursor.at + 4, true);
  if (length < HEAD_BYTES || length > METADATA_BYTES_MAX)
    cursor.refuse(`metadata of ${length} bytes cannot be`, 4);
  if (!(await cursor.need(8 + length))) cursor.refuse('the file ends inside its metadata');
  const parts = new Parts(cursor, cursor.at + 8, cursor.at + 8 + length);
  const dataset = parts.text(16);
  const schema = dbnSchemas[parts.u16()] ?? 'mixed';
  parts.skip(24 + (version === 1 ? 8 : 0));
  const isInverse = parts.u8() === INSTRUMENT_NUMBER;
  parts.skip(2);
  const symbolBytes = version === 1 ? 22 : parts.u16();
  parts.skip(version === 1 ? 47 : 53);
  parts.skip(parts.u32());
  for (let list = 0; list < 3; list++) parts.skip(parts.count() * symbolBytes);
  const symbols = new DbnSymbols();
  for (let left = parts.count(); left > 0; left--) {
    const asked = parts.text(symbolBytes);
    for (let intervals = parts.count(); intervals > 0; intervals--) {
      const [start, end] = [parts.u32(), parts.u32()];
      const answered = parts.text(symbolBytes);
      const [number, symbol] = isInverse ? [asked, answered] : [answered, asked];
      if (/^\d{1,10}$/.test(number) && symbol !== '') symbols.add(Number(number), symbol, start, end);
    }
  }
  cursor.at += 8 + length;
  return { version, dataset, schema, symbols };
}

/** Ends at the first zero. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length && bytes[i] !== 0; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

class Parts {
  constructor(
    readonly cursor: ByteCursor,
    public at: number,
    readonly end: number,
  ) {}

  skip(bytes: number): number {
    if (this.at + bytes > this.end) this.cursor.refuse('the metadata end before what they announce', this.at);
    const at = this.at;
    this.at += bytes;
    return at;
  }
  u8(): number {
    return this.cursor.view.getUint8(this.skip(1));
  }
  u16(): number {
    return this.cursor.view.getUint16(this.skip(2), true);
  }
  u32(): number {
    return this.cursor.view.getUint32(this.skip(4), true);
  }
  count(): number {
    const count = this.u32();
    if (count > ITEMS_MAX) this.cursor.refuse(`a list of ${count} cannot be`, this.at);
    return count;
  }
  text(bytes: number): string {
    return textAt(this.cursor.bytes, this.skip(bytes), bytes);
  }
}
