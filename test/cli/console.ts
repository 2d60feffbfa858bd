/** A command line without a process: what was printed, and a folder of its own that is gone afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CliIo } from '../../src/cli/io';
import { main } from '../../src/cli/program';

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `meanwhile` is what happens to the files while the program waits, look by look; then it is asked to stop. */
export async function tapedeck(
  words: readonly string[],
  input: readonly Uint8Array[] = [],
  meanwhile: readonly (() => void)[] = [],
): Promise<Printed> {
  const waits = [...meanwhile];
  const out: Uint8Array[] = [];
  const err: string[] = [];
  const io: CliIo = {
    write: (chunk) => {
      out.push(Buffer.from(chunk));
      return Promise.resolve();
    },
    note: (line) => void err.push(`${line}\n`),
    stdin: async function* () {
      for (const chunk of input) yield await Promise.resolve(chunk);
    },
    wait: () => {
      const happens = waits.shift();
      happens?.();
      return Promise.resolve(happens !== undefined);
    },
  };
  const code = await main(words, io);
  return { code, out: Buffer.concat(out).toString('utf8'), err: err.join('') };
}

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'tapedeck-cli-'));

  of(name: string): string {
    return join(this.path, name);
  }

  put(name: string, content: string | Uint8Array): string {
    writeFileSync(this.of(name), content);
    return this.of(name);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function folderForTest(): Folder {
  const folder = new Folder();
  onTestFinished(() => folder.remove());
  return folder;
}
