/**
 * The cell: engine and driver behind the message protocol, the same in a browser worker and in Node. No fetch, no
 * storage: bytes, tape and commands are handed to it. Invariant: `receive` never throws, and every call that can be
 * read gets exactly one answer, however late, doubled or out of order messages come.
 */
import { TapedeckError } from '../layout/errors';
import { layoutHash } from '../layout/layout.gen';
import { commandToJson } from '../scenario/command';
import { isSpeed } from '../sim';
import type { CellHost } from './cell-host';
import { openRun } from './cell-open';
import { Job } from './job';
import {
  protocolVersion,
  type Answers,
  type CommandJson,
  type ErrorJson,
  type Request,
  type RequestType,
} from './protocol';
import { ownError } from './own-error';
import { askedPart } from './part';
import { readMessage } from './read-message';
import { Session } from './session';

type Handlers = {
  [T in RequestType]: (request: Extract<Request, { type: T }>, job: Job) => Promise<Answers[T]>;
};

/** Ids this far behind the newest are stale and dropped unread. */
const idMemory = 4096;

export class Cell {
  private session: Session | null = null;
  private readonly jobs = new Map<number, Job>();
  private readonly seen = new Set<number>();
  private newestId = 0;
  private opening = 0;

  constructor(private readonly host: CellHost) {}

  receive(data: unknown): void {
    const message = readMessage(data);
    if (message === null) return;
    if (message.kind === 'ping') return this.host.post({ kind: 'pong', nonce: message.nonce });
    if (message.kind === 'cancel') return this.jobs.get(message.id)?.cancel();
    if (!this.isNews(message.id)) return;
    if (message.kind === 'unreadable') {
      const error = { code: 'E-CELL-05', message: `The call could not be read: ${message.why}`, details: {} };
      return this.host.post({ kind: 'error', id: message.id, error });
    }
    void this.answer(message.id, message.request);
  }

  private isNews(id: number): boolean {
    if (this.seen.has(id) || id <= this.newestId - idMemory) return false;
    this.seen.add(id);
    if (id > this.newestId) this.newestId = id;
    if (this.seen.size > idMemory * 2) {
      for (const old of this.seen) if (old <= this.newestId - idMemory) this.seen.delete(old);
    }
    return true;
  }

  private async answer(id: number, request: Request): Promise<void> {
    const job = new Job(id, this.host);
    this.jobs.set(id, job);
    try {
      const handle = this.handlers[request.type] as (
        request: Request,
        job: Job,
      ) => Promise<Answers[RequestType]>;
      const value = await handle(request, job);
      this.host.post({ kind: 'result', id, value }, movedWith(value));
    } catch (error) {
      this.host.post({ kind: 'error', id, error: errorJson(error) });
    } finally {
      this.jobs.delete(id);
    }
  }

  private get open(): Session {
    if (this.session === null)
      throw new TapedeckError('E-CELL-04', 'Nothing is open. Open a tape or a scenario first.');
    return this.session;
  }

  private readonly handlers: Handlers = {
    hello: ({ protocol }) => {
      if (protocol !== protocolVersion) {
        throw new TapedeckError(
          'E-CELL-10',
          'The page and its engine are of different versions. Reload the page.',
          {
            page: protocol,
            cell: protocolVersion,
          },
        );
      }
      return Promise.resolve({ protocol: protocolVersion, engineLayout: layoutHash });
    },
    open: (request, job) => this.openSession(request, job),
    close: async () => {
      await this.closeSession(null);
      return null;
    },
    play: async () => (this.open.play(), null),
    pause: () => this.open.pause(),
    speed: async ({ speed }) => {
      if (!isSpeed(speed))
        throw new TapedeckError('E-CELL-11', 'A speed is 0.1 to 1000, or “max”.', { speed });
      this.open.setSpeed(speed);
      return null;
    },
    seek: (request, job) => this.open.seek(request, job),
    step: (request, job) => this.open.step(request, job),
    goTo: (request, job) => this.open.goTo(request, job),
    jump: (request, job) => this.open.jump(request, job),
    loop: async ({ loop }) => (this.open.setLoop(loop), null),
    submit: ({ command }) => this.open.submit(command),
    act: ({ commands }) => this.open.act(commands),
    rewrite: (request, job) => this.open.rewrite(request, job),
    desk: (request) => this.open.desk(request),
    preview: (request, job) => this.open.preview(request, job),
    whatIf: (request, job) => this.open.whatIf(request, job),
    compare: (request, job) => this.open.compare(request, job),
    view: async ({ instrument, levels }) => (this.open.view(instrument, levels), null),
    frame: async ({ since }) => this.open.frame(since),
    past: (request, job) => this.open.past(request, job),
    log: async ({ limit, kinds = [] }) => this.open.log(limit, kinds),
    journal: (request, job) => this.open.journal(request, job),
    timeline: ({ buckets }, job) => this.open.timeline(buckets, job),
    survey: async (_request, job) => (await this.open.survey(job), null),
    result: async ({ scope }, job) => {
      const { run } = this.open;
      if (scope === 'whole') return (await askedPart()).wholeResult(run, job);
      return { result: run.result(), blockDigests: run.engine.blockDigests() };
    },
    verify: async ({ claim }, job) => {
      const { run } = this.open;
      return (await askedPart()).verdictOn(run, claim, job);
    },
    double: (_request, job) => this.open.double(job),
    checkpoint: () => this.open.checkpoint(),
    resume: (request, job) => this.open.resume(request, job),
    humanLog: async () =>
      this.open.run.humanLog.map((command) => commandToJson(command) as unknown as CommandJson),
    money: async ({ question }) => {
      const { answerMoney } = await askedPart();
      return answerMoney(this.open.run, this.open.sinks, question);
    },
  };

  /** Of several opens the last one wins; the others answer that they were overtaken. */
  private async openSession(request: Extract<Request, { type: 'open' }>, job: Job): Promise<Answers['open']> {
    this.opening += 1;
    const turn = this.opening;
    await this.closeSession(job);
    const { run, sinks, texts, info } = await openRun(request);
    if (turn !== this.opening || job.signal.aborted) {
      throw new TapedeckError('E-CELL-03', 'Cancelled: something else was opened. Nothing was changed.');
    }
    this.session = new Session(this.host, run, sinks, texts, info, (reason) =>
      this.host.post({ kind: 'stopped', reason }),
    );
    return info;
  }

  private async closeSession(except: Job | null): Promise<void> {
    if (except === null) this.opening += 1;
    const { session } = this;
    this.session = null;
    if (session === null) return;
    for (const job of this.jobs.values()) if (job !== except) job.cancel();
    await session.close();
  }
}

/** Buffers that go along with an answer instead of being copied. */
function movedWith(value: Answers[RequestType]): ArrayBuffer[] {
  if (value === null) return [];
  if ('touches' in value && value.touches instanceof Uint8Array) return [value.touches.buffer];
  if ('units' in value) return [value.units.buffer];
  if ('bytes' in value) return [value.bytes.buffer];
  if (!('depth' in value)) return [];
  const { depth, trades, touches } = value;
  return [depth, trades, touches].flatMap((columns) => Object.values(columns).map(({ buffer }) => buffer));
}

function errorJson(error: unknown): ErrorJson {
  const known = error instanceof TapedeckError ? error : ownError(error);
  return { code: known.code, message: known.message, details: { ...known.details } };
}
