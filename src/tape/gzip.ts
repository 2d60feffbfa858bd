/**
 * A gzip file as a byte stream, inflated piece by piece in bounded memory, at most 4 GiB. The checksum of a file with
 * one member is checked; of several, each is inflated in turn.
 */
import { Gunzip } from 'fflate';
import type { ByteSource, ByteStream } from './byte-source';
import { Crc32 } from './crc32';
import { tapeError } from './errors';

const INFLATED_BYTES_MAX = 0xffff_ffff;
const INFLATE_PIECE_BYTES = 16 * 1024;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/** `byteLength` is the packed one: the inflated length is known at the end only. */
export function openGzip(source: ByteSource): ByteStream {
  return {
    name: source.name.replace(/\.gz$/i, ''),
    byteLength: source.byteLength,
    stream: () => inflate(source),
  };
}

async function* inflate(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  const refuse = (byteOffset: number, message: string): never => {
    throw tapeError('archiveDamaged', { file: source.name, byteOffset }, `${message}. Nothing was imported.`);
  };
  const crc = new Crc32();
  let out: Uint8Array[] = [];
  let members = 1;
  let written = 0;
  let at = 0;
  const gunzip = new Gunzip((bytes) => out.push(bytes));
  gunzip.onmember = (offset) => void (offset > 0 && members++);
  for await (const piece of source.stream()) {
    for (let i = 0; i < piece.length; i += INFLATE_PIECE_BYTES) {
      const part = piece.subarray(i, i + INFLATE_PIECE_BYTES);
      try {
        gunzip.push(part, at + part.length === source.byteLength);
      } catch (error) {
        refuse(at, `cannot be inflated (${error instanceof Error ? error.message : 'error'})`);
      }
      at += part.length;
      for (const bytes of out) {
        written += bytes.length;
        crc.update(bytes);
        if (written > INFLATED_BYTES_MAX) {
          throw tapeError('tooLarge', { file: source.name }, 'inflates beyond 4 GiB. Nothing was imported.');
        }
        if (bytes.length > 0) yield bytes;
      }
      out = [];
    }
  }
  if (members > 1) return;
  const tail = await source.slice(Math.max(0, source.byteLength - 8), source.byteLength);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const isWhole =
    tail.length === 8 && view.getUint32(0, true) === crc.value && view.getUint32(4, true) === written;
  if (!isWhole) refuse(source.byteLength, 'does not have the length or checksum it ends with');
}
