/**
 * The calendar of the library: days and counts as a plain count over single row groups says, row groups that span days
 * spread over all of them, months as a printed calendar has them.
 */
import { describe, expect, it } from 'vitest';
import { catalogueDays, monthsOf, rateOf, weeksOf } from '../../src/ui/panels/catalogue-days';

const ns = (iso: string): bigint => BigInt(Date.parse(`${iso}Z`)) * 1_000_000n;
const part = (rows: number, first: string, last: string) => ({
  rows,
  bytes: 1,
  firstNs: ns(first),
  lastNs: ns(last),
});
const facts = { zone: 'UTC', dateKnown: true };

describe('days of all tapes', () => {
  it('sum the row groups of each day, and name the tapes', () => {
    const a = {
      hash: 'a',
      facts,
      coverage: [
        part(3, '2024-02-29T10:00', '2024-02-29T11:00'),
        part(4, '2024-03-01T00:00', '2024-03-01T23:59'),
      ],
    };
    const b = { hash: 'b', facts, coverage: [part(5, '2024-02-29T01:00', '2024-02-29T02:00')] };
    const undated = { ...b, hash: 'c', facts: { zone: 'UTC', dateKnown: false } };
    const days = catalogueDays([a, b, undated, { ...b, hash: 'd', coverage: null }]);
    expect(days).toEqual([
      { date: '2024-02-29', messages: 8, isEstimate: false, tapes: ['a', 'b'] },
      { date: '2024-03-01', messages: 4, isEstimate: false, tapes: ['a'] },
    ]);
    expect(monthsOf(days)).toEqual(['2024-02', '2024-03']);
  });

  it('a row group of ten years of bars covers every day of them', () => {
    const bars = { hash: 'a', facts, coverage: [part(2520, '2010-01-04T21:00', '2019-12-31T21:00')] };
    const days = catalogueDays([bars]);
    expect(days.length).toBe((Date.UTC(2019, 11, 31) - Date.UTC(2010, 0, 4)) / 86_400_000 + 1);
    expect(days.every(({ isEstimate }) => isEstimate)).toBe(true);
    expect(days.reduce((sum, { messages }) => sum + messages, 0)).toBeCloseTo(2520, 6);
    // the last day counts though its time of day comes before that of the first
    const short = { hash: 'a', facts, coverage: [part(2, '2024-01-01T23:00', '2024-01-03T01:00')] };
    expect(catalogueDays([short]).map(({ date }) => date)).toEqual([
      '2024-01-01',
      '2024-01-02',
      '2024-01-03',
    ]);
  });
});

describe('a month', () => {
  it('begins on its weekday and ends on its last day', () => {
    const day = { date: '2024-02-29', messages: 1, isEstimate: false, tapes: ['a'] };
    const weeks = weeksOf('2024-02', [day]);
    expect(weeks.map((week) => week.map((cell) => cell?.number ?? 0))).toEqual([
      [0, 0, 0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9, 10, 11],
      [12, 13, 14, 15, 16, 17, 18],
      [19, 20, 21, 22, 23, 24, 25],
      [26, 27, 28, 29, 0, 0, 0],
    ]);
    expect(weeks[4]?.[3]?.day).toBe(day);
  });
});

describe('rates', () => {
  it('are messages over the time covered, where it takes time', () => {
    expect(
      rateOf([
        part(30, '2024-01-01T00:00', '2024-01-01T00:01'),
        part(30, '2024-01-01T00:01', '2024-01-01T00:02'),
      ]),
    ).toBe(0.5);
    expect([rateOf(null), rateOf([]), rateOf([part(1, '2024-01-01T00:00', '2024-01-01T00:00')])]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
