/**
 * The native twin as a child process: compiled when a C++ compiler is found, asked for one round at a time so
 * that its rounds interleave with ours. Knows the twin's options and its one-line answers.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { join } from 'node:path';
import type { Flow } from './flow/command-writer';

export type TwinVariant = 'plain' | 'prefetch';

export interface TwinRound {
  readonly messages: number;
  readonly seconds: number;
  readonly units: number;
  readonly reports: number;
  readonly digest: string;
  readonly live: number;
}

const FLAGS = ['-O3', '-march=native', '-std=c++17'];

/** Path of the program, or why there is none. */
export function compileTwin(source: string, folder: string): { program: string } | { reason: string } {
  const program = join(folder, 'twin');
  for (const compiler of ['clang++', 'g++', 'c++']) {
    const result = spawnSync(compiler, [...FLAGS, '-o', program, join(source, 'twin.cpp')], {
      encoding: 'utf8',
    });
    if (result.error !== undefined) continue;
    if (result.status === 0) return { program };
    return { reason: `${compiler} failed: ${result.stderr.split('\n')[0] ?? ''}` };
  }
  return { reason: 'no C++ compiler (clang++, g++, c++) on this machine' };
}

export class NativeTwin {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #isOver = false;
  readonly #waiting: ((line: string | null) => void)[] = [];

  constructor(program: string, flow: Flow, file: string, journalUnits: number) {
    const options = {
      '--warmup': flow.warmup,
      '--instruments': flow.instruments,
      '--orders': flow.orders,
      '--window-ticks': flow.windowTicks,
      '--journal-units': journalUnits,
    };
    const args = Object.entries(options).flatMap(([key, value]) => [key, String(value)]);
    this.#child = spawn(program, [...args, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.#child.stdout === null) throw new Error('the twin has no standard output');
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#lines.on('line', (line) => this.#waiting.shift()?.(line));
    this.#lines.on('close', () => {
      this.#isOver = true;
      for (const wake of this.#waiting.splice(0)) wake(null);
    });
  }

  async round(variant: TwinVariant, isDigested: boolean): Promise<TwinRound> {
    const line = await new Promise<string | null>((resolve) => {
      if (this.#isOver) return resolve(null);
      this.#waiting.push(resolve);
      this.#child.stdin?.write(`${variant} ${isDigested ? 1 : 0}\n`);
    });
    if (line === null) throw new Error('the native twin stopped');
    return JSON.parse(line) as TwinRound;
  }

  close(): void {
    this.#child.stdin?.end();
    this.#lines.close();
  }
}
