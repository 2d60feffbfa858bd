/**
 * Event NDJSON: every event kind to its rows, exact decimals, schemas by what a file holds, and refusals with line,
 * byte and field.
 */
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { parseDecimal, stepText, unitsAt } from '../../src/tape/events/decimal';
import { parseExactJson } from '../../src/tape/events/exact-json';
import { allRows, choppedSource, importTape, textSource, type ImportedTape, type RowObject } from './sources';

type Event = Record<string, unknown>;
const ndjson = (events: readonly Event[]): string =>
  events
    .map((event, i) => `${JSON.stringify({ ts: String(1000 + i), symbol: 'ACME', ...event })}\n`)
    .join('');
const importEvents = (events: readonly Event[]): Promise<ImportedTape> =>
  importTape([textSource('a.ndjson', ndjson(events))]);
const pick = (rows: readonly RowObject[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((n) => row[n]));

const trade = { type: 'trade', price: '100.25', size: '3', side: 'buy' };
const quote = { type: 'quote', bid: '100.24', bidSize: '5', ask: '100.26', askSize: '7' };
const book = {
  type: 'book',
  snapshot: true,
  bids: [['100.24', '5']],
  asks: [
    ['100.26', '7'],
    ['100.3', '1.5'],
  ],
};
const bar = {
  type: 'bar',
  durationNs: '60',
  open: '100',
  high: '101',
  low: '99',
  close: '100.5',
  volume: '1200',
  trades: 14,
};

describe('event NDJSON', () => {
  it('trades make a trade tape with the coarsest decimal steps that hold them', async () => {
    const { tape, manifest } = await importEvents([
      trade,
      { ...trade, price: 100.5, size: 0.25, side: 'sell' },
      { ...trade, side: null },
    ]);
    expect([manifest.schema, manifest.name]).toEqual(['trade', 'a']);
    expect(manifest.instruments).toEqual([
      { symbol: 'ACME', venue: '', priceUnit: '0.01', unitsPerTick: 1, lotSize: '0.01' },
    ]);
    expect(pick(await allRows(tape), 'tsExchNs', 'side', 'priceUnits', 'lots', 'flags')).toEqual([
      [1000n, 0, 10025n, 300, 16],
      [1001n, 1, 10050n, 25, 16],
      [1002n, 2, 10025n, 300, 16],
    ]);
  });

  it('quotes make a quote tape, bars a bar tape', async () => {
    const quotes = await importEvents([{ ...quote, tsLocal: '1005' }]);
    expect(await allRows(quotes.tape)).toEqual([
      {
        ...{ tsExchNs: 1000n, tsLocalNs: 1005n, sourceRow: 0, instrument: 0, flags: 16 },
        ...{ bidPriceUnits: 10024n, bidLots: 5, askPriceUnits: 10026n, askLots: 7 },
      },
    ]);
    const bars = await importEvents([bar]);
    expect(
      pick(
        await allRows(bars.tape),
        'durationNs',
        'openUnits',
        'highUnits',
        'lowUnits',
        'closeUnits',
        'volumeLots',
        'tradeCount',
      ),
    ).toEqual([[60n, 1000n, 1010n, 990n, 1005n, 1200n, 14]]);
  });

  it('books with trades and quotes make a depth tape', async () => {
    const { tape, manifest } = await importEvents([
      book,
      { ...book, snapshot: false, bids: [], asks: [] },
      trade,
      quote,
    ]);
    expect(manifest).toMatchObject({ schema: 'depth', source: { rows: 3 } });
    expect(pick(await allRows(tape), 'sourceRow', 'kind', 'side', 'priceUnits', 'lots', 'flags')).toEqual([
      [0, 41, 0, 0n, 0, 0],
      [0, 41, 1, 0n, 0, 0],
      [0, 37, 0, 10024n, 50, 0],
      [0, 37, 1, 10026n, 70, 0],
      [0, 37, 1, 10030n, 15, 16],
      [1, 39, 1, 10025n, 30, 16],
      [2, 40, 0, 10024n, 50, 0],
      [2, 40, 1, 10026n, 70, 16],
    ]);
  });

  it('order events make an order tape and complete what they leave out', async () => {
    const { tape, manifest } = await importEvents([
      { type: 'add', id: '7', side: 'sell', price: '100.23', size: '4' },
      { type: 'reduce', id: 7, size: '1' },
      { type: 'execute', id: '7', size: '1' },
      { type: 'cancel', id: '7' },
      { ...trade },
      { type: 'hidden', side: 'buy', price: '100.2', size: '2' },
      { type: 'level', side: 'buy', price: '100.1', size: '9' },
      { type: 'status', state: 'halted' },
      { type: 'cancel', id: '18446744073709551615' },
    ]);
    expect(manifest.schema).toBe('order');
    expect(pick(await allRows(tape), 'kind', 'side', 'orderId', 'priceUnits', 'lots', 'flags')).toEqual([
      [32, 1, 7n, 10023n, 4, 16],
      [34, 1, 7n, 10023n, 1, 16],
      [35, 1, 7n, 10023n, 1, 16],
      [33, 1, 7n, 10023n, 2, 48],
      [36, 1, 0n, 10025n, 3, 16],
      [36, 0, 0n, 10020n, 2, 16],
      [37, 0, 0n, 10010n, 9, 16],
      [38, 0, 0n, 0n, 1, 16],
      [33, 0, 2n ** 64n - 1n, 0n, 0, 48],
    ]);
    expect(manifest.quality.find(({ rule }) => rule === 'unknownOrder')?.count).toBe(1);
  });

  it('keeps instruments apart by symbol and venue, each with its own steps', async () => {
    const { manifest, tape } = await importEvents([
      trade,
      { ...trade, symbol: 'B', price: '1.5' },
      { ...trade, venue: 'X', price: '2' },
    ]);
    expect(manifest.instruments.map((i) => [i.symbol, i.venue, i.priceUnit])).toEqual([
      ['ACME', '', '0.01'],
      ['B', '', '0.1'],
      ['ACME', 'X', '1'],
    ]);
    expect(pick(await allRows(tape), 'instrument', 'priceUnits')).toEqual([
      [0, 10025n],
      [1, 15n],
      [2, 2n],
    ]);
  });

  it('is the same in pieces, gzipped, with CRLF', async () => {
    const text = ndjson([trade, { ...trade, symbol: 'ÄÖ' }, trade]);
    const { manifest } = await importTape([textSource('a.ndjson', text)]);
    const packed = gzipSync(new TextEncoder().encode(text));
    const others = [
      choppedSource(textSource('a.ndjson', text), 7),
      textSource('a.ndjson', text.replaceAll('\n', '\r\n')),
      sourceFromBytes('a.ndjson.gz', packed),
    ];
    for (const source of others)
      expect((await importTape([source])).manifest).toMatchObject({ hash: manifest.hash, name: 'a' });
    for (const at of [5, packed.length >> 1, packed.length - 2]) {
      const damaged = packed.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      const outcome = await importTape([sourceFromBytes('a.ndjson.gz', damaged)]).then(
        (tape) => tape.manifest.hash,
        (error: unknown) => error,
      );
      if (outcome !== manifest.hash) expect(outcome).toMatchObject({ code: 'E-TAPE-16' });
    }
  });

  it('notes a jump of the source’s own sequence', async () => {
    const { manifest } = await importEvents([
      { ...trade, seq: 1 },
      { ...trade, seq: 2 },
      { ...trade, seq: 4 },
    ]);
    expect(manifest.quality.find(({ rule }) => rule === 'gap')).toEqual({
      ...{ rule: 'gap', count: 1, firstRow: 2 },
      sql: 'select * from tape where sourceRow in (2) order by tsExchNs, sourceRow',
    });
  });
});

describe('event NDJSON, refusals', () => {
  const wrong: [what: string, events: Event[], code: string, details: object][] = [
    ['unknown type', [trade, { ...trade, type: 'fill' }], 'E-TAPE-11', { row: 2, path: 'type' }],
    ['unknown field', [{ ...trade, colour: 1 }], 'E-TAPE-11', { row: 1, byteOffset: 0, path: 'colour' }],
    ['missing field', [{ type: 'trade', price: '1' }], 'E-TAPE-11', { path: 'size' }],
    ['float text', [{ ...trade, price: '1,5' }], 'E-TAPE-11', { path: 'price' }],
    ['negative size', [{ ...trade, size: '-1' }], 'E-TAPE-11', { path: 'size' }],
    ['side', [{ ...trade, side: 'B' }], 'E-TAPE-11', { path: 'side' }],
    ['unsafe ts', [{ ...trade, ts: 2 ** 60 }], 'E-TAPE-11', { path: 'ts' }],
    ['time back', [trade, { ...trade, ts: '5' }], 'E-TAPE-13', { row: 2 }],
    ['bars that end early', [bar, { ...bar, durationNs: '1' }], 'E-TAPE-13', { row: 2 }],
    ['mixture', [bar, trade], 'E-TAPE-19', { row: 2 }],
    ['lots', [{ ...trade, size: '4294967296' }], 'E-TAPE-14', { row: 1, path: 'size' }],
    ['tick', [{ ...quote, ask: '3000000000' }], 'E-TAPE-14', { row: 1, path: 'ask' }],
    ['level', [{ ...book, bids: [['1']] }], 'E-TAPE-11', { path: 'bids[0]' }],
    ['price of an unknown order', [{ type: 'execute', id: '9', size: '1' }], 'E-TAPE-11', { path: 'price' }],
    [
      'an add of nothing',
      [{ type: 'add', id: '1', side: 'buy', price: '1', size: '0' }],
      'E-TAPE-11',
      { path: 'size' },
    ],
  ];
  it.each(wrong)('%s', async (_what, events, code, details) => {
    await expect(importEvents(events)).rejects.toMatchObject({ code, details });
  });

  it('names the byte where JSON ends to be JSON', async () => {
    const first = ndjson([trade]);
    const text = `${first}{"type":"trade","ts":oops}\n`;
    const details = { row: 2, byteOffset: first.length + 21 };
    await expect(importTape([textSource('a.ndjson', text)])).rejects.toMatchObject({
      code: 'E-TAPE-11',
      details,
    });
  });
});

describe('exact decimals', () => {
  it.each([
    ['100.25', 10025n, 2],
    ['100.2500', 10025n, 2],
    ['-0.5', -5n, 1],
    ['1200', 1200n, 0],
    ['0.000', 0n, 0],
    ['1e3', 1000n, 0],
    ['1.5E-3', 15n, 4],
    ['0.1000000000000000055511151231257827', 1000000000000000055511151231257827n, 34],
  ])('%s', (text, units, scale) => {
    expect(parseDecimal(text)).toEqual({ units, scale });
  });

  it.each(['', '.5', '1.', '01', '+1', '1e', 'NaN', '0x1', '1e999', '1 '])('%j is no decimal', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('widens without loss and prints its step', () => {
    expect(unitsAt({ units: 15n, scale: 1 }, 4)).toBe(15_000n);
    expect([stepText(0), stepText(1), stepText(4)]).toEqual(['1', '0.1', '0.0001']);
  });
});

describe('exact JSON', () => {
  it('agrees with JSON.parse on what has no numbers', () => {
    for (const text of ['{"a":[true,false,null,"x\\u00e9\\n"],"b":{}}', '[]', ' "\\"" ', '{ "a" : [ ] }']) {
      expect(JSON.parse(JSON.stringify(parseExactJson(text)))).toEqual(JSON.parse(text));
    }
  });

  it.each([
    '',
    '{',
    '{"a":1,}',
    '[1 2]',
    '{"a":1}x',
    '"\u0001"',
    '{"a":1,"a":2}',
    '01',
    `${'['.repeat(20)}${']'.repeat(20)}`,
  ])('refuses %j', (text) => {
    expect(() => parseExactJson(text)).toThrow();
  });
});
