/** `sql` on the command line: rows in every format, two tapes at once, the run of a tape, a result as a tape. */
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tapeBytes } from '../worker/tape-bytes';
import { rowsOf } from '../sim/synthetic-tape';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Folder, tapedeck } from './console';

const rowCount = 600;

describe('sql', () => {
  const folder = new Folder();
  const place = folder.of('tape');
  let hash = '';
  const rows = rowsOf(11, rowCount);

  beforeAll(async () => {
    const { manifest, parquet } = await tapeBytes(11, rowCount);
    hash = manifest.hash;
    mkdirSync(place);
    writeFileSync(folder.of('tape/tape.json'), JSON.stringify(manifest));
    writeFileSync(folder.of('tape/rows.parquet'), parquet);
  });
  afterAll(() => folder.remove());

  it('writes CSV and NDJSON with every digit', async () => {
    const query = 'SELECT n, tsNs, orderId, kindWord FROM tape WHERE n < 3 ORDER BY n';
    const csv = await tapedeck(['sql', place, query]);
    expect(csv).toMatchObject({ code: 0, err: '3 rows.\n' });
    const lines = rows.slice(0, 3).map(({ tsNs, orderId }, n) => [n, tsNs, orderId]);
    const [head, ...body] = csv.out.trim().split('\n');
    expect(head).toBe('n,tsNs,orderId,kindWord');
    expect(body.map((line) => line.split(',').slice(0, 3))).toEqual(lines.map((line) => line.map(String)));
    const { out } = await tapedeck(['sql', place, query, '-f', 'ndjson']);
    expect(out.split('\n')[1]).toBe(
      `{"n":1,"tsNs":${rows[1]!.tsNs},"orderId":${rows[1]!.orderId},"kindWord":"${body[1]!.split(',')[3]}"}`,
    );
  });

  it('plays the tape where the question is about its run', async () => {
    const { code, out, err } = await tapedeck(['sql', place, 'SELECT count(*) AS reports FROM reports']);
    expect([code, err]).toEqual([0, expect.stringContaining('events played')]);
    expect(Number(out.split('\n')[1])).toBeGreaterThan(rowCount);
  });

  it('tells the news of tapes beside it', async () => {
    const at = rows[3]!.tsNs;
    const { symbol } = (
      JSON.parse(readFileSync(folder.of('tape/tape.json'), 'utf8')) as {
        instruments: { symbol: string }[];
      }
    ).instruments[0]!;
    const line = (what: object): string => `${JSON.stringify({ ts: String(at), symbol, ...what })}\n`;
    const events = folder.put('news.ndjson', line({ type: 'news', text: 'an upgrade' }));
    expect(await tapedeck(['convert', events, '-o', folder.of('news')])).toMatchObject({ code: 0 });
    const query = 'SELECT tsNs, event, text FROM news';
    const told = await tapedeck(['sql', place, query, '--beside', folder.of('news')]);
    expect(told.out).toBe(`tsNs,event,text\n${at},news,an upgrade\n`);
    const alone = await tapedeck(['sql', place, query]);
    expect(alone.out).toBe('tsNs,event,text\n');
  });

  it('writes Parquet and Arrow files by the name of the file', async () => {
    const query = 'SELECT n, priceUnits FROM tape ORDER BY n';
    for (const name of ['rows.parquet', 'rows.arrow'])
      expect(await tapedeck(['sql', place, query, '-o', folder.of(name)])).toMatchObject({ code: 0 });
    const file = readFileSync(folder.of('rows.parquet'));
    const objects = await parquetReadObjects({
      file: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength),
    });
    expect(objects.map(({ priceUnits }) => priceUnits)).toEqual(
      rows.map(({ priceUnits }) => BigInt(priceUnits)),
    );
    expect(tableFromIPC(readFileSync(folder.of('rows.arrow'))).numRows).toBe(rowCount);
  });

  it('makes a tape of a result, which is asked beside the first', async () => {
    const made = await tapedeck([
      'sql',
      place,
      'SELECT * FROM tape ORDER BY n',
      '--tape',
      folder.of('again'),
    ]);
    expect(made).toMatchObject({ code: 0, out: `${hash}\n` });
    const part = await tapedeck([
      'sql',
      place,
      'SELECT * FROM tape WHERE n < 100 ORDER BY n',
      '--tape',
      folder.of('part'),
      '--name',
      'first hundred',
    ]);
    expect(part.code).toBe(0);
    const both = await tapedeck([
      'sql',
      place,
      folder.of('part'),
      'SELECT (SELECT count(*) FROM tape) AS whole, count(*) AS part FROM first_hundred',
    ]);
    expect(both.out).toBe(`whole,part\n${rowCount},100\n`);
    const { out } = await tapedeck(['inspect', folder.of('part'), '--check']);
    expect(out).toContain(hash);
  });

  it('refuses in words', async () => {
    expect((await tapedeck(['sql', place, 'DROP TABLE x'])).err).toContain('E-SQL-04');
    expect((await tapedeck(['sql', place, 'SELECT nothing FROM tape'])).err).toContain('E-SQL-02');
    expect((await tapedeck(['sql', place, 'SELECT 1', '-f', 'xml'])).err).toContain('E-CLI-04');
    expect((await tapedeck(['sql', place])).code).toBe(2);
  });
});
