/**
 * Prices that the venue makes itself where steps grow with the price: up to 99 every unit, from 100 on every fifth, from 200 on
 * every tenth. Buys go down and sells up to the nearest one, at and around both limits. Data only.
 */
import type { ConformanceCase } from './case';

const rules = {
  unitsPerTick: 1,
  minTick: 1,
  maxTick: 1000,
  venueRules: {
    priceSteps: [
      { fromUnits: '100', units: 5 },
      { fromUnits: '200', units: 10 },
    ],
  },
};

/** Two ticks of protection from an offer at each price: what is left of 2 rests there. */
const protection = (best: number, ticks: number, rests: number): ConformanceCase => ({
  name: `protection of ${ticks} ticks from ${best} ends at ${rests}`,
  rules,
  steps: [
    [`sell 1 ${best}x1`, `accepted sell 1 ${best}x1`],
    [
      `buy 2 marketProtected x2 protection=${ticks}`,
      'accepted buy 2 0x2',
      `fill buy 2<1 ${best}x1 left 0/1`,
      `restated buy 2 ${rests}x1`,
    ],
  ],
  bids: [`${rests}x1`],
});
const protectionSold = (best: number, ticks: number, rests: number): ConformanceCase => ({
  name: `protection of ${ticks} ticks below ${best} ends at ${rests}`,
  rules,
  steps: [
    [`buy 1 ${best}x1`, `accepted buy 1 ${best}x1`],
    [
      `sell 2 marketProtected x2 protection=${ticks}`,
      'accepted sell 2 0x2',
      `fill sell 2<1 ${best}x1 left 0/1`,
      `restated sell 2 ${rests}x1`,
    ],
  ],
  asks: [`${rests}x1`],
});
const slides = (other: number, side: 'buy' | 'sell', price: number, rests: number): ConformanceCase => {
  const [bid, ask] = [`${rests}x1`, `${other}x1`];
  const against = side === 'buy' ? 'sell' : 'buy';
  return {
    name: `a ${side} that slides behind ${other} rests at ${rests}`,
    rules,
    steps: [
      [`${against} 1 ${other}x1`, `accepted ${against} 1 ${other}x1`],
      [`${side} 2 ${price}x1 slide`, `accepted ${side} 2 ${price}x1`, `restated ${side} 2 ${rests}x1`],
    ],
    ...(side === 'buy' ? { bids: [bid], asks: [ask] } : { bids: [ask], asks: [bid] }),
  };
};
const pegs = (best: number, side: 'buy' | 'sell', offset: number, at: number): ConformanceCase => ({
  name: `a ${side} pegged ${offset} to ${best} stands at ${at}`,
  rules,
  steps: [
    [`${side} 1 ${best}x1`, `accepted ${side} 1 ${best}x1`],
    [
      `${side} 2 pegged x1 peg=primary offset=${offset}`,
      `accepted ${side} 2 0x1`,
      `restated ${side} 2 ${at}x1`,
    ],
  ],
});

export const stepCases: readonly ConformanceCase[] = [
  ...(
    [
      [98, 1, 99],
      [98, 2, 100],
      [98, 3, 100],
      [98, 6, 100],
      [98, 7, 105],
      [190, 9, 195],
      [190, 10, 200],
      [190, 11, 200],
      [190, 19, 200],
      [190, 20, 210],
    ] as const
  ).map(([best, ticks, rests]) => protection(best, ticks, rests)),
  ...(
    [
      [105, 4, 105],
      [105, 5, 100],
      [105, 6, 99],
      [210, 9, 210],
      [210, 10, 200],
      [210, 11, 200],
      [210, 15, 195],
    ] as const
  ).map(([best, ticks, rests]) => protectionSold(best, ticks, rests)),
  ...(
    [
      [200, 'buy', 210, 195],
      [210, 'buy', 220, 200],
      [100, 'buy', 105, 99],
      [105, 'buy', 110, 100],
      [99, 'sell', 98, 100],
      [98, 'sell', 97, 99],
      [100, 'sell', 99, 105],
      [195, 'sell', 190, 200],
      [200, 'sell', 195, 210],
    ] as const
  ).map(([other, side, price, rests]) => slides(other, side, price, rests)),
  ...(
    [
      [200, 'buy', -1, 195],
      [210, 'buy', -1, 200],
      [100, 'buy', -1, 99],
      [105, 'buy', -1, 100],
      [105, 'buy', -6, 99],
      [99, 'sell', 1, 100],
      [99, 'sell', 2, 105],
      [195, 'sell', 1, 200],
      [195, 'sell', 6, 210],
    ] as const
  ).map(([best, side, offset, at]) => pegs(best, side, offset, at)),
  {
    name: 'a trailing stop limit gets a limit on the step',
    rules,
    steps: [
      ['sell 1 210x1', 'accepted sell 1 210x1'],
      ['buy 2 210x1', 'accepted buy 2 210x1', 'fill buy 2<1 210x1 left 0/0'],
      ['buy 3 200x1', 'accepted buy 3 200x1'],
      ['sell 4 trailingStopLimit x1 trail=8 limitOffset=3', 'accepted sell 4 0x1'],
      // The trigger is 202, three ticks below are 199, and the nearest price that may be asked is 200.
      ['sell 5 200x1', 'accepted sell 5 200x1', 'fill sell 5<3 200x1 left 0/0', 'triggered sell 4 200x1'],
    ],
    asks: ['200x1'],
  },
  {
    name: 'a peg to the middle may stand between two steps',
    rules,
    steps: [
      ['buy 1 200x1', 'accepted buy 1 200x1'],
      ['sell 2 210x1', 'accepted sell 2 210x1'],
      ['buy 3 pegged x1 peg=mid', 'accepted buy 3 0x1', 'restated buy 3 205x1'],
    ],
  },
  {
    name: 'after a split orders stand on the steps of their new prices',
    rules,
    reports: ['adjusted'],
    steps: [
      ['buy 1 200x2'],
      ['sell 2 420x2'],
      ['split 2 1', 'adjusted buy 1 100x4 exact', 'adjusted sell 2 210x4 exact'],
      ['split 4 3', 'adjusted buy 1 75x5 lots', 'adjusted sell 2 160x5 both'],
    ],
  },
];
