/**
 * No query sees the future: at random clocks, forward and back, by time and by single events, no table of the database
 * holds anything later than the clock, and each holds what a straight run to that place holds.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeReports } from '../../src/engine/reports';
import { parseManifest } from '../../src/scenario/manifest';
import { Run } from '../../src/sim';
import { core } from '../sim/core-module';
import { makeRandom, rowsOf, syntheticTape } from '../sim/synthetic-tape';
import { tapeBytes } from '../worker/tape-bytes';
import { openDeskRun, type DeskRun } from './desk';

const seed = 31;
const rowCount = 3_000;
const tableSql = `SELECT DISTINCT table_schema || '.' || table_name FROM information_schema.columns
  WHERE column_name IN ('tsNs', 'tsExchNs') ORDER BY 1`;

describe('the clock', () => {
  let run: DeskRun;
  /** every report of the run, in order, told by a run without a cell */
  const reports: { ts: bigint; kind: string }[] = [];
  const tapeRows = rowsOf(seed, rowCount);

  beforeAll(async () => {
    const { manifest, parquet } = await tapeBytes(seed, rowCount);
    run = await openDeskRun({ hash: manifest.hash, manifest, parquet: new Blob([parquet as BlobPart]) });
    const tape = syntheticTape(seed, rowCount, rowCount);
    const plain = await Run.open(core, parseManifest({ version: 1, tape: { hash: tape.hash } }), tape, []);
    const { reports: bytes } = await plain.advance(plain.endNs, Infinity);
    for (const { ts, kind } of decodeReports(bytes)) reports.push({ ts: BigInt(ts!), kind });
  });
  afterAll(() => run.cell.close());

  it('bounds every table at random clocks, and hides nothing before them', async () => {
    const random = makeRandom(seed);
    const { startNs, endNs } = run.info;
    const names = (await run.ask(tableSql)).rows.map(([name]) => name!);
    for (const name of [
      'main.tape',
      'main.trades',
      'main.touch',
      'main.reports',
      'stored.journal',
      'stored.tape',
    ])
      expect(names).toContain(name);
    for (let turn = 0; turn < 12; turn += 1) {
      const ns = startNs + ((endNs - startNs) * BigInt(random(10_001))) / 10_000n;
      await run.cell.call({ type: 'seek', ns });
      for (let steps = random(4); steps > 0; steps -= 1)
        await run.cell.call({ type: 'step', kind: 'event', direction: random(2) === 0 ? 1 : -1 });
      const latest = names.map((name) => {
        const column = name === 'stored.tape' ? 'tsExchNs' : 'tsNs';
        return `SELECT '${name}' AS name, max(${column}) AS ts, count(*) AS rows FROM ${name}`;
      });
      const { rows, clock } = await run.ask(latest.join(' UNION ALL '));
      const context = `seed ${seed}, turn ${turn}, clock ${clock.nowNs}, event ${clock.eventCount}`;
      for (const [name, ts] of rows)
        if (ts !== null) expect(BigInt(ts!) <= clock.nowNs, `${name}: ${context}`).toBe(true);
      const countOf = (name: string): number => Number(rows.find(([own]) => own === name)?.[2]);
      expect(countOf('main.tape'), context).toBe(tapeRows.filter(({ tsNs }) => tsNs <= clock.nowNs).length);
      // Between two events of one moment the journal ends somewhere inside it.
      const before = reports.filter(({ ts }) => ts < clock.nowNs).length;
      const within = reports.filter(({ ts }) => ts <= clock.nowNs).length;
      expect(countOf('main.reports') >= before && countOf('main.reports') <= within, context).toBe(true);
      const frame = await run.cell.call({ type: 'frame', since: null });
      expect(countOf('main.reports'), context).toBe(frame.reportCount);
      expect(countOf('main.trades'), context).toBe(frame.tradeCount);
    }
  });

  it('gives the same tables whatever way it came', async () => {
    const sql = 'SELECT * EXCLUDE (ts) FROM touch ORDER BY n';
    const { startNs, endNs } = run.info;
    await run.cell.call({ type: 'seek', ns: endNs });
    const there = await run.ask(sql);
    const random = makeRandom(5);
    for (let turn = 0; turn < 4; turn += 1) {
      await run.cell.call({ type: 'seek', ns: startNs + ((endNs - startNs) * BigInt(random(100))) / 100n });
      if (turn % 2 === 0) await run.cell.call({ type: 'step', kind: 'event', direction: 1 });
      await run.ask('SELECT 1');
    }
    await run.cell.call({ type: 'seek', ns: startNs });
    expect(
      Number(
        (await run.ask('SELECT count(*) FROM reports WHERE tsNs > (SELECT tsNs FROM clock)')).rows[0]![0],
      ),
    ).toBe(0);
    await run.cell.call({ type: 'seek', ns: endNs });
    expect((await run.ask(sql)).rows).toEqual(there.rows);
  });

  it('keeps nothing that a statement made, so nothing outlives its clock', async () => {
    await run.cell.call({ type: 'seek', ns: run.info.endNs });
    await expect(run.ask('CREATE TABLE kept AS SELECT * FROM trades')).rejects.toMatchObject({
      code: 'E-SQL-04',
    });
    await run.cell.call({ type: 'seek', ns: run.info.startNs });
    await expect(run.ask('SELECT * FROM kept')).rejects.toMatchObject({ code: 'E-SQL-02' });
  });

  it('shows the book at the playhead', async () => {
    await run.cell.call({ type: 'seek', ns: (run.info.startNs + run.info.endNs) / 2n });
    await run.cell.call({ type: 'view', instrument: 0, levels: 4096 });
    const { bids, asks } = await run.cell.call({ type: 'frame', since: null });
    const { rows } = await run.ask('SELECT side, level, priceUnits, lots, orders FROM depth');
    const shown = (side: string, levels: typeof bids): string[][] =>
      levels.map((level, index) =>
        [side, index + 1, level.priceUnits, level.totalLots, level.orderCount].map(String),
      );
    expect(rows).toEqual([...shown('buy', bids), ...shown('sell', asks)]);
  });
});
