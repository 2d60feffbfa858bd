/**
 * SQL over ten million rows of Parquet: reading and verifying them into the database, then statements of the kinds that
 * people ask, each the median of its rounds. The tape is built in memory, so that the figures need no file.
 */
import { openNodeDuckDb } from '../../src/cli/duckdb';
import { MarketTables } from '../../src/tape/query/market-tables';
import { openTape } from '../../src/tape/tape';
import { platformSha256 } from '../../src/worker/platform-sha256';
import type { Context } from './context';
import { figureOf, limited } from './figures';
import { buildTape } from './flow/tape-flow';

const ROWS = 10_000_000;
const SLOWEST_MS = 2000;

const statements: Readonly<Record<string, string>> = {
  'count and sum by kind and side':
    'SELECT kind, side, count(*) AS rows, sum(lots) AS lots FROM tape GROUP BY ALL ORDER BY ALL',
  'bars of a second': `SELECT tsNs // 1000000000 AS s, arg_min(priceUnits, n) AS open, max(priceUnits) AS high,
    min(priceUnits) AS low, arg_max(priceUnits, n) AS close, sum(lots) AS lots FROM tape WHERE lots > 0 GROUP BY 1 ORDER BY 1`,
  'filter by time and price':
    'SELECT count(*) FROM tape WHERE n BETWEEN 4000000 AND 5000000 AND priceUnits % 3 = 0 AND lots > 10',
  'the hundred largest': 'SELECT * FROM tape ORDER BY lots DESC, n LIMIT 100',
  'distinct orders': 'SELECT count(DISTINCT orderId) FROM tape',
};

export async function benchSql(context: Context): Promise<void> {
  const count = context.options.isQuick ? ROWS / 20 : ROWS;
  context.say(`sql: ${count} rows`);
  const { manifest, parquet } = await buildTape(count, 31);
  const slice = (start: number, end?: number): ArrayBuffer => parquet.slice(start, end).buffer as ArrayBuffer;
  const file = { byteLength: parquet.byteLength, slice };
  const tape = openTape(JSON.parse(JSON.stringify(manifest)), file, platformSha256);
  const port = await openNodeDuckDb({ memoryMiB: 3072 });
  const tables = new MarketTables(port, { instruments: manifest.instruments, offsets: [], tape });
  const control = { breathe: () => Promise.resolve(), progress: () => undefined };
  const clock = { nowNs: BigInt(manifest.lastTsNs), eventCount: count };
  const start = performance.now();
  await tables.setClock(clock, [], 'tape', control);
  const loadMs = performance.now() - start;
  const note = 'Parquet decoded, verified and appended; once a run';
  context.addFigures(figureOf('sql', 'tape into tables', 'M rows/s', [count / loadMs / 1000], note));
  for (const [name, sql] of Object.entries(statements)) {
    const times: number[] = [];
    for (let round = 0; round < Math.min(3, context.options.rounds); round++) {
      const before = performance.now();
      const { batches } = await port.run(sql);
      for await (const batch of batches) void batch;
      times.push(performance.now() - before);
    }
    const figure = figureOf('sql', name, 'ms', times, `${count} rows`);
    context.addFigures(context.options.isQuick ? figure : limited(figure, { floor: SLOWEST_MS }));
  }
  port.close();
}
