/**
 * Prices and shares of auctions; where a case says so it is a worked example of a published rulebook (CME Group Client
 * Systems Wiki, "Application of the Indicative Opening Price Rules"; Xetra Market Model, chapter on price determination in
 * auctions; Nasdaq Rule 4752). Data only.
 */
import type { ConformanceCase } from './case';

const auctionOnly = ['auction'] as const;

/** Orders of a depth table, one a line: `side price x lots`. */
const table = (bids: readonly string[], asks: readonly string[]): [string][] => [
  ...bids.map((order, index): [string] => [`buy ${index + 1} ${order}`]),
  ...asks.map((order, index): [string] => [`sell ${index + 101} ${order}`]),
];

const cmeRules = {
  uncrossRules: ['maxVolume', 'minSurplus', 'surplusSide', 'nearestSettlement'],
  iteratesStops: 1,
} as const;
const xetraRules = {
  uncrossRules: ['maxVolume', 'minSurplus', 'surplusSide', 'reference'],
  enteredOnly: 1,
} as const;
const cmeAsks = ['51x30', '50x100', '49x1', '48x25', '46x50', '45x90', '44x4', '43x6'];

export const auctionCases: readonly ConformanceCase[] = [
  {
    name: 'what an auction printed before a pause elects nobody in the event that opens again',
    reports: ['fill', 'auction'],
    steps: [
      ['session openingCall'],
      ['buy 1 100x1'],
      ['sell 2 100x1'],
      ['sell 3 stop x1 trigger=100'],
      ['session postClose', 'auction 100x1 buy 0 maxVolume', 'fill buy 1<2 100x1 left 0/0'],
      ['session openingCall'],
      ['buy 4 102x1'],
      ['sell 5 102x1'],
      // The first and the last fill of this event are at 102, above the trigger.
      ['session continuous', 'auction 102x1 buy 0 maxVolume', 'fill buy 4<5 102x1 left 0/0'],
    ],
  },
  {
    name: 'CME rule 1: the price at which most trades',
    rules: { callRules: cmeRules },
    reports: auctionOnly,
    steps: [
      ['session preOpen'],
      ...table(
        ['51x10', '50x20', '49x30', '48x40', '47x50', '46x70', '45x100', '44x1', '43x30'],
        ['51x30', '50x100', '49x1', '48x25', '47x1', '46x100', '45x90', '44x4', '43x6'],
      ),
      ['session continuous', 'auction 46x200 buy 20 maxVolume'],
    ],
  },
  {
    name: 'CME rule 2: 46 and 47 tie at 150, and 47 leaves nothing over',
    rules: { callRules: cmeRules },
    reports: auctionOnly,
    steps: [
      ['session preOpen'],
      ...table(['51x10', '50x20', '49x30', '48x40', '47x50', '46x30', '45x100', '44x1', '43x30'], cmeAsks),
      ['session continuous', 'auction 47x150 buy 0 minSurplus'],
    ],
  },
  {
    name: 'CME rule 3: 46 and 47 tie with the same bids over, so the higher',
    rules: { callRules: cmeRules },
    reports: auctionOnly,
    steps: [
      ['session preOpen'],
      ...table(['51x10', '50x20', '49x30', '48x40', '47x60', '45x100', '44x1', '43x30'], cmeAsks),
      ['session continuous', 'auction 47x150 buy 10 surplusSide'],
    ],
  },
  {
    name: 'CME rule 4: asks are over at every price that ties, so the lowest',
    rules: { callRules: cmeRules },
    reports: auctionOnly,
    steps: [
      ['session preOpen'],
      ...table(['50x10'], ['47x30']),
      ['session continuous', 'auction 47x10 sell 20 surplusSide'],
    ],
  },
  {
    name: 'CME rule 5: nothing is over anywhere, so the nearest to settlement',
    rules: { callRules: cmeRules },
    reports: auctionOnly,
    steps: [
      ['venueRule sell 0 48x0'],
      ['session preOpen'],
      ...table(['50x10'], ['45x10']),
      ['session continuous', 'auction 48x10 buy 0 nearestSettlement'],
    ],
  },
  {
    name: 'CME: a stop that the price elects takes part and moves it',
    rules: { callRules: cmeRules },
    reports: ['auction', 'accepted', 'fill'],
    steps: [
      ['buy 9 stopLimit 52x40 trigger=47', 'accepted buy 9 52x40'],
      ['session preOpen'],
      ['buy 1 50x10', 'accepted buy 1 50x10'],
      ['sell 2 45x10', 'accepted sell 2 45x10'],
      ['sell 3 51x30', 'accepted sell 3 51x30'],
      ['sell 4 49x5', 'accepted sell 4 49x5'],
      // Alone 10 at 45 … 48, where nothing is over, and settlement unknown: the lowest, 45, elects nobody.
      ['sell 5 46x2', 'accepted sell 5 46x2'],
      ['buy 6 50x7', 'accepted buy 6 50x7'],
      // Now 17 at 49 … 50 without surplus: 49. The stop is elected: 40 trade at 51, 17 at 50.
      [
        'session continuous',
        'auction 51x40 sell 7 surplusSide',
        'triggered buy 9 52x40',
        'fill buy 9<2 51x10 left 0/30',
        'fill buy 9<5 51x2 left 0/28',
        'fill buy 9<4 51x5 left 0/23',
        'fill buy 9<3 51x23 left 7/0',
      ],
    ],
  },
  {
    name: 'CME: so does a trailing stop limit, with the limit that it gets then: 47 and five ticks',
    rules: { callRules: cmeRules },
    reports: ['auction', 'accepted', 'fill'],
    steps: [
      ['buy 9 trailingStopLimit x40 trail=50 trigger=47 limitOffset=5', 'accepted buy 9 0x40'],
      ['session preOpen'],
      ['buy 1 50x10', 'accepted buy 1 50x10'],
      ['sell 2 45x10', 'accepted sell 2 45x10'],
      ['sell 3 51x30', 'accepted sell 3 51x30'],
      ['sell 4 49x5', 'accepted sell 4 49x5'],
      // Alone 10 at 45 … 48, where nothing is over, and settlement unknown: the lowest, 45, elects nobody.
      ['sell 5 46x2', 'accepted sell 5 46x2'],
      ['buy 6 50x7', 'accepted buy 6 50x7'],
      // Now 17 at 49 … 50 without surplus: 49. The stop is elected: 40 trade at 51, 17 at 50.
      [
        'session continuous',
        'auction 51x40 sell 7 surplusSide',
        'triggered buy 9 52x40',
        'fill buy 9<2 51x10 left 0/30',
        'fill buy 9<5 51x2 left 0/28',
        'fill buy 9<4 51x5 left 0/23',
        'fill buy 9<3 51x23 left 7/0',
      ],
    ],
  },
  {
    name: 'an iceberg counts with all its lots and keeps its place',
    reports: ['auction', 'fill'],
    steps: [
      ['session openingCall'],
      ['sell 1 100x40 display=5'],
      ['sell 2 100x10'],
      ['buy 3 101x38'],
      ['session continuous', 'auction 100x38 sell 12 surplusSide', 'fill buy 3<1 100x38 left 2/0'],
    ],
    asks: ['100x12'],
  },
  {
    name: 'Xetra: most lots and least over at one limit only',
    rules: { callRules: xetraRules },
    reports: auctionOnly,
    steps: [
      ['session openingCall'],
      ...table(['202x200', '201x200', '200x300'], ['200x100', '198x200', '197x400']),
      ['session continuous', 'auction 200x700 buy 0 maxVolume'],
    ],
  },
  {
    name: 'Xetra: two limits tie with bids over, so the higher one',
    rules: { callRules: xetraRules },
    reports: auctionOnly,
    steps: [
      ['session openingCall'],
      ...table(['202x400', '201x200'], ['199x300', '198x200']),
      // 201 leaves 100 bids over, 199 and 200 (nobody’s limit) too; 202 trades 400 only.
      ['session continuous', 'auction 201x500 buy 100 surplusSide'],
    ],
  },
  {
    name: 'Xetra: nothing is over from 199 to 201, so the last price between them',
    rules: { callRules: xetraRules },
    reports: auctionOnly,
    steps: [
      ['sell 901 200x1'],
      ['buy 902 200x1'],
      ['session openingCall'],
      ...table(['202x300', '201x200'], ['199x300', '198x200']),
      ['session continuous', 'auction 200x500 buy 0 reference'],
    ],
  },
  {
    name: 'Xetra: market orders alone trade at the reference, and not without one',
    rules: { callRules: xetraRules },
    reports: ['auction', 'cancelled'],
    steps: [
      ['session openingCall'],
      ['buy 1 market x9 ATO'],
      ['sell 2 market x8 ATO'],
      ['session continuous', 'cancelled buy 1 0x9 auctionEnded', 'cancelled sell 2 0x8 auctionEnded'],
      ['sell 3 200x1'],
      ['buy 4 200x1'],
      ['session openingCall'],
      ['buy 5 market x9 ATO'],
      ['sell 6 market x8 ATO'],
      ['session continuous', 'auction 200x8 buy 1 reference', 'cancelled buy 5 0x1 auctionEnded'],
    ],
  },
  {
    name: 'Nasdaq: an entered price that leaves shares unexecuted, before the middle of the quote',
    rules: {
      callRules: { uncrossRules: ['maxVolume', 'minSurplus', 'unexecuted', 'nearestMid'] },
    },
    reports: auctionOnly,
    steps: [
      ['buy 1 99x1'],
      ['sell 2 113x1'],
      ['session openingCall'],
      ['buy 3 110x30 ATO'],
      ['sell 4 104x20 ATO'],
      // 20 trade from 104 to 110 and leave 10 over; only at 110 is it an order of that price that is left, though the
      // middle of the quote is 106.
      ['session continuous', 'auction 110x20 buy 10 unexecuted'],
    ],
  },
  {
    name: 'the threshold keeps the price near the quote',
    rules: { callRules: { uncrossRules: ['maxVolume', 'minSurplus', 'nearestMid'], thresholdPoints: 200 } },
    reports: ['auction', 'cancelled'],
    steps: [
      ['buy 1 99x1'],
      ['sell 2 101x1'],
      ['session openingCall'],
      // 200 basis points of 100 around the quote: 97 … 103, where one lot trades.
      ['buy 3 110x10 ATO'],
      ['sell 4 105x10 ATO'],
      [
        'session continuous',
        'auction 101x1 buy 9 nearestMid',
        'cancelled buy 3 110x9 auctionEnded',
        'cancelled sell 4 105x10 auctionEnded',
      ],
    ],
  },
  {
    name: 'a batch shares by size at its price',
    rules: { callRules: { uncrossRules: ['maxVolume', 'minSurplus', 'middle'], byShares: 1 } },
    reports: ['auction', 'fill', 'session'],
    steps: [
      ['session batch', 'session 16'],
      ['sell 1 100x10'],
      ['sell 2 100x30'],
      ['sell 3 100x20'],
      ['buy 4 100x31'],
      [
        'session batch',
        'auction 100x31 sell 29 maxVolume',
        'fill buy 4<1 100x5 left 5/26',
        'fill buy 4<2 100x15 left 15/11',
        'fill buy 4<3 100x10 left 10/1',
        'fill buy 4<1 100x1 left 4/0',
      ],
    ],
    asks: ['100x29'],
  },
];
