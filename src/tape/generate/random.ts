/**
 * Seeded randomness for generated tapes: sfc32 (Doty-Humphrey, PractRand) on 32-bit integers, and exponential
 * waits by von Neumann's comparison method (1951), which needs no logarithm. The same on every machine.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = 0x9e3779b9;
    this.#b = seed | 0;
    this.#c = 0x243f6a88;
    for (let round = 0; round < 16; round++) this.next();
  }

  /** Uniform u32. */
  next(): number {
    const out = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + out) | 0;
    return out >>> 0;
  }

  /** Uniform in 0 … bound − 1; bound at most 2^21. */
  below(bound: number): number {
    return Math.floor((this.next() * bound) / 4_294_967_296);
  }

  /** Number of failures before the first success of probability `permille` / 1,000, at most `most`. */
  geometric(permille: number, most: number): number {
    let count = 0;
    while (count < most && this.below(1_000) >= permille) count++;
    return count;
  }

  /** An exponential wait with mean `meanNs`, in whole ns. */
  waitNs(meanNs: number): number {
    for (let whole = 0; ; whole++) {
      const first = this.next();
      let last = first;
      let run = 1;
      for (let draw = this.next(); draw < last; draw = this.next()) {
        last = draw;
        run++;
      }
      if (run % 2 === 1) return Math.floor(meanNs * (whole + first / 4_294_967_296));
    }
  }
}
