/**
 * What any implementation owes to those who use it, beyond single cases: numbering, masks, books, digests.
 */
import { describe, expect, it } from 'vitest';
import { allReports, commandReports } from '../model/codes';
import type { ReportObject } from '../model/types';
import { configOf } from './matcher';
import type { Matcher } from './matcher';
import { matchers } from './matchers';
import { readCommand, writeReport } from './shorthand';

const lines = [
  'sell 1 101x5',
  'sell 2 102x5 shift=1',
  'buy 3 99x4',
  'buy 4 98x4',
  'buy 5 102x8',
  'replace 4 100x9',
  'reduce 3 x1',
  'cancel 3',
  'cancel 3',
  'sell 6 market x20',
  'buy 7 100x0',
];

const playAll = (matcher: Matcher) => lines.map((line, index) => matcher.apply(readCommand(line, index + 1)));

describe.each(matchers)('$name', ({ open }) => {
  it('numbers the reports of a run from 0 without gaps', () => {
    const numbers = playAll(open(configOf()))
      .flat()
      .map((report) => report['n']);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('stamps every report with the time of its command', () => {
    playAll(open(configOf())).forEach((reports, index) => {
      for (const report of reports) expect(report['ts']).toBe(String(index + 1));
    });
  });

  it('writes the fields of a report in the order of the formats document', () => {
    const reports = playAll(open(configOf({}, { reports: allReports }))).flat();
    const shape = (kind: string): string[] => Object.keys(reports.find((one) => one['kind'] === kind) ?? {});
    const head = ['n', 'ts', 'kind', 'instrument'];
    expect(shape('accepted')).toEqual([...head, 'side', 'id', 'price', 'lots']);
    expect(shape('cancelled')).toEqual([...head, 'side', 'id', 'price', 'lots', 'reason']);
    expect(shape('rejected')).toEqual([...head, 'side', 'id', 'price', 'lots', 'code']);
    expect(shape('touch')).toEqual([...head, 'side', 'price', 'totalLots']);
    expect(shape('fill')).toEqual([
      ...head,
      ...[
        'side',
        'makerId',
        'takerId',
        'price',
        'lots',
        'makerLeaves',
        'takerLeaves',
        'makerAccount',
        'takerAccount',
      ],
    ]);
  });

  it('writes only the kinds asked for, and the others change nothing of the book', () => {
    const whole = open(configOf({}, { reports: allReports }));
    const part = open(configOf({}, { reports: ['fill', 'touch'] }));
    const kept = (reports: readonly ReportObject[]): string[] =>
      reports.filter((report) => report['kind'] === 'fill' || report['kind'] === 'touch').map(writeReport);
    lines.forEach((line, index) => {
      const command = readCommand(line, index + 1);
      expect(part.apply(command).map(writeReport)).toEqual(kept(whole.apply(command)));
    });
    expect(part.orders(0)).toEqual(whole.orders(0));
  });

  it('shows displayed lots only, bids from the best down, then asks from the best up', () => {
    const matcher = open(configOf());
    for (const [index, line] of [
      'sell 1 105x8 shift=2',
      'buy 2 99x1',
      'sell 3 104x1',
      'buy 4 100x1',
      'buy 5 100x2',
    ].entries()) {
      matcher.apply(readCommand(line, index));
    }
    expect(
      matcher.orders(0).map((order) => `${order.side} ${order.id} ${order.price}x${order.shown}`),
    ).toEqual(['buy 4 100x1', 'buy 5 100x2', 'buy 2 99x1', 'sell 3 104x1', 'sell 1 105x2']);
    expect(matcher.levels(0, 1)).toEqual([
      { price: '104', lots: '1', orders: 1 },
      { price: '105', lots: '2', orders: 1 },
    ]);
  });

  it('has the digest of nothing before anything happened', () => {
    expect(open(configOf()).digest()).toEqual({ digest: '0000000000000000', reportCount: 0 });
  });
});

it('all implementations agree on reports and digest', () => {
  const [first, ...others] = matchers.map(({ open }) => open(configOf({}, { reports: commandReports })));
  if (!first) throw new Error('no implementation');
  const reports = playAll(first);
  for (const other of others) {
    expect(playAll(other)).toEqual(reports);
    expect(other.digest()).toEqual(first.digest());
  }
});
