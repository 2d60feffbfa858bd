/**
 * One row of delimited text as bytes: where its cells lie, and what the plainest of them mean, without a string in
 * between. Whatever is written in any other way is left to the texts: every reader here may answer that it does not know.
 */

/** Digits of a number that is read here: all of them fit a float exactly. */
const DIGITS_MAX = 14;
const ZERO = 48;
const POINT = 46;
const QUOTE = 34;
const WORDS_MAX = 4096;

export class ByteRow {
  bytes: Uint8Array = new Uint8Array(0);
  count = 0;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** of the number that `number` read last: units · 10^−scale, without trailing zeros */
  units = 0;
  scale = 0;
  /** the same as it was written: equal texts, and only they, have equal forms */
  form = 0;

  /** Finds the cells of a line; false where it holds a quote or anything beyond ASCII. */
  split(bytes: Uint8Array, start: number, end: number, delimiter: number): boolean {
    this.bytes = bytes;
    let count = 0;
    let from = start;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === delimiter) {
        if (count + 1 === this.starts.length) this.#grow();
        this.starts[count] = from;
        this.ends[count++] = at;
        from = at + 1;
      } else if (byte === QUOTE || byte > 126) return false;
    }
    this.starts[count] = from;
    this.ends[count] = end;
    this.count = count + 1;
    return true;
  }

  isEmpty(cell: number): boolean {
    return this.starts[cell] === this.ends[cell];
  }

  /** Reads `12`, `12.50`, `0.5` into `units` and `scale`, its point moved by `decimals`; false: written otherwise. */
  number(cell: number, decimals = 0): boolean {
    const { bytes } = this;
    const start = this.starts[cell] as number;
    const end = this.ends[cell] as number;
    const length = end - start;
    if (length === 0 || length > DIGITS_MAX) return false;
    let units = 0;
    let point = -1;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) units = units * 10 + digit;
      else if (byte === POINT && point < 0) point = at;
      else return false;
    }
    if (point === start || point === end - 1) return false;
    const isZeroFirst = bytes[start] === ZERO && length > 1 && point !== start + 1;
    if (isZeroFirst) return false;
    let scale = point < 0 ? 0 : end - 1 - point;
    this.form = units * 16 + scale;
    scale += decimals;
    while (scale > 0 && units % 10 === 0 && units !== 0) {
      units /= 10;
      scale--;
    }
    this.units = units;
    this.scale = units === 0 ? 0 : scale;
    return true;
  }

  /** Reads a number without a point. */
  isWhole(cell: number): boolean {
    return this.number(cell) && this.form % 16 === 0;
  }

  text(cell: number): string {
    const { bytes } = this;
    const end = this.ends[cell] as number;
    let text = '';
    for (let at = this.starts[cell] as number; at < end; at++)
      text += String.fromCharCode(bytes[at] as number);
    return text;
  }

  #grow(): void {
    const [starts, ends] = [this.starts, this.ends];
    this.starts = new Int32Array(starts.length * 2);
    this.ends = new Int32Array(ends.length * 2);
    this.starts.set(starts);
    this.ends.set(ends);
  }
}

const NEAR = 4;

/** What words of a column mean, asked once a word: one of the last few mostly comes again. */
export class WordCache<Meaning> {
  readonly #known = new Map<string, Meaning | undefined>();
  readonly #words: Uint8Array[] = [];
  readonly #meanings: (Meaning | undefined)[] = [];
  #oldest = 0;

  /** `meaningOf` answers undefined for a word that the texts must be asked about. */
  constructor(readonly meaningOf: (word: string) => Meaning | undefined) {}

  get(row: ByteRow, cell: number): Meaning | undefined {
    const start = row.starts[cell] as number;
    const length = (row.ends[cell] as number) - start;
    for (let i = 0; i < this.#words.length; i++)
      if (isAt(this.#words[i] as Uint8Array, row.bytes, start, length)) return this.#meanings[i];
    const word = row.text(cell);
    if (!this.#known.has(word)) {
      if (this.#known.size === WORDS_MAX) this.#known.clear();
      this.#known.set(word, this.meaningOf(word));
    }
    const meaning = this.#known.get(word);
    this.#words[this.#oldest] = row.bytes.slice(start, start + length);
    this.#meanings[this.#oldest] = meaning;
    this.#oldest = (this.#oldest + 1) % NEAR;
    return meaning;
  }
}

function isAt(word: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (word.length !== length) return false;
  for (let i = 0; i < length; i++) if (word[i] !== bytes[start + i]) return false;
  return true;
}
