/**
 * Instruments beyond equities: terms are read strictly, and the profit of one worked example of each class is the one
 * computed by hand.
 */
import { describe, expect, it } from 'vitest';
import {
  parseInstrumentTerms,
  profitOf,
  settlementUnits,
  tickUnitsAt,
  type Contract,
  type PlainTrade,
} from '../../src/scenario';

const contract = (priceUnit: string, lotSize: string, terms: object): Contract => ({
  ...{ priceUnit, lotSize },
  terms: parseInstrumentTerms(terms, 'terms'),
});
const buy = (priceUnits: bigint, lots: bigint): PlainTrade => ({ side: 'buy', priceUnits, lots });
const sell = (priceUnits: bigint, lots: bigint): PlainTrade => ({ side: 'sell', priceUnits, lots });

const equity = contract('0.01', '1', { class: 'equity', currency: 'USD' });
const spot = contract('0.01', '0.001', { class: 'crypto', currency: 'USDT', base: 'BTC' });
const es = contract('0.01', '1', {
  ...{
    class: 'future',
    currency: 'USD',
    multiplier: '50',
    underlying: 'S&P 500',
    expiryNs: '1710547200000000000',
  },
});
const inverse = contract('0.5', '1', {
  ...{
    class: 'future',
    currency: 'USD',
    multiplier: '100',
    underlying: 'BTC',
    payoff: 'inverse',
    base: 'BTC',
  },
});
const call = contract('0.01', '1', {
  ...{
    class: 'option',
    currency: 'USD',
    multiplier: '100',
    underlying: 'AAPL',
    expiryNs: '1718928000000000000',
  },
  ...{ strike: '150', right: 'call' },
});
const put: Contract = { ...call, terms: { ...call.terms, right: 'put' } as Contract['terms'] };
const euro = contract('0.00001', '1000', { class: 'fx', currency: 'USD', base: 'EUR' });

describe('profit, equal to the hand computation', () => {
  it.each<[string, Contract, PlainTrade[], bigint, string, string]>([
    // 100 × (223.10 − 222.64)
    ['equity', equity, [buy(22264n, 100n), sell(22310n, 100n)], 0n, '46', 'USD'],
    // 1.486 × (61,700.00 − 61,659.70)
    ['crypto', spot, [buy(6165970n, 1486n)], 6170000n, '59.8858', 'USDT'],
    // 2 × 50 × (4,815.25 − 4,810.00), and one more sold at 4,815.25 that is marked at 4,820.00: − 50 × 4.75
    ['future', es, [buy(481000n, 2n), sell(481525n, 2n)], 0n, '525', 'USD'],
    ['future, short', es, [sell(481525n, 1n)], 482000n, '-237.5', 'USD'],
    // 100 contracts of 100 USD: 10,000 × (1/50,000 − 1/55,000) = 0.2 − 0.1818… BTC
    ['inverse future', inverse, [buy(100000n, 100n)], 110000n, '0.018181818182', 'BTC'],
    // 3 × 100 × ((156.10 − 150) − 4.25)
    ['option, exercised', call, [buy(425n, 3n)], settlementUnits(call, '156.1'), '555', 'USD'],
    // the premium is lost: 3 × 100 × 4.25
    ['option, worthless', put, [buy(425n, 3n)], settlementUnits(put, '156.1'), '-1275', 'USD'],
    // 100,000 EUR × (1.08625 − 1.08500)
    ['fx', euro, [buy(108500n, 100n), sell(108625n, 100n)], 0n, '125', 'USD'],
  ])('%s', (_name, instrument, trades, mark, amount, currency) => {
    expect(profitOf(instrument, trades, mark)).toEqual({ amount, currency });
  });

  it('of a position that is closed depends on no mark, unless the contract is inverse', () => {
    for (const mark of [1n, 5n, 10n ** 12n])
      expect(profitOf(es, [buy(100n, 7n), sell(103n, 7n)], mark).amount).toBe('10.5');
    expect(() => profitOf(inverse, [buy(0n, 1n)], 5n)).toThrow(/above 0/);
  });

  it('settles at the underlying, and an option at what it is worth', () => {
    expect(settlementUnits(es, '4812.37')).toBe(481237n);
    expect([settlementUnits(call, '149.99'), settlementUnits(put, '149.99')]).toEqual([0n, 1n]);
    expect(settlementUnits(call, '150.005')).toBe(1n);
  });
});

describe('terms', () => {
  it('fills in defaults, so that one meaning has one form', () => {
    expect(equity.terms).toEqual({ class: 'equity', currency: 'USD', multiplier: '1' });
    expect(
      parseInstrumentTerms({ class: 'crypto', base: 'BTC', multiplier: '1', currency: 'USDT' }, 't'),
    ).toEqual(spot.terms);
    expect(call.terms).toMatchObject({ exercise: 'american' });
  });

  it.each<[object, string]>([
    [{ class: 'bond', currency: 'USD' }, 'terms.class'],
    [{ class: 'equity' }, 'terms.currency'],
    [{ class: 'equity', currency: 'usd' }, 'terms.currency'],
    [{ class: 'equity', currency: 'USD', strike: '5' }, 'terms.strike'],
    [{ class: 'equity', currency: 'USD', colour: 1 }, 'terms.colour'],
    [{ class: 'equity', currency: 'USD', multiplier: '1.0' }, 'terms.multiplier'],
    [{ class: 'equity', currency: 'USD', multiplier: '0' }, 'terms.multiplier'],
    [{ class: 'future', currency: 'USD', underlying: 'X' }, 'terms.multiplier'],
    [{ class: 'future', currency: 'USD', underlying: 'X', multiplier: '5', payoff: 'inverse' }, 'terms.base'],
    [{ class: 'equity', currency: 'USD', tickTable: [] }, 'terms.tickTable'],
    [
      { class: 'equity', currency: 'USD', tickTable: [{ fromUnits: '5', unitsPerTick: 1 }] },
      'terms.tickTable[0].fromUnits',
    ],
    [
      {
        class: 'equity',
        currency: 'USD',
        tickTable: [0, 9, 9].map((from) => ({ fromUnits: from, unitsPerTick: 1 })),
      },
      'terms.tickTable[2].fromUnits',
    ],
  ])('refuses %j at its path', (json, path) => {
    expect(() => parseInstrumentTerms(json, 'terms')).toThrow(
      expect.objectContaining({ details: { path } }) as Error,
    );
  });

  it('ticks grow with the price', () => {
    const tickTable = [
      { fromUnits: '0', unitsPerTick: 1 },
      { fromUnits: '10000', unitsPerTick: 5 },
      { fromUnits: '50000', unitsPerTick: 10 },
    ];
    const terms = parseInstrumentTerms({ class: 'equity', currency: 'EUR', tickTable }, 't');
    const ticks = [0n, 9999n, 10000n, 49999n, 50000n, 10n ** 12n].map((price) =>
      tickUnitsAt(terms, 100, price),
    );
    expect(ticks).toEqual([1, 1, 5, 5, 10, 10]);
    expect(tickUnitsAt(undefined, 100, 7n)).toBe(100);
  });
});
