/**
 * The quality report: a corrupt tape of each schema trips every one of its rules exactly once.
 */
import { describe, expect, it } from 'vitest';
import { makeBlock, type TapeBlock } from '../../src/tape/block';
import { QualityScan } from '../../src/tape/quality';
import { notedRules, rulesOf, type QualityRule } from '../../src/tape/quality-rules';
import type { SchemaName } from '../../src/tape/schemas';
import { importTape, textSource } from './sources';

type Row = Record<string, number | bigint>;
const SECOND = 1_000_000_000n;

function blockOf(schema: SchemaName, rows: readonly Row[]): TapeBlock {
  const block = makeBlock(schema, rows.length);
  rows.forEach((row, i) => {
    const full: Row = { tsExchNs: BigInt(i) * SECOND, sourceRow: i, flags: 16, ...row };
    for (const [name, value] of Object.entries(full)) {
      const data = block.columns[name];
      if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[i] = BigInt(value);
      else if (data) data[i] = Number(value);
    }
  });
  return block;
}

const order = (
  kind: number,
  side: number,
  orderId: number,
  priceUnits: number,
  lots: number,
  more: Row = {},
): Row => ({
  ...{ kind, side, orderId, priceUnits, lots },
  ...more,
});
const print = (priceUnits: number, more: Row = {}): Row => order(36, 0, 0, priceUnits, 1, more);
const trade = (priceUnits: number, more: Row = {}): Row => ({ priceUnits, lots: 1, ...more });
const quote = (bid: number, ask: number, more: Row = {}): Row => ({
  ...{ bidPriceUnits: bid, bidLots: 1, askPriceUnits: ask, askLots: 1 },
  ...more,
});
const bar = (close: number, more: Row = {}): Row => ({
  ...{
    openUnits: close,
    highUnits: close,
    lowUnits: close,
    closeUnits: close,
    volumeLots: 1,
    durationNs: SECOND,
  },
  ...more,
});
const level = (side: number, priceUnits: number, lots: number, more: Row = {}): Row => ({
  ...{ kind: 37, side, priceUnits, lots },
  ...more,
});

const stateless: [Row, string?][] = [
  [{}],
  [{ tsExchNs: 5n * SECOND }],
  [{ tsExchNs: 4n * SECOND }, 'outOfOrder'],
  [{ tsExchNs: 6n * SECOND, sourceRow: 9 }, 'gap'],
];

/** Each row, the rule that it trips. */
const corrupt: Record<SchemaName, [Row, string?][]> = {
  order: [
    [order(32, 0, 1, 100, 5)],
    [order(32, 0, 1, 100, 5), 'duplicateId'],
    [order(34, 0, 1, 100, 0), 'zeroLots'],
    [order(33, 0, 9, 100, 1), 'unknownOrder'],
    [order(32, 1, 2, 100, 5), 'locked'],
    [order(32, 1, 3, 99, 5), 'crossed'],
    [order(33, 1, 2, 100, 5)],
    [order(33, 1, 3, 99, 5)],
    [print(100)],
    [print(200), 'outlier'],
    [print(101)],
    [order(37, 0, 0, -5, 1), 'negativePrice'],
    [print(101, { tsExchNs: 9n * SECOND }), 'outOfOrder'],
    [print(101, { tsExchNs: 310n * SECOND }), 'pause'],
    [print(101, { tsExchNs: 311n * SECOND, sourceRow: 16 }), 'gap'],
  ],
  depth: [
    [level(0, 100, 1)],
    [level(1, 100, 1), 'locked'],
    [level(1, 99, 1), 'crossed'],
    [{ kind: 41, side: 1 }],
    [{ ...trade(100), kind: 39 }],
    [{ ...trade(10), kind: 39 }, 'outlier'],
    [{ ...trade(100, { lots: 0 }), kind: 39 }, 'zeroLots'],
    [level(0, -1, 1), 'negativePrice'],
    [level(0, 90, 1, { tsExchNs: 6n * SECOND }), 'outOfOrder'],
    [level(0, 90, 1, { tsExchNs: 307n * SECOND }), 'pause'],
    [level(0, 90, 1, { tsExchNs: 308n * SECOND, sourceRow: 12 }), 'gap'],
  ],
  quote: [
    [quote(100, 102)],
    [quote(100, 100), 'locked'],
    [quote(101, 100), 'crossed'],
    [quote(100, 102, { askLots: 0 }), 'zeroLots'],
    [quote(-1, 102, { bidLots: 1, askLots: 0, askPriceUnits: 0 }), 'negativePrice'],
    [quote(100, 102)],
    [quote(200, 202), 'outlier'],
    [quote(100, 102, { tsExchNs: 5n * SECOND }), 'outOfOrder'],
    [quote(100, 102, { tsExchNs: 307n * SECOND }), 'pause'],
    [quote(100, 102, { tsExchNs: 308n * SECOND, sourceRow: 12 }), 'gap'],
  ],
  trade: [
    [trade(100)],
    [trade(100, { lots: 0 }), 'zeroLots'],
    [trade(150), 'outlier'],
    [trade(100)],
    [trade(100, { tsExchNs: 1n * SECOND }), 'outOfOrder'],
    [trade(100, { tsExchNs: 302n * SECOND }), 'pause'],
    [trade(100, { tsExchNs: 303n * SECOND, sourceRow: 9 }), 'gap'],
    [trade(100, { tsExchNs: 304n * SECOND, sourceRow: 10, tradeId: 7n })],
    [trade(100, { tsExchNs: 304n * SECOND, sourceRow: 11, tradeId: 8n })],
    [trade(100, { tsExchNs: 304n * SECOND, sourceRow: 12, tradeId: 7n }), 'repeated'],
    [trade(-5, { tsExchNs: 304n * SECOND, sourceRow: 13 }), 'negativePrice'],
  ],
  bar: [
    [bar(100)],
    [bar(100, { volumeLots: 0 }), 'zeroLots'],
    [bar(150), 'outlier'],
    [bar(100, { highUnits: 99 }), 'badBar'],
    [bar(100, { tsExchNs: 5n * SECOND }), 'pause'],
    [bar(100, { tsExchNs: 4n * SECOND }), 'outOfOrder'],
    [bar(100, { tsExchNs: 5n * SECOND, sourceRow: 8 }), 'gap'],
    [bar(100, { tsExchNs: 6n * SECOND, sourceRow: 9, lowUnits: -2 }), 'negativePrice'],
    [bar(100, { tsExchNs: 6n * SECOND, sourceRow: 10 }), 'repeated'],
  ],
  status: stateless,
  news: stateless,
  action: stateless,
  fact: stateless,
};

describe.each(Object.entries(corrupt))('quality of a corrupt %s tape', (name, rows) => {
  const schema = name as SchemaName;
  const scanned = (items: readonly Row[], split: number): QualityScan => {
    const block = blockOf(schema, items);
    const scan = new QualityScan(schema);
    const cut = (from: number, to: number): TapeBlock => ({
      ...{ schema, rows: to - from },
      columns: Object.fromEntries(
        Object.entries(block.columns).map(([n, data]) => [n, data.slice(from, to)]),
      ),
    });
    scan.scan(cut(0, split));
    scan.scan(cut(split, items.length));
    return scan;
  };

  const seenInRows = rulesOf[schema].filter((rule) => !(notedRules as readonly QualityRule[]).includes(rule));
  it.each(seenInRows)('%s: once, at its row', (rule) => {
    const expected = rows.findIndex(([, tripped]) => tripped === rule);
    for (const split of [0, 1, rows.length >> 1, rows.length]) {
      const lines = scanned(
        rows.map(([row]) => row),
        split,
      ).lines();
      const line = lines.find((item) => item.rule === rule);
      expect(line).toMatchObject({ count: 1, firstRow: expected });
      expect(line?.sql).toMatch(/^select \* from tape where .*(lots|Lots|Units|sourceRow in \(\d+\))/);
    }
  });

  it('a clean tape trips none', () => {
    const clean = rows[0]?.[0] ?? {};
    expect(
      scanned([clean], 1)
        .lines()
        .map(({ count }) => count),
    ).toEqual(rulesOf[schema].map(() => 0));
  });
});

describe('a print that jumps', () => {
  /** Prints around 10,000 that move by `step`, and one that is `away` in their middle. */
  const outliers = (step: number, away: number, count = 60): number | undefined => {
    const rows = Array.from({ length: count }, (_, i) => trade(10_000 + (i % 3) * step));
    rows[count >> 1] = trade(10_000 + away);
    const scan = new QualityScan('trade');
    scan.scan(blockOf('trade', rows));
    return scan.lines().find(({ rule }) => rule === 'outlier')?.count;
  };

  it('is judged by what is usual there', () => {
    expect(outliers(1, 100)).toBe(1);
    expect(outliers(1, -100)).toBe(1);
    expect(outliers(20, 100)).toBe(0);
    expect(outliers(1, 40)).toBe(0);
    expect(outliers(1, 100, 8)).toBe(0);
    expect(outliers(20, 1500, 8)).toBe(1);
  });
});

describe('quality of named orders', () => {
  it('counts an order that was never added, once', () => {
    const scan = new QualityScan('order');
    scan.scan(blockOf('order', [order(32, 0, 1, 100, 5), order(33, 0, 2, 100, 5), order(33, 0, 1, 100, 5)]));
    expect(scan.lines().find(({ rule }) => rule === 'unknownOrder')).toMatchObject({ count: 1, firstRow: 1 });
    expect(scan.counts).toEqual({ tapeAdd: 1, tapeCancel: 2 });
    expect(scan.peaks()).toEqual({ orders: 1, levels: 1 });
  });
});

describe('columns that are missing or drift', () => {
  const findings = async (
    ...files: readonly (readonly [name: string, text: string])[]
  ): Promise<Record<string, [count: number, firstRow: number | null, sql: string]>> => {
    const { manifest } = await importTape(files.map(([name, text]) => textSource(name, text)));
    const found = manifest.quality.filter(({ count }) => count > 0);
    return Object.fromEntries(found.map(({ rule, count, firstRow, sql }) => [rule, [count, firstRow, sql]]));
  };
  const row = (n: number): string =>
    `select * from tape where sourceRow in (${n}) order by tsExchNs, sourceRow`;
  const whole = 'time,price,size,side,id\n';
  const first = '2024-01-02T10:00:01Z,10.5,1,buy,1\n2024-01-02T10:00:02Z,10.5,2,sell,2\n';

  it('a whole table has neither', async () => {
    expect(await findings(['a.csv', whole + first])).toEqual({});
  });

  it('a column that may be left out and is: once, at its first row', async () => {
    const rows = '2024-01-02T10:00:01Z,10.5,1,1\n2024-01-02T10:00:02Z,10.5,2,2\n';
    expect(await findings(['a.csv', `time,price,size,id\n${rows}`])).toEqual({
      missingColumns: [1, 0, row(0)],
    });
    const bars = 'time,open,high,low,close,trades\n2024-01-02T10:00Z,1,2,1,2,7\n';
    const { manifest } = await importTape([textSource('ACME_bars.csv', bars)]);
    expect(manifest.quality.find(({ rule }) => rule === 'missingColumns')?.count).toBe(1);
    expect(manifest.source.steps).toContain('no column for volumeLots: ACME_bars.csv');
  });

  it('another file with other columns: once, where it begins', async () => {
    const more = 'time,id,size,price,side,venue\n2024-01-02T10:00:03Z,3,1,10.5,buy,X\n';
    const before = whole.replace('\n', ',fee\n') + first.replaceAll('\n', ',0\n');
    expect(await findings(['b.csv', more], ['a.csv', before])).toEqual({ schemaDrift: [1, 2, row(2)] });
    const { manifest } = await importTape([textSource('b.csv', more), textSource('a.csv', before)]);
    expect(manifest.source.steps).toEqual(['columns changed, b.csv: without “fee”; with “venue”']);
  });

  it('another file with another type, or stamps of another unit: once; another order of columns is none', async () => {
    const ms = 'time,price,size,side,id\n1704189600000,10.5,1,buy,1\n';
    const us = 'time,price,size,side,id\n1704189601000000,10.5,1,buy,2\n';
    expect(await findings(['a.csv', ms], ['b.csv', us])).toEqual({ schemaDrift: [1, 1, row(1)] });
    const turned = 'side,id,time,price,size\nbuy,3,1704189602000,10.5,1\n';
    expect(await findings(['a.csv', ms], ['b.csv', turned])).toEqual({});
  });

  it('a second header in the middle: once, its rows read by it; the same header again is none', async () => {
    const later = 'time,side,price,size,id,fee\n2024-01-02T10:00:03Z,sell,10.5,4,3,0\n';
    expect(await findings(['a.csv', whole + first + later])).toEqual({ schemaDrift: [1, 2, row(2)] });
    const { tape } = await importTape([textSource('a.csv', whole + first + later)]);
    const { side, lots, tradeId } = (await tape.readBlock(0)).columns;
    expect([side?.[2], lots?.[2], tradeId?.[2]]).toEqual([1, 4, 3n]);
    const again = whole + first + whole + '2024-01-02T10:00:03Z,10.5,4,sell,3\n';
    expect(await findings(['a.csv', again])).toEqual({});
  });

  it('what a row cannot do without stays an error with its place', async () => {
    const later = 'time,side,size,id\n2024-01-02T10:00:03Z,sell,4,3\n';
    await expect(findings(['a.csv', whole + first + later])).rejects.toMatchObject({
      code: 'E-TAPE-11',
      message: expect.stringContaining('a.csv, row 5, byte ') as string,
    });
    const narrow = 'time,size,side\n2024-01-02T10:00:03Z,4,sell\n';
    await expect(findings(['a.csv', whole + first], ['b.csv', narrow])).rejects.toMatchObject({
      code: 'E-TAPE-22',
    });
  });
});
