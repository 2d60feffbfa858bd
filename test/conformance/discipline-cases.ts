/**
 * Message limits and scheduled cash, worked out by hand. Prices in cents, lots are shares, money in cents; the time of a
 * step is its number in ns, so windows are short. The overnight example: 100 shares sold short at $50.00, a borrow rate of
 * 3.6 % a year over a 360-day year, cash at 5 %, three nights at a weekend. Data only.
 */
import type { ModelExchange } from '../model/types';
import type { ConformanceCase, Step } from './case';

const two = [
  { id: 1, cash: 1_000_000n },
  { id: 2, cash: 1_000_000n },
];
const listed = { venue: 'V' };
const limit = (messages: object): readonly ModelExchange[] => [
  { name: 'V', account: 9, messages: { limit: 2, windowNs: '3', ...messages } },
];
const ratio = (orderToTrade: object): readonly ModelExchange[] => [
  { name: 'V', account: 9, orderToTrade: { ratio: 2, free: 1, ...orderToTrade } },
];

export const scheduledCashCases: readonly ConformanceCase[] = [
  {
    name: 'overnight: the borrower pays 0.50 a night to the lender, cash earns its interest, the sums hold',
    accounts: [...two, { id: 7, cash: 0n }],
    reports: ['entry', 'account', 'rejected'],
    steps: [
      ['buy 1 5000x100 account=2'],
      [
        'sell 2 5000x100 account=1',
        'account 2 position 100 cash 500000',
        'account 1 position -100 cash 1500000',
      ],
      // 100 × 5000 × 3.6 % / 360 = 50
      ['borrow rate=360 to=7', 'entry 1 borrow -50 from 7', 'account 1 position -100 cash 1499950'],
      // the weekend, at a mark of 51.00: 510000 × 3.6 % × 3 / 360 = 153
      [
        'borrow rate=360 days=3 mark=5100 to=7',
        'entry 1 borrow -153 from 7',
        'account 1 position -100 cash 1499797',
      ],
      // 1499797 × 5 % / 365 = 205.45; 500000 × 5 % / 365 = 68.49; 203 × 5 % / 365 = 0.03
      [
        'interest rate=500 dayCount=365',
        'entry 1 interest 205 from 0',
        'account 1 position -100 cash 1500002',
        'entry 2 interest 68 from 0',
        'account 2 position 100 cash 500068',
      ],
    ],
  },
  {
    name: 'funding: at a positive rate the long side pays, the short side receives, at the last price',
    accounts: two,
    reports: ['entry', 'account'],
    steps: [
      ['sell 1 3000x30 account=1'],
      ['buy 2 3000x30 account=2', 'account 1 position -30 cash 1090000', 'account 2 position 30 cash 910000'],
      // 90000 × 0.01 % = 9
      [
        'funding rate=1',
        'entry 1 funding 9 from 0',
        'account 1 position -30 cash 1090009',
        'entry 2 funding -9 from 0',
        'account 2 position 30 cash 909991',
      ],
      // half a cent goes away from zero on both sides: 90000 × −0.0005 basis points is −0.0045, too little for anybody
      ['funding rate=-0.0005'],
      [
        'funding rate=-1.5 mark=3100',
        'entry 1 funding -14 from 0',
        'account 1 position -30 cash 1089995',
        'entry 2 funding 14 from 0',
        'account 2 position 30 cash 910005',
      ],
    ],
  },
  {
    name: 'interest only on debts',
    accounts: [
      { id: 1, cash: 100n },
      { id: 2, cash: 100n },
    ],
    reports: ['entry', 'account'],
    steps: [
      ['sell 1 10000x1'],
      ['buy 2 market x1 account=1', 'account 1 position 1 cash -9900'],
      ['interest rate=3600 on=debit', 'entry 1 interest -10 from 0', 'account 1 position 1 cash -9910'],
      ['interest rate=3600 on=credit'],
    ],
  },
  {
    name: 'settlement ends positions at its price and turns what was open into profit',
    accounts: two,
    reports: ['entry', 'account', 'holding'],
    steps: [
      ['sell 1 100x10 account=1'],
      [
        'buy 2 100x10 account=2',
        'account 1 position -10 cash 1001000',
        'holding 1 cost -1000 realised 0',
        'account 2 position 10 cash 999000',
        'holding 2 cost 1000 realised 0',
      ],
      [
        'settle price=130',
        'entry 1 settle -1300 from 0',
        'account 1 position 0 cash 999700',
        'holding 1 cost 0 realised -300',
        'entry 2 settle 1300 from 0',
        'account 2 position 0 cash 1000300',
        'holding 2 cost 0 realised 300',
      ],
    ],
  },
  {
    name: 'an entry to an account that does not exist is refused',
    accounts: two,
    reports: ['entry', 'rejected'],
    steps: [['borrow rate=360 to=8 mark=0', 'rejected buy 101330995914403456 0x8 unknownAccount']],
  },
];

/** Fifty orders far from the market, one after the other. */
const fifty = Array.from({ length: 50 }, (_, index): Step => {
  const id = index + 1;
  return [`buy ${id} 1x1 account=1`, `accepted buy ${id} 1x1`];
});

export const messageLimitCases: readonly ConformanceCase[] = [
  {
    name: 'fifty messages a second: the fifty-first is refused',
    accounts: two,
    rules: listed,
    venues: limit({ limit: 50, windowNs: '1000000000' }),
    steps: [...fifty, ['buy 51 1x1 account=1', 'rejected buy 51 1x1 tooManyMessages']],
  },
  {
    name: 'the message beyond the limit is refused until the window has slid on; refused ones do not count',
    accounts: two,
    rules: listed,
    venues: limit({}),
    steps: [
      ['buy 1 100x1 account=1', 'accepted buy 1 100x1'],
      ['buy 2 100x1 account=1', 'accepted buy 2 100x1'],
      ['buy 3 100x1 account=1', 'rejected buy 3 100x1 tooManyMessages'],
      // Step 4 looks at the times 2 … 4: one message.
      ['cancel 1', 'cancelled buy 1 100x1 requested'],
      ['cancel 2', 'cancelled buy 2 100x1 requested'],
      ['buy 4 100x1 account=1', 'rejected buy 4 100x1 tooManyMessages'],
      ['buy 5 100x1', 'accepted buy 5 100x1'],
      ['buy 6 100x1 account=2', 'accepted buy 6 100x1'],
    ],
  },
  {
    name: 'or it costs something and goes on',
    accounts: two,
    rules: listed,
    venues: limit({ penalty: '25', exempt: ['cancel'] }),
    reports: ['accepted', 'rejected', 'fee', 'account', 'cancelled'],
    steps: [
      ['buy 1 100x1 account=1', 'accepted buy 1 100x1'],
      ['buy 2 100x1 account=1', 'accepted buy 2 100x1'],
      [
        'buy 3 100x1 account=1',
        'fee 1 order 3 line 127 25',
        'account 1 position 0 cash 999975',
        'accepted buy 3 100x1',
      ],
      ['cancel 1', 'cancelled buy 1 100x1 requested'],
    ],
  },
  {
    name: 'messages for each trade: beyond the ratio new orders are refused, cancels are not, and a fill makes room',
    accounts: two,
    rules: listed,
    venues: ratio({}),
    steps: [
      ['buy 1 100x5 account=1', 'accepted buy 1 100x5'],
      ['buy 2 100x5 account=1', 'rejected buy 2 100x5 tooFewTrades'],
      ['replace 1 101x5', 'replaceRejected buy 1 101x5 tooFewTrades'],
      ['sell 3 100x1', 'accepted sell 3 100x1', 'fill sell 3<1 100x1 left 4/0'],
      ['buy 2 100x5 account=1', 'accepted buy 2 100x5'],
      ['cancel 2', 'cancelled buy 2 100x5 requested'],
      ['buy 4 100x5 account=1', 'rejected buy 4 100x5 tooFewTrades'],
      ['cancel 1', 'cancelled buy 1 100x4 requested'],
    ],
  },
];
