/**
 * CRC-32 of a stream (the one of zip and gzip), eight bytes a step by eight tables. Pure.
 */
const tables = buildTables();

function buildTables(): Uint32Array[] {
  const first = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    first[n] = c >>> 0;
  }
  const all = [first];
  for (let k = 1; k < 8; k++) {
    const before = all[k - 1] as Uint32Array;
    all.push(before.map((value) => ((value >>> 8) ^ (first[value & 255] as number)) >>> 0));
  }
  return all;
}

export class Crc32 {
  #state = 0xffff_ffff;

  update(bytes: Uint8Array): void {
    const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
      ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
      ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
    ];
    let c = this.#state;
    let i = 0;
    for (const stop = bytes.length - 7; i < stop; i += 8) {
      c ^= (bytes[i] as number) | ((bytes[i + 1] as number) << 8) | ((bytes[i + 2] as number) << 16);
      c ^= (bytes[i + 3] as number) << 24;
      c =
        (t7[c & 255] as number) ^
        (t6[(c >>> 8) & 255] as number) ^
        (t5[(c >>> 16) & 255] as number) ^
        (t4[c >>> 24] as number) ^
        (t3[bytes[i + 4] as number] as number) ^
        (t2[bytes[i + 5] as number] as number) ^
        (t1[bytes[i + 6] as number] as number) ^
        (t0[bytes[i + 7] as number] as number);
    }
    for (; i < bytes.length; i++) c = (c >>> 8) ^ (t0[(c ^ (bytes[i] as number)) & 255] as number);
    this.#state = c >>> 0;
  }

  get value(): number {
    return (this.#state ^ 0xffff_ffff) >>> 0;
  }
}
