/** The call wrapper: whatever happens to a worker, every promise settles and says why. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CellClient, WorkerLost, type CellPort } from '../../src/worker/client';
import type { FromCell, ToCell } from '../../src/worker/protocol';

class FakePort implements CellPort {
  readonly posted: ToCell[] = [];
  isTerminated = false;
  private listener: (message: FromCell) => void = () => undefined;
  private lost: (reason: string) => void = () => undefined;
  post(message: ToCell): void {
    this.posted.push(message);
  }
  onMessage(listener: (message: FromCell) => void): void {
    this.listener = listener;
  }
  onLost(listener: (reason: string) => void): void {
    this.lost = listener;
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(message: FromCell): void {
    this.listener(message);
  }
  die(reason: string): void {
    this.lost(reason);
  }
}

const ports: FakePort[] = [];
const connect = (): FakePort => {
  const port = new FakePort();
  ports.push(port);
  return port;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  ports.length = 0;
});

describe('CellClient', () => {
  it('matches answers to calls by id, whatever their order, and ignores what it never asked', async () => {
    const client = new CellClient(connect);
    const first = client.call({ type: 'pause' });
    const second = client.call({ type: 'pause' });
    const place = (eventCount: number): { nowNs: bigint; eventCount: number } => ({ nowNs: 1n, eventCount });
    ports[0]!.say({ kind: 'result', id: 99, value: null });
    ports[0]!.say({ kind: 'result', id: 2, value: place(2) });
    ports[0]!.say({ kind: 'result', id: 1, value: place(1) });
    ports[0]!.say({ kind: 'result', id: 1, value: place(7) });
    expect(await first).toEqual(place(1));
    expect(await second).toEqual(place(2));
    client.close();
  });

  it('rejects everything pending with WorkerLost when the worker dies, and works again after a restart', async () => {
    const lost: WorkerLost[] = [];
    const client = new CellClient(connect, { onLost: (error) => lost.push(error) });
    const calls = [client.call({ type: 'play' }), client.call({ type: 'frame', since: null })];
    ports[0]!.die('out of memory');
    for (const call of calls) await expect(call).rejects.toBeInstanceOf(WorkerLost);
    expect(lost).toHaveLength(1);
    expect(ports[0]!.isTerminated).toBe(true);
    await expect(client.call({ type: 'play' })).rejects.toMatchObject({ code: 'E-CELL-01' });
    expect(client.recentLosses).toBe(1);
    client.restart();
    const again = client.call({ type: 'play' });
    ports[0]!.say({ kind: 'result', id: 3, value: null });
    ports[1]!.say({ kind: 'result', id: 3, value: null });
    expect(await again).toBeNull();
    client.close();
  });

  it('notices a worker that no longer answers, and not one that merely slept with the page', async () => {
    const lost: WorkerLost[] = [];
    const client = new CellClient(connect, { onLost: (error) => lost.push(error) });
    const call = client.call({ type: 'play' }, { timeoutMs: 0 });
    const rejected = expect(call).rejects.toBeInstanceOf(WorkerLost);
    for (let i = 0; i < 30; i += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      ports[0]!.say({ kind: 'pong', nonce: i });
    }
    expect(lost).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(15_000);
    await rejected;
    expect(lost[0]!.message).toContain('no heartbeat');
    expect(ports[0]!.posted.some((message) => message.kind === 'ping')).toBe(true);
  });

  it('times a call out, tells the cell, and lets progress extend it', async () => {
    const client = new CellClient(connect, { lostAfterMs: 1e9 });
    const seen: number[] = [];
    const call = client.call(
      { type: 'result', scope: 'whole' },
      { timeoutMs: 1000, onProgress: ({ done }) => seen.push(done) },
    );
    const rejected = expect(call).rejects.toMatchObject({ code: 'E-CELL-02' });
    for (let done = 0; done < 5; done += 1) {
      await vi.advanceTimersByTimeAsync(900);
      ports[0]!.say({ kind: 'progress', id: 1, progress: { phase: 'run', done, total: 5 } });
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    await vi.advanceTimersByTimeAsync(1001);
    await rejected;
    expect(ports[0]!.posted).toContainEqual({ kind: 'cancel', id: 1 });
    client.close();
  });

  it('sends a cancel when the signal aborts and refuses a call that was cancelled before', async () => {
    const client = new CellClient(connect);
    const stopper = new AbortController();
    const call = client.call({ type: 'pause' }, { signal: stopper.signal });
    stopper.abort();
    expect(ports[0]!.posted).toContainEqual({ kind: 'cancel', id: 1 });
    ports[0]!.say({ kind: 'error', id: 1, error: { code: 'E-CELL-03', message: 'Cancelled.', details: {} } });
    await expect(call).rejects.toMatchObject({ code: 'E-CELL-03' });
    await expect(client.call({ type: 'pause' }, { signal: stopper.signal })).rejects.toMatchObject({
      code: 'E-CELL-03',
    });
    client.close();
  });
});
