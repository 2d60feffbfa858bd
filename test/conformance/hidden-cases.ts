/**
 * Orders that rest without being displayed: hidden, minimum quantity, all or none, pegged; explicit display; reduce-only.
 * Data only.
 */
import type { ConformanceCase } from './case';

const accounts = [
  { id: 1, cash: 10_000n },
  { id: 2, cash: 10_000n },
];

export const hiddenCases: readonly ConformanceCase[] = [
  {
    name: 'a hidden order is in no level, and displayed lots of its price go first',
    steps: [
      ['sell 1 100x5 hidden', 'accepted sell 1 100x5'],
      ['sell 2 100x5', 'accepted sell 2 100x5'],
      ['buy 3 100x7', 'accepted buy 3 100x7', 'fill buy 3<2 100x5 left 0/2', 'fill buy 3<1 100x2 left 3/0'],
    ],
    bids: [],
    asks: [],
  },
  {
    name: 'a hidden order at a better price goes before displayed ones, at its own price',
    steps: [
      ['sell 1 101x5', 'accepted sell 1 101x5'],
      ['sell 2 100x2 hidden', 'accepted sell 2 100x2'],
      ['buy 3 101x4', 'accepted buy 3 101x4', 'fill buy 3<2 100x2 left 0/2', 'fill buy 3<1 101x2 left 3/0'],
    ],
    asks: ['101x3'],
  },
  {
    name: 'hidden orders of one price go by arrival',
    steps: [
      ['buy 1 99x2 hidden', 'accepted buy 1 99x2'],
      ['buy 2 100x2 hidden', 'accepted buy 2 100x2'],
      ['buy 3 100x2 hidden', 'accepted buy 3 100x2'],
      [
        'sell 4 99x5',
        'accepted sell 4 99x5',
        'fill sell 4<2 100x2 left 0/3',
        'fill sell 4<3 100x2 left 0/1',
        'fill sell 4<1 99x1 left 1/0',
      ],
    ],
  },
  {
    name: 'a hidden order takes what it can before it hides',
    steps: [
      ['sell 1 100x2', 'accepted sell 1 100x2'],
      ['buy 2 100x5 hidden', 'accepted buy 2 100x5', 'fill buy 2<1 100x2 left 0/3'],
      ['replace 2 101x4', 'replaced buy 2 101x4'],
      ['sell 3 101x1', 'accepted sell 3 101x1', 'fill sell 3<2 101x1 left 3/0'],
      ['reduce 2 x1', 'reduced buy 2 101x1'],
      ['cancel 2', 'cancelled buy 2 101x2 requested'],
    ],
  },
  {
    name: 'post-only does not take a hidden order either',
    steps: [
      ['sell 1 100x2 hidden', 'accepted sell 1 100x2'],
      ['buy 2 100x5 post', 'rejected buy 2 100x5 postOnlyWouldTake'],
      ['buy 3 99x5 post', 'accepted buy 3 99x5'],
    ],
  },
  {
    name: 'FOK counts hidden lots',
    steps: [
      ['sell 1 100x2 hidden', 'accepted sell 1 100x2'],
      ['sell 2 101x2', 'accepted sell 2 101x2'],
      ['buy 3 101x5 FOK', 'accepted buy 3 101x5', 'cancelled buy 3 101x5 fokUnfillable'],
      [
        'buy 4 101x4 FOK',
        'accepted buy 4 101x4',
        'fill buy 4<1 100x2 left 0/2',
        'fill buy 4<2 101x2 left 0/0',
      ],
    ],
  },
  {
    name: 'IOC with a minimum trades at least that or nothing',
    steps: [
      ['sell 1 100x3', 'accepted sell 1 100x3'],
      ['buy 2 100x9 IOC minimum=4', 'accepted buy 2 100x9', 'cancelled buy 2 100x9 minimumUnfillable'],
      [
        'buy 3 100x9 IOC minimum=3',
        'accepted buy 3 100x9',
        'fill buy 3<1 100x3 left 0/6',
        'cancelled buy 3 100x6 iocRemainder',
      ],
    ],
  },
  {
    name: 'a minimum that does not fill rests hidden and is passed over by smaller aggressors',
    steps: [
      ['buy 1 100x9 minimum=5', 'accepted buy 1 100x9'],
      ['sell 2 100x4', 'accepted sell 2 100x4'],
      [
        'sell 3 100x1',
        'accepted sell 3 100x1',
        // 4 + 1 displayed lots are enough now: it acts by itself.
        'fill buy 1<2 100x4 left 0/5',
        'fill buy 1<3 100x1 left 0/4',
      ],
    ],
    bids: ['100x4'],
    asks: [],
  },
  {
    name: 'an aggressor with enough lots trades with a resting minimum',
    steps: [
      ['buy 1 100x9 minimum=5', 'accepted buy 1 100x9'],
      ['sell 2 100x5', 'accepted sell 2 100x5', 'fill sell 2<1 100x5 left 4/0'],
      ['sell 3 100x1', 'accepted sell 3 100x1', 'fill sell 3<1 100x1 left 3/0'],
    ],
  },
  {
    name: 'all or none waits for all its lots, displayed and hidden',
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x8 allOrNone', 'accepted buy 2 100x8'],
      ['sell 3 101x5', 'accepted sell 3 101x5'],
      ['sell 4 99x1 hidden', 'accepted sell 4 99x1'],
      [
        'sell 5 100x2',
        'accepted sell 5 100x2',
        'fill buy 2<4 99x1 left 0/7',
        'fill buy 2<1 100x5 left 0/2',
        'fill buy 2<5 100x2 left 0/0',
      ],
    ],
    bids: [],
    asks: ['101x5'],
  },
  {
    name: 'all or none is passed over by an aggressor that is too small',
    steps: [
      ['buy 1 100x8 allOrNone', 'accepted buy 1 100x8'],
      ['buy 2 99x8', 'accepted buy 2 99x8'],
      ['sell 3 99x7', 'accepted sell 3 99x7', 'fill sell 3<2 99x7 left 1/0'],
      ['sell 4 99x9', 'accepted sell 4 99x9', 'fill sell 4<1 100x8 left 0/1', 'fill sell 4<2 99x1 left 0/0'],
    ],
  },
  {
    name: 'two all-or-none orders of one size meet',
    steps: [
      ['buy 1 100x8 allOrNone', 'accepted buy 1 100x8'],
      ['sell 2 100x8 allOrNone', 'accepted sell 2 100x8', 'fill sell 2<1 100x8 left 0/0'],
    ],
  },
  {
    name: 'an iceberg with explicit display refills at the back of its level',
    steps: [
      ['sell 1 100x7 display=3', 'accepted sell 1 100x7'],
      ['sell 2 100x2', 'accepted sell 2 100x2'],
      [
        'buy 3 100x6',
        'accepted buy 3 100x6',
        'fill buy 3<1 100x3 left 4/3',
        'fill buy 3<2 100x2 left 0/1',
        'fill buy 3<1 100x1 left 3/0',
      ],
    ],
    asks: ['100x2'],
  },
  {
    name: 'what is shown is at least one lot and at most all',
    steps: [
      ['sell 1 100x7 display=0', 'rejected sell 1 100x7 badTerms'],
      ['sell 1 100x7 display=8', 'rejected sell 1 100x7 badTerms'],
      ['sell 1 100x7 display=2 IOC', 'rejected sell 1 100x7 illegalCombination'],
      ['sell 1 100x7 display=2 shift=1', 'rejected sell 1 100x7 badTerms'],
      ['sell 1 100x7 minimum=8', 'rejected sell 1 100x7 badTerms'],
    ],
  },
  {
    name: 'a primary peg follows its own side and never itself',
    steps: [
      ['buy 1 99x1', 'accepted buy 1 99x1'],
      ['buy 2 pegged x5 peg=primary', 'accepted buy 2 0x5', 'restated buy 2 99x5'],
      ['buy 3 100x1', 'accepted buy 3 100x1', 'restated buy 2 100x5'],
      ['cancel 3', 'cancelled buy 3 100x1 requested', 'restated buy 2 99x5'],
      ['sell 4 99x3', 'accepted sell 4 99x3', 'fill sell 4<1 99x1 left 0/2', 'fill sell 4<2 99x2 left 3/0'],
    ],
  },
  {
    name: 'a peg whose reference is gone rests nowhere, and comes back with it',
    steps: [
      ['sell 1 101x1', 'accepted sell 1 101x1'],
      ['buy 2 pegged x5 peg=primary', 'accepted buy 2 0x5'],
      ['sell 3 90x1', 'accepted sell 3 90x1'],
      ['cancel 3', 'cancelled sell 3 90x1 requested'],
      ['buy 4 95x1', 'accepted buy 4 95x1', 'restated buy 2 95x5'],
      ['cancel 2', 'cancelled buy 2 95x5 requested'],
    ],
    bids: ['95x1'],
  },
  {
    name: 'a mid peg rests between ticks and fills there',
    rules: { unitsPerTick: 2 },
    steps: [
      ['buy 1 100x1', 'accepted buy 1 100x1'],
      ['sell 2 102x1', 'accepted sell 2 102x1'],
      ['buy 3 pegged x5 peg=mid', 'accepted buy 3 0x5', 'restated buy 3 101x5'],
      ['sell 4 100x2', 'accepted sell 4 100x2', 'fill sell 4<3 101x2 left 3/0'],
      ['sell 5 pegged x2 peg=mid', 'accepted sell 5 0x2', 'fill sell 5<3 101x2 left 1/0'],
    ],
  },
  {
    name: 'a peg does not pass its cap',
    steps: [
      ['buy 1 99x1', 'accepted buy 1 99x1'],
      ['buy 2 pegged 100x5 peg=primary offset=-1', 'accepted buy 2 100x5', 'restated buy 2 98x5'],
      ['buy 3 105x1', 'accepted buy 3 105x1', 'restated buy 2 100x5'],
    ],
  },
  {
    name: 'a market peg that reaches the other side trades, without chasing itself',
    steps: [
      ['sell 1 101x2', 'accepted sell 1 101x2'],
      ['buy 2 pegged x3 peg=market offset=-1', 'accepted buy 2 0x3', 'restated buy 2 100x3'],
      ['sell 3 100x1 hidden', 'accepted sell 3 100x1', 'fill sell 3<2 100x1 left 2/0'],
    ],
    asks: ['101x2'],
  },
  {
    name: 'pegs that come to cross each other trade at the price of the one that was there',
    steps: [
      ['buy 1 98x1', 'accepted buy 1 98x1'],
      ['sell 2 102x1', 'accepted sell 2 102x1'],
      ['buy 3 pegged 99x5 peg=mid', 'accepted buy 3 99x5', 'restated buy 3 99x5'],
      ['sell 4 pegged x5 peg=mid', 'accepted sell 4 0x5', 'restated sell 4 100x5'],
      ['sell 5 100x1', 'accepted sell 5 100x1', 'restated sell 4 99x5', 'fill sell 4<3 99x5 left 0/0'],
    ],
  },
  {
    name: 'reduce-only is refused without a position, and cut to it',
    accounts,
    steps: [
      ['sell 1 100x5 account=1 reduceOnly', 'rejected sell 1 100x5 reduceOnlyWouldIncrease'],
      ['sell 2 100x3 account=2', 'accepted sell 2 100x3'],
      ['buy 3 100x3 account=1', 'accepted buy 3 100x3', 'fill buy 3<2 100x3 left 0/0'],
      ['sell 4 100x5 account=1 reduceOnly', 'accepted sell 4 100x5', 'cancelled sell 4 100x2 reduceOnly'],
      ['buy 5 100x1', 'accepted buy 5 100x1', 'fill buy 5<4 100x1 left 2/0'],
      ['sell 6 99x1 account=1', 'accepted sell 6 99x1'],
      [
        'buy 7 99x1',
        'accepted buy 7 99x1',
        'fill buy 7<6 99x1 left 0/0',
        'cancelled sell 4 100x1 reduceOnly',
      ],
    ],
    asks: ['100x1'],
  },
  {
    name: 'reduce-only needs an account',
    steps: [['sell 1 100x5 reduceOnly', 'rejected sell 1 100x5 badTerms']],
  },
  {
    name: 'two resting reduce-only orders do not turn the position in one sweep',
    accounts,
    steps: [
      ['sell 1 100x4', 'accepted sell 1 100x4'],
      ['buy 2 100x4 account=1', 'accepted buy 2 100x4', 'fill buy 2<1 100x4 left 0/0'],
      ['sell 3 101x4 account=1 reduceOnly', 'accepted sell 3 101x4'],
      ['sell 4 102x4 account=1 reduceOnly', 'accepted sell 4 102x4'],
      [
        'buy 5 102x6',
        'accepted buy 5 102x6',
        'fill buy 5<3 101x4 left 0/2',
        'cancelled sell 4 102x4 reduceOnly',
      ],
    ],
    bids: ['102x2'],
    asks: [],
  },
];
