/**
 * Going places in the run in view: steps by the chosen unit, jumps to an event or a condition, bookmarks, the loop; and
 * the two passes over the whole tape, its message rate and the survey that makes it quick to seek. Holds no engine: it
 * asks the cell through the deck. Invariant: where the run stands changes only once a place was found.
 */
import type { Bookmark, Loop, RunPlace } from '../../share';
import type { CellClient } from '../../worker/client';
import type { Timeline } from '../../worker/protocol';
import { formatCount, timeText } from '../app/format';
import type { Announcer } from './announcer.svelte';
import { Bookmarks } from './bookmarks.svelte';
import type { Deck } from './deck.svelte';
import { isCancelled, problemOf, type Problem } from './problem';

export type StepUnit = 'event' | 'trade' | 'bar';
/** Lengths of a bar that a step may have, in ns. */
export const BAR_LENGTHS_NS: readonly bigint[] = [1n, 10n, 60n, 300n, 3600n].map((s) => s * 1_000_000_000n);

const TIMELINE_BUCKETS = 900;

/** A search under way: what for, and how far through the run. */
interface Searching {
  readonly text: string;
  readonly part: number;
}

export class Travel {
  readonly bookmarks = new Bookmarks();
  unit = $state<StepUnit>('event');
  barNs = $state(BAR_LENGTHS_NS[0]!);
  timeline = $state.raw<Timeline | null>(null);
  /** seeking is quick up to there, in ns since the start */
  surveyedNs = $state(0);
  searching = $state.raw<Searching | null>(null);
  readonly #deck: Deck;
  readonly #announcer: Announcer;
  #abort: AbortController | null = null;
  #client: CellClient | null = null;

  constructor(deck: Deck, announcer: Announcer) {
    this.#deck = deck;
    this.#announcer = announcer;
  }

  /** What the shared run came with; before it is opened. */
  load(bookmarks: readonly Bookmark[], loop: Loop | null): void {
    this.bookmarks.load(bookmarks, loop);
  }

  /** A run was opened in this cell. */
  async begin(client: CellClient): Promise<void> {
    this.#client = client;
    this.timeline = null;
    this.surveyedNs = 0;
    try {
      await this.#sendLoop();
      const timeline = await client.call(
        { type: 'timeline', buckets: TIMELINE_BUCKETS },
        { timeoutMs: 120_000 },
      );
      if (client !== this.#client) return;
      this.timeline = timeline;
      await this.survey();
    } catch (error) {
      if (client === this.#client && !isCancelled(error)) this.#deck.fail(error);
    }
  }

  /** In the background: whatever stops it only leaves seeks slower. */
  async survey(): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    const onProgress = ({ done }: { done: number }): void => {
      if (client === this.#client) this.surveyedNs = Math.max(this.surveyedNs, done);
    };
    try {
      await client.call({ type: 'survey' }, { timeoutMs: 0, onProgress });
      onProgress({ done: Number(this.#deck.endNs - this.#deck.startNs) });
    } catch {
      return;
    }
  }

  /** Where the playhead is, as the newest frame says. */
  get here(): RunPlace | null {
    const { frame } = this.#deck;
    return frame === null ? null : { event: frame.eventCount, tsNs: frame.nowNs };
  }

  step(direction: 1 | -1, unit: StepUnit = this.unit): Promise<void> {
    return this.#deck.step(direction, unit, this.barNs);
  }

  async goTo(place: RunPlace): Promise<void> {
    try {
      const answer = await this.#deck.travelBy({ type: 'goTo', event: place.event }, {}, place.tsNs);
      if (answer !== null) this.#announcer.say(`At event ${formatCount(answer.eventCount)}`);
    } catch (error) {
      this.#deck.fail(error);
    }
  }

  goToBookmark(direction: 1 | -1): Promise<void> {
    const found = this.bookmarks.next(this.here?.event ?? 0, direction);
    if (found !== null) return this.goTo(found);
    this.#announcer.say(direction === 1 ? 'No bookmark after this place.' : 'No bookmark before this place.');
    return Promise.resolve();
  }

  /** To the next event that meets a condition. A problem is for whoever asked: it may say where in the text it is. */
  async jump(text: string, direction: 1 | -1): Promise<'found' | 'none' | 'cancelled' | Problem> {
    this.cancel();
    const deck = this.#deck;
    if (deck.isPlaying) await deck.pause();
    const abort = new AbortController();
    this.#abort = abort;
    this.searching = { text, part: 0 };
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      if (this.#abort === abort) this.searching = { text, part: total > 0 ? done / total : 0 };
    };
    try {
      const options = { signal: abort.signal, onProgress };
      const answer = await deck.travelBy({ type: 'jump', condition: text, direction }, options);
      if (answer === null) return 'cancelled';
      this.#announcer.say(
        answer.found
          ? `Found at ${timeText(answer.nowNs, deck.zone)}, event ${formatCount(answer.eventCount)}`
          : `Not found ${direction === 1 ? 'after' : 'before'} this place: ${text}`,
      );
      return answer.found ? 'found' : 'none';
    } catch (error) {
      return abort.signal.aborted || isCancelled(error) ? 'cancelled' : problemOf(error);
    } finally {
      if (this.#abort === abort) {
        this.#abort = null;
        this.searching = null;
      }
    }
  }

  cancel(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.searching = null;
  }

  bookmark(place: RunPlace, note: string): void {
    const isPut = this.bookmarks.put(place, note);
    this.#announcer.say(
      isPut
        ? `Bookmark at event ${formatCount(place.event)}`
        : 'There is no room for another bookmark. Delete one first.',
    );
  }

  setLoopEnd(end: 'a' | 'b'): void {
    const { here } = this;
    if (here === null) return;
    if (end === 'a') this.bookmarks.setA(here);
    else this.bookmarks.setB(here);
    const { loop } = this.bookmarks;
    this.#announcer.say(loop === null ? `Loop ${end === 'a' ? 'begins' : 'ends'} here` : 'Loop is on');
    void this.#tellLoop();
  }

  clearLoop(): void {
    if (this.bookmarks.a === null && this.bookmarks.b === null) return;
    this.bookmarks.clearLoop();
    this.#announcer.say('Loop is off');
    void this.#tellLoop();
  }

  async #tellLoop(): Promise<void> {
    await this.#sendLoop().catch((error: unknown) => this.#deck.fail(error));
  }

  async #sendLoop(): Promise<void> {
    const { loop } = this.bookmarks;
    const events = loop === null ? null : { a: loop.a.event, b: loop.b.event };
    await this.#client?.call({ type: 'loop', loop: events });
  }
}
