/**
 * Which reader reads which file: archives opened, the first bytes shown to every reader, each file given to the one that
 * is surest of it. Files that belong together stay together. Reads heads only.
 */
import type { TapedeckError } from '../layout/errors';
import type { ByteSource, ByteStream } from './byte-source';
import { tapeError } from './errors';
import { isGzip, openGzip } from './gzip';
import { readers } from './readers';
import type { TapeReader } from './sources';
import { isZip, openZip } from './zip';
import { isZstd, openZstd } from './zstd';

/** A stream and the file that it came out of. */
export interface OpenedStream {
  readonly stream: ByteStream;
  readonly source: ByteSource;
}
export interface Assigned {
  readonly reader: TapeReader;
  readonly opened: readonly OpenedStream[];
}

const HEAD_BYTES = 4096;

/** The first bytes, however small the pieces that they come in. */
async function headOf(stream: ByteStream): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD_BYTES);
  let length = 0;
  for await (const piece of stream.stream()) {
    const part = piece.subarray(0, HEAD_BYTES - length);
    head.set(part, length);
    length += part.length;
    if (length === HEAD_BYTES) break;
  }
  return head.subarray(0, length);
}

export async function openArchive(source: ByteSource): Promise<OpenedStream[]> {
  const head = await source.slice(0, Math.min(4, source.byteLength));
  if (isZip(head)) return (await openZip(source)).map((stream) => ({ stream, source }));
  if (isGzip(head)) return [{ stream: openGzip(source), source }];
  return [{ stream: isZstd(head) ? openZstd(source) : source, source }];
}

/** The readers in the order of how sure they are, each with its files; files that nobody knows are left over. */
export async function assignReaders(
  opened: readonly OpenedStream[],
): Promise<{ assigned: Assigned[]; unknown: OpenedStream[] }> {
  const heads = await Promise.all(opened.map(({ stream }) => headOf(stream)));
  const scores = opened.map(({ stream }, i) =>
    readers.map((reader) => reader.sniff(stream.name, heads[i] as Uint8Array)),
  );
  const assigned: Assigned[] = [];
  let left = opened.map((_, i) => i);
  for (const sure of [2, 1] as const) {
    readers.forEach((reader, r) => {
      if (!left.some((i) => scores[i]?.[r] === sure)) return;
      // One that is sure of a file takes the others that it knows, unless somebody is surer of them.
      const mine = left.filter((i) => {
        const score = scores[i]?.[r] ?? 0;
        return score > 0 && score >= Math.max(...(scores[i] ?? []));
      });
      assigned.push({ reader, opened: mine.map((i) => opened[i] as OpenedStream) });
      left = left.filter((i) => !mine.includes(i));
    });
  }
  return { assigned, unknown: left.map((i) => opened[i] as OpenedStream) };
}

export function unknownFormat(names: readonly string[]): TapedeckError {
  const labels = readers.map((reader) => reader.label).join(', ');
  const message = `is in no format that is read here (${labels}). Nothing was imported.`;
  return tapeError('unknownFormat', { file: names.join(', ') }, message);
}
