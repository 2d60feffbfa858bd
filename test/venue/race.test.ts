/**
 * The same race under three rulebooks. News moves the value of a share from 100 to 110. Account 1 quotes 101 and wants to
 * cancel; accounts 2, 3 and 4 want to buy what it still offers. Everybody hears the news at once and differs in latency. Outcomes are
 * those of theory: in a continuous market the fastest order takes all (Budish, Cramton and Shim 2015, section V); in a batch
 * nobody is faster within it: the cancel is in time, and buyers share a price by size; behind a bump the cancel is in time
 * although it comes later than the fastest order (Baldauf and Mollner 2020).
 */
import { expect, it } from 'vitest';
import { callRulesOf } from '../../src/scenario/rulebook-use';
import { parseManifest } from '../../src/scenario';
import { sessionCommands } from '../../src/scenario/session-commands';
import type { CoreMatcher } from '../contract/core-matcher';
import { openVenue, play } from './play';

/** Nanoseconds after the news at which each message arrives. */
const latency = { maker: 60_000, fast: 50_000, middle: 90_000, slow: 120_000 };
const newsNs = 1_000_000_000;

function venue(name: string, version: string): CoreMatcher {
  const core = openVenue(callRulesOf({ name, version }, '0.01'), [
    'fill',
    'cancelled',
    'cancelRejected',
    'auction',
  ]);
  const manifest = parseManifest({
    version: 1,
    instruments: [{ symbol: 'A', rulebook: { name, version } }],
    startNs: '0',
    endNs: '2000000000',
  });
  for (const command of sessionCommands(manifest)) core.engine.push(command);
  return core;
}

const at = (who: keyof typeof latency): number => newsNs + latency[who];
const quote = '900000000 sell 1 101x30';
const race = [
  `${at('fast')} buy 2 110x30`,
  `${at('maker')} cancel 1`,
  `${at('middle')} buy 3 110x30`,
  `${at('slow')} buy 4 110x15`,
];
const later = '1999999999';

it('continuous: the fastest order takes the stale quote, and the cancel comes too late', () => {
  expect(play(venue('crypto-24-7', '1'), [quote, ...race, later])).toEqual([
    `${at('fast')} fill buy 2<1 101x30 left 0/0`,
    `${at('maker')} cancelRejected buy 1 0x0 unknownId`,
  ]);
});

it('frequent batches: within 100 ms the cancel is as fast as anybody, so nobody is sniped', () => {
  expect(play(venue('frequent-batch', '1'), [quote, ...race, later])).toEqual([
    `${at('maker')} cancelled sell 1 101x30 requested`,
  ]);
});

it('frequent batches: those who come within one batch share by size, and speed buys nothing', () => {
  const seller = '1099000000 sell 9 110x30';
  const buyers = race.filter((line) => line.includes('buy')).map((line) => line.replace('110x', '110x'));
  const order = [buyers, [...buyers].reverse()].map((lines) => {
    const times = lines.map((line) => Number(line.split(' ')[0])).sort((a, b) => a - b);
    const moved = lines.map((line, index) => `${times[index]} ${line.split(' ').slice(1).join(' ')}`);
    return play(venue('frequent-batch', '1'), [...moved, seller, later]).sort();
  });
  // 30 lots for 30, 30 and 15 wanted: 12, 12 and 6, whoever came first.
  const shares = order.map((lines) =>
    lines
      .filter((line) => line.includes('fill'))
      .map((line) => line.replace(/ left .*/, '').replace(/^\d+ /, '')),
  );
  expect(shares[0]).toEqual(['fill buy 2<9 110x12', 'fill buy 3<9 110x12', 'fill buy 4<9 110x6']);
  expect(shares[1]).toEqual(shares[0]);
});

it('a speed bump: no term of an order is a way around it', () => {
  const acceptedAt = (order: string): string | undefined => {
    const core = openVenue(callRulesOf({ name: 'speed-bump', version: '1' }, '0.01'), [
      'accepted',
      'rejected',
    ]);
    const lines = ['1000 sell 1 101x30', '1001 buy 9 99x30', `2000 buy 2 ${order}`, later];
    return play(core, lines)
      .find((line) => line.includes('buy 2'))
      ?.split(' ')
      .slice(0, 2)
      .join(' ');
  };
  // Orders that would take when they come, whatever else they say.
  const taking = [
    '101x5',
    '101x5 DAY',
    '101x5 FOK',
    '101x5 hidden',
    '101x5 display=1',
    '101x5 minimum=5',
    '101x5 allOrNone',
    '101x5 GTD expires=999999999',
    '101x5 atHalt=cancel',
    '101x5 oco=1',
    'market x5',
    'x5 marketToLimit',
    'x5 marketProtected protection=3',
    'x5 pegged peg=market',
  ];
  for (const order of taking) expect([order, acceptedAt(order)]).toEqual([order, '352000 accepted']);
  // Those that rest or wait, and those that never take.
  const others = [
    '100x5',
    '100x5 hidden',
    'x5 pegged peg=mid',
    'x5 stop trigger=101',
    '105x5 after=1',
    '101x5 slide',
    '101x5 ATC',
  ];
  for (const order of others) expect([order, acceptedAt(order)]).toEqual([order, '2000 accepted']);
  expect(acceptedAt('101x5 post')).toBe('2000 rejected');
});

it('a speed bump: terms come again with their order', () => {
  const core = openVenue(callRulesOf({ name: 'speed-bump', version: '1' }, '0.01'), [
    'accepted',
    'fill',
    'cancelled',
  ]);
  // A hidden rest of an iceberg's price: the order keeps its terms, is first again among its sender's, and rests as it said.
  expect(
    play(core, ['1000 sell 1 101x2', '2000 buy 2 101x5 hidden', '2001 buy 3 101x4 display=1', later]),
  ).toEqual([
    '1000 accepted sell 1 101x2',
    '352000 accepted buy 2 101x5',
    '352000 fill buy 2<1 101x2 left 0/3',
    '352001 accepted buy 3 101x4',
  ]);
  expect(core.levels(0, 0)).toEqual([{ price: '101', lots: '1', orders: 1 }]);
});

it('a speed bump: the order that would take waits 350 µs, and the cancel is in time', () => {
  expect(play(venue('speed-bump', '1'), [quote, ...race, later])).toEqual([
    `${at('maker')} cancelled sell 1 101x30 requested`,
  ]);
  // Without a cancel the first order takes at its later time, and it is first as before.
  expect(
    play(venue('speed-bump', '1'), [quote, ...race.filter((line) => !line.includes('cancel')), later]),
  ).toEqual([`${at('fast') + 350_000} fill buy 2<1 101x30 left 0/0`]);
});
