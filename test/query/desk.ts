/**
 * A run in a cell and a query desk beside it, in this thread: what the page does with two workers. `ask` runs a
 * statement at the playhead, as the SQL tab does.
 */
import { QueryDesk } from '../../src/worker/query-desk';
import { QuerySync } from '../../src/worker/query-sync';
import type { CellClient } from '../../src/worker/client';
import type { OpenInfo, Place, StoredTape } from '../../src/worker/protocol';
import type { QueryOpened, QuerySummary } from '../../src/worker/query-protocol';
import { coreBytes } from '../sim/core-module';
import { clientInProcess } from '../worker/in-process';
import { openNodeDuckDb } from '../../src/cli/duckdb';

export interface Asked extends QuerySummary {
  readonly clock: Place;
  readonly rows: (string | null)[][];
}

export interface DeskRun {
  readonly cell: CellClient;
  readonly desk: QueryDesk;
  readonly info: OpenInfo;
  readonly opened: QueryOpened;
  ask(sql: string): Promise<Asked>;
}

let nowMs = 0;
const host = { nowMs: () => (nowMs += 1), yieldTask: () => Promise.resolve() };
const quiet = (): void => undefined;

export async function openDeskRun(tape: StoredTape, beside: readonly StoredTape[] = []): Promise<DeskRun> {
  const cell = clientInProcess();
  const manifest = { version: 1, tape: { hash: tape.hash }, beside: beside.map(({ hash }) => ({ hash })) };
  const info = await cell.call({ type: 'open', core: coreBytes, manifest, tape, beside, humanLog: [] });
  const desk = new QueryDesk(host, () => openNodeDuckDb({ memoryMiB: 1024 }));
  const { instruments, startNs, endNs } = info;
  const opened = await desk.open({ instruments, startNs, endNs, tape, zone: info.tape?.zone ?? 'UTC' });
  const sync = new QuerySync(desk);
  return {
    ...{ cell, desk, info, opened },
    async ask(sql) {
      const clock = await sync.bring(sql, (request) => cell.call(request), quiet);
      const summary = await desk.run(sql);
      return { ...summary, clock, rows: await desk.texts(0, summary.rowCount) };
    },
  };
}
