/**
 * What the cell is given by the place it lives in: a clock for pacing, a way to let messages in, a way to answer.
 * The same for a browser worker and for Node. Invariant: nothing here reaches an engine.
 */
import type { FromCell } from './protocol';

export interface CellHost {
  /** wall milliseconds, for slices and pacing only */
  nowMs(): number;
  /** Lets messages that wait be handled, then goes on at once. */
  yieldTask(): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** `moved`: buffers that the receiver takes over */
  post(message: FromCell, moved?: ArrayBuffer[]): void;
}

/** Yields through a message channel: timers are clamped to 4 ms after a few turns, messages are not. */
export function makeHost(post: CellHost['post']): CellHost & { close(): void } {
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return {
    nowMs: () => performance.now(),
    yieldTask: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        channel.port2.postMessage(null);
      }),
    sleep: (ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    post,
    close: () => {
      channel.port1.close();
      channel.port2.close();
    },
  };
}
