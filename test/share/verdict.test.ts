/** Verdicts: equality by the whole digest, and the range that holds the first difference never missed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareClaim, describeVerdict, prefixDigests, sealedBlocks, splitPrefixes } from '../../src/share';
import type { ActualResult, Claim } from '../../src/share';
import { blockList } from './run';

const engine = 'e'.repeat(16);
const resultOf = (reportCount: number, changedFrom = Infinity): ActualResult => ({
  engine,
  reportCount,
  digest: changedFrom === Infinity ? 'd'.repeat(16) : 'f'.repeat(16),
  blockDigests: blockList(sealedBlocks(reportCount)).map((digest, block) =>
    block >= changedFrom
      ? digest.replace(/./g, (digit) => ((parseInt(digit, 16) + 1) & 15).toString(16))
      : digest,
  ),
});
const claimOf = (result: ActualResult, withBlocks: boolean): Claim => ({
  engine: result.engine,
  reportCount: result.reportCount,
  digest: result.digest,
  prefix: prefixDigests(result.blockDigests),
  blockDigests: withBlocks ? result.blockDigests : null,
});

describe('prefixDigests', () => {
  it('covers floor(B·j/m) blocks with prefix j of m = min(16, B)', () => {
    const blocks = blockList(38);
    const spans = [2, 4, 7, 9, 11, 14, 16, 19, 21, 23, 26, 28, 30, 33, 35, 38];
    expect(prefixDigests(blocks)).toEqual(spans.map((span) => blocks[span - 1]!.slice(0, 6)));
    expect(prefixDigests(blocks.slice(0, 3))).toEqual(blocks.slice(0, 3).map((digest) => digest.slice(0, 6)));
    expect(prefixDigests([])).toEqual([]);
  });

  it('joins and splits', () => {
    const prefixes = prefixDigests(blockList(20));
    expect(splitPrefixes(prefixes.join(''), 20 * 4096 + 5)).toEqual(prefixes);
    expect(splitPrefixes(prefixes.join(''), 15 * 4096)).toBeNull();
    expect(splitPrefixes('', 4095)).toEqual([]);
  });
});

describe('compareClaim', () => {
  it('says verified, or the same result when the engine is another', () => {
    const actual = resultOf(10_000);
    const verified = compareClaim(claimOf(actual, false), actual);
    expect(verified.kind).toBe('verified');
    expect(describeVerdict(verified)).toBe('Verified: 10,000 reports, digest dddddddddddddddd.');
    const same = compareClaim({ ...claimOf(actual, false), engine: '0'.repeat(16) }, actual);
    expect(same).toMatchObject({ kind: 'sameResult', claimedEngine: '0'.repeat(16), engine });
  });

  it('names the range between two prefix digests, and the block when all are known', () => {
    const claim = resultOf(38 * 4096 + 10);
    const actual = resultOf(38 * 4096 + 10, 10);
    expect(compareClaim(claimOf(claim, false), actual)).toMatchObject({
      fromReport: 9 * 4096,
      toReport: 11 * 4096 - 1,
    });
    expect(compareClaim(claimOf(claim, true), actual)).toMatchObject({
      fromReport: 10 * 4096,
      toReport: 11 * 4096 - 1,
    });
  });

  it('names the open block when all sealed ones agree, and runs that end early', () => {
    const claim = claimOf(resultOf(3 * 4096 + 10), false);
    const tail = compareClaim(claim, resultOf(3 * 4096 + 10, 3));
    expect(tail).toMatchObject({ kind: 'differs', fromReport: 3 * 4096, toReport: 3 * 4096 + 9 });
    expect(describeVerdict(tail)).toMatch(/^Differs in reports 12,288–12,297: claimed 12,298 reports/);
    expect(compareClaim(claim, { ...resultOf(100), digest: 'a'.repeat(16) })).toMatchObject({
      fromReport: 0,
      toReport: 4095,
    });
    const longer = { ...resultOf(5 * 4096), digest: 'a'.repeat(16) };
    expect(compareClaim(claim, longer)).toMatchObject({ fromReport: 3 * 4096, toReport: 5 * 4096 - 1 });
    const empty = { ...resultOf(0), digest: 'a'.repeat(16) };
    expect(compareClaim(claimOf(resultOf(5), false), empty)).toMatchObject({ fromReport: 0, toReport: 4 });
  });

  it('always holds the first differing block in its range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(199), fc.boolean(), (blocks, at, withBlocks) => {
        fc.pre(at < blocks);
        const verdict = compareClaim(
          claimOf(resultOf(blocks * 4096), withBlocks),
          resultOf(blocks * 4096, at),
        );
        if (verdict.kind !== 'differs') throw new Error('must differ');
        expect(verdict.fromReport).toBeLessThanOrEqual(at * 4096);
        expect(verdict.toReport).toBeGreaterThanOrEqual((at + 1) * 4096 - 1);
        expect(verdict.toReport - verdict.fromReport).toBeLessThan(
          withBlocks ? 4096 : 4096 * Math.ceil(blocks / 16 + 1),
        );
      }),
    );
  });
});
