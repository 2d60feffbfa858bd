/**
 * The run in view: opened in one cell, moved by the transport, looked at through frames. Holds no engine and no
 * clock; whatever it shows was answered by the cell, and nothing later than the cell's present is ever kept.
 */
import { tick } from 'svelte';
import type { CallOptions, CellClient } from '../../worker/client';
import type { Answer, Frame, FrameCursor, InstrumentInfo, OpenInfo } from '../../worker/protocol';
import type { Request, RequestOf, Speed, StepKind } from '../../worker/protocol';
import { parseDecimal, priceScale, type Decimal, type PriceScale } from '../app/format';
import type { Announcer } from './announcer.svelte';
import { openIn } from './background';
import { comeBack, type CameBack, type LeftPlace } from './come-back';
import { DepthTrail } from './depth-trail';
import { MarketEvents, type MarketEvent } from './market-events';
import { Pace, SPEEDS, speedText } from './pace';
import { problemOf, type Problem } from './problem';
import type { RunSource } from './run-source';
import type { Services } from './services';
import { Trail } from './trail';
import { Travel } from './travel.svelte';

const LEVELS = 64;
const SLOW_MS = 120;
const BOOK_MS = 30;
const NO_SCALE = priceScale('0.01', 1);
const ONE: Decimal = parseDecimal('1');

export class Deck {
  phase = $state<'empty' | 'opening' | 'ready'>('empty');
  source = $state.raw<RunSource | null>(null);
  info = $state.raw<OpenInfo | null>(null);
  /** the newest frame, for pictures and the clock */
  frame = $state.raw<Frame | null>(null);
  /** the newest frame at half the pace of the screen, for the ladder */
  book = $state.raw<Frame | null>(null);
  /** the newest frame at a pace people can read, for figures and tables */
  slow = $state.raw<Frame | null>(null);
  speed = $state<Speed>(1);
  isPlaying = $state(false);
  /** where the playhead is being dragged to, until the cell has arrived */
  seekTarget = $state.raw<bigint | null>(null);
  lost = $state.raw<Problem | null>(null);
  problem = $state.raw<Problem | null>(null);
  events = $state.raw<readonly MarketEvent[]>([]);
  readonly trail = new Trail();
  readonly depth = new DepthTrail();
  readonly travel: Travel;
  /** how close two snapshots of depth may be: a pixel column or so, set by the chart */
  depthGapNs = 3e8;
  /** the window of time that the chart shows */
  spanNs = 120e9;
  /** simulated over wall time, measured */
  pace = $state(0);

  #client: CellClient | null = null;
  #isStale = false;
  /** the next frame is the first after a seek */
  #isArriving = false;
  #onShown: () => void = () => undefined;
  #cursor: FrameCursor | null = null;
  #slowMs = 0;
  #bookMs = 0;
  readonly #pace = new Pace();
  #queuedSeek: bigint | null = null;
  #isSeeking = false;
  readonly #events = new MarketEvents();
  readonly #services: Services;
  readonly #announcer: Announcer;

  constructor(services: Services, announcer: Announcer) {
    this.#services = services;
    this.#announcer = announcer;
    this.travel = new Travel(this, announcer);
  }

  get instrument(): InstrumentInfo | null {
    return this.info?.instruments[this.frame?.instrument ?? 0] ?? null;
  }

  readonly scale: PriceScale = $derived.by(() => {
    const instrument = this.instrument;
    return instrument === null ? NO_SCALE : priceScale(instrument.priceUnit, instrument.unitsPerTick);
  });

  readonly lotSize: Decimal = $derived(
    this.instrument === null ? ONE : parseDecimal(this.instrument.lotSize),
  );

  get zone(): string {
    return this.info?.tape?.zone ?? 'UTC';
  }

  get startNs(): bigint {
    return this.info?.startNs ?? 0n;
  }

  get endNs(): bigint {
    return this.frame?.endNs ?? this.info?.endNs ?? 0n;
  }

  get nowNs(): bigint {
    return this.seekTarget ?? this.frame?.nowNs ?? this.startNs;
  }

  /** Told when the engine's worker is lost, and whether it was playing. */
  onLost: (wasPlaying: boolean) => void = () => undefined;

  /** Opens a run, paused at a time, at the event where it was left, or at its start. Throws what the cell refused. */
  async open(
    source: RunSource,
    at: bigint | LeftPlace | null = null,
    speed: Speed = 1,
  ): Promise<CameBack | null> {
    this.phase = 'opening';
    this.#forget(source);
    try {
      const client = this.#freshClient();
      const core = await this.#services.readCore();
      this.info = await openIn(client, core, source);
      this.source = source;
      this.speed = speed;
      await client.call({ type: 'speed', speed });
      await client.call({ type: 'view', instrument: 0, levels: LEVELS });
      // The window of the chart follows the speed: let it, before its past is asked for.
      if (at !== null) await tick();
      if (typeof at === 'bigint') await this.#arrive(client, at, 120_000);
      const back = at === null || typeof at === 'bigint' ? null : await comeBack(client, at, this.spanNs);
      if (back?.past) this.depth.fill(back.past);
      this.phase = 'ready';
      this.refresh();
      void this.travel.begin(client);
      return back;
    } catch (error) {
      this.phase = 'empty';
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
  async travelBy<R extends RequestOf<'goTo' | 'jump'>>(
    request: R,
    options: CallOptions,
    targetNs: bigint | null = null,
  ): Promise<Answer<R['type']> | null> {
    const client = this.#client;
    if (client === null || this.phase !== 'ready' || this.lost !== null) return null;
    this.#isSeeking = true;
    this.seekTarget = targetNs;
    try {
      const pastNs = BigInt(Math.round(this.spanNs));
      const answer = await client.call({ ...request, pastNs }, { timeoutMs: 60_000, ...options });
      if (answer.past !== null && client === this.#client) this.depth.fill(answer.past);
      return answer as Answer<R['type']>;
    } finally {
      this.#isSeeking = false;
      this.#isArriving = true;
      this.#pace.restart();
      this.refresh();
      if (this.#queuedSeek !== null) void this.#drainSeeks();
    }
  }

  async setSpeed(speed: Speed): Promise<void> {
    this.speed = speed;
    this.#pace.restart();
    await this.#send({ type: 'speed', speed });
    this.#announcer.say(`Speed ${speedText(speed)}`);
  }

  changeSpeed(by: 1 | -1): Promise<void> {
    const at = SPEEDS.indexOf(this.speed);
    return this.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? 1);
  }

  /** Looks at another instrument of the same run. */
  async setInstrument(index: number): Promise<void> {
    await this.#send({ type: 'view', instrument: index, levels: LEVELS });
  }

  /** While one seek is under way only the newest of those that follow is kept. */
  seek(ns: bigint): void {
    if (this.phase !== 'ready') return;
    const target = ns < this.startNs ? this.startNs : ns > this.endNs ? this.endNs : ns;
    this.seekTarget = target;
    this.#queuedSeek = target;
    if (!this.#isSeeking) void this.#drainSeeks();
  }

  seekBy(deltaNs: bigint): void {
    this.seek(this.nowNs + deltaNs);
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

  dismissProblem(): void {
    this.problem = null;
  }

  #take(frame: Frame, frameMs: number): void {
    const startNs = this.startNs;
    const sinceNs = Number(frame.nowNs - startNs);
    if (this.frame !== null && this.frame.instrument !== frame.instrument) this.depth.clear();
    if (frame.isReset) {
      this.trail.clear();
      this.depth.forgetFrom(sinceNs);
    }
    this.depth.take(frame, sinceNs, this.depthGapNs);
    this.trail.addTrades(frame.trades, frame.instrument, startNs);
    this.trail.addTouches(frame.touches, startNs);
    this.#cursor = frame.cursor;
    this.frame = frame;
    if (this.#events.take(frame)) this.events = this.#events.list;
    if (this.isPlaying && !frame.isPlaying) this.#setPlaying(false);
    if (!frame.isPlaying || frameMs - this.#bookMs >= BOOK_MS) {
      this.#bookMs = frameMs;
      this.book = frame;
    }
    if (!frame.isPlaying || frameMs - this.#slowMs >= SLOW_MS) {
      this.#slowMs = frameMs;
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
      await this.#arrive(client, ns, 60_000);
      this.refresh();
      return client === this.#client;
    } catch (error) {
      if (client === this.#client) this.fail(error);
      return false;
    } finally {
      this.#isArriving = true;
      this.#pace.restart();
    }
  }

  async #arrive(client: CellClient, ns: bigint, timeoutMs: number): Promise<void> {
    const pastNs = BigInt(Math.round(this.spanNs));
    const { past } = await client.call({ type: 'seek', ns, pastNs }, { timeoutMs });
    if (past !== null && client === this.#client) this.depth.fill(past);
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

  #forget({ manifest }: RunSource): void {
    this.isPlaying = false;
    this.frame = null;
    this.slow = null;
    this.book = null;
    this.info = null;
    this.lost = null;
    this.problem = null;
    this.seekTarget = null;
    this.#queuedSeek = null;
    this.#isArriving = false;
    this.#onShown();
    this.#cursor = null;
    this.trail.clear();
    this.depth.clear();
    this.#events.open(manifest);
    this.events = [];
  }
}
