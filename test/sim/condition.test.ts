/**
 * Jumping to a condition lands on the event that a full scan finds: one event at a time through the decoded reports,
 * with conditions written as plain functions, on the bundled kind of tape. And texts that are no condition are refused
 * where they go wrong.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { parseManifest } from '../../src/scenario/manifest';
import { findEvent, Run } from '../../src/sim';
import { parseCondition } from '../../src/sim/condition/parse-condition';
import { core } from './core-module';
import { syntheticTape } from './synthetic-tape';

const rows = 3000;
const tape = syntheticTape(31, rows, 700);
const units = { priceUnit: '0.0001', lotSize: '1', unitsPerTick: 100 };
const open = (): Promise<Run> =>
  Run.open(core, parseManifest({ version: 1, tape: { hash: tape.hash } }), tape, [], {
    checkpointEvents: 500,
  });

interface Seen {
  readonly spread: number | null;
  readonly bid: number | null;
  readonly bidLots: number;
  readonly prints: readonly { price: number; lots: number }[];
  readonly hasMoved: boolean;
  readonly lastPrint: number | null;
}

/** The market after each event, as its decoded reports say; index is the event. */
const scan: Seen[] = [{ spread: null, bid: null, bidLots: 0, prints: [], hasMoved: false, lastPrint: null }];

let run: Run;
let scout: Run;

beforeAll(async () => {
  run = await open();
  scout = run.openScout()!;
  await scanAll(await open());
});

async function scanAll(run: Run): Promise<void> {
  const touch: Record<string, { price: number; lots: number } | null> = { buy: null, sell: null };
  let lastPrint: number | null = null;
  while (run.eventCount < rows) {
    const { reports } = await run.advance(run.endNs, 1);
    const before = { ...touch };
    const printBefore: number | null = lastPrint;
    const prints: { price: number; lots: number }[] = [];
    for (const report of decodeReports(reports)) {
      if (report.kind === 'trade') {
        lastPrint = Number(report['price']);
        prints.push({ price: lastPrint, lots: Number(report['lots']) });
      } else if (report.kind === 'touch') {
        const lots = Number(report['totalLots']);
        touch[String(report['side'])] = lots === 0 ? null : { price: Number(report['price']), lots };
      }
    }
    const { buy, sell } = touch;
    scan.push({
      spread: buy && sell ? (sell.price - buy.price) / 100 : null,
      bid: buy?.price ?? null,
      bidLots: buy?.lots ?? 0,
      prints,
      hasMoved: before['buy']?.price !== buy?.price || before['sell']?.price !== sell?.price,
      lastPrint: printBefore,
    });
  }
}

const isWide = (seen: Seen): boolean => seen.spread !== null && seen.spread > 4;
const begins =
  (holds: (seen: Seen) => boolean) =>
  (seen: Seen, before: Seen): boolean =>
    holds(seen) && !holds(before);

const cases: readonly [text: string, isHit: (seen: Seen, before: Seen) => boolean][] = [
  ['spread > 4', begins(isWide)],
  [
    'SPREAD>=2 and bid size < 400',
    begins((s) => s.spread !== null && s.spread >= 2 && s.bidLots < 400 && s.bid !== null),
  ],
  ['trade', (s) => s.prints.length > 0],
  ['trade size > 300', (s) => s.prints.some(({ lots }) => lots > 300)],
  ['trade price ≤ 99.97', (s) => s.prints.some(({ price }) => price <= 999_700)],
  ['touch moves', (s) => s.hasMoved],
  ['touch moves and spread > 4', (s) => s.hasMoved && isWide(s)],
  [
    'trade size >= 450 or spread > 4',
    (s, b) => s.prints.some(({ lots }) => lots >= 450) || begins(isWide)(s, b),
  ],
  [
    'price crosses 100',
    (s) =>
      s.prints.some(({ price }, i) => {
        const from = i === 0 ? s.lastPrint : s.prints[i - 1]!.price;
        return from !== null && ((from < 1e6 && price >= 1e6) || (from > 1e6 && price <= 1e6));
      }),
  ],
  ['bid = 99.98', begins((s) => s.bid === 999_800)],
  ['bid > 5000', () => false],
  ['halt or session changes', () => false],
];

describe('jumping to a condition', () => {
  it.each(cases)('“%s” is where a full scan finds it, both ways', async (text, isHit) => {
    const hits = scan.flatMap((seen, i) => (i > 0 && isHit(seen, scan[i - 1]!) ? [i] : []));
    for (const from of [0, 499, 500, 1345, rows]) {
      for (const direction of [1, -1] as const) {
        const expected =
          direction === 1 ? hits.find((hit) => hit > from) : hits.filter((hit) => hit < from).at(-1);
        const search = { text, instrument: 0, direction, fromEvent: from };
        const found = await findEvent(scout, search, units);
        expect({ from, direction, found }).toEqual({ from, direction, found: expected ?? null });
      }
    }
    expect(run.eventCount).toBe(0);
  });

  it('is refused where the run does not report what is needed', async () => {
    const manifest = parseManifest({ version: 1, tape: { hash: tape.hash }, reports: ['trade'] });
    const quiet = await Run.open(core, manifest, tape, []);
    const search = { text: 'trade and spread > 1', instrument: 0, direction: 1, fromEvent: 0 } as const;
    await expect(findEvent(quiet.openScout()!, search, units)).rejects.toMatchObject({ code: 'E-JUMP-02' });
  });
});

describe('a text that is no condition', () => {
  it.each([
    ['', 0, 'too early'],
    ['spread', 6, 'too early'],
    ['spread > two', 9, 'a number, found “two”'],
    ['spread 5', 7, 'a comparison'],
    ['spread > 5 5', 11, 'the end'],
    ['touch', 5, '“moves”'],
    ['Touch Shakes', 6, '“moves”, found “Shakes”'],
    ['trade size > 5 and', 18, 'too early'],
    ['spread > 5; drop', 10, 'found “;”'],
    ['price crosses -3', 14, 'a number'],
    ['mid > 3', 0, 'spread, bid'],
    ['spread > 1e9', 10, 'found “e”'],
    ['x'.repeat(201), 200, 'at most 200'],
  ])('“%.20s” is refused at its place', (text, at, words) => {
    try {
      parseCondition(text, units);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'E-JUMP-01', details: { at } });
      expect((error as Error).message).toContain(words);
    }
  });
});
