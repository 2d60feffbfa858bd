/**
 * Saves the run in view while it changes: where it stands every two seconds, what people did within half of one, a
 * checkpoint now and then. It looks at the deck and changes nothing in it. Invariant: whatever fails here, the run
 * goes on; the page says what is not saved.
 */
import { commandToJson, manifestToShortJson } from '../../scenario';
import { markFields } from '../../share/bookmarks';
import type { CommandJson, Frame } from '../../worker/protocol';
import type { RunRecord, SavedPlace, SavedRun } from '../../worker/store-protocol';
import { humanLogJson } from './background';
import type { Bookmarks } from './bookmarks.svelte';
import type { Deck } from './deck.svelte';
import { leftNotes } from './left-notes';
import { problemOf, type Problem } from './problem';
import { RunLock } from './run-lock';
import type { RunSource } from './run-source';
import type { Shelf } from './shelf.svelte';

const tickMs = 500;
const saveMs = 2_000;
const checkpointMs = 10_000;
const storedCheckpointMs = 60_000;
/** A run shorter than this is computed again faster than it is read. */
const leastCheckpointEvents = 200_000;

/** `elsewhere`: another tab has this run, nothing is saved here. `stopped`: see `problem`. */
export type Keeping = 'idle' | 'saving' | 'elsewhere' | 'stopped';

export interface HeldCheckpoint {
  readonly source: RunSource;
  readonly bytes: Uint8Array;
  readonly nowNs: bigint;
  readonly eventCount: number;
}

export class Keeper {
  keeping = $state<Keeping>('idle');
  problem = $state.raw<Problem | null>(null);
  /** id of the run in view, once it is kept */
  runId = $state<string | null>(null);
  /** where it would go on after a crash; null before anything is saved */
  savedEvent = $state<number | null>(null);
  checkpoint: HeldCheckpoint | null = null;
  readonly lock: RunLock;

  readonly #deck: Deck;
  readonly #shelf: Shelf;
  #source: RunSource | null = null;
  /** the newest run that came into view, and how it was seen first, also while an earlier one is being kept */
  #sight: { readonly source: RunSource; readonly frame: Frame } | null = null;
  /** the run as it came into view: nothing is kept before it changes */
  #first: Frame | null = null;
  #saved: Frame | null = null;
  /** the newest place of the run in view, ready to be saved */
  #seen: { readonly frame: Frame; readonly place: SavedPlace } | null = null;
  #savedLog: readonly CommandJson[] = [];
  #savedMarks = '{}';
  #savedMs = 0;
  #checkpointMs = 0;
  #storedMs = 0;
  #isBusy = false;
  /** counts the runs that came into view */
  #turn = 0;
  /** worth keeping, although nothing has changed since it came into view */
  #isWanted = false;
  #isLeaving = false;

  constructor(deck: Deck, shelf: Shelf) {
    this.#deck = deck;
    this.#shelf = shelf;
    this.lock = new RunLock(
      () => this.saveNow(),
      () => this.#leaveToOther(),
    );
    setInterval(() => void this.#tick(), tickMs);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void this.saveNow();
    });
    window.addEventListener('pagehide', () => this.#leave());
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted && this.runId !== null) leftNotes.forget(this.runId);
    });
  }

  /** Lets go of the run in view, because another one is about to come; `adopt` or `stay` ends the wait. */
  async leave(forId: string): Promise<void> {
    if (this.runId === forId) return;
    await this.saveNow();
    this.#isLeaving = true;
    await this.#close();
  }

  stay(): void {
    this.#isLeaving = false;
  }

  /** The next run in view is this one, saved before. `isOurs` false: another tab has it. */
  adopt(source: RunSource, id: string, isOurs: boolean): void {
    this.#reset(source);
    this.#isLeaving = false;
    this.runId = id;
    this.#savedLog = humanLogJson(source);
    this.keeping = isOurs ? 'saving' : 'elsewhere';
  }

  /** The same run with another log. One that was not looked at yet is found as it is then. */
  continueAs(before: RunSource, source: RunSource): void {
    if (this.#source === before) this.#source = source;
  }

  /** What people did, as far as it is known here. */
  get humanLog(): readonly CommandJson[] {
    return this.#savedLog;
  }

  /** The person acted in the run in view: it is kept, as it is now. */
  async keep(): Promise<void> {
    this.#isWanted = true;
    while (this.#isBusy) await new Promise((next) => setTimeout(next, tickMs / 10));
    await this.#tick();
    await this.saveNow();
  }

  async saveNow(): Promise<void> {
    if (this.keeping === 'saving' && this.runId !== null) await this.#save();
  }

  /** After room was made. */
  async tryAgain(): Promise<void> {
    this.problem = null;
    this.keeping = this.runId === null ? 'idle' : 'saving';
    await this.saveNow();
  }

  async #tick(): Promise<void> {
    const { source, frame, phase } = this.#deck;
    if (phase !== 'ready' || source === null || frame === null) return;
    if (this.#sight?.source !== source) this.#sight = { source, frame };
    if (this.#isBusy || this.#isLeaving) return;
    this.#isBusy = true;
    try {
      if (source !== this.#source) {
        await this.#close();
        this.#reset(source);
      }
      this.#first ??= this.#sight.frame;
      this.#seen = { frame, place: placeOf(frame, this.#deck.travel.bookmarks) };
      await this.#keepCheckpoint(frame);
      if (this.keeping === 'elsewhere' || this.keeping === 'stopped') return;
      const hasNewMarks = this.#savedMarks !== JSON.stringify(this.#seen.place.marks);
      const isWorth = this.#isWanted || hasNewMarks || hasChanged(this.#first, frame);
      if (this.runId === null && !isWorth) return;
      if (this.runId === null) await this.#begin(source);
      if (this.runId !== null && this.#saved !== frame) leftNotes.beat(this.runId);
      const before = this.#saved;
      const isDue = Date.now() - this.#savedMs >= saveMs && hasChanged(before, frame);
      if (isDue || before === null || hasNewMarks || isActedOn(before, frame)) await this.#save();
    } catch (error) {
      this.#stop(error);
    } finally {
      this.#isBusy = false;
    }
  }

  async #begin(source: RunSource): Promise<void> {
    const { manifest, tape } = source;
    this.#isWanted = false;
    const turn = this.#turn;
    this.#savedLog = humanLogJson(source);
    const id = await this.#shelf.store.beginRun({
      title: source.title,
      manifest: manifestToShortJson(manifest) as never,
      tape: tape?.hash ?? null,
      tapeName: manifest.tape?.name ?? '',
      engine: this.#deck.info?.engine ?? '',
      humanLog: source.humanLog.map((command) => commandToJson(command)),
    });
    if (turn !== this.#turn) return;
    await this.lock.take(id);
    this.runId = id;
    this.keeping = 'saving';
    leftNotes.noteRuns();
    await this.#forgetOlder(source);
  }

  /** Of a run in which nobody acted only the last place is worth a line: like a book, it has one bookmark. */
  async #forgetOlder(source: RunSource): Promise<void> {
    await this.#shelf.refresh();
    if (source.humanLog.length > 0) return;
    const own = JSON.stringify(manifestToShortJson(source.manifest));
    for (const { id, run, isOpen } of this.#shelf.runs) {
      if (run === null || isOpen || run.humanLog.length > 0 || hasMarks(run)) continue;
      if (JSON.stringify(run.manifest) === own) await this.#shelf.removeRun(id);
    }
  }

  async #save(): Promise<void> {
    const id = this.runId;
    const { frame, source } = this.#deck;
    if (id === null || frame === null || source !== this.#source) return;
    this.#savedMs = Date.now();
    const marks = marksKey(this.#deck.travel.bookmarks);
    const place: RunRecord = { kind: 'place', place: placeOf(frame, this.#deck.travel.bookmarks) };
    const log = await this.#newLog(frame);
    // The cell cannot be asked now: a place without what was done there is worth nothing.
    if (log === null || id !== this.runId || this.#deck.source !== this.#source) return;
    try {
      await this.#shelf.store.saveRun(id, [...newCommands(this.#savedLog, log), place]);
      this.#saved = frame;
      this.#savedLog = log;
      this.#savedMarks = marks;
      this.savedEvent = frame.eventCount;
    } catch (error) {
      this.#stop(error);
    }
  }

  /** The human log as it is now; null when the cell cannot be asked. */
  async #newLog(frame: Frame): Promise<readonly CommandJson[] | null> {
    const before = this.#saved ?? this.#first;
    if (before?.logRevision === frame.logRevision) return this.#savedLog;
    return this.#deck.askIfOpen({ type: 'humanLog' });
  }

  /** In memory every ten seconds, for an engine that is lost; on the disk every minute, for a page that is. */
  async #keepCheckpoint(frame: Frame): Promise<void> {
    const { source } = this.#deck;
    const nowMs = Date.now();
    const isDue = nowMs - this.#checkpointMs >= checkpointMs && frame.eventCount >= leastCheckpointEvents;
    if (source === null || !isDue || this.checkpoint?.eventCount === frame.eventCount) return;
    this.#checkpointMs = nowMs;
    if (frame.fault !== null) return;
    const taken = await this.#deck.askIfOpen({ type: 'checkpoint' });
    if (taken === null || source !== this.#deck.source) return;
    this.checkpoint = { source, ...taken };
    if (this.runId === null || this.keeping !== 'saving' || nowMs - this.#storedMs < storedCheckpointMs)
      return;
    this.#storedMs = nowMs;
    await this.#shelf.store.keepCheckpoint(this.runId, taken.bytes);
  }

  /** The run was left properly: it comes back without a question. */
  async #close(): Promise<void> {
    const id = this.runId;
    const isOurs = this.keeping === 'saving' || this.keeping === 'stopped';
    const seen = this.keeping === 'saving' && this.#seen?.frame !== this.#saved ? this.#seen : null;
    const last: RunRecord[] = seen === null ? [] : [{ kind: 'place', place: seen.place }];
    this.runId = null;
    this.keeping = 'idle';
    this.lock.release();
    if (id === null || !isOurs) return;
    leftNotes.forget(id);
    await this.#shelf.store.closeRun(id, last).catch(() => undefined);
  }

  #reset(source: RunSource): void {
    this.#turn += 1;
    this.#source = source;
    this.#first = null;
    this.#saved = null;
    this.#seen = null;
    this.#savedLog = [];
    this.#savedMarks = marksKey(this.#deck.travel.bookmarks);
    this.runId = null;
    this.savedEvent = null;
    this.problem = null;
    this.keeping = 'idle';
    this.checkpoint = null;
    this.#checkpointMs = Date.now();
  }

  #stop(error: unknown): void {
    this.keeping = 'stopped';
    this.problem = problemOf(error);
    void this.#shelf.refresh();
  }

  #leave(): void {
    const { frame, source } = this.#deck;
    if (this.runId === null || this.keeping !== 'saving' || frame === null || source !== this.#source) return;
    leftNotes.leave(this.runId, [{ kind: 'place', place: placeOf(frame, this.#deck.travel.bookmarks) }]);
  }

  #leaveToOther(): void {
    this.keeping = 'elsewhere';
    void this.#deck.pause();
  }
}

/** What tells one set of marks from another. */
const marksKey = ({ list, loop }: Bookmarks): string => JSON.stringify(markFields(list, loop));

const hasMarks = ({ place }: SavedRun): boolean => Object.keys(place?.marks ?? {}).length > 0;

const hasChanged = (before: Frame | null, now: Frame): boolean =>
  before === null ||
  before.nowNs !== now.nowNs ||
  before.eventCount !== now.eventCount ||
  before.isPlaying !== now.isPlaying ||
  before.speed !== now.speed;

/** The record that makes the one log into the other; none when they are equal. */
function newCommands(old: readonly CommandJson[], log: readonly CommandJson[]): RunRecord[] {
  let from = 0;
  while (from < old.length && JSON.stringify(old[from]) === JSON.stringify(log[from])) from += 1;
  if (from === old.length && from === log.length) return [];
  return [{ kind: 'commands', from, commands: log.slice(from).map((command) => ({ ...command })) }];
}

/** Somebody did something: that is saved at once. */
const isActedOn = (before: Frame, now: Frame): boolean =>
  before.logRevision !== now.logRevision ||
  before.isPlaying !== now.isPlaying ||
  before.speed !== now.speed ||
  now.eventCount < before.eventCount ||
  (!now.isPlaying && now.eventCount !== before.eventCount);

const placeOf = (frame: Frame, { list, loop }: Bookmarks): SavedPlace => ({
  ns: frame.nowNs.toString(),
  eventCount: frame.eventCount,
  reportCount: frame.reportCount,
  digest: frame.digest,
  speed: frame.speed,
  isPlaying: frame.isPlaying,
  savedMs: Date.now(),
  view: {},
  marks: markFields(list, loop),
});
