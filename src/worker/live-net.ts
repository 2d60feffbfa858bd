/**
 * The network, the clock, timers and chance as a live session is given them: the browser's in the gateway, others in
 * tests. Nothing else of a session touches any of them.
 */
import type { AnswerHead } from '../tape/live/pace';

export interface LiveSocket {
  send(text: string): void;
  close(): void;
}
export interface SocketEvents {
  open(): void;
  text(text: string): void;
  /** once, whatever the reason; never after `close()` was called */
  lost(why: string): void;
}
export interface LiveAnswer extends AnswerHead {
  readonly body: string;
}
export interface LiveNet {
  /** wall milliseconds since 1970, with their fraction */
  nowMs(): number;
  /** in [0, 1) */
  random(): number;
  /** Answers how to call it off. */
  after(ms: number, work: () => void): () => void;
  openSocket(url: string, events: SocketEvents): LiveSocket;
  get(url: string, signal: AbortSignal): Promise<LiveAnswer>;
}

const ANSWER_MS_MAX = 20_000;
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

/** The platform's own WebSocket and fetch: no cookies, no referrer, no redirect to a host nobody allowed. */
export function platformNet(random: () => number): LiveNet {
  return {
    nowMs: () => performance.timeOrigin + performance.now(),
    random,
    after(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    openSocket(url, events) {
      const socket = new WebSocket(url);
      let isOver = false;
      const lose = (why: string): void => {
        if (isOver) return;
        isOver = true;
        events.lost(why);
      };
      socket.addEventListener('open', () => !isOver && events.open());
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (!isOver) events.text(typeof data === 'string' ? data : '');
      });
      socket.addEventListener('error', () => lose('the connection failed'));
      socket.addEventListener('close', ({ code, reason }) =>
        lose(`the host closed the connection (${code}${reason === '' ? '' : `, ${reason.slice(0, 120)}`})`),
      );
      return {
        send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
        close() {
          isOver = true;
          socket.close();
        },
      };
    },
    async get(url, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]);
      const response = await fetch(url, {
        ...{ signal: limit, credentials: 'omit', cache: 'no-store', redirect: 'error' },
        referrerPolicy: 'no-referrer',
      });
      const bytes = Number(response.headers.get('content-length') ?? 0);
      if (bytes > ANSWER_BYTES_MAX) throw new Error(`an answer of ${bytes} bytes`);
      const headers = Object.fromEntries([...response.headers].map(([k, v]) => [k.toLowerCase(), v]));
      return { status: response.status, headers, body: await response.text() };
    },
  };
}
