/**
 * Rules of a venue: sharing one price, price and lot steps, band, collar, largest value; one tick either side of each
 * limit. Data only.
 */
import type { ConformanceCase } from './case';

/** Sells 5, 20, 50 and 75 at 100 behind an order of 10 that was there first. */
const five = [
  ['sell 1 100x10', 'accepted sell 1 100x10'],
  ['sell 2 100x5', 'accepted sell 2 100x5'],
  ['sell 3 100x20', 'accepted sell 3 100x20'],
  ['sell 4 100x50', 'accepted sell 4 100x50'],
  ['sell 5 100x75', 'accepted sell 5 100x75'],
] as const;

export const venueCases: readonly ConformanceCase[] = [
  {
    // CME notice 020705-1: 60 against 10 (top), 5, 20, 50, 75 → 10, 3, 6, 16, 25: shares round down, under two lots are
    // nothing, the rest goes earliest first.
    name: 'pro rata with a top order: the worked example of CME notice 020705-1',
    rules: { venueRules: { allocation: 'proRataTop', minShareLots: 2 } },
    steps: [
      ...five,
      [
        'buy 6 100x60',
        'accepted buy 6 100x60',
        'fill buy 6<1 100x10 left 0/50',
        'fill buy 6<3 100x6 left 14/44',
        'fill buy 6<4 100x16 left 34/28',
        'fill buy 6<5 100x25 left 50/3',
        'fill buy 6<2 100x3 left 2/0',
      ],
    ],
    asks: ['100x100'],
  },
  {
    name: 'pro rata without a top order shares by size alone',
    rules: { venueRules: { allocation: 'proRata', minShareLots: 2 } },
    steps: [
      ...five,
      [
        // 60 of 160: 3.75, 1.875, 7.5, 18.75, 28.125.
        'buy 6 100x60',
        'accepted buy 6 100x60',
        'fill buy 6<1 100x3 left 7/57',
        'fill buy 6<3 100x7 left 13/50',
        'fill buy 6<4 100x18 left 32/32',
        'fill buy 6<5 100x28 left 47/4',
        'fill buy 6<1 100x4 left 3/0',
      ],
    ],
  },
  {
    name: 'split: a part earliest first, then by size, the rest earliest first',
    rules: { venueRules: { allocation: 'split', fifoPercent: 40, minShareLots: 1 } },
    steps: [
      ...five,
      [
        // 40 % of 61 are 24: 10, 5, 9 of 20; 37 of 136: 2.99, 13.6, 20.4; 2 are left.
        'buy 6 100x61',
        'accepted buy 6 100x61',
        'fill buy 6<1 100x10 left 0/51',
        'fill buy 6<2 100x5 left 0/46',
        'fill buy 6<3 100x9 left 11/37',
        'fill buy 6<3 100x2 left 9/35',
        'fill buy 6<4 100x13 left 37/22',
        'fill buy 6<5 100x20 left 55/2',
        'fill buy 6<3 100x2 left 7/0',
      ],
    ],
  },
  {
    name: 'an aggressor that takes the whole price takes it earliest first, then the next price by its own shares',
    rules: { venueRules: { allocation: 'proRata' } },
    steps: [
      ['sell 1 100x2', 'accepted sell 1 100x2'],
      ['sell 2 100x4', 'accepted sell 2 100x4'],
      ['sell 3 101x10', 'accepted sell 3 101x10'],
      ['sell 4 101x30', 'accepted sell 4 101x30'],
      [
        'buy 5 101x14',
        'accepted buy 5 101x14',
        'fill buy 5<1 100x2 left 0/12',
        'fill buy 5<2 100x4 left 0/8',
        'fill buy 5<3 101x2 left 8/6',
        'fill buy 5<4 101x6 left 24/0',
      ],
    ],
  },
  {
    name: 'the top order loses its place to a better price and does not get it back',
    rules: { venueRules: { allocation: 'proRataTop' } },
    steps: [
      ['buy 1 100x10', 'accepted buy 1 100x10'],
      ['buy 2 100x30', 'accepted buy 2 100x30'],
      ['buy 3 101x1', 'accepted buy 3 101x1'],
      ['cancel 3', 'cancelled buy 3 101x1 requested'],
      [
        'sell 4 100x20',
        'accepted sell 4 100x20',
        'fill sell 4<1 100x5 left 5/15',
        'fill sell 4<2 100x15 left 15/0',
      ],
    ],
  },
  {
    name: 'the top order goes first again and again until it is used up or replaced',
    rules: { venueRules: { allocation: 'proRataTop' } },
    steps: [
      ['buy 1 100x10', 'accepted buy 1 100x10'],
      ['buy 2 100x40', 'accepted buy 2 100x40'],
      ['sell 3 100x4', 'accepted sell 3 100x4', 'fill sell 3<1 100x4 left 6/0'],
      ['sell 4 100x4', 'accepted sell 4 100x4', 'fill sell 4<1 100x4 left 2/0'],
      ['replace 1 100x10', 'replaced buy 1 100x10'],
      [
        'sell 5 100x10',
        'accepted sell 5 100x10',
        'fill sell 5<2 100x8 left 32/2',
        'fill sell 5<1 100x2 left 8/0',
      ],
    ],
  },
  {
    name: 'sizes are displayed lots, and hidden orders of the price come last',
    rules: { venueRules: { allocation: 'proRata' } },
    steps: [
      ['sell 1 100x9 display=3', 'accepted sell 1 100x9'],
      ['sell 2 100x9', 'accepted sell 2 100x9'],
      ['sell 3 100x9 hidden', 'accepted sell 3 100x9'],
      ['buy 4 100x4', 'accepted buy 4 100x4', 'fill buy 4<1 100x1 left 8/3', 'fill buy 4<2 100x3 left 6/0'],
      [
        'buy 5 100x17',
        'accepted buy 5 100x17',
        'fill buy 5<1 100x2 left 6/15',
        'fill buy 5<2 100x6 left 0/9',
        'fill buy 5<1 100x3 left 3/6',
        'fill buy 5<1 100x3 left 0/3',
        'fill buy 5<3 100x3 left 6/0',
      ],
    ],
  },
  {
    // 1 (hidden) came before 2, and 3 (hidden) before 4.
    name: 'by time a hidden order is served before the displayed ones of its price that came later',
    rules: { venueRules: { priority: 'time' } },
    steps: [
      ['sell 1 100x5 hidden', 'accepted sell 1 100x5'],
      ['sell 2 100x5', 'accepted sell 2 100x5'],
      ['sell 3 100x5 hidden', 'accepted sell 3 100x5'],
      ['sell 4 100x5', 'accepted sell 4 100x5'],
      [
        'buy 5 100x12',
        'accepted buy 5 100x12',
        'fill buy 5<1 100x5 left 0/7',
        'fill buy 5<2 100x5 left 0/2',
        'fill buy 5<3 100x2 left 3/0',
      ],
      ['buy 6 100x4', 'accepted buy 6 100x4', 'fill buy 6<3 100x3 left 0/1', 'fill buy 6<4 100x1 left 4/0'],
    ],
    asks: ['100x4'],
  },
  {
    name: 'by time what an iceberg shows anew goes behind the hidden orders of its price',
    rules: { venueRules: { priority: 'time' } },
    steps: [
      ['sell 1 100x9 display=3', 'accepted sell 1 100x9'],
      ['sell 2 100x4 hidden', 'accepted sell 2 100x4'],
      ['sell 3 100x2', 'accepted sell 3 100x2'],
      [
        'buy 4 100x14',
        'accepted buy 4 100x14',
        'fill buy 4<1 100x3 left 6/11',
        'fill buy 4<2 100x4 left 0/7',
        'fill buy 4<3 100x2 left 0/5',
        'fill buy 4<1 100x3 left 3/2',
        'fill buy 4<1 100x2 left 1/0',
      ],
    ],
    asks: ['100x1'],
  },
  {
    // A refill alone at its price is new too: the hidden order that came meanwhile is ahead of it.
    name: 'by time an iceberg alone at its price loses its place with each refill',
    rules: { venueRules: { priority: 'time' } },
    steps: [
      ['sell 1 100x6 display=2', 'accepted sell 1 100x6'],
      ['buy 2 100x2', 'accepted buy 2 100x2', 'fill buy 2<1 100x2 left 4/0'],
      ['sell 3 100x2 hidden', 'accepted sell 3 100x2'],
      [
        'buy 4 100x5',
        'accepted buy 4 100x5',
        'fill buy 4<1 100x2 left 2/3',
        'fill buy 4<3 100x2 left 0/1',
        'fill buy 4<1 100x1 left 1/0',
      ],
    ],
  },
  {
    name: 'by time an order that wants more at once than is left is passed over, and a replace goes to the back',
    rules: { venueRules: { priority: 'time' } },
    steps: [
      ['sell 1 100x6 allOrNone', 'accepted sell 1 100x6'],
      ['sell 2 100x3', 'accepted sell 2 100x3'],
      ['buy 3 100x5', 'accepted buy 3 100x5', 'fill buy 3<2 100x3 left 0/2'],
      ['sell 4 101x3', 'accepted sell 4 101x3'],
      ['sell 5 101x3 hidden', 'accepted sell 5 101x3'],
      ['replace 4 101x3', 'replaced sell 4 101x3'],
      ['cancel 1', 'cancelled sell 1 100x6 requested'],
      ['buy 6 101x4', 'accepted buy 6 101x4', 'fill buy 6<5 101x3 left 0/1', 'fill buy 6<4 101x1 left 2/0'],
    ],
    bids: ['100x2'],
  },
  {
    // 8 of 9 + 9 displayed: 4, 4; hidden lots are in no share. Then 20: no less than 10 displayed, so all by time.
    name: 'by time shares by size are of displayed lots, and the rest is served by time with the hidden ones',
    rules: { venueRules: { allocation: 'proRata', priority: 'time' } },
    steps: [
      ['sell 1 100x9 hidden', 'accepted sell 1 100x9'],
      ['sell 2 100x9', 'accepted sell 2 100x9'],
      ['sell 3 100x9', 'accepted sell 3 100x9'],
      ['buy 4 100x8', 'accepted buy 4 100x8', 'fill buy 4<2 100x4 left 5/4', 'fill buy 4<3 100x4 left 5/0'],
      // 7 of 10: 3.5 each; the lot that is left goes to the earliest, which is hidden.
      [
        'buy 5 100x7',
        'accepted buy 5 100x7',
        'fill buy 5<2 100x3 left 2/4',
        'fill buy 5<3 100x3 left 2/1',
        'fill buy 5<1 100x1 left 8/0',
      ],
      [
        'buy 6 100x11',
        'accepted buy 6 100x11',
        'fill buy 6<1 100x8 left 0/3',
        'fill buy 6<2 100x2 left 0/1',
        'fill buy 6<3 100x1 left 1/0',
      ],
    ],
  },
  {
    // 50 % of 10 are 5: 2 hidden, 3 of 8. Then 5 of 5 + 4: 2.77, 2.22. One is left: the earliest.
    name: 'by time the part of a split that goes earliest first takes hidden orders too',
    rules: { venueRules: { allocation: 'split', fifoPercent: 50, priority: 'time' } },
    steps: [
      ['sell 1 100x2 hidden', 'accepted sell 1 100x2'],
      ['sell 2 100x8', 'accepted sell 2 100x8'],
      ['sell 3 100x4', 'accepted sell 3 100x4'],
      [
        'buy 4 100x10',
        'accepted buy 4 100x10',
        'fill buy 4<1 100x2 left 0/8',
        'fill buy 4<2 100x3 left 5/5',
        'fill buy 4<2 100x2 left 3/3',
        'fill buy 4<3 100x2 left 2/1',
        'fill buy 4<2 100x1 left 2/0',
      ],
    ],
  },
  {
    name: 'by time a fill-or-kill counts a hidden order where it stands, and its own order stops it there',
    rules: { selfTrade: 'cancelNew', venueRules: { priority: 'time' } },
    accounts: [{ id: 1, cash: 10_000n }],
    steps: [
      ['sell 1 100x3', 'accepted sell 1 100x3'],
      ['sell 2 100x4 hidden', 'accepted sell 2 100x4'],
      ['sell 3 100x5 account=1', 'accepted sell 3 100x5'],
      ['buy 4 100x8 FOK account=1', 'accepted buy 4 100x8', 'cancelled buy 4 100x8 fokUnfillable'],
      [
        'buy 5 100x7 FOK account=1',
        'accepted buy 5 100x7',
        'fill buy 5<1 100x3 left 0/4',
        'fill buy 5<2 100x4 left 0/0',
      ],
    ],
  },
  {
    // The reserve of an iceberg stands behind the own order: 3 are all that may trade before it.
    name: 'a fill-or-kill does not count what an iceberg would show behind its own order',
    rules: { selfTrade: 'cancelNew' },
    accounts: [{ id: 1, cash: 10_000n }],
    steps: [
      ['sell 1 100x9 display=3', 'accepted sell 1 100x9'],
      ['sell 2 100x5 account=1', 'accepted sell 2 100x5'],
      ['buy 3 100x4 FOK account=1', 'accepted buy 3 100x4', 'cancelled buy 3 100x4 fokUnfillable'],
    ],
    asks: ['100x8'],
  },
  {
    name: 'prices step by the table',
    rules: {
      unitsPerTick: 1,
      venueRules: {
        priceSteps: [
          { fromUnits: '100', units: 5 },
          { fromUnits: '200', units: 10 },
        ],
      },
    },
    steps: [
      ['buy 1 99x1', 'accepted buy 1 99x1'],
      ['buy 2 101x1', 'rejected buy 2 101x1 offTick'],
      ['buy 3 105x1', 'accepted buy 3 105x1'],
      ['sell 4 205x1', 'rejected sell 4 205x1 offTick'],
      ['sell 5 210x1', 'accepted sell 5 210x1'],
      ['replace 5 195x1', 'replaced sell 5 195x1'],
      ['replace 5 196x1', 'replaceRejected buy 5 196x1 offTick'],
      ['buy 6 stop x1 trigger=196', 'rejected buy 6 0x1 offTick'],
    ],
  },
  {
    name: 'lots step and have a least',
    rules: { venueRules: { lotStep: 10, minLots: 20 } },
    steps: [
      ['buy 1 100x19', 'rejected buy 1 100x19 offLotStep'],
      ['buy 1 100x10', 'rejected buy 1 100x10 belowMinLots'],
      ['buy 1 100x20', 'accepted buy 1 100x20'],
      ['buy 2 100x21', 'rejected buy 2 100x21 offLotStep'],
      ['replace 1 100x25', 'replaceRejected buy 1 100x25 offLotStep'],
      ['sell 3 market x5', 'rejected sell 3 0x5 offLotStep'],
    ],
  },
  {
    name: 'a band of ten percent around a fixed reference, exact to the unit',
    rules: { venueRules: { bandBasisPoints: 1000, referenceUnits: '1005' } },
    steps: [
      // 10 % of 1005 are 100.5, rounded down.
      ['buy 1 904x1', 'rejected buy 1 904x1 outsideBand'],
      ['buy 1 905x1', 'accepted buy 1 905x1'],
      ['sell 2 1106x1', 'rejected sell 2 1106x1 outsideBand'],
      ['sell 2 1105x1', 'accepted sell 2 1105x1'],
      ['replace 2 1106x1', 'replaceRejected buy 2 1106x1 outsideBand'],
      ['buy 3 market x1', 'accepted buy 3 0x1', 'fill buy 3<2 1105x1 left 0/0'],
    ],
  },
  {
    name: 'without a fixed reference the band follows the last fill, and there is none before the first',
    rules: { venueRules: { bandBasisPoints: 1000 } },
    steps: [
      ['sell 1 500x1', 'accepted sell 1 500x1'],
      ['sell 2 100x2', 'accepted sell 2 100x2'],
      ['buy 3 100x1', 'accepted buy 3 100x1', 'fill buy 3<2 100x1 left 1/0'],
      ['sell 4 111x1', 'rejected sell 4 111x1 outsideBand'],
      ['sell 4 110x1', 'accepted sell 4 110x1'],
      ['buy 5 stopLimit 89x1 trigger=300', 'rejected buy 5 89x1 outsideBand'],
    ],
  },
  {
    name: 'a collar: at most so many ticks through the touch',
    rules: { venueRules: { collarTicks: 2 } },
    steps: [
      ['sell 1 100x1', 'accepted sell 1 100x1'],
      ['buy 2 103x1', 'rejected buy 2 103x1 beyondCollar'],
      ['buy 3 90x1', 'accepted buy 3 90x1'],
      ['sell 4 87x1', 'rejected sell 4 87x1 beyondCollar'],
      ['sell 5 88x1', 'accepted sell 5 88x1', 'fill sell 5<3 90x1 left 0/0'],
      ['buy 6 102x1', 'accepted buy 6 102x1', 'fill buy 6<1 100x1 left 0/0'],
      ['buy 7 500x1', 'accepted buy 7 500x1'],
    ],
  },
  {
    name: 'a largest value of one order, at its price or at the touch',
    rules: { venueRules: { maxValue: '1000' } },
    steps: [
      ['sell 1 100x11', 'rejected sell 1 100x11 aboveMaxValue'],
      ['sell 1 100x10', 'accepted sell 1 100x10'],
      ['buy 2 market x11', 'rejected buy 2 0x11 aboveMaxValue'],
      ['replace 1 101x10', 'replaceRejected buy 1 101x10 aboveMaxValue'],
      ['buy 2 market x10', 'accepted buy 2 0x10', 'fill buy 2<1 100x10 left 0/0'],
      ['buy 3 market x99', 'accepted buy 3 0x99', 'cancelled buy 3 0x99 marketRemainder'],
    ],
  },
];
