/**
 * Members of a zip archive as byte streams, inflated piece by piece: memory is bounded by one piece whatever the
 * member holds. The directory's sizes are promises that are kept or the member is refused, the checksum too.
 * Archives of the 64-bit form are read as others are. Not read: encryption, more than one disk, methods other than
 * stored and deflate.
 */
import { Inflate } from 'fflate';
import { piecesOf, type ByteSource, type ByteStream } from './byte-source';
import { Crc32 } from './crc32';
import { tapeError } from './errors';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const WIDE_LOCATOR = 0x07064b50;
const WIDE_LOCATOR_BYTES = 20;
const WIDE_END = 0x06064b50;
const WIDE_END_BYTES = 56;
const WIDE_EXTRA = 1;
const NARROW_MAX = 0xffff_ffff;
const MEMBER_BYTES_MAX = 0xffff_ffff;
const MEMBERS_MAX = 10_000;
/** A piece of this size inflates to at most about 16 MiB. */
const INFLATE_PIECE_BYTES = 16 * 1024;

interface Member {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly byteLength: number;
  readonly headerOffset: number;
}

function damaged(source: ByteSource, byteOffset: number, message: string): never {
  throw tapeError('archiveDamaged', { file: source.name, byteOffset }, `${message}. Nothing was imported.`);
}

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/** The members in directory order; folders are left out. */
export async function openZip(source: ByteSource): Promise<ByteStream[]> {
  const tailStart = Math.max(0, source.byteLength - 65_557);
  const tail = await source.slice(tailStart, source.byteLength);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let at = tail.length - 22;
  while (at >= 0 && view.getUint32(at, true) !== END_OF_DIRECTORY) at--;
  if (at < 0)
    damaged(source, source.byteLength, 'the archive has no directory; it is cut short or not a zip');
  const wide = await wideDirectory(source, tailStart + at);
  const { count, size, start } = wide ?? {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    start: view.getUint32(at + 16, true),
  };
  if (count > MEMBERS_MAX) damaged(source, tailStart + at, `the archive lists ${count} members`);
  if (start + size > tailStart + at)
    damaged(source, tailStart + at, 'the directory lies outside the archive');
  const directory = await source.slice(start, start + size);
  return readDirectory(source, directory, start, count)
    .filter((member) => !member.name.endsWith('/'))
    .map((member) => ({
      name: member.name,
      byteLength: member.byteLength,
      stream: () => inflateMember(source, member),
    }));
}

interface DirectoryPlace {
  readonly count: number;
  readonly size: number;
  readonly start: number;
}

/** Where an archive of the 64-bit form says that its directory is; null in the others. */
async function wideDirectory(source: ByteSource, endAt: number): Promise<DirectoryPlace | null> {
  if (endAt < WIDE_LOCATOR_BYTES) return null;
  const locator = viewOf(await source.slice(endAt - WIDE_LOCATOR_BYTES, endAt));
  if (locator.getUint32(0, true) !== WIDE_LOCATOR) return null;
  const at = Number(locator.getBigUint64(8, true));
  if (at + WIDE_END_BYTES > endAt) damaged(source, endAt, 'the directory lies outside the archive');
  const end = viewOf(await source.slice(at, at + WIDE_END_BYTES));
  if (end.getUint32(0, true) !== WIDE_END) damaged(source, at, 'the directory of 64 bits is damaged');
  const [count, size, start] = [32, 40, 48].map((place) => Number(end.getBigUint64(place, true)));
  return { count: count!, size: size!, start: start! };
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Sizes and place of a member that stand in its extra field where 32 bits do not hold them, in this order. */
function wideValues(view: DataView, from: number, to: number, narrow: readonly number[]): number[] {
  let at = from;
  while (at + 4 <= to && view.getUint16(at, true) !== WIDE_EXTRA) at += 4 + view.getUint16(at + 2, true);
  const end = at + 4 <= to ? Math.min(to, at + 4 + view.getUint16(at + 2, true)) : 0;
  at += 4;
  return narrow.map((value) => {
    if (value !== NARROW_MAX || at + 8 > end) return value;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  });
}

function readDirectory(source: ByteSource, bytes: Uint8Array, base: number, count: number): Member[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const members: Member[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      damaged(source, base + at, `member ${index + 1} of the directory is damaged`);
    }
    const nameBytes = view.getUint16(at + 28, true);
    const next = at + 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > bytes.length) damaged(source, base + at, `member ${index + 1} of the directory is damaged`);
    const narrow = [24, 20, 42].map((place) => view.getUint32(at + place, true));
    const extraAt = at + 46 + nameBytes;
    const wide = wideValues(view, extraAt, extraAt + view.getUint16(at + 30, true), narrow);
    const [byteLength, packedBytes, headerOffset] = wide as [number, number, number];
    members.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...{ packedBytes, byteLength, headerOffset },
    });
    at = next;
  }
  return members;
}

async function dataStart(source: ByteSource, member: Member): Promise<number> {
  const { headerOffset } = member;
  if (headerOffset + 30 > source.byteLength)
    damaged(source, headerOffset, `${member.name} lies outside the archive`);
  const header = await source.slice(headerOffset, headerOffset + 30);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== LOCAL_HEADER) damaged(source, headerOffset, `${member.name} has no header`);
  if ((member.flags & 1) !== 0) damaged(source, headerOffset, `${member.name} is encrypted`);
  if (member.method !== 0 && member.method !== 8) {
    damaged(source, headerOffset, `${member.name} is packed by method ${member.method}, which is not read`);
  }
  if (member.byteLength >= MEMBER_BYTES_MAX || member.packedBytes >= MEMBER_BYTES_MAX) {
    throw tapeError(
      'tooLarge',
      { file: source.name },
      `${member.name} is larger than 4 GiB; unpack it first.`,
    );
  }
  const start = headerOffset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + member.packedBytes > source.byteLength) damaged(source, start, `${member.name} is cut short`);
  return start;
}

async function* inflateMember(
  source: ByteSource,
  member: Member,
): AsyncGenerator<Uint8Array, void, undefined> {
  const start = await dataStart(source, member);
  const crc = new Crc32();
  let written = 0;
  const check = (bytes: Uint8Array): Uint8Array => {
    written += bytes.length;
    if (written > member.byteLength)
      damaged(source, start, `${member.name} is longer than its directory says`);
    crc.update(bytes);
    return bytes;
  };
  let out: Uint8Array[] = [];
  const inflate = new Inflate((bytes) => out.push(bytes));
  let at = start;
  for await (const piece of piecesOf((a, b) => source.slice(a, b), start, start + member.packedBytes)) {
    if (member.method === 0) yield check(piece);
    for (let i = 0; member.method === 8 && i < piece.length; i += INFLATE_PIECE_BYTES) {
      const part = piece.subarray(i, i + INFLATE_PIECE_BYTES);
      try {
        inflate.push(part, at + part.length === start + member.packedBytes);
      } catch (error) {
        damaged(
          source,
          at,
          `${member.name} cannot be inflated (${error instanceof Error ? error.message : 'error'})`,
        );
      }
      at += part.length;
      for (const bytes of out) if (bytes.length > 0) yield check(bytes);
      out = [];
    }
  }
  if (written !== member.byteLength || crc.value !== member.crc) {
    damaged(source, start, `${member.name} does not have the length or checksum that the directory says`);
  }
}
