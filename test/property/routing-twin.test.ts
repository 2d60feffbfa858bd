/**
 * Splitting and protection against the reference engine, over venues with sessions, price bands and fees of their own: every
 * report, book and account; children belong to their parents, and nobody trades through a price that could be had.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { configOf } from '../contract/matcher';
import type { JsonCommand, MatcherConfig } from '../contract/matcher';
import { allReports } from '../model/codes';
import type { ModelCallRules, ReportObject } from '../model/types';
import { check } from './check';
import { driveBoth } from './drive';

const accounts = [
  { id: 1, cash: 3_000n },
  { id: 2, cash: 1_000_000n, selfTrade: 'cancelOld' as const },
];
const bands: ModelCallRules = {
  bands: [{ fromUnits: 0n, points: 200, mostUnits: 0n, doubles: false }],
  meanNs: 40n,
  holdNs: 5n,
  republishPoints: 100,
  limitStateNs: 6n,
  pauseNs: 6n,
};
const corridor: ModelCallRules = { dynamicPoints: 200, volatilityNs: 5n };
const rulebook = fc.constantFrom(undefined, undefined, bands, corridor);

const configs: fc.Arbitrary<MatcherConfig> = fc
  .record({
    count: fc.constantFrom(2, 3),
    rulebooks: fc.tuple(rulebook, rulebook, rulebook),
    units: fc.constantFrom(1, 5),
  })
  .map(({ count, rulebooks, units }) => {
    const rules = { minTick: 80, maxTick: 120, unitsPerTick: units };
    const config = configOf(rules, { accounts, reports: allReports });
    const names = ['A', 'B', 'C'].slice(0, count);
    return {
      ...config,
      instruments: names.map((venue, index) => {
        const callRules = rulebooks[index];
        return { ...config.instruments[0]!, venue, ...(callRules === undefined ? {} : { callRules }) };
      }),
      venues: names.map((name, index) => ({
        name,
        account: 90 + index,
        fees: [{ name: 'take', role: 'taker' as const, perLot: String(index + 1) }],
      })),
      routing: { protect: true },
    };
  });

const step = fc.record({
  op: fc.constantFrom('new', 'new', 'new', 'new', 'new', 'new', 'cancel', 'reduce', 'replace', 'session'),
  wait: fc.constantFrom(0, 1, 1, 2),
  id: fc.integer({ min: 1, max: 25 }),
  instrument: fc.nat(2),
  isBuy: fc.boolean(),
  tick: fc.integer({ min: 95, max: 105 }),
  lots: fc.constantFrom(1, 2, 3, 5, 9, 30),
  account: fc.constantFrom(0, 0, 0, 1, 2),
  kind: fc.constantFrom<string>(
    'GTC',
    'GTC',
    'GTC',
    'IOC',
    'FOK',
    'market',
    'post',
    'iceberg',
    'off',
    'hidden',
  ),
  state: fc.constantFrom('continuous', 'continuous', 'extendedHours', 'halted', 'openingCall', 'straddle'),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function linesOf(steps: readonly Step[], { instruments }: MatcherConfig): JsonCommand[] {
  let now = 10;
  const units = instruments[0]!.unitsPerTick;
  return steps.map(({ op, wait, id, isBuy, tick, lots, account, kind, state, ...one }): JsonCommand => {
    now += wait;
    const instrument = one.instrument % instruments.length;
    const head = { op, ts: String(now), instrument };
    if (op === 'session') return { ...head, state };
    const named = { ...head, id: String(id) };
    const price = String(tick * units + (kind === 'off' ? 1 : 0));
    if (op === 'cancel') return named;
    if (op === 'reduce') return { ...named, lots };
    if (op === 'replace') return { ...named, price, lots };
    const order = { ...named, side: isBuy ? 'buy' : 'sell', lots, account };
    if (kind === 'market') return { ...order, type: 'market' };
    const terms =
      kind === 'post'
        ? { postOnly: true }
        : kind === 'iceberg'
          ? { displayShift: 1 }
          : kind === 'hidden'
            ? { hidden: true }
            : kind === 'IOC' || kind === 'FOK'
              ? { tif: kind }
              : {};
    return { ...order, price, ...terms };
  });
}

/** Fills at a price worse than another venue displayed where orders met, within its bands: a plain scan of the reports. */
function throughsIn(reports: readonly ReportObject[], count: number): ReportObject[] {
  const venues = Array.from({ length: count }, () => ({
    best: { buy: null, sell: null } as Record<string, bigint | null>,
    state: 0,
    low: null as bigint | null,
    high: null as bigint | null,
  }));
  const meets = (state: number): boolean => [0, 13, 14, 15].includes(state);
  return reports.filter((report) => {
    const own = venues[Number(report['instrument'])]!;
    const price = (name: string): bigint => BigInt(String(report[name]));
    if (report['kind'] === 'session') own.state = Number(report['state']);
    if (own.state === 9) Object.assign(own, { low: null, high: null });
    if (report['kind'] === 'bands') Object.assign(own, { low: price('low'), high: price('high') });
    if (report['kind'] === 'touch')
      own.best[String(report['side'])] = report['totalLots'] === '0' ? null : price('price');
    if (report['kind'] !== 'fill' || !meets(own.state)) return false;
    const isBuy = report['side'] === 'buy';
    return venues.some(({ best, state, low, high }) => {
      const other = best[isBuy ? 'sell' : 'buy'] ?? null;
      const isOwn = best === own.best;
      if (isOwn || other === null || !meets(state)) return false;
      if (isBuy ? high !== null && other > high : low !== null && other < low) return false;
      return isBuy ? other < price('price') : other > price('price');
    });
  });
}

it('the core and the reference engine agree about orders that are split, in every state of their venues', () => {
  let children = 0;
  const flows = fc
    .tuple(fc.boolean(), fc.array(step, { minLength: 20, maxLength: 70, size: 'max' }))
    .map(([isOpen, steps]) =>
      isOpen
        ? steps.map((one) => ({ ...one, kind: ['iceberg', 'hidden'].includes(one.kind) ? 'GTC' : one.kind }))
        : steps,
    );
  const property = fc.property(
    configs,
    flows,
    fc.integer({ min: 5, max: 40 }),
    (config, steps, freshEvery) => {
      const { reports } = driveBoth(config, linesOf(steps, config), freshEvery);
      const hasCorridor = config.instruments.some(({ callRules }) => callRules === corridor);
      // Parts are as large as what was displayed: what a venue gives beyond that, the others do not wait for.
      const hasReserve = steps.some(({ kind }) => kind === 'iceberg' || kind === 'hidden');
      if (!hasCorridor && !hasReserve) expect(throughsIn(reports, config.instruments.length)).toEqual([]);
      children += reports.filter(({ kind }) => kind === 'routed').length;
      for (const { kind, id, child } of reports) {
        if (kind === 'routed') expect(BigInt(String(child)) / 256n).toBe(BigInt(String(id)));
      }
    },
  );
  check(property, 40);
  expect(children).toBeGreaterThan(30);
});
