/**
 * How every property is run: from one seed that each test run has in common, so that what a build is judged by does
 * not depend on luck, and in a soak from a new seed and many more times. TAPEDECK_SEED gives another seed or repeats
 * one: a failure prints seed, path and shrunk example. Set up for every test file, so it holds for `fc.assert` too.
 */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';

const plainSeed = 20_120_621;
export const isSoak = process.env['TAPEDECK_SOAK'] !== undefined;
const givenSeed = process.env['TAPEDECK_SEED'];
const ownSeed = isSoak ? randomInt(2 ** 31) : plainSeed;
export const seed = givenSeed === undefined ? ownSeed : Number(givenSeed);

fc.configureGlobal({ seed });

/** Asserts a property `runs` times, fifty times as often in a soak. */
export function check<T>(property: fc.IProperty<T>, runs: number): void {
  fc.assert(property, { numRuns: isSoak ? runs * 50 : runs, endOnFailure: false });
}
