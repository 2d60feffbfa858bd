/** Compact blocks give back the very bytes, whatever the columns hold, in a fraction of the room. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactBlock, compactBytes, expandBlock } from '../../src/sim/compact-block';
import type { PackedBlock } from '../../src/sim';
import { syntheticTape } from './synthetic-tape';

const same = (a: PackedBlock, b: PackedBlock): void => {
  expect(a.rows).toBe(b.rows);
  expect(Buffer.from(a.bytes).equals(Buffer.from(b.bytes))).toBe(true);
  expect([...a.sourceRows]).toEqual([...b.sourceRows]);
};

describe('a compact block', () => {
  it('of a tape is the block again, in less than half its room', async () => {
    const block = await syntheticTape(5, 4000, 4000).loadBlock(0);
    const compact = compactBlock(block);
    same(expandBlock(compact), block);
    expect(compactBytes(compact)).toBeLessThan(block.bytes.byteLength / 2);
  });

  it('of any words at all is the block again', () => {
    const word = fc.oneof(
      fc.constant(0),
      fc.constantFrom(0xffff_ffff, 0x8000_0000, 0x7fff_ffff, 255, 256, 65_535, 65_536),
      fc.nat(300),
      fc.integer({ min: 0, max: 0xffff_ffff }),
    );
    const row = fc.tuple(...Array.from({ length: 10 }, () => word));
    const block = fc.array(fc.tuple(row, word), { minLength: 1, maxLength: 40 }).map((rows): PackedBlock => {
      const words = Uint32Array.from(rows.flatMap(([record]) => record));
      const sourceRows = Uint32Array.from(rows, ([, sourceRow]) => sourceRow);
      return { rows: rows.length, bytes: new Uint8Array(words.buffer), sourceRows };
    });
    fc.assert(
      fc.property(block, (given) => same(expandBlock(compactBlock(given)), given)),
      { numRuns: 400 },
    );
  });

  it('keeps equal columns in no room and rising times over the edge of a word', () => {
    const rows = 1000;
    const words = new BigInt64Array(rows * 5);
    for (let row = 0; row < rows; row += 1) words[row * 5] = 0xffff_ff00n + BigInt(row) * 1000n;
    const block = {
      rows,
      bytes: new Uint8Array(words.buffer),
      sourceRows: Uint32Array.from({ length: rows }, (_, i) => i),
    };
    const compact = compactBlock(block);
    same(expandBlock(compact), block);
    expect(compactBytes(compact)).toBeLessThan(100);
  });
});
