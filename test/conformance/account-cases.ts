/**
 * Accounts and self-trade prevention: who pays what, what is locked, who must not meet whom.
 * Data only.
 */
import type { ConformanceCase } from './case';

const rich = [
  { id: 1, cash: 1_000_000n },
  { id: 2, cash: 1_000_000n },
];

export const accountCases: readonly ConformanceCase[] = [
  {
    name: 'a limit buy locks price × lots, and one unit less is not enough',
    accounts: [{ id: 1, cash: 500n }],
    steps: [
      ['buy 1 100x6 account=1', 'rejected buy 1 100x6 insufficientFunds'],
      ['buy 1 100x5 account=1', 'accepted buy 1 100x5'],
      ['buy 2 1x1 account=1', 'rejected buy 2 1x1 insufficientFunds'],
      ['cancel 1', 'cancelled buy 1 100x5 requested'],
      ['buy 2 1x500 account=1', 'accepted buy 2 1x500'],
    ],
    bids: ['1x500'],
  },
  {
    name: 'a buyer pays the maker’s price and gets the difference to its limit back',
    accounts: [{ id: 1, cash: 1000n }],
    reports: ['rejected', 'fill', 'account'],
    steps: [
      ['sell 1 90x10'],
      ['buy 2 100x10 account=1', 'fill buy 2<1 90x10 left 0/0', 'account 1 position 10 cash 100'],
      ['buy 3 100x2 account=1', 'rejected buy 3 100x2 insufficientFunds'],
      ['buy 3 100x1 account=1'],
    ],
    bids: ['100x1'],
  },
  {
    name: 'a resting buyer pays out of what it locked',
    accounts: [{ id: 1, cash: 1000n }],
    reports: ['rejected', 'fill', 'account'],
    steps: [
      ['buy 1 100x10 account=1'],
      ['sell 2 95x4', 'fill sell 2<1 100x4 left 6/0', 'account 1 position 4 cash 600'],
      ['buy 3 1x1 account=1', 'rejected buy 3 1x1 insufficientFunds'],
      ['reduce 1 x5'],
      ['buy 3 500x1 account=1'],
    ],
    bids: ['500x1', '100x1'],
  },
  {
    name: 'what a sale brings can be spent at once, and one may sell what one has not',
    accounts: [{ id: 1, cash: 0n }],
    reports: ['rejected', 'fill', 'account'],
    steps: [
      ['buy 1 100x5'],
      ['sell 2 100x5 account=1', 'fill sell 2<1 100x5 left 0/0', 'account 1 position -5 cash 500'],
      ['buy 3 100x5 account=1'],
      ['sell 4 100x5', 'fill sell 4<3 100x5 left 0/0', 'account 1 position 0 cash 0'],
    ],
    bids: [],
  },
  {
    name: 'a market buy needs some cash and may then owe',
    accounts: [{ id: 1, cash: 10n }],
    reports: ['accepted', 'rejected', 'fill', 'account'],
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      [
        'buy 2 market x1 account=1',
        'accepted buy 2 0x1',
        'fill buy 2<1 100x1 left 4/0',
        'account 1 position 1 cash -90',
      ],
      ['buy 3 market x1 account=1', 'rejected buy 3 0x1 insufficientFunds'],
    ],
    asks: ['100x4'],
  },
  {
    name: 'what an IOC or a FOK did not use is free again',
    accounts: [{ id: 1, cash: 500n }],
    steps: [
      ['buy 1 100x5 IOC account=1', 'accepted buy 1 100x5', 'cancelled buy 1 100x5 iocRemainder'],
      ['buy 2 100x5 FOK account=1', 'accepted buy 2 100x5', 'cancelled buy 2 100x5 fokUnfillable'],
      ['buy 3 100x5 account=1', 'accepted buy 3 100x5'],
    ],
    bids: ['100x5'],
  },
  {
    name: 'a replace locks the new cost in place of the old',
    accounts: [{ id: 1, cash: 500n }],
    steps: [
      ['buy 1 100x4 account=1', 'accepted buy 1 100x4'],
      ['replace 1 100x6', 'replaceRejected buy 1 100x6 insufficientFunds'],
      ['replace 1 100x5', 'replaced buy 1 100x5'],
      ['buy 2 1x1 account=1', 'rejected buy 2 1x1 insufficientFunds'],
      ['replace 1 50x5', 'replaced buy 1 50x5'],
      ['buy 2 250x1 account=1', 'accepted buy 2 250x1'],
    ],
    bids: ['250x1', '50x5'],
  },
  {
    name: 'two accounts settle with each other: what one pays the other gets',
    accounts: rich,
    reports: ['account'],
    steps: [
      ['sell 1 100x5 account=1'],
      ['buy 2 100x3 account=2', 'account 1 position -3 cash 1000300', 'account 2 position 3 cash 999700'],
    ],
    asks: ['100x2'],
  },
  {
    name: 'without a rule an account may trade with itself',
    accounts: rich,
    steps: [
      ['sell 1 100x5 account=1', 'accepted sell 1 100x5'],
      ['buy 2 100x5 account=1', 'accepted buy 2 100x5', 'fill buy 2<1 100x5 left 0/0'],
    ],
    asks: [],
  },
  {
    name: 'an account that trades with itself is settled twice, as maker and then as aggressor',
    accounts: [{ id: 1, cash: 600n }],
    reports: ['account'],
    steps: [
      ['sell 1 100x5 account=1'],
      ['buy 2 100x5 account=1', 'account 1 position -5 cash 1100', 'account 1 position 0 cash 600'],
    ],
    asks: [],
  },
  {
    name: 'orders without an account never prevent each other',
    rules: { selfTrade: 'cancelBoth' },
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5', 'fill buy 2<1 100x5 left 0/0'],
    ],
    asks: [],
  },
  {
    name: 'cancelNew: what is left of the aggressor is cancelled and never rests',
    rules: { selfTrade: 'cancelNew' },
    accounts: rich,
    steps: [
      ['sell 1 100x2 account=2', 'accepted sell 1 100x2'],
      ['sell 2 100x5 account=1', 'accepted sell 2 100x5'],
      [
        'buy 3 101x6 account=1',
        'accepted buy 3 101x6',
        'fill buy 3<1 100x2 left 0/4',
        'cancelled buy 3 101x4 selfTrade',
      ],
    ],
    bids: [],
    asks: ['100x5'],
  },
  {
    name: 'cancelOld: the maker is cancelled and the aggressor goes on',
    rules: { selfTrade: 'cancelOld' },
    accounts: rich,
    steps: [
      ['sell 1 100x5 account=1', 'accepted sell 1 100x5'],
      ['sell 2 100x2 account=2', 'accepted sell 2 100x2'],
      [
        'buy 3 101x6 account=1',
        'accepted buy 3 101x6',
        'cancelled sell 1 100x5 selfTrade',
        'fill buy 3<2 100x2 left 0/4',
      ],
    ],
    bids: ['101x4'],
    asks: [],
  },
  {
    name: 'cancelBoth: maker and aggressor are cancelled',
    rules: { selfTrade: 'cancelBoth' },
    accounts: rich,
    steps: [
      ['sell 1 100x5 account=1', 'accepted sell 1 100x5'],
      ['sell 2 100x2 account=2', 'accepted sell 2 100x2'],
      [
        'buy 3 101x6 account=1',
        'accepted buy 3 101x6',
        'cancelled sell 1 100x5 selfTrade',
        'cancelled buy 3 101x6 selfTrade',
      ],
    ],
    bids: [],
    asks: ['100x2'],
  },
  {
    name: 'decrement: both lose the smaller size, maker first, without a fill',
    rules: { selfTrade: 'decrement' },
    accounts: rich,
    steps: [
      ['sell 1 100x2 account=1', 'accepted sell 1 100x2'],
      ['sell 2 100x5 account=2', 'accepted sell 2 100x5'],
      [
        'buy 3 100x3 account=1',
        'accepted buy 3 100x3',
        'cancelled sell 1 100x2 selfTrade',
        'cancelled buy 3 100x2 selfTrade',
        'fill buy 3<2 100x1 left 4/0',
      ],
      ['sell 4 99x9 account=1', 'accepted sell 4 99x9'],
      [
        'buy 5 99x4 account=1',
        'accepted buy 5 99x4',
        'cancelled sell 4 99x4 selfTrade',
        'cancelled buy 5 99x4 selfTrade',
      ],
    ],
    bids: [],
    asks: ['99x5', '100x4'],
  },
  {
    name: 'the rule is decided in consumption order: others in front still trade',
    rules: { selfTrade: 'cancelNew' },
    accounts: rich,
    steps: [
      ['sell 1 101x1 account=1', 'accepted sell 1 101x1'],
      ['sell 2 100x1', 'accepted sell 2 100x1'],
      [
        'buy 3 102x5 account=1',
        'accepted buy 3 102x5',
        'fill buy 3<2 100x1 left 0/4',
        'cancelled buy 3 102x4 selfTrade',
      ],
    ],
    bids: [],
    asks: ['101x1'],
  },
  {
    name: 'a FOK counts only lots it may trade with',
    rules: { selfTrade: 'cancelOld' },
    accounts: rich,
    steps: [
      ['sell 1 100x5 account=1', 'accepted sell 1 100x5'],
      ['sell 2 100x5 account=2', 'accepted sell 2 100x5'],
      ['buy 3 100x6 FOK account=1', 'accepted buy 3 100x6', 'cancelled buy 3 100x6 fokUnfillable'],
      [
        'buy 4 100x5 FOK account=1',
        'accepted buy 4 100x5',
        'cancelled sell 1 100x5 selfTrade',
        'fill buy 4<2 100x5 left 0/0',
      ],
    ],
    asks: [],
  },
  {
    name: 'a FOK that its own order would stop fills nothing',
    rules: { selfTrade: 'cancelNew' },
    accounts: rich,
    steps: [
      ['sell 1 100x2 account=2', 'accepted sell 1 100x2'],
      ['sell 2 100x5 account=1', 'accepted sell 2 100x5'],
      ['sell 3 100x5 account=2', 'accepted sell 3 100x5'],
      ['buy 4 100x3 FOK account=1', 'accepted buy 4 100x3', 'cancelled buy 4 100x3 fokUnfillable'],
      ['buy 5 100x2 FOK account=1', 'accepted buy 5 100x2', 'fill buy 5<1 100x2 left 0/0'],
    ],
    asks: ['100x10'],
  },
  {
    name: 'a replaced order that meets its own is cancelled, and replaced is still printed last',
    rules: { selfTrade: 'cancelNew' },
    accounts: rich,
    steps: [
      ['sell 1 100x5 account=1', 'accepted sell 1 100x5'],
      ['buy 2 99x3 account=1', 'accepted buy 2 99x3'],
      ['replace 2 100x4', 'cancelled buy 2 100x4 selfTrade', 'replaced buy 2 100x4'],
      ['cancel 2', 'cancelRejected buy 2 0x0 unknownId'],
    ],
    bids: [],
    asks: ['100x5'],
  },
  {
    name: 'prevention gives back what was locked',
    rules: { selfTrade: 'cancelBoth' },
    accounts: [{ id: 1, cash: 500n }],
    steps: [
      ['buy 1 100x5 account=1', 'accepted buy 1 100x5'],
      [
        'sell 2 100x5 account=1',
        'accepted sell 2 100x5',
        'cancelled buy 1 100x5 selfTrade',
        'cancelled sell 2 100x5 selfTrade',
      ],
      ['buy 3 100x5 account=1', 'accepted buy 3 100x5'],
    ],
    bids: ['100x5'],
  },
];
