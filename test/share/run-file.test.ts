/** `.tapedeck` files: exact both ways, refused as a whole when anything is wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRunFile, encodeRunFile } from '../../src/share';
import { anyRun, blockList, goldenRun } from './run';

const golden = { ...goldenRun, claim: { ...goldenRun.claim!, prefix: [], blockDigests: blockList(3) } };
const text = encodeRunFile(golden);
const changed = (changes: Record<string, unknown>): string =>
  JSON.stringify({ ...(JSON.parse(text) as Record<string, unknown>), ...changes });

describe('a .tapedeck file', () => {
  it('gives back what went in', () => {
    fc.assert(
      fc.property(anyRun(true), (run) => {
        expect(decodeRunFile(encodeRunFile(run))).toEqual({ ok: true, run, isEdited: false, warnings: [] });
      }),
      { numRuns: 150 },
    );
  });

  it('keeps a claim whose blocks are not known', () => {
    expect(decodeRunFile(encodeRunFile(goldenRun))).toMatchObject({
      run: { claim: { digest: '0011223344556677', blockDigests: null } },
    });
  });

  it('cut at any length is refused as incomplete', () => {
    for (let length = 0; length < text.trimEnd().length; length++) {
      expect(decodeRunFile(text.slice(0, length))).toMatchObject({ ok: false, reason: 'truncated' });
    }
  });

  it.each([
    ['not JSON', '{"format":nonsense}', 'malformed'],
    ['another format', '{"format":"other"}', 'malformed'],
    ['a list', '[]', 'malformed'],
    ['a newer version', changed({ version: 2 }), 'newerVersion'],
    ['a newer manifest', changed({ manifest: { version: 2 } }), 'newerVersion'],
    ['an unknown field', changed({ extra: 1 }), 'malformed'],
    ['too few blocks', changed({ blockDigests: [] }), 'malformed'],
    ['too many blocks', changed({ blockDigests: blockList(4) }), 'malformed'],
    ['a digest in upper case', changed({ digest: 'A'.repeat(16) }), 'malformed'],
    ['half a claim', changed({ digest: undefined }), 'malformed'],
    ['a bad position', changed({ view: { t: 'noon' } }), 'malformed'],
    ['a forbidden name', text.replace('"levels"', '"__proto__"'), 'malformed'],
    [
      'time that goes back',
      changed({ humanLog: [2, 1].map((ts) => ({ op: 'cancel', ts, id: 1 })) }),
      'malformed',
    ],
  ])('with %s is refused', (_, file, reason) => {
    expect(decodeRunFile(file)).toMatchObject({
      ok: false,
      reason,
      message: expect.stringMatching(/\.$/) as unknown,
    });
  });

  it('mutated anyhow ends in a result', () => {
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 8 }), (at, cut, put) => {
        expect(decodeRunFile(text.slice(0, at) + put + text.slice(at + cut))).toHaveProperty('ok');
      }),
      { numRuns: 3000, seed: 5 },
    );
  });
});
