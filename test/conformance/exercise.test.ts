/**
 * The public matching exercise on every implementation, and one of our own with two symbols, cancels and a flush.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matchers } from '../contract/matchers';
import { playExercise } from './exercise';

const folder = '../shared/data/matching/kraken';
const numbers = existsSync(folder) ? readdirSync(folder).sort() : [];
if (numbers.length === 0) console.log(`skipped: the exercise cases, no folder ${folder}`);

const ownInput = `N, 1, ABC, 10, 100, B, 1
N, 1, XYZ, 10, 100, S, 2
N, 2, ABC, 0, 150, S, 1
C, 1, 2
F
N, 2, XYZ, 20, 5, S, 7
N, 3, XYZ, 21, 5, S, 7
N, 1, XYZ, 0, 7, B, 1
`;
const ownOutput = `A, 1, 1
B, B, 10, 100
A, 1, 2
B, S, 10, 100
A, 2, 1
T, 1, 1, 2, 1, 10, 100
B, B, -, -
C, 1, 2
B, S, -, -
A, 2, 7
B, S, 20, 5
A, 3, 7
A, 1, 1
T, 1, 1, 2, 7, 20, 5
T, 1, 1, 3, 7, 21, 2
B, S, 21, 3`;

describe.each(matchers)('$name', ({ open }) => {
  it('plays an exercise of our own', () => {
    expect(playExercise(ownInput, open)).toEqual(ownOutput.split('\n'));
  });

  it.skipIf(numbers.length === 0)('plays the public exercises', () => {
    for (const number of numbers) {
      const expected = readFileSync(`${folder}/${number}/out.csv`, 'utf8').trim().split('\n');
      expect(playExercise(readFileSync(`${folder}/${number}/in.csv`, 'utf8'), open), number).toEqual(
        expected,
      );
    }
  });
});
