/**
 * Answers checked from outside: an hour of a real day (AMZN, 2012-06-21), its published message file read by a few lines
 * that know nothing of tapes; and the bundled tape against a plain run. Skipped where the file is absent.
 */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { importFiles } from '../../src/tape/import';
import { tableFromIPC } from 'apache-arrow';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { isAbsent, realData } from '../cli/real-data';
import { openDeskRun, type DeskRun } from './desk';

const file = 'lobster/LOBSTER_SampleFile_AMZN_2012-06-21_1.zip';
const seconds = 10.5 * 3600;

/** Time, type, id, size, price (1/10,000 dollar), direction, as the publisher's read-me says. */
type Message = readonly [time: string, type: number, id: string, size: number, price: number, side: number];

function messagesUpTo(zip: Uint8Array): Message[] {
  const [, bytes] = Object.entries(unzipSync(zip)).find(([name]) => name.includes('message'))!;
  return new TextDecoder()
    .decode(bytes)
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','))
    .filter(([time]) => Number(time) <= seconds)
    .map(([time, type, id, size, price, side]) => [time!, +type!, id!, +size!, +price!, +side!]);
}

describe.skipIf(isAbsent(file))('AMZN until 10:30', () => {
  let run: DeskRun;
  let messages: Message[];

  beforeAll(async () => {
    const zip = new Uint8Array(readFileSync(realData(file)));
    messages = messagesUpTo(zip);
    const { manifest, parquet } = await importFiles([
      sourceFromBytes('LOBSTER_SampleFile_AMZN_2012-06-21_1.zip', zip),
    ]);
    const bytes = new Blob([...parquet] as BlobPart[]);
    run = await openDeskRun({ hash: manifest.hash, manifest, parquet: bytes });
    // 2012-06-21 in New York is four hours behind UTC.
    const midnightNs = BigInt(Date.UTC(2012, 5, 21, 4)) * 1_000_000n;
    await run.cell.call({ type: 'seek', ns: midnightNs + BigInt(seconds) * 1_000_000_000n });
  });
  afterAll(() => run.cell.close());

  it('counts trades, lots and turnover by aggressor as the message file does', async () => {
    const { rows, clock } = await run.ask(
      `SELECT kind, aggressor, count(*), sum(lots), sum(lots * priceUnits), round(sum(lots * price), 4)::DECIMAL(20, 4)
       FROM trades GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(clock.nowNs).toBeGreaterThan(0n);
    const groups = [
      ['displayed', 'buy', 4, -1],
      ['displayed', 'sell', 4, 1],
      ['hidden', 'buy', 5, -1],
      ['hidden', 'sell', 5, 1],
    ] as const;
    expect(rows).toEqual(
      groups.map(([kind, aggressor, type, resting]) => {
        const own = messages.filter((message) => message[1] === type && message[5] === resting);
        const lots = own.reduce((sum, [, , , size]) => sum + size, 0);
        const turnover = own.reduce((sum, [, , , size, price]) => sum + BigInt(size) * BigInt(price), 0n);
        const digits = turnover.toString();
        return [
          kind,
          aggressor,
          `${own.length}`,
          `${lots}`,
          digits,
          `${digits.slice(0, -4)}.${digits.slice(-4)}`,
        ];
      }),
    );
  });

  it('bars: high, low and volume of every minute are those of the message file', async () => {
    const { rows } = await run.ask(
      `SELECT strftime(time_bucket(INTERVAL 1 MINUTE, ts), '%H:%M'), max(priceUnits), min(priceUnits), sum(lots)
       FROM trades GROUP BY 1 ORDER BY 1`,
    );
    const minutes = new Map<string, number[][]>();
    for (const [time, type, , size, price] of messages) {
      if (type !== 4 && type !== 5) continue;
      const minute = Math.floor(Number(time) / 60);
      const name = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      minutes.set(name, [...(minutes.get(name) ?? []), [price, size]]);
    }
    const expected = [...minutes].map(([name, prints]) => {
      const prices = prints.map(([price]) => price!);
      const volume = prints.reduce((sum, [, size]) => sum + size!, 0);
      return [name, `${Math.max(...prices)}`, `${Math.min(...prices)}`, `${volume}`];
    });
    expect(rows).toEqual(expected);
  });

  it('exports the same digits in every format, with what they rest on', async () => {
    const { rows } = await run.ask('SELECT n, tsNs, ts, id, price, side FROM orders ORDER BY n LIMIT 1000');
    const notes = { run: 'AMZN', query: 'select\n 1' };
    const csv = new TextDecoder()
      .decode(await run.desk.exportRows('csv', notes))
      .trim()
      .split('\n');
    expect(csv.slice(0, 4)).toEqual([
      '# run: AMZN',
      '# query: select 1',
      expect.stringMatching(/^# queryEngine: DuckDB v\d/),
      'n,tsNs,ts,id,price,side',
    ]);
    expect(csv.slice(4)).toEqual(rows.map((row) => row.join(',')));
    const parquet = (await run.desk.exportRows('parquet', notes)).buffer;
    const objects = await parquetReadObjects({ file: parquet });
    expect(objects.map((row) => Object.values(row).map(String))).toEqual(rows);
    expect(parquetMetadata(parquet).key_value_metadata).toContainEqual({ key: 'run', value: 'AMZN' });
    const arrow = tableFromIPC(await run.desk.exportRows('arrow', notes));
    expect(arrow.numRows).toBe(rows.length);
    expect(arrow.schema.metadata.get('query')).toBe(notes.query);
    expect([...arrow.getChild('id')!].map(String)).toEqual(rows.map((row) => row[3]));
  });
});
