/** docs/SQL.md lists the tables as the code makes them; saved queries stand on them and run. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedTableDocs } from '../../src/tape/query/table-doc';
import { savedQueries } from '../../src/ui/queries/saved-queries';
import { tapeBytes } from '../worker/tape-bytes';
import { openDeskRun, type DeskRun } from './desk';

const document = readFileSync(new URL('../../docs/SQL.md', import.meta.url), 'utf8');

it('docs/SQL.md holds the tables of the code', () => {
  const written = /<!-- tables -->\n([\s\S]*?)\n<!-- \/tables -->/.exec(document)?.[1]?.trim();
  expect(written).toBe(generatedTableDocs().trim());
});

describe('saved queries', () => {
  let run: DeskRun;
  beforeAll(async () => {
    const { manifest, parquet } = await tapeBytes(8, 3_000);
    run = await openDeskRun({ hash: manifest.hash, manifest, parquet: new Blob([parquet as BlobPart]) });
  });
  afterAll(() => run.cell.close());

  it('run at the start, where there is next to nothing, and answer at the end', async () => {
    const { startNs, endNs } = run.info;
    await run.cell.call({ type: 'seek', ns: startNs });
    for (const { sql } of savedQueries) await run.ask(sql);
    await run.cell.call({ type: 'seek', ns: endNs });
    for (const { id, sql, title } of savedQueries) {
      // This run is shorter than the ten seconds that these look ahead.
      const least = ['effective', 'impact'].includes(id) ? -1 : 0;
      expect((await run.ask(sql)).rowCount, title).toBeGreaterThan(least);
    }
  });

  it('lists every column that a table has, and no other', async () => {
    const { rows } = await run.ask(
      `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'`,
    );
    const found = new Set(rows.map(([table, column]) => `${table}.${column}`));
    const { tables } = run.opened;
    const listed = new Set(
      tables.flatMap(({ name, columns }) => columns.map((own) => `${name}.${own.name}`)),
    );
    expect(listed).toEqual(found);
  });
});
