/**
 * The library as the page sees it: every tape that this browser keeps and the one in view, what each covers by the
 * statistics of its file, and what may be made of it. Workers do the work; nothing here reads a row. Invariant: a tape
 * that is made of another one is kept beside it, never in its place; only its stated rights change in place.
 */
import type { CoveragePart, StoredTape, TapeChange } from '../../worker/protocol';
import type { CataloguedTape } from '../../worker/store-protocol';
import type { Announcer } from './announcer.svelte';
import type { Deck } from './deck.svelte';
import type { Opening } from './opening.svelte';
import { OneJob } from './one-job.svelte';
import type { Problem } from './problem';
import type { Questions } from './questions.svelte';
import type { TapeFacts } from './run-source';
import type { Shelf } from './shelf.svelte';

export interface CatalogueEntry {
  readonly hash: string;
  readonly facts: TapeFacts;
  readonly bytes: number;
  /** false: the tape in view, of this site */
  readonly isKept: boolean;
  /** null: its file vanished */
  readonly parquet: StoredTape['parquet'] | null;
  /** its rows stay at the host and are fetched as they are needed */
  readonly isFar: boolean;
  /** null: the file tells nothing of its times */
  readonly coverage: readonly CoveragePart[] | null;
}

export class Catalogue extends OneJob {
  isShown = $state(false);
  entries = $state.raw<readonly CatalogueEntry[]>([]);
  /** how long it took to read what all tapes cover; null until then */
  readMs = $state.raw<number | null>(null);
  chosenHash = $state.raw<string | null>(null);
  /** the tape whose rights are asked before it leaves */
  leaving = $state.raw<CatalogueEntry | null>(null);
  readonly chosen = $derived(
    this.entries.find(({ hash }) => hash === this.chosenHash) ?? this.entries[0] ?? null,
  );

  readonly #deck: Deck;
  readonly #shelf: Shelf;
  readonly #opening: Opening;
  readonly #questions: Questions;
  readonly #announcer: Announcer;

  constructor(deck: Deck, shelf: Shelf, opening: Opening, questions: Questions, announcer: Announcer) {
    super(announcer);
    this.#deck = deck;
    this.#shelf = shelf;
    this.#opening = opening;
    this.#questions = questions;
    this.#announcer = announcer;
  }

  show(hash: string | null = null): void {
    this.chosenHash = hash;
    this.isShown = true;
    void this.refresh();
  }

  hide(): void {
    this.cancel();
    this.isShown = false;
    this.problem = null;
  }

  choose(hash: string): void {
    this.chosenHash = hash;
    this.problem = null;
  }

  async refresh(): Promise<void> {
    const startMs = performance.now();
    const kept = await this.#shelf.store.catalogue();
    const inView = this.#deck.source?.tape ?? null;
    const isElsewhere = inView === null || kept.some(({ hash }) => hash === inView.hash);
    const all = [...(isElsewhere ? [] : [{ ...inView, isKept: false }]), ...kept.map(keptTape)];
    this.entries = await Promise.all(all.map((tape) => this.#entryOf(tape)));
    this.readMs = performance.now() - startMs;
  }

  async #entryOf(tape: Found): Promise<CatalogueEntry> {
    const { hash, manifest, parquet, isKept } = tape;
    const facts = manifest as TapeFacts;
    const coverage = parquet === null ? null : await this.#opening.coverage({ hash, manifest, parquet });
    const isFar = parquet !== null && 'files' in parquet;
    return { hash, facts, bytes: parquet?.size ?? 0, isKept, isFar, parquet, coverage };
  }

  /** Plays it from its start; the library makes room for it. */
  async open(entry: CatalogueEntry): Promise<void> {
    const tape = storedTape(entry);
    if (tape === null) return;
    this.hide();
    await this.#opening.openStored(tape);
  }

  /** Shows the rows that a rule found: the tape at its end, so that all of them are there, and the question asked. */
  async showRows(entry: CatalogueEntry, sql: string, caption: string): Promise<void> {
    const tape = storedTape(entry);
    if (tape === null) return;
    this.hide();
    if (this.#deck.source?.tape?.hash !== entry.hash) {
      await this.#opening.openStored(tape, BigInt(entry.facts.lastTsNs));
    }
    this.askHere(sql, caption);
  }

  /** The same for the tape in view. */
  askHere(sql: string, caption: string): void {
    void this.#deck.pause().then(() => {
      this.#deck.seek(this.#deck.endNs);
      this.#questions.ask({ sql, caption });
    });
  }

  /** Makes another tape and keeps it; states rights in place. Null: it did not happen, and `problem` says why. */
  change(entry: CatalogueEntry, change: TapeChange, title: string): Promise<CatalogueEntry | null> {
    return this.run(title, async (options) => {
      const tape = storedTape(entry);
      if (tape === null) return null;
      const made = await this.#opening.library.derive(tape, change, options);
      const isSame = made.hash === entry.hash;
      if (isSame && entry.isKept) await this.#shelf.store.restateTape(made.hash, made.manifest);
      else await this.#shelf.store.keepTape(made);
      await this.#afterChange(made.hash);
      this.#announcer.say(isSame ? 'Stated.' : `Kept ${(made.manifest as TapeFacts).name}.`);
      return this.chosen;
    });
  }

  /** A tape that vanished, offered again: its hash decides. */
  async restore(entry: CatalogueEntry, files: readonly File[]): Promise<void> {
    await this.run(`Reading ${files.map(({ name }) => name).join(', ')}`, async (options) => {
      const tapes = await this.#opening.readTapes(files, options);
      const tape = tapes.find(({ hash }) => hash === entry.hash) ?? tapes[0];
      if (tape === undefined) return null;
      if (tape.hash !== entry.hash) {
        this.problem = otherTape(entry, tape);
        return null;
      }
      await this.#shelf.store.keepTape(tape);
      await this.#afterChange(tape.hash);
      this.#announcer.say(`${entry.facts.name} is here again.`);
      return null;
    });
  }

  /** Copies a tape into this browser, in pieces; the shelf tells how far it is. */
  async keep(entry: CatalogueEntry): Promise<void> {
    const tape = storedTape(entry);
    if (tape === null) return;
    await this.#shelf.keep(tape);
    await this.refresh();
  }

  async remove(entry: CatalogueEntry): Promise<void> {
    await this.#shelf.removeTape(entry.hash);
    this.chosenHash = null;
    await this.refresh();
    this.#announcer.say(`Deleted ${entry.facts.name}.`);
  }

  /** Before a tape leaves, its rights are asked. */
  async askToExport(hash: string): Promise<void> {
    await this.refresh();
    this.leaving = this.entries.find((entry) => entry.hash === hash && entry.parquet !== null) ?? null;
  }

  async #afterChange(hash: string): Promise<void> {
    await Promise.all([this.#shelf.refresh(), this.refresh()]);
    this.chosenHash = hash;
  }
}
interface Found {
  readonly hash: string;
  readonly manifest: unknown;
  readonly parquet: StoredTape['parquet'] | null;
  readonly isKept: boolean;
}

const keptTape = ({ hash, manifest, parquet }: CataloguedTape): Found => ({
  hash,
  manifest,
  parquet,
  isKept: true,
});

export function storedTape({ hash, facts, parquet }: CatalogueEntry): StoredTape | null {
  return parquet === null ? null : { hash, manifest: facts, parquet };
}

const otherTape = ({ facts }: CatalogueEntry, found: StoredTape): Problem => ({
  code: 'E-TAPE-06',
  message: `That is another tape: its hash is ${found.hash.slice(0, 16)}…, not ${facts.hash.slice(0, 16)}….`,
  safe: 'Nothing was changed.',
  remedy: `Choose the files that ${facts.name} was made of, or its tape.json and rows.parquet.`,
  details: { expected: facts.hash, found: found.hash },
});
