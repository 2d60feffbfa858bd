/**
 * The run in view: opened in one cell, moved by the transport, looked at through frames. Holds no engine and no
 * clock; whatever it shows was answered by the cell, and nothing later than the cell's present is ever kept.
 */
import { TapedeckError } from '../../layout/errors';
import type { CallOptions, CellClient } from '../../worker/client';
import type {
  Answer,
  Frame,
  FrameCursor,
  Past,
  Request,
  RequestOf,
  Speed,
  StepKind,
} from '../../worker/protocol';
import { frames } from '../charts/frame';
import type { Announcer } from './announcer.svelte';
import { openIn } from './background';
import { InView } from './in-view.svelte';
import { MarketEvents, type MarketEvent } from './market-events';
import { Pace, speedText } from './pace';
import type { Stretch } from './past-store';
import { Pictures } from './pictures';
import { problemOf, type Problem } from './problem';
import type { Leaving, RunSource } from './run-source';
import type { Services } from './services';
import { Travel } from './travel.svelte';
import { Turns } from './turns';

export const DEFAULT_LEVELS = 64;
const PAST_LEVELS = 128;
/** A playhead that is held stands once it was not moved for so long. */
const STANDS_MS = 100;

export class Deck extends InView {
  phase = $state<'empty' | 'opening' | 'ready'>('empty');
  /** counts the runs that were opened: the same number, the same run or a course of it */
  openedCount = $state(0);
  source = $state.raw<RunSource | null>(null);
  /** the newest frame, for pictures and the clock */
  frame = $state.raw<Frame | null>(null);
  /** the newest frame at a quarter of the pace of the screen, for the ladder */
  book = $state.raw<Frame | null>(null);
  /** the newest frame at a pace people can read, for figures and tables */
  slow = $state.raw<Frame | null>(null);
  /** the same for long lists, in a frame of their own */
  listed = $state.raw<Frame | null>(null);
  speed = $state<Speed>(1);
  isPlaying = $state(false);
  /** where the playhead is being dragged to, until the cell has arrived */
  seekTarget = $state.raw<bigint | null>(null);
  lost = $state.raw<Problem | null>(null);
  problem = $state.raw<Problem | null>(null);
  events = $state.raw<readonly MarketEvent[]>([]);
  /** true while somebody holds the playhead, to move it on */
  isHeld = false;
  /** what the pictures draw */
  readonly pictures = new Pictures(
    (stretch) => this.#askPast(stretch),
    () => this.#rest(),
  );
  readonly travel: Travel;
  /** simulated over wall time, measured */
  pace = $state(0);

  #client: CellClient | null = null;
  #isStale = false;
  /** the next frame is the first after a seek */
  #isArriving = false;
  #onShown: () => void = () => undefined;
  #cursor: FrameCursor | null = null;
  #levels = DEFAULT_LEVELS;
  readonly #turns = new Turns();
  readonly #pace = new Pace();
  #queuedSeek: bigint | null = null;
  #soughtMs = -Infinity;
  #isSeeking = false;
  readonly #events = new MarketEvents();
  readonly #services: Services;
  readonly #announcer: Announcer;

  constructor(services: Services, announcer: Announcer) {
    super();
    this.#services = services;
    this.#announcer = announcer;
    this.travel = new Travel(this, announcer);
  }

  get nowNs(): bigint {
    return this.seekTarget ?? this.frame?.nowNs ?? this.startNs;
  }

  /** Told when the engine's worker is lost, and whether it was playing. */
  onLost: (wasPlaying: boolean) => void = () => undefined;

  /** Opens a run, paused at a time, at the event where it was left, or at its start. Throws what the cell refused. */
  async open(
    source: RunSource,
    at: bigint | Leaving | null = null,
    speed: Speed = 1,
  ): Promise<Answer<'resume'> | null> {
    this.phase = 'opening';
    this.openedCount += 1;
    this.#forget(source);
    const client = this.#freshClient();
    try {
      const core = await this.#services.readCore();
      const info = await openIn(client, core, source);
      // Another run was opened meanwhile; its cell has taken this one's place.
      if (client !== this.#client) throw new TapedeckError('E-CELL-03', 'another run was opened');
      this.info = info;
      this.source = source;
      this.speed = speed;
      await client.call({ type: 'speed', speed });
      await client.call({ type: 'view', instrument: 0, levels: this.#levels });
      if (typeof at === 'bigint') await client.call({ type: 'seek', ns: at }, { timeoutMs: 120_000 });
      const left = typeof at === 'bigint' ? null : at;
      const back = left && (await client.call({ type: 'resume', ...left }, { timeoutMs: 0 }));
      this.phase = 'ready';
      this.refresh();
      void this.travel.begin(client);
      return back;
    } catch (error) {
      if (client === this.#client) this.phase = 'empty';
      throw error;
    }
  }

  async play(): Promise<void> {
    if (this.phase !== 'ready') return;
    if (this.frame?.isAtEnd === true) await this.#seekNow(this.startNs);
    if (await this.#send({ type: 'play' })) this.#setPlaying(true);
  }

  async pause(): Promise<void> {
    this.#setPlaying(false);
    await this.#send({ type: 'pause' });
  }

  toggle(): Promise<void> {
    return this.isPlaying ? this.pause() : this.play();
  }

  async step(direction: 1 | -1, kind: StepKind = 'event', barNs = 1_000_000_000n): Promise<void> {
    if (this.phase !== 'ready') return;
    if (this.isPlaying) await this.pause();
    await this.#send({ type: 'step', kind, direction, barNs });
  }

  /** Moves by a call that ends at a place, showing nothing on the way. Null when there is no cell; throws its errors. */
  async travelBy<R extends RequestOf<'goTo' | 'jump' | 'rewrite'>>(
    request: R,
    options: CallOptions,
    targetNs: bigint | null = null,
  ): Promise<Answer<R['type']> | null> {
    const client = this.#client;
    if (client === null || this.phase !== 'ready' || this.lost !== null) return null;
    this.#isSeeking = true;
    this.seekTarget = targetNs;
    try {
      return await client.call(request, { timeoutMs: 60_000, ...options });
    } finally {
      this.#isSeeking = false;
      this.#showArrival();
      if (this.#queuedSeek !== null) void this.#drainSeeks();
    }
  }

  async setSpeed(speed: Speed): Promise<void> {
    this.speed = speed;
    this.#pace.restart();
    await this.#send({ type: 'speed', speed });
    this.#announcer.say(`Speed ${speedText(speed)}`);
  }

  /** Looks at another instrument of the same run. */
  async setInstrument(index: number): Promise<void> {
    await this.#send({ type: 'view', instrument: index, levels: this.#levels });
  }

  /** While one seek is under way only the newest of those that follow is kept. */
  seek(ns: bigint): void {
    if (this.phase !== 'ready') return;
    const target = ns < this.startNs ? this.startNs : ns > this.endNs ? this.endNs : ns;
    this.seekTarget = target;
    this.#queuedSeek = target;
    this.#soughtMs = performance.now();
    if (!this.#isSeeking) void this.#drainSeeks();
  }

  /** Marks the view as old: the next animation frame asks the cell. */
  refresh(): void {
    this.#isStale = true;
  }

  /** Called once an animation frame; asks the cell only when something can have changed. */
  async pull(frameMs: number): Promise<void> {
    const client = this.#client;
    if (client === null || this.phase !== 'ready' || this.lost !== null) return;
    if (!this.isPlaying && !this.#isStale) return;
    // On its way to a place the cell passes others, which nobody asked to see.
    if (this.#isSeeking && !this.#isArriving) return;
    this.#isStale = false;
    const isArriving = this.#isArriving;
    this.#isArriving = false;
    try {
      const frame = await client.call({ type: 'frame', since: this.#cursor });
      if (client !== this.#client) return;
      this.#take(frame, frameMs);
      // The target stood for the present until this frame: the playhead never jumps back between the two.
      if (isArriving && !this.#isSeeking) this.seekTarget = null;
      if (isArriving) this.#onShown();
    } catch (error) {
      if (client === this.#client) this.fail(error);
    }
  }

  /** After a capacity fault: the same run with twice the room, at the same place. */
  async doubleCapacity(): Promise<void> {
    if (await this.#send({ type: 'double' }, 0)) void this.travel.survey();
  }

  /** Asks the cell of the run in view for something that moves nothing. */
  ask<R extends Request>(request: R, options: CallOptions = {}): Promise<Answer<R['type']>> {
    return this.#client?.call(request, options) ?? Promise.reject<never>(new Error('no run is open'));
  }

  /** How many levels of the book a frame brings on each side. */
  async setLevels(levels: number): Promise<void> {
    if (levels === this.#levels) return;
    this.#levels = levels;
    await this.#send({ type: 'view', instrument: this.frame?.instrument ?? 0, levels });
  }

  /** The same; null when the cell cannot be asked now, and a failure is shown. */
  async askIfOpen<R extends Request>(request: R): Promise<Answer<R['type']> | null> {
    const client = this.#client;
    if (client === null || this.phase !== 'ready' || this.lost !== null) return null;
    try {
      const answer = await client.call(request);
      return client === this.#client ? answer : null;
    } catch (error) {
      if (client === this.#client) this.fail(error);
      return null;
    }
  }

  /** What the page shares, saves and verifies from now on: the run with what somebody has just done. */
  follow(source: RunSource): void {
    this.source = source;
    this.#events.follow(source.manifest, source.humanLog);
  }

  dismissProblem(): void {
    this.problem = null;
  }

  #take(frame: Frame, frameMs: number): void {
    this.pictures.take(frame, this.startNs);
    this.#cursor = frame.cursor;
    this.lookAt(frame);
    this.frame = frame;
    if (this.#events.take(frame, this.scale.unit)) this.events = this.#events.list;
    if (this.isPlaying && !frame.isPlaying) this.#setPlaying(false);
    const turn = frame.isPlaying ? this.#turns.next(frameMs) : 'all';
    if (turn === 'all') this.#turns.restart(frameMs);
    else if (turn !== null) frames.spare();
    if (turn === 'book' || turn === 'all') this.book = frame;
    if (turn === 'list' || turn === 'all') this.listed = frame;
    if (turn === 'slow' || turn === 'all') {
      this.slow = frame;
      this.pace = this.#pace.measure(frame, frameMs) ?? this.pace;
    }
  }

  async #drainSeeks(): Promise<void> {
    this.#isSeeking = true;
    while (this.#queuedSeek !== null) {
      const ns = this.#queuedSeek;
      this.#queuedSeek = null;
      if (await this.#seekNow(ns)) {
        // Each place that was reached is shown before the next one is gone to.
        if (this.#queuedSeek !== null) await new Promise<void>((shown) => (this.#onShown = shown));
        continue;
      }
      this.#queuedSeek = null;
      this.seekTarget = null;
    }
    this.#isSeeking = false;
  }

  async #seekNow(ns: bigint): Promise<boolean> {
    const client = this.#client;
    if (client === null || this.lost !== null) return false;
    try {
      await client.call({ type: 'seek', ns }, { timeoutMs: 60_000 });
      return client === this.#client;
    } catch (error) {
      if (client === this.#client) this.fail(error);
      return false;
    } finally {
      this.#showArrival();
    }
  }

  /** The next picture is of another place, and somebody waits for it. */
  #showArrival(): void {
    this.#isArriving = true;
    this.pictures.noteJump();
    this.#pace.restart();
    this.refresh();
    frames.pullNow();
  }

  async #rest(): Promise<void> {
    const leftMs = (): number => (this.isHeld ? this.#soughtMs + STANDS_MS - performance.now() : 0);
    for (let ms = leftMs(); ms > 0; ms = leftMs()) await new Promise((passed) => setTimeout(passed, ms));
  }

  #askPast({ fromNs, toNs, columns }: Stretch): Promise<Past | null> {
    const at = (sinceNs: number): bigint => this.startNs + BigInt(Math.round(sinceNs));
    return this.askIfOpen({ type: 'past', fromNs: at(fromNs), toNs: at(toNs), columns, levels: PAST_LEVELS });
  }

  async #send(request: Request, timeoutMs = 60_000): Promise<boolean> {
    const client = this.#client;
    if (client === null || this.lost !== null) return false;
    try {
      await client.call(request, { timeoutMs });
      this.refresh();
      return client === this.#client;
    } catch (error) {
      if (client === this.#client) this.fail(error);
      return false;
    }
  }

  #freshClient(): CellClient {
    this.#client?.close();
    const client = this.#services.startCell({
      onLost: (lost) => {
        if (client === this.#client) this.#lose(problemOf(lost));
      },
      onStopped: () => this.refresh(),
    });
    this.#client = client;
    return client;
  }

  #lose(problem: Problem): void {
    const wasPlaying = this.isPlaying;
    this.lost = problem;
    this.#setPlaying(false);
    this.#announcer.say(`${problem.message}`);
    this.onLost(wasPlaying);
  }

  fail(error: unknown): void {
    if (this.lost !== null) return;
    this.problem = problemOf(error);
    this.#announcer.say(this.problem.message);
  }

  #setPlaying(isPlaying: boolean): void {
    if (this.isPlaying === isPlaying) return;
    this.isPlaying = isPlaying;
    this.refresh();
    this.#announcer.say(isPlaying ? 'Playing' : 'Paused');
  }

  #forget({ manifest, humanLog }: RunSource): void {
    this.isPlaying = false;
    this.frame = null;
    this.slow = null;
    this.listed = null;
    this.book = null;
    this.lookAway();
    this.lost = null;
    this.problem = null;
    this.seekTarget = null;
    this.#queuedSeek = null;
    this.#isArriving = false;
    this.#onShown();
    this.#cursor = null;
    this.pictures.clear();
    this.#events.open(manifest, humanLog);
    this.events = [];
  }
}
