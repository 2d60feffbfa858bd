/**
 * Order ids to values: open addressing over two 32-bit halves of the id in typed arrays, so that any u64 is a key
 * without a BigInt, and a day of ids costs bytes, not objects. Deletion shifts the run back: no tombstones.
 */
export class OrderTable<Value> {
  #low = new Uint32Array(1024);
  #high = new Uint32Array(1024);
  #used = new Uint8Array(1024);
  #values = new Array<Value | undefined>(1024);
  #mask = 1023;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(low: number, high: number): Value | undefined {
    const at = this.#find(low, high);
    return this.#used[at] === 1 ? this.#values[at] : undefined;
  }

  set(low: number, high: number, value: Value): void {
    let at = this.#find(low, high);
    if (this.#used[at] === 0) {
      if (this.#size * 2 > this.#mask) {
        this.#grow();
        at = this.#find(low, high);
      }
      this.#size++;
    }
    this.#put(at, low, high, value);
  }

  *values(): Generator<Value, void, undefined> {
    for (let at = 0; at < this.#used.length; at++) if (this.#used[at] === 1) yield this.#values[at] as Value;
  }

  clear(): void {
    this.#used.fill(0);
    this.#values.fill(undefined);
    this.#size = 0;
  }

  delete(low: number, high: number): void {
    let hole = this.#find(low, high);
    if (this.#used[hole] === 0) return;
    this.#size--;
    for (let at = (hole + 1) & this.#mask; this.#used[at] === 1; at = (at + 1) & this.#mask) {
      const home = this.#home(this.#low[at] as number, this.#high[at] as number);
      if (((at - home) & this.#mask) < ((at - hole) & this.#mask)) continue;
      this.#put(hole, this.#low[at] as number, this.#high[at] as number, this.#values[at]);
      hole = at;
    }
    this.#used[hole] = 0;
    this.#values[hole] = undefined;
  }

  #put(at: number, low: number, high: number, value: Value | undefined): void {
    this.#low[at] = low;
    this.#high[at] = high;
    this.#used[at] = 1;
    this.#values[at] = value;
  }

  #home(low: number, high: number): number {
    let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    h ^= h >>> 15;
    return (Math.imul(h, 0x2c1b3c6d) >>> 0) & this.#mask;
  }

  #find(low: number, high: number): number {
    let at = this.#home(low, high);
    while (this.#used[at] === 1 && (this.#low[at] !== low || this.#high[at] !== high))
      at = (at + 1) & this.#mask;
    return at;
  }

  #grow(): void {
    const [low, high, used, values] = [this.#low, this.#high, this.#used, this.#values];
    const capacity = (this.#mask + 1) * 2;
    this.#low = new Uint32Array(capacity);
    this.#high = new Uint32Array(capacity);
    this.#used = new Uint8Array(capacity);
    this.#values = new Array<Value | undefined>(capacity);
    this.#mask = capacity - 1;
    for (let i = 0; i < used.length; i++) {
      if (used[i] === 0) continue;
      const at = this.#find(low[i] as number, high[i] as number);
      this.#put(at, low[i] as number, high[i] as number, values[i]);
    }
  }
}
