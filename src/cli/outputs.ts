/** Files that a command writes. Invariant: the bytes are in the file before `drain` resolves. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { fileError } from './inputs';
import { sinkToOutput } from './io';
import type { ByteSink, CliIo } from './io';

/**
 * `-` is standard output, which cannot be begun again: whoever writes the same bytes a second time says how many of
 * them have gone out already.
 */
export function openOutput(operand: string, io: CliIo, skipBytes = 0): ByteSink {
  return operand === '-' ? sinkToOutput(io, skipBytes) : sinkToFile(operand);
}

function sinkToFile(path: string): ByteSink {
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw fileError(path, error);
    }
  };
  const file = attempt(() => openSync(path, 'w'));
  return {
    write: (bytes) => {
      attempt(() => {
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      });
    },
    drain: () => Promise.resolve(),
    close: () => {
      attempt(() => closeSync(file));
      return Promise.resolve();
    },
  };
}

/** Hashes what is written. */
export class Sha256Sink {
  private readonly hash = createHash('sha256');

  readonly write = (bytes: Uint8Array): void => {
    this.hash.update(bytes);
  };

  hex(): string {
    return this.hash.digest('hex');
  }
}
