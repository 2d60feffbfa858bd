/**
 * Orders that wait for a trigger, orders whose limit the market sets, and orders that end by the clock.
 * Data only; step k happens at k ns.
 */
import type { ConformanceCase } from './case';

/** A market at 99 / 101 that last traded at 100. */
export const traded = [
  ['sell 901 100x1', 'accepted sell 901 100x1'],
  ['buy 902 100x1', 'accepted buy 902 100x1', 'fill buy 902<901 100x1 left 0/0'],
  ['buy 903 99x10', 'accepted buy 903 99x10'],
  ['sell 904 101x10', 'accepted sell 904 101x10'],
] as const;

export const waitingCases: readonly ConformanceCase[] = [
  {
    name: 'a buy stop waits in no level and becomes a market order when the last fill reaches its trigger',
    steps: [
      ...traded,
      ['buy 1 stop x3 trigger=101', 'accepted buy 1 0x3'],
      [
        'buy 2 101x1',
        'accepted buy 2 101x1',
        'fill buy 2<904 101x1 left 9/0',
        'triggered buy 1 0x3',
        'fill buy 1<904 101x3 left 6/0',
      ],
    ],
    bids: ['99x10'],
    asks: ['101x6'],
  },
  {
    name: 'a stop acts after the aggressor has finished, not between its fills',
    steps: [
      ...traded,
      ['sell 3 102x10', 'accepted sell 3 102x10'],
      ['buy 1 stop x3 trigger=101', 'accepted buy 1 0x3'],
      [
        'buy 2 102x15',
        'accepted buy 2 102x15',
        'fill buy 2<904 101x10 left 0/5',
        'fill buy 2<3 102x5 left 5/0',
        'triggered buy 1 0x3',
        'fill buy 1<3 102x3 left 2/0',
      ],
    ],
  },
  {
    name: 'a stop that finds nobody is cancelled like a market order',
    steps: [
      ...traded,
      ['buy 1 stop x12 trigger=101', 'accepted buy 1 0x12'],
      [
        'buy 2 101x1',
        'accepted buy 2 101x1',
        'fill buy 2<904 101x1 left 9/0',
        'triggered buy 1 0x12',
        'fill buy 1<904 101x9 left 0/3',
        'cancelled buy 1 0x3 marketRemainder',
      ],
    ],
    asks: [],
  },
  {
    name: 'a stop-limit rests at its limit once it is elected',
    steps: [
      ...traded,
      ['sell 1 stopLimit 98x3 trigger=99', 'accepted sell 1 98x3'],
      ['sell 2 99x10', 'accepted sell 2 99x10', 'fill sell 2<903 99x10 left 0/0', 'triggered sell 1 98x3'],
    ],
    asks: ['98x3', '101x10'],
  },
  {
    name: 'a trigger that holds on arrival elects at once',
    steps: [
      ...traded,
      [
        'sell 1 stop x2 trigger=100',
        'accepted sell 1 0x2',
        'triggered sell 1 0x2',
        'fill sell 1<903 99x2 left 8/0',
      ],
    ],
  },
  {
    name: 'nothing triggers before the first fill',
    steps: [
      ['sell 1 stop x2 trigger=200', 'accepted sell 1 0x2'],
      ['buy 2 99x1', 'accepted buy 2 99x1'],
    ],
    bids: ['99x1'],
  },
  {
    name: 'if-touched orders wait for a better price, stops for a worse one',
    steps: [
      ...traded,
      ['buy 1 marketIfTouched x1 trigger=99', 'accepted buy 1 0x1'],
      ['buy 2 limitIfTouched 98x1 trigger=99', 'accepted buy 2 98x1'],
      [
        'sell 3 99x1',
        'accepted sell 3 99x1',
        'fill sell 3<903 99x1 left 9/0',
        'triggered buy 1 0x1',
        'fill buy 1<904 101x1 left 9/0',
        'triggered buy 2 98x1',
      ],
    ],
    bids: ['99x9', '98x1'],
  },
  {
    name: 'a buy watches the ask, a sell the bid, both after the whole event',
    steps: [
      ...traded,
      ['buy 1 stop x1 trigger=102 triggerBy=bidAsk', 'accepted buy 1 0x1'],
      ['sell 2 stop x1 trigger=98 triggerBy=bidAsk', 'accepted sell 2 0x1'],
      ['sell 3 103x5', 'accepted sell 3 103x5'],
      [
        'cancel 904',
        'cancelled sell 904 101x10 requested',
        'triggered buy 1 0x1',
        'fill buy 1<3 103x1 left 4/0',
      ],
      ['buy 4 97x1', 'accepted buy 4 97x1'],
      [
        'cancel 903',
        'cancelled buy 903 99x10 requested',
        'triggered sell 2 0x1',
        'fill sell 2<4 97x1 left 0/0',
      ],
    ],
  },
  {
    name: 'the middle is half of bid and ask, rounded down',
    steps: [
      ...traded,
      ['buy 1 stop x1 trigger=101 triggerBy=mid', 'accepted buy 1 0x1'],
      ['buy 2 100x1', 'accepted buy 2 100x1'],
      ['sell 3 102x5', 'accepted sell 3 102x5'],
      [
        'cancel 904',
        'cancelled sell 904 101x10 requested',
        'triggered buy 1 0x1',
        'fill buy 1<3 102x1 left 4/0',
      ],
    ],
  },
  {
    name: 'elected together: rising triggers from the lowest, equals by arrival',
    steps: [
      ...traded,
      ['sell 5 105x10', 'accepted sell 5 105x10'],
      ['buy 1 stop x1 trigger=104', 'accepted buy 1 0x1'],
      ['buy 2 stop x1 trigger=103', 'accepted buy 2 0x1'],
      ['buy 3 stop x1 trigger=104', 'accepted buy 3 0x1'],
      [
        'buy 4 105x11',
        'accepted buy 4 105x11',
        'fill buy 4<904 101x10 left 0/1',
        'fill buy 4<5 105x1 left 9/0',
        'triggered buy 2 0x1',
        'fill buy 2<5 105x1 left 8/0',
        'triggered buy 1 0x1',
        'fill buy 1<5 105x1 left 7/0',
        'triggered buy 3 0x1',
        'fill buy 3<5 105x1 left 6/0',
      ],
    ],
  },
  {
    name: 'falling triggers are elected from the highest, and what they elect comes behind them',
    steps: [
      ...traded,
      ['buy 5 95x10', 'accepted buy 5 95x10'],
      ['buy 6 90x10', 'accepted buy 6 90x10'],
      ['sell 1 stop x9 trigger=97', 'accepted sell 1 0x9'],
      ['sell 2 stop x1 trigger=98', 'accepted sell 2 0x1'],
      ['sell 3 stop x1 trigger=95', 'accepted sell 3 0x1'],
      ['sell 7 stop x1 trigger=90', 'accepted sell 7 0x1'],
      [
        'sell 4 95x11',
        'accepted sell 4 95x11',
        'fill sell 4<903 99x10 left 0/1',
        'fill sell 4<5 95x1 left 9/0',
        'triggered sell 2 0x1',
        'fill sell 2<5 95x1 left 8/0',
        'triggered sell 1 0x9',
        'fill sell 1<5 95x8 left 0/1',
        'fill sell 1<6 90x1 left 9/0',
        'triggered sell 3 0x1',
        'fill sell 3<6 90x1 left 8/0',
        'triggered sell 7 0x1',
        'fill sell 7<6 90x1 left 7/0',
      ],
    ],
  },
  {
    name: 'a waiting order can be reduced, given another trigger and cancelled',
    steps: [
      ...traded,
      ['buy 1 stop x5 trigger=101', 'accepted buy 1 0x5'],
      ['reduce 1 x2', 'reduced buy 1 0x2'],
      ['replace 1 105x4', 'replaced buy 1 105x4'],
      ['buy 2 101x1', 'accepted buy 2 101x1', 'fill buy 2<904 101x1 left 9/0'],
      ['cancel 1', 'cancelled buy 1 0x4 requested'],
      ['cancel 1', 'cancelRejected buy 1 0x0 unknownId'],
    ],
  },
  {
    name: 'triggers are prices on the tick and in range',
    rules: { unitsPerTick: 5, maxTick: 100 },
    steps: [
      ['buy 1 stop x5 trigger=101', 'rejected buy 1 0x5 offTick'],
      ['buy 1 stop x5 trigger=505', 'rejected buy 1 0x5 priceOutOfRange'],
      ['buy 1 stop x5 trigger=500', 'accepted buy 1 0x5'],
      ['buy 2 trailingStop x5 trail=0', 'rejected buy 2 0x5 badTerms'],
      ['buy 2 trailingStop x5 trail=10001 trailIn=basisPoints', 'rejected buy 2 0x5 badTerms'],
      ['buy 2 trailingStop x5 trail=10000 trailIn=basisPoints', 'accepted buy 2 0x5'],
    ],
  },
  {
    name: 'market to limit takes one price and rests there',
    steps: [
      ['sell 1 101x2', 'accepted sell 1 101x2'],
      ['sell 2 102x9', 'accepted sell 2 102x9'],
      ['buy 3 marketToLimit x5', 'accepted buy 3 0x5', 'fill buy 3<1 101x2 left 0/3', 'restated buy 3 101x3'],
      ['buy 4 market x1', 'accepted buy 4 0x1', 'fill buy 4<2 102x1 left 8/0'],
    ],
    bids: ['101x3'],
    asks: ['102x8'],
  },
  {
    name: 'market to limit without another side is cancelled',
    steps: [['buy 3 marketToLimit x5', 'accepted buy 3 0x5', 'cancelled buy 3 0x5 marketRemainder']],
    bids: [],
  },
  {
    // CME: best offer 90025, protection 600 points; what is left rests at 90625.
    name: 'a market order with protection stops at the protection price and rests there',
    rules: { unitsPerTick: 25 },
    steps: [
      ['sell 1 90025x2', 'accepted sell 1 90025x2'],
      ['sell 2 90625x1', 'accepted sell 2 90625x1'],
      ['sell 3 90650x1', 'accepted sell 3 90650x1'],
      [
        'buy 4 marketProtected x5 protection=24',
        'accepted buy 4 0x5',
        'fill buy 4<1 90025x2 left 0/3',
        'fill buy 4<2 90625x1 left 0/2',
        'restated buy 4 90625x2',
      ],
    ],
    bids: ['90625x2'],
    asks: ['90650x1'],
  },
  {
    name: 'the protection price stays in the range of the instrument',
    rules: { minTick: 95 },
    steps: [
      ['buy 1 96x1', 'accepted buy 1 96x1'],
      [
        'sell 2 marketProtected x5 protection=50',
        'accepted sell 2 0x5',
        'fill sell 2<1 96x1 left 0/4',
        'restated sell 2 95x4',
      ],
    ],
    asks: ['95x4'],
  },
  {
    name: 'GTD ends before anything else of its moment, and not earlier',
    steps: [
      ['buy 1 100x5 GTD expires=3', 'accepted buy 1 100x5'],
      ['sell 2 100x1', 'accepted sell 2 100x1', 'fill sell 2<1 100x1 left 4/0'],
      ['sell 3 100x1', 'cancelled buy 1 100x4 expired', 'accepted sell 3 100x1'],
    ],
    bids: [],
    asks: ['100x1'],
  },
  {
    name: 'an order that has left does not expire, nor does another one with its id',
    steps: [
      ['buy 1 100x5 GTD expires=4', 'accepted buy 1 100x5'],
      ['cancel 1', 'cancelled buy 1 100x5 requested'],
      ['buy 1 99x5', 'accepted buy 1 99x5'],
      ['buy 2 98x1', 'accepted buy 2 98x1'],
    ],
    bids: ['99x5', '98x1'],
  },
  {
    name: 'GTD needs a time, later than now; other orders have none',
    steps: [
      ['buy 1 100x5 GTD', 'rejected buy 1 100x5 badTerms'],
      ['buy 1 100x5 GTD expires=2', 'rejected buy 1 100x5 expired'],
      ['buy 1 100x5 expires=9', 'rejected buy 1 100x5 badTerms'],
    ],
  },
  {
    name: 'an order for the auction is held in no level and can be cancelled',
    steps: [
      ['buy 1 100x5 ATC', 'accepted buy 1 100x5'],
      ['sell 2 100x5', 'accepted sell 2 100x5'],
      ['buy 3 100x5 ATO', 'rejected buy 3 100x5 notTradingNow'],
      ['cancel 1', 'cancelled buy 1 100x5 requested'],
    ],
    asks: ['100x5'],
  },
  {
    name: 'post-only that slides rests just behind the touch',
    steps: [
      ['sell 1 101x5', 'accepted sell 1 101x5'],
      ['buy 2 103x5 slide', 'accepted buy 2 103x5', 'restated buy 2 100x5'],
    ],
    bids: ['100x5'],
    asks: ['101x5'],
  },
  {
    name: 'post-only at the edge of the range has nowhere to slide',
    rules: { minTick: 101 },
    steps: [
      ['sell 1 101x5', 'accepted sell 1 101x5'],
      ['buy 2 103x5 slide', 'rejected buy 2 103x5 postOnlyWouldTake'],
      ['buy 3 103x5 post', 'rejected buy 3 103x5 postOnlyWouldTake'],
    ],
  },
];
