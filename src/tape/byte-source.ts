/**
 * Where bytes come from, without saying from where: a browser's File, Node's file system, a member of an archive.
 * A stream may be opened more than once and starts from the beginning each time; pieces are at most 1 MiB.
 */
export interface ByteStream {
  readonly name: string;
  readonly byteLength: number;
  stream(): AsyncIterable<Uint8Array>;
}
/** A stream that also answers any range. `slice` never answers fewer bytes than the range holds. */
export interface ByteSource extends ByteStream {
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** The part of a Blob or File that is used. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

const PIECE_BYTES = 256 * 1024;

/** Streams any range of anything that can be sliced. */
export async function* piecesOf(
  slice: (start: number, end: number) => Promise<Uint8Array>,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = start; at < end; at += PIECE_BYTES) yield await slice(at, Math.min(at + PIECE_BYTES, end));
}

export function sourceFromSlices(
  name: string,
  byteLength: number,
  slice: (start: number, end: number) => Promise<Uint8Array>,
): ByteSource {
  return { name, byteLength, slice, stream: () => piecesOf(slice, 0, byteLength) };
}

export function sourceFromBytes(name: string, bytes: Uint8Array): ByteSource {
  return sourceFromSlices(name, bytes.length, (start, end) => Promise.resolve(bytes.subarray(start, end)));
}

export function sourceFromBlob(name: string, blob: BlobLike): ByteSource {
  return sourceFromSlices(name, blob.size, async (start, end) => {
    return new Uint8Array(await blob.slice(start, end).arrayBuffer());
  });
}
