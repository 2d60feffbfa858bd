/**
 * Cancel, reduce and replace; icebergs.
 * Data only.
 */
import type { ConformanceCase } from './case';

export const changeCases: readonly ConformanceCase[] = [
  {
    name: 'a cancel reports the open lots at the order’s price',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['sell 2 100x2', 'accepted sell 2 100x2', 'fill sell 2<1 100x2 left 3/0'],
      ['cancel 1', 'cancelled buy 1 100x3 requested'],
    ],
    bids: [],
  },
  {
    name: 'a cancel of an unknown, a filled or a cancelled id is refused',
    steps: [
      ['cancel 9', 'cancelRejected buy 9 0x0 unknownId'],
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5', 'fill buy 2<1 100x5 left 0/0'],
      ['cancel 1', 'cancelRejected buy 1 0x0 unknownId'],
      ['cancel 2', 'cancelRejected buy 2 0x0 unknownId'],
      ['buy 3 100x5', 'accepted buy 3 100x5'],
      ['cancel 3', 'cancelled buy 3 100x5 requested'],
      ['cancel 3', 'cancelRejected buy 3 0x0 unknownId'],
    ],
    bids: [],
    asks: [],
  },
  {
    name: 'a reduce keeps the place in the queue',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5'],
      ['reduce 1 x2', 'reduced buy 1 100x2'],
      [
        'sell 3 100x4',
        'accepted sell 3 100x4',
        'fill sell 3<1 100x3 left 0/1',
        'fill sell 3<2 100x1 left 4/0',
      ],
    ],
    bids: ['100x4'],
  },
  {
    name: 'a reduce by all the open lots, or by more, is a cancel',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['reduce 1 x5', 'cancelled buy 1 100x5 requested'],
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['reduce 1 x4000000000', 'cancelled buy 1 100x5 requested'],
    ],
    bids: [],
  },
  {
    name: 'a reduce by nothing or of nobody is refused',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['reduce 1 x0', 'reduceRejected buy 1 0x0 badLots'],
      ['reduce 2 x1', 'reduceRejected buy 2 0x1 unknownId'],
      ['reduce 2 x0', 'reduceRejected buy 2 0x0 badLots'],
    ],
    bids: ['100x5'],
  },
  {
    name: 'a replace loses the place in the queue, even to the same price',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5'],
      ['replace 1 100x5', 'replaced buy 1 100x5'],
      [
        'sell 3 100x6',
        'accepted sell 3 100x6',
        'fill sell 3<2 100x5 left 0/1',
        'fill sell 3<1 100x1 left 4/0',
      ],
    ],
    bids: ['100x4'],
  },
  {
    name: 'a replace with fewer lots loses its place too',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5'],
      ['replace 1 100x1', 'replaced buy 1 100x1'],
      ['sell 3 100x1', 'accepted sell 3 100x1', 'fill sell 3<2 100x1 left 4/0'],
    ],
    bids: ['100x5'],
  },
  {
    name: 'a replace moves to another level and may go beyond its original lots',
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['replace 1 103x50', 'replaced sell 1 103x50'],
      ['buy 2 103x50', 'accepted buy 2 103x50', 'fill buy 2<1 103x50 left 0/0'],
    ],
    asks: [],
  },
  {
    name: 'a replace that crosses trades at the makers’ prices and is printed last',
    steps: [
      ['sell 1 101x2', 'accepted sell 1 101x2'],
      ['sell 2 102x2', 'accepted sell 2 102x2'],
      ['buy 3 99x9', 'accepted buy 3 99x9'],
      [
        'replace 3 102x7',
        'fill buy 3<1 101x2 left 0/5',
        'fill buy 3<2 102x2 left 0/3',
        'replaced buy 3 102x7',
      ],
    ],
    bids: ['102x3'],
    asks: [],
  },
  {
    name: 'a replace that fills completely frees the id',
    steps: [
      ['sell 1 101x5', 'accepted sell 1 101x5'],
      ['buy 2 99x9', 'accepted buy 2 99x9'],
      ['replace 2 101x5', 'fill buy 2<1 101x5 left 0/0', 'replaced buy 2 101x5'],
      ['cancel 2', 'cancelRejected buy 2 0x0 unknownId'],
      ['buy 2 99x1', 'accepted buy 2 99x1'],
    ],
    bids: ['99x1'],
    asks: [],
  },
  {
    name: 'a refused replace leaves the order and its place as they were',
    rules: { maxLots: 10, minTick: 1, maxTick: 200 },
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5'],
      ['replace 1 100x0', 'replaceRejected buy 1 100x0 badLots'],
      ['replace 1 100x11', 'replaceRejected buy 1 100x11 badLots'],
      ['replace 1 201x5', 'replaceRejected buy 1 201x5 priceOutOfRange'],
      ['replace 3 100x5', 'replaceRejected buy 3 100x5 unknownId'],
      ['sell 4 100x1', 'accepted sell 4 100x1', 'fill sell 4<1 100x1 left 4/0'],
    ],
    bids: ['100x9'],
  },
  {
    name: 'a replace to a price between ticks is refused',
    rules: { unitsPerTick: 5 },
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['replace 1 101x5', 'replaceRejected buy 1 101x5 offTick'],
    ],
    asks: ['100x5'],
  },
  {
    name: 'a post-only order stays post-only when it is replaced',
    steps: [
      ['sell 1 101x5', 'accepted sell 1 101x5'],
      ['buy 2 99x5 post', 'accepted buy 2 99x5'],
      ['replace 2 101x5', 'replaceRejected buy 2 101x5 postOnlyWouldTake'],
      ['replace 2 100x4', 'replaced buy 2 100x4'],
      ['replace 2 102x4', 'replaceRejected buy 2 102x4 postOnlyWouldTake'],
    ],
    bids: ['100x4'],
    asks: ['101x5'],
  },
  {
    name: 'a cancel in the middle of a queue leaves the others in order',
    steps: [
      ['buy 1 100x1', 'accepted buy 1 100x1'],
      ['buy 2 100x1', 'accepted buy 2 100x1'],
      ['buy 3 100x1', 'accepted buy 3 100x1'],
      ['buy 4 100x1', 'accepted buy 4 100x1'],
      ['cancel 2', 'cancelled buy 2 100x1 requested'],
      [
        'sell 9 100x3',
        'accepted sell 9 100x3',
        'fill sell 9<1 100x1 left 0/2',
        'fill sell 9<3 100x1 left 0/1',
        'fill sell 9<4 100x1 left 0/0',
      ],
    ],
    bids: [],
  },
  {
    name: 'cancelling the last order of the best level uncovers the next',
    steps: [
      ['sell 1 101x1', 'accepted sell 1 101x1'],
      ['sell 2 105x1', 'accepted sell 2 105x1'],
      ['cancel 1', 'cancelled sell 1 101x1 requested'],
      ['buy 3 104x1', 'accepted buy 3 104x1'],
      ['buy 4 105x1', 'accepted buy 4 105x1', 'fill buy 4<2 105x1 left 0/0'],
    ],
    bids: ['104x1'],
    asks: [],
  },
  {
    name: 'an iceberg shows a part and refills at the back of the queue',
    steps: [
      ['sell 1 100x8 shift=2', 'accepted sell 1 100x8'],
      ['sell 2 100x3', 'accepted sell 2 100x3'],
      ['buy 3 100x2', 'accepted buy 3 100x2', 'fill buy 3<1 100x2 left 6/0'],
      ['buy 4 100x1', 'accepted buy 4 100x1', 'fill buy 4<2 100x1 left 2/0'],
      ['buy 5 100x4', 'accepted buy 5 100x4', 'fill buy 5<2 100x2 left 0/2', 'fill buy 5<1 100x2 left 4/0'],
    ],
    asks: ['100x2'],
  },
  {
    name: 'a sweep takes the refilled part after the others of the level, before the next price',
    steps: [
      ['sell 1 100x5 shift=1', 'accepted sell 1 100x5'],
      ['sell 2 100x1', 'accepted sell 2 100x1'],
      ['sell 3 101x9', 'accepted sell 3 101x9'],
      [
        'buy 4 101x8',
        'accepted buy 4 101x8',
        'fill buy 4<1 100x2 left 3/6',
        'fill buy 4<2 100x1 left 0/5',
        'fill buy 4<1 100x2 left 1/3',
        'fill buy 4<1 100x1 left 0/2',
        'fill buy 4<3 101x2 left 7/0',
      ],
    ],
    asks: ['101x7'],
  },
  {
    name: 'an iceberg always shows at least one lot',
    steps: [
      ['buy 1 100x3 shift=31', 'accepted buy 1 100x3'],
      [
        'sell 2 100x2',
        'accepted sell 2 100x2',
        'fill sell 2<1 100x1 left 2/1',
        'fill sell 2<1 100x1 left 1/0',
      ],
    ],
    bids: ['100x1'],
  },
  {
    name: 'a cancelled iceberg reports displayed and hidden lots',
    steps: [
      ['buy 1 100x8 shift=1', 'accepted buy 1 100x8'],
      ['sell 2 100x1', 'accepted sell 2 100x1', 'fill sell 2<1 100x1 left 7/0'],
      ['cancel 1', 'cancelled buy 1 100x7 requested'],
    ],
    bids: [],
  },
  {
    name: 'a reduce takes the hidden lots of an iceberg first',
    steps: [
      ['buy 1 100x8 shift=2', 'accepted buy 1 100x8'],
      ['buy 2 100x1', 'accepted buy 2 100x1'],
      ['reduce 1 x6', 'reduced buy 1 100x6'],
      [
        'sell 3 100x3',
        'accepted sell 3 100x3',
        'fill sell 3<1 100x2 left 0/1',
        'fill sell 3<2 100x1 left 0/0',
      ],
    ],
    bids: [],
  },
];
