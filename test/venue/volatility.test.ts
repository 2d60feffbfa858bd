/**
 * Volatility interruptions, worked by hand: the potential price triggers, the order trades up to the edge first, what is left
 * waits for the auction; the extended phase ends when its price is near enough, when nothing would trade, or by command.
 */
import { expect, it } from 'vitest';
import { openVenue, play } from './play';

// 2 % around the last price, 5 % around the last auction; the auction’s own price within 10 %; calls of 100 ns.
const rules = { dynamicPoints: 200, staticPoints: 500, widerPoints: 1000, volatilityNs: 100n };
const start = [
  '1 session openingCall',
  '2 sell 1 1000x1',
  '3 buy 2 1000x1',
  '4 session continuous',
  '5 sell 3 1010x2',
  '6 sell 4 1020x3',
  '7 sell 5 1021x5',
];

it('an order trades up to the edge of the dynamic corridor, the rest waits in the call', () => {
  const core = openVenue(rules);
  play(core, start);
  expect(play(core, ['10 buy 6 1030x9', '50 sell 7 1022x1', '109', '110'])).toEqual([
    '10 accepted buy 6 1030x9',
    '10 fill buy 6<3 1010x2 left 0/7',
    // 1020 is 2 % above 1000, the last price before the event; 1021 would be beyond.
    '10 fill buy 6<4 1020x3 left 0/4',
    '10 session 7',
    '50 accepted sell 7 1022x1',
    '110 auction 1021x4 sell 1 minSurplus',
    '110 fill buy 6<5 1021x4 left 1/0',
    '110 session 0',
  ]);
});

it('the static corridor holds however slowly the price moves', () => {
  const core = openVenue({ ...rules, dynamicPoints: 0 });
  play(core, start);
  expect(play(core, ['8 buy 6 1021x10', '9 sell 7 1050x1', '10 sell 8 1051x1', '11 buy 9 1051x2'])).toEqual([
    '8 accepted buy 6 1021x10',
    '8 fill buy 6<3 1010x2 left 0/8',
    '8 fill buy 6<4 1020x3 left 0/5',
    '8 fill buy 6<5 1021x5 left 0/0',
    '9 accepted sell 7 1050x1',
    '10 accepted sell 8 1051x1',
    '11 accepted buy 9 1051x2',
    '11 fill buy 9<7 1050x1 left 0/1',
    '11 session 7',
  ]);
});

it('a fill-or-kill order never trades up to the edge, and interrupts all the same; IOC and market orders end as they do', () => {
  const fok = openVenue(rules);
  play(fok, start);
  expect(play(fok, ['10 buy 6 1030x9 FOK'])).toEqual([
    '10 accepted buy 6 1030x9',
    '10 cancelled buy 6 1030x9 fokUnfillable',
    '10 session 7',
  ]);
  const small = openVenue(rules);
  play(small, start);
  expect(play(small, ['10 buy 6 1030x5 FOK'])).toEqual([
    '10 accepted buy 6 1030x5',
    '10 fill buy 6<3 1010x2 left 0/3',
    '10 fill buy 6<4 1020x3 left 0/0',
  ]);
  const ioc = openVenue(rules);
  play(ioc, start);
  expect(play(ioc, ['10 buy 6 1030x9 IOC']).slice(-2)).toEqual([
    '10 session 7',
    '10 cancelled buy 6 1030x4 iocRemainder',
  ]);
  const market = openVenue(rules);
  play(market, start);
  expect(play(market, ['10 buy 6 market x9', '110']).slice(3)).toEqual([
    '10 session 7',
    '110 auction 1021x4 sell 1 maxVolume',
    '110 fill buy 6<5 1021x4 left 1/0',
    '110 session 0',
  ]);
});

it('a price beyond the wider corridor extends the call until it is within, until nothing trades, or until somebody ends it', () => {
  const extended = [...start, '8 sell 6 1101x5', '9 cancel 5', '10 buy 7 1101x9', '110'];
  const near = openVenue(rules);
  // Five lots would trade at 1101, more than 10 % above 1000.
  expect(play(near, extended).slice(-1)).toEqual(['110 session 8']);
  expect(play(near, ['200 sell 8 1100x9'])).toEqual([
    '200 accepted sell 8 1100x9',
    '200 auction 1100x4 sell 5 minSurplus',
    '200 fill buy 7<8 1100x4 left 5/0',
    '200 session 0',
  ]);
  const empty = openVenue(rules);
  play(empty, extended);
  expect(play(empty, ['200 cancel 7'])).toEqual(['200 cancelled buy 7 1101x4 requested', '200 session 0']);
  const ended = openVenue(rules);
  play(ended, extended);
  expect(play(ended, ['200 session continuous'])).toEqual([
    '200 auction 1101x4 sell 1 maxVolume',
    '200 fill buy 7<6 1101x4 left 1/0',
    '200 session 0',
  ]);
});

it('a call ends at a random moment of the venue’s own stream, the same in every run', () => {
  const ends = [1, 2].map(() => {
    const core = openVenue({ ...rules, volatilityRandomNs: 1_000_000n });
    play(core, [...start, '10 buy 6 1030x9']);
    return play(core, ['2000000']).at(-1);
  });
  expect(ends[0]).toMatch(/^\d+ session 0$/);
  expect(ends[1]).toBe(ends[0]);
  const endNs = Number(ends[0]!.split(' ')[0]);
  expect(endNs).toBeGreaterThan(110);
  expect(endNs).toBeLessThanOrEqual(1_000_110);
});
