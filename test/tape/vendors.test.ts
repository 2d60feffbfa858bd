/** Answers of Polygon and Alpha Vantage as their documentation shows them. */
import { describe, expect, it } from 'vitest';
import type { ImportOptions } from '../../src/tape/sources';
import { allRows, importTape, textSource, type ImportedTape, type RowObject } from './sources';

const importJson = (value: unknown, name: string, options: ImportOptions = {}): Promise<ImportedTape> =>
  importTape([textSource(name, typeof value === 'string' ? value : JSON.stringify(value, null, 2))], options);
const pick = (rows: readonly RowObject[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((n) => row[n]));
const BAR = [
  'tsExchNs',
  'durationNs',
  'openUnits',
  'highUnits',
  'lowUnits',
  'closeUnits',
  'volumeLots',
  'tradeCount',
];
const MINUTE = 60_000_000_000n;

describe('Polygon', () => {
  const aggregate = (t: number, c: number): object => ({
    v: 70790813,
    vw: 131.6292,
    o: 130.465,
    c,
    h: 133.41,
    l: 129.89,
    t,
    n: 645365,
  });
  it('aggregates, newest first or last', async () => {
    const results = [aggregate(1673240400000, 130.15), aggregate(1673326800000, 131.1)];
    const page = (list: object[]): object => ({
      ticker: 'AAPL',
      queryCount: 2,
      resultsCount: 2,
      adjusted: true,
      results: list,
      status: 'OK',
    });
    const one = await importJson(page(results), 'a.json');
    expect(one.manifest).toMatchObject({
      schema: 'bar',
      instruments: [{ symbol: 'AAPL', priceUnit: '0.001' }],
    });
    expect(pick(await allRows(one.tape), ...BAR)[0]).toEqual([
      ...[1673240400000000000n, 1440n * MINUTE, 130465n, 133410n, 129890n, 130150n, 70790813n, 645365],
    ]);
    const other = await importJson(page([...results].reverse()), 'a.json');
    expect(other.manifest.hash).toBe(one.manifest.hash);
    expect(other.manifest.source.steps).toEqual(['1 answers with their newest first reversed']);
  });

  it('trades and quotes, in nanoseconds', async () => {
    const trade = {
      conditions: [12, 41],
      exchange: 11,
      id: '1',
      participant_timestamp: 1517562000015577000,
      price: 171.55,
      sequence_number: 1063,
      sip_timestamp: '1517562000016036600',
      size: 100,
      tape: 3,
    };
    const trades = await importJson(
      JSON.stringify({ results: [trade], status: 'OK' }).replace(
        '"1517562000016036600"',
        '1517562000016036600',
      ),
      'AAPL-trades.json',
    );
    expect(trades.manifest.instruments[0]?.symbol).toBe('AAPL');
    expect(pick(await allRows(trades.tape), 'tsExchNs', 'side', 'tradeId', 'priceUnits', 'lots')).toEqual([
      [1517562000016036600n, 2, 1n, 17155n, 100],
    ]);
    const quote = {
      ask_price: 0,
      ask_size: 0,
      bid_exchange: 11,
      bid_price: 102.7,
      bid_size: 60,
      sequence_number: 2060,
      sip_timestamp: 1517562000065700,
    };
    const quotes = await importJson({ results: [quote], status: 'OK' }, 'x.json', { symbol: 'MSFT' });
    expect(pick(await allRows(quotes.tape), 'bidPriceUnits', 'bidLots', 'askLots')).toEqual([[1027n, 60, 0]]);
  });

  it('a recording of the stream', async () => {
    const text = [
      '[{"ev":"status","status":"connected"}]',
      '[{"ev":"Q","sym":"MSFT","bx":4,"bp":114.125,"bs":100,"ax":7,"ap":114.128,"as":160,"t":1536036818784,"z":3}]',
      '[{"ev":"T","sym":"MSFT","x":4,"i":"12345","p":114.125,"s":100,"t":1536036818785,"q":3681328}]\n',
    ].join('\n');
    const { tape, manifest } = await importJson(text, 'a.ndjson');
    expect(manifest).toMatchObject({ schema: 'depth', source: { messages: { status: 1, Q: 1, T: 1 } } });
    expect(pick(await allRows(tape), 'kind', 'priceUnits', 'lots')).toEqual([
      [40, 114125n, 100],
      [40, 114128n, 160],
      [39, 114125n, 100],
    ]);
  });
});

describe('Alpha Vantage', () => {
  const bar = (open: string): object => ({
    '1. open': open,
    '2. high': '187.7',
    '3. low': '186.9',
    '4. close': '187.2',
    '5. volume': '1200',
  });
  it('an intraday series in New York time', async () => {
    const answer = {
      'Meta Data': {
        '1. Information': 'Intraday',
        '2. Symbol': 'IBM',
        '4. Interval': '5min',
        '6. Time Zone': 'US/Eastern',
      },
      'Time Series (5min)': { '2024-07-01 09:35:00': bar('187.1'), '2024-07-01 09:30:00': bar('187') },
    };
    const { tape, manifest } = await importJson(answer, 'answer.json');
    expect(manifest.instruments[0]?.symbol).toBe('IBM');
    expect(pick(await allRows(tape), ...BAR)[0]).toEqual([
      ...[
        BigInt(Date.parse('2024-07-01T13:30Z')) * 1_000_000n,
        5n * MINUTE,
        1870n,
        1877n,
        1869n,
        1872n,
        1200n,
        0,
      ],
    ]);
  });

  it('a pair of currencies without volume, and an answer that refuses', async () => {
    const { '5. volume': _, ...values } = bar('1.1') as Record<string, string>;
    const answer = {
      'Meta Data': {
        '1. Information': 'Forex Daily',
        '2. From Symbol': 'EUR',
        '3. To Symbol': 'USD',
        '6. Time Zone': 'UTC',
      },
      'Time Series FX (Daily)': { '2024-07-02': values },
    };
    expect((await importJson(answer, 'a.json')).manifest).toMatchObject({
      instruments: [{ symbol: 'EUR/USD' }],
    });
    await expect(importJson({ Note: 'calls a minute' }, 'a.json')).rejects.toThrow(/says “calls a minute”/);
  });
});
