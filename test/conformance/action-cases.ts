/**
 * Corporate actions: what becomes of orders, positions and cash. Data only. Amounts are those of a pocket calculator:
 * equity = cash + position × last price, before and after.
 */
import type { ConformanceCase } from './case';
import { allReports } from '../model/codes';

const two = [
  { id: 1, cash: 10_000n },
  { id: 2, cash: 10_000n },
];
const actionReports = allReports.filter((name) => name !== 'accepted' && name !== 'touch');

export const actionCases: readonly ConformanceCase[] = [
  {
    name: 'a 2:1 split halves prices and doubles lots, and the queue keeps its order',
    reports: actionReports,
    steps: [
      ['buy 1 100x5'],
      ['buy 2 98x3'],
      ['sell 3 104x7'],
      ['buy 4 100x1'],
      [
        'split 2 1',
        'action split 2/1 cash 0',
        'adjusted buy 1 50x10 exact',
        'adjusted buy 4 50x2 exact',
        'adjusted buy 2 49x6 exact',
        'adjusted sell 3 52x14 exact',
      ],
      ['sell 5 50x11 IOC', 'fill sell 5<1 50x10 left 0/1', 'fill sell 5<4 50x1 left 1/0'],
    ],
    bids: ['50x1', '49x6'],
    asks: ['52x14'],
  },
  {
    name: 'prices that do not fit the tick move away from the other side; a better price keeps its turn',
    reports: actionReports,
    steps: [
      ['buy 1 100x2'],
      ['buy 2 101x2'],
      ['sell 3 103x1'],
      [
        'split 2 1',
        'action split 2/1 cash 0',
        'adjusted buy 2 50x4 price',
        'adjusted buy 1 50x4 exact',
        'adjusted sell 3 52x2 price',
      ],
      ['sell 4 50x4', 'fill sell 4<2 50x4 left 0/0'],
    ],
    bids: ['50x4'],
    asks: ['52x2'],
  },
  {
    name: 'a 1:10 reverse split leaves whole lots; an order of less than one leaves with what it had',
    reports: actionReports,
    steps: [
      ['buy 1 7x25'],
      ['buy 2 6x9'],
      ['sell 3 8x10'],
      [
        'split 1 10',
        'action split 1/10 cash 0',
        'adjusted buy 1 70x2 lots',
        'cancelled buy 2 6x9 split',
        'adjusted sell 3 80x1 exact',
      ],
    ],
    bids: ['70x2'],
    asks: ['80x1'],
  },
  {
    name: 'an order whose price leaves the range is cancelled',
    rules: { minTick: 1, maxTick: 100 },
    reports: actionReports,
    steps: [
      ['buy 1 1x4'],
      ['sell 2 60x4'],
      ['split 2 1', 'action split 2/1 cash 0', 'cancelled buy 1 1x4 split', 'adjusted sell 2 30x8 exact'],
      ['split 1 4', 'action split 1/4 cash 0', 'cancelled sell 2 30x8 split'],
    ],
    bids: [],
    asks: [],
  },
  {
    name: 'an iceberg stays one, with its reserve',
    reports: actionReports,
    steps: [
      ['buy 1 100x8 shift=2'],
      ['split 3 2', 'action split 3/2 cash 0', 'adjusted buy 1 66x12 price'],
      [
        'sell 2 66x7 IOC',
        'fill sell 2<1 66x3 left 9/4',
        'fill sell 2<1 66x3 left 6/1',
        'fill sell 2<1 66x1 left 5/0',
      ],
    ],
    bids: ['66x2'],
  },
  {
    name: 'a 2:1 split leaves the equity of both sides as it was (10,000 each, and 3 × 101 changed hands)',
    accounts: two,
    reports: ['action', 'account'],
    steps: [
      ['sell 1 101x3 account=2'],
      ['buy 2 101x3 account=1', 'account 2 position -3 cash 10303', 'account 1 position 3 cash 9697'],
      // 9697 + 6 × 50.5 = 10000; 10303 − 6 × 50.5 = 10000
      [
        'split 2 1',
        'action split 2/1 cash 0',
        'account 1 position 6 cash 9697',
        'account 2 position -6 cash 10303',
      ],
    ],
  },
  {
    name: 'a fraction of a lot is paid out, and by who is short',
    accounts: two,
    reports: ['action', 'account'],
    steps: [
      ['sell 1 90x5 account=2'],
      ['buy 2 90x5 account=1', 'account 2 position -5 cash 10450', 'account 1 position 5 cash 9550'],
      // 5 × 3 / 2 = 7 and a half; the half at 90 × 2 / 3 = 60 is 30. 9580 + 7 × 60 = 10000
      [
        'split 3 2',
        'action split 3/2 cash 0',
        'account 1 position 7 cash 9580',
        'account 2 position -7 cash 10420',
      ],
    ],
  },
  {
    name: 'what a split frees of a reservation can be spent',
    accounts: [{ id: 1, cash: 303n }],
    reports: ['rejected', 'adjusted'],
    steps: [
      ['buy 1 101x3 account=1'],
      ['buy 2 1x3 account=1', 'rejected buy 2 1x3 insufficientFunds'],
      // 6 at 50 need 300 of the 303
      ['split 2 1', 'adjusted buy 1 50x6 price'],
      ['buy 2 1x3 account=1'],
      ['buy 3 1x1 account=1', 'rejected buy 3 1x1 insufficientFunds'],
    ],
    bids: ['50x6', '1x3'],
  },
  {
    name: 'a dividend pays who holds and is paid by who is short; orders stay',
    accounts: two,
    reports: ['action', 'account'],
    steps: [
      ['sell 1 100x10 account=2'],
      ['buy 2 100x4 account=1', 'account 2 position -4 cash 10400', 'account 1 position 4 cash 9600'],
      [
        'dividend 25 1',
        'action dividend 1/1 cash 25',
        'account 1 position 4 cash 9700',
        'account 2 position -4 cash 10300',
      ],
      // 4 × 1 / 8 is a half: away from zero
      [
        'dividend 1 8',
        'action dividend 1/8 cash 1',
        'account 1 position 4 cash 9701',
        'account 2 position -4 cash 10299',
      ],
    ],
    asks: ['100x6'],
  },
  {
    name: 'another symbol ends every open order, not the trading',
    reports: actionReports,
    steps: [
      ['buy 1 99x2'],
      ['sell 2 101x3'],
      [
        'symbolChange',
        'action symbolChange 1/1 cash 0',
        'cancelled buy 1 99x2 symbolChange',
        'cancelled sell 2 101x3 symbolChange',
      ],
      ['buy 3 99x1'],
    ],
    bids: ['99x1'],
    asks: [],
  },
  {
    name: 'a delisting cancels everything and ends trading',
    reports: actionReports,
    steps: [
      ['buy 1 99x2'],
      ['delist', 'action delisting 1/1 cash 0', 'cancelled buy 1 99x2 delisted', 'session 255'],
      ['buy 2 99x1', 'rejected buy 2 99x1 notTradingNow'],
      ['cancel 1', 'cancelRejected buy 1 0x0 notTradingNow'],
    ],
    bids: [],
  },
];
