/**
 * The page's side of the query worker: starts it, asks it, and ends it when a statement does not hear that it is to
 * stop. Loaded with the SQL tab, not with the page. Invariant: after `close` every open call rejects with E-CELL-03.
 */
import { proxy, transfer, wrap, type Remote } from 'comlink';
import queryUrl from './query-worker?worker&url';
import { TapedeckError } from '../layout/errors';
import { startWorker } from './start';
import type { Place, Progress } from './protocol';
import type { QueryApi } from './query-protocol';
import { QuerySync, type AskJournal } from './query-sync';

/** DuckDB works this long in one go at most, unless it is inside a single huge step. */
const patienceMs = 1500;

export interface QueryClient extends Omit<QueryApi, 'addReports' | 'setClock' | 'cancel'> {
  /** Brings the database to the moment of the run in view and answers it. */
  bring(sql: string, ask: AskJournal, onProgress: (progress: Progress) => void): Promise<Place>;
  /** False: the statement did not stop in time, the worker was ended and this client is closed. */
  stop(): Promise<boolean>;
  close(): void;
}

function revive(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!error.message.startsWith('{"code"')) return error;
  const { code, message, details } = JSON.parse(error.message) as {
    code: string;
    message: string;
    details: Record<string, unknown>;
  };
  return new TapedeckError(code, message, details);
}

export function startQuery(): QueryClient {
  const worker = startWorker(queryUrl, 'tapedeck-query');
  const remote: Remote<QueryApi> = wrap<QueryApi>(worker);
  const pending = new Set<(reason: Error) => void>();
  let isClosed = false;

  const fail = (reason: Error): void => {
    for (const reject of pending) reject(reason);
    pending.clear();
  };
  worker.addEventListener('error', (event) =>
    fail(new TapedeckError('E-SQL-07', `The query worker stopped (${event.message || 'no reason given'}).`)),
  );
  const cancelled = (): TapedeckError => new TapedeckError('E-CELL-03', 'Cancelled. Nothing was changed.');

  async function call<T>(work: () => Promise<T>): Promise<T> {
    if (isClosed) throw cancelled();
    let giveUp: ((reason: Error) => void) | undefined;
    const lost = new Promise<never>((_resolve, reject) => (giveUp = reject));
    pending.add(giveUp!);
    try {
      return await Promise.race([work(), lost]);
    } catch (error) {
      throw revive(error);
    } finally {
      pending.delete(giveUp!);
    }
  }
  const close = (): void => {
    isClosed = true;
    worker.terminate();
    fail(cancelled());
  };
  const sync = new QuerySync({
    addReports: (first, units, texts) => remote.addReports(first, transfer(units, [units.buffer]), texts),
    setClock: (clock, book, sql, onProgress) => remote.setClock(clock, book, sql, proxy(onProgress)),
  });
  return {
    open: (setup) => {
      sync.forget();
      return call(() => remote.open(setup));
    },
    bring: (sql, ask, onProgress) => call(() => sync.bring(sql, ask, onProgress)),
    shelve: (tapes) => call(() => remote.shelve(tapes)),
    missing: (sql) => call(() => remote.missing(sql)),
    addTape: (tape) => call(() => remote.addTape(tape)),
    run: (sql) => call(() => remote.run(sql)),
    texts: (first, count) => call(() => remote.texts(first, count)),
    series: (x, y) => call(() => remote.series(x, y)),
    exportRows: (format, notes) => call(() => remote.exportRows(format, notes)),
    makeTape: (name, notes) => call(() => remote.makeTape(name, notes)),
    async stop() {
      const silent = new Promise<'silent'>((resolve) => setTimeout(resolve, patienceMs, 'silent'));
      const answer = await Promise.race([remote.cancel(), silent]);
      if (answer === 'silent') close();
      return answer !== 'silent';
    },
    close,
  };
}
