/**
 * The quality report: a corrupt tape of each schema trips every one of its rules exactly once.
 */
import { describe, expect, it } from 'vitest';
import { makeBlock, type TapeBlock } from '../../src/tape/block';
import { QualityScan } from '../../src/tape/quality';
import { rulesOf } from '../../src/tape/quality-rules';
import type { SchemaName } from '../../src/tape/schemas';

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

  it.each(rulesOf[schema])('%s: once, at its row', (rule) => {
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
