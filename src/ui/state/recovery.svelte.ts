/**
 * Runs that come back: silently when they were left properly, after a question when the tab crashed, as a copy that
 * saves nothing while another tab has them. Invariant: a run that comes back is computed again, and its digest at the
 * saved place is compared with the saved one.
 */
import { parseCommandLog, parseManifest } from '../../scenario';
import type { SharedRun } from '../../share';
import { readMarks } from '../../share/bookmarks';
import type { KeptRun, SavedPlace, SavedRun } from '../../worker/store-protocol';
import type { Announcer } from './announcer.svelte';
import { fileNameOf, save } from './downloads';
import type { Keeper } from './keeper.svelte';
import { leftNotes } from './left-notes';
import type { Opening } from './opening.svelte';
import { problemOf } from './problem';
import type { Shelf } from './shelf.svelte';

/** Below this a run is computed from its start, which proves more. */
const leastCheckpointEvents = 1_500_000;
const maxCommands = 10_000_000;

export interface Offer {
  readonly kept: KeptRun;
  readonly run: SavedRun;
  /** wall time between the last save and the last sign of life; null when unknown */
  readonly lostMs: number | null;
}

/** How a run that came back compares with what was saved. */
export interface Return {
  readonly title: string;
  readonly eventCount: number;
  readonly isSame: boolean;
  readonly isFromCheckpoint: boolean;
  readonly wasAsked: boolean;
}

export class Recovery {
  offer = $state.raw<Offer | null>(null);
  returned = $state.raw<Return | null>(null);
  readonly #shelf: Shelf;
  readonly #keeper: Keeper;
  readonly #opening: Opening;
  readonly #announcer: Announcer;

  constructor(shelf: Shelf, keeper: Keeper, opening: Opening, announcer: Announcer) {
    this.#shelf = shelf;
    this.#keeper = keeper;
    this.#opening = opening;
    this.#announcer = announcer;
  }

  /** At the start of a page: the last run comes back, unless a link was opened, or is offered. True when a person is asked. */
  async begin(isLink: boolean): Promise<boolean> {
    if (!leftNotes.hasRuns()) return false;
    const { turn } = this.#opening;
    await this.#shelf.begin();
    const last = this.#shelf.runs.find(
      ({ id, run }) => id !== this.#keeper.runId && (run?.place ?? null) !== null,
    );
    if (last === undefined || last.run === null) return false;
    const isElsewhere = await this.#keeper.lock.isHeldElsewhere(last.id);
    const isCrashed = !isElsewhere && last.isOpen && leftNotes.left(last.id) === null;
    if (!isCrashed) {
      if (!isLink) await this.#open(last.id, isElsewhere ? 'copy' : 'ours', { turn });
      return false;
    }
    const pulseMs = leftNotes.pulse(last.id);
    const lostMs = pulseMs === null ? null : Math.max(0, pulseMs - (last.run.place?.savedMs ?? pulseMs));
    this.offer = { kept: last, run: last.run, lostMs };
    this.#announcer.say(`A run was recovered: ${last.title}.`);
    return true;
  }

  async accept(): Promise<void> {
    const { offer } = this;
    this.offer = null;
    if (offer !== null) await this.#open(offer.kept.id, 'ours', { wasAsked: true });
  }

  async discard(): Promise<void> {
    const { offer } = this;
    this.offer = null;
    if (offer === null) return;
    leftNotes.forget(offer.kept.id);
    await this.#shelf.removeRun(offer.kept.id);
  }

  /** A run of the list. */
  async openKept(id: string): Promise<void> {
    if (id === this.#keeper.runId) return;
    await this.#open(id, (await this.#keeper.lock.isHeldElsewhere(id)) ? 'copy' : 'ours');
    await this.#shelf.refresh();
  }

  /** This tab writes the run from now on. */
  async takeOver(): Promise<void> {
    if (this.#keeper.runId !== null) await this.#open(this.#keeper.runId, 'takeOver');
  }

  dismiss(): void {
    this.returned = null;
  }

  async exportRun(id: string): Promise<void> {
    const { encodeRunFile } = await import('../../share/run-file');
    const run = await this.#shelf.store.readRun(id);
    const text = encodeRunFile(sharedRunOf(run));
    save(fileNameOf(run.title, 'tapedeck'), new Blob([text], { type: 'application/json' }));
  }

  /** With a `turn` it is the page's own idea, and yields to whatever was opened since. */
  async #open(
    id: string,
    way: 'ours' | 'copy' | 'takeOver',
    { wasAsked = false, turn = null }: { readonly wasAsked?: boolean; readonly turn?: number | null } = {},
  ): Promise<void> {
    try {
      const isOurs = await this.#lock(id, way);
      const run = await this.#read(id, isOurs);
      const { place } = run;
      const checkpoint =
        place !== null && place.eventCount >= leastCheckpointEvents
          ? await this.#shelf.store.checkpoint(id)
          : null;
      const shared = sharedRunOf(run);
      const isPlaying = isOurs && (place?.isPlaying ?? false) && !wasAsked;
      const back = await this.#opening.openKept(shared, { run, checkpoint, isPlaying, turn }, (source) =>
        this.#keeper.adopt(source, id, isOurs),
      );
      if (back === null) return await this.#putBack(id, isOurs);
      if (place === null) return;
      const isSame = back.digest === place.digest && back.reportCount === place.reportCount;
      const { eventCount, isFromCheckpoint } = back;
      this.returned = { title: run.title, eventCount, isSame, isFromCheckpoint, wasAsked };
      this.#announcer.say(
        isSame ? `${run.title} goes on where it was left.` : `${run.title} gives another result.`,
      );
    } catch (error) {
      this.#opening.problem = problemOf(error);
    } finally {
      this.#keeper.stay();
    }
  }

  /** It could not be shown: its tape is not at hand, or somebody opened something else. It stays as it was saved. */
  async #putBack(id: string, isOurs: boolean): Promise<void> {
    if (!isOurs || this.#keeper.runId === id) return;
    this.#keeper.lock.release();
    await this.#shelf.store.closeRun(id, []);
  }

  /** True when this tab writes the run. */
  async #lock(id: string, way: 'ours' | 'copy' | 'takeOver'): Promise<boolean> {
    if (way === 'copy') return false;
    await this.#keeper.leave(id);
    if (way === 'ours') return this.#keeper.lock.take(id);
    await this.#keeper.lock.takeOver(id);
    return true;
  }

  async #read(id: string, isOurs: boolean): Promise<SavedRun> {
    const { store } = this.#shelf;
    if (!isOurs) return store.readRun(id);
    const left = leftNotes.left(id);
    const run = await store.resumeRun(id);
    if (left === null) return run;
    await store.saveRun(id, left);
    leftNotes.forget(id);
    return store.readRun(id);
  }
}

function sharedRunOf({ manifest, humanLog, place }: SavedRun): SharedRun {
  return {
    manifest: parseManifest(manifest),
    humanLog: parseCommandLog(humanLog, 'humanLog', maxCommands),
    ...placeOf(place),
    claim: null,
  };
}

const placeOf = (place: SavedPlace | null): Omit<SharedRun, 'manifest' | 'humanLog' | 'claim'> => ({
  ...readMarks(new Map(Object.entries(place?.marks ?? {}))),
  view: place?.view ?? {},
  positionNs: place === null ? null : BigInt(place.ns),
  speed: place?.speed ?? null,
});
