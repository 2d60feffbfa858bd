/**
 * Order entry: what is accepted, what is refused and with which code, and which rule is tried first.
 * Data only.
 */
import type { ConformanceCase } from './case';

export const entryCases: readonly ConformanceCase[] = [
  {
    name: 'a limit order on an empty book rests',
    steps: [['buy 1 100x5', 'accepted buy 1 100x5']],
    bids: ['100x5'],
    asks: [],
  },
  {
    name: 'both sides rest without touching',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['sell 2 101x7', 'accepted sell 2 101x7'],
    ],
    bids: ['100x5'],
    asks: ['101x7'],
  },
  {
    name: 'orders at one price add up in one level',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 2 100x6', 'accepted buy 2 100x6'],
    ],
    bids: ['100x11'],
  },
  {
    name: 'levels are sorted from the best price away, whatever the order of arrival',
    steps: [
      ['buy 1 100x1', 'accepted buy 1 100x1'],
      ['buy 2 102x1', 'accepted buy 2 102x1'],
      ['buy 3 101x1', 'accepted buy 3 101x1'],
      ['sell 4 110x1', 'accepted sell 4 110x1'],
      ['sell 5 108x1', 'accepted sell 5 108x1'],
      ['sell 6 109x1', 'accepted sell 6 109x1'],
    ],
    bids: ['102x1', '101x1', '100x1'],
    asks: ['108x1', '109x1', '110x1'],
  },
  {
    name: 'zero lots are refused',
    steps: [['buy 1 100x0', 'rejected buy 1 100x0 badLots']],
    bids: [],
  },
  {
    name: 'the largest order is accepted, one lot more is refused',
    rules: { maxLots: 500 },
    steps: [
      ['buy 1 100x500', 'accepted buy 1 100x500'],
      ['buy 2 100x501', 'rejected buy 2 100x501 badLots'],
    ],
    bids: ['100x500'],
  },
  {
    name: 'lots up to 2^31 − 1 are an order like another',
    rules: { maxLots: 2147483647 },
    steps: [
      ['sell 1 100x2147483647', 'accepted sell 1 100x2147483647'],
      ['sell 2 100x2147483647', 'accepted sell 2 100x2147483647'],
      ['buy 3 100x2147483647', 'accepted buy 3 100x2147483647', 'fill buy 3<1 100x2147483647 left 0/0'],
      ['buy 4 100x2147483648', 'rejected buy 4 100x2147483648 badLots'],
      ['buy 5 100x4294967295', 'rejected buy 5 100x4294967295 badLots'],
    ],
    asks: ['100x2147483647'],
  },
  {
    name: 'a price between ticks is refused',
    rules: { unitsPerTick: 100 },
    steps: [
      ['buy 1 10050x1', 'rejected buy 1 10050x1 offTick'],
      ['buy 2 10100x1', 'accepted buy 2 10100x1'],
      ['buy 3 -50x1', 'rejected buy 3 -50x1 offTick'],
      ['buy 4 -100x1', 'accepted buy 4 -100x1'],
    ],
    bids: ['10100x1', '-100x1'],
  },
  {
    name: 'prices outside the range are refused, at its ends accepted',
    rules: { minTick: -10, maxTick: 10 },
    steps: [
      ['buy 1 -10x1', 'accepted buy 1 -10x1'],
      ['sell 2 10x1', 'accepted sell 2 10x1'],
      ['buy 3 -11x1', 'rejected buy 3 -11x1 priceOutOfRange'],
      ['sell 4 11x1', 'rejected sell 4 11x1 priceOutOfRange'],
    ],
    bids: ['-10x1'],
    asks: ['10x1'],
  },
  {
    name: 'a price beyond the range of ticks is out of range, not wrapped round',
    steps: [
      ['buy 1 4294967396x1', 'rejected buy 1 4294967396x1 priceOutOfRange'],
      ['sell 2 -4294967196x1', 'rejected sell 2 -4294967196x1 priceOutOfRange'],
      ['buy 3 9223372036854775807x1', 'rejected buy 3 9223372036854775807x1 priceOutOfRange'],
      ['sell 4 -9223372036854775808x1', 'rejected sell 4 -9223372036854775808x1 priceOutOfRange'],
    ],
    bids: [],
    asks: [],
  },
  {
    name: 'a live id is refused on either side',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 1 99x5', 'rejected buy 1 99x5 duplicateId'],
      ['sell 1 105x5', 'rejected sell 1 105x5 duplicateId'],
      ['sell 1 market x5', 'rejected sell 1 0x5 duplicateId'],
    ],
    bids: ['100x5'],
    asks: [],
  },
  {
    name: 'an id is free again after a cancel and after a full fill',
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['cancel 1', 'cancelled buy 1 100x5 requested'],
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x5', 'accepted buy 2 100x5', 'fill buy 2<1 100x5 left 0/0'],
      ['buy 1 99x1', 'accepted buy 1 99x1'],
      ['buy 2 98x1', 'accepted buy 2 98x1'],
    ],
    bids: ['99x1', '98x1'],
    asks: [],
  },
  {
    name: 'the same id may live in two instruments',
    instruments: 2,
    steps: [
      ['buy 1 100x5', 'accepted buy 1 100x5'],
      ['buy 1 100x5 instrument=1', 'accepted buy 1 100x5 #1'],
      ['cancel 1 instrument=1', 'cancelled buy 1 100x5 requested #1'],
    ],
    bids: ['100x5'],
  },
  {
    name: 'instruments do not trade with each other',
    instruments: 2,
    steps: [
      ['sell 1 100x5', 'accepted sell 1 100x5'],
      ['buy 2 100x5 instrument=1', 'accepted buy 2 100x5 #1'],
    ],
    bids: [],
    asks: ['100x5'],
  },
  {
    name: 'an instrument that does not exist is refused by every command',
    steps: [
      ['buy 1 100x5 instrument=1', 'rejected buy 1 100x5 unknownInstrument #1'],
      ['cancel 1 instrument=65535', 'cancelRejected buy 1 0x0 unknownInstrument #65535'],
      ['reduce 1 x5 instrument=7', 'reduceRejected buy 1 0x5 unknownInstrument #7'],
      ['replace 1 100x5 instrument=7', 'replaceRejected buy 1 100x5 unknownInstrument #7'],
    ],
  },
  {
    name: 'ids may be any number of 64 bits',
    steps: [
      ['buy 0 100x1', 'accepted buy 0 100x1'],
      ['buy 18446744073709551615 100x2', 'accepted buy 18446744073709551615 100x2'],
      ['buy 9223372036854775808 100x3', 'accepted buy 9223372036854775808 100x3'],
      ['buy 4294967296 100x4', 'accepted buy 4294967296 100x4'],
      ['cancel 0', 'cancelled buy 0 100x1 requested'],
      [
        'sell 65536 100x5',
        'accepted sell 65536 100x5',
        'fill sell 65536<18446744073709551615 100x2 left 0/3',
        'fill sell 65536<9223372036854775808 100x3 left 0/0',
      ],
    ],
    bids: ['100x4'],
  },
  {
    name: 'post-only goes with nothing that must take',
    steps: [
      ['buy 1 100x5 IOC post', 'rejected buy 1 100x5 illegalCombination'],
      ['buy 1 100x5 FOK post', 'rejected buy 1 100x5 illegalCombination'],
      ['buy 1 market x5 post', 'rejected buy 1 0x5 illegalCombination'],
    ],
    bids: [],
  },
  {
    name: 'an iceberg must be able to rest',
    steps: [
      ['buy 1 100x5 IOC shift=1', 'rejected buy 1 100x5 illegalCombination'],
      ['buy 1 100x5 FOK shift=1', 'rejected buy 1 100x5 illegalCombination'],
      ['buy 1 market x5 shift=1', 'rejected buy 1 0x5 illegalCombination'],
    ],
    bids: [],
  },
  {
    name: 'an account that does not exist is refused',
    accounts: [{ id: 1, cash: 100n }],
    steps: [
      ['buy 1 100x1 account=2', 'rejected buy 1 100x1 unknownAccount'],
      ['sell 2 100x1 account=4294967295', 'rejected sell 2 100x1 unknownAccount'],
    ],
    bids: [],
  },
  {
    name: 'with several faults the first rule in the order of the codes is the one reported',
    rules: { unitsPerTick: 10, maxTick: 100, maxLots: 10 },
    accounts: [{ id: 1, cash: 0n }],
    steps: [
      ['buy 1 7x0 IOC post', 'rejected buy 1 7x0 illegalCombination'],
      ['buy 1 7x0', 'rejected buy 1 7x0 badLots'],
      ['buy 1 100007x1', 'rejected buy 1 100007x1 offTick'],
      ['buy 1 500x1', 'accepted buy 1 500x1'],
      ['buy 1 100000x1', 'rejected buy 1 100000x1 priceOutOfRange'],
      ['buy 1 500x1 account=9', 'rejected buy 1 500x1 duplicateId'],
      ['sell 5 600x1', 'accepted sell 5 600x1'],
      ['buy 2 600x1 account=9 post', 'rejected buy 2 600x1 unknownAccount'],
      ['buy 2 600x1 account=1 post', 'rejected buy 2 600x1 insufficientFunds'],
      ['buy 2 600x1 post', 'rejected buy 2 600x1 postOnlyWouldTake'],
    ],
    bids: ['500x1'],
    asks: ['600x1'],
  },
  {
    name: 'a refused order leaves its id free',
    steps: [
      ['buy 1 100x0', 'rejected buy 1 100x0 badLots'],
      ['cancel 1', 'cancelRejected buy 1 0x0 unknownId'],
      ['buy 1 100x1', 'accepted buy 1 100x1'],
    ],
    bids: ['100x1'],
  },
];
