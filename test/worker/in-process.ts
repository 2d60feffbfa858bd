/**
 * A cell in this very thread behind the port of a worker: every message is cloned and comes in a later task, together
 * with all others that were sent in the same one, so that tests decide what the cell finds waiting.
 */
import { Cell } from '../../src/worker/cell';
import { makeHost } from '../../src/worker/cell-host';
import { CellClient, type CellPort, type ClientOptions } from '../../src/worker/client';
import type { FromCell, ToCell } from '../../src/worker/protocol';

export interface InProcess {
  readonly port: CellPort;
  /** as if the worker had died */
  kill(reason: string): void;
  /** puts a raw message before the cell */
  inject(message: unknown): void;
  readonly sent: FromCell[];
}

export function cellInProcess(): InProcess {
  const listeners: ((message: FromCell) => void)[] = [];
  const lost: ((reason: string) => void)[] = [];
  const sent: FromCell[] = [];
  let isDead = false;
  const host = makeHost((message) => {
    const copy = structuredClone(message);
    sent.push(copy);
    setImmediate(() => {
      if (!isDead) for (const listener of listeners) listener(copy);
    });
  });
  const cell = new Cell(host);
  const waiting: unknown[] = [];
  const deliver = (): void => {
    for (const message of waiting.splice(0)) if (!isDead) cell.receive(message);
  };
  return {
    port: {
      post: (message: ToCell) => {
        if (waiting.length === 0) setImmediate(deliver);
        waiting.push(structuredClone(message));
      },
      onMessage: (listener) => void listeners.push(listener),
      onLost: (listener) => void lost.push(listener),
      terminate: () => {
        isDead = true;
        host.close();
      },
    },
    kill: (reason) => {
      isDead = true;
      for (const listener of lost) listener(reason);
    },
    inject: (message) => cell.receive(message),
    sent,
  };
}

export function clientInProcess(options: ClientOptions = {}): CellClient {
  return new CellClient(() => cellInProcess().port, options);
}
