/** What the SQL tab computes without a page: suggestions at a caret, and which of a million rows are in sight. */
import { describe, expect, it } from 'vitest';
import { suggest } from '../../src/ui/queries/completion';
import { VirtualRows } from '../../src/ui/queries/virtual-rows';

const tables = [
  {
    name: 'trades',
    doc: 'prints',
    columns: [
      { name: 'price', doc: '' },
      { name: 'priceUnits', doc: '' },
      { name: 'lots', doc: '' },
    ],
  },
  {
    name: 'touch',
    doc: 'best',
    columns: [
      { name: 'mid', doc: '' },
      { name: 'bid', doc: '' },
    ],
  },
];

/** The caret is where the bar is. */
function texts(marked: string, isAsked = false): string[] | null {
  const caret = marked.indexOf('|');
  const found = suggest(marked.replace('|', ''), caret, tables, isAsked);
  return found === null ? null : found.options.map(({ text }) => text);
}

describe('suggestions', () => {
  it('offers tables after FROM, those of the statement first', () => {
    expect(texts('SELECT * FROM |')).toEqual(['trades', 'touch']);
    expect(texts('WITH big AS (SELECT 1) SELECT * FROM t|', true)).toEqual(['trades', 'touch']);
    expect(texts('WITH big AS (SELECT 1) SELECT * FROM |')?.[0]).toBe('big');
  });

  it('offers the columns of the tables that the statement names, wherever it names them', () => {
    expect(texts('SELECT pri| FROM trades')).toEqual(['price', 'priceUnits']);
    expect(texts('SELECT mi| FROM trades')).not.toContain('mid');
    expect(texts('SELECT x.| FROM touch AS x')).toEqual(['mid', 'bid']);
    expect(texts('SELECT touch.b| FROM touch')).toEqual(['bid']);
  });

  it('offers functions and keywords by their beginning', () => {
    expect(texts('SELECT time_b|')).toEqual(['time_bucket(']);
    expect(texts('SELECT 1 GROU|')).toEqual(['GROUP BY']);
  });

  it.each(["SELECT 'pri|", 'SELECT 1 -- pri|', 'SELECT /* pri|', 'SELECT 12|', 'SELECT p|'])(
    'offers nothing in %s',
    (marked) => expect(texts(marked)).toBeNull(),
  );

  it('says which part it stands for', () => {
    expect(suggest('SELECT pri FROM trades', 10, tables)).toMatchObject({ from: 7, to: 10 });
  });
});

describe('rows in sight', () => {
  const view = 400;

  it('scrolls a short list like any list', () => {
    const rows = new VirtualRows(1000, 22, 22);
    rows.scrollTo(4400, view);
    expect([rows.contentPx, rows.topRow, rows.offsetOf(200)]).toEqual([22_022, 200, 4400]);
  });

  it('moves a long one row by row, jumps in proportion and reaches both ends', () => {
    const rows = new VirtualRows(1_000_000, 22, 22);
    expect(rows.contentPx).toBe(15_000_000);
    for (let px = 100; px <= 2200; px += 100) rows.scrollTo(px, view);
    expect(rows.topRow).toBe(100);
    rows.scrollTo(7_500_000, view);
    expect(Math.abs(rows.topRow - 500_000)).toBeLessThan(100);
    const before = rows.topRow;
    rows.scrollTo(7_500_022, view);
    expect(rows.topRow - before).toBeCloseTo(1);
    rows.scrollTo(15_000_000 - view, view);
    expect(rows.offsetOf(999_999) + 22 + 22).toBe(15_000_000);
    rows.scrollTo(0, view);
    expect(rows.topRow).toBe(0);
  });
});
