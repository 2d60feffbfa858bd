/**
 * Lines of a byte stream, one at a time, without turning the file into text: `next()` is synchronous while the
 * buffer holds a whole line, `fill()` fetches more. Memory is one piece and one line (at most 1 MiB) whatever the file.
 * Accepts LF and CRLF, a byte order mark, a missing last line end and blank lines at the very end only.
 */
import type { ByteStream } from './byte-source';
import { tapeError, type Place } from './errors';

export const LINE_BYTES_MAX = 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const LF = 10;
const CR = 13;

export class LineReader {
  bytes = new Uint8Array(0);
  /** the current line is bytes[start, end) */
  start = 0;
  end = 0;
  /** lines given so far; the current line's number counting from 1 */
  row = 0;
  /** bytes taken from the stream */
  bytesRead = 0;
  #limit = 0;
  #position = 0;
  #base = 0;
  #ended = false;
  #blankRows = 0;
  readonly #iterator: AsyncIterator<Uint8Array>;

  constructor(readonly source: ByteStream) {
    this.#iterator = source.stream()[Symbol.asyncIterator]();
  }

  /** Moves to the next line. False: call `fill()`, which answers false when there is nothing left. */
  next(): boolean {
    for (;;) {
      let lineEnd = this.bytes.indexOf(LF, this.#position);
      if (lineEnd < 0 || lineEnd >= this.#limit) {
        if (this.#limit - this.#position > LINE_BYTES_MAX) this.#refuseLength();
        if (!this.#ended || this.#position === this.#limit) return false;
        lineEnd = this.#limit;
      }
      this.start = this.#position;
      this.end = lineEnd > this.start && this.bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
      this.#position = Math.min(lineEnd + 1, this.#limit);
      if (this.end - this.start > LINE_BYTES_MAX) this.#refuseLength();
      if (this.end === this.start) {
        this.#blankRows++;
        continue;
      }
      this.row++;
      if (this.#blankRows > 0)
        throw tapeError('malformedRow', this.place(), 'an empty line precedes this row');
      return true;
    }
  }

  async fill(): Promise<boolean> {
    if (this.#ended) return false;
    const { done, value } = await this.#iterator.next();
    if (done === true) {
      this.#ended = true;
      return this.#position < this.#limit;
    }
    this.#append(value);
    if (this.bytesRead === 0) this.#skipMark();
    this.bytesRead += value.length;
    return true;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  place(offset = this.start): Place {
    return { file: this.source.name, row: this.row, byteOffset: this.#base + offset };
  }

  /** Throws a TypeError where the line is not UTF-8. */
  text(skippedBytes = 0): string {
    return utf8.decode(this.bytes.subarray(this.start + skippedBytes, this.end));
  }

  #append(piece: Uint8Array): void {
    const left = this.#limit - this.#position;
    const need = left + piece.length;
    const target = need <= this.bytes.length ? this.bytes : new Uint8Array(need * 2);
    if (target === this.bytes) target.copyWithin(0, this.#position, this.#limit);
    else target.set(this.bytes.subarray(this.#position, this.#limit));
    target.set(piece, left);
    this.bytes = target;
    this.#base += this.#position;
    this.#position = 0;
    this.#limit = need;
  }

  #skipMark(): void {
    if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) this.#position = 3;
  }

  #refuseLength(): never {
    const place = { file: this.source.name, row: this.row + 1, byteOffset: this.#base + this.#position };
    throw tapeError(
      'lineTooLong',
      place,
      `a line is longer than ${LINE_BYTES_MAX} bytes. Nothing was imported.`,
    );
  }
}
