/**
 * The gateway: which sources this site offers, the one that is connected, and its recording. Checks what it is asked;
 * the session does the talking. Invariant: a session can reach only the origins of its source that a person allowed.
 */
import type { LiveSource } from '../tape/live/adapter';
import type { BackoffRule } from '../tape/live/pace';
import { adapters } from '../tape/live/registry';
import type { GatewayApi, KeepLines, LiveAsk, LiveLook, LiveSourceFacts, Recorded } from './gateway-protocol';
import type { LiveNet } from './live-net';
import { liveError, LiveSession } from './live-session';

const texts = ['id', 'adapter', 'label', 'socket', 'rest'] as const;

export function originsOf({ socket, rest }: Pick<LiveSource, 'socket' | 'rest'>): string[] {
  return [socket, rest].filter((origin) => origin !== '');
}

export class Gateway implements GatewayApi {
  #session: LiveSession | null = null;
  #ask: LiveAsk | null = null;

  constructor(
    readonly net: LiveNet,
    readonly backoff?: BackoffRule,
  ) {}

  sources(list: unknown): Promise<LiveSourceFacts[]> {
    const lines: unknown[] = Array.isArray(list) ? list : [];
    const sources = lines.filter(isSource).flatMap((source): LiveSourceFacts[] => {
      const facts = adapters[source.adapter];
      if (facts === undefined) return [];
      const { shows, isKeyNeeded, example } = facts;
      return [{ ...source, shows, isKeyNeeded, example, origins: originsOf(source) }];
    });
    return Promise.resolve(sources);
  }

  async connect(ask: LiveAsk, allowed: readonly string[]): Promise<void> {
    const symbol = ask.symbol.trim().toUpperCase();
    const facts = adapters[ask.source.adapter];
    if (facts === undefined || !isSource(ask.source))
      throw liveError('E-LIVE-02', 'This source is not one that is known here.');
    if (!facts.symbol.test(symbol))
      throw liveError('E-LIVE-03', `“${symbol}” is no symbol of ${ask.source.label}, like ${facts.example}.`);
    if (facts.isKeyNeeded && ask.key.trim() === '')
      throw liveError('E-LIVE-03', `${ask.source.label} wants a key of your own.`);
    const own = originsOf(ask.source);
    const refused = own.find((origin) => !allowed.includes(origin));
    if (refused !== undefined)
      throw liveError('E-LIVE-01', `Nobody allowed this page to talk to ${refused}.`, { origin: refused });
    if ((this.#session?.recording ?? null) !== null)
      throw liveError('E-LIVE-05', 'A recording is going on: stop it before you connect to something else.');
    await this.disconnect();
    this.#ask = { ...ask, symbol, key: ask.key.trim() };
    const { weightLimit } = facts;
    const options = this.backoff === undefined ? {} : { backoff: this.backoff };
    const session = new LiveSession(facts.make(this.#ask), this.net, {
      ...options,
      ...{ allowed: own, weightLimit },
    });
    this.#session = session;
    session.start();
  }

  look(levels: number): Promise<LiveLook | null> {
    if (this.#session === null || this.#ask === null) return Promise.resolve(null);
    const { source, symbol } = this.#ask;
    return Promise.resolve({ sourceId: source.id, symbol, ...this.#session.look(levels) });
  }

  record(keep?: KeepLines): Promise<string> {
    if (this.#session === null || this.#ask === null || this.#session.state === 'ended')
      throw liveError('E-LIVE-05', 'Nothing is connected that could be recorded.');
    const { symbol, source } = this.#ask;
    const stamp = new Date(this.net.nowMs()).toISOString().slice(0, 19).replaceAll(':', '-');
    const name = `${symbol.replace(/[^A-Z0-9-]/g, '-')}-${source.id}-${stamp}.ndjson`;
    this.#session.record(name, keep);
    return Promise.resolve(name);
  }

  async stopRecording(): Promise<Recorded | null> {
    const recording = this.#session?.recording ?? null;
    if (this.#session !== null) this.#session.recording = null;
    await recording?.keepNow();
    return recording?.take() ?? null;
  }

  disconnect(): Promise<void> {
    this.#session?.stop();
    return Promise.resolve();
  }
}

function isSource(value: unknown): value is LiveSource {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return (
    texts.every((name) => typeof fields[name] === 'string') && originsOf(fields as never).every(isOrigin)
  );
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^(https?|wss?):/.test(text);
}
