/**
 * The call wrapper around a cell: request ids, a timeout a call, a heartbeat, and one clear rejection of everything
 * pending when the worker is lost. It knows messages and ports, not engines. Invariant: every promise it gave settles.
 */
import { TapedeckError } from '../layout/errors';
import type { Answer, ErrorJson, FromCell, Progress, Request, ToCell } from './protocol';

/** The cell’s end of the line, however it is carried (Worker, MessagePort, a cell in the same thread). */
export interface CellPort {
  post(message: ToCell): void;
  onMessage(listener: (message: FromCell) => void): void;
  onLost(listener: (reason: string) => void): void;
  terminate(): void;
}

/** The worker died or fell silent. Nothing that was computed is wrong; the run can be opened again. */
export class WorkerLost extends TapedeckError {
  constructor(reason: string) {
    super('E-CELL-01', `The engine’s worker was lost (${reason}). Open the run again to continue.`, {
      reason,
    });
    this.name = 'WorkerLost';
  }
}

export interface CallOptions {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  /** default 30 s without a sign of life of this call; progress counts as one. 0 = no limit */
  timeoutMs?: number;
}
export interface ClientOptions {
  heartbeatMs?: number;
  /** silence after which the worker counts as lost */
  lostAfterMs?: number;
  onLost?: (lost: WorkerLost) => void;
  onStopped?: (reason: 'end' | 'fault') => void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress: ((progress: Progress) => void) | undefined;
  timeoutMs: number;
  /** the call, or progress once there was some */
  what: string;
  dueMs: number;
  detach(): void;
}

const errorOf = (json: ErrorJson): TapedeckError => new TapedeckError(json.code, json.message, json.details);

export class CellClient {
  private port: CellPort;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private nextNonce = 1;
  private lastHeardMs = 0;
  private pulse: ReturnType<typeof setInterval> | null = null;
  private lost: WorkerLost | null = null;
  /** one timer, for the call that is due first: a page asks for sixty frames a second */
  private timer: ReturnType<typeof setTimeout> | null = null;
  private timerMs = Infinity;
  /** when workers were lost, for the rule of three in a minute */
  private readonly lossesMs: number[] = [];

  constructor(
    private readonly connect: () => CellPort,
    private readonly options: ClientOptions = {},
  ) {
    this.port = this.attach();
  }

  /** Sends one call. Rejects with TapedeckError (stable code), WorkerLost, or E-CELL-02 after a timeout. */
  call<R extends Request>(request: R, options: CallOptions = {}): Promise<Answer<R['type']>> {
    if (this.lost) return Promise.reject(this.lost);
    if (options.signal?.aborted) return Promise.reject(cancelled());
    const id = this.nextId++;
    return new Promise<Answer<R['type']>>((resolve, reject) => {
      const onAbort = (): void => this.port.post({ kind: 'cancel', id });
      options.signal?.addEventListener('abort', onAbort, { once: true });
      const entry: Pending = {
        resolve: (value) => resolve(value as Answer<R['type']>),
        reject,
        onProgress: options.onProgress,
        timeoutMs: options.timeoutMs ?? 30_000,
        what: request.type,
        dueMs: Infinity,
        detach: () => options.signal?.removeEventListener('abort', onAbort),
      };
      this.pending.set(id, entry);
      this.setDue(entry);
      this.port.post({ kind: 'call', id, request });
    });
  }

  /** True while the worker answers. */
  get isAlive(): boolean {
    return this.lost === null;
  }

  /** How many workers were lost in the last minute; the page stops restarting at three. */
  get recentLosses(): number {
    const nowMs = performance.now();
    return this.lossesMs.filter((at) => nowMs - at < 60_000).length;
  }

  /** Ends what is left of the old worker and starts a fresh one; the run must be opened again. */
  restart(): void {
    if (!this.lost) this.lose('restart', false);
    this.lost = null;
    this.port = this.attach();
  }

  close(): void {
    this.lose('closed', false);
  }

  private attach(): CellPort {
    const port = this.connect();
    port.onMessage((message) => {
      if (port === this.port) this.receive(message);
    });
    port.onLost((reason) => {
      if (port === this.port) this.lose(reason, true);
    });
    this.lastHeardMs = performance.now();
    const heartbeatMs = this.options.heartbeatMs ?? 2_000;
    const lostAfterMs = this.options.lostAfterMs ?? 10_000;
    let lastPulseMs = this.lastHeardMs;
    this.pulse = setInterval(() => {
      const nowMs = performance.now();
      // A page that slept or was throttled has heard nothing either: silence counts only while we were listening.
      if (nowMs - lastPulseMs > heartbeatMs * 2) this.lastHeardMs = nowMs;
      lastPulseMs = nowMs;
      if (nowMs - this.lastHeardMs > lostAfterMs) this.lose('no heartbeat', true);
      else port.post({ kind: 'ping', nonce: this.nextNonce++ });
    }, heartbeatMs);
    return port;
  }

  private receive(message: FromCell): void {
    this.lastHeardMs = performance.now();
    if (message.kind === 'stopped') this.options.onStopped?.(message.reason);
    if (message.kind === 'pong' || message.kind === 'stopped') return;
    const entry = this.pending.get(message.id);
    if (!entry) return;
    if (message.kind === 'progress') {
      entry.what = 'progress';
      this.setDue(entry);
      entry.onProgress?.(message.progress);
      return;
    }
    this.settle(message.id, entry);
    if (message.kind === 'result') entry.resolve(message.value);
    else entry.reject(errorOf(message.error));
  }

  private settle(id: number, entry: Pending): void {
    this.pending.delete(id);
    entry.detach();
  }

  private setDue(entry: Pending): void {
    entry.dueMs = entry.timeoutMs === 0 ? Infinity : performance.now() + entry.timeoutMs;
    this.wakeAt(entry.dueMs);
  }

  /** A timer that was set for a call that is answered wakes for nothing: rarer than one a call. */
  private wakeAt(dueMs: number): void {
    if (dueMs >= this.timerMs) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timerMs = dueMs;
    this.timer = setTimeout(this.onDue, Math.max(0, Math.ceil(dueMs - performance.now())));
  }

  private readonly onDue = (): void => {
    this.timer = null;
    this.timerMs = Infinity;
    const nowMs = performance.now();
    let nextMs = Infinity;
    for (const [id, entry] of [...this.pending]) {
      if (entry.dueMs <= nowMs) this.expire(id, entry);
      else nextMs = Math.min(nextMs, entry.dueMs);
    }
    this.wakeAt(nextMs);
  };

  private expire(id: number, entry: Pending): void {
    this.settle(id, entry);
    this.port.post({ kind: 'cancel', id });
    entry.reject(
      new TapedeckError(
        'E-CELL-02',
        `The engine did not answer “${entry.what}” in time. Try again, or reload the page.`,
        {
          timeoutMs: entry.timeoutMs,
        },
      ),
    );
  }

  private lose(reason: string, isLoss: boolean): void {
    if (this.lost) return;
    const lost = new WorkerLost(reason);
    this.lost = lost;
    if (this.pulse !== null) clearInterval(this.pulse);
    this.pulse = null;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.timerMs = Infinity;
    this.port.terminate();
    for (const [id, entry] of [...this.pending]) {
      this.settle(id, entry);
      entry.reject(lost);
    }
    if (!isLoss) return;
    this.lossesMs.push(performance.now());
    this.options.onLost?.(lost);
  }
}

const cancelled = (): TapedeckError => new TapedeckError('E-CELL-03', 'Cancelled. Nothing was changed.');
