/**
 * Price bands, batches and speed bumps against the reference engine, by random lines of orders with terms, changes of state,
 * factors of the hour and time that passes: every report with its time, books and money, through checkpoints.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configOf } from '../contract/matcher';
import type { MatcherConfig } from '../contract/matcher';
import { allReports, commandKinds, ranks, venueSettings } from '../model/codes';
import type { ModelCallRules, ModelCommand } from '../model/types';
import { check } from './check';
import { driveBoth } from './drive';
import type { Driven } from './drive';
import { changeArbitrary, sessionLines } from './session-flow';
import type { Change } from './session-flow';

const accounts = [
  { id: 1, cash: 3_000n },
  { id: 2, cash: 1_000_000n, selfTrade: 'cancelOld' as const },
  { id: 3, cash: 1_000_000_000n, selfTrade: 'none' as const },
];
const nothing = { orderId: 0n, lots: 0, tif: 0, flags: 0, instrument: 0, displayShift: 0, account: 0 };

function factor(tsNs: bigint, value: number): ModelCommand {
  const about = { tsNs, kind: commandKinds.venueRule, side: venueSettings.bandFactor, rank: ranks.person };
  return { ...nothing, ...about, priceUnits: BigInt(value) };
}
/** A cancel of nobody, so that time passes. */
const moment = (tsNs: bigint): ModelCommand => ({
  ...nothing,
  tsNs,
  kind: commandKinds.cancel,
  side: 0,
  rank: ranks.person,
  orderId: 77n,
  priceUnits: 0n,
});

interface Turn {
  readonly change: Change;
  readonly pause: number;
  readonly factor: number | undefined;
  readonly isFresh: boolean;
}
const turn = (states: number): fc.Arbitrary<Turn> =>
  fc.record({
    change: fc.tuple(changeArbitrary, fc.boolean()).map(([one, isPlain]) => ({
      ...one,
      state: one.extra >= states ? undefined : one.state,
      step: isPlain
        ? { ...one.step, op: 'new' as const, type: 'limit' as const, flag: 0, link: 0 }
        : one.step,
    })),
    pause: fc.constantFrom(0, 0, 0, 0, 1, 3, 9, 40),
    factor: fc.constantFrom(...Array<undefined>(24).fill(undefined), 0, 1, 2, 2, 3),
    isFresh: fc.nat(15).map((one) => one === 15),
  });

/** Lines, settings and pauses at rising times. */
function drivenOf(turns: readonly Turn[], unitsPerTick: number, hasFactors: boolean): Driven[] {
  const lines = sessionLines(
    turns.map(({ change }) => change),
    unitsPerTick,
  );
  let [later, place] = [0n, 0];
  return turns.flatMap(({ change, pause, factor: value, isFresh }): Driven[] => {
    later += BigInt(pause);
    const count = change.state === undefined ? 1 : 2;
    const own = lines.slice(place, place + count).map((line) => {
      const moved = { ...line, ts: String(BigInt(String(line['ts'])) + later) };
      return 'expires' in line
        ? { ...moved, expires: String(BigInt(String(line['expires'])) + later) }
        : moved;
    });
    place += count;
    const ts = BigInt(String(own[0]!['ts']));
    return [
      ...(isFresh ? [null] : []),
      ...(pause > 3 ? [moment(ts)] : []),
      ...(value !== undefined && hasFactors ? [factor(ts, value)] : []),
      ...own,
    ];
  });
}

const configFor = (callRules: fc.Arbitrary<ModelCallRules>): fc.Arbitrary<MatcherConfig> =>
  fc
    .record({ unitsPerTick: fc.constantFrom(1, 2, 5, 10), callRules })
    .map((rules) => configOf({ ...rules, minTick: 60, maxTick: 160 }, { accounts, reports: allReports }));

const short = fc.bigInt(1n, 9n);
const row = fc.record({
  points: fc.constantFrom(100, 150, 233, 300),
  mostUnits: fc.constantFrom(0n, 0n, 2n, 7n),
  doubles: fc.boolean(),
});
const bandRules = fc.record({
  bands: fc.tuple(row, row, row).map(([low, middle, high]) => [
    { ...low, fromUnits: 0n },
    { ...middle, fromUnits: 99n },
    { ...high, fromUnits: 101n },
  ]),
  meanNs: fc.bigInt(5n, 60n),
  holdNs: short,
  republishPoints: fc.constantFrom(50, 100),
  limitStateNs: short,
  pauseNs: short,
  dynamicPoints: fc.constantFrom(0, 0, 0, 200),
  volatilityNs: short,
  widerPoints: fc.constantFrom(0, 300),
  bumpNs: fc.constantFrom(0n, 0n, 0n, 3n),
});

const statesSeen = (reports: readonly { [name: string]: unknown }[]): Set<unknown> =>
  new Set(reports.filter(({ kind }) => kind === 'session').map(({ state }) => state));

describe('the core and the reference engine agree', () => {
  it('about price bands, limit states, pauses and straddles', () => {
    const seen = new Set<unknown>();
    const property = fc.property(
      configFor(bandRules),
      fc.array(turn(1), { minLength: 20, maxLength: 60, size: 'max' }),
      (config, turns) => {
        const driven = drivenOf(turns, config.instruments[0]!.unitsPerTick, true);
        for (const state of statesSeen(driveBoth(config, driven).reports)) seen.add(state);
      },
    );
    check(property, 70);
    // Limit states, straddles and pauses did happen.
    for (const state of [9, 13, 14]) expect(seen).toContain(state);
  });

  it('about frequent batches: when each auction comes, and what it gives', () => {
    const rules = fc.record({
      batchNs: short,
      byShares: fc.constantFrom(0, 1),
      uncrossRules: fc.constantFrom(['maxVolume', 'minSurplus', 'middle'] as const, ['maxVolume'] as const),
    });
    let auctions = 0;
    const property = fc.property(
      configFor(rules),
      fc.array(turn(1), { minLength: 10, maxLength: 50, size: 'max' }),
      (config, turns) => {
        const start = { op: 'session', ts: '1000', state: 'batch' };
        const driven = [start, ...drivenOf(turns, config.instruments[0]!.unitsPerTick, false)];
        auctions += driveBoth(config, driven).reports.filter(({ kind }) => kind === 'auction').length;
      },
    );
    check(property, 40);
    expect(auctions).toBeGreaterThan(20);
  });

  it('about a speed bump: who waits, and who comes first after it', () => {
    const rules = fc.record({ bumpNs: short, endsDay: fc.constantFrom(0, 1) });
    let waited = 0;
    const property = fc.property(
      configFor(rules),
      fc.array(turn(1), { minLength: 10, maxLength: 60, size: 'max' }),
      (config, turns) => {
        const driven = drivenOf(turns, config.instruments[0]!.unitsPerTick, false);
        const { reports } = driveBoth(config, driven);
        const sent = new Map(
          driven.flatMap((one) => (one && 'op' in one ? [[`${one['id']} ${one['ts']}`, 1]] : [])),
        );
        waited += reports.filter(
          ({ kind, id, ts }) => kind === 'accepted' && !sent.has(`${id} ${ts}`),
        ).length;
      },
    );
    check(property, 50);
    expect(waited).toBeGreaterThan(20);
  });
});
