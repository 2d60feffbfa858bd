/**
 * Price bands, limit states, pauses and straddles (Plan to Address Extraordinary Market Volatility), on scripted price paths;
 * every change comes at its exact nanosecond. Times stand for seconds: a mean of 300, a hold of 30, 15 of a limit state, a
 * pause of 300. Worked by hand.
 */
import { expect, it } from 'vitest';
import { callRulesOf } from '../../src/scenario/rulebook-use';
import type { CoreMatcher } from '../contract/core-matcher';
import { commandKinds } from '../model/codes';
import { openVenue, play } from './play';

const rules = {
  bands: [
    { fromUnits: 0n, points: 7500, mostUnits: 15n, doubles: true },
    { fromUnits: 75n, points: 2000, mostUnits: 0n, doubles: true },
    { fromUnits: 301n, points: 500, mostUnits: 0n, doubles: false },
  ],
  meanNs: 300n,
  holdNs: 30n,
  republishPoints: 100,
  limitStateNs: 15n,
  pauseNs: 300n,
};
/** Opens at 1000: bands 950 and 1050. */
const start = ['1 session openingCall', '2 sell 1 1000x1', '3 buy 2 1000x1', '4 session continuous'];

it('the opening price is the first reference', () => {
  expect(play(openVenue(rules), start).slice(-2)).toEqual(['4 session 0', '4 bands 950 1050']);
});

it('republishes a mean that moved by one per cent, but no sooner than thirty seconds', () => {
  const core = openVenue(rules);
  play(core, start);
  // At 10 the mean of 1000 and 1040 is 1020, 2 % away: published when the hold from 4 is over, at 34.
  expect(play(core, ['9 sell 3 1040x1', '10 buy 4 1040x1', '33', '34'])).toEqual([
    '9 accepted sell 3 1040x1',
    '10 accepted buy 4 1040x1',
    '10 fill buy 4<3 1040x1 left 0/0',
    '34 bands 969 1071',
  ]);
  // Five minutes after 4 the first trade no longer counts: 1040 alone, at the next look, which a trade brings.
  expect(play(core, ['303 sell 5 1020x1', '305 buy 6 1020x1'])).toEqual([
    '303 accepted sell 5 1020x1',
    '305 accepted buy 6 1020x1',
    '305 fill buy 6<5 1020x1 left 0/0',
    // (1040 + 1020) / 2 = 1030 against 1020: 0.98 % is too little.
  ]);
  expect(play(core, ['306 sell 7 1031x1', '307 buy 8 1031x2'])).toEqual([
    '306 accepted sell 7 1031x1',
    '307 accepted buy 8 1031x2',
    '307 fill buy 8<7 1031x1 left 0/1',
  ]);
  // At 310 the trade of 10 leaves; (1020 + 1031 + 1031) / 3 = 1027. Then 1000 brings 1020.
  expect(play(core, ['400 sell 9 1031x1', '401 sell 10 1045x1', '402 buy 11 1045x1'])).toEqual([
    '400 accepted sell 9 1031x1',
    '400 fill sell 9<8 1031x1 left 0/0',
    '401 accepted sell 10 1045x1',
    '402 accepted buy 11 1045x1',
    '402 fill buy 11<10 1045x1 left 0/0',
    // (1020 + 1031 + 1031 + 1045) / 4 = 1031: 1.08 % from 1020.
    '402 bands 979 1083',
  ]);
});

it('an aggressor stops at the band and rests there: a limit state, ended in time by a trade of all of it', () => {
  const core = openVenue(rules);
  play(core, start);
  expect(play(core, ['10 buy 3 951x2', '11 buy 4 949x5', '12 sell 5 940x6'])).toEqual([
    '10 accepted buy 3 951x2',
    '11 accepted buy 4 949x5',
    '12 accepted sell 5 940x6',
    '12 fill sell 5<3 951x2 left 0/4',
    '12 restated sell 5 950x4',
    // The offer equals the lower band.
    '12 session 13',
  ]);
  // Part of it is not enough; the last of it ends the state at 26, one before its time. The bid below the band is a straddle.
  expect(play(core, ['20 buy 6 950x3', '26 buy 7 950x1', '40'])).toEqual([
    '20 accepted buy 6 950x3',
    '20 fill buy 6<5 950x3 left 1/0',
    '26 accepted buy 7 950x1',
    '26 fill buy 7<5 950x1 left 0/0',
    '26 session 14',
    // The mean of 1000, 951, 950 and 950 is 962, published when the hold from 4 is over.
    '34 bands 914 1010',
    '34 session 0',
  ]);
});

it('no new reference while a limit state lasts, but as soon as it ends (section VI(B)(1) of the Plan)', () => {
  const core = openVenue(rules);
  play(core, start);
  // The hold of 4 is over at 34; the mean of 1000 and 1050 is 1025, of which five per cent are 51.25.
  expect(play(core, ['40 buy 3 1050x5', '41 sell 4 1050x1', '45 cancel 3'])).toEqual([
    '40 accepted buy 3 1050x5',
    '40 session 13',
    '41 accepted sell 4 1050x1',
    '41 fill sell 4<3 1050x1 left 4/0',
    '45 cancelled buy 3 1050x4 requested',
    '45 session 0',
    '45 bands 974 1076',
  ]);
});

it('a hold that ends in a limit state or after hours publishes nothing', () => {
  const core = openVenue(rules);
  play(core, start);
  expect(
    play(core, ['10 sell 3 1040x1', '11 buy 4 1040x1', '33 session extendedHours', '34', '60']).slice(3),
  ).toEqual(['33 session 15']);
});

it('a limit state that lasts ends in a pause and a reopening, whose price is the next reference', () => {
  const core = openVenue(rules);
  play(core, start);
  // The bid equals the upper band at 10.
  expect(play(core, ['10 buy 3 1060x5', '24', '25'])).toEqual([
    '10 accepted buy 3 1060x5',
    '10 restated buy 3 1050x5',
    '10 session 13',
    '25 session 9',
  ]);
  expect(play(core, ['30 buy 4 1100x5', '40 sell 5 1090x5', '324', '325'])).toEqual([
    '30 accepted buy 4 1100x5',
    '40 accepted sell 5 1090x5',
    '325 auction 1090x5 buy 0 nearestReference',
    '325 fill buy 4<5 1090x5 left 0/0',
    '325 session 0',
    '325 bands 1036 1145',
  ]);
});

it('a cancel of the whole size ends a limit state too, and the next one has its own fifteen seconds', () => {
  const core = openVenue(rules);
  play(core, start);
  expect(play(core, ['10 buy 3 1050x5', '20 cancel 3', '22 buy 4 1050x1', '36', '37'])).toEqual([
    '10 accepted buy 3 1050x5',
    '10 session 13',
    '20 cancelled buy 3 1050x5 requested',
    '20 session 0',
    '22 accepted buy 4 1050x1',
    '22 session 13',
    '37 session 9',
  ]);
});

it('tiers: five per cent, twenty, and the lesser of fifteen cents and 75 per cent; the last hour doubles where a row says so', () => {
  const open = (price: number): { core: CoreMatcher; said: string | undefined } => {
    const core = openVenue(rules);
    const opening = [
      '1 session openingCall',
      `2 sell 1 ${price}x1`,
      `3 buy 2 ${price}x1`,
      '4 session continuous',
    ];
    return { core, said: play(core, opening).at(-1) };
  };
  const bandsAt = (price: number): string | undefined => open(price).said;
  expect(bandsAt(1000)).toBe('4 bands 950 1050');
  expect(bandsAt(301)).toBe('4 bands 286 316');
  expect(bandsAt(300)).toBe('4 bands 240 360');
  expect(bandsAt(75)).toBe('4 bands 60 90');
  // 75 % of 74 are 55: fifteen is less.
  expect(bandsAt(74)).toBe('4 bands 59 89');
  expect(bandsAt(10)).toBe('4 bands 3 18');
  const double = (price: number): unknown[] => {
    const setting = { tsNs: 5n, orderId: 0n, priceUnits: 2n, lots: 0, kind: commandKinds.venueRule, side: 3 };
    const plain = { tif: 0, flags: 0, instrument: 0, rank: 0, displayShift: 0, account: 0 };
    return open(price)
      .core.applyRecord({ ...setting, ...plain })
      .map(({ low, high }) => [low, high]);
  };
  expect(double(300)).toEqual([['180', '420']]);
  expect(double(74)).toEqual([['44', '104']]);
  expect(double(1000)).toEqual([]);
  // Rounded once: 20 % of 77 are 15.4, twice that 30.8.
  expect(double(77)).toEqual([['46', '108']]);
});

it('the rulebook gives these numbers, and its versions differ at the close of tier 2', () => {
  const [old, now] = ['2019-04', '2020-02'].map((version) =>
    callRulesOf({ name: 'nasdaq-like', version, tier: '2' }, '0.01'),
  );
  expect(now).toMatchObject({
    limitStateNs: 15_000_000_000n,
    pauseNs: 300_000_000_000n,
    republishPoints: 100,
  });
  expect(now?.bands?.map(({ fromUnits, points, mostUnits }) => [fromUnits, points, mostUnits])).toEqual([
    [0n, 7500, 15n],
    [75n, 2000, 0n],
    [301n, 1000, 0n],
  ]);
  expect([old, now].map((book) => book?.bands?.at(-1)?.doubles)).toEqual([true, false]);
});
