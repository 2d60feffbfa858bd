/**
 * Seeded 32-bit generator (xorshift128, Marsaglia 2003) for flows. Integers only, so that a flow is the same
 * bytes on every machine. Knows nothing of orders.
 */
export class FlowRandom {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = 0x9e3779b9 | 0;
    this.#c = 0x243f6a88 | 0;
    this.#d = 0xb7e15162 | 0;
    for (let i = 0; i < 32; i++) this.next();
  }

  /** Uniform u32. */
  next(): number {
    let t = this.#d;
    const s = this.#a;
    this.#d = this.#c;
    this.#c = this.#b;
    this.#b = s;
    t ^= t << 11;
    t ^= t >>> 8;
    this.#a = t ^ s ^ (s >>> 19);
    return this.#a >>> 0;
  }

  /** Uniform in 0 … bound − 1, bound ≤ 2^21. */
  below(bound: number): number {
    return Math.floor((this.next() * bound) / 4294967296);
  }

  /** True in `permille` of 1,000 cases. */
  chance(permille: number): boolean {
    return this.below(1000) < permille;
  }
}
