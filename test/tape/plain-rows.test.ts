/**
 * The fast way through a table against the one through texts: a quoted cell means the same and only the texts read it,
 * so a table with none, some and all of its rows quoted must make the same tape, or be refused in the same words.
 */
import { describe, expect, it } from 'vitest';
import { importFiles } from '../../src/tape/import';
import { TimeReader } from '../../src/tape/table/times';
import type { TimeForm } from '../../src/tape/table/mapping';
import { joined, seeded, textSource } from './sources';

type Draw = (n: number) => number;
interface Made {
  readonly name: string;
  readonly head: string;
  row(draw: Draw, i: number): string[];
}

/** Mostly plain, now and then as people and programs write it. */
function numberIn(draw: Draw, from: number, decimals: number): string {
  const value = (from + draw(60)) / 10 ** decimals;
  const text = value.toFixed(decimals);
  const odd = draw(60);
  if (odd === 0) return `${text}0`;
  if (odd === 1) return value.toExponential();
  if (odd === 2) return ` ${text} `;
  if (odd === 3) return `+${text}`;
  if (odd === 4) return `${text}000000000000`;
  if (odd === 5) return `0${text}`;
  return odd === 6 ? `$${text}` : text;
}
/** Whole, so that zeros behind it would be others: */
const size = (draw: Draw): string => (draw(12) === 0 ? '0' : numberIn(draw, 1, draw(3)));
const price = (draw: Draw): string => numberIn(draw, 10_000, 2);
const us = (i: number): string => String(1_704_189_600_000_000 + i * 1000);
const iso = (i: number): string => new Date(1_704_189_600_000 + i * 7).toISOString().replace('.000', '');
const pick = (draw: Draw, words: readonly string[]): string => words[draw(words.length)] as string;

const tables: readonly Made[] = [
  {
    name: 'trades.csv',
    head: 'timestamp,symbol,side,price,amount,id,seq',
    row: (draw, i) => [
      ...[us(i), pick(draw, ['A', 'B', 'A ', '']), pick(draw, ['buy', 'sell', 'S', 'none', '', 'Bid'])],
      ...[
        price(draw),
        size(draw),
        pick(draw, [String(i), '', '0', '1.0', 'x9']),
        String(i + Math.floor(i / 40)),
      ],
    ],
  },
  {
    name: 'q_quotes.csv',
    head: 'time,bid,bidSize,ask,askSize',
    row: (draw, i) => [
      iso(i),
      pick(draw, [price(draw), price(draw), '']),
      size(draw),
      price(draw),
      size(draw),
    ],
  },
  {
    name: 'ACME_1min.csv',
    head: 'time,open,high,low,close,volume,trades',
    row: (draw, i) => [
      ...[iso(i * 60_000), price(draw), price(draw), price(draw), price(draw), size(draw)],
      pick(draw, ['7', '8.0', '', '0']),
    ],
  },
  {
    name: 'incremental_book_L2.csv',
    head: 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount',
    row: (draw, i) => [
      ...[
        pick(draw, ['v', 'v', 'w']),
        pick(draw, ['A', 'A', 'A', 'B']),
        us(i >> 2),
        us(i >> 2).replace(/.$/, '5'),
      ],
      ...[i % 90 < 9 ? 'true' : pick(draw, ['false', 'f', ''])],
      ...[pick(draw, ['bid', 'ask', 'buy']), price(draw), size(draw)],
    ],
  },
  {
    name: 'acme_depth.csv',
    head: 'time,side,price,size,action',
    row: (draw, i) => [
      ...[iso(i >> 1), pick(draw, ['b', 'a']), price(draw), size(draw)],
      pick(draw, ['add', 'change', 'delete', '', draw(30) === 0 ? 'clear' : 'update']),
    ],
  },
  {
    name: 'book_snapshot_3.csv',
    head:
      'timestamp,' +
      [0, 1, 2].map((k) => `asks[${k}].price,asks[${k}].amount,bids[${k}].price,bids[${k}].amount`).join(),
    row: (draw, i) => [
      us(i),
      ...[0, 1, 2].flatMap((k) => {
        const isThere = k < 2 || draw(3) > 0;
        const level = (at: number): string[] =>
          isThere ? [(at / 100).toFixed(2), draw(500) === 0 ? '1e1' : String(1 + draw(4))] : ['', ''];
        return [...level(20_000 + k * 3 + draw(3)), ...level(10_000 - k * 3 - draw(3))];
      }),
    ],
  },
];

async function madeOf(name: string, head: string, lines: readonly string[]): Promise<unknown> {
  try {
    const { manifest, parquet } = await importFiles([textSource(name, `${head}\n${lines.join('\n')}\n`)]);
    const { source, ...rest } = manifest;
    return { ...rest, steps: source.steps, rows: joined(parquet) };
  } catch (error) {
    return String(error).replace(/, byte \d+/, '');
  }
}

describe.each(tables)('$name', ({ name, head, row }) => {
  it.each([1, 2, 3])('the same tape however its cells are quoted, seed %i', async (seed) => {
    const draw = seeded(seed);
    const rows = Array.from({ length: 250 }, (_, i) => row(draw, i));
    const written = (isQuoted: (i: number) => boolean): string[] =>
      rows.map((cells, i) => (isQuoted(i) ? cells.map((cell) => `"${cell}"`) : cells).join());
    const byTexts = await madeOf(
      name,
      head,
      written(() => true),
    );
    expect(
      await madeOf(
        name,
        head,
        written(() => false),
      ),
    ).toEqual(byTexts);
    for (const often of [2, 17]) {
      const some = rows.map(() => draw(often) === 0);
      expect(
        await madeOf(
          name,
          head,
          written((i) => some[i] === true),
        ),
      ).toEqual(byTexts);
    }
  });
});

describe('what goes wrong', () => {
  it.each([
    [
      'time that goes back',
      'trades.csv',
      'time,price,size',
      ['2024-01-02T10:00:02Z,1,1', '2024-01-02T10:00:03Z,1,1', '2024-01-02T10:00:01Z,1,1'],
    ],
    [
      'a price beyond 31 bits of ticks',
      'q.csv',
      'time,bid,bidSize,ask,askSize',
      ['2024-01-02T10:00:02Z,1.00000001,1,99999999,1'],
    ],
    [
      'a size beyond 32 bits of lots',
      't.csv',
      'time,price,size',
      ['2024-01-02T10:00:02Z,1,0.0000001', '2024-01-02T10:00:03Z,1,9999999999'],
    ],
    [
      'a symbol that is too long',
      't.csv',
      'time,symbol,price,size',
      [`2024-01-02T10:00:02Z,${'X'.repeat(70)},1,1`],
    ],
    [
      'bars that end before others',
      'b.csv',
      'time,open,high,low,close,volume,durationNs',
      ['2024-01-02T10:00:00Z,1,1,1,1,1,9000000000', '2024-01-02T10:00:01Z,1,1,1,1,1,1000000000'],
    ],
  ])('%s: the same words', async (_what, name, head, lines) => {
    const quoted = lines.map((line) =>
      line
        .split(',')
        .map((cell) => `"${cell}"`)
        .join(),
    );
    expect(await madeOf(name, head, lines)).toEqual(await madeOf(name, head, quoted));
  });
});

describe('times as bytes', () => {
  const texts = [
    ...[
      '1704189600',
      '1704189600123',
      '1704189600123456',
      '1704189600123456789',
      '1704189600.5',
      '-1',
      '20240102',
    ],
    ...[
      '202401021000',
      '20240102100000',
      '20240102100000123',
      '999999999',
      '9223372036854775807',
      '9999999999999999999',
    ],
    ...[
      '2024-01-02T10:00:00Z',
      '2024-01-02 10:00:00',
      '2024-01-02T10:00:00.1Z',
      '2024-01-02T10:00:00.123456789Z',
    ],
    ...[
      '2024-01-02T10:00:00.1234567891Z',
      '2024-02-30T10:00:00Z',
      '2024-01-02T24:00:00Z',
      '2024-01-02T10:60:00Z',
    ],
    ...[
      '2024-01-02T10:00:60Z',
      '2024-01-02T10:00:00+02:00',
      '2024-01-02',
      '2024-01-02T10:00:00.Z',
      '1966-01-02T10:00:00Z',
    ],
    ...['2024-01-02T10:00:00z', '2024/01/02 10:00:00', '01/02/2024 10:00:00', '', 'x', '2024-1-2T10:00:00Z'],
  ];
  it.each(['auto', 's', 'ms', 'us', 'ns'] as const)(
    '%s: what bytes know, texts say too',
    (form: TimeForm) => {
      const differing: string[] = [];
      for (const zone of ['UTC', 'America/New_York', '+02:00']) {
        for (const first of texts) {
          for (const text of texts) {
            const [fast, slow] = [new TimeReader(form, zone), new TimeReader(form, zone)];
            const readFast = (one: string): bigint | undefined => {
              const bytes = new TextEncoder().encode(one);
              return fast.readBytes(bytes, 0, bytes.length) ?? fast.read(one);
            };
            const same = [first, text, text].every((one) => readFast(one) === slow.read(one));
            if (!same) differing.push(`${first} then ${text} in ${zone}`);
          }
        }
      }
      expect(differing).toEqual([]);
    },
  );
});
