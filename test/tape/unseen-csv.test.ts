/**
 * CSV as the world writes it and the sample files do not: zones, orders of dates, marks of decimals, vendors whose rows
 * look like something else. Expected values are written by hand from the vendors' own descriptions; zones are compared
 * with the tables of this machine, which the reader does not use.
 */
import { describe, expect, it } from 'vitest';
import { utcNs } from '../../src/scenario/calendar/zones';
import type { ImportOptions } from '../../src/tape/sources';
import { allRows, importTape, textSource, type ImportedTape } from './sources';

const utc = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
const importCsv = (text: string, name = 'ACME.csv', options: ImportOptions = {}): Promise<ImportedTape> =>
  importTape([textSource(name, text)], options);

/** Rows of a tape as numbers that a person would say. */
async function said({ tape, manifest }: ImportedTape): Promise<Record<string, number | bigint>[]> {
  const [price, lot] = [manifest.instruments[0]?.priceUnit, manifest.instruments[0]?.lotSize].map(Number);
  return (await allRows(tape)).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (name.endsWith('Units')) return [name, Number((Number(value) * (price ?? 1)).toFixed(9))];
        if (/lots$/i.test(name)) return [name, Number((Number(value) * (lot ?? 1)).toFixed(9))];
        return [name, value];
      }),
    ),
  );
}

interface Unseen {
  readonly file?: string;
  readonly text: string;
  readonly schema: string;
  /** fields of the first row */
  readonly first: Record<string, number | bigint>;
  readonly zone?: string;
  readonly step?: RegExp;
}
const bars: Record<string, Unseen> = {
  'ISO with Z under the header of Alpha Vantage is UTC': {
    text: 'timestamp,open,high,low,close,volume\n2024-07-01T13:30:00Z,1,2,1,2,10\n2024-07-01T13:31:00Z,2,2,1,1,10\n',
    ...{ schema: 'bar', zone: 'UTC', first: { tsExchNs: utc('2024-07-01T13:30Z') } },
  },
  'epochs under that header too, and plain times oldest first': {
    text: 'timestamp,open,high,low,close,volume\n2024-07-01 13:30:00,1,2,1,2,10\n2024-07-01 13:31:00,2,2,1,1,10\n',
    ...{ schema: 'bar', zone: 'UTC', first: { tsExchNs: utc('2024-07-01T13:30Z') } },
  },
  'days before months, which only the steps between them say': {
    text: 'Date,Open,High,Low,Close,Volume\n01/02/2024,1,2,1,2,10\n02/02/2024,2,2,1,1,10\n05/02/2024,2,2,1,1,10\n',
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-02-01T00:00Z'), durationNs: 86_400_000_000_000n } },
  },
  'days before months, said by a thirteenth far below': {
    text: `Date,Time,Open,High,Low,Close,Volume\n${Array.from({ length: 30 }, (_, i) => `03/01/2024,09:${10 + i},1,2,1,2,10\n`).join('')}15/01/2024,09:30,1,2,1,2,10\n`,
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-01-03T09:10Z') } },
  },
  'one day in either order: month first, and that is said': {
    text: 'Date,Time,Open,High,Low,Close,Volume\n03/01/2024,9:30 AM,1,2,1,2,10\n03/01/2024,1:31 PM,1,2,1,2,10\n',
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-03-01T09:30Z') }, step: /month first, which nothing/ },
  },
  'thousands between commas in a table parted by semicolons': {
    text: 'Date;Open;High;Low;Close;Volume\n2024-01-02;1,234.50;1,240.00;1,230.25;1,239.75;1,200\n2024-01-03;1,234.50;1,240.00;1,230.25;1,239.75;900\n',
    ...{ schema: 'bar', first: { openUnits: 1234.5, closeUnits: 1239.75, volumeLots: 1200 } },
  },
  'decimal commas between tabs, some with three digits': {
    text: 'Date\tOpen\tHigh\tLow\tClose\tVolume\n2024-01-02\t113,500\t114,25\t113,5\t114,000\t10\n2024-01-03\t113,500\t114,25\t113,5\t114,000\t10\n',
    ...{ schema: 'bar', first: { openUnits: 113.5, closeUnits: 114 } },
  },
  'decimal commas in quotes, spaces for thousands': {
    text: '"Date","Open","High","Low","Close","Volume"\n"02.01.2024","1 234,50","1 240,00","1 230,25","1 239,75","12 000"\n"03.01.2024","1 234,50","1 240,00","1 230,25","1 239,75","12 000"\n',
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-01-02T00:00Z'), openUnits: 1234.5, volumeLots: 12000 } },
  },
  'points with three digits in a table of semicolons stay points': {
    file: 'USDJPY.txt',
    text: '20240102 093000;151.123;151.456;151.001;151.234;12\n20240102 093100;151.123;151.456;151.001;151.234;9\n',
    ...{ schema: 'bar', first: { openUnits: 151.123, lowUnits: 151.001 } },
  },
  'Indian thousands': {
    text: 'Date,Open,High,Low,Close,Volume\n02-Jan-2024,"1,21,000.50","1,22,000.00","1,20,000.00","1,21,500.00","12,34,567"\n03-Jan-2024,"1,21,000.50","1,22,000.00","1,20,000.00","1,21,500.00","12,34,567"\n',
    ...{
      schema: 'bar',
      first: { tsExchNs: utc('2024-01-02T00:00Z'), openUnits: 121000.5, volumeLots: 1234567 },
    },
  },
  'Investing.com: names of months, thousands, K and M': {
    text: '"Date","Price","Open","High","Low","Vol.","Change %"\n"Jan 03, 2024","1,240.50","1,235.00","1,241.00","1,230.00","1.25M","0.4%"\n"Jan 02, 2024","1,235.50","1,234.00","1,239.00","1,230.00","980.5K","0.1%"\n',
    ...{
      schema: 'bar',
      first: { tsExchNs: utc('2024-01-02T00:00Z'), closeUnits: 1235.5, volumeLots: 980500 },
    },
  },
  'yfinance: offsets, and a week in which clocks change': {
    text: 'Date,Open,High,Low,Close,Volume\n2024-03-08 00:00:00-05:00,1,2,1,2,10\n2024-03-09 00:00:00-05:00,1,2,1,2,10\n2024-03-10 00:00:00-05:00,1,2,1,2,10\n2024-03-11 00:00:00-04:00,1,2,1,2,10\n',
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-03-08T05:00Z'), durationNs: 86_400_000_000_000n } },
  },
  'Dukascopy in local time': {
    text: 'Local time,Open,High,Low,Close,Volume\n02.01.2024 00:00:00.000 GMT+0100,1.1,1.2,1,1.1,1500.25\n02.01.2024 00:01:00.000 GMT+0100,1.1,1.2,1,1.1,900.5\n',
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-01-01T23:00Z'), volumeLots: 1500.25 } },
  },
  'offsets of two digits, as databases write them': {
    text: 'time,open,high,low,close,volume\n2024-01-02 09:30:00+00,1,2,1,2,10\n2024-01-02 09:31:00.5+00,1,2,1,2,10\n',
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-01-02T09:30Z') } },
  },
  'date and clock run together': {
    text: 'time,open,high,low,close,volume\n20240102093000,1,2,1,2,10\n20240102093100,1,2,1,2,10\n',
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-01-02T09:30Z') } },
  },
  'spreadsheets: no leading zeros, an empty cell at the end of rows': {
    text: 'time,open,high,low,close,volume\n2024/1/2 9:30,1,2,1,2,10,\n2024/1/2 9:31,1,2,1,2,10,\n',
    ...{ schema: 'bar', first: { tsExchNs: utc('2024-01-02T09:30Z') } },
  },
  'one symbol after the other': {
    text: 'ticker,volume,open,close,high,low,window_start,transactions\nA,1,10,11,12,9,1719820800000000000,1\nA,2,10,11,12,9,1719820860000000000,1\nB,3,20,21,22,19,1719820800000000000,1\nB,4,20,21,22,19,1719820860000000000,1\n',
    ...{ schema: 'bar', first: { volumeLots: 1 }, step: /one symbol came after the other/ },
  },
  'Databento in steps of 10⁻⁹': {
    text: 'ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume,symbol\n1704186000000000000,33,1,7,4775250000000,4776000000000,4774500000000,4775750000000,12,ESH4\n1704186060000000000,33,1,7,4775250000000,4776000000000,4774500000000,4775750000000,12,ESH4\n',
    ...{ schema: 'bar', first: { openUnits: 4775.25, closeUnits: 4775.75 } },
  },
};
const others: Record<string, Unseen> = {
  'Databento trades in steps of 10⁻⁹, negative too': {
    text: 'ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_in_delta,sequence,symbol\n1704186000000000009,1704186000000000000,0,1,7,T,A,0,-1250000000,3,0,0,5,ESH4-ESM4\n',
    ...{ schema: 'trade', first: { priceUnits: -1.25, lots: 3, side: 1 } },
  },
  'Databento quotes: a price that is not defined is an empty side': {
    text: 'ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,symbol\n1704186000000000000,1,1,7,A,A,0,1000000000,3,1000000000,9223372036854775807,4,0,ESH4\n',
    ...{ schema: 'quote', first: { bidPriceUnits: 1, bidLots: 4, askLots: 0 } },
  },
  'Kaiko: who sold is the aggressor': {
    text: 'id,exchange,symbol,date,price,amount,sell\n1,cbse,btcusd,1704067200000,42283.5,0.25,true\n2,cbse,btcusd,1704067200001,42283.5,0.25,false\n',
    ...{ schema: 'trade', first: { priceUnits: 42283.5, side: 1 } },
  },
  'eight decimals and a size that needs more than 32 bits of them': {
    text: '1704067200.1234,42283.5,100.00000001\n1704067201,42283.5,0.00000001\n',
    file: 'XBTUSD.csv',
    ...{
      schema: 'trade',
      first: { priceUnits: 42283.5, lots: 100 },
      step: /sizes of XBTUSD rounded to 0\.0000001/,
    },
  },
  'tiny prices': {
    text: 'timestamp,side,price,amount\n1704067200,buy,0.00000123,1000000\n1704067201,sell,1.22e-06,5\n',
    ...{ schema: 'trade', first: { priceUnits: 0.00000123, lots: 1000000 } },
  },
  'MetaTrader ticks: an empty cell is the price before': {
    text: '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n2024.01.02\t00:00:00.123\t1.1043\t1.1045\t\t\t6\n2024.01.02\t00:00:00.223\t1.1044\t\t\t\t2\n',
    ...{
      schema: 'quote',
      first: { bidPriceUnits: 1.1043, askPriceUnits: 1.1045 },
      step: /1 empty cells of quotes: the price before/,
    },
  },
  'HistData ticks with run-together milliseconds': {
    file: 'EURUSD.csv',
    text: '20240102 000003660,1.104270,1.104290,0\n20240102 000004100,1.104270,1.104300,0\n',
    ...{ schema: 'quote', first: { tsExchNs: utc('2024-01-02T00:00:03.660Z'), bidPriceUnits: 1.10427 } },
  },
};

describe('what the samples do not hold', () => {
  it.each(Object.entries({ ...bars, ...others }))(
    '%s',
    async (_, { text, file, schema, first, zone, step }) => {
      const imported = await importCsv(text, file);
      expect(imported.manifest.schema).toBe(schema);
      expect((await said(imported))[0]).toMatchObject(first);
      if (zone !== undefined) expect(imported.manifest.zone).toBe(zone);
      if (step !== undefined) expect(imported.manifest.source.steps?.join('; ')).toMatch(step);
    },
  );

  it.each([
    [
      'Kibot ticks: date, time, price, bid, ask, size',
      '01/02/2024,09:30:00,25.10,25.09,25.12,100\n01/02/2024,09:30:01,25.10,25.09,25.12,200\n',
    ],
    ['bid and ask without names', '1704067200,1.1043,1.1045\n1704067201,1.1043,1.1045\n'],
    ['price, size and a side as numbers', '1704067200,100.5,3,1\n1704067201,100.5,3,-1\n'],
    [
      'Databento order by order',
      'ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,price,size,channel_id,order_id,flags,ts_in_delta,sequence,symbol\n1,1,160,1,7,R,N,,0,0,0,8,0,0,ESH4\n2,2,160,1,7,A,B,4775.25,3,0,99,128,0,1,ESH4\n',
    ],
  ])('asks instead of guessing: %s', async (_, text) => {
    await expect(importCsv(text, 'DATA.csv')).rejects.toMatchObject({ code: 'E-TAPE-22' });
  });

  it('a number in the other way of writing is refused where it is', async () => {
    const text =
      'Date,Open,High,Low,Close,Volume\n2024-01-02,1.5,2.25,1.5,2.5,10\n2024-01-03,1.5,2.25,"1,5",2.5,10\n';
    await expect(importCsv(text)).rejects.toMatchObject({ code: 'E-TAPE-11', details: { row: 3 } });
  });

  it('a time that clocks skipped is no time', async () => {
    const mapping = {
      ...{ kind: 'trade', zone: 'Europe/Berlin' },
      columns: { ts: 'time', price: 'price', size: 'size' },
    };
    const text =
      'time,price,size\n2024-03-31 01:59:59,1,1\n2024-03-31 03:00:00,1,1\n2024-10-27 02:30:00,1,1\n';
    const { tape, manifest } = await importCsv(text, 'a.csv', { mapping });
    expect(manifest.zone).toBe('Europe/Berlin');
    expect((await allRows(tape)).map(({ tsExchNs }) => tsExchNs)).toEqual(
      ['2024-03-31T00:59:59Z', '2024-03-31T01:00Z', '2024-10-27T00:30Z'].map(utc),
    );
    const skipped = text.replace('03:00:00', '02:30:00');
    await expect(importCsv(skipped, 'a.csv', { mapping })).rejects.toMatchObject({
      code: 'E-TAPE-11',
      details: { row: 3 },
    });
  });
});

describe('zones', () => {
  const zones = [
    ...['America/New_York', 'America/Chicago', 'America/Los_Angeles', 'Europe/London', 'Europe/Berlin'],
    ...['Europe/Athens', 'Asia/Tokyo', 'Asia/Hong_Kong', 'Asia/Shanghai', 'Asia/Kolkata', 'Asia/Singapore'],
    ...['Australia/Sydney', 'Pacific/Auckland', 'America/Sao_Paulo', 'Europe/Moscow', 'Asia/Seoul'],
  ];
  it.each(zones)('%s: every fifth hour of 2020 to 2027 as this machine has it', (zone) => {
    const wall = new Intl.DateTimeFormat('en-CA', {
      ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
    const wrong: string[] = [];
    for (let ms = Date.UTC(2020, 0, 2); ms < Date.UTC(2028, 0, 1); ms += 5 * 3_600_000) {
      const text = wall.format(ms);
      const [year, month, day, hour, minute] = text.split(/\D+/).map(Number) as [
        number,
        number,
        number,
        number,
        number,
      ];
      const ns = utcNs({ year, month, day }, BigInt(hour * 60 + minute) * 60_000_000_000n, zone);
      // an hour that comes twice is the first of the two
      const isRight =
        ns === BigInt(ms) * 1_000_000n ||
        (ns === BigInt(ms - 3_600_000) * 1_000_000n && wall.format(ms - 3_600_000) === text);
      if (!isRight) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });
});
