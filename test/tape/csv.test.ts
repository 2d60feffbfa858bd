/**
 * CSV: the files of usual vendors recognised by themselves, mappings, times and zones, books as snapshots and changes,
 * and refusals that say what to do. Expected values are written by hand from the vendors' own descriptions.
 */
import { describe, expect, it } from 'vitest';
import { TimeReader } from '../../src/tape/table/times';
import type { ImportOptions } from '../../src/tape/sources';
import { allRows, choppedSource, importTape, textSource, type ImportedTape, type RowObject } from './sources';

const NS = 1_000_000_000n;
const utc = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
const importCsv = (text: string, name = 'ACME.csv', options: ImportOptions = {}): Promise<ImportedTape> =>
  importTape([textSource(name, text)], options);
const pick = (rows: readonly RowObject[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((n) => row[n]));

interface VendorCase {
  readonly file: string;
  readonly text: string;
  readonly symbol: string;
  readonly firstTs: bigint;
  readonly durationNs: bigint;
  /** of the first row: open, high, low, close, volume in units of the tape */
  readonly bar: bigint[];
}
const MINUTE = 60n * NS;
const DAY = 86_400n * NS;
const vendors: Record<string, VendorCase> = {
  'Yahoo Finance, an empty day left out': {
    file: 'AAPL.csv',
    text: 'Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,187.15,188.44,183.89,185.64,184.9,82488700\n2024-01-03,null,null,null,null,null,null\n2024-01-04,182.15,183.09,180.88,181.91,181.1,71983600\n',
    ...{ symbol: 'AAPL', firstTs: utc('2024-01-02T00:00Z'), durationNs: DAY },
    bar: [18715n, 18844n, 18389n, 18564n, 82488700n],
  },
  Stooq: {
    file: 'cdr.txt',
    text: '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nCDR.PL,5,20240102,100500,113.5,114,113.4,113.9,1200,0\nCDR.PL,5,20240102,101000,113.9,114,113,113.1,900,0\n',
    ...{ symbol: 'CDR.PL', firstTs: utc('2024-01-02T10:05Z'), durationNs: 5n * MINUTE },
    bar: [1135n, 1140n, 1134n, 1139n, 1200n],
  },
  'MetaTrader 5': {
    file: 'EURUSD_M1.csv',
    text: '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2024.01.02\t00:00:00\t1.10427\t1.10429\t1.10425\t1.10427\t14\t5\t10\n2024.01.02\t00:01:00\t1.10427\t1.1043\t1.104\t1.10427\t14\t6\t10\n',
    ...{ symbol: 'EURUSD', firstTs: utc('2024-01-02T00:00Z'), durationNs: MINUTE },
    bar: [110427n, 110429n, 110425n, 110427n, 5n],
  },
  'MetaTrader 4, no header': {
    file: 'EURUSD1.csv',
    text: '2012.02.01,00:00,1.306600,1.306600,1.306560,1.306560,7\n2012.02.01,00:01,1.306570,1.306570,1.306470,1.306560,9\n',
    ...{ symbol: 'EURUSD1', firstTs: utc('2012-02-01T00:00Z'), durationNs: MINUTE },
    bar: [130660n, 130660n, 130656n, 130656n, 7n],
  },
  'Binance klines, no header, microseconds': {
    file: 'BTCUSDT-1m-2025-01.csv',
    text: '1735689600000000,93576.00,93610.93,93537.50,93610.93,8.21827,1735689659999999,768978.69,2631,3.95157,369757.3,0\n1735689660000000,93610.93,93652,93606.2,93652,11.04858,1735689719999999,1034447.5,2172,9.36,876733.7,0\n',
    ...{ symbol: 'BTCUSDT', firstTs: utc('2025-01-01T00:00Z'), durationNs: MINUTE },
    bar: [9357600n, 9361093n, 9353750n, 9361093n, 821827n],
  },
  'CryptoDataDownload, an address first, newest first': {
    file: 'Binance_BTCUSDT_d.csv',
    text: 'https://www.CryptoDataDownload.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount\n1704153600000,2024-01-02,BTCUSDT,44179.55,45879.63,44148.34,44946.91,65146.4,2944331,2081040\n1704067200000,2024-01-01,BTCUSDT,42283.58,44184.1,42180.77,44179.55,27174.3,1169995,1103420\n',
    ...{ symbol: 'BTCUSDT', firstTs: utc('2024-01-01T00:00Z'), durationNs: DAY },
    bar: [4228358n, 4418410n, 4218077n, 4417955n, 271743n],
  },
  'Kraken OHLCVT, no header': {
    file: 'XBTUSD_60.csv',
    text: '1704067200,42283.6,42554.6,42283.6,42475.2,106.5,1500\n1704070800,42475.3,42775,42431.6,42614,89.25,1411\n',
    ...{ symbol: 'XBTUSD', firstTs: utc('2024-01-01T00:00Z'), durationNs: 60n * MINUTE },
    bar: [422836n, 425546n, 422836n, 424752n, 10650n],
  },
  'Alpha Vantage: newest first, New York time': {
    file: 'intraday_5min_IBM.csv',
    text: 'timestamp,open,high,low,close,volume\r\n2024-07-01 09:35:00,173.1,173.9,173,173.5,1000\r\n2024-07-01 09:30:00,173.45,173.5,172.9,173.1,2000\r\n',
    ...{ symbol: 'IBM', firstTs: utc('2024-07-01T13:30Z'), durationNs: 5n * MINUTE },
    bar: [17345n, 17350n, 17290n, 17310n, 2000n],
  },
  'Polygon flat file': {
    file: '2024-07-01.csv',
    text: 'ticker,volume,open,close,high,low,window_start,transactions\nAAPL,1000,210.1,210.2,210.25,210,1719820800000000000,12\nAAPL,900,210.2,210.1,210.3,210.05,1719820860000000000,14\n',
    ...{ symbol: 'AAPL', firstTs: 1719820800000000000n, durationNs: MINUTE },
    bar: [21010n, 21025n, 21000n, 21020n, 1000n],
  },
  'Nasdaq.com: dollars, month first, newest first': {
    file: 'HistoricalData.csv',
    text: 'Date,Close/Last,Volume,Open,High,Low\n07/02/2024,$220.27,58046180,$216.15,$220.38,$215.10\n07/01/2024,$216.75,60402930,$212.09,$217.51,$211.92\n',
    ...{ symbol: 'HISTORICALDATA', firstTs: utc('2024-07-01T00:00Z'), durationNs: DAY },
    bar: [21209n, 21751n, 21192n, 21675n, 60402930n],
  },
  'NinjaTrader: semicolons, no header': {
    file: 'ES 03-24.Last.txt',
    text: '20240102 093000;4775.25;4776;4774.5;4775.75;1200\n20240102 093100;4775.75;4777;4775;4776.5;900\n',
    ...{ symbol: 'ES', firstTs: utc('2024-01-02T09:30Z'), durationNs: MINUTE },
    bar: [477525n, 477600n, 477450n, 477575n, 1200n],
  },
  'decimal commas': {
    file: 'DAX.csv',
    text: 'Datum;Date;Open;High;Low;Close;Volume\nx;02.01.2024 09:00;16.828,50;16.839,00;16.800,25;16.810,75;1.200\nx;02.01.2024 09:01;16.810,75;16.812,00;16.800,00;16.801,00;900\n',
    ...{ symbol: 'DAX', firstTs: utc('2024-01-02T09:00Z'), durationNs: MINUTE },
    bar: [1682850n, 1683900n, 1680025n, 1681075n, 1200n],
  },
};

describe('bars of the usual vendors', () => {
  it.each(Object.entries(vendors))('%s', async (_, expected) => {
    const { tape, manifest } = await importCsv(expected.text, expected.file);
    expect(manifest.schema).toBe('bar');
    expect(manifest.instruments[0]?.symbol).toBe(expected.symbol);
    const [first] = await allRows(tape);
    expect([first?.tsExchNs, first?.durationNs]).toEqual([expected.firstTs, expected.durationNs]);
    const prices = ['openUnits', 'highUnits', 'lowUnits', 'closeUnits', 'volumeLots'].map(
      (name) => first?.[name],
    );
    expect(prices).toEqual(expected.bar);
    expect(manifest.rows).toBe('2');
  });

  it('says what was done to the rows', async () => {
    const { manifest } = await importCsv(vendors['Yahoo Finance, an empty day left out']?.text ?? '');
    expect(manifest.source.steps).toEqual([
      expect.stringMatching(/^no column for tradeCount: /),
      'bars of 86400000000000 ns: the smallest distance between two of them',
      '1 bars without a price left out',
    ]);
    const reversed = await importCsv(vendors['Alpha Vantage: newest first, New York time']?.text ?? '');
    expect(reversed.manifest.source.steps).toContain('newest rows came first, order reversed: ACME.csv');
  });
});

describe('trades and quotes', () => {
  const expectTrades = async (name: string, text: string, rows: unknown[][]): Promise<void> => {
    const { tape, manifest } = await importCsv(text, name);
    expect(manifest.schema).toBe('trade');
    expect(pick(await allRows(tape), 'tsExchNs', 'side', 'tradeId', 'priceUnits', 'lots')).toEqual(rows);
  };

  it('Binance trades and aggregated trades: the maker says the side', async () => {
    await expectTrades(
      'BTCUSDT-trades-2024-01-01.csv',
      '1,42283.5,0.25,10570.9,1704067200000,True,True\n2,42283.6,1,42283.6,1704067200001,False,True\n',
      [
        [1704067200000000000n, 1, 1n, 422835n, 25],
        [1704067200001000000n, 0, 2n, 422836n, 100],
      ],
    );
    await expectTrades(
      'BTCUSDT-aggTrades.csv',
      'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n7,42283.5,2,1,2,1704067200000,true\n',
      [[1704067200000000000n, 1, 7n, 422835n, 2]],
    );
  });

  it('Tardis trades: exchange, local time and side', async () => {
    const { tape, manifest } = await importCsv(
      'exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nderibit,BTC-PERP,1704067200000123,1704067200001456,a-1,sell,42283.5,10\n',
    );
    expect(manifest.instruments).toMatchObject([{ symbol: 'BTC-PERP', venue: 'deribit' }]);
    expect(pick(await allRows(tape), 'tsExchNs', 'tsLocalNs', 'side', 'tradeId')).toEqual([
      [1704067200000123000n, 1704067200001456000n, 1, 0n],
    ]);
  });

  it('quotes with and without sizes', async () => {
    const sized = await importCsv(
      'time,bid_price,bid_size,ask_price,ask_size\n2024-01-02T10:00:00.5Z,10.1,3,10.2,4\n2024-01-02T10:00:01Z,,,10.2,4\n',
    );
    expect(
      pick(await allRows(sized.tape), 'tsExchNs', 'bidPriceUnits', 'bidLots', 'askPriceUnits', 'askLots'),
    ).toEqual([
      [utc('2024-01-02T10:00:00.5Z'), 101n, 3, 102n, 4],
      [utc('2024-01-02T10:00:01Z'), 0n, 0, 102n, 4],
    ]);
    const plain = await importCsv('time,bid,ask\n1704189600,1.1,1.2\n');
    expect(plain.manifest.source.steps).toEqual([
      'no column for bidLots: ACME.csv',
      'no column for askLots: ACME.csv',
      '1 quotes without a size: 1 assumed',
    ]);
  });
});

describe('books', () => {
  it('snapshots and changes: rows of one stamp are one message', async () => {
    const head = 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n';
    const row = (ts: number, snapshot: boolean, side: string, price: string, amount: string): string =>
      `x,BTC,${ts}000000,${ts}000001,${snapshot},${side},${price},${amount}\n`;
    const { tape, manifest } = await importCsv(
      `${head}${row(1704067200, true, 'ask', '101', '2')}${row(1704067200, true, 'bid', '100', '1.5')}` +
        `${row(1704067201, false, 'bid', '100', '0')}${row(1704067201, false, 'bid', '99', '1')}${row(1704067202, true, 'ask', '102', '2')}`,
    );
    expect(manifest).toMatchObject({ schema: 'depth', source: { rows: 3 } });
    expect(pick(await allRows(tape), 'sourceRow', 'kind', 'side', 'priceUnits', 'lots', 'flags')).toEqual([
      [0, 41, 0, 0n, 0, 0],
      [0, 41, 1, 0n, 0, 0],
      [0, 37, 0, 100n, 15, 0],
      [0, 37, 1, 101n, 20, 16],
      [1, 37, 0, 100n, 0, 0],
      [1, 37, 0, 99n, 10, 16],
      [2, 41, 0, 0n, 0, 0],
      [2, 41, 1, 0n, 0, 0],
      [2, 37, 1, 102n, 20, 16],
    ]);
  });

  it('words for what happens to a level', async () => {
    const { tape } = await importCsv(
      'time,action,side,price,size\n1704067200,add,B,10,5\n1704067201,update,B,10,7\n1704067202,delete,B,10,7\n',
    );
    expect(pick(await allRows(tape), 'priceUnits', 'lots')).toEqual([
      [10n, 5],
      [10n, 7],
      [10n, 0],
    ]);
  });

  it('wide rows: only what changed, levels out of view leave', async () => {
    const { tape } = await importCsv(
      'timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount\n' +
        '1704067200000000,101,1,100,2,102,3,99,4\n1704067201000000,101,1,98,2,102,5,97,4\n',
    );
    expect(pick(await allRows(tape), 'sourceRow', 'kind', 'side', 'priceUnits', 'lots').slice(6)).toEqual([
      [1, 37, 0, 100n, 0],
      [1, 37, 0, 99n, 0],
      [1, 37, 0, 98n, 2],
      [1, 37, 0, 97n, 4],
      [1, 37, 1, 102n, 5],
    ]);
  });
});

describe('mappings', () => {
  const text =
    'When;Px;Qty;BS;Junk\n2024-01-02 09:30:00.25;10.5;3;B;x\n2024-07-02 09:30:00;10.25;4;S;"y;z"\n';
  const mapping = {
    ...{ kind: 'trade', zone: 'America/New_York', symbol: 'XYZ', venue: 'V' },
    columns: { ts: 'When', price: 'Px', size: 'Qty', side: 'BS' },
  };

  it('an unknown header is refused with its columns and a mapping to copy', async () => {
    await expect(importCsv(text)).rejects.toMatchObject({
      code: 'E-TAPE-22',
      message: expect.stringMatching(/When, Px, Qty, BS, Junk.*convert --map.*"kind":"trade"/) as unknown,
    });
  });

  it('a mapping says what the columns are', async () => {
    const { tape, manifest } = await importCsv(text, 'a.csv', { mapping });
    expect(manifest).toMatchObject({
      zone: 'America/New_York',
      instruments: [{ symbol: 'XYZ', venue: 'V' }],
    });
    expect(pick(await allRows(tape), 'tsExchNs', 'side', 'priceUnits', 'lots')).toEqual([
      [utc('2024-01-02T14:30:00.25Z'), 0, 1050n, 3],
      [utc('2024-07-02T13:30:00Z'), 1, 1025n, 4],
    ]);
  });

  it.each([
    ['kind', { ...mapping, kind: 'candle' }],
    ['colour', { ...mapping, colour: 1 }],
    ['columns.size', { ...mapping, columns: { ts: 'When', price: 'Px' } }],
    ['columns.bid', { ...mapping, columns: { ...mapping.columns, bid: 'Px' } }],
    ['columns.price', { ...mapping, columns: { ...mapping.columns, price: 'Price' } }],
    ['zone', { ...mapping, zone: 'Mars' }],
  ])('a mapping that is wrong in %s is refused there', async (path, wrong) => {
    await expect(importCsv(text, 'a.csv', { mapping: wrong })).rejects.toMatchObject({
      code: 'E-TAPE-22',
      message: expect.stringContaining(`mapping.${path}`) as unknown,
    });
  });
});

describe('refusals and the form of files', () => {
  const bars = vendors.Stooq?.text ?? '';
  it.each([
    ['a cell too few', bars.replace('900,0', '900'), 'E-TAPE-11', 3],
    ['no number', bars.replace('113.4', 'abc'), 'E-TAPE-11', 2],
    ['no time', bars.replace('20240102,101000', '20241402,101000'), 'E-TAPE-11', 3],
    ['time goes back', bars + bars.split('\n')[1] + '\n', 'E-TAPE-13', 4],
    ['an open quote', bars.replace('CDR.PL,5', '"CDR.PL,5'), 'E-TAPE-11', 2],
  ])('%s: its row', async (_, text, code, row) => {
    await expect(importCsv(text, 'cdr.txt')).rejects.toMatchObject({
      code,
      details: { row, file: 'cdr.txt' },
    });
  });

  it('pieces, line ends and a byte order mark change nothing; files follow each other in time', async () => {
    const { manifest } = await importCsv(bars, 'cdr.txt');
    for (const source of [
      choppedSource(textSource('cdr.txt', bars), 5),
      textSource('cdr.txt', `\ufeff${bars.replaceAll('\n', '\r\n')}`),
    ])
      expect((await importTape([source])).manifest.hash).toBe(manifest.hash);
    const [head, one, two] = bars.split('\n') as [string, string, string];
    const mapping = {
      kind: 'bar',
      columns: {
        symbol: '<TICKER>',
        date: '<DATE>',
        time: '<TIME>',
        open: '<OPEN>',
        high: '<HIGH>',
        low: '<LOW>',
        close: '<CLOSE>',
        volume: '<VOL>',
      },
      durationNs: String(5n * MINUTE),
    };
    const parts = [textSource('2.txt', `${head}\n${two}\n`), textSource('1.txt', `${head}\n${one}\n`)];
    expect((await importTape(parts, { mapping })).manifest.hash).toBe(manifest.hash);
  });

  it('reads the times that it should, and no others', () => {
    const read = (text: string, zone = 'UTC'): bigint | undefined => new TimeReader('auto', zone).read(text);
    expect(read('1704067200.5')).toBe(1704067200500000000n);
    expect(read('2024-01-01T00:00:00.000000001Z')).toBe(utc('2024-01-01T00:00Z') + 1n);
    expect(read('2024-01-01 02:00:00+02:00')).toBe(utc('2024-01-01T00:00Z'));
    expect(read('01/31/2024 1:05 PM')).toBe(utc('2024-01-31T13:05Z'));
    expect(read('2024-03-10 09:30', 'America/New_York')).toBe(utc('2024-03-10T13:30Z'));
    expect(read('2024-01-10 08:30', 'America/Chicago')).toBe(utc('2024-01-10T14:30Z'));
    for (const text of ['', 'yesterday', '2024-02-30', '2024-01-01 25:61'])
      expect(read(text)).toBeUndefined();
  });
});
