/**
 * An append-only log of JSON records that survives being torn anywhere: each record is its length, the CRC-32 of its
 * text, and the text. It knows bytes, not what records mean. Invariant: `readRecords` gives the records that were
 * written whole, in order, and the length of that good part; what follows is as if it had never been written.
 */
import { Crc32 } from '../tape/crc32';

const headBytes = 8;
/** Longer than any record we write; a length above it is not a length. */
export const maxRecordBytes = 64 * 1024 * 1024;

const encoder = new TextEncoder();

function crcOf(bytes: Uint8Array): number {
  const crc = new Crc32();
  crc.update(bytes);
  return crc.value;
}

export function encodeRecords(records: readonly unknown[]): Uint8Array<ArrayBuffer> {
  const texts = records.map((record) => encoder.encode(JSON.stringify(record)));
  const out = new Uint8Array(texts.reduce((sum, text) => sum + headBytes + text.byteLength, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const text of texts) {
    view.setUint32(at, text.byteLength, true);
    view.setUint32(at + 4, crcOf(text), true);
    out.set(text, at + headBytes);
    at += headBytes + text.byteLength;
  }
  return out;
}

export function readRecords(bytes: Uint8Array): { records: unknown[]; goodBytes: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const records: unknown[] = [];
  let at = 0;
  while (at + headBytes <= bytes.byteLength) {
    const length = view.getUint32(at, true);
    const end = at + headBytes + length;
    if (length === 0 || length > maxRecordBytes || end > bytes.byteLength) break;
    const text = bytes.subarray(at + headBytes, end);
    if (crcOf(text) !== view.getUint32(at + 4, true)) break;
    records.push(JSON.parse(decoder.decode(text)));
    at = end;
  }
  return { records, goodBytes: at };
}
