/**
 * What LOBSTER files may hold, on files of our own making: halts, crosses, ids of 0, repeated ids, empty levels,
 * line ends, extra columns, and every way in which a file can be wrong, with its place.
 */
import { describe, expect, it } from 'vitest';
import { OrderTable } from '../../src/tape/order-table';
import { newYorkMidnightNs } from '../../src/scenario/calendar/new-york';
import { replayBookRows } from './book-rows';
import { LobsterWorld } from './lobster-world';
import {
  allRows,
  choppedSource,
  importTape,
  seeded,
  textSource,
  type ImportedTape,
  type RowObject,
} from './sources';

const NAMES = [
  'ACME_2024-03-08_34200000_57600000_message_2.csv',
  'ACME_2024-03-08_34200000_57600000_orderbook_2.csv',
];

function importText(messages: string, books: string, pieceBytes = 1 << 20): Promise<ImportedTape> {
  const sources = [textSource(NAMES[0] ?? '', messages), textSource(NAMES[1] ?? '', books)];
  return importTape(sources.map((source) => choppedSource(source, pieceBytes)));
}

async function booksOf({ tape, manifest }: ImportedTape): Promise<string[]> {
  const lines: string[] = [];
  await replayBookRows(tape, manifest.source.levels ?? 0, (line) => lines.push(line));
  return lines;
}

const EMPTY = '9999999999,0,-9999999999,0';
const messages = [
  '34200.000000001,1,7,100,1000000,1',
  '34200.5,1,8,50,1000100,-1',
  '34201,3,7,100,1000000,1',
];
const books = [
  `9999999999,0,1000000,100,${EMPTY}`,
  `1000100,50,1000000,100,${EMPTY}`,
  `1000100,50,-9999999999,0,${EMPTY}`,
];
const lines = (rows: readonly string[], end = '\n'): string => rows.map((row) => row + end).join('');

describe('LOBSTER, exact replay', () => {
  it.each([1, 2, 3, 5, 10, 50])('a generated market at %i levels replays on every row', async (levels) => {
    for (const seed of [1, 2, 3]) {
      const world = new LobsterWorld(levels, seed * 100 + levels).run(600);
      const imported = await importText(lines(world.messages), lines(world.books), 1000 + seed);
      expect(await booksOf(imported), `seed ${seed}`).toEqual(world.books);
    }
  });

  it('reads CRLF, a missing last line end, blank last lines, a byte order mark and further columns', async () => {
    const plain = await importText(lines(messages), lines(books));
    const variants = [
      [lines(messages, '\r\n'), lines(books, '\r\n')],
      [messages.join('\n'), books.join('\n')],
      [`${lines(messages)}\n\n`, `${lines(books, '\r\n')}\r\n`],
      [`\ufeff${lines(messages)}`, lines(books)],
      [lines(messages.map((row) => `${row},null`)), lines(books)],
      [lines(messages.map((row) => `${row},MPID`)), lines(books)],
    ];
    for (const [m = '', b = ''] of variants)
      expect((await importText(m, b)).manifest.hash).toBe(plain.manifest.hash);
    expect(await booksOf(plain)).toEqual(books);
  });

  it('gives the same tape wherever a piece of the file ends', async () => {
    const { manifest } = await importText(lines(messages), lines(books));
    for (let piece = 1; piece < 60; piece++) {
      expect((await importText(lines(messages), lines(books), piece)).manifest.hash).toBe(manifest.hash);
    }
  });

  it('undoes message 0 for the book before it', async () => {
    const kinds = async (message: string): Promise<(number | bigint | undefined)[][]> => {
      const { tape } = await importText(`${message}\n`, `1000100,50,1000000,100,${EMPTY}\n`);
      return (await allRows(tape)).map((row: RowObject) => [row.kind, row.side, row.priceUnits, row.lots]);
    };
    expect(await kinds('34200,1,7,40,1000000,1')).toEqual([
      [37, 1, 1000100n, 50],
      [37, 0, 1000000n, 60],
      [32, 0, 1000000n, 40],
    ]);
    expect(await kinds('34200,4,7,40,1000200,1')).toEqual([
      [37, 1, 1000100n, 50],
      [37, 0, 1000200n, 40],
      [37, 0, 1000000n, 100],
      [35, 0, 1000200n, 40],
    ]);
  });

  it('writes halts as states, crosses with their flag, and names no order where there is none', async () => {
    const special = [
      '34200,7,0,0,-1,-1',
      '34201,7,0,0,0,-1',
      '34202,6,-1,900,1000050,-1',
      '34203,7,0,0,1,-1',
    ];
    const { tape } = await importText(
      lines(special),
      lines(special.map(() => `1000100,50,1000000,100,${EMPTY}`)),
    );
    const rows = (await allRows(tape)).filter((row) => row.kind !== 37);
    expect(rows.map((row) => [row.kind, row.lots, row.orderId, Number(row.flags) & 64])).toEqual([
      [38, 1, 0n, 0],
      [38, 2, 0n, 0],
      [36, 900, 0n, 64],
      [38, 0, 0n, 0],
    ]);
  });

  it('stays exact when ids repeat, are 0 or as large as 64 bits allow', async () => {
    const ids = ['0', '0', '18446744073709551615', '18446744073709551615'];
    const rows = ids.map((id, i) => `${34200 + i},1,${id},10,1000000,1`);
    const shown = ids.map((_, i) => `9999999999,0,1000000,${10 * (i + 1)},${EMPTY}`);
    const imported = await importText(lines(rows), lines(shown));
    expect(await booksOf(imported)).toEqual(shown);
    expect(imported.manifest.quality.find(({ rule }) => rule === 'duplicateId')?.count).toBe(2);
    expect((await allRows(imported.tape)).find((row) => row.sourceRow === 2)).toMatchObject({
      orderId: 2n ** 64n - 1n,
    });
  });

  it('rounds more than nine decimals half up, counts them, and flags the last row of an order', async () => {
    const rows = ['34200.0000000004999,1,7,9,1000000,1', '34200.0000000015,2,7,4,1000000,1'];
    const { manifest, tape } = await importText(
      lines(rows),
      lines([9, 5].map((n) => `9999999999,0,1000000,${n},${EMPTY}`)),
    );
    expect(manifest.source.roundedTimes).toBe(2);
    const found = await allRows(tape);
    const midnight = newYorkMidnightNs({ year: 2024, month: 3, day: 8 });
    expect(found.map((row) => Number(row.tsExchNs) - Number(midnight + 34_200_000_000_000n))).toEqual([0, 0]);
    expect(found.map((row) => (row.tsExchNs as bigint) - midnight - 34_200_000_000_000n)).toEqual([0n, 2n]);
    expect(found.map((row) => Number(row.flags) & 48)).toEqual([16, 48]);
  });

  it('takes the greatest common divisor as tick where prices are finer than a cent', async () => {
    const finer = await importText('34200,1,7,9,1000050,1\n', `9999999999,0,1000050,9,${EMPTY}\n`);
    expect(finer.manifest.instruments[0]?.unitsPerTick).toBe(1000050);
    const two = await importText(
      lines(['34200,1,7,9,1000050,1', '34201,1,8,9,1000000,1']),
      lines([`9999999999,0,1000050,9,${EMPTY}`, '9999999999,0,1000050,9,9999999999,0,1000000,9']),
    );
    expect(two.manifest.instruments[0]?.unitsPerTick).toBe(50);
  });
});

describe('LOBSTER, refusals', () => {
  const cases: [what: string, messages: string, books: string, code: string, details: object][] = [
    [
      'more messages',
      lines(messages),
      lines(books.slice(0, 2)),
      'E-TAPE-12',
      { file: NAMES[0], row: 3, rows: 2 },
    ],
    ['more book rows', lines(messages.slice(0, 2)), lines(books), 'E-TAPE-12', { file: NAMES[1], row: 3 }],
    [
      'time back',
      lines([...messages].reverse()),
      lines(books),
      'E-TAPE-13',
      { file: NAMES[0], row: 2, byteOffset: 24 },
    ],
    ['unknown type', lines(['34200,9,7,1,1,1']), lines(books), 'E-TAPE-11', { row: 1, byteOffset: 8 }],
    ['a word', lines(['34200,1,x,1,1,1']), lines(books), 'E-TAPE-11', { row: 1, byteOffset: 8 }],
    ['a float', lines(['34200,1,7,1.5,1,1']), lines(books), 'E-TAPE-11', { row: 1, byteOffset: 11 }],
    ['short', lines(['34200,1,7,1']), lines(books), 'E-TAPE-11', { row: 1 }],
    ['direction', lines(['34200,1,7,1,1,2']), lines(books), 'E-TAPE-11', { row: 1 }],
    ['no lots', lines(['34200,1,7,0,1,1']), lines(books), 'E-TAPE-11', { row: 1 }],
    [
      'halt price',
      lines(['34200,7,0,0,5,-1']),
      lines(books.slice(0, 1)),
      'E-TAPE-11',
      { file: NAMES[0], row: 1 },
    ],
    ['blank line', `${messages[0]}\n\n${messages[1]}\n`, lines(books), 'E-TAPE-11', { row: 2 }],
    [
      'narrow book row',
      lines(messages),
      lines([books[0] ?? '', '1,1,1,1']),
      'E-TAPE-11',
      { file: NAMES[1], row: 2 },
    ],
    ['odd columns', lines(messages), lines(['1,1,1']), 'E-TAPE-11', { file: NAMES[1], row: 1 }],
    ['no order', lines(messages), lines([`100,5,90,5,99,5,80,5`]), 'E-TAPE-11', { file: NAMES[1], row: 1 }],
    ['empty', '', '', 'E-TAPE-21', { file: NAMES[0] }],
  ];
  it.each(cases)('%s', async (_what, m, b, code, details) => {
    await expect(importText(m, b)).rejects.toMatchObject({ code, details });
  });

  it('asks for the missing partner and refuses a second pair', async () => {
    const [m, b] = [textSource(NAMES[0] ?? '', lines(messages)), textSource(NAMES[1] ?? '', lines(books))];
    await expect(importTape([m])).rejects.toMatchObject({ code: 'E-TAPE-18', details: { file: NAMES[0] } });
    await expect(importTape([m, b, b])).rejects.toMatchObject({ code: 'E-TAPE-18' });
    await expect(importTape([textSource('x.bin', 'hello')])).rejects.toMatchObject({ code: 'E-TAPE-10' });
  });

  it('refuses a line without end before it holds it', async () => {
    const endless = textSource(NAMES[0] ?? '', '1'.repeat(3 << 20));
    const partner = textSource(NAMES[1] ?? '', lines(books));
    await expect(importTape([endless, partner])).rejects.toMatchObject({
      code: 'E-TAPE-15',
      details: { row: 1 },
    });
  });
});

describe('what the reader stands on', () => {
  it('New York midnight agrees with the time zone database from 1976 to 2037', () => {
    const hour = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/New_York',
      hour: 'numeric',
      hourCycle: 'h23',
    });
    for (let days = 2191; days < 24_800; days += 1) {
      const noon = new Date(days * 86_400_000 + 12 * 3_600_000);
      const date = { year: noon.getUTCFullYear(), month: noon.getUTCMonth() + 1, day: noon.getUTCDate() };
      const localNoon = Number(newYorkMidnightNs(date) / 1_000_000n) + 12 * 3_600_000;
      if (hour.format(localNoon) !== '12') throw new Error(`wrong offset on ${noon.toISOString()}`);
    }
  });

  it('the order table is a map, whatever is set and deleted', () => {
    const random = seeded(5);
    const table = new OrderTable<number>();
    const map = new Map<string, number>();
    for (let step = 0; step < 30_000; step++) {
      const [low, high] = [random(3) === 0 ? random(0x1_0000_0000) : random(900), random(3)];
      if (random(2) === 0) {
        table.set(low, high, step);
        map.set(`${low}/${high}`, step);
      } else {
        table.delete(low, high);
        map.delete(`${low}/${high}`);
      }
      expect(table.size).toBe(map.size);
    }
    for (const [key, value] of map) {
      const [low = 0, high = 0] = key.split('/').map(Number);
      expect(table.get(low, high)).toBe(value);
    }
  });
});
