/**
 * Feeds as venues send them and the sample files do not: numbers that change their meaning, negative and fractional
 * prices, cut files, books of several symbols, best levels that come whole. Files are made by the encoders beside this
 * file, which share no code with the readers.
 */
import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { dbn, mbo, symbolMapping, touch } from './dbn-encode';
import { concat, ItchEncoder } from './itch-encode';
import { allRows, importTape, textSource, type ImportedTape, type RowObject } from './sources';

const NANO = 1_000_000_000n;
const DAY1 = BigInt(Date.parse('2024-01-02T15:00Z')) * 1_000_000n;
const DAY2 = DAY1 + 86_400n * NANO;
const pick = (rows: readonly RowObject[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((n) => row[n]));
const importDbn = (bytes: Uint8Array): Promise<ImportedTape> => importTape([sourceFromBytes('a.dbn', bytes)]);
const symbolsOf = ({ manifest }: ImportedTape): string[] => manifest.instruments.map(({ symbol }) => symbol);

describe('Databento', () => {
  it('a number that stands for another symbol on another day', async () => {
    const mappings = [
      {
        asked: 'AAPL',
        spans: [
          [20240102, 20240103, '32'],
          [20240103, 20240104, '33'],
        ] as const,
      },
      {
        asked: 'MSFT',
        spans: [
          [20240102, 20240103, '33'],
          [20240103, 20240104, '32'],
        ] as const,
      },
    ];
    const at = (ts: bigint, instrument: number, price: bigint): Uint8Array =>
      touch({ ts, instrument }, [price * NANO, 1], [(price + 1n) * NANO, 1]);
    const records = [at(DAY1, 32, 180n), at(DAY1, 33, 370n), at(DAY2, 32, 371n), at(DAY2, 33, 181n)];
    const imported = await importDbn(dbn(3, 1, records, mappings));
    expect(symbolsOf(imported)).toEqual(['AAPL', 'MSFT']);
    expect(pick(await allRows(imported.tape), 'instrument', 'bidPriceUnits')).toEqual([
      [0, 180n],
      [1, 370n],
      [1, 371n],
      [0, 181n],
    ]);
  });

  it('asked for by number: the names are the answers', async () => {
    const mappings = [{ asked: '7', spans: [[20240102, 20240103, 'ESH4']] as const }];
    const record = mbo({ ts: DAY1, action: 'A', side: 'B', id: 1, price: NANO, size: 1 });
    expect(symbolsOf(await importDbn(dbn(2, 0, [record], mappings, 0)))).toEqual(['ESH4']);
  });

  it('a recording of the live feed names numbers as it goes', async () => {
    const records = [
      symbolMapping(7, 'ES.c.0', 'ESH4'),
      touch({ ts: DAY1 }, [NANO, 1], [2n * NANO, 1]),
      symbolMapping(7, 'ES.c.0', 'ESM4'),
      touch({ ts: DAY1 + 1n }, [NANO, 1], [2n * NANO, 1]),
    ];
    expect(symbolsOf(await importDbn(dbn(2, 0xffff, records, [])))).toEqual(['ESH4', 'ESM4']);
  });

  it('negative prices of spreads and thirty-seconds, order by order', async () => {
    const records = [
      mbo({ ts: DAY1, action: 'A', side: 'B', id: 1, price: -31_250_000n, size: 2 }),
      mbo({ ts: DAY1 + 1n, action: 'A', side: 'A', id: 2, price: 62_500_000n, size: 3 }),
      mbo({ ts: DAY1 + 2n, action: 'M', side: 'B', id: 1, price: 0n, size: 2 }),
    ];
    const { tape, manifest } = await importDbn(dbn(3, 0, records));
    expect(manifest.instruments[0]).toMatchObject({ priceUnit: '0.00001', unitsPerTick: 3125 });
    expect(pick(await allRows(tape), 'side', 'priceUnits', 'lots')).toEqual([
      [0, -3125n, 2],
      [1, 6250n, 3],
      [0, -3125n, 2],
      [0, 0n, 2],
    ]);
  });

  it('touches of every second are of the time of receipt; empty sides, trailing times of sending', async () => {
    const none = 2n ** 63n - 1n;
    const records = [
      touch(
        { ts: 2n ** 64n - 1n, receivedNs: DAY1, type: 0xc3, action: '\0', extra: 8 },
        [NANO, 4],
        [none, 0],
      ),
      touch(
        { ts: DAY1 - 3600n * NANO, receivedNs: DAY1 + NANO, type: 0xc3, action: '\0' },
        [NANO, 4],
        [2n * NANO, 1],
      ),
    ];
    const imported = await importDbn(dbn(3, 18, records));
    expect(imported.manifest.schema).toBe('quote');
    expect(pick(await allRows(imported.tape), 'tsExchNs', 'bidLots', 'askPriceUnits', 'askLots')).toEqual([
      [DAY1, 4, 0n, 0],
      [DAY1 + NANO, 4, 2n, 1],
    ]);
  });
});

describe('ITCH', () => {
  it('a cut file: messages about unknown orders do not hide the symbol that is asked for', async () => {
    const [one, two] = [new ItchEncoder('ACME', 7), new ItchEncoder('OTHR', 9)];
    one.remove(34_200_000_000_000, 5n);
    two.remove(34_200_000_000_000, 6n);
    one.add(34_200_000_000_001, 11n, 'B', 100, 123_400);
    two.add(34_200_000_000_001, 12n, 'B', 100, 5001);
    one.execute(34_200_000_000_002, 11n, 40);
    const source = sourceFromBytes('20240102.NASDAQ_ITCH50', concat([one.framed(), two.framed()]));
    await expect(importTape([source], { symbol: 'OTHR' })).resolves.toMatchObject({
      manifest: { instruments: [{ symbol: 'OTHR', unitsPerTick: 1 }] },
    });
    const { tape, manifest } = await importTape([sourceFromBytes('20240102.NASDAQ_ITCH50', one.framed())], {
      symbol: 'ACME',
    });
    expect(manifest.instruments).toMatchObject([{ symbol: 'ACME', unitsPerTick: 100 }]);
    expect(pick(await allRows(tape), 'kind', 'priceUnits', 'lots')).toEqual([
      [32, 123_400n, 100],
      [35, 123_400n, 40],
    ]);
  });
});

describe('Binance', () => {
  const T = 1723075200000;
  const change = (s: string, u: number, pu: number, b: string[][], a: string[][]): string =>
    JSON.stringify({ e: 'depthUpdate', E: T + u, T: T + u, s, U: pu + 1, u, pu, b, a });

  it('a snapshot that names nobody belongs to the book whose prices it names', async () => {
    const text = [
      change('BTCUSDT', 11, 9, [['60000.1', '1']], [['60000.2', '1']]),
      change('ETHUSDT', 12, 10, [['3000.1', '5']], [['3000.2', '5']]),
      JSON.stringify({
        lastUpdateId: 10,
        E: T + 13,
        T: T + 13,
        bids: [
          ['3000.1', '7'],
          ['2999', '1'],
        ],
        asks: [['3000.2', '7']],
      }),
    ].join('\n');
    const { tape, manifest } = await importTape([textSource('rec.ndjson', `${text}\n`)]);
    expect(manifest.instruments.map(({ symbol }) => symbol)).toEqual(['ETHUSDT']);
    expect(pick((await allRows(tape)).slice(-2), 'side', 'priceUnits', 'lots')).toEqual([
      [0, 30001n, 5],
      [1, 30002n, 5],
    ]);
    const lone = text.replace('3000.1","7', '1.1","7').replace('3000.2","7', '1.2","7');
    await expect(importTape([textSource('rec.ndjson', `${lone}\n`)])).rejects.toMatchObject({
      code: 'E-TAPE-11',
      details: { row: 3 },
    });
  });

  it('the change after the snapshot may begin behind its number, if none lies between', async () => {
    const text = [
      JSON.stringify({ lastUpdateId: 100, E: T, T, bids: [['1.5', '1']], asks: [['1.6', '1']] }),
      JSON.stringify({
        e: 'depthUpdate',
        E: T + 1,
        T: T + 1,
        s: 'XUSDT',
        U: 107,
        u: 110,
        pu: 100,
        b: [],
        a: [['1.6', '2']],
      }),
    ].join('\n');
    const { manifest } = await importTape([textSource('rec.ndjson', `${text}\n`)]);
    expect(manifest.source.messages).toMatchObject({ 'depth gaps': 0 });
  });

  it('best levels of futures come whole: what is not named is gone', async () => {
    const whole = (u: number, b: string[][], a: string[][]): string =>
      JSON.stringify({
        stream: 'btcusdt@depth5@100ms',
        data: { e: 'depthUpdate', E: T + u, T: T + u, s: 'BTCUSDT', U: u - 5, u, pu: u - 6, b, a },
      });
    const text = `${whole(
      10,
      [
        ['5', '1'],
        ['4', '1'],
      ],
      [['6', '1']],
    )}\n${whole(30, [['4', '2']], [['6', '1']])}\n`;
    const { tape } = await importTape([textSource('rec.ndjson', text)]);
    const rows = pick(await allRows(tape), 'kind', 'side', 'priceUnits', 'lots');
    expect(rows.filter(([kind]) => kind === 41)).toHaveLength(4);
    expect(rows.slice(-2)).toEqual([
      [37, 0, 4n, 2],
      [37, 1, 6n, 1],
    ]);
  });

  it('touches of spot alone, whose messages name neither kind nor time', async () => {
    const text =
      '1723075200000000000 {"u":400900217,"s":"SHIBUSDT","b":"0.00001234","B":"4300000000.00","a":"0.00001235","A":"31.00"}\n';
    const { tape, manifest } = await importTape([textSource('rec.txt', text)]);
    expect(manifest).toMatchObject({
      schema: 'quote',
      instruments: [{ symbol: 'SHIBUSDT', priceUnit: '0.00000001', lotSize: '10' }],
      source: { steps: [expect.stringMatching(/sizes of SHIBUSDT rounded to 10:/) as unknown] },
    });
    expect(pick(await allRows(tape), 'bidPriceUnits', 'bidLots', 'askLots')).toEqual([
      [1234n, 430_000_000, 3],
    ]);
  });
});
