/**
 * One live source: keeps it connected, asks what its adapter wishes, counts what goes wrong. Lost connections and failed
 * answers are tried again with exponential backoff and jitter; limits that a host tells are kept; what can never succeed
 * ends the session with its reason. Invariant: a request is made only to an origin that was allowed.
 */
import { TapedeckError } from '../layout/errors';
import type { LiveAdapter, LiveWish } from '../tape/live/adapter';
import { backoffMs, isPassing, RateGate, type BackoffRule } from '../tape/live/pace';
import type { KeepLines, LiveCounts, LiveLook, LiveState } from './gateway-protocol';
import type { LiveAnswer, LiveNet, LiveSocket } from './live-net';
import { ownError } from './own-error';
import { Recording } from './recording';

type Fetch = Extract<LiveWish, { kind: 'fetch' }>;

export interface SessionOptions {
  readonly allowed: readonly string[];
  readonly weightLimit: number;
  readonly backoff?: BackoffRule;
}

const BACKOFF: BackoffRule = { baseMs: 1000, maxMs: 60_000 };
/** A connection that lasted so long was a good one: the next tries begin anew. */
const HELD_MS = 30_000;
/** What a crash of the page can take from a recording. */
const KEEP_MS = 1000;
const ZERO: LiveCounts = { messages: 0, gaps: 0, reconnects: 0, malformed: 0, failures: 0 };

export class LiveSession {
  counts = ZERO;
  trouble = '';
  error: TapedeckError | null = null;
  recording: Recording | null = null;
  readonly #gate: RateGate;
  readonly #backoff: BackoffRule;
  readonly #abort = new AbortController();
  readonly #waits = new Map<string, () => void>();
  #socket: LiveSocket | null = null;
  #isUp = false;
  /** connections that were lost since the last one that held */
  #lostInARow = 0;
  #upSinceMs: number | null = null;
  #failedInARow = 0;
  #retryAtMs = 0;
  #heardMs: number | null = null;
  #lagMs: number | null = null;

  constructor(
    readonly adapter: LiveAdapter,
    readonly net: LiveNet,
    readonly options: SessionOptions,
  ) {
    this.#gate = new RateGate(options.weightLimit);
    this.#backoff = options.backoff ?? BACKOFF;
  }

  start(): void {
    const { socketUrl } = this.adapter;
    if (socketUrl === null) {
      this.#isUp = true;
      return this.#guarded(() => this.adapter.opened());
    }
    this.#connect(socketUrl);
  }

  stop(): void {
    this.#isUp = false;
    this.#abort.abort();
    for (const callOff of this.#waits.values()) callOff();
    this.#waits.clear();
    this.#socket?.close();
    this.#socket = null;
    void this.recording?.keepNow();
  }

  record(name: string, keep: KeepLines | null = null): void {
    const nowMs = this.net.nowMs();
    this.recording = new Recording(name, nowMs, keep);
    this.#keepLater(this.recording);
    this.#guarded(() => this.adapter.beginRecording(this.#nowNs()));
  }

  #keepLater(recording: Recording): void {
    this.#later('keep', KEEP_MS, () => {
      if (this.recording !== recording) return;
      void recording.keepNow();
      this.#keepLater(recording);
    });
  }

  get state(): LiveState {
    if (this.#abort.signal.aborted || this.error !== null) return 'ended';
    if (!this.#isUp) return this.#waits.has('connect') ? 'waiting' : 'connecting';
    return this.adapter.isSynchronised ? 'live' : 'synchronising';
  }

  look(levels: number): Omit<LiveLook, 'sourceId' | 'symbol'> {
    const nowMs = this.net.nowMs();
    const { weightLimit } = this.options;
    const { used, notBeforeMs } = this.#gate;
    const { error } = this;
    return {
      state: this.state,
      retryInMs: this.state === 'waiting' ? Math.max(0, this.#retryAtMs - nowMs) : 0,
      lagMs: this.#lagMs,
      silentMs: this.#heardMs === null ? null : nowMs - this.#heardMs,
      counts: this.counts,
      checks: this.adapter.checks,
      rate: used === null ? null : { used, limit: weightLimit },
      restMs: Math.max(0, notBeforeMs - nowMs),
      trouble: this.trouble,
      error: error === null ? null : { code: error.code, message: error.message, details: error.details },
      market: this.adapter.view.look(levels),
      recording: this.recording?.look(nowMs, this.adapter.awaited) ?? null,
    };
  }

  #connect(url: string): void {
    if (!this.#isAllowed(url)) return;
    this.#socket = this.net.openSocket(url, {
      open: () => {
        this.#isUp = true;
        this.#upSinceMs = this.net.nowMs();
        this.#heard();
        this.#guarded(() => this.adapter.opened());
      },
      text: (text) => {
        this.#heard();
        this.#count('messages');
        const nowNs = this.#nowNs();
        this.#guarded(() => this.adapter.frame(text, nowNs));
        const exchangeNs = this.adapter.newestNs;
        if (exchangeNs !== null) this.#lagMs = Number(nowNs - exchangeNs) / 1e6;
      },
      lost: (why) => this.#lost(url, why),
    });
    this.#watchSilence(url);
  }

  #lost(url: string, why: string): void {
    this.#socket?.close();
    this.#socket = null;
    this.#isUp = false;
    this.#callOff('silence');
    if (this.state === 'ended') return;
    this.trouble = `${why}.`;
    const nowMs = this.net.nowMs();
    if (this.#upSinceMs !== null && nowMs - this.#upSinceMs > HELD_MS) this.#lostInARow = 0;
    this.#upSinceMs = null;
    const waitMs = this.#wait(this.#lostInARow++);
    this.#retryAtMs = nowMs + waitMs;
    this.#later('connect', waitMs, () => {
      this.#count('reconnects');
      this.#connect(url);
    });
  }

  /** A connection may die without a word: what is silent for too long counts as lost. */
  #watchSilence(url: string): void {
    const { silenceMsMax } = this.adapter;
    this.#later('silence', silenceMsMax, () => this.#lost(url, `nothing came for ${silenceMsMax / 1000} s`));
  }

  #heard(): void {
    const nowMs = this.net.nowMs();
    const isDue = this.#heardMs === null || nowMs - this.#heardMs > 1000;
    this.#heardMs = nowMs;
    if (isDue && this.adapter.socketUrl !== null) this.#watchSilence(this.adapter.socketUrl);
  }

  #guarded(work: () => LiveWish[]): void {
    try {
      for (const wish of work()) this.#grant(wish);
    } catch (error) {
      this.#end(error instanceof TapedeckError ? error : ownError(error));
    }
  }

  #grant(wish: LiveWish): void {
    switch (wish.kind) {
      case 'send':
        return this.#socket?.send(wish.text);
      case 'record':
        return this.recording?.add(wish.line);
      case 'gap':
        this.trouble = 'Messages were missing; the book is asked for again.';
        return this.#count('gaps');
      case 'malformed':
        this.trouble = `A message was left out: it ${wish.why}.`;
        return this.#count('malformed');
      case 'limited':
        this.trouble = `The source asks for patience: ${wish.why}`;
        return this.#count('failures');
      case 'refused':
        return this.#end(liveError('E-LIVE-04', `The source refused: ${wish.why}`));
      case 'fetch':
        return this.#plan(wish, wish.delayMs);
    }
  }

  #plan(wish: Fetch, delayMs: number): void {
    const restMs = Math.max(delayMs, this.#gate.notBeforeMs - this.net.nowMs());
    this.#later(wish.tag, restMs, () => void this.#fetch(wish));
  }

  async #fetch(wish: Fetch): Promise<void> {
    if (!this.#isAllowed(wish.url)) return;
    let answer: LiveAnswer;
    try {
      answer = await this.net.get(wish.url, this.#abort.signal);
    } catch (error) {
      // the address may hold a key, so it is never shown
      return this.#failed(wish, `the host did not answer (${error instanceof Error ? error.name : 'error'})`);
    }
    if (this.state === 'ended') return;
    const waitMs = this.#wait(this.#failedInARow);
    this.#gate.note(answer, this.net.nowMs(), waitMs);
    if (answer.status >= 200 && answer.status < 300) {
      this.#failedInARow = 0;
      this.#heardMs = this.net.nowMs();
      if (this.adapter.socketUrl === null) this.#count('messages');
      return this.#guarded(() => this.adapter.answer(wish.tag, answer.body, this.#nowNs()));
    }
    if (isPassing(answer.status)) return this.#failed(wish, `the host answered ${answer.status}`);
    const said = /"(?:msg|message|error)"\s*:\s*"([^"]{1,200})"/.exec(answer.body)?.[1];
    const words = `The host answered ${answer.status}${said === undefined ? '' : `: ${said}`}.`;
    this.#end(liveError('E-LIVE-04', words, { status: answer.status }));
  }

  #failed(wish: Fetch, why: string): void {
    if (this.state === 'ended') return;
    this.trouble = `${why}.`;
    this.#count('failures');
    this.#plan(wish, this.#wait(this.#failedInARow++));
  }

  #wait(tries: number): number {
    return backoffMs(tries, this.net.random(), this.#backoff);
  }

  #isAllowed(url: string): boolean {
    const { origin } = new URL(url);
    if (this.options.allowed.includes(origin)) return true;
    this.#end(liveError('E-LIVE-01', `Nobody allowed this page to talk to ${origin}.`, { origin }));
    return false;
  }

  #end(error: TapedeckError): void {
    if (this.state === 'ended') return;
    this.error = error;
    this.stop();
  }

  #later(tag: string, ms: number, work: () => void): void {
    this.#callOff(tag);
    const callOff = this.net.after(ms, () => {
      this.#waits.delete(tag);
      work();
    });
    this.#waits.set(tag, callOff);
  }

  #callOff(tag: string): void {
    this.#waits.get(tag)?.();
    this.#waits.delete(tag);
  }

  #count(name: keyof LiveCounts): void {
    this.counts = { ...this.counts, [name]: this.counts[name] + 1 };
  }

  #nowNs(): bigint {
    return BigInt(Math.floor(this.net.nowMs() * 1000)) * 1000n;
  }
}

export function liveError(
  code: `E-LIVE-0${number}`,
  message: string,
  details: Record<string, unknown> = {},
): TapedeckError {
  return new TapedeckError(code, message, details);
}
