/**
 * What every query engine behind the port must do: exact integers in and out, results in batches, a statement that can
 * be stopped, undone and survived, and nothing outside its own tables within reach.
 */
import { tableFromArrays } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryPort } from '../../src/tape/query/port';
import { ports, rowsOf } from './node-port';

const stop = new Error('stopped by the test');

describe.each(Object.keys(ports))('%s behind the query port', (name) => {
  let port: QueryPort;
  beforeAll(async () => {
    port = await ports[name]!({ memoryMiB: 64 });
    port.execute('CREATE SCHEMA stored');
    port.execute('CREATE TABLE stored.rows(id UBIGINT, units BIGINT, kind UTINYINT)');
  });
  afterAll(() => port.close());

  it('keeps every bit of 64-bit integers', async () => {
    const id = BigUint64Array.from([0n, 2n ** 53n + 1n, 2n ** 64n - 1n]);
    const units = BigInt64Array.from([-(2n ** 63n), -1n, 2n ** 63n - 1n]);
    port.append('stored', 'rows', tableFromArrays({ id, units, kind: Uint8Array.from([0, 1, 255]) }));
    const rows = await rowsOf(port, 'SELECT id, units, kind FROM stored.rows');
    expect(rows.map((row) => row['id'])).toEqual([...id]);
    expect(rows.map((row) => row['units'])).toEqual([...units]);
    expect(rows.map((row) => row['kind'])).toEqual([0, 1, 255]);
  });

  it('hands over a large result in batches, in order, and may be left half-way', async () => {
    const { batches } = await port.run('SELECT range AS i FROM range(300000)');
    let next = 0n;
    let count = 0;
    let seen = 0;
    for await (const batch of batches) {
      count += 1;
      for (const value of batch.getChildAt(0)!) if (value === next) next += 1n;
      seen += batch.numRows;
      if (seen > 100_000) break;
    }
    expect(count).toBeGreaterThan(1);
    expect(next).toBe(BigInt(seen));
    expect(await rowsOf(port, 'SELECT 1::INTEGER AS one')).toEqual([{ one: 1 }]);
  });

  it('answers no rows with the columns all the same', async () => {
    const { schema, batches } = await port.run('SELECT id FROM stored.rows WHERE false');
    expect(schema.fields.map((field) => field.name)).toEqual(['id']);
    for await (const batch of batches) expect(batch.numRows).toBe(0);
  });

  it('stops where it breathes and goes on working', async () => {
    let breaths = 0;
    const breathe = async (): Promise<void> => {
      breaths += 1;
      if (breaths === 3) throw stop;
    };
    const sql = 'SELECT count(*) FROM range(50000000000) AS t(i) WHERE i % 7 = 3';
    await expect(port.run(sql, { breathe })).rejects.toThrow(stop.message);
    expect(await rowsOf(port, 'SELECT 2::INTEGER AS two')).toEqual([{ two: 2 }]);
  });

  it('survives a statement that needs more memory than there is', async () => {
    const sql = `SELECT count(*) FROM (SELECT DISTINCT i, i::VARCHAR || repeat('x', 40) FROM range(1500000) AS t(i))`;
    await expect(port.run(sql)).rejects.toMatchObject({ code: 'E-SQL-03' });
    expect(await rowsOf(port, 'SELECT 3::INTEGER AS three')).toEqual([{ three: 3 }]);
  });

  it.each([
    'CREATE TABLE mine AS SELECT 1',
    'CREATE VIEW mine AS SELECT 1',
    'DROP TABLE stored.rows',
    'DELETE FROM stored.rows',
    'INSERT INTO stored.rows VALUES (1, 1, 1)',
    'CREATE SCHEMA mine',
  ])('undoes %s', async (sql) => {
    const before = await rowsOf(port, 'SELECT count(*) AS rows FROM stored.rows');
    const { batches } = await port.run(sql);
    for await (const batch of batches) void batch;
    expect(await rowsOf(port, 'SELECT count(*) AS rows FROM stored.rows')).toEqual(before);
    await expect(port.run('SELECT * FROM mine')).rejects.toThrow('mine');
  });

  it.each([
    "SELECT * FROM read_csv_auto('http://elsewhere.invalid/?leak=1')",
    "SELECT * FROM read_parquet('http://elsewhere.invalid/x.parquet')",
    "SELECT * FROM 'http://elsewhere.invalid/x.parquet'",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_json_auto('/etc/passwd')",
    "SELECT * FROM glob('*')",
    "COPY (SELECT 1) TO 'leak.csv'",
    "COPY stored.rows FROM '/etc/passwd'",
    "EXPORT DATABASE 'leak'",
    "IMPORT DATABASE 'leak'",
    "ATTACH 'leak.db'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET enable_external_access=true',
    "SET memory_limit='8GB'",
    'SET lock_configuration=false',
    'RESET lock_configuration',
    'PRAGMA memory_limit=1',
  ])('refuses %s', async (sql) => {
    await expect(
      port.run(sql).then(async ({ batches }) => {
        for await (const batch of batches) void batch;
      }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^E-SQL-0[1-5]$/) });
    expect(await rowsOf(port, 'SELECT 4::INTEGER AS four')).toEqual([{ four: 4 }]);
  });

  it('says where a statement is wrong', async () => {
    await expect(port.run('SELECT id,\n  unknown_name\nFROM stored.rows')).rejects.toMatchObject({
      code: 'E-SQL-02',
      details: { line: 2, column: 3 },
    });
    await expect(port.run('SELECT id FRM stored.rows WHERE')).rejects.toMatchObject({ code: 'E-SQL-01' });
    await expect(port.run('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: 'E-SQL-01' });
  });
});
