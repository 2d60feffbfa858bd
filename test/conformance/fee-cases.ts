/**
 * What fills cost and what positions cost, worked out by hand: rates, roundings, minimum and maximum of an order, tiers,
 * levies, average price. Prices are in cents, lots are shares, so money is in cents. Figures of United States equities:
 * Nasdaq Price List (remove $0.0030, add −$0.0020 a share), SEC Section 31 ($27.80 per million of sales, fiscal 2025),
 * a broker's fixed commission ($0.005 a share, at least $1.00 an order). Data only.
 */
import type { ConformanceCase } from './case';

const two = [
  { id: 1, cash: 1_000_000n },
  { id: 2, cash: 1_000_000n },
];
const costs = ['fill', 'fee', 'account', 'holding'] as const;
const listed = { venue: 'V' };

export const feeCases: readonly ConformanceCase[] = [
  {
    name: 'a taker pays basis points, a maker gets some of them, the venue keeps the difference',
    accounts: two,
    rules: listed,
    venues: [
      {
        name: 'V',
        account: 9,
        fees: [
          { name: 'take', role: 'taker', basisPoints: '3' },
          { name: 'make', role: 'maker', basisPoints: '-1' },
        ],
      },
    ],
    reports: costs,
    steps: [
      ['sell 1 100x100 account=1'],
      [
        'buy 2 100x100 account=2',
        'fill buy 2<1 100x100 left 0/0',
        'fee 1 order 1 line 1 -1',
        'account 1 position -100 cash 1010001',
        'holding 1 cost -10000 realised 0',
        'fee 2 order 2 line 0 3',
        'account 2 position 100 cash 989997',
        'holding 2 cost 10000 realised 0',
      ],
    ],
  },
  {
    name: 'who has no account pays nothing, and an instrument without a venue costs nothing',
    accounts: two,
    rules: {},
    venues: [{ name: 'V', account: 9, fees: [{ name: 'all', basisPoints: '100' }] }],
    reports: costs,
    steps: [
      ['sell 1 100x100'],
      [
        'buy 2 100x100 account=2',
        'fill buy 2<1 100x100 left 0/0',
        'account 2 position 100 cash 990000',
        'holding 2 cost 10000 realised 0',
      ],
    ],
  },
  {
    name: 'per share with a levy on sales: 100 shares at $50.00 cost $0.30 to take, $0.14 to the levy, and adding earns $0.20',
    accounts: two,
    rules: listed,
    venues: [
      {
        name: 'V',
        account: 9,
        fees: [
          { name: 'remove', role: 'taker', perLot: '0.3' },
          { name: 'add', role: 'maker', perLot: '-0.2' },
          { name: 'section 31', account: 8, side: 'sell', basisPoints: '0.278', rounding: 'up' },
        ],
      },
    ],
    reports: ['fee'],
    steps: [
      ['buy 1 5000x100 account=1'],
      [
        'sell 2 5000x100 account=2',
        'fee 1 order 1 line 1 -20',
        'fee 2 order 2 line 0 30',
        'fee 2 order 2 line 2 14',
      ],
    ],
  },
  {
    name: 'half a unit goes away from zero, or as the line says, for fees and for rebates',
    accounts: two,
    rules: listed,
    venues: [
      {
        name: 'V',
        account: 9,
        fees: [
          { name: 'nearest', role: 'taker', basisPoints: '2.5' },
          { name: 'up', role: 'taker', basisPoints: '2.5', rounding: 'up' },
          { name: 'down', role: 'taker', basisPoints: '2.5', rounding: 'down' },
          { name: 'nearest', role: 'maker', basisPoints: '-2.5' },
          { name: 'up', role: 'maker', basisPoints: '-2.5', rounding: 'up' },
          { name: 'down', role: 'maker', basisPoints: '-2.5', rounding: 'down' },
        ],
      },
    ],
    reports: ['fee'],
    steps: [
      ['sell 1 100x20 account=1'],
      [
        'buy 2 100x20 account=2',
        'fee 1 order 1 line 3 -1',
        'fee 1 order 1 line 5 -1',
        'fee 2 order 2 line 0 1',
        'fee 2 order 2 line 1 1',
      ],
    ],
  },
  {
    name: 'per fill: an order that meets three makers pays three times',
    accounts: two,
    rules: listed,
    venues: [{ name: 'V', account: 9, fees: [{ name: 'ticket', role: 'taker', perFill: '7' }] }],
    reports: ['fee'],
    steps: [
      ['sell 1 100x1'],
      ['sell 2 100x1'],
      ['sell 3 101x5'],
      ['buy 4 101x3 account=2', 'fee 2 order 4 line 0 7', 'fee 2 order 4 line 0 7', 'fee 2 order 4 line 0 7'],
    ],
  },
  {
    name: 'a minimum is of the order: the first fill pays it, later ones only what goes beyond',
    accounts: two,
    rules: listed,
    venues: [
      {
        name: 'V',
        account: 9,
        fees: [{ name: 'commission', perLot: '0.5', minimum: '100', maximum: '160' }],
      },
    ],
    reports: ['fee'],
    steps: [
      ['buy 1 50x500 account=1'],
      ['sell 2 50x10', 'fee 1 order 1 line 0 100'],
      ['sell 3 50x100'],
      ['sell 4 50x100', 'fee 1 order 1 line 0 5'],
      ['sell 5 50x200', 'fee 1 order 1 line 0 55'],
      ['sell 6 50x50'],
      ['cancel 1'],
      ['buy 1 50x100 account=1'],
      ['sell 7 50x100', 'fee 1 order 1 line 0 100'],
    ],
  },
  {
    name: 'a tier begins with the fill after the volume was reached, and each account has its own volume',
    accounts: two,
    rules: listed,
    venues: [
      {
        name: 'V',
        account: 9,
        fees: [
          { name: 'take', role: 'taker', basisPoints: '10', tiers: [{ from: '100', basisPoints: '4' }] },
        ],
      },
    ],
    reports: ['fee'],
    steps: [
      ['sell 1 100x1000'],
      ['buy 2 100x99 account=1', 'fee 1 order 2 line 0 10'],
      ['buy 3 100x100 account=1', 'fee 1 order 3 line 0 10'],
      ['buy 4 100x100 account=1', 'fee 1 order 4 line 0 4'],
      ['buy 5 100x100 account=2', 'fee 2 order 5 line 0 10'],
    ],
  },
  {
    name: 'tiers by value',
    accounts: two,
    rules: listed,
    venues: [
      {
        name: 'V',
        account: 9,
        fees: [
          {
            name: 'take',
            role: 'taker',
            basisPoints: '10',
            perLot: '1',
            tierBy: 'value',
            tiers: [{ from: '10000', basisPoints: '0' }],
          },
        ],
      },
    ],
    reports: ['fee'],
    steps: [
      ['sell 1 100x1000'],
      ['buy 2 100x100 account=1', 'fee 1 order 2 line 0 110'],
      ['buy 3 100x100 account=1', 'fee 1 order 3 line 0 100'],
    ],
  },
  {
    name: 'a position is netted at average price; what a close releases is rounded once, half away from zero',
    accounts: two,
    reports: ['account', 'holding'],
    steps: [
      ['sell 1 100x10'],
      ['buy 2 100x10 account=1', 'account 1 position 10 cash 999000', 'holding 1 cost 1000 realised 0'],
      ['sell 3 101x10'],
      ['buy 4 101x10 account=1', 'account 1 position 20 cash 997990', 'holding 1 cost 2010 realised 0'],
      ['buy 5 105x5'],
      ['sell 6 105x5 account=1', 'account 1 position 15 cash 998515', 'holding 1 cost 1507 realised 22'],
      ['buy 7 99x20'],
      ['sell 8 99x15 account=1', 'account 1 position 0 cash 1000000', 'holding 1 cost 0 realised 0'],
    ],
  },
  {
    name: 'a fill that turns a position closes it first and opens the rest at its own price',
    accounts: two,
    reports: ['holding'],
    steps: [
      ['sell 1 100x5'],
      ['buy 2 100x5 account=1', 'holding 1 cost 500 realised 0'],
      ['buy 3 110x8'],
      ['sell 4 110x8 account=1', 'holding 1 cost -330 realised 50'],
      ['sell 5 90x10'],
      ['buy 6 90x3 account=1', 'holding 1 cost 0 realised 110'],
    ],
  },
  {
    name: 'an order filled in parts is credited part by part, once each, through a replace',
    accounts: two,
    reports: ['account', 'holding'],
    steps: [
      ['buy 1 100x10 account=1'],
      ['sell 2 100x3', 'account 1 position 3 cash 999700', 'holding 1 cost 300 realised 0'],
      ['replace 1 102x7'],
      ['sell 3 102x2', 'account 1 position 5 cash 999496', 'holding 1 cost 504 realised 0'],
      ['reduce 1 x1'],
      ['sell 4 102x9', 'account 1 position 9 cash 999088', 'holding 1 cost 912 realised 0'],
      ['cancel 1'],
    ],
  },
  {
    name: 'a dividend is an entry, not a profit of the position; a split keeps its cost',
    accounts: two,
    reports: ['account', 'holding'],
    steps: [
      ['sell 1 100x4'],
      ['buy 2 100x4 account=1', 'account 1 position 4 cash 999600', 'holding 1 cost 400 realised 0'],
      ['dividend 5 1', 'account 1 position 4 cash 999620', 'holding 1 cost 400 realised 0'],
      ['split 2 1', 'account 1 position 8 cash 999620', 'holding 1 cost 400 realised 0'],
    ],
  },
];
