/**
 * The SQL console: what is typed, the answer at hand, the queries asked before. Loads the query engine when it is
 * prepared and keeps it; a statement that does not stop loses its worker, and the next one starts another. Invariant:
 * an answer belongs to one moment of the run, which stands beside it, and never to another run than the one in view.
 */
import type { QueryClient } from '../../worker/client';
import { startQuery } from '../../worker/client';
import type { OpenInfo, Place, Progress, StoredTape } from '../../worker/protocol';
import type { QueryExport, QuerySeries, QuerySummary, QueryTable } from '../../worker/query-protocol';
import { timeText } from '../app/format';
import type { SavedQuery } from '../queries/saved-query';
import type { Announcer } from './announcer.svelte';
import type { Deck } from './deck.svelte';
import type { Opening } from './opening.svelte';
import { isCancelled, problemOf, type Problem } from './problem';
import { browserShelf } from './shelf';
import type { Shelf } from './shelf.svelte';

export interface SqlAnswer extends QuerySummary {
  readonly sql: string;
  readonly clock: Place;
}

export interface AskedQuery {
  readonly sql: string;
  /** what came of it */
  readonly outcome: string;
}

const historyKept = 50;
const historyKey = 'tapedeck.sql';
/** Longer statements are not kept for another visit. */
const longestKept = 20_000;
const loading: Progress = { phase: 'engine', done: 0, total: 0 };

export class SqlConsole {
  text = $state('');
  /** what `text` is about, where it is no saved query */
  caption = $state('');
  /** the saved query that `text` is, as it was written */
  saved = $state.raw<SavedQuery | null>(null);
  view = $state<'table' | 'line' | 'bars'>('table');
  /** what it is doing; null: nothing */
  progress = $state.raw<Progress | null>(null);
  isStopping = $state(false);
  tables = $state.raw<readonly QueryTable[]>([]);
  answer = $state.raw<SqlAnswer | null>(null);
  problem = $state.raw<Problem | null>(null);
  history = $state.raw<readonly AskedQuery[]>(keptHistory());
  #client: QueryClient | null = null;
  #openedFor: OpenInfo | null = null;
  #abort: AbortController | null = null;
  readonly #deck: Deck;
  readonly #announcer: Announcer;
  readonly #shelf: Shelf;
  readonly #opening: Opening;

  constructor({ deck, announcer, shelf, opening }: ConsoleParts) {
    this.#deck = deck;
    this.#announcer = announcer;
    this.#shelf = shelf;
    this.#opening = opening;
  }

  get isBusy(): boolean {
    return this.progress !== null;
  }

  /** Another run came into view: what was answered about the former one goes. */
  follow(info: OpenInfo | null): void {
    if (info === this.#openedFor) return;
    this.answer = null;
    this.problem = null;
    this.tables = [];
    if (this.isBusy) void this.stop();
    else if (info !== null) void this.prepare();
  }

  /** Loads the query engine and lists the tables. */
  prepare(): Promise<void> {
    return this.#work(async () => void (await this.#opened()));
  }

  async run(): Promise<void> {
    const sql = this.text;
    this.answer = null;
    await this.#work(async (signal) => {
      const client = await this.#opened();
      await this.#fetchTapes(client, sql);
      const clock = await client.bring(
        sql,
        (request) => this.#deck.ask(request, { signal, onProgress: (progress) => this.#tell(progress) }),
        (progress) => this.#tell(progress),
      );
      signal.throwIfAborted();
      this.#tell({ phase: 'query', done: 0, total: 0 });
      const summary = await client.run(sql);
      this.answer = { ...summary, sql, clock };
      this.#remember(sql, `${summary.rowCount} rows`);
      const asOf = timeText(clock.nowNs, this.#deck.zone);
      this.#announcer.say(`${summary.rowCount} rows, as of ${asOf}`);
    }, sql);
  }

  /** A statement that does not hear is ended with its worker. */
  async stop(): Promise<void> {
    if (!this.isBusy || this.isStopping) return;
    this.isStopping = true;
    this.#abort?.abort();
    const client = this.#client;
    const hasStopped = client === null || (await client.stop());
    if (!hasStopped && client === this.#client) {
      this.#client = null;
      this.#openedFor = null;
    }
    this.isStopping = false;
  }

  async texts(first: number, count: number): Promise<(string | null)[][]> {
    return (await this.#client?.texts(first, count)) ?? [];
  }

  async series(x: number | null, y: number[]): Promise<QuerySeries | null> {
    return (await this.#client?.series(x, y)) ?? null;
  }

  /** The rows of the answer as a file, with what they rest on inside. */
  async exportFile(format: QueryExport): Promise<Blob | null> {
    const { answer } = this;
    const info = this.#openedFor;
    if (answer === null || info === null || this.#client === null) return null;
    const bytes = await this.#client.exportRows(format, {
      source: 'Tapedeck',
      ...(info.tape === null ? {} : { tape: info.tape.hash, licence: info.tape.licence }),
      ...restingOn(info, answer),
      rows: `${answer.rowCount}${answer.isCut ? ', the first of more' : ''}`,
      ...info.assumptions,
      query: answer.sql,
    });
    return new Blob([bytes]);
  }

  /** Makes a tape of the answer, keeps it and opens it. */
  async replay(title: string): Promise<void> {
    const { answer } = this;
    const info = this.#openedFor;
    const client = this.#client;
    if (answer === null || info === null || client === null) return;
    let tape: StoredTape | null = null;
    await this.#work(async () => {
      this.#tell({ phase: 'making', done: 0, total: 0 });
      tape = await client.makeTape(`${title} of ${info.title}`, restingOn(info, answer));
    });
    if (tape === null) return;
    void this.#shelf.keep(tape);
    await this.#opening.openStored(tape);
  }

  async #opened(): Promise<QueryClient> {
    const { info, source } = this.#deck;
    if (info === null || source === null) throw new Error('no run is open');
    if (this.#client !== null && this.#openedFor === info) return this.#client;
    this.#client ??= await startQuery();
    const client = this.#client;
    const { instruments, startNs, endNs } = info;
    const { zone } = this.#deck;
    const opened = await client.open({ instruments, startNs, endNs, tape: source.tape, zone });
    this.tables = opened.tables;
    this.#openedFor = info;
    await this.#shelve(client);
    return client;
  }

  /** The list of tapes is told anew: some may have come or gone. Their rows stay where they are. */
  async #shelve(client: QueryClient): Promise<void> {
    const kept = this.#shelf.tapes.filter(({ isMissing }) => !isMissing);
    this.tables = await client.shelve(
      kept.map(({ hash, name, schema, rows }) => ({ hash, title: name, schema, rows })),
    );
  }

  async #fetchTapes(client: QueryClient, sql: string): Promise<void> {
    await this.#shelve(client);
    for (const hash of await client.missing(sql)) {
      const tape = await this.#shelf.find(hash);
      if (tape !== null) await client.addTape(tape);
    }
  }

  async #work(work: (signal: AbortSignal) => Promise<void>, sql: string | null = null): Promise<void> {
    if (this.isBusy) return;
    const abort = new AbortController();
    const { info } = this.#deck;
    this.#abort = abort;
    this.problem = null;
    this.progress = loading;
    try {
      await work(abort.signal);
    } catch (error) {
      const isStopped = abort.signal.aborted || isCancelled(error);
      if (sql !== null) this.#remember(sql, isStopped ? 'stopped' : 'failed');
      this.problem = isStopped ? null : problemOf(error);
      this.#announcer.say(isStopped ? 'Stopped.' : (this.problem?.message ?? ''));
    } finally {
      this.progress = null;
      this.#abort = null;
    }
    if (this.#deck.info !== info) this.follow(this.#deck.info);
  }

  #tell(progress: Progress): void {
    if (this.isBusy) this.progress = progress;
  }

  #remember(sql: string, outcome: string): void {
    this.history = [{ sql, outcome }, ...this.history.filter((asked) => asked.sql !== sql)].slice(
      0,
      historyKept,
    );
    browserShelf.write(
      historyKey,
      this.history.filter((asked) => asked.sql.length <= longestKept),
    );
  }
}

interface ConsoleParts {
  readonly deck: Deck;
  readonly announcer: Announcer;
  readonly shelf: Shelf;
  readonly opening: Opening;
}

const restingOn = (info: OpenInfo, { clock }: SqlAnswer): Record<string, string> => ({
  ...{ run: info.title, manifest: info.manifestHash, engine: info.engine, asOfNs: `${clock.nowNs}` },
});

/** What this browser kept may be anything. */
function keptHistory(): AskedQuery[] {
  const kept = browserShelf.read(historyKey);
  const isAsked = (item: unknown): item is AskedQuery => {
    const { sql, outcome } = (item ?? {}) as Partial<AskedQuery>;
    return typeof sql === 'string' && typeof outcome === 'string';
  };
  return Array.isArray(kept) ? kept.filter(isAsked).slice(0, historyKept) : [];
}

const consoles = new WeakMap<Deck, SqlConsole>();

/** One console a deck: it outlives the tab that shows it. */
export function consoleOf(parts: ConsoleParts): SqlConsole {
  let own = consoles.get(parts.deck);
  if (own === undefined) {
    own = new SqlConsole(parts);
    consoles.set(parts.deck, own);
  }
  return own;
}
