/**
 * Bugs that real engines had, one named case each.
 * Data only; the long ones are made by a loop.
 */
import type { ConformanceCase, Step } from './case';

function fillAndCancelMany(): Step[] {
  const steps: Step[] = [];
  for (let id = 1; id <= 600; id += 1) {
    steps.push([`sell ${id} 100x1`, `accepted sell ${id} 100x1`]);
    if (id % 2 === 0) steps.push([`cancel ${id}`, `cancelled sell ${id} 100x1 requested`]);
    else
      steps.push([`buy 9${id} 100x1`, `accepted buy 9${id} 100x1`, `fill buy 9${id}<${id} 100x1 left 0/0`]);
  }
  return steps;
}

const slotPairs: readonly Step[] = [256, 4096, 65536, 262144].flatMap((distance): Step[] => [
  ['sell 1 100x1', 'accepted sell 1 100x1'],
  [`sell 2 ${100 + distance}x2`, `accepted sell 2 ${100 + distance}x2`],
  [
    'buy 3 100x3 IOC',
    'accepted buy 3 100x3',
    'fill buy 3<1 100x1 left 0/2',
    'cancelled buy 3 100x2 iocRemainder',
  ],
  ['cancel 2', `cancelled sell 2 ${100 + distance}x2 requested`],
]);

export const bugCases: readonly ConformanceCase[] = [
  {
    name: 'popped order lost when the other side is empty',
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x8', 'accepted buy 2 100x8', 'fill buy 2<1 100x5 left 0/3'],
      ['sell 3 100x3', 'accepted sell 3 100x3', 'fill sell 3<2 100x3 left 0/0'],
    ],
    bids: [],
    asks: [],
  },
  {
    name: '|| for && in the cross test',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 2 101x5', 'accepted buy 2 101x5'],
      ['sell 3 103x5', 'accepted sell 3 103x5'],
      ['sell 4 102x5', 'accepted sell 4 102x5'],
    ],
    bids: ['101x5', '100x5'],
    asks: ['102x5', '103x5'],
  },
  {
    name: 'midpoint instead of maker price',
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 110x5', 'accepted buy 2 110x5', 'fill buy 2<1 100x5 left 0/0'],
      ['buy 3 110x5', 'accepted buy 3 110x5'],
      ['sell 4 100x5', 'accepted sell 4 100x5', 'fill sell 4<3 110x5 left 0/0'],
    ],
  },
  {
    name: 'cancel searches the wrong side',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['sell 2 101x5', 'accepted sell 2 101x5'],
      ['cancel 2', 'cancelled sell 2 101x5 requested'],
      ['cancel 1', 'cancelled buy 1 100x5 requested'],
    ],
    bids: [],
    asks: [],
  },
  {
    name: 'cancel does not free the id index',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['cancel 1', 'cancelled buy 1 100x5 requested'],
      ['cancel 1', 'cancelRejected buy 1 0x0 unknownId'],
      ['buy 1 100x2', 'accepted buy 1 100x2'],
      ['cancel 1', 'cancelled buy 1 100x2 requested'],
    ],
    bids: [],
  },
  {
    name: 'swap-and-pop breaks FIFO',
    steps: [
      ['buy 1 100x1', 'accepted buy 1 100x1'],
      ['buy 2 100x1', 'accepted buy 2 100x1'],
      ['buy 3 100x1', 'accepted buy 3 100x1'],
      ['cancel 1', 'cancelled buy 1 100x1 requested'],
      ['sell 4 100x1', 'accepted sell 4 100x1', 'fill sell 4<2 100x1 left 0/0'],
    ],
    bids: ['100x1'],
  },
  {
    name: 'dictionary enumeration replaces FIFO after an interior cancel',
    steps: [
      ['buy 30 100x1', 'accepted buy 30 100x1'],
      ['buy 20 100x1', 'accepted buy 20 100x1'],
      ['buy 10 100x1', 'accepted buy 10 100x1'],
      ['cancel 20', 'cancelled buy 20 100x1 requested'],
      ['buy 20 100x1', 'accepted buy 20 100x1'],
      [
        'sell 4 100x3',
        'accepted sell 4 100x3',
        'fill sell 4<30 100x1 left 0/2',
        'fill sell 4<10 100x1 left 0/1',
        'fill sell 4<20 100x1 left 0/0',
      ],
    ],
    bids: [],
  },
  {
    name: 'replace carries stale filled',
    steps: [
      ['buy 1 100x10', 'accepted buy 1 100x10'],
      ['sell 2 100x4', 'accepted sell 2 100x4', 'fill sell 2<1 100x4 left 6/0'],
      ['replace 1 101x10', 'replaced buy 1 101x10'],
      ['sell 3 101x10', 'accepted sell 3 101x10', 'fill sell 3<1 101x10 left 0/0'],
    ],
    bids: [],
    asks: [],
  },
  {
    name: 'replace through the spread rests crossed',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['sell 2 105x5', 'accepted sell 2 105x5'],
      ['replace 2 99x7', 'fill sell 2<1 100x5 left 0/2', 'replaced sell 2 99x7'],
    ],
    bids: [],
    asks: ['99x2'],
  },
  {
    name: 'stale iterator after re-match',
    steps: [
      ['sell 1 100x1', 'accepted sell 1 100x1'],
      ['sell 2 100x1', 'accepted sell 2 100x1'],
      ['sell 3 101x1', 'accepted sell 3 101x1'],
      ['buy 4 99x3', 'accepted buy 4 99x3'],
      [
        'replace 4 101x3',
        'fill buy 4<1 100x1 left 0/2',
        'fill buy 4<2 100x1 left 0/1',
        'fill buy 4<3 101x1 left 0/0',
        'replaced buy 4 101x3',
      ],
      ['sell 5 99x1', 'accepted sell 5 99x1'],
      ['buy 6 100x1', 'accepted buy 6 100x1', 'fill buy 6<5 99x1 left 0/0'],
    ],
    bids: [],
    asks: [],
  },
  { name: 'two levels 256 ticks apart share a slot', steps: slotPairs, asks: [] },
  { name: 'slab slot never returned', steps: fillAndCancelMany(), bids: [], asks: [] },
  {
    name: 'duplicate live id self-links the list',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 1 100x5', 'rejected buy 1 100x5 duplicateId'],
      ['sell 2 100x9', 'accepted sell 2 100x9', 'fill sell 2<1 100x5 left 0/4'],
    ],
    bids: [],
    asks: ['100x4'],
  },
  {
    name: 'marketable limit swept without its limit',
    steps: [
      ['sell 1 100x1', 'accepted sell 1 100x1'],
      ['sell 2 105x1', 'accepted sell 2 105x1'],
      ['buy 3 102x5', 'accepted buy 3 102x5', 'fill buy 3<1 100x1 left 0/4'],
    ],
    bids: ['102x4'],
    asks: ['105x1'],
  },
  {
    name: 'tick 0 / best "0" ambiguous',
    steps: [
      ['buy 1 0x5', 'accepted buy 1 0x5'],
      ['sell 2 1x5', 'accepted sell 2 1x5'],
      ['sell 3 0x2', 'accepted sell 3 0x2', 'fill sell 3<1 0x2 left 3/0'],
      ['cancel 1', 'cancelled buy 1 0x3 requested'],
      ['sell 4 0x1', 'accepted sell 4 0x1'],
      ['buy 5 -1x1', 'accepted buy 5 -1x1'],
      ['buy 6 0x1', 'accepted buy 6 0x1', 'fill buy 6<4 0x1 left 0/0'],
    ],
    bids: ['-1x1'],
    asks: ['1x5'],
  },
  {
    name: 'order at exactly the touch does not cross',
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x1', 'accepted buy 2 100x1', 'fill buy 2<1 100x1 left 4/0'],
      ['buy 3 99x5', 'accepted buy 3 99x5'],
      ['sell 4 99x1', 'accepted sell 4 99x1', 'fill sell 4<3 99x1 left 4/0'],
    ],
    bids: ['99x4'],
    asks: ['100x4'],
  },
  {
    name: 'filled orders stay in the expiry index',
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5', 'fill buy 2<1 100x5 left 0/0'],
      ['reduce 1 x1', 'reduceRejected buy 1 0x1 unknownId'],
      ['replace 1 100x5', 'replaceRejected buy 1 100x5 unknownId'],
      ['cancel 1', 'cancelRejected buy 1 0x0 unknownId'],
      ['sell 1 100x3', 'accepted sell 1 100x3'],
    ],
    asks: ['100x3'],
  },
];
