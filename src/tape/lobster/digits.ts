/**
 * Integers straight from the bytes of a CSV line: no strings, no floats. A cursor walks one line; every refusal says
 * which column and where. Values stay exact: up to 2^53 − 1 as numbers, ids as two 32-bit halves.
 */
import { tapeError } from '../errors';
import type { LineReader } from '../lines';

const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;

export class DigitCursor {
  idLow = 0;
  idHigh = 0;
  /** whether the last time had more than nine decimals */
  wasRounded = false;
  #position = 0;
  #column = 0;

  constructor(readonly lines: LineReader) {}

  startLine(): void {
    this.#position = this.lines.start;
    this.#column = 0;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.lines.end;
  }

  /** A signed integer of at most 15 digits, and the comma behind it. */
  integer(): number {
    const { bytes, end } = this.lines;
    let at = this.#position;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === first || at - first > 15) this.refuse('is not an integer of at most 15 digits');
    this.#close(at);
    return isNegative ? -value : value;
  }

  /** Any u64 into `idLow` and `idHigh`; a negative id, which LOBSTER gives to messages without an order, as 0. */
  id(): void {
    const { bytes, end } = this.lines;
    const first = this.#position;
    let stop = first;
    while (stop < end && bytes[stop] !== COMMA) stop++;
    const isNegative = bytes[first] === MINUS;
    if (stop - first - (isNegative ? 1 : 0) <= 15) {
      const value = Math.max(0, this.integer());
      this.idLow = value >>> 0;
      this.idHigh = Math.floor(value / 0x1_0000_0000);
      return;
    }
    const text = new TextDecoder().decode(bytes.subarray(first, Math.min(stop, first + 32)));
    if (!/^[0-9]{1,20}$/.test(text) || BigInt(text) > 0xffff_ffff_ffff_ffffn)
      this.refuse('is not an id of 64 bits');
    this.idLow = Number(BigInt(text) & 0xffff_ffffn);
    this.idHigh = Number(BigInt(text) >> 32n);
    this.#close(stop);
  }

  /** Seconds with decimals as nanoseconds; beyond the ninth decimal half rounds up. */
  timeNs(): number {
    const { bytes, end } = this.lines;
    const digitAt = (at: number): number => (at < end ? (bytes[at] as number) - ZERO : -1);
    const isDigit = (digit: number): boolean => digit >= 0 && digit <= 9;
    const first = this.#position;
    let at = first;
    let ns = 0;
    for (; isDigit(digitAt(at)); at++) ns = ns * 10 + digitAt(at);
    if (at === first || at - first > 6) this.refuse('is not a time of day in seconds');
    ns *= 1_000_000_000;
    this.wasRounded = false;
    if (at < end && bytes[at] === DOT) {
      const dot = at++;
      for (let unit = 100_000_000; isDigit(digitAt(at)); at++) {
        if (unit >= 1) ns += digitAt(at) * unit;
        else if (at - dot === 10 && digitAt(at) >= 5) ns += 1;
        unit = unit === 1 ? 0 : unit / 10;
      }
      this.wasRounded = at - dot > 10;
    }
    this.#close(at);
    return ns;
  }

  refuse(message: string): never {
    const place = this.lines.place(this.#position);
    throw tapeError('malformedRow', place, `column ${this.#column + 1} ${message}. Nothing was imported.`);
  }

  #close(at: number): void {
    const { bytes, end } = this.lines;
    if (at < end && bytes[at] !== COMMA) {
      this.#position = at;
      this.refuse(`has a character that does not belong there`);
    }
    this.#position = at + 1;
    this.#column++;
  }
}
