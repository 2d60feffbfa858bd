/**
 * Recordings that survive their page: the one in progress is handed to the store line by line, and what a dead page left
 * is offered at the next visit. A Web Lock a recording tells whether a tab still writes it. Invariant: a recording is
 * removed only when it has become a tape or the person says so.
 */
import type { KeptRecording } from '../../worker/store-protocol';
import type { Announcer } from './announcer.svelte';
import { save } from './downloads';
import type { Opening } from './opening.svelte';
import type { Shelf } from './shelf.svelte';

const lockOf = (id: string): string => `tapedeck-recording-${id}`;

export class Recordings {
  /** left by pages that ended while they recorded */
  offers = $state.raw<readonly KeptRecording[]>([]);
  isBusy = $state(false);
  readonly #shelf: Shelf;
  readonly #opening: Opening;
  readonly #announcer: Announcer;
  #id: Promise<string> | null = null;
  #release: (() => void) | null = null;

  constructor(shelf: Shelf, opening: Opening, announcer: Announcer) {
    this.#shelf = shelf;
    this.#opening = opening;
    this.#announcer = announcer;
  }

  /** Once, at the start of a page, after the store has answered. */
  async find(): Promise<void> {
    const found = await this.#shelf.store.recordings().catch(() => []);
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    this.offers = found.filter(({ id }) => !held.some(({ name }) => name === lockOf(id)));
    const [first] = this.offers;
    if (first !== undefined) this.#announcer.say(`A recording was recovered: ${first.name}.`);
  }

  /** Begins to keep a recording; its lines may come before its name is known to the store. */
  begin(name: Promise<string>): void {
    this.#id = name.then(async (known) => {
      const id = await this.#shelf.store.beginRecording(known);
      this.#hold(id);
      return id;
    });
    // told where lines are kept
    this.#id.catch(() => undefined);
  }

  async keep(lines: string): Promise<void> {
    if (this.#id === null) return;
    await this.#shelf.store.appendRecording(await this.#id, lines);
  }

  /** It was opened: once its tape is kept it is not needed any more. */
  async settle(name: string): Promise<void> {
    if (await this.#isKept(name)) await this.end();
  }

  /** It is not wanted. */
  async end(): Promise<void> {
    const id = await this.#id?.catch(() => null);
    this.#id = null;
    if (typeof id === 'string') await this.#shelf.store.removeRecording(id).catch(() => undefined);
    this.#release?.();
    this.#release = null;
  }

  async open(id: string): Promise<void> {
    await this.#with(id, async (file) => {
      await this.#opening.openFiles([file]);
      if (await this.#isKept(file.name)) await this.discard(id);
    });
  }

  async saveFile(id: string): Promise<void> {
    await this.#with(id, (file) => {
      save(file.name, file);
      return Promise.resolve();
    });
  }

  async discard(id: string): Promise<void> {
    this.offers = this.offers.filter((offer) => offer.id !== id);
    await this.#shelf.store.removeRecording(id).catch(() => undefined);
  }

  async #with(id: string, work: (file: File) => Promise<void>): Promise<void> {
    const offer = this.offers.find((one) => one.id === id);
    if (offer === undefined || this.isBusy) return;
    this.isBusy = true;
    try {
      const content = await this.#shelf.store.readRecording(id);
      await work(new File([content], offer.name, { type: 'application/x-ndjson' }));
    } finally {
      this.isBusy = false;
    }
  }

  async #isKept(name: string): Promise<boolean> {
    await this.#opening.lastKept;
    const tapes = await this.#shelf.store.catalogue().catch(() => []);
    const filesOf = (manifest: unknown): readonly { name: string }[] =>
      (manifest as { source: { files: readonly { name: string }[] } }).source.files;
    return tapes.some((tape) => !tape.isMissing && filesOf(tape.manifest).some((file) => file.name === name));
  }

  #hold(id: string): void {
    void navigator.locks?.request(
      lockOf(id),
      () => new Promise<void>((release) => (this.#release = release)),
    );
  }
}
