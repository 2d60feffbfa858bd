/**
 * LZ4 blocks and frames, decoded within a size that the caller allows. Arrow and Parquet pack with it; no checksum is
 * checked, because whoever reads the columns checks them. LZ4, “Block format description” and “Frame format description”.
 */
const FRAME_MAGIC = 0x184d2204;
const BLOCK_STORED = 0x8000_0000;

class Output {
  length = 0;
  bytes: Uint8Array;

  constructor(
    bytes: number,
    readonly bytesMax: number,
  ) {
    this.bytes = new Uint8Array(bytes);
  }

  literals(from: Uint8Array, start: number, count: number): void {
    if (start + count > from.length) throw new Error('an LZ4 block ends inside its literals');
    this.#reserve(count);
    this.bytes.set(from.subarray(start, start + count), this.length);
    this.length += count;
  }

  /** What was written `distance` bytes ago, which may reach into what it writes. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.length)
      throw new Error('an LZ4 block refers to before its beginning');
    this.#reserve(count);
    const { bytes } = this;
    for (let i = 0; i < count; i++, this.length++)
      bytes[this.length] = bytes[this.length - distance] as number;
  }

  #reserve(count: number): void {
    const need = this.length + count;
    if (need > this.bytesMax) throw new Error(`LZ4 of more than ${this.bytesMax} bytes`);
    if (need <= this.bytes.length) return;
    const wider = new Uint8Array(Math.min(this.bytesMax, Math.max(need, 2 * this.bytes.length)));
    wider.set(this.bytes.subarray(0, this.length));
    this.bytes = wider;
  }
}

function decodeInto(output: Output, input: Uint8Array): void {
  let at = 0;
  const more = (nibble: number): number => {
    let count = nibble;
    for (let byte = 255; nibble === 15 && byte === 255; count += byte) {
      if (at >= input.length) throw new Error('an LZ4 block ends inside a length');
      byte = input[at++] as number;
    }
    return count;
  };
  while (at < input.length) {
    const token = input[at++] as number;
    const literals = more(token >> 4);
    output.literals(input, at, literals);
    at += literals;
    if (at === input.length) return;
    if (at + 2 > input.length) throw new Error('an LZ4 block ends inside an offset');
    const distance = (input[at] as number) | ((input[at + 1] as number) << 8);
    at += 2;
    output.repeat(distance, more(token & 15) + 4);
  }
}

/** Exactly `size` bytes. */
export function lz4Block(input: Uint8Array, size: number): Uint8Array {
  const output = new Output(size, size);
  decodeInto(output, input);
  if (output.length !== size) throw new Error(`an LZ4 block of ${output.length} bytes instead of ${size}`);
  return output.bytes;
}

/** One frame of at most `bytesMax`; writers seldom say its size. */
export function lz4Frame(input: Uint8Array, bytesMax: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (input.length < 7 || view.getUint32(0, true) !== FRAME_MAGIC) throw new Error('no LZ4 frame');
  const flags = input[4] as number;
  const output = new Output(Math.min(bytesMax, 4 * input.length), bytesMax);
  let at = 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4);
  for (;;) {
    if (at + 4 > input.length) throw new Error('an LZ4 frame is cut short');
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return output.bytes.subarray(0, output.length);
    const length = word & 0x7fff_ffff;
    if (at + length > input.length) throw new Error('an LZ4 frame is cut short');
    if (word >= BLOCK_STORED) output.literals(input, at, length);
    else decodeInto(output, input.subarray(at, at + length));
    at += length + ((flags & 16) === 0 ? 0 : 4);
  }
}
