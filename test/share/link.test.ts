/** Links: exact both ways, edits seen, cuts found at every length, nothing hostile opens. */
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { manifestHash } from '../../src/scenario';
import { decodeLink, encodeLink, maxFragment } from '../../src/share';
import type { Opened, SharedRun } from '../../src/share';
import { anyRun, goldenRun, markedRun } from './run';

const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8').trim();
const golden = fixture('link-v1.txt');
const goldenMarks = fixture('link-v1-marks.txt');

async function linkOf(run: SharedRun): Promise<string> {
  const encoded = await encodeLink(run);
  if (!encoded.ok) throw new Error(encoded.message);
  return encoded.fragment;
}

async function open(text: string): Promise<Opened> {
  const decoded = await decodeLink(text);
  if (!decoded.ok) throw new Error(`${decoded.reason}: ${decoded.message}`);
  return decoded;
}

const pack = (json: string): string => deflateRawSync(Buffer.from(json)).toString('base64url');

describe('a link', () => {
  let link = '';
  beforeAll(async () => {
    link = await linkOf(goldenRun);
  });

  it('of version 1 opens for ever', async () => {
    expect(await open(golden)).toEqual({ ok: true, run: goldenRun, isEdited: false, warnings: [] });
  });

  it('with bookmarks, notes and a loop opens for ever', async () => {
    expect(await open(goldenMarks)).toEqual({ ok: true, run: markedRun, isEdited: false, warnings: [] });
  });

  it('opens from a whole address and from what stands after #', async () => {
    for (const text of [`https://example.org/x/#${link}`, `#${link}`, ` ${link}\n`]) {
      expect((await open(text)).run).toEqual(goldenRun);
    }
  });

  it('keeps its readable keys readable', () => {
    expect(link).toMatch(
      /^v1;l=\d+;tape=tapes\/quiet\/;h=[0-9a-f]{64};seed=7;t=34200000000004;speed=2\.5;z=/,
    );
    expect(link).toMatch(
      /;e=fedcba9876543210;n=12345;d=0011223344556677;p=aaaaaabbbbbbcccccc;c=\d+\.[0-9a-f]{8}$/,
    );
    expect(Number(/l=(\d+)/.exec(link)?.[1])).toBe(link.length);
  });

  it('gives back what went in', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun(false), async (run) => {
        const opened = await open(await linkOf(run));
        expect(opened).toEqual({ ok: true, run, isEdited: false, warnings: [] });
      }),
      { numRuns: 150 },
    );
  });

  it('cut at any length says that it is incomplete, and by how much', async () => {
    for (let length = 0; length < link.length; length++) {
      expect(await decodeLink(link.slice(0, length))).toMatchObject({ ok: false, reason: 'truncated' });
    }
    expect(await decodeLink(`#${link.slice(0, 200)}`)).toMatchObject({
      message: expect.stringContaining(`200 of ${link.length} characters`) as unknown,
    });
  });

  it('with an edited key opens as edited, the claim kept', async () => {
    for (const [from, to] of [
      ['t=34200000000004', 't=34200000000000'],
      ['speed=2.5', 'speed=max'],
      ['speed=2.5;', ''],
    ] as const) {
      const opened = await open(link.replace(from, to));
      expect(opened.isEdited).toBe(true);
      expect(opened.run.claim).toEqual(goldenRun.claim);
      expect(manifestHash(opened.run.manifest)).toBe(manifestHash(goldenRun.manifest));
    }
    const reseeded = await open(link.replace('seed=7', 'seed=8'));
    expect(reseeded.run.manifest.seed).toBe('8');
    expect(reseeded.isEdited).toBe(true);
  });

  it('made by hand opens without a claim', async () => {
    const opened = await open(`#v1;tape=quiet;h=${'ab'.repeat(32)};seed=3;speed=10`);
    expect(opened.run).toMatchObject({
      claim: null,
      speed: 10,
      manifest: { seed: '3', tape: { name: 'quiet', url: '' } },
    });
    const unhashed = await open('v1;tape=tapes/quiet/');
    expect(unhashed.run.manifest.tape).toEqual({ hash: '', name: '', url: 'tapes/quiet/' });
    const unsealed = await open(`v1;tape=quiet;h=${'ab'.repeat(32)};n=5;d=0011223344556677`);
    expect(unsealed.run.claim).toBeNull();
    expect(unsealed.warnings).toHaveLength(1);
  });

  it('warns of unknown keys and opens', async () => {
    const opened = await open('v1;tape=a/;in.fast=12;what');
    expect(opened.warnings).toEqual([
      expect.stringContaining('“in.fast”'),
      expect.stringContaining('“what”'),
    ]);
  });

  it.each([
    ['v2;tape=a', 'newerVersion'],
    ['v0;tape=a', 'malformed'],
    ['hello', 'malformed'],
    ['v1;tape=a;tape=b', 'malformed'],
    ['v1;tape=%ZZ', 'malformed'],
    ['v1;tape=javascript:alert(1)//', 'malformed'],
    ['v1;h=zz', 'malformed'],
    ['v1;tape=a;t=1.5', 'malformed'],
    ['v1;tape=a;t=9223372036854775808', 'malformed'],
    ['v1;tape=a;speed=1001', 'malformed'],
    ['v1;tape=a;speed=0.05', 'malformed'],
    ['v1;tape=a;seed=-1', 'malformed'],
    ['v1;seed=1', 'malformed'],
    [`v1;tape=${'a'.repeat(maxFragment)}`, 'tooLarge'],
    [`v1;z=${pack('{"manifest":{"version":9}}')}`, 'newerVersion'],
    [`v1;z=${pack('{"manifest":{"version":1,"instruments":[{"symbol":"A"}]},"code":"x"}')}`, 'malformed'],
    [
      `v1;z=${pack('{"manifest":{"version":1,"__proto__":{"x":1},"instruments":[{"symbol":"A"}]}}')}`,
      'malformed',
    ],
    [`v1;tape=a;z=${pack('{"view":{"constructor":"x"}}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"view":{"a":{}}}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"bookmarks":{}}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"bookmarks":[{"event":-1,"ts":"0"}]}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"bookmarks":[{"event":1.5,"ts":"0"}]}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"bookmarks":[{"event":1,"ts":"-1"}]}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"bookmarks":[{"event":1,"ts":"0","code":"x"}]}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"bookmarks":[{"event":5,"ts":"0"},{"event":5,"ts":"0"}]}')}`, 'malformed'],
    [
      `v1;tape=a;z=${pack(JSON.stringify({ bookmarks: [{ event: 1, ts: '0', note: 'n'.repeat(281) }] }))}`,
      'malformed',
    ],
    [
      `v1;tape=a;z=${pack(JSON.stringify({ bookmarks: Array.from({ length: 201 }, (_, event) => ({ event, ts: '0' })) }))}`,
      'malformed',
    ],
    [`v1;tape=a;z=${pack('{"loop":{"a":{"event":5,"ts":"0"}}}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"loop":{"a":{"event":5,"ts":"0"},"b":{"event":5,"ts":"0"}}}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('{"loop":null}')}`, 'malformed'],
    [`v1;tape=a;z=${pack('[[[[[[[[[1]]]]]]]]]')}`, 'malformed'],
    [`v1;tape=a;z=${pack(`{"view":{"a":"${'a'.repeat(8 << 20)}"}}`)}`, 'tooLarge'],
    [`v1;tape=a;z=${pack('{')};c=1.00000000`, 'malformed'],
    ['v1;tape=a;z=AAAA;c=1.00000000', 'malformed'],
    ['v1;tape=a;z=A*A;c=1.00000000', 'malformed'],
    [`v1;tape=a;z=${Buffer.from([1, 1, 0, 254, 255, 0xff]).toString('base64url')};c=1.00000000`, 'malformed'],
  ])('%.60s is refused: %s', async (text, reason) => {
    expect(await decodeLink(text)).toMatchObject({
      ok: false,
      reason,
      message: expect.stringMatching(/\.$/) as unknown,
    });
  });

  it('that would be too long is not made', async () => {
    const commands = Array.from({ length: 4000 }, (_, index) => ({
      ...goldenRun.humanLog[0]!,
      orderId: (BigInt(index) * 0x9e3779b97f4a7c15n) & 0xffff_ffff_ffffn,
    }));
    expect(await encodeLink({ ...goldenRun, humanLog: commands })).toMatchObject({
      ok: false,
      reason: 'tooLarge',
    });
    const few = { ...goldenRun, humanLog: commands.slice(0, 2400) };
    expect(await encodeLink(few)).toMatchObject({ ok: false, reason: 'tooLarge' });
  });

  it('mutated anyhow ends in a result, never in an exception or a polluted prototype', async () => {
    const reasons = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(golden, goldenMarks),
        fc.nat(golden.length),
        fc.nat(30),
        fc.oneof(
          fc.string({ maxLength: 8 }),
          fc.constantFrom(';', '=', ';c=', ';z=', '%', 'v1;', '__proto__'),
        ),
        async (whole, at, cut, put) => {
          const result = await decodeLink(whole.slice(0, at) + put + whole.slice(at + cut));
          if (!result.ok) reasons.add(result.reason);
          expect(Object.keys(Object.prototype)).toEqual([]);
        },
      ),
      { numRuns: 3000, seed: 3 },
    );
    expect([...reasons].sort()).toEqual(expect.arrayContaining(['malformed', 'truncated']));
  });
});
