/**
 * Text written straight into bytes: ASCII fragments and integers, gathered into large chunks. Strings and `join` would
 * cost ten times as much at millions of reports. Knows no format.
 * Invariant: the bytes handed to `emit`, in order, are exactly what was written; they are only valid during the call.
 */
const chunkBytes = 1 << 20;
/** Longest thing written between two looks at the room that is left. */
const maxLineBytes = 1024;

export class LineWriter {
  private readonly bytes = new Uint8Array(chunkBytes + maxLineBytes);
  private at = 0;

  constructor(private readonly emit: (bytes: Uint8Array) => void) {}

  /** Call before each line; a line has at most `maxLineBytes`. */
  begin(): void {
    if (this.at >= chunkBytes) this.flush();
  }

  flush(): void {
    if (this.at > 0) this.emit(this.bytes.subarray(0, this.at));
    this.at = 0;
  }

  byte(code: number): void {
    this.bytes[this.at++] = code;
  }

  ascii(fragment: Uint8Array): void {
    const { bytes } = this;
    let { at } = this;
    for (let index = 0; index < fragment.length; index++) bytes[at++] = fragment[index]!;
    this.at = at;
  }

  /** 0 … 2^32 − 1 */
  u32(value: number): void {
    const { bytes } = this;
    let left = value;
    let end = this.at + digitsOf(value);
    this.at = end;
    do {
      const tenth = (left / 10) >>> 0;
      bytes[--end] = 48 + (left - tenth * 10);
      left = tenth;
    } while (left > 0);
  }

  u64(low: number, high: number): void {
    if (high === 0) this.u32(low);
    else if (high < 0x200000) this.integer(high * 0x1_0000_0000 + low);
    else this.text(((BigInt(high) << 32n) | BigInt(low)).toString());
  }

  i64(low: number, high: number): void {
    if (high < 0x8000_0000) {
      this.u64(low, high);
      return;
    }
    this.byte(45);
    // two's complement: the magnitude of −2^63 is 2^63, which u64 can print
    const magnitudeLow = -low >>> 0;
    this.u64(magnitudeLow, (~high + (magnitudeLow === 0 ? 1 : 0)) >>> 0);
  }

  /** 0 … 2^53 − 1 */
  integer(value: number): void {
    if (value < 0x1_0000_0000) {
      this.u32(value);
      return;
    }
    const top = Math.floor(value / 1e9);
    this.u32(top);
    let left = value - top * 1e9;
    this.at += 9;
    for (let place = this.at - 1; place >= this.at - 9; place--) {
      const tenth = (left / 10) >>> 0;
      this.bytes[place] = 48 + (left - tenth * 10);
      left = tenth;
    }
  }

  /** Short ASCII text. */
  text(value: string): void {
    for (let index = 0; index < value.length; index++) this.bytes[this.at++] = value.charCodeAt(index);
  }
}

function digitsOf(value: number): number {
  if (value < 1e5) return value < 100 ? (value < 10 ? 1 : 2) : value < 1e4 ? (value < 1000 ? 3 : 4) : 5;
  if (value < 1e8) return value < 1e7 ? (value < 1e6 ? 6 : 7) : 8;
  return value < 1e9 ? 9 : 10;
}
