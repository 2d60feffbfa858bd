/**
 * Databento DBN: what every action of market by order does to a book, versions and packing, bars and trades, and real
 * files whose final book, counts and bars are published or recomputed by hand.
 */
import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { bar, dbn, mbo, type MboRecord } from './dbn-encode';
import { NaiveBook } from './naive-replay';
import {
  allRows,
  choppedSource,
  importTape,
  nodeSource,
  realData,
  type ImportedTape,
  type RowObject,
} from './sources';

const pick = (rows: readonly RowObject[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((n) => row[n]));
const T = 1_700_000_000_000_000_000n;
const CENT = 10_000_000;
const importMbo = (records: readonly MboRecord[], version: 1 | 2 | 3 = 2): Promise<ImportedTape> =>
  importTape([sourceFromBytes('es.mbo.dbn', dbn(version, 0, records.map(mbo)))]);
const rowsOf = async (records: readonly MboRecord[]): Promise<unknown[][]> =>
  pick(
    await allRows((await importMbo(records)).tape),
    'sourceRow',
    'kind',
    'side',
    'orderId',
    'priceUnits',
    'lots',
    'flags',
  );

const add = (id: number, side: string, price: number, size: number, more: object = {}): MboRecord => ({
  ...{ ts: T, action: 'A', side, id, price: price * CENT, size },
  ...more,
});

describe('market by order', () => {
  it('a fill is the execution, and explains the change that follows it', async () => {
    const at = { price: 10_025 * CENT };
    const rows = await rowsOf([
      add(1, 'A', 10_025, 3),
      add(2, 'A', 10_025, 5),
      { ts: T, action: 'T', side: 'B', id: 9, ...at, size: 5, flags: 0 },
      { ts: T, action: 'F', side: 'A', id: 1, ...at, size: 3, flags: 0 },
      { ts: T, action: 'F', side: 'A', id: 2, ...at, size: 2, flags: 0 },
      { ts: T, action: 'C', side: 'A', id: 1, ...at, size: 3, flags: 0 },
      { ts: T, action: 'M', side: 'A', id: 2, ...at, size: 3 },
    ]);
    expect(rows.slice(2)).toEqual([
      [2, 35, 1, 1n, 10_025n, 3, 32],
      [2, 35, 1, 2n, 10_025n, 2, 16 + 32],
    ]);
  });

  it('what was traded beyond the fills is a print; an auction is one print', async () => {
    const at = { price: 10_000 * CENT };
    const rows = await rowsOf([
      add(1, 'A', 10_000, 3),
      { ts: T, action: 'T', side: 'B', ...at, size: 5, flags: 0 },
      { ts: T, action: 'F', side: 'A', id: 1, ...at, size: 1, flags: 128 },
      { ts: T, action: 'T', side: 'N', ...at, size: 2, flags: 0 },
      { ts: T, action: 'F', side: 'N', id: 1, ...at, size: 2 },
    ]);
    expect(rows.slice(1)).toEqual([
      [1, 35, 1, 1n, 100n, 1, 0],
      [1, 36, 1, 0n, 100n, 4, 16],
      [2, 36, 0, 0n, 100n, 2, 64],
      [2, 34, 1, 1n, 100n, 2, 16 + 32],
    ]);
  });

  it('changes keep the place or lose it, a clear empties', async () => {
    const modify = (price: number, size: number): MboRecord => ({ ...add(1, 'B', price, size), action: 'M' });
    const rows = await rowsOf([
      add(1, 'B', 10_001, 10),
      modify(10_001, 4),
      modify(10_001, 6),
      modify(10_002, 6),
      { ...add(1, 'B', 10_002, 2), action: 'C' },
      { ts: T, action: 'R' },
    ]);
    expect(rows.map((row) => row.slice(1, 6))).toEqual([
      [32, 0, 1n, 10_001n, 10],
      [34, 0, 1n, 10_001n, 6],
      [33, 0, 1n, 10_001n, 4],
      [32, 0, 1n, 10_001n, 6],
      [33, 0, 1n, 10_001n, 6],
      [32, 0, 1n, 10_002n, 6],
      [34, 0, 1n, 10_002n, 2],
      [41, 0, 0n, 0n, 0],
      [41, 1, 0n, 0n, 0],
    ]);
  });

  it('a snapshot begins with an empty book and has its own time', async () => {
    const early = { ts: T - 86_400_000_000_000n, flags: 32 };
    const file = (records: MboRecord[]): Uint8Array => dbn(1, 0, records.map(mbo));
    const [one, two] = [
      file([add(1, 'B', 10_000, 5)]),
      file([{ ...add(1, 'B', 10_000, 5), ...early, ts: T + 9n, flags: 160 }]),
    ];
    const { tape } = await importTape([sourceFromBytes('2.dbn', two), sourceFromBytes('1.dbn', one)]);
    expect(pick(await allRows(tape), 'kind', 'tsExchNs')).toEqual([
      [32, T],
      [41, T + 14n],
      [41, T + 14n],
      [32, T + 14n],
    ]);
  });

  it('all versions and piece sizes make the same tape; the step and the tick are found', async () => {
    const records = [
      add(1, 'B', 10_025, 5),
      add(2, 'A', 10_075, 5),
      { ...add(1, 'B', 10_025, 5), action: 'C' },
    ];
    const { manifest } = await importMbo(records);
    expect(manifest.instruments).toEqual([
      { symbol: 'ESH4', venue: 'GLBX', priceUnit: '0.01', unitsPerTick: 25, lotSize: '1' },
    ]);
    for (const version of [1, 3] as const)
      expect((await importMbo(records, version)).manifest.hash).toBe(manifest.hash);
    const bytes = dbn(2, 0, records.map(mbo));
    const pieces = await importTape([choppedSource(sourceFromBytes('es.mbo.dbn', bytes), 13)]);
    expect(pieces.manifest.hash).toBe(manifest.hash);
  });

  it.each([
    ['cut inside a record', (bytes: Uint8Array) => bytes.subarray(0, -7), /ends inside a record/],
    ['a version of the future', (bytes: Uint8Array) => bytes.map((b, i) => (i === 3 ? 9 : b)), /version 9/],
    [
      'a record of no length',
      (bytes: Uint8Array) => bytes.map((b, i) => (i === bytes.length - 56 ? 0 : b)),
      /0 bytes/,
    ],
    [
      'an unknown action',
      (bytes: Uint8Array) => bytes.map((b, i) => (i === bytes.length - 18 ? 90 : b)),
      /“Z” is no action/,
    ],
  ])('%s is refused with its byte', async (_, damage, message) => {
    const bytes = damage(dbn(2, 0, [mbo(add(1, 'B', 10_000, 5))]));
    await expect(importTape([sourceFromBytes('a.dbn', bytes)])).rejects.toMatchObject({
      code: 'E-TAPE-11',
      message: expect.stringMatching(message) as unknown,
      details: { byteOffset: expect.any(Number) as unknown },
    });
  });
});

it('bars are bars', async () => {
  const bytes = dbn(2, 6, [
    bar(
      T,
      [100, 120, 90, 110].map((p) => p * CENT),
      12,
    ),
  ]);
  const { tape, manifest } = await importTape([sourceFromBytes('a.dbn', bytes)]);
  expect(manifest.schema).toBe('bar');
  expect(
    pick(await allRows(tape), 'durationNs', 'openUnits', 'highUnits', 'lowUnits', 'closeUnits', 'volumeLots'),
  ).toEqual([[60_000_000_000n, 10n, 12n, 9n, 11n, 12n]]);
});

const days = ['24', '25'].map((day) => realData(`databento/esh4-glbx-mdp3-202312${day}.mbo.dbn.zst`));
const trades = realData('databento/futures_trades_2024-07-01T23-58_2024-07-02T00-02.dbn.zst');
const minutes = realData('databento/futures_ohlcv-1m_2024-07-01T23-40_2024-07-02T00-10.dbn.zst');

describe('Databento, real files', () => {
  it.skipIf(days.includes(null))('ES order by order over two days: counts and the final book', async () => {
    const { manifest, tape } = await importTape(days.map((path) => nodeSource(path ?? '')).reverse());
    expect(manifest.source.messages).toEqual({ A: 37_941, C: 17_999, M: 12_233, T: 2973, F: 6371 });
    const book = new NaiveBook();
    for (const row of await allRows(tape)) {
      const { kind, side, flags, orderId, priceUnits, lots } = row;
      book.apply({
        ...{ kind: Number(kind), side: Number(side), flags: Number(flags) },
        ...{ id: BigInt(orderId ?? 0), price: Number(priceUnits), lots: Number(lots) },
      });
    }
    const cells = book.row(1000).split(',').map(Number);
    const [asks, bids] = [0, 2].map((first) =>
      cells.filter((price, i) => i % 4 === first && Math.abs(price) < 9_999_999_999),
    );
    expect([bids?.length, asks?.length, bids?.[0], asks?.[0]]).toEqual([922, 565, 481_000, 481_025]);
  });

  it.skipIf(trades === null || minutes === null)(
    'trades of four minutes are the published bars',
    async () => {
      const prints = await allRows((await importTape([nodeSource(trades ?? '')])).tape);
      const bars = await importTape([nodeSource(minutes ?? '')]);
      const symbols = bars.manifest.instruments.map(({ symbol }) => symbol);
      expect(prints).toHaveLength(120);
      const made = new Map<bigint, bigint[]>();
      for (const { tsExchNs, priceUnits, lots } of prints) {
        const [start, price] = [
          ((tsExchNs as bigint) / 60_000_000_000n) * 60_000_000_000n,
          priceUnits as bigint,
        ];
        const [open, high, low, , volume] = made.get(start) ?? [price, price, price, price, 0n];
        const [top, bottom] = [(high ?? 0n) > price ? high : price, (low ?? 0n) < price ? low : price];
        made.set(start, [open, top, bottom, price, (volume ?? 0n) + BigInt(lots ?? 0)] as bigint[]);
      }
      const published = (await allRows(bars.tape)).filter(
        (row) => made.has(row.tsExchNs as bigint) && row.instrument === symbols.indexOf('ESU4'),
      );
      expect(
        published.map((row) => [row.openUnits, row.highUnits, row.lowUnits, row.closeUnits, row.volumeLots]),
      ).toEqual([...made.values()]);
      expect(made.size).toBe(4);
    },
  );
});
