/** Random access to a Blob or to bytes, as the Parquet reader wants it. A Blob is read in ranges, never as a whole. */
export interface RangeBuffer {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

export function bufferOf(bytes: Blob | Uint8Array): RangeBuffer {
  if (bytes instanceof Blob) {
    return { byteLength: bytes.size, slice: (start, end) => bytes.slice(start, end).arrayBuffer() };
  }
  return {
    byteLength: bytes.byteLength,
    slice: (start, end) => bytes.slice(start, end).buffer as ArrayBuffer,
  };
}
