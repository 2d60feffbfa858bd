/** Random shared runs, and one fixed run that the golden link of version 1 holds. */
import fc from 'fast-check';
import { parseCommandLog, parseManifest } from '../../src/scenario';
import { prefixDigests, sealedBlocks } from '../../src/share';
import { maxNoteLength } from '../../src/share/bookmarks';
import type { Bookmark, Claim, Loop, RunPlace, SharedRun } from '../../src/share';
import { anyLog, anyManifest, hexText } from '../scenario/arbitrary';

const speed = fc.oneof(
  fc.constant('max' as const),
  fc.integer({ min: 1, max: 10_000 }).map((tenths) => tenths / 10),
);

const view = fc.dictionary(
  fc
    .stringMatching(/^[a-s][A-Za-z0-9.]{1,10}$/)
    .filter((name) => name !== 'speed' && name !== 'constructor' && name !== 'prototype'),
  fc.oneof(fc.string({ maxLength: 20 }), fc.boolean(), fc.integer()),
  { maxKeys: 5, noNullPrototype: true },
);

export const blockList = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    (BigInt(index + 1) * 0x9e3779b97f4a7c15n).toString(16).padStart(16, '0').slice(-16),
  );

const claim = (withBlocks: boolean): fc.Arbitrary<Claim> =>
  fc
    .record({ engine: fc.option(hexText(16)), reportCount: fc.nat(40 * 4096), digest: hexText(16) })
    .map((head) => {
      const blocks = blockList(sealedBlocks(head.reportCount));
      return { ...head, prefix: prefixDigests(blocks), blockDigests: withBlocks ? blocks : null };
    });

const place = (event: number): fc.Arbitrary<RunPlace> =>
  fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map((tsNs) => ({ event, tsNs }));

const anyBookmarks: fc.Arbitrary<Bookmark[]> = fc
  .uniqueArray(fc.nat(), { maxLength: 6 })
  .map((events) => events.sort((a, b) => a - b))
  .chain((events) =>
    fc.tuple(
      ...events.map((event) =>
        fc
          .tuple(place(event), fc.string({ maxLength: maxNoteLength }))
          .map(([at, note]) => ({ ...at, note: note.slice(0, maxNoteLength) })),
      ),
    ),
  );

const anyLoop: fc.Arbitrary<Loop> = fc
  .tuple(fc.nat(), fc.integer({ min: 1, max: 1e9 }))
  .chain(([from, length]) => fc.record({ a: place(from), b: place(from + length) }));

export const anyRun = (withBlocks: boolean): fc.Arbitrary<SharedRun> =>
  fc.record({
    manifest: anyManifest,
    humanLog: anyLog(8),
    view,
    bookmarks: anyBookmarks,
    loop: fc.option(anyLoop),
    positionNs: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    speed: fc.option(speed),
    claim: fc.option(claim(withBlocks)),
  });

export const goldenRun: SharedRun = {
  manifest: parseManifest({
    version: 1,
    title: 'A quiet morning',
    tape: { hash: '0123456789abcdef'.repeat(4), name: 'quiet', url: 'tapes/quiet/' },
    seed: '7',
    accounts: [{ id: 1, cash: '1000000' }],
  }),
  humanLog: parseCommandLog(
    [
      { op: 'new', ts: '34200000000000', id: '17', side: 'buy', price: '2238100', lots: 100, account: 1 },
      { op: 'cancel', ts: '34200000000004', id: '17' },
    ],
    'humanLog',
    10,
  ),
  view: { levels: 10, theme: 'dark', tapeOpen: true },
  bookmarks: [],
  loop: null,
  positionNs: 34_200_000_000_004n,
  speed: 2.5,
  claim: {
    engine: 'fedcba9876543210',
    reportCount: 12_345,
    digest: '0011223344556677',
    prefix: ['aaaaaa', 'bbbbbb', 'cccccc'],
    blockDigests: null,
  },
};

/** The same with everything a person can mark. */
export const markedRun: SharedRun = {
  ...goldenRun,
  bookmarks: [
    { event: 0, tsNs: 34_200_000_000_000n, note: '' },
    { event: 1_204_331, tsNs: 34_200_000_000_004n, note: 'Spread opens: “why?” <b>5 ticks</b> – größer' },
  ],
  loop: { a: { event: 100, tsNs: 34_200_000_000_001n }, b: { event: 2_000, tsNs: 34_200_000_000_003n } },
};
