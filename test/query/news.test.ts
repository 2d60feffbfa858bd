/**
 * News in SQL: joined to the price that was in force, and in no table of the database before its time, by whatever
 * name and whatever way the clock went.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredTape } from '../../src/worker/protocol';
import { importTape, textSource } from '../tape/sources';
import { openDeskRun, type DeskRun } from './desk';

const second = 1_000_000_000n;
const startNs = 1_700_000_000n * second;
const at = (seconds: number): string => String(startNs + BigInt(seconds) * second);

async function stored(events: readonly object[]): Promise<StoredTape> {
  const text = events.map((event) => `${JSON.stringify({ symbol: 'ACME', ...event })}\n`).join('');
  const { manifest, parquet } = await importTape([textSource('a.ndjson', text)]);
  return { hash: manifest.hash, manifest, parquet: new Blob([parquet]) };
}

describe('news in SQL', () => {
  let run: DeskRun;
  beforeAll(async () => {
    const prices = Array.from({ length: 100 }, (_, i) => ({
      ...{ type: 'quote', ts: at(i), bid: `${100 + i}.00`, bidSize: '5', ask: `${101 + i}.00`, askSize: '5' },
    }));
    const beside = [
      [
        { type: 'news', ts: at(20), text: 'first' },
        { type: 'news', ts: at(60), text: 'second' },
      ],
      [
        { type: 'fact', ts: at(30), name: 'EPS', value: '-1.25' },
        { type: 'fact', ts: at(70), name: 'later', value: '7' },
      ],
      [
        { type: 'split', ts: at(40), newShares: 3, oldShares: 2 },
        { type: 'dividend', ts: at(45), cash: '0.5' },
      ],
    ];
    run = await openDeskRun(await stored(prices), await Promise.all(beside.map(stored)));
  });
  afterAll(() => run.cell.close());

  const seek = (seconds: number): Promise<unknown> =>
    run.cell.call({ type: 'seek', ns: startNs + BigInt(seconds) * second });

  it('joins to the touch that was in force just before', async () => {
    await seek(50);
    const { rows } = await run.ask(
      `SELECT event, text, value, newShares, oldShares, cash,
         (SELECT max_by(t.bid, t.tsNs) FROM touch t WHERE t.tsNs < news.tsNs AND t.symbol = news.symbol)
       FROM news ORDER BY n`,
    );
    expect(rows).toEqual([
      ['news', 'first', null, null, null, null, '119'],
      ['fact', 'EPS', '-1.25', null, null, null, '129'],
      ['action', 'split', null, '3', '2', null, '139'],
      ['action', 'dividend', null, null, null, '0.5', '144'],
    ]);
  });

  it('holds no text before its time, wherever the clock was before', async () => {
    const told = async (): Promise<unknown> =>
      (await run.ask('SELECT text FROM stored.texts ORDER BY n')).rows.flat();
    for (const [seconds, texts] of [
      [99, ['first', 'EPS', 'second', 'later']],
      [59, ['first', 'EPS']],
      [19, []],
      [60, ['first', 'EPS', 'second']],
      [20, ['first']],
    ] as const) {
      await seek(seconds);
      expect(await told(), `${seconds} s`).toEqual(texts);
    }
    const { rows } = await run.ask("SELECT sql FROM duckdb_views() WHERE sql LIKE '%second%'");
    expect(rows).toEqual([]);
  });
});
