/**
 * Binance recordings: the official rule for a local book, gaps, what counts beside what, single answers, and a real
 * recording whose books are compared with the touches that the exchange published.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  allRows,
  importTape,
  nodeSource,
  realData,
  textSource,
  type ImportedTape,
  type RowObject,
} from './sources';

type Json = Record<string, unknown>;
const pick = (rows: readonly RowObject[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((n) => row[n]));
const recording = (messages: readonly (Json | string)[]): string =>
  messages.map((m, i) => `${1_700_000_000_000_000_000n + BigInt(i)} ${JSON.stringify(m)}\n`).join('');
const importLines = (messages: readonly (Json | string)[], name = 'a.ndjson'): Promise<ImportedTape> =>
  importTape([textSource(name, recording(messages))]);

const T = 1_700_000_000_000;
const depth = (U: number, u: number, pu: number | null, b: string[][] = [], a: string[][] = []): Json => ({
  stream: 'xy@depth',
  data: { e: 'depthUpdate', E: T + u, ...(pu === null ? {} : { T: T + u, pu }), s: 'XY', U, u, b, a },
});
const snapshot = (lastUpdateId: number): Json => ({
  lastUpdateId,
  E: T + lastUpdateId,
  T: T + lastUpdateId,
  bids: [['10', '1']],
  asks: [['11', '1']],
});
const level = (u: number): string[][] => [['9', String(u)]];
const gapOf = ({ manifest }: ImportedTape): number | undefined =>
  manifest.quality.find(({ rule }) => rule === 'gap')?.count;
/** lots of the levels that were set at 9 */
const applied = async ({ tape }: ImportedTape): Promise<unknown[]> =>
  (await allRows(tape))
    .filter(({ kind, priceUnits }) => kind === 37 && priceUnits === 9n)
    .map(({ lots }) => lots);

describe('the rule for a local book', () => {
  it('futures: drops what ends before the snapshot, keeps what came early, chains by pu', async () => {
    const tape = await importLines([
      depth(1, 4, 0, level(4)),
      depth(5, 9, 4, level(9)),
      depth(10, 14, 9, level(14)),
      snapshot(10),
      depth(15, 19, 14, level(19)),
    ]);
    expect(await applied(tape)).toEqual([14, 19]);
    expect(tape.manifest.source.messages).toMatchObject({
      'depthUpdate before the snapshot': 2,
      'depth gaps': 0,
    });
    expect(gapOf(tape)).toBe(0);
  });

  it('spot: drops what ends at the snapshot, chains by U', async () => {
    const tape = await importLines([
      depth(1, 10, null, level(10)),
      snapshot(10),
      depth(11, 12, null, level(12)),
      depth(13, 15, null, level(15)),
    ]);
    expect(await applied(tape)).toEqual([12, 15]);
    expect(gapOf(tape)).toBe(0);
  });

  it.each([
    ['a change is missing', [snapshot(10), depth(9, 14, 8, level(14)), depth(20, 24, 19, level(24))]],
    ['the first change does not reach back to the snapshot', [snapshot(10), depth(15, 19, 14, level(19))]],
    [
      'spot: a change is missing',
      [snapshot(10), depth(11, 12, null, level(12)), depth(14, 15, null, level(15))],
    ],
  ])('%s: noted as a gap', async (_, messages) => {
    expect(gapOf(await importLines(messages))).toBe(1);
  });

  it('a later snapshot mends a gap, and is left alone where there is none', async () => {
    const start = [snapshot(10), depth(9, 14, 8, level(14))];
    const whole = await importLines([...start, snapshot(14), depth(15, 19, 14, level(19))]);
    expect((await allRows(whole.tape)).filter(({ kind }) => kind === 41)).toHaveLength(2);
    const mended = await importLines([
      ...start,
      depth(20, 24, 19, level(24)),
      snapshot(24),
      depth(25, 29, 24, level(29)),
    ]);
    expect((await allRows(mended.tape)).filter(({ kind }) => kind === 41)).toHaveLength(4);
    expect(await applied(mended)).toEqual([14, 24, 24, 29]);
    expect(gapOf(mended)).toBe(1);
  });
});

it('two gaps before a snapshot: each change counts once; what comes late or twice changes nothing', async () => {
  const tape = await importLines([
    snapshot(10),
    depth(11, 12, null, level(12)),
    depth(20, 24, null, level(24)),
    depth(30, 34, null, level(34)),
    snapshot(29),
    depth(20, 24, null, level(24)),
    depth(35, 36, null, level(36)),
    depth(35, 36, null, level(36)),
  ]);
  expect(await applied(tape)).toEqual([12, 24, 34, 34, 36]);
  expect(gapOf(tape)).toBe(2);
  expect(tape.manifest.source.messages).toMatchObject({
    'depthUpdate before the snapshot': 1,
    'depthUpdate late or twice': 2,
  });
});

describe('a snapshot beside a book that misses nothing', () => {
  const start = [snapshot(10), depth(9, 14, 8, [['9.5', '2']])];
  const after = (id: number, bids: string[][]): Json => ({ ...snapshot(id), bids });
  const whole = [
    ['10', '1'],
    ['9.50', '2.0'],
  ];
  it.each([
    ['of the same moment', [...start, after(14, whole)], [1, 1]],
    ['that ends before the book does', [...start, after(14, whole.slice(0, 1))], [1, 1]],
    ['with another size', [...start, after(14, [['10', '3']])], [1, 0]],
    ['that lacks a level in between', [...start, after(14, whole.slice(1))], [1, 0]],
    ['of a moment to come', [...start, after(19, whole), depth(15, 19, 14)], [1, 1]],
    [
      'of a moment to come, with a level too many',
      [...start, after(19, whole), depth(15, 19, 14, [['9.5', '0']])],
      [1, 0],
    ],
    ['of a moment between two changes', [...start, after(16, whole), depth(15, 19, 14)], undefined],
    ['older than the book', [...start, after(12, whole)], undefined],
  ] as const)('%s', async (_, messages, expected) => {
    const tape = await importLines(messages);
    const { messages: found = {} } = tape.manifest.source;
    const [compared, equal] = expected ?? [];
    expect(found['snapshots compared with the book']).toBe(compared);
    expect(found['snapshots equal to the book']).toBe(equal);
    expect(gapOf(tape)).toBe(0);
    expect((await allRows(tape.tape)).filter(({ kind }) => kind === 41)).toHaveLength(2);
  });
});

describe('messages', () => {
  const trade = { e: 'trade', E: T, T, s: 'XY', t: 5, p: '10.5', q: '2', m: true };
  const ticker = { e: 'bookTicker', u: 14, s: 'XY', b: '10', B: '1', a: '11', A: '1', T: T + 1, E: T + 1 };

  it('trades go into the book’s tape; touches check the book', async () => {
    const tape = await importLines([snapshot(10), trade, ticker, depth(9, 14, 8, level(14))]);
    expect(tape.manifest).toMatchObject({
      schema: 'depth',
      source: { messages: { 'touches compared with the book': 1, 'touches equal to the book': 1 } },
    });
    expect(pick(await allRows(tape.tape), 'kind', 'side', 'priceUnits', 'lots').at(-2)).toEqual([
      39,
      0,
      105n,
      2,
    ]);
    const wrong = await importLines([snapshot(10), { ...ticker, B: '2' }, depth(9, 14, 8, level(14))]);
    expect(wrong.manifest.source.messages).toMatchObject({ 'touches equal to the book': 0 });
  });

  it('touches alone are quotes, with the local time', async () => {
    const { tape, manifest } = await importLines([ticker]);
    expect(manifest).toMatchObject({ schema: 'quote', instruments: [{ symbol: 'XY', venue: 'BINANCE' }] });
    expect(pick(await allRows(tape), 'tsExchNs', 'tsLocalNs')).toEqual([
      [BigInt(T + 1) * 1_000_000n, 1_700_000_000_000_000_000n],
    ]);
  });

  it('aggregated trades stand in only where there are no trades', async () => {
    const aggregated = { e: 'aggTrade', E: T, a: 7, s: 'XY', p: '1', q: '1', f: 1, l: 2, T, m: false };
    expect((await importLines([aggregated])).manifest).toMatchObject({ schema: 'trade', rows: '1' });
    expect((await importLines([aggregated, trade])).manifest).toMatchObject({ rows: '1' });
  });

  it('a stamp that goes back a little is raised and counted, one that goes back far is refused', async () => {
    const back = await importLines([trade, { ...trade, T: T - 5 }]);
    expect(pick(await allRows(back.tape), 'tsExchNs')).toEqual([
      [BigInt(T) * 1_000_000n],
      [BigInt(T) * 1_000_000n],
    ]);
    expect(back.manifest.source.steps).toEqual(['1 stamps raised to the one before them']);
    expect(back.manifest.quality.find(({ rule }) => rule === 'outOfOrder')?.count).toBe(1);
    await expect(importLines([trade, { ...trade, T: T - 61_000 }])).rejects.toMatchObject({
      code: 'E-TAPE-13',
      details: { row: 2 },
    });
  });

  it('single answers: candles, trades, pretty printed', async () => {
    const candles = [
      [1499040000000, '0.5', '0.8', '0.4', '0.6', '148.25', 1499644799999, '2434.1', 308, '1', '2', '0'],
    ];
    const bars = await importTape([textSource('XYZ-klines.json', JSON.stringify(candles, null, 2))]);
    expect(bars.manifest).toMatchObject({ schema: 'bar', instruments: [{ symbol: 'XYZ' }] });
    expect(pick(await allRows(bars.tape), 'durationNs', 'openUnits', 'volumeLots', 'tradeCount')).toEqual([
      [604_800_000_000_000n, 5n, 14825n, 308],
    ]);
    const rest = [
      {
        id: 28457,
        price: '4.00000100',
        qty: '12.0',
        quoteQty: '48',
        time: 1499865549590,
        isBuyerMaker: true,
      },
    ];
    expect((await importTape([textSource('a.json', JSON.stringify(rest, null, 1))])).manifest.schema).toBe(
      'trade',
    );
  });

  it.each([
    ['a broken line', `${recording([trade])}1700000000000000001 {"e":"trade",\n`, { row: 2 }],
    ['something else', recording([trade, { hello: 1 }]), { row: 2 }],
    [
      'a broken document',
      JSON.stringify([{ isBuyerMaker: true, price: '1' }], null, 2).replace('"1"', '1x'),
      { byteOffset: 46 },
    ],
  ])('%s is refused with its place', async (_, text, details) => {
    await expect(importTape([textSource('a.json', text)])).rejects.toMatchObject({
      code: 'E-TAPE-11',
      details,
    });
  });
});

const real = realData('binance/usdm-btcusdt-20240808.ndjson.gz');

/** Levels of a depth tape, by hand. */
class Levels {
  readonly sides = [new Map<number, number>(), new Map<number, number>()] as const;
  apply(kind: number, side: number, price: number, lots: number): void {
    const levels = this.sides[side as 0 | 1];
    if (kind === 41) levels.clear();
    if (kind !== 37) return;
    if (lots === 0) levels.delete(price);
    else levels.set(price, lots);
  }
  touch(): (number | undefined)[] {
    const [bids, asks] = this.sides;
    let [bid, ask] = [-Infinity, Infinity];
    for (const price of bids.keys()) if (price > bid) bid = price;
    for (const price of asks.keys()) if (price < ask) ask = price;
    return [bid, bids.get(bid), ask, asks.get(ask)];
  }
}

async function touchesOf({ tape, manifest }: ImportedTape, book: Levels): Promise<unknown[][]> {
  const touches: unknown[][] = [];
  for (let index = 0; index < manifest.blocks.length; index++) {
    const { columns, rows } = await tape.readBlock(index);
    const at = (name: string, i: number): number => Number(columns[name]?.[i]);
    for (let i = 0; i < rows; i++) {
      const kind = at('kind', i);
      book.apply(kind, at('side', i), at('priceUnits', i), at('lots', i));
      if (kind !== 39 && (at('flags', i) & 16) !== 0) touches.push(book.touch());
    }
  }
  return touches;
}

describe('Binance, a real recording', () => {
  it.skipIf(real === null)(
    'BTCUSDT: no gap, every published touch, the final touch and levels',
    async () => {
      const imported = await importTape([nodeSource(real ?? '')]);
      const { manifest } = imported;
      expect(manifest.source.messages).toMatchObject({
        ...{ depthUpdate: 6551, bookTicker: 66_089, trade: 21_313, 'depth gaps': 0 },
        ...{ 'touches compared with the book': 629, 'touches equal to the book': 629 },
      });
      const book = new Levels();
      const touches = await touchesOf(imported, book);
      expect(touches.at(-1)).toEqual([616_597, 1486, 616_598, 981]);
      expect(book.sides.map(({ size }) => size)).toEqual([5018, 4578]);

      // the touch that came last before an update, or first after it, under the same number
      const text = new TextDecoder().decode(gunzipSync(readFileSync(real ?? '')));
      const messages = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line.slice(20)) as { data?: Json } & Json);
      const firstKept = messages.find((m) => m.lastUpdateId !== undefined)?.lastUpdateId as number;
      let index = 0;
      let [last, lastU, equal, compared]: [Json | null, unknown, number, number] = [null, null, 0, 0];
      const compare = ({ b, B, a, A }: Json, touch: unknown): void => {
        const scaled = [b, B, a, A].map((value, i) => Math.round(Number(value) * (i % 2 === 0 ? 10 : 1000)));
        compared++;
        if (JSON.stringify(touch) === JSON.stringify(scaled)) equal++;
      };
      for (const { data } of messages) {
        if (data?.e === 'bookTicker') {
          if (data.u === lastU) compare(data, touches[index]);
          last = data;
        } else if (data?.e === 'depthUpdate' && (data.u as number) >= firstKept) {
          index++;
          lastU = data.u;
          if (last?.u === lastU) compare(last ?? {}, touches[index]);
        }
      }
      expect([compared, equal]).toEqual([573, 573]);
    },
    60_000,
  );
});
