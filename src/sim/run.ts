/**
 * A run: manifest, tape and human log, played to any place in any order. It knows no clock, no page and no storage;
 * whoever drives it says how far and may breathe in between. Invariant: at a place reached by any route, digest chain,
 * book and sinks are those of playing there in one go.
 */
import { recordCount } from '../engine/command';
import { Engine } from '../engine/engine';
import type { TapedeckError } from '../layout/errors';
import type { CommandInput } from '../scenario/command';
import type { CapacityName, Manifest } from '../scenario/manifest';
import { actsUnasked } from '../scenario/session-commands';
import { scheduledCommands } from './scheduled';
import { toldFor } from './as-levels';
import type { BlockCache } from './block-cache';
import { CheckpointStore } from './checkpoint-store';
import { Driver, joinReports, type DriveEnd } from './driver';
import { capacityOf, engineConfigFor } from './engine-setup';
import { EngineTrap, faultError } from './fault';
import { countAfter, earliest, HumanLog, timeOfEntry } from './human-log';
import { resultOf, type RunResult } from './result';
import { OwnIds, OwnReports } from './own-reports';
import { defaultCheckpointBytes, defaultCheckpointEvents, type RunOptions } from './run-options';
import type { Breathe, KeptPlace, Mark, Place, RunChange, Shared, StepKind, Stopped } from './run-place';
import { stepperOf } from './run-stepper';
import { RecentTrades, ReportCounter, type Sink } from './sinks';
import { stepBar, stepEvent, stepTrade, type Stepper } from './stepping';
import type { TapePort } from './tape-port';
import { WindowFeed } from './window-feed';

const eventsABreath = 8192;
const maxDriveEvents = 2 ** 30;

export type { Breathe, Place, RunChange, StepKind, Stopped } from './run-place';

export class Run {
  readonly counter = new ReportCounter();
  readonly trades = new RecentTrades();
  /** what happened to the orders of people and to accounts */
  readonly own: OwnReports;
  private readonly sinks: readonly Sink[];
  private readonly driver: Driver;
  private readonly log: HumanLog;
  private readonly ids: OwnIds;
  private readonly scheduledCount: number;
  private readonly checkpoints: CheckpointStore<Mark>;
  private readonly checkpointEvents: number;
  /** the entry of the human log that the engine was told last */
  private toldRevision: number;
  private playheadNs: bigint;
  /** last place reached by time, to which a step back returns with its very clock */
  private landing: { readonly eventCount: number; readonly ns: bigint } | null = null;
  private trap: EngineTrap | null = null;
  readonly startNs: bigint;

  /** Opens a run at its start. Throws E-RUN-01…03 and what the engine refuses. */
  static open(
    core: WebAssembly.Module,
    manifest: Manifest,
    tape: TapePort | null,
    humanLog: readonly CommandInput[],
    options: RunOptions = {},
  ): Promise<Run> {
    return Promise.resolve().then(() => new Run(core, manifest, toldFor(manifest, tape), humanLog, options));
  }

  private constructor(
    private readonly core: WebAssembly.Module,
    readonly manifest: Manifest,
    readonly tape: BlockCache | null,
    humanLog: readonly CommandInput[],
    private readonly options: RunOptions,
    private readonly shared: Shared | null = null,
  ) {
    this.log = shared?.log ?? new HumanLog(humanLog);
    this.toldRevision = this.log.revision;
    const scheduled = [...scheduledCommands(manifest, options.beside), ...this.log.commands];
    this.scheduledCount = options.scheduledCount ?? recordCount(scheduled);
    const config = engineConfigFor(manifest, tape, this.scheduledCount, options.capacities ?? {});
    const engine = Engine.create(core, config);
    this.ids = shared?.ids ?? new OwnIds(this.log.commands, manifest.accounts.length > 0);
    this.own = new OwnReports(this.ids);
    this.sinks = [this.counter, this.trades, this.own, ...(options.sinks ?? [])];
    this.driver = new Driver(engine, new WindowFeed(engine, tape), this.sinks);
    for (const command of scheduled) engine.push(command);
    if (engine.fault !== null) throw faultError(engine.fault, 0);
    const { span, commands } = manifest;
    this.startNs = earliest([tape?.firstTsNs, span?.startNs, commands[0]?.tsNs, this.log.commands[0]?.tsNs]);
    this.playheadNs = this.startNs;
    this.checkpointEvents = options.checkpointEvents ?? defaultCheckpointEvents;
    this.checkpoints =
      shared?.checkpoints ?? new CheckpointStore(options.checkpointBytes ?? defaultCheckpointBytes);
    this.keepCheckpoint();
  }

  get engine(): Engine {
    return this.driver.engine;
  }

  /** Everything at or before this time has been applied, except after a step, which may stop within a time. */
  get nowNs(): bigint {
    return this.playheadNs;
  }

  get endNs(): bigint {
    const scheduled = [
      this.manifest.commands.at(-1)?.tsNs,
      this.log.lastTsNs ?? undefined,
      this.tape?.lastTsNs,
      this.manifest.span?.endNs,
    ];
    return scheduled.reduce<bigint>((last, ns) => (ns !== undefined && ns > last ? ns : last), this.startNs);
  }

  get isAtEnd(): boolean {
    const { landing } = this;
    return landing !== null && landing.ns === this.endNs && landing.eventCount === this.eventCount;
  }

  /** Commands of manifest and human log that are still to come. */
  get pendingCommands(): number {
    return countAfter(this.manifest.commands, this.playheadNs) + this.laterCommands;
  }

  get laterCommands(): number {
    return this.log.countAfter(this.playheadNs);
  }

  get eventCount(): number {
    return this.engine.eventCount;
  }

  /** Rows of the tape applied, and the source's row behind the last of them; −1 before the first. */
  get inTape(): Pick<WindowFeed, 'rowsApplied' | 'sourceRow'> {
    return this.driver.feed;
  }

  get humanLog(): readonly CommandInput[] {
    return this.log.commands;
  }

  get notes(): readonly string[] {
    return this.options.notes ?? [];
  }

  /** The fault that stopped the run, as the error a person reads; null while all is well. */
  get fault(): TapedeckError | null {
    const { fault } = this.engine;
    return this.trap ?? (fault === null ? null : faultError(fault, this.eventCount));
  }

  /** The capacity whose doubling would carry the run past its fault. */
  get faultCapacity(): CapacityName | null {
    const { fault } = this.engine;
    return fault === null ? null : capacityOf(fault.code);
  }

  get checkpointStats(): { count: number; bytes: number } {
    return { count: this.checkpoints.count, bytes: this.checkpoints.bytes };
  }

  /** Plays on, to `untilNs` and at most `maxEvents` events. The reports are those of this call. */
  async advance(
    untilNs: bigint,
    maxEvents: number,
    breathe?: Breathe,
  ): Promise<{ stopped: Stopped; reports: Uint8Array }> {
    const collected: Uint8Array[] = [];
    const stopped = await this.play(untilNs, maxEvents, collected, breathe);
    return { stopped, reports: joinReports(collected) };
  }

  /** As `advance`, for those who only need the sinks. */
  async playTo(untilNs: bigint, maxEvents: number, breathe?: Breathe): Promise<Stopped> {
    return this.play(untilNs, maxEvents, null, breathe);
  }

  /** To a time, back or forth: everything at or before it applied, nothing after. */
  async seek(ns: bigint, breathe?: Breathe): Promise<void> {
    const target = ns < this.startNs ? this.startNs : ns > this.endNs ? this.endNs : ns;
    const kept = this.checkpoints.atTime(target);
    if (kept === null) throw new Error('a run keeps its start');
    const isBehind = target < this.playheadNs || kept.eventCount > this.eventCount;
    if (isBehind || this.trap !== null) await this.restore(kept);
    await this.play(target, Infinity, null, breathe);
  }

  /** To exactly after that many events, or as near as there are. */
  async seekEvent(event: number, breathe?: Breathe): Promise<void> {
    await this.stepper(breathe).goToEvent(Math.max(0, event));
  }

  /** To the end of the next bar of that length, or of the one before, in which something happened. */
  stepBar(barNs: bigint, direction: 1 | -1, breathe?: Breathe): Promise<boolean> {
    return stepBar(this, barNs, direction, breathe);
  }

  /** To exactly the next or previous event or trade; false when there is none and the run stays. */
  async step(kind: StepKind, direction: 1 | -1, breathe?: Breathe): Promise<boolean> {
    const stepper = this.stepper(breathe);
    const landing = this.landing;
    const isMoved = await (kind === 'event' ? stepEvent(stepper, direction) : stepTrade(stepper, direction));
    if (landing?.eventCount === this.eventCount) await this.play(landing.ns, 1, null);
    this.landing = landing;
    return isMoved;
  }

  /** A person acts: at the time given or now, whichever is later. Returns the command as logged. */
  submit(command: CommandInput): CommandInput {
    const entry = timeOfEntry(
      command,
      this.playheadNs,
      [...this.manifest.commands, ...this.log.commands],
      actsUnasked(this.manifest),
    );
    this.log.insert(entry);
    this.ids.add(entry);
    this.engine.push(entry);
    this.toldRevision = this.log.revision;
    this.checkpoints.dropFrom(entry.tsNs);
    this.landing = null;
    return entry;
  }

  /** The run as far as it was played. */
  result(): RunResult {
    return resultOf(this.engine, {
      engineId: this.options.engineId ?? '',
      manifest: this.manifest,
      tape: this.tape,
      counts: this.counter.byName(),
      notes: this.notes,
    });
  }

  /** The same run in an engine of its own, at its start, with other options; or another run of the same tape. */
  reopen(options: Partial<RunOptions>, change: Partial<RunChange> = {}): Promise<Run> {
    const { manifest = this.manifest, humanLog = this.log.commands } = change;
    return Run.open(this.core, manifest, this.tape, humanLog, { ...this.options, ...options });
  }

  /** This very place in an engine of its own, with a log of its own: what is done there stays there. */
  async fork(): Promise<Run> {
    const fork = await this.reopen({ sinks: [], checkpointBytes: 0, scheduledCount: this.scheduledCount });
    const place = this.hereAsPlace();
    await fork.restore({ ...place, extra: { ...place.extra, logRevision: fork.log.revision } });
    return fork;
  }

  /** The last kept place before a time, what it was told of people's commands, and what sizes its image. */
  keptBefore(ns: bigint): KeptPlace {
    const place = this.checkpoints.atTime(ns - 1n) ?? this.checkpoints.atEvent(0)!;
    return { place, told: this.log.until(place.extra.logRevision), scheduledCount: this.scheduledCount };
  }

  /** Another manifest or log on the same tape, at its start; what watches this run watches that one from there. */
  openChanged(change: RunChange): Promise<Run> {
    this.rewindWatchers();
    return this.reopen({}, change);
  }

  /** An engine of its own for the same run, at its start, that shares log, tape and checkpoints; null where a sink cannot. */
  openScout(): Run | null {
    const sinks: Sink[] = [];
    for (const sink of this.options.sinks ?? []) {
      if (sink.fresh === undefined) return null;
      sinks.push(sink.fresh());
    }
    const { log, ids, checkpoints, scheduledCount } = this;
    const options = { ...this.options, sinks, scheduledCount };
    return new Run(this.core, this.manifest, this.tape, [], options, { log, ids, checkpoints });
  }

  /** For a scout: jumps over what is known to the next kept place, or back when the log has changed; false when neither. */
  async skipKnown(): Promise<boolean> {
    const isStale = this.toldRevision !== this.log.revision;
    const next = this.nextCheckpointEvent;
    if (!isStale && !this.checkpoints.has(next)) return false;
    await this.restore(this.checkpoints.atEvent(isStale ? this.eventCount : next)!);
    return true;
  }

  /** After a capacity fault: the same run with that capacity doubled, where this one stopped. */
  async openDoubled(breathe?: Breathe): Promise<Run> {
    const { fault } = this.engine;
    const name = this.faultCapacity;
    if (fault === null || name === null) throw new Error('only a capacity fault can be doubled');
    const size = fault.detail;
    const note = `capacities.${name} was reached at event ${this.eventCount} and doubled from ${size} to ${size * 2}; reports do not depend on it.`;
    this.rewindWatchers();
    const doubled = await this.reopen({
      capacities: { ...this.options.capacities, [name]: size * 2 },
      notes: [...this.notes, note],
    });
    if (this.eventCount > 0) await doubled.play(this.endNs, this.eventCount, null, breathe);
    return doubled;
  }

  /** Sinks from outside live on in the run that takes this one's place, from the start. */
  private rewindWatchers(): void {
    const atStart = this.checkpoints.atEvent(0)!.extra.sinks;
    const ownCount = this.sinks.length - (this.options.sinks?.length ?? 0);
    this.options.sinks?.forEach((sink, i) => sink.load(atStart[ownCount + i]));
  }

  private async play(
    untilNs: bigint,
    maxEvents: number,
    collect: Uint8Array[] | null,
    breathe?: Breathe,
  ): Promise<Stopped> {
    const until = untilNs > this.endNs ? this.endNs : untilNs;
    const lastEvent = this.eventCount + maxEvents;
    while (this.eventCount < lastEvent) {
      const room = Math.min(lastEvent, this.nextCheckpointEvent) - this.eventCount;
      const chunk = Math.min(room, breathe ? eventsABreath : maxDriveEvents);
      const ended = await this.drive(until, chunk, collect);
      this.notePlace(ended === 'reached' ? until : this.engine.nowNs);
      if (ended === 'fault') return 'fault';
      if (ended === 'reached') {
        this.landing = { eventCount: this.eventCount, ns: this.playheadNs };
        return until === this.endNs ? 'end' : 'time';
      }
      if (this.eventCount % this.checkpointEvents === 0) this.keepCheckpoint();
      if (breathe) await breathe();
    }
    return 'budget';
  }

  /** An engine that trapped may be half-way through an event: only going back to a checkpoint mends it. */
  private async drive(untilNs: bigint, maxEvents: number, collect: Uint8Array[] | null): Promise<DriveEnd> {
    if (this.trap !== null) throw this.trap;
    try {
      return await this.driver.drive(untilNs, maxEvents, collect);
    } catch (error) {
      if (error instanceof EngineTrap) this.trap = error;
      throw error;
    }
  }

  /** The next event at which a checkpoint belongs. */
  get nextCheckpointEvent(): number {
    return (Math.floor(this.eventCount / this.checkpointEvents) + 1) * this.checkpointEvents;
  }

  private notePlace(ns: bigint): void {
    if (ns > this.playheadNs) this.playheadNs = ns;
  }

  private mark(): Mark {
    return {
      feed: this.driver.feed.cursor,
      logRevision: this.log.revision,
      sinks: this.sinks.map((sink) => sink.save()),
    };
  }

  private keepCheckpoint(): void {
    if (this.eventCount > 0 && this.options.checkpointBytes === 0) return;
    if (this.checkpoints.has(this.eventCount) || this.toldRevision !== this.log.revision) return;
    this.checkpoints.add(this.eventCount, this.playheadNs, this.mark(), this.engine.stateBytes().slice());
  }

  private async restore(place: Place): Promise<void> {
    await this.driver.feed.goTo(place.extra.feed, () =>
      this.engine.loadStateBytes(this.checkpoints.bytesOf(place)),
    );
    this.sinks.forEach((sink, i) => sink.load(place.extra.sinks[i]));
    for (const command of this.log.since(place.extra.logRevision)) this.engine.push(command);
    this.toldRevision = this.log.revision;
    this.playheadNs = place.nowNs;
    this.trap = null;
    if (this.shared === null) this.checkpoints.playhead = place.eventCount;
  }

  /** The moves that steps and searches are written on. */
  stepper(breathe?: Breathe): Stepper<Place> {
    const { checkpoints } = this;
    return stepperOf(
      {
        run: this,
        hasTrap: () => this.trap !== null,
        play: (events) => this.play(this.endNs, events, null, breathe),
        mark: () => this.hereAsPlace(),
        restore: (place) => this.restore(place),
        keep: () => this.keepCheckpoint(),
        keptBefore: (event) => checkpoints.atEvent(Math.max(0, event - 1)) ?? checkpoints.atEvent(0)!,
      },
      breathe,
    );
  }

  private hereAsPlace(): Place {
    return {
      eventCount: this.eventCount,
      nowNs: this.playheadNs,
      extra: this.mark(),
      image: { kind: 'whole', bytes: this.engine.stateBytes().slice() },
    };
  }
}
