/**
 * Random access to a Blob, to bytes or to files at the host, as the Parquet reader wants it. Only the ranges that are
 * asked for are read, never a whole file.
 */
import { isFar, sliceOfFar, type FarRows } from './far-rows';

export interface RangeBuffer {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

export function bufferOf(bytes: Blob | Uint8Array | FarRows): RangeBuffer {
  if (isFar(bytes)) {
    return { byteLength: bytes.size, slice: (start, end) => sliceOfFar(bytes, start, end) };
  }
  if (bytes instanceof Blob) {
    return { byteLength: bytes.size, slice: (start, end) => bytes.slice(start, end).arrayBuffer() };
  }
  return {
    byteLength: bytes.byteLength,
    slice: (start, end) => bytes.slice(start, end).buffer as ArrayBuffer,
  };
}
