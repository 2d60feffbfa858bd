/**
 * Market-wide circuit breakers against a naive twin that walks through a day moment by moment, written from docs/FORMATS.md and
 * NYSE Rule 7.12 alone: random paths of the index around the levels, at and around the clock times that matter, over full days,
 * a half day, a holiday and a weekend. What is compared are the *session* reports of a whole run of the core.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { sessionStateName } from '../../src/layout/layout.gen';
import { parseManifest } from '../../src/scenario/manifest';
import { Run } from '../../src/sim';
import { core } from '../sim/core-module';

const second = 1_000_000_000n;
const minute = 60n * second;
/** New York is at UTC − 4 in all of this. */
const wall = (day: number, time: string): bigint =>
  BigInt(Date.parse(`2024-07-0${day}T${time}-04:00`)) * 1_000_000n;
const dayOf = (ns: bigint): number => Number((ns - wall(1, '00:00:00')) / (24n * 60n * minute)) + 1;

// 1 July 2024 is a Monday, the 3rd a half day, the 4th a holiday, the 6th and 7th a weekend.
const days = [1, 2, 3, 4, 5, 6, 7, 8];
const isHalf = (day: number): boolean => day === 3;
const isWorking = (day: number): boolean => ![4, 6, 7].includes(day);

interface Change {
  readonly ns: bigint;
  readonly state: string;
}

/** What the venue's clock says, day by day. */
const clock: readonly Change[] = days.filter(isWorking).flatMap((day) => {
  const [close, end] = isHalf(day) ? ['13:00:00', '17:00:00'] : ['16:00:00', '20:00:00'];
  return [
    { ns: wall(day, '04:00:00'), state: 'extendedHours' },
    { ns: wall(day, '09:30:00'), state: 'openingCall' },
    { ns: wall(day, '09:30:00'), state: 'continuous' },
    { ns: wall(day, close!), state: 'closingCall' },
    { ns: wall(day, close!), state: 'extendedHours' },
    { ns: wall(day, end!), state: 'closed' },
  ];
});

interface Point {
  readonly ns: bigint;
  readonly value: bigint;
}

/** Every change of state from the week before on: the clock, the end of a halt, and the points, in this order at one time. */
function twin(close: bigint, points: readonly Point[]): Change[] {
  const out: Change[] = [];
  const times = new Set([...clock.map(({ ns }) => ns), ...points.map(({ ns }) => ns)]);
  for (const { ns } of points) times.add(ns + 15n * minute);
  let meant = 'closed';
  let haltEnd: bigint | null = null;
  let closedDay = 0;
  let used: string[] = [];
  for (const ns of [...times].sort((a, b) => (a < b ? -1 : 1))) {
    const day = dayOf(ns);
    const isHalted = haltEnd !== null && ns < haltEnd;
    const entries = clock.filter((one) => one.ns === ns);
    for (const { state } of entries) {
      meant = state;
      if (!isHalted && day !== closedDay) out.push({ ns, state });
    }
    const isOver = haltEnd === ns;
    const falls = points.filter((one) => one.ns === ns).map(({ value }) => (close - value) * 100n);
    for (const fall of falls) {
      if (meant !== 'continuous' || day === closedDay || fall < 20n * close) continue;
      if (haltEnd !== null && ns <= haltEnd) out.push({ ns, state: 'halted' });
      out.push({ ns, state: 'closed' });
      closedDay = day;
      haltEnd = null;
    }
    if (isOver && haltEnd !== null && entries.length === 0) out.push({ ns, state: meant });
    if (isOver) haltEnd = null;
    for (const fall of falls) {
      if (meant !== 'continuous' || day === closedDay || haltEnd !== null) continue;
      if (ns >= wall(day, isHalf(day) ? '12:25:00' : '15:25:00')) continue;
      const level = [13n, 7n].find((one) => fall >= one * close && !used.includes(`${day} ${one}`));
      if (level === undefined) continue;
      used = [...used, `${day} 7`, `${day} ${level}`];
      out.push({ ns, state: 'pause' });
      haltEnd = ns + 15n * minute;
    }
  }
  return out;
}

const rulebook = { name: 'nasdaq-like', version: '2020-02.1' };

async function played(
  startNs: bigint,
  endNs: bigint,
  close: bigint,
  points: readonly Point[],
): Promise<Change[]> {
  const manifest = parseManifest({
    version: 1,
    instruments: [{ symbol: 'A', rulebook }],
    startNs: String(startNs),
    endNs: String(endNs),
    reports: ['session'],
    marketIndex: {
      close: String(close),
      points: points.map(({ ns, value }) => ({ ts: String(ns), value: String(value) })),
    },
  });
  const run = await Run.open(core, manifest, null, []);
  const { reports } = await run.advance(run.endNs, Infinity);
  return [...decodeReports(reports)].map((one) => ({
    ns: BigInt(one['ts']!),
    state: sessionStateName[Number(one['state'])]!,
  }));
}

const offsets = fc.constantFrom(
  ...[0n, 0n, -1n, 1n, 7n * minute, 15n * minute, 15n * minute - 1n, 15n * minute + 1n],
);
/** A moment that matters, and a little off it. */
const moments = fc
  .tuple(
    fc.constantFrom(...days, 1, 3, 3),
    fc.constantFrom(
      ...['04:00:00', '09:30:00', '09:25:00', '11:00:00', '12:25:00', '12:50:00', '13:00:00'],
      ...['15:20:00', '15:25:00', '15:59:00', '16:00:00', '18:00:00', '20:00:00'],
    ),
    offsets,
  )
  .map(([day, time, off]) => wall(day, time) + off);
const close = 1_000_003n;
/** A level reached exactly, missed by a hundredth of what an index tells, or something between. */
const values = fc
  .tuple(fc.constantFrom(2n, 7n, 7n, 13n, 20n), fc.constantFrom(0n, 0n, 1n, -1n, 20_000n))
  .map(([percent, off]) => (close * (100n - percent)) / 100n + off);
/** Points, and others a few minutes later: within the halt, at its very end, just after it. */
const paths = fc
  .array(
    fc.tuple(
      fc.record({ ns: moments, value: values }),
      fc.array(fc.record({ after: offsets, value: values }), { maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((groups) =>
    groups
      .flatMap(([first, more]) => [
        first,
        ...more.map(({ after, value }) => ({ ns: first.ns + after, value })),
      ])
      .sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0))
      .filter(({ ns }, index, all) => index === 0 || all[index - 1]!.ns !== ns),
  );

it('a run changes its state when the twin does, whatever the index does', async () => {
  const states = new Set<string>();
  await fc.assert(
    fc.asyncProperty(paths, moments, async (points, from) => {
      const startNs = from + 1n;
      const endNs = wall(8, '23:00:00');
      const all = twin(close, points);
      const began = all.findLast(({ ns }) => ns <= startNs)?.state ?? 'closed';
      const expected = all.filter(({ ns }) => ns > startNs);
      const real = await played(startNs, endNs, close, points);
      expect(real.findLast(({ ns }) => ns === startNs)?.state ?? 'continuous').toBe(began);
      expect(real.filter(({ ns }) => ns !== startNs)).toEqual(expected);
      for (const { state } of expected) states.add(state);
    }),
    { numRuns: 150 },
  );
  expect([...states].sort()).toEqual([
    'closed',
    'closingCall',
    'continuous',
    'extendedHours',
    'halted',
    'openingCall',
    'pause',
  ]);
});

it('the twin halts where the rule says: examples by hand', () => {
  const one = (time: string, value: bigint): Point => ({ ns: wall(1, time), value });
  const after = (points: readonly Point[]): string[] =>
    twin(1000n, points)
      .filter(({ ns }) => ns > wall(1, '09:30:00') && ns < wall(1, '23:59:59'))
      .map(({ ns, state }) => `${new Date(Number(ns / 1_000_000n)).toISOString().slice(11, 19)} ${state}`);
  expect(
    after([one('10:00:00', 930n), one('11:00:00', 900n), one('15:24:59', 870n), one('15:50:00', 800n)]),
  ).toEqual([
    '14:00:00 pause',
    '14:15:00 continuous',
    '19:24:59 pause',
    '19:39:59 continuous',
    '19:50:00 closed',
  ]);
});
