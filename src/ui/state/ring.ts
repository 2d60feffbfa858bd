/**
 * Rows of numbers in order of column 0 (a time), oldest first: a ring of fixed size that pictures read, the same shape
 * over columns that came whole, and the two joined. Invariant: `generation` changes whenever rows may have become
 * others than a continuation of what was there.
 */
export interface Rows {
  readonly count: number;
  at(row: number, column: number): number;
  /** First row whose column 0 is not below `value`. */
  lowerBound(value: number): number;
}

function lowerBound(rows: { count: number; at(row: number, column: number): number }, value: number): number {
  let low = 0;
  let high = rows.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.at(middle, 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Ring implements Rows {
  readonly columns: readonly Float64Array[];
  #start = 0;
  #count = 0;
  #generation = 0;
  #appended = 0;

  constructor(
    readonly capacity: number,
    width: number,
  ) {
    this.columns = Array.from({ length: width }, () => new Float64Array(capacity));
  }

  get count(): number {
    return this.#count;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Rows appended or rewritten since the last `clear`, kept or not. */
  get appended(): number {
    return this.#appended;
  }

  push(...values: readonly number[]): void {
    const place = (this.#start + this.#count) % this.capacity;
    for (let index = 0; index < values.length; index += 1) {
      const column = this.columns[index];
      if (column !== undefined) column[place] = values[index] ?? 0;
    }
    this.#appended += 1;
    if (this.#count < this.capacity) this.#count += 1;
    else this.#start = (this.#start + 1) % this.capacity;
  }

  setNewest(...values: readonly number[]): void {
    const place = (this.#start + this.#count - 1) % this.capacity;
    values.forEach((value, index) => {
      const column = this.columns[index];
      if (column !== undefined) column[place] = value;
    });
    // Readers that have seen the row see it again.
    this.#appended += 1;
  }

  at(row: number, column: number): number {
    return this.columns[column]?.[(this.#start + row) % this.capacity] ?? 0;
  }

  clear(): void {
    this.#start = 0;
    this.#count = 0;
    this.#appended = 0;
    this.#generation += 1;
  }

  newest(column: number): number {
    return this.#count === 0 ? NaN : this.at(this.#count - 1, column);
  }

  lowerBound(value: number): number {
    return lowerBound(this, value);
  }
}

/** Columns that came whole. */
export class ColumnRows implements Rows {
  constructor(private readonly columns: readonly ArrayLike<number>[]) {}

  get count(): number {
    return this.columns[0]?.length ?? 0;
  }

  at(row: number, column: number): number {
    return this.columns[column]?.[row] ?? 0;
  }

  lowerBound(value: number): number {
    return lowerBound(this, value);
  }
}
