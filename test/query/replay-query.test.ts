/**
 * Results as tapes: the whole tape asked for is the same tape again, filtered rows are those rows, and what has no order
 * or no place in a schema is refused with its row. Other tapes are asked by name and tell no future.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TapeManifest } from '../../src/tape/manifest';
import { openTape } from '../../src/tape/tape';
import { savedQueries } from '../../src/ui/queries/saved-queries';
import { bufferOf } from '../../src/worker/buffer';
import type { StoredTape } from '../../src/worker/protocol';
import { rowsOf } from '../sim/synthetic-tape';
import { tapeBytes } from '../worker/tape-bytes';
import { openDeskRun, type DeskRun } from './desk';

const seed = 8;
const rowCount = 3_000;

async function stored(ownSeed: number, count: number): Promise<StoredTape & { manifest: TapeManifest }> {
  const { manifest, parquet } = await tapeBytes(ownSeed, count);
  return { hash: manifest.hash, manifest, parquet: new Blob([parquet as BlobPart]) };
}

describe('a result as a tape', () => {
  let run: DeskRun;
  let tape: StoredTape & { manifest: TapeManifest };
  const rows = rowsOf(seed, rowCount);

  beforeAll(async () => {
    tape = await stored(seed, rowCount);
    run = await openDeskRun(tape);
    await run.cell.call({ type: 'seek', ns: run.info.endNs });
  });
  afterAll(() => run.cell.close());

  async function replayed(sql: string): Promise<StoredTape & { manifest: TapeManifest }> {
    await run.ask(sql);
    return (await run.desk.makeTape('made', { run: 'test' })) as StoredTape & { manifest: TapeManifest };
  }

  it('is the same tape again when nothing was left out', async () => {
    const again = await replayed('SELECT * FROM tape ORDER BY n');
    expect(again.hash).toBe(tape.hash);
    const { source, licence, converter } = again.manifest;
    expect(source).toMatchObject({ kind: 'query', parents: [tape.hash] });
    expect(source.steps?.[0]).toBe('query: SELECT * FROM tape ORDER BY n');
    expect([licence, converter]).toEqual(['CC0', 'query@1']);
  });

  it('does not depend on how the rows were found', async () => {
    const one = await replayed('SELECT * FROM tape WHERE kind = 32 ORDER BY n');
    const other = await replayed(
      'SELECT * FROM (SELECT * FROM tape ORDER BY lots, orderId DESC) WHERE kind = 32 ORDER BY tsNs, n',
    );
    expect(other.hash).toBe(one.hash);
    expect(one.manifest.rows).toBe(`${rows.filter(({ kind }) => kind === 32).length}`);
  });

  it('plays: prints become a trade tape with the prices and lots of the source', async () => {
    const made = await replayed('SELECT tsNs, n, aggressor, price, lots FROM trades ORDER BY n');
    expect(made.manifest.schema).toBe('trade');
    const trades = await run.ask('SELECT tsNs, priceUnits, lots FROM trades ORDER BY n');
    const block = await openTape(made.manifest, bufferOf(made.parquet)).readBlock(0);
    const read = Array.from({ length: block.rows }, (_, row) =>
      ['tsExchNs', 'priceUnits', 'lots'].map((name) => String(block.columns[name]![row])),
    );
    expect(read).toEqual(trades.rows);
  });

  it('makes bars of the saved query', async () => {
    const made = await replayed(savedQueries.find(({ id }) => id === 'bars')!.sql);
    expect(made.manifest.schema).toBe('bar');
  });

  it('makes quotes of the touch, with empty sides', async () => {
    const { rows: touches } = await run.ask('SELECT n FROM touch');
    const made = await replayed('SELECT * FROM touch ORDER BY n');
    expect([made.manifest.schema, made.manifest.rows]).toEqual(['quote', `${touches.length}`]);
  });

  it('refuses rows of one time that nothing orders, and says which', async () => {
    const twice = 'SELECT 5 AS tsNs, 100 AS priceUnits, unnest([1, 2]) AS lots';
    await expect(replayed(twice)).rejects.toMatchObject({
      code: 'E-SQL-09',
      message: expect.stringContaining('Rows 1 and 2'),
    });
    await expect(replayed(`SELECT *, lots AS n FROM (${twice}) ORDER BY n DESC`)).rejects.toMatchObject({
      code: 'E-SQL-09',
    });
    expect((await replayed(`SELECT *, lots AS n FROM (${twice}) ORDER BY n`)).manifest.rows).toBe('2');
    const same = 'SELECT 5 AS tsNs, 100 AS priceUnits, 1 AS lots FROM range(3)';
    expect((await replayed(same)).manifest.rows).toBe('3');
  });

  it.each([
    ['SELECT tsNs, n FROM trades', 'E-SQL-08', 'lacks priceUnits, lots'],
    ['SELECT tsNs, n, price, lots FROM trades ORDER BY n DESC', 'E-SQL-09', 'earlier than the row before'],
    ['SELECT 1 AS tsNs, 0.12345 AS price, 1 AS lots', 'E-SQL-08', 'no whole number of price units'],
    ['SELECT 1 AS tsNs, 1 AS priceUnits, 5000000000 AS lots', 'E-SQL-08', 'does not fit'],
    ['SELECT 1 AS tsNs, 1 AS priceUnits, 1.5 AS lots', 'E-SQL-08', 'not a whole number'],
    ['SELECT NULL::BIGINT AS tsNs, 1 AS priceUnits, 1 AS lots', 'E-SQL-08', 'NULL'],
    [`SELECT 1 AS tsNs, 1 AS priceUnits, 1 AS lots, 'NONE' AS symbol`, 'E-SQL-08', 'in none of the tapes'],
    [
      'SELECT tsExchNs, 7 AS kind, side, orderId, priceUnits, lots FROM tape LIMIT 1',
      'E-SQL-08',
      'does not fit',
    ],
    ['SELECT tsNs, price, lots FROM trades WHERE false', 'E-TAPE-21', 'no rows'],
  ])('refuses %s', async (sql, code, words) => {
    await expect(replayed(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});

describe('tapes of the shelf', () => {
  let run: DeskRun;
  let own: StoredTape & { manifest: TapeManifest };
  let twin: StoredTape & { manifest: TapeManifest };
  const listed = (
    { hash, manifest: { schema, rows } }: { hash: string; manifest: TapeManifest },
    title: string,
  ) => ({
    ...{ hash, title, schema, rows },
  });

  beforeAll(async () => {
    own = await stored(3, 800);
    twin = await stored(4, 900);
    run = await openDeskRun(own);
  });
  afterAll(() => run.cell.close());

  it('are tables by name, brought when a statement names one', async () => {
    const tables = await run.desk.shelve([
      listed(own, 'synthetic'),
      listed(twin, 'Other Day, 2012'),
      listed({ ...twin, hash: 'f'.repeat(64) }, 'Other day 2012'),
    ]);
    const names = tables.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'tape_synthetic',
        `other_day_2012_${twin.hash.slice(0, 6)}`,
        'other_day_2012_ffffff',
      ]),
    );
    const name = `other_day_2012_${twin.hash.slice(0, 6)}`;
    expect(await run.desk.missing('SELECT 1 FROM tape')).toEqual([]);
    expect(await run.desk.missing(`SELECT 1 FROM ${name.toUpperCase()}`)).toEqual([twin.hash]);
    await run.desk.addTape(twin);
    await run.cell.call({ type: 'seek', ns: run.info.endNs });
    const lastNs = rowsOf(4, 900).filter(({ tsNs }) => tsNs <= run.info.endNs).length;
    expect((await run.ask(`SELECT count(*), max(n) FROM ${name}`)).rows).toEqual([
      [`${lastNs}`, `${lastNs - 1}`],
    ]);
    const { rows } = await run.ask('SELECT name, isOpen FROM tapes ORDER BY isOpen DESC, name LIMIT 1');
    expect(rows).toEqual([['tape_synthetic', 'true']]);
  });

  it('end at the clock where they hold the same instrument at the same time', async () => {
    const { startNs, endNs } = run.info;
    const middle = (startNs + endNs) / 2n;
    await run.cell.call({ type: 'seek', ns: middle });
    for (const name of ['tape_synthetic', `other_day_2012_${twin.hash.slice(0, 6)}`]) {
      const { rows } = await run.ask(`SELECT max(tsNs), count(*) FROM ${name}`);
      expect(BigInt(rows[0]![0]!) <= middle, name).toBe(true);
      expect(Number(rows[0]![1]), name).toBeGreaterThan(0);
    }
  });
});
