/**
 * The open run of a cell and everything that may move it, one at a time. It knows jobs and playback, not messages.
 * Invariant: only one piece of work moves the run at any moment; looking at it (frames) is allowed in between.
 */
import { TapedeckError } from '../layout/errors';
import { parseCommandLog } from '../scenario/command';
import { limits, parseManifest } from '../scenario/manifest';
import { surveyRun, textsOfRun, type Run, type TextOf } from '../sim';
import type { CellHost } from './cell-host';
import { frameOf } from './cell-frame';
import { lostBytesCode } from './far-rows';
import { reopenedInfo, type PictureSinks } from './cell-open';
import type { Job } from './job';
import type { JournalReader } from './journal-reader';
import { logRows } from './log-rows';
import { askedPart } from './part';
import { PastReader } from './past';
import { Playback } from './playback';
import type {
  Answer,
  CommandJson,
  FaultInfo,
  Frame,
  FrameCursor,
  LogRow,
  LoopEvents,
  OpenInfo,
  Past,
  Place,
  RequestOf,
  Speed,
  Timeline,
} from './protocol';
import { timelineOf } from './timeline';
import type { TradingDesk } from './trading-desk';

class Superseded extends Error {}

interface Seeking {
  isSuperseded: boolean;
}

const maxLevels = 4096;
const defaultBarNs = 1_000_000_000n;
/** How long a survey leaves a busy playback alone between two of its slices. */
const surveyRestMs = 24;
/** How long pictures of the past wait before they look again whether a seek has arrived. */
const pastRestMs = 4;

export class Session {
  private readonly playback: Playback;
  private readonly textOf: TextOf;
  private reader: JournalReader | null = null;
  private readonly pastReader: PastReader;
  private tradingDesk: TradingDesk | null = null;
  private reading: Promise<unknown> = Promise.resolve();
  private tail: Promise<unknown> = Promise.resolve();
  private seeking: Seeking | null = null;
  private instrument = 0;
  private levels = 10;
  /** how often somebody acted */
  private acts = 0;
  /** how often another instrument came into view */
  private views = 0;

  constructor(
    private readonly host: CellHost,
    private current: Run,
    readonly sinks: PictureSinks,
    texts: readonly string[],
    public info: OpenInfo,
    onStopped: (reason: 'end' | 'fault') => void,
  ) {
    const rest = async (): Promise<void> => {
      while (this.seeking !== null) await this.host.sleep(pastRestMs);
    };
    this.pastReader = new PastReader(() => this.current, rest);
    this.textOf = textsOfRun(texts, () => this.current);
    this.playback = new Playback(
      host,
      () => this.current,
      (work) => this.exclusively(work),
      onStopped,
    );
  }

  get run(): Run {
    return this.current;
  }

  timeline(buckets: number, job: Job): Promise<Timeline> {
    return timelineOf(this.current, buckets, this.sinks.tape.gapRows, job);
  }

  play(): void {
    // Bytes that did not come may come now; nothing of the run was lost.
    if (this.playback.failure?.code === lostBytesCode) this.playback.failure = null;
    if (this.fault !== null)
      throw new TapedeckError('E-CELL-07', `The run is stopped. ${this.fault.message}`);
    this.playback.play();
  }

  /** Resolves when nothing moves any more. */
  async pause(): Promise<Place> {
    this.playback.pause();
    return this.exclusively(() => Promise.resolve(this.place()));
  }

  setSpeed(speed: Speed): void {
    this.playback.setSpeed(speed);
  }

  async seek(request: RequestOf<'seek'>, job: Job): Promise<Answer<'seek'>> {
    if (this.seeking) this.seeking.isSuperseded = true;
    this.pastReader.letGo();
    const seeking: Seeking = { isSuperseded: false };
    this.seeking = seeking;
    return this.exclusively(async () => {
      let superseded = seeking.isSuperseded;
      try {
        if (!superseded) await this.seekNow(request, job, seeking);
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
        superseded = true;
      } finally {
        if (this.seeking === seeking) this.seeking = null;
        this.playback.anchor();
      }
      return { ...this.place(), superseded };
    });
  }

  async step(request: RequestOf<'step'>, job: Job): Promise<Answer<'step'>> {
    this.playback.pause();
    return this.exclusively(async () => {
      const { kind, direction, barNs = defaultBarNs } = request;
      const moved = await (kind === 'bar'
        ? this.current.stepBar(barNs, direction, job.breathe)
        : this.current.step(kind, direction, job.breathe));
      return { ...this.place(), moved };
    });
  }

  async goTo(request: RequestOf<'goTo'>, job: Job): Promise<Answer<'goTo'>> {
    return this.exclusively(async () => {
      this.playback.failure = null;
      await this.arriveAt(request.event, job);
      return this.place();
    });
  }

  /** The run stays where it is until the event is found. */
  async jump(request: RequestOf<'jump'>, job: Job): Promise<Answer<'jump'>> {
    this.playback.pause();
    return this.exclusively(async () => {
      const { jumpTarget } = await askedPart();
      const units = this.info.instruments[this.instrument];
      const event = await jumpTarget(this.current, units, request, job);
      if (event === null) return { ...this.place(), found: false };
      await this.arriveAt(event, job);
      return { ...this.place(), found: true };
    });
  }

  setLoop(loop: LoopEvents | null): void {
    this.playback.range = loop;
  }

  /** Runs beside playback, in its pauses: a survey is never worth a late frame, nor a file that lies far away. */
  async survey(job: Job): Promise<void> {
    const run = this.current;
    if (run.tape?.isFar === true) return;
    const span = Number(run.endNs - run.startNs);
    const breathe = async (): Promise<void> => {
      await job.breathe();
      if (this.current !== run) throw new TapedeckError('E-CELL-03', 'Cancelled: the run was opened anew.');
      if (this.playback.isBehind) await this.host.sleep(surveyRestMs);
      while (this.seeking !== null) await this.host.sleep(surveyRestMs);
    };
    await surveyRun(
      run,
      (ns) => job.progress({ phase: 'survey', done: Number(ns - run.startNs), total: span }),
      breathe,
    );
  }

  /** Commands given for now take effect at once, all of them before anything else happens. */
  async act(commands: RequestOf<'act'>['commands']): Promise<Answer<'act'>> {
    return this.exclusively(async () => {
      const { logJson, parseActs } = await askedPart();
      const run = this.current;
      const { nowNs } = run;
      const entries = parseActs(commands, run).map((wanted) => run.submit(wanted));
      this.acts += 1;
      const due = entries.filter(({ tsNs }) => tsNs <= nowNs + 1n).map(({ tsNs }) => tsNs);
      if (due.length > 0)
        await run.playTo(
          due.reduce((last, ns) => (ns > last ? ns : last)),
          Infinity,
        );
      const humanLog = logJson(run.humanLog);
      return { ...this.place(), commands: logJson(entries), humanLog, endNs: run.endNs };
    });
  }

  async submit(json: CommandJson): Promise<Answer<'submit'>> {
    const { commands, endNs } = await this.act([json]);
    return { command: commands[0]!, endNs };
  }

  /** Nothing changes when the other run cannot be opened or does not get here. */
  async rewrite(request: RequestOf<'rewrite'>, job: Job): Promise<Answer<'rewrite'>> {
    this.playback.pause();
    return this.exclusively(async () => {
      const { rewritten } = await askedPart();
      const manifest = parseManifest(request.manifest);
      const humanLog = parseCommandLog(request.humanLog, 'humanLog', limits.commands);
      this.current = await rewritten(this.current, { manifest, humanLog }, job);
      this.info = reopenedInfo(this.info, this.current);
      this.acts += 1;
      this.playback.anchor();
      return { ...this.place(), info: this.info };
    });
  }

  async desk(request: RequestOf<'desk'>): Promise<Answer<'desk'>> {
    return (await this.trading()).desk(request);
  }

  /** Of a place where nothing is half done; in another run it is reached beside the one in view. */
  async preview(request: RequestOf<'preview'>, job: Job): Promise<Answer<'preview'>> {
    const desk = await this.trading();
    return desk.preview(request, job.breathe, (work) => this.exclusively(work));
  }

  async whatIf(request: RequestOf<'whatIf'>, job: Job): Promise<Answer<'whatIf'>> {
    const { answerWhatIf } = await askedPart();
    const question = await this.exclusively(async () => (await this.trading()).question(request));
    return answerWhatIf(question, job);
  }

  async compare(request: RequestOf<'compare'>, job: Job): Promise<Answer<'compare'>> {
    const { comparisonOf, playComparison } = await askedPart();
    const asked = await this.exclusively(() => Promise.resolve(comparisonOf(this.current, request)));
    return playComparison(asked, job);
  }

  view(instrument: number, levels: number): void {
    if (!this.info.instruments.some(({ index }) => index === instrument)) {
      throw new TapedeckError('E-CELL-08', `There is no instrument ${instrument} in this run.`, {
        instrument,
      });
    }
    if (instrument !== this.instrument) this.views += 1;
    this.instrument = instrument;
    this.levels = Math.max(1, Math.min(maxLevels, Math.floor(levels)));
  }

  frame(since: FrameCursor | null): Frame {
    const { instrument, levels, fault, sinks, views } = this;
    const { isPlaying, speed } = this.playback;
    const state = {
      isPlaying,
      speed,
      instrument,
      levels,
      fault,
      logRevision: this.acts,
      bars: views + this.acts,
    };
    // Both only grow, so the sum is new whenever either is.
    const epoch = views + sinks.history.epoch;
    return frameOf({ run: this.current, sinks, state, epoch, textOf: this.textOf }, since);
  }

  /** Moves nothing, so it need not wait its turn. */
  past(request: RequestOf<'past'>, job: Job): Promise<Past | null> {
    return this.pastReader.read(request, this.instrument, job);
  }

  log(limit: number, kinds: readonly string[]): LogRow[] {
    return logRows(this.sinks.history, limit, kinds);
  }

  /** One piece at a time; the run in view plays on meanwhile. */
  async journal(request: RequestOf<'journal'>, job: Job): Promise<Answer<'journal'>> {
    const turn = this.reading.then(async () => {
      const { JournalReader: Reader } = await askedPart();
      this.reader ??= new Reader(this.textOf);
      return this.reader.piece(this.current, request, job);
    });
    this.reading = turn.catch(() => undefined);
    return turn;
  }

  async double(job: Job): Promise<Answer<'double'>> {
    return this.exclusively(async () => {
      if (this.current.faultCapacity === null) {
        throw new TapedeckError('E-CELL-09', 'No capacity is used up, so there is nothing to double.');
      }
      this.current = await this.current.openDoubled(job.breathe);
      this.playback.anchor();
      return { notes: [...this.current.notes] };
    });
  }

  async checkpoint(): Promise<Answer<'checkpoint'>> {
    return this.exclusively(async () => {
      const { portablePlace } = await askedPart();
      if (this.fault !== null)
        throw new TapedeckError('E-CELL-07', `The run is stopped. ${this.fault.message}`);
      const broken = this.current.engine.validate();
      if (broken !== null) throw this.freeze(broken.code);
      return { ...this.place(), bytes: portablePlace(this.current) as Uint8Array<ArrayBuffer> };
    });
  }

  async resume(request: RequestOf<'resume'>, job: Job): Promise<Answer<'resume'>> {
    this.playback.pause();
    return this.exclusively(async () => {
      const { resumeRun } = await askedPart();
      const run = this.current;
      const breathe = async (): Promise<void> => {
        job.progress({ phase: 'resume', done: run.eventCount, total: request.eventCount });
        await job.breathe();
      };
      const isFromCheckpoint = await resumeRun(run, request, breathe);
      this.playback.anchor();
      return { ...this.place(), ...run.engine.runDigest(), isFromCheckpoint };
    });
  }

  /** Stops everything and waits for what is in progress. */
  async close(): Promise<void> {
    this.playback.pause();
    if (this.seeking) this.seeking.isSuperseded = true;
    await this.tail.catch(() => undefined);
  }

  private async trading(): Promise<TradingDesk> {
    const { TradingDesk: Desk } = await askedPart();
    return (this.tradingDesk ??= new Desk(
      () => this.current,
      () => this.acts,
    ));
  }

  /** An engine that contradicts itself plays no further. */
  private freeze(found: string): TapedeckError {
    const { eventCount } = this.current;
    const error = new TapedeckError(
      'E-CELL-14',
      `The engine was stopped at event ${eventCount}, because it does not hold together (${found}). Results before the last saved place are intact. Go back in time, and please send the report.`,
      { eventCount, found },
    );
    this.playback.pause();
    this.playback.failure = error;
    return error;
  }

  private get fault(): FaultInfo | null {
    const error = this.playback.failure ?? this.current.fault;
    return error === null
      ? null
      : { code: error.code, message: error.message, capacity: this.current.faultCapacity };
  }

  private place(): Place {
    return { nowNs: this.current.nowNs, eventCount: this.current.eventCount };
  }

  private async arriveAt(event: number, job: Job): Promise<void> {
    try {
      await this.current.seekEvent(event, job.breathe);
    } finally {
      this.playback.anchor();
    }
  }

  private async seekNow({ ns }: RequestOf<'seek'>, job: Job, seeking: Seeking): Promise<void> {
    const run = this.current;
    const span = Number(run.endNs - run.startNs);
    this.playback.failure = null;
    await run.seek(ns, async () => {
      if (seeking.isSuperseded) throw new Superseded();
      job.progress({ phase: 'seek', done: Number(run.nowNs - run.startNs), total: span });
      await job.breathe();
    });
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(work, work);
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}
