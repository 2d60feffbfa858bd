/**
 * What this browser keeps, as the page sees it: tapes, runs, room, and whether it lasts. The store's worker does the
 * work; a tape that cannot be kept can still be played.
 */
import type { Store } from '../../worker/client';
import type { Progress, StoredTape } from '../../worker/protocol';
import type { KeptRun, KeptTape, StorageRoom, StoreState } from '../../worker/store-protocol';
import type { Announcer } from './announcer.svelte';
import { isCancelled, problemOf, type Problem } from './problem';
import { tapeFacts } from './run-source';
import type { Services } from './services';

export interface Copying {
  readonly jobId: number;
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

export class Shelf {
  /** null until the store has answered */
  state = $state.raw<StoreState | null>(null);
  tapes = $state.raw<readonly KeptTape[]>([]);
  runs = $state.raw<readonly KeptRun[]>([]);
  room = $state.raw<StorageRoom | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** a large tape on its way into this browser */
  copying = $state.raw<Copying | null>(null);
  /** the Storage dialog */
  isShown = $state(false);
  /** tapes whose file vanished, until the person has seen it */
  readonly missing = $derived(this.tapes.filter((tape) => tape.isMissing));

  readonly #services: Services;
  readonly #announcer: Announcer;
  #store: Store | null = null;
  #copies = 0;

  constructor(services: Services, announcer: Announcer) {
    this.#services = services;
    this.#announcer = announcer;
  }

  show(): void {
    this.isShown = true;
  }

  hide(): void {
    this.isShown = false;
  }

  get store(): Store {
    this.#store ??= this.#services.startStore();
    return this.#store;
  }

  async begin(): Promise<void> {
    this.state = await this.store.open();
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const [{ tapes, runs }, room] = await Promise.all([this.store.shelf(), this.store.room()]);
    this.tapes = tapes;
    this.runs = runs;
    this.room = room;
  }

  /** Keeps a tape of the person's own. Asks the browser, the first time, not to clear it away. */
  async keep(tape: StoredTape): Promise<void> {
    const jobId = (this.#copies += 1);
    let isOver = false;
    const onProgress = ({ done, total }: Progress): void => {
      if (!isOver) this.copying = { jobId, name: tapeFacts(tape).name, done, total };
    };
    try {
      await this.store.keepTape(tape, jobId, onProgress);
      if (this.room?.isPersistent !== true) await navigator.storage?.persist?.();
    } catch (error) {
      if (!isCancelled(error)) this.problem = problemOf(error);
      this.#announcer.say(this.problem?.message ?? 'Cancelled. Nothing was kept.');
    } finally {
      isOver = true;
      if (this.copying?.jobId === jobId) this.copying = null;
    }
    await this.refresh();
  }

  async cancelCopy(): Promise<void> {
    if (this.copying !== null) await this.store.cancelKeep(this.copying.jobId);
  }

  find(hash: string): Promise<StoredTape | null> {
    return this.store.findTape(hash).catch(() => null);
  }

  async removeTape(hash: string): Promise<void> {
    await this.#do(() => this.store.removeTape(hash));
  }

  async removeRun(id: string): Promise<void> {
    await this.#do(() => this.store.removeRun(id));
  }

  /** Asks the browser not to clear this site away; it may say no. */
  async askToPersist(): Promise<void> {
    const isGranted = (await navigator.storage?.persist?.()) ?? false;
    this.#announcer.say(isGranted ? 'The browser will not clear it away by itself.' : 'The browser said no.');
    await this.refresh();
  }

  dismissProblem(): void {
    this.problem = null;
  }

  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.problem = problemOf(error);
    }
    await this.refresh();
  }
}
