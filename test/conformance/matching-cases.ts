/**
 * Matching and time in force: priority, prices, limits, what is left.
 * Data only.
 */
import type { ConformanceCase } from './case';

const threeAsks = [
  ['sell 1 101x5', 'accepted sell 1 101x5'],
  ['sell 2 102x5', 'accepted sell 2 102x5'],
  ['sell 3 103x5', 'accepted sell 3 103x5'],
] as const;

export const matchingCases: readonly ConformanceCase[] = [
  {
    name: 'equal sizes trade and both are gone',
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5', 'fill buy 2<1 100x5 left 0/0'],
    ],
    bids: [],
    asks: [],
  },
  {
    name: 'a larger aggressor rests what is left at its own limit, where it can be hit',
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 102x8', 'accepted buy 2 102x8', 'fill buy 2<1 100x5 left 0/3'],
      ['sell 3 101x2', 'accepted sell 3 101x2', 'fill sell 3<2 102x2 left 1/0'],
    ],
    bids: ['102x1'],
    asks: [],
  },
  {
    name: 'a smaller aggressor leaves the maker at the head with the rest',
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['sell 2 100x5', 'accepted sell 2 100x5'],
      ['buy 3 100x2', 'accepted buy 3 100x2', 'fill buy 3<1 100x2 left 3/0'],
      ['buy 4 100x4', 'accepted buy 4 100x4', 'fill buy 4<1 100x3 left 0/1', 'fill buy 4<2 100x1 left 4/0'],
    ],
    asks: ['100x4'],
  },
  {
    name: 'best price first, then the next, until the limit',
    steps: [
      ...threeAsks,
      ['buy 4 102x12', 'accepted buy 4 102x12', 'fill buy 4<1 101x5 left 0/7', 'fill buy 4<2 102x5 left 0/2'],
    ],
    bids: ['102x2'],
    asks: ['103x5'],
  },
  {
    name: 'a seller meets the highest bid first',
    steps: [
      ['buy 1 99x5', 'accepted buy 1 99x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5'],
      ['buy 3 98x5', 'accepted buy 3 98x5'],
      ['sell 4 99x7', 'accepted sell 4 99x7', 'fill sell 4<2 100x5 left 0/2', 'fill sell 4<1 99x2 left 3/0'],
    ],
    bids: ['99x3', '98x5'],
    asks: [],
  },
  {
    name: 'within a price the earliest is first',
    steps: [
      ['buy 9 100x1', 'accepted buy 9 100x1'],
      ['buy 5 100x1', 'accepted buy 5 100x1'],
      ['buy 7 100x1', 'accepted buy 7 100x1'],
      [
        'sell 1 100x3',
        'accepted sell 1 100x3',
        'fill sell 1<9 100x1 left 0/2',
        'fill sell 1<5 100x1 left 0/1',
        'fill sell 1<7 100x1 left 0/0',
      ],
    ],
    bids: [],
  },
  {
    name: 'a market order takes whatever the price',
    steps: [
      ...threeAsks,
      [
        'buy 4 market x11',
        'accepted buy 4 0x11',
        'fill buy 4<1 101x5 left 0/6',
        'fill buy 4<2 102x5 left 0/1',
        'fill buy 4<3 103x1 left 4/0',
      ],
    ],
    asks: ['103x4'],
  },
  {
    name: 'what is left of a market order is cancelled at price 0',
    steps: [
      ['buy 1 100x2', 'accepted buy 1 100x2'],
      [
        'sell 2 market x5',
        'accepted sell 2 0x5',
        'fill sell 2<1 100x2 left 0/3',
        'cancelled sell 2 0x3 marketRemainder',
      ],
    ],
    bids: [],
    asks: [],
  },
  {
    name: 'a market order on an empty book is accepted, then cancelled',
    steps: [['buy 1 market x5', 'accepted buy 1 0x5', 'cancelled buy 1 0x5 marketRemainder']],
  },
  {
    name: 'a market order reaches negative prices and price 0',
    steps: [
      ['buy 1 0x1', 'accepted buy 1 0x1'],
      ['buy 2 -5x1', 'accepted buy 2 -5x1'],
      [
        'sell 3 market x2',
        'accepted sell 3 0x2',
        'fill sell 3<1 0x1 left 0/1',
        'fill sell 3<2 -5x1 left 0/0',
      ],
    ],
    bids: [],
  },
  {
    name: 'IOC takes what it can within its limit and cancels the rest',
    steps: [
      ...threeAsks,
      [
        'buy 4 102x20 IOC',
        'accepted buy 4 102x20',
        'fill buy 4<1 101x5 left 0/15',
        'fill buy 4<2 102x5 left 0/10',
        'cancelled buy 4 102x10 iocRemainder',
      ],
    ],
    bids: [],
    asks: ['103x5'],
  },
  {
    name: 'an IOC that meets nothing is cancelled whole',
    steps: [['sell 1 100x3 IOC', 'accepted sell 1 100x3', 'cancelled sell 1 100x3 iocRemainder']],
    asks: [],
  },
  {
    name: 'an IOC that fills completely reports no cancel',
    steps: [...threeAsks, ['buy 4 101x5 IOC', 'accepted buy 4 101x5', 'fill buy 4<1 101x5 left 0/0']],
    asks: ['102x5', '103x5'],
  },
  {
    name: 'FOK fills completely when it can, over several levels',
    steps: [
      ...threeAsks,
      [
        'buy 4 102x10 FOK',
        'accepted buy 4 102x10',
        'fill buy 4<1 101x5 left 0/5',
        'fill buy 4<2 102x5 left 0/0',
      ],
    ],
    asks: ['103x5'],
  },
  {
    name: 'FOK does nothing when one lot is missing',
    steps: [
      ...threeAsks,
      ['buy 4 102x11 FOK', 'accepted buy 4 102x11', 'cancelled buy 4 102x11 fokUnfillable'],
    ],
    asks: ['101x5', '102x5', '103x5'],
  },
  {
    name: 'a FOK market order fills over every level or not at all',
    steps: [
      ...threeAsks,
      ['buy 4 market x16 FOK', 'accepted buy 4 0x16', 'cancelled buy 4 0x16 fokUnfillable'],
      [
        'buy 4 market x15 FOK',
        'accepted buy 4 0x15',
        'fill buy 4<1 101x5 left 0/10',
        'fill buy 4<2 102x5 left 0/5',
        'fill buy 4<3 103x5 left 0/0',
      ],
    ],
    asks: [],
  },
  {
    name: 'FOK counts the reserve of an iceberg',
    steps: [
      ['sell 1 101x8 shift=2', 'accepted sell 1 101x8'],
      ['buy 2 101x9 FOK', 'accepted buy 2 101x9', 'cancelled buy 2 101x9 fokUnfillable'],
      [
        'buy 3 101x8 FOK',
        'accepted buy 3 101x8',
        'fill buy 3<1 101x2 left 6/6',
        'fill buy 3<1 101x2 left 4/4',
        'fill buy 3<1 101x2 left 2/2',
        'fill buy 3<1 101x2 left 0/0',
      ],
    ],
    asks: [],
  },
  {
    name: 'an IOC market order is legal and never rests',
    steps: [
      ['sell 1 100x1', 'accepted sell 1 100x1'],
      [
        'buy 2 market x3 IOC',
        'accepted buy 2 0x3',
        'fill buy 2<1 100x1 left 0/2',
        'cancelled buy 2 0x2 marketRemainder',
      ],
    ],
    bids: [],
  },
  {
    name: 'post-only rests away from the touch',
    steps: [
      ['sell 1 101x5', 'accepted sell 1 101x5'],
      ['buy 2 100x5 post', 'accepted buy 2 100x5'],
    ],
    bids: ['100x5'],
    asks: ['101x5'],
  },
  {
    name: 'post-only is refused at the touch and through it, on both sides',
    steps: [
      ['sell 1 101x5', 'accepted sell 1 101x5'],
      ['buy 2 101x5 post', 'rejected buy 2 101x5 postOnlyWouldTake'],
      ['buy 3 102x5 post', 'rejected buy 3 102x5 postOnlyWouldTake'],
      ['buy 4 100x5', 'accepted buy 4 100x5'],
      ['sell 5 100x5 post', 'rejected sell 5 100x5 postOnlyWouldTake'],
      ['sell 6 99x5 post', 'rejected sell 6 99x5 postOnlyWouldTake'],
    ],
    bids: ['100x5'],
    asks: ['101x5'],
  },
  {
    name: 'a resting post-only order is a maker like another',
    steps: [
      ['buy 1 100x5 post', 'accepted buy 1 100x5'],
      ['sell 2 100x5', 'accepted sell 2 100x5', 'fill sell 2<1 100x5 left 0/0'],
    ],
    bids: [],
  },
  {
    name: 'touches are reported after each command, bid first, when they changed',
    reports: ['touch'],
    steps: [
      ['buy 1 100x5', 'touch buy 100x5'],
      ['buy 2 99x5'],
      ['buy 3 100x2', 'touch buy 100x7'],
      ['sell 4 99x20', 'touch buy 0x0', 'touch sell 99x8'],
      ['cancel 4', 'touch sell 0x0'],
      ['buy 5 0x3', 'touch buy 0x3'],
      ['replace 5 0x3'],
      ['buy 6 market x1'],
    ],
    bids: ['0x3'],
  },
  {
    name: 'a level 100,000 ticks away is found and traded',
    steps: [
      ['sell 1 100x1', 'accepted sell 1 100x1'],
      ['sell 2 100100x2', 'accepted sell 2 100100x2'],
      ['buy 3 -100000x3', 'accepted buy 3 -100000x3'],
      [
        'buy 4 100100x3',
        'accepted buy 4 100100x3',
        'fill buy 4<1 100x1 left 0/2',
        'fill buy 4<2 100100x2 left 0/0',
      ],
      ['sell 5 -100000x1', 'accepted sell 5 -100000x1', 'fill sell 5<3 -100000x1 left 2/0'],
    ],
    bids: ['-100000x2'],
    asks: [],
  },
];
