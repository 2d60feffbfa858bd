/**
 * A cell in a thread of its own, as the page has it in a worker, so that the bench can time its answers. The bench's
 * bundle is also the thread's program: `serveCell` is what it does there.
 */
import { join } from 'node:path';
import { parentPort, Worker } from 'node:worker_threads';
import { Cell } from '../../src/worker/cell';
import { makeHost, type CellHost } from '../../src/worker/cell-host';
import { CellClient } from '../../src/worker/client';
import type { FromCell } from '../../src/worker/protocol';

export function serveCell(): void {
  const port = parentPort!;
  // Node serves up to a thousand messages of one port before it looks at another, so here a yield is an immediate.
  const host: CellHost = {
    nowMs: () => performance.now(),
    yieldTask: () => new Promise((done) => setImmediate(done)),
    sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    post: (message, moved) => port.postMessage(message, moved ?? []),
  };
  const cell = new Cell(host);
  port.on('message', (data: unknown) => cell.receive(data));
}

export function startCellThread(root: string): CellClient {
  return new CellClient(() => {
    const worker = new Worker(join(root, 'build/bench.mjs'));
    return {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => void worker.on('message', (message: FromCell) => listener(message)),
      onLost: (listener) => void worker.on('error', (error: Error) => listener(error.message)),
      terminate: () => void worker.terminate(),
    };
  });
}

/** A cell in this very thread: what it is given need not be cloned, which Node cannot do with a Blob of a file. */
export function startCellHere(): CellClient {
  return new CellClient(() => {
    const listeners: ((message: FromCell) => void)[] = [];
    const host = makeHost((message) =>
      setImmediate(() => listeners.forEach((listener) => listener(message))),
    );
    const cell = new Cell(host);
    return {
      post: (message) => setImmediate(() => cell.receive(message)),
      onMessage: (listener) => void listeners.push(listener),
      onLost: () => undefined,
      terminate: () => host.close(),
    };
  });
}
