/**
 * Orders that belong together (OCO, OUO, after, brackets) and self-trade rules of accounts. Data only.
 */
import type { ConformanceCase } from './case';

export const linkCases: readonly ConformanceCase[] = [
  {
    name: 'OCO: any fill of one leg cancels the other in the same event',
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['sell 2 106x5 oco=1', 'accepted sell 2 106x5'],
      ['buy 3 105x1', 'accepted buy 3 105x1', 'fill buy 3<1 105x1 left 4/0', 'cancelled sell 2 106x5 linked'],
    ],
    asks: ['105x4'],
  },
  {
    name: 'OCO: one aggressor cannot take both legs',
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['sell 2 106x5 oco=1', 'accepted sell 2 106x5'],
      ['sell 3 107x1', 'accepted sell 3 107x1'],
      [
        'buy 4 107x9',
        'accepted buy 4 107x9',
        'fill buy 4<1 105x5 left 0/4',
        'cancelled sell 2 106x5 linked',
        'fill buy 4<3 107x1 left 0/3',
      ],
    ],
    bids: ['107x3'],
  },
  {
    name: 'OCO legs of one level: the other leaves while its level is swept',
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['sell 2 105x5 oco=1', 'accepted sell 2 105x5'],
      ['buy 3 105x9', 'accepted buy 3 105x9', 'fill buy 3<1 105x5 left 0/4', 'cancelled sell 2 105x5 linked'],
    ],
    bids: ['105x4'],
    asks: [],
  },
  {
    name: 'OUO: a fill takes as many lots off the other leg',
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['sell 2 106x5 ouo=1', 'accepted sell 2 106x5'],
      ['buy 3 105x2', 'accepted buy 3 105x2', 'fill buy 3<1 105x2 left 3/0', 'cancelled sell 2 106x2 linked'],
      ['buy 4 106x4', 'accepted buy 4 106x4', 'fill buy 4<1 105x3 left 0/1', 'cancelled sell 2 106x3 linked'],
    ],
    bids: ['106x1'],
    asks: [],
  },
  {
    name: 'OUO with a waiting stop',
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['sell 2 stop x5 trigger=95 ouo=1', 'accepted sell 2 0x5'],
      ['buy 3 105x2', 'accepted buy 3 105x2', 'fill buy 3<1 105x2 left 3/0', 'cancelled sell 2 0x2 linked'],
      ['cancel 2', 'cancelled sell 2 0x3 requested'],
      ['buy 4 105x1', 'accepted buy 4 105x1', 'fill buy 4<1 105x1 left 2/0'],
    ],
  },
  {
    name: 'an aggressor that is a leg cancels its resting other leg',
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['buy 2 99x5', 'accepted buy 2 99x5'],
      [
        'sell 3 99x2 oco=1',
        'accepted sell 3 99x2',
        'fill sell 3<2 99x2 left 3/0',
        'cancelled sell 1 105x5 linked',
      ],
    ],
    asks: [],
  },
  {
    name: 'a leg that is cancelled only ends the link',
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['sell 2 106x5 oco=1', 'accepted sell 2 106x5'],
      ['cancel 1', 'cancelled sell 1 105x5 requested'],
      ['buy 3 106x5', 'accepted buy 3 106x5', 'fill buy 3<2 106x5 left 0/0'],
    ],
  },
  {
    name: 'a link needs a live order of the same account that has none',
    accounts: [{ id: 1, cash: 0n }],
    steps: [
      ['sell 1 105x5', 'accepted sell 1 105x5'],
      ['sell 2 106x5 oco=9', 'rejected sell 2 106x5 unknownLink'],
      ['sell 2 106x5 oco=1 account=1', 'rejected sell 2 106x5 unknownLink'],
      ['sell 2 106x5 oco=1', 'accepted sell 2 106x5'],
      ['sell 3 106x5 oco=1', 'rejected sell 3 106x5 unknownLink'],
      ['sell 3 106x5 after=3', 'rejected sell 3 106x5 unknownLink'],
      ['sell 3 106x5 after=1 account=1', 'rejected sell 3 106x5 unknownLink'],
    ],
  },
  {
    name: 'an order waits until its parent has filled',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['sell 2 105x5 after=1', 'accepted sell 2 105x5'],
      ['sell 3 100x2', 'accepted sell 3 100x2', 'fill sell 3<1 100x2 left 3/0'],
      ['sell 4 100x3', 'accepted sell 4 100x3', 'fill sell 4<1 100x3 left 0/0', 'triggered sell 2 105x5'],
    ],
    asks: ['105x5'],
  },
  {
    name: 'a parent that leaves without a fill takes its children and theirs along',
    steps: [
      ['sell 3 110x5 after=2', 'accepted sell 3 110x5'],
      ['sell 2 105x5 after=1', 'accepted sell 2 105x5'],
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      [
        'cancel 1',
        'cancelled buy 1 100x5 requested',
        'cancelled sell 2 105x5 linked',
        'cancelled sell 3 110x5 linked',
      ],
    ],
  },
  {
    name: 'a parent that leaves after a part releases as many lots',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['sell 2 105x5 after=1', 'accepted sell 2 105x5'],
      ['sell 3 100x2', 'accepted sell 3 100x2', 'fill sell 3<1 100x2 left 3/0'],
      [
        'cancel 1',
        'cancelled buy 1 100x3 requested',
        'cancelled sell 2 105x3 linked',
        'triggered sell 2 105x2',
      ],
    ],
    asks: ['105x2'],
  },
  {
    name: 'a bracket: two exits with OUO between them, sent before a market entry',
    steps: [
      ['sell 9 100x4', 'accepted sell 9 100x4'],
      ['sell 1 105x4 after=3', 'accepted sell 1 105x4'],
      ['sell 2 stop x4 trigger=95 after=3 ouo=1', 'accepted sell 2 0x4'],
      [
        'buy 3 market x4',
        'accepted buy 3 0x4',
        'fill buy 3<9 100x4 left 0/0',
        'triggered sell 1 105x4',
        'triggered sell 2 0x4',
      ],
      ['buy 4 105x1', 'accepted buy 4 105x1', 'fill buy 4<1 105x1 left 3/0', 'cancelled sell 2 0x1 linked'],
      ['buy 5 95x9', 'accepted buy 5 95x9'],
      [
        'sell 6 95x1',
        'accepted sell 6 95x1',
        'fill sell 6<5 95x1 left 8/0',
        'triggered sell 2 0x3',
        'fill sell 2<5 95x3 left 5/0',
        'cancelled sell 1 105x3 linked',
      ],
    ],
    asks: [],
  },
  {
    name: 'the self-trade rule is the aggressor account’s own where it has one',
    rules: { selfTrade: 'cancelNew' },
    accounts: [
      { id: 1, cash: 10_000n, selfTrade: 'cancelOld' },
      { id: 2, cash: 10_000n },
      { id: 3, cash: 10_000n, selfTrade: 'none' },
    ],
    steps: [
      ['sell 1 100x5 account=1', 'accepted sell 1 100x5'],
      ['buy 2 100x2 account=1', 'accepted buy 2 100x2', 'cancelled sell 1 100x5 selfTrade'],
      ['sell 3 101x5 account=2', 'accepted sell 3 101x5'],
      ['buy 4 101x2 account=2', 'accepted buy 4 101x2', 'cancelled buy 4 101x2 selfTrade'],
      ['sell 5 100x9 account=3', 'accepted sell 5 100x9', 'fill sell 5<2 100x2 left 0/7'],
      ['buy 6 100x2 account=3', 'accepted buy 6 100x2', 'fill buy 6<5 100x2 left 5/0'],
    ],
  },
  {
    name: 'self-trade rules hold for hidden orders too',
    rules: { selfTrade: 'decrement' },
    accounts: [
      { id: 1, cash: 10_000n },
      { id: 2, cash: 10_000n, selfTrade: 'cancelBoth' },
    ],
    steps: [
      ['sell 1 100x5 account=1 hidden', 'accepted sell 1 100x5'],
      [
        'buy 2 100x2 account=1',
        'accepted buy 2 100x2',
        'cancelled sell 1 100x2 selfTrade',
        'cancelled buy 2 100x2 selfTrade',
      ],
      ['sell 3 99x5 account=2 hidden', 'accepted sell 3 99x5'],
      [
        'buy 4 100x2 account=2',
        'accepted buy 4 100x2',
        'cancelled sell 3 99x5 selfTrade',
        'cancelled buy 4 100x2 selfTrade',
      ],
      ['buy 5 100x3', 'accepted buy 5 100x3', 'fill buy 5<1 100x3 left 0/0'],
    ],
  },
];
