/**
 * How every property is run: a seed that can be given, numbers of runs that can grow.
 * A failure prints the seed, the path and the shrunk example; TAPEDECK_SEED repeats it.
 */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';

export const isSoak = process.env['TAPEDECK_SOAK'] !== undefined;
const givenSeed = process.env['TAPEDECK_SEED'];
export const seed = givenSeed === undefined ? randomInt(2 ** 31) : Number(givenSeed);

/** Asserts a property `runs` times, fifty times as often in a soak. */
export function check<T>(property: fc.IProperty<T>, runs: number): void {
  fc.assert(property, { seed, numRuns: isSoak ? runs * 50 : runs, endOnFailure: false });
}
