/**
 * Merging and cutting: the same tape in any order of loading, order by time, venue and sequence, rescaled steps, books
 * that follow each other, and parts that replay to the books of the whole.
 */
import { describe, expect, it } from 'vitest';
import { ImportControl } from '../../src/tape/import-control';
import { mergeTapes } from '../../src/tape/merge';
import type { TapeManifest } from '../../src/tape/manifest';
import { spanOfOrder, windowAround } from '../../src/tape/order-span';
import { sliceTape } from '../../src/tape/slice';
import { openTape, type TapeSource } from '../../src/tape/tape';
import { replayBookRows } from './book-rows';
import { LobsterWorld } from './lobster-world';
import { allRows, bufferOf, importTape, joined, textSource, type RowObject } from './sources';

const pick = (rows: readonly RowObject[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((n) => row[n]));
const tapeOf = async (events: readonly object[]): Promise<TapeSource> =>
  (await importTape([textSource('a.ndjson', events.map((event) => `${JSON.stringify(event)}\n`).join(''))]))
    .tape;
const open = async (
  make: (sink: (bytes: Uint8Array) => void) => Promise<TapeManifest>,
): Promise<TapeSource> => {
  const parts: Uint8Array[] = [];
  const manifest = await make((bytes) => void parts.push(bytes));
  return openTape(JSON.parse(JSON.stringify(manifest)), bufferOf(joined(parts)));
};
const control = new ImportControl({});
const merge = (...tapes: TapeSource[]): Promise<TapeSource> =>
  open((sink) => mergeTapes(tapes, { sink, control }));
const slice = (tape: TapeSource, fromNs: bigint, toNs: bigint): Promise<TapeSource> =>
  open((sink) => sliceTape(tape, { fromNs, toNs, sink, control }));

const trade = (ts: number, symbol: string, venue: string, price: string, size = '1'): object => ({
  ...{ type: 'trade', ts: String(ts), symbol, venue, price, size },
});

describe('merging', () => {
  const one = (): Promise<TapeSource> =>
    tapeOf([trade(1, 'A', 'X', '10.5'), trade(5, 'A', 'X', '10.5'), trade(5, 'A', 'X', '11')]);
  const two = (): Promise<TapeSource> => tapeOf([trade(5, 'A', 'B', '3'), trade(6, 'Z', 'B', '3')]);
  const three = (): Promise<TapeSource> => tapeOf([trade(3, 'A', 'X', '10.25', '0.5')]);

  it('by time, then venue, then sequence, whatever the order of loading', async () => {
    const tapes = [await one(), await two(), await three()] as const;
    const [a, b, c] = tapes;
    const merged = await merge(a, b, c);
    expect(merged.manifest.instruments).toEqual([
      { symbol: 'A', venue: 'B', priceUnit: '1', unitsPerTick: 1, lotSize: '1' },
      { symbol: 'Z', venue: 'B', priceUnit: '1', unitsPerTick: 1, lotSize: '1' },
      { symbol: 'A', venue: 'X', priceUnit: '0.01', unitsPerTick: 1, lotSize: '0.1' },
    ]);
    expect(pick(await allRows(merged), 'tsExchNs', 'sourceRow', 'instrument', 'priceUnits', 'lots')).toEqual([
      [1n, 0, 2, 1050n, 10],
      [3n, 1, 2, 1025n, 5],
      [5n, 2, 0, 3n, 1],
      [5n, 3, 2, 1050n, 10],
      [5n, 4, 2, 1100n, 10],
      [6n, 5, 1, 3n, 1],
    ]);
    expect(merged.manifest.source.parents).toEqual(tapes.map(({ manifest }) => manifest.hash).sort());
    for (const order of [
      [b, a, c],
      [c, b, a],
      [b, c, a],
    ])
      expect((await merge(...order)).manifest.hash).toBe(merged.manifest.hash);
    const nested = await merge(await merge(a, c), b);
    expect(pick(await allRows(nested), 'tsExchNs', 'instrument', 'priceUnits')).toEqual(
      pick(await allRows(merged), 'tsExchNs', 'instrument', 'priceUnits'),
    );
  });

  it('a book that follows another begins empty, two at once are refused', async () => {
    const add = (ts: number, id: number): object => ({
      type: 'add',
      ts: String(ts),
      symbol: 'A',
      id,
      side: 'buy',
      price: '1',
      size: '2',
    });
    const merged = await merge(await tapeOf([add(10, 1)]), await tapeOf([add(1, 1), add(2, 2)]));
    expect(pick(await allRows(merged), 'tsExchNs', 'kind', 'sourceRow')).toEqual([
      [1n, 32, 0],
      [2n, 32, 1],
      [10n, 41, 2],
      [10n, 41, 2],
      [10n, 32, 2],
    ]);
    await expect(
      merge(await tapeOf([add(1, 1), add(9, 2)]), await tapeOf([add(5, 3)])),
    ).rejects.toMatchObject({ code: 'E-TAPE-19' });
  });

  it('refuses different schemas and a tape given twice', async () => {
    const bars = await tapeOf([
      { type: 'bar', ts: '1', symbol: 'A', durationNs: '5', open: 1, high: 1, low: 1, close: 1, volume: 1 },
    ]);
    await expect(merge(await one(), bars)).rejects.toThrow(/only one schema/);
    await expect(merge(await one(), await one())).rejects.toThrow(/given twice/);
  });
});

describe('cutting', () => {
  it('a part replays to the books of the whole, row for row', async () => {
    const world = new LobsterWorld(3, 77).run(400);
    const files = [
      textSource('ACME_2024-07-01_message_3.csv', `${world.messages.join('\n')}\n`),
      textSource('ACME_2024-07-01_orderbook_3.csv', `${world.books.join('\n')}\n`),
    ];
    const { tape } = await importTape(files);
    const times = (await allRows(tape)).map((row) => row.tsExchNs as bigint);
    const [from, to] = [
      times[Math.floor(times.length / 3)] as bigint,
      times[Math.floor(times.length / 1.5)] as bigint,
    ];
    const part = await slice(tape, from, to);
    const [whole, cut]: [string[], string[]] = [[], []];
    const rows = await allRows(tape);
    const wanted = new Set(
      rows
        .filter((row) => (row.tsExchNs as bigint) >= from && (row.tsExchNs as bigint) < to)
        .map((row) => row.sourceRow),
    );
    await replayBookRows(tape, 50, (line, row) => void (wanted.has(row) && whole.push(line)));
    await replayBookRows(part, 50, (line) => void cut.push(line));
    expect(cut.length).toBe(whole.length + 1);
    expect(cut.slice(1)).toEqual(whole);
    expect(part.manifest.source).toMatchObject({ kind: 'slice', parents: [tape.manifest.hash] });
    const again = await slice(tape, from, to);
    expect(again.manifest.hash).toBe(part.manifest.hash);
  });

  it('takes instruments out with their books, and the life of an order', async () => {
    const add = (ts: number, symbol: string, id: number, price: string): object => ({
      ...{ type: 'add', ts: String(ts), symbol, id, side: 'buy', price, size: '2' },
    });
    const tape = await tapeOf([
      add(1, 'A', 1, '10'),
      add(2, 'B', 2, '20'),
      add(3, 'B', 3, '21'),
      { type: 'cancel', ts: '6', symbol: 'B', id: 2 },
      add(7, 'A', 4, '11'),
      { type: 'cancel', ts: '9', symbol: 'B', id: 3 },
    ]);
    const part = await open((sink) =>
      sliceTape(tape, { fromNs: 3n, toNs: 9n, symbols: ['B'], sink, control }),
    );
    expect(part.manifest.instruments.map(({ symbol }) => symbol)).toEqual(['B']);
    expect(pick(await allRows(part), 'tsExchNs', 'sourceRow', 'instrument', 'kind', 'orderId')).toEqual([
      [3n, 0, 0, 32, 2n],
      [3n, 1, 0, 32, 3n],
      [6n, 2, 0, 33, 2n],
    ]);
    expect(await spanOfOrder(tape, 3n, control)).toEqual({ firstNs: 3n, lastNs: 9n });
    expect(windowAround({ firstNs: 3n, lastNs: 9n }, 2n)).toEqual({ fromNs: 1n, toNs: 12n });
    await expect(spanOfOrder(tape, 99n, control)).rejects.toMatchObject({ code: 'E-TAPE-24' });
    const strangers = open((sink) =>
      sliceTape(tape, { fromNs: 3n, toNs: 9n, symbols: ['C'], sink, control }),
    );
    await expect(strangers).rejects.toThrow(/no instrument “C”; it has A, B/);
  });

  it('levels, quotes and trades; nothing in the span is an error', async () => {
    const depth = await tapeOf([
      { type: 'book', ts: '1', symbol: 'A', bids: [['10', '1']], asks: [['11', '2']] },
      { type: 'book', ts: '5', symbol: 'A', bids: [['9', '1']], asks: [] },
    ]);
    expect(
      pick(
        await allRows(await slice(depth, 5n, 6n)),
        'tsExchNs',
        'kind',
        'side',
        'priceUnits',
        'lots',
        'flags',
      ),
    ).toEqual([
      [5n, 37, 0, 10n, 1, 128],
      [5n, 37, 1, 11n, 2, 128 + 16],
      [5n, 37, 0, 9n, 1, 16],
    ]);
    const quote = (ts: number, bid: string): object => ({
      type: 'quote',
      ts: String(ts),
      symbol: 'A',
      bid,
      bidSize: '1',
      ask: '20',
      askSize: '1',
    });
    const quotes = await slice(await tapeOf([quote(1, '10'), quote(2, '11'), quote(7, '12')]), 5n, 9n);
    expect(pick(await allRows(quotes), 'tsExchNs', 'bidPriceUnits')).toEqual([
      [5n, 11n],
      [7n, 12n],
    ]);
    await expect(slice(depth, 6n, 9n)).rejects.toMatchObject({ code: 'E-TAPE-21' });
  });
});
