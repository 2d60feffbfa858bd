/**
 * The command line's only doors to the world: standard input, output and error, handed in so that tests need no
 * process. Knows nothing of any command. Invariant: what is written arrives in the order in which it was written.
 */
export interface CliIo {
  /** standard output; resolves when more may be written */
  write(chunk: string | Uint8Array): Promise<void>;
  /** one line on standard error */
  note(line: string): void;
  /** standard input, read once */
  stdin(): AsyncIterable<Uint8Array>;
  /** False: somebody asked the program to stop. */
  wait(ms: number): Promise<boolean>;
}

/** Takes bytes as they are made. `write` has used or copied them when it returns. */
export interface ByteSink {
  write(bytes: Uint8Array): void;
  /** resolves when so much has gone out that more may be written */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes that wait for standard output, after the first `skipBytes`; `drain` holds the producer back. */
export function sinkToOutput(io: CliIo, skipBytes: number): ByteSink {
  let waiting: Uint8Array[] = [];
  let left = skipBytes;
  const drain = async (): Promise<void> => {
    const chunks = waiting;
    waiting = [];
    for (const chunk of chunks) await io.write(chunk);
  };
  return {
    write: (bytes) => {
      const skipped = Math.min(left, bytes.length);
      left -= skipped;
      if (skipped < bytes.length) waiting.push(bytes.slice(skipped));
    },
    drain,
    close: drain,
  };
}

/** The process's own streams. A reader that goes away (`| head`) ends the program quietly. */
export function processIo(): CliIo {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    write: (chunk) =>
      new Promise((resolve) => {
        if (process.stdout.write(chunk)) resolve();
        else process.stdout.once('drain', resolve);
      }),
    note: (line) => void process.stderr.write(`${line}\n`),
    stdin: () => process.stdin,
    wait: (ms) =>
      new Promise((resolve) => {
        const stop = (): void => {
          clearTimeout(timer);
          resolve(false);
        };
        const timer = setTimeout(() => {
          process.off('SIGINT', stop).off('SIGTERM', stop);
          resolve(true);
        }, ms);
        process.once('SIGINT', stop).once('SIGTERM', stop);
      }),
  };
}
