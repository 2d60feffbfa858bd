/**
 * A Zstandard file as a byte stream, decoded frame by frame in bounded memory: a window of at most 128 MiB, at most
 * 4 GiB in all. The decoder does not check checksums; readers check what they read.
 */
import { Decompress } from 'fzstd';
import type { ByteSource, ByteStream } from './byte-source';
import { tapeError } from './errors';

const DECODED_BYTES_MAX = 0xffff_ffff;
const PIECE_BYTES = 64 * 1024;
const WINDOW_LOG_MAX = 27;

/** A frame, or a frame to be skipped that stands before one. */
export function isZstd(head: Uint8Array): boolean {
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
}

/** `byteLength` is the packed one: the decoded length is known at the end only. */
export function openZstd(source: ByteSource): ByteStream {
  return {
    name: source.name.replace(/\.zstd?$/i, ''),
    byteLength: source.byteLength,
    stream: () => decode(source),
  };
}

async function checkWindow(source: ByteSource): Promise<void> {
  const head = await source.slice(0, Math.min(6, source.byteLength));
  const isSingleSegment = ((head[4] ?? 0) & 0x20) !== 0;
  const windowLog = 10 + ((head[5] ?? 0) >> 3);
  if (isSingleSegment || windowLog <= WINDOW_LOG_MAX) return;
  const message = `needs a window of 2^${windowLog} bytes; up to 2^${WINDOW_LOG_MAX} are read. Nothing was imported.`;
  throw tapeError('archiveDamaged', { file: source.name, byteOffset: 5 }, message);
}

async function* decode(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  await checkWindow(source);
  let out: Uint8Array[] = [];
  let written = 0;
  let at = 0;
  const decompress = new Decompress((bytes) => out.push(bytes));
  for await (const piece of source.stream()) {
    for (let i = 0; i < piece.length; i += PIECE_BYTES) {
      const part = piece.subarray(i, i + PIECE_BYTES);
      try {
        decompress.push(part, at + part.length === source.byteLength);
      } catch (error) {
        const message = `cannot be decoded (${error instanceof Error ? error.message : 'error'}). Nothing was imported.`;
        throw tapeError('archiveDamaged', { file: source.name, byteOffset: at }, message);
      }
      at += part.length;
      for (const bytes of out) {
        written += bytes.length;
        if (written > DECODED_BYTES_MAX)
          throw tapeError(
            'tooLarge',
            { file: source.name },
            'decodes to more than 4 GiB. Nothing was imported.',
          );
        if (bytes.length > 0) yield bytes;
      }
      out = [];
    }
  }
}
