/**
 * One instrument on several venues: with protection on nobody trades through a better price, children belong to their
 * parents and fills are the best that all books together had; with it off orders stay where they were sent.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { Consolidated } from '../../src/sim/consolidated';
import { checkEngine, createEngine, fillWindow, runToEnd } from '../contract/core-matcher';
import { configOf, type JsonCommand, type MatcherConfig } from '../contract/matcher';
import { writeReport } from '../contract/shorthand';
import { allReports } from '../model/codes';
import { parseJsonRecords } from '../model/json-command';
import type { ReportObject } from '../model/types';
import { check } from './check';

const venueNames = ['A', 'B', 'C'] as const;

function configWith(count: number, protect: boolean, more: Partial<MatcherConfig> = {}): MatcherConfig {
  const names = venueNames.slice(0, count);
  const config = configOf({}, { accounts: [{ id: 1, cash: 10n ** 9n }], reports: allReports });
  return {
    ...config,
    instruments: names.map((venue) => ({ ...config.instruments[0]!, venue })),
    venues: names.map((name, index) => ({
      name,
      account: 90 + index,
      fees: [{ name: 'take', role: 'taker', perLot: String(index + 1) }],
    })),
    routing: { protect },
    ...more,
  };
}

class Played {
  readonly engine;
  readonly consolidated;
  readonly reports: ReportObject[] = [];

  constructor(config: MatcherConfig) {
    this.engine = createEngine(config);
    const instruments = config.instruments.map(({ venue }) => ({ symbol: 'S', venue }));
    this.consolidated = new Consolidated({ instruments } as never);
  }

  apply(line: JsonCommand): ReportObject[] {
    fillWindow(this.engine, parseJsonRecords(line));
    const bytes = new Uint8Array(Buffer.concat(runToEnd(this.engine, BigInt(String(line['ts'])))));
    checkEngine(this.engine);
    this.consolidated.take(bytes);
    const reports = [...decodeReports(bytes)] as unknown as ReportObject[];
    this.reports.push(...reports);
    return reports;
  }
}

const told = (reports: readonly ReportObject[]): string[] =>
  reports
    .filter(({ kind }) => !['touch', 'account', 'holding'].includes(String(kind)))
    .map((report) =>
      report['kind'] === 'routed'
        ? `routed ${report['side']} ${report['id']} x${report['lots']} child ${report['child']}${report['instrument'] === 0 ? '' : ` #${report['instrument']}`}`
        : writeReport(report),
    );

const limit = (
  ts: number,
  id: number,
  side: string,
  price: number,
  lots: number,
  instrument = 0,
): JsonCommand => ({
  op: 'new',
  ts: String(ts),
  id: String(id),
  side,
  price: String(price),
  lots,
  instrument,
});

describe('two venues', () => {
  const quotes = [
    limit(1, 1, 'sell', 101, 5, 0),
    limit(2, 2, 'sell', 100, 3, 1),
    limit(3, 3, 'sell', 101, 4, 1),
    limit(4, 4, 'sell', 102, 9, 0),
  ];
  const buy = { ...limit(5, 7, 'buy', 102, 20, 0), account: 1 };

  it('with protection: better prices elsewhere first, its own venue among equals, what is left rests at home', () => {
    const played = new Played(configWith(2, true));
    for (const line of quotes) played.apply(line);
    expect(told(played.apply(buy))).toEqual([
      'routed buy 7 x3 child 1793 #1',
      'accepted buy 1793 100x3 #1',
      'fill buy 1793<2 100x3 left 0/0 #1',
      'fee 1 order 1793 line 0 6 #1',
      'routed buy 7 x5 child 1794',
      'accepted buy 1794 101x5',
      'fill buy 1794<1 101x5 left 0/0',
      'fee 1 order 1794 line 0 5',
      'routed buy 7 x4 child 1795 #1',
      'accepted buy 1795 101x4 #1',
      'fill buy 1795<3 101x4 left 0/0 #1',
      'fee 1 order 1795 line 0 8 #1',
      'accepted buy 7 102x8',
      'fill buy 7<4 102x8 left 1/0',
      'fee 1 order 7 line 0 8',
    ]);
    expect(played.consolidated.tradeThroughCount).toBe(0);
    expect(played.consolidated.side(1, 'sell')).toEqual({ price: 102n, lots: 1n, instruments: [0] });
  });

  it('without: the order trades through, and that is counted', () => {
    const played = new Played(configWith(2, false));
    for (const line of quotes) played.apply(line);
    expect(told(played.apply(buy)).filter((line) => line.startsWith('fill'))).toEqual([
      'fill buy 7<1 101x5 left 0/15',
      'fill buy 7<4 102x9 left 0/6',
    ]);
    expect(played.consolidated.tradeThroughCount).toBe(2);
    expect(played.consolidated.side(0, 'sell')).toEqual({ price: 100n, lots: 3n, instruments: [1] });
  });

  it('in any state in which orders meet; where they do not, a price neither protects nor is routed to', () => {
    const inState = (home: string, other: string): string[] => {
      const played = new Played(configWith(2, true));
      for (const line of quotes) played.apply(line);
      played.apply({ op: 'session', ts: '4', state: home, instrument: 0 });
      played.apply({ op: 'session', ts: '4', state: other, instrument: 1 });
      const fills = told(played.apply(buy)).filter((line) => line.startsWith('fill'));
      expect(played.consolidated.tradeThroughCount).toBe(0);
      return fills.map((line) => line.split(' ')[3]! + (line.endsWith('#1') ? ' away' : ''));
    };
    const best = ['100x3 away', '101x5', '101x4 away', '102x8'];
    expect(inState('continuous', 'extendedHours')).toEqual(best);
    expect(inState('extendedHours', 'straddle')).toEqual(best);
    expect(inState('limitState', 'continuous')).toEqual(best);
    for (const state of ['halted', 'pause', 'closingCall', 'closed'])
      expect(inState('continuous', state)).toEqual(['101x5', '102x9']);
  });

  it('what its own venue refuses is not split', () => {
    const played = new Played(configWith(2, true));
    for (const line of quotes) played.apply(line);
    const refused = (more: JsonCommand): string[] => told(played.apply({ ...buy, ...more }));
    expect(refused({ id: '1' })).toEqual(['rejected buy 1 102x20 duplicateId']);
    expect(refused({ account: 7 })).toEqual(['rejected buy 7 102x20 unknownAccount']);
    expect(refused({ price: '2000000' })).toEqual(['rejected buy 7 2000000x20 priceOutOfRange']);
  });

  it('children travel as long as their venue is away', () => {
    const latency = [{ account: 1, venue: 'B', new: { constant: '100' } }];
    const played = new Played(configWith(2, true, { latency }));
    for (const line of quotes) played.apply(line);
    const now = told(played.apply(buy));
    expect(now.slice(0, 3)).toEqual([
      'routed buy 7 x3 child 1793 #1',
      'sent buy 1793 100x3 #1',
      'routed buy 7 x5 child 1794',
    ]);
    const later = told(played.apply({ op: 'cancel', ts: '200', id: '99' }));
    expect(later).toContain('fill buy 1793<2 100x3 left 0/0 #1');
    // The parts at home do not wait for it: better prices were sent for at the same time.
    expect(now.filter((line) => line.startsWith('fill'))).toEqual([
      'fill buy 1794<1 101x5 left 0/0',
      'fill buy 7<4 102x8 left 1/0',
    ]);
  });

  it('what cannot be split does not trade through either', () => {
    const played = new Played(configWith(2, true));
    for (const line of quotes) played.apply(line);
    const fok = { ...limit(5, 7, 'buy', 101, 5, 0), tif: 'FOK' };
    expect(told(played.apply(fok))).toEqual(['accepted buy 7 101x5', 'cancelled buy 7 101x5 fokUnfillable']);
    const terms: JsonCommand = { op: 'new', ts: '6', id: '8', side: 'buy', type: 'marketToLimit', lots: 5 };
    expect(told(played.apply(terms))).toEqual(['accepted buy 8 0x5', 'cancelled buy 8 101x5 tradeThrough']);
    const post = { ...limit(7, 9, 'buy', 90, 5, 0) };
    played.apply(post);
    expect(told(played.apply({ op: 'replace', ts: '8', id: '9', price: '101', lots: 5 }))).toEqual([
      'cancelled buy 9 101x5 tradeThrough',
      'replaced buy 9 101x5',
    ]);
    expect(played.consolidated.tradeThroughCount).toBe(0);
  });
});

// ---- random flows

const step = fc.record({
  op: fc.constantFrom('new', 'new', 'new', 'new', 'cancel', 'replace'),
  isBuy: fc.boolean(),
  price: fc.integer({ min: 96, max: 104 }),
  lots: fc.integer({ min: 1, max: 15 }),
  instrument: fc.integer({ min: 0, max: 2 }),
  target: fc.integer({ min: 1, max: 40 }),
  kind: fc.constantFrom('GTC', 'GTC', 'IOC', 'market'),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function lineOf({ op, isBuy, price, lots, instrument, target, kind }: Step, index: number): JsonCommand {
  const [ts, id] = [index + 1, index + 1];
  if (op !== 'new') {
    const head: JsonCommand = { op, ts: String(ts), id: String(target), instrument };
    return op === 'cancel' ? head : { ...head, price: String(price), lots };
  }
  const plain = limit(ts, id, isBuy ? 'buy' : 'sell', price, lots, instrument);
  if (kind !== 'market') return { ...plain, tif: kind };
  const { price: _price, ...unpriced } = plain;
  return { ...unpriced, type: 'market' };
}

/** Value of the best lots that all books display, and how many there are. */
function bestOf(played: Played, line: JsonCommand): { lots: number; value: bigint } {
  const isBuy = line['side'] === 'buy';
  const most = line['price'] === undefined ? null : BigInt(String(line['price']));
  const displayed = venueNames
    .flatMap((_, index) => played.engine.depth(index, isBuy ? 1 : 0, 1_000))
    .filter(({ priceUnits }) => most === null || (isBuy ? priceUnits <= most : priceUnits >= most))
    .sort((a, b) => Number(isBuy ? a.priceUnits - b.priceUnits : b.priceUnits - a.priceUnits));
  let left = Number(line['lots']);
  let value = 0n;
  for (const { priceUnits, totalLots } of displayed) {
    const take = Math.min(left, Number(totalLots));
    left -= take;
    value += priceUnits * BigInt(take);
  }
  return { lots: Number(line['lots']) - left, value };
}

it('with protection every order gets the best of all books, and no fill trades through', () => {
  const flows = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' });
  const property = fc.property(flows, (steps) => {
    const played = new Played(configWith(3, true));
    steps.forEach((one, index) => {
      const line = lineOf(one, index);
      const expected = line['op'] === 'new' ? bestOf(played, line) : null;
      const reports = played.apply(line);
      if (expected === null) return;
      const fills = reports.filter(({ kind }) => kind === 'fill');
      const value = fills.reduce(
        (sum, { price, lots }) => sum + BigInt(String(price)) * BigInt(String(lots)),
        0n,
      );
      expect({ lots: fills.reduce((sum, { lots }) => sum + Number(lots), 0), value }).toEqual(expected);
      for (const { kind, id, child, lots, instrument } of reports) {
        if (kind !== 'routed') continue;
        expect(id).toBe(line['id']);
        const own = reports.find((report) => report['kind'] === 'accepted' && report['id'] === child);
        expect(own).toMatchObject({ lots, instrument, side: line['side'] });
      }
      const parts = reports.filter(({ kind }) => kind === 'accepted');
      expect(parts.reduce((sum, { lots }) => sum + Number(lots), 0)).toBe(Number(line['lots']));
    });
    expect(played.consolidated.tradeThroughCount).toBe(0);
  });
  check(property, 80);
});

it('without protection the same flows do trade through', () => {
  let throughs = 0;
  const flows = fc.array(step, { minLength: 40, maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(flows, (steps) => {
      const played = new Played(configWith(3, false));
      steps.forEach((one, index) => played.apply(lineOf(one, index)));
      throughs += played.consolidated.tradeThroughCount;
      expect(played.reports.some(({ kind }) => kind === 'routed')).toBe(false);
    }),
    { seed: 5, numRuns: 10 },
  );
  expect(throughs).toBeGreaterThan(0);
});
