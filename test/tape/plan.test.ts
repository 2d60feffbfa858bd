/**
 * Several files at once: what the plan says of them, what a mapping makes of their first rows, one tape or several, and
 * failures that stay with their file. Expected values are written by hand from the files' own text.
 */
import { describe, expect, it } from 'vitest';
import { importMany, type Combination, type ManyResult, type Scratch } from '../../src/tape/import-many';
import { planImport, type ImportPlan } from '../../src/tape/plan';
import type { ImportOptions } from '../../src/tape/sources';
import { readRows, type TablePreview } from '../../src/tape/table/preview';
import { openTape } from '../../src/tape/tape';
import type { ByteSource } from '../../src/tape/byte-source';
import { allRows, bufferOf, importTape, joined, textSource, type RowObject } from './sources';

class Memory implements Scratch {
  readonly parts: Uint8Array[] = [];
  readonly sink = (bytes: Uint8Array): void => void this.parts.push(bytes);
  read(): ReturnType<typeof bufferOf> {
    return bufferOf(joined(this.parts));
  }
}

async function make(
  sources: readonly ByteSource[],
  combination: Combination,
  options: readonly ImportOptions[] = [],
): Promise<ManyResult<Memory> & { plan: ImportPlan; rows: RowObject[][] }> {
  const plan = await planImport(sources);
  const many = {
    combination,
    options: plan.parts.map((_, i) => options[i] ?? {}),
    scratch: () => new Memory(),
  };
  const result = await importMany(plan, many);
  const rows: RowObject[][] = [];
  for (const { manifest, scratch } of result.tapes)
    rows.push(await allRows(openTape(JSON.parse(JSON.stringify(manifest)), scratch.read())));
  return { ...result, plan, rows };
}

const bars = (symbol: string, first: string, close: string): ByteSource =>
  textSource(
    `${symbol}_1min.csv`,
    `timestamp,open,high,low,close,volume\n${first}:00Z,1.5,2.5,1.25,${close},10\n${first.replace(/.$/, (d) => String(Number(d) + 1))}:00Z,1.5,2.5,1.25,${close},12\n`,
  );
const trades = (symbol: string, seconds: readonly number[]): ByteSource =>
  textSource(
    `${symbol}_trades.csv`,
    `time,price,size,side\n${seconds.map((s) => `2024-01-02T10:00:${String(s).padStart(2, '0')}Z,10.${s},1,buy`).join('\n')}\n`,
  );
const odd = textSource('odd.csv', 'When,Px,Qty,Way\n1704189600000,1234500,3,B\n1704189601000,1234600,4,S\n');
const tableOf = (plan: ImportPlan, at = 0): TablePreview => plan.parts[at]?.table as TablePreview;

describe('the plan', () => {
  it('parts files by format and by their columns, and names what nobody reads', async () => {
    const lines = '{"type":"trade","ts":"1","symbol":"A","price":"1","size":"1"}\n';
    const plan = await planImport([
      ...[bars('AAA', '2024-01-02T10:00', '2'), trades('AAA', [1]), bars('BBB', '2024-01-02T10:00', '2')],
      ...[textSource('events.ndjson', lines), textSource('letter.txt', 'Dear Sir or Madam')],
    ]);
    const parts = plan.parts.map(({ reader, opened }) => [
      reader.id,
      opened.map(({ stream }) => stream.name),
    ]);
    expect(parts).toEqual([
      ['ndjson', ['events.ndjson']],
      ['csv', ['AAA_1min.csv', 'BBB_1min.csv']],
      ['csv', ['AAA_trades.csv']],
    ]);
    expect(plan.problems).toMatchObject([{ file: 'letter.txt', code: 'E-TAPE-10' }]);
  });

  it('keeps files together whose columns drift, and tells it once in the tape', async () => {
    const later = 'time,price,size\n2024-01-02T10:00:30Z,10.9,3\n';
    const made = await make([trades('AAA', [1, 2]), textSource('AAA_trades_later.csv', later)], 'parts');
    expect(made.plan.parts.map(({ opened }) => opened.length)).toEqual([2]);
    expect(made.problems).toEqual([]);
    const found = made.tapes[0]?.manifest.quality.filter(({ count }) => count > 0);
    expect(found?.map(({ rule, count, firstRow }) => [rule, count, firstRow])).toEqual([
      ['missingColumns', 3, 0],
      ['schemaDrift', 1, 2],
    ]);
    expect(made.rows[0]?.map(({ side }) => side)).toEqual([0, 0, 2]);
  });

  it('shows columns, types and first rows of a table, with what its names say', async () => {
    const table = tableOf(await planImport([trades('AAA', [1, 2])]));
    expect(table.columns).toEqual(['time', 'price', 'size', 'side']);
    expect(table.types).toEqual(['time', 'decimal', 'whole', 'text']);
    expect(table.rows).toEqual([
      ['2024-01-02T10:00:01Z', '10.1', '1', 'buy'],
      ['2024-01-02T10:00:02Z', '10.2', '1', 'buy'],
    ]);
    expect(table.mapping).toMatchObject({ kind: 'trade', columns: { ts: 'time', price: 'price' } });
    expect(table.symbol).toBe('AAA');
  });

  it('gives tables of the same columns the same fingerprint, and others another', async () => {
    const [a, b] = [await planImport([trades('A', [1])]), await planImport([trades('B', [7, 8])])];
    expect(tableOf(a).fingerprint).toBe(tableOf(b).fingerprint);
    expect(tableOf(await planImport([odd])).fingerprint).not.toBe(tableOf(a).fingerprint);
  });

  it('shows an unrecognised table instead of refusing it, and a damaged one with its place', async () => {
    const plan = await planImport([
      odd,
      textSource('cut.csv', 'time,price,size\n2024-01-02,1,1\n2024-01-03,1\n'),
    ]);
    expect(plan.parts.map(({ table }) => [table?.mapping?.kind ?? null, table?.problem ?? null])).toEqual([
      [null, null],
      ['trade', expect.stringMatching(/cut\.csv, row 3, byte \d+: has 2 cells/) as string],
    ]);
  });

  it('pairs LOBSTER files of several days', async () => {
    const name = (day: number, role: string): string =>
      `ACME_2024-01-0${day}_34200000_57600000_${role}_1.csv`;
    const pair = (day: number): ByteSource[] => [
      textSource(name(day, 'message'), '34200.1,1,5,10,1000000,1\n34200.2,1,6,10,1000200,-1\n'),
      textSource(name(day, 'orderbook'), '9999999999,0,1000000,10\n1000200,10,1000000,10\n'),
    ];
    const { plan, tapes, problems } = await make([...pair(2), ...pair(3)], 'one');
    expect(plan.parts.map(({ opened }) => opened.length)).toEqual([2, 2]);
    expect(problems).toEqual([]);
    expect(tapes.map(({ manifest }) => manifest.source.kind)).toEqual(['merge']);
  });
});

describe('a mapping on first rows', () => {
  const columns = { ts: 'When', price: 'Px', size: 'Qty', side: 'Way' };

  it('says what an import makes of them, left-out decimals included', async () => {
    const plan = await planImport([odd]);
    const mapping = { kind: 'trade', columns, priceDecimals: 4, sizeDecimals: 1, symbol: 'ODD' };
    const read = readRows(tableOf(plan), mapping);
    expect(read.problem).toBeNull();
    expect(read.events[0]).toEqual({
      ...{ tsNs: '1704189600000000000', type: 'trade', symbol: 'ODD' },
      words: [
        ['price', '123.45'],
        ['size', '0.3'],
        ['side', 'buy'],
      ],
    });
    const { manifest, tape } = await importTape([odd], { mapping });
    expect(manifest.instruments[0]).toMatchObject({ priceUnit: '0.01', lotSize: '0.1', symbol: 'ODD' });
    const [first] = await allRows(tape);
    expect(first).toMatchObject({ tsExchNs: 1704189600000000000n, priceUnits: 12345n, lots: 3, side: 0 });
  });

  it.each([
    ['a field that is missing', { kind: 'trade', columns: { ts: 'When' } }, 'E-TAPE-22', /columns\.price/],
    [
      'a column that is not there',
      { kind: 'trade', columns: { ...columns, price: 'Nope' } },
      'E-TAPE-22',
      /Nope/,
    ],
    [
      'a side that is none',
      { kind: 'trade', columns: { ...columns, side: 'Px' } },
      'E-TAPE-11',
      /odd\.csv, row 2/,
    ],
    ['a zone that is unknown', { kind: 'trade', columns, zone: 'Mars' }, 'E-TAPE-22', /Mars/],
    ['decimals beyond sense', { kind: 'trade', columns, priceDecimals: 99 }, 'E-TAPE-22', /priceDecimals/],
  ])('answers %s as a problem', async (_, mapping, code, message) => {
    const { problem } = readRows(tableOf(await planImport([odd])), mapping);
    expect(problem?.code).toBe(code);
    expect(problem?.message).toMatch(message);
  });
});

describe('several files', () => {
  it('of one kind follow each other; where they overlap they are merged by time', async () => {
    const apart = await make([trades('AAA', [1, 2]), trades('BBB', [3, 4])], 'parts');
    expect(apart.tapes.map(({ manifest }) => manifest.source.kind)).toEqual(['csv']);
    const sources = [trades('AAA', [1, 3, 5]), trades('BBB', [2, 4])];
    const both = await make(sources, 'parts');
    expect(both.tapes.map(({ manifest }) => manifest.source.kind)).toEqual(['merge']);
    const seconds = both.rows[0]?.map(({ tsExchNs }) =>
      Number((BigInt(tsExchNs as bigint) / 1_000_000_000n) % 60n),
    );
    expect(seconds).toEqual([1, 2, 3, 4, 5]);
    const other = await make([...sources].reverse(), 'parts');
    expect(other.tapes[0]?.manifest.hash).toBe(both.tapes[0]?.manifest.hash);
  });

  it('become a tape each, or one of all', async () => {
    const sources = [bars('AAA', '2024-01-02T10:00', '2'), bars('BBB', '2024-01-02T10:00', '2.25')];
    const each = await make(sources, 'files');
    expect(each.tapes.map(({ manifest }) => manifest.instruments[0]?.symbol)).toEqual(['AAA', 'BBB']);
    const one = await make(sources, 'one');
    expect(
      one.rows.map((rows) => rows.map(({ instrument, closeUnits }) => [instrument, closeUnits])),
    ).toEqual([
      [
        [0, 200n],
        [1, 225n],
        [0, 200n],
        [1, 225n],
      ],
    ]);
  });

  it('fail each for itself, and together where one tape was asked for', async () => {
    const bad = textSource('bad.csv', 'time,bid,ask\n2024-01-02T10:00:00Z,1,2\nyesterday,1,2\n');
    const apart = await make([trades('AAA', [1]), bad], 'parts');
    expect(apart.tapes).toHaveLength(1);
    expect(apart.problems).toMatchObject([{ file: 'bad.csv', code: 'E-TAPE-11' }]);
    expect(apart.problems[0]?.message).toMatch(/^bad\.csv, row 3, byte \d+, time/);
    const one = await make([trades('AAA', [1]), bad], 'one');
    expect([one.tapes.length, one.problems.length]).toEqual([0, 1]);
    const schemas = await make([trades('AAA', [1]), bars('AAA', '2024-01-02T10:00', '2')], 'one');
    expect(schemas.problems).toMatchObject([{ code: 'E-TAPE-19' }]);
    expect(schemas.tapes).toEqual([]);
  });
});
