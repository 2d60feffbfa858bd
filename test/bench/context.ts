/**
 * What every section of the bench gets: options, places, and where results go. Sections add to the report and
 * print nothing themselves but progress.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { BenchReport, Figure, Ratio } from './figures';

export interface Options {
  readonly only: string | null;
  readonly rounds: number;
  /** A tenth of the messages, for a look; the figures are not for quoting. */
  readonly isQuick: boolean;
}

export interface Context {
  readonly options: Options;
  readonly root: string;
  /** Folder for flows and programs, emptied by the sections that use it. */
  readonly scratch: string;
  readonly report: BenchReport;
  addFigures(...figures: Figure[]): void;
  addRatios(...ratios: Ratio[]): void;
  skip(group: string, reason: string): void;
  say(line: string): void;
}

export const usage = `npm run bench -- [--only SECTION] [--rounds N] [--quick]
sections: matching, queue, tape, import, sql, checkpoint, seek, stream, page`;

/** Throws an Error with the usage when an option is not known. */
export function parseOptions(args: readonly string[]): Options {
  let only: string | null = null;
  let rounds = 5;
  let isQuick = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === '--quick') isQuick = true;
    else if (arg === '--only') only = args[++i] ?? '';
    else if (arg === '--rounds') rounds = Number(args[++i]);
    else throw new Error(`unknown option ${String(arg)}\n${usage}`);
  }
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds wants a whole number\n${usage}`);
  return { only, rounds, isQuick };
}

export function createContext(options: Options): Context {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const scratch = join(root, 'build/bench');
  mkdirSync(scratch, { recursive: true });
  const report: BenchReport = { figures: [], ratios: [], skips: [] };
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    options,
    root,
    scratch,
    report,
    addFigures: (...figures) => void report.figures.push(...figures),
    addRatios: (...ratios) => void report.ratios.push(...ratios),
    skip: (group, reason) => {
      report.skips.push({ group, reason });
      say(`skipped ${group}: ${reason}`);
    },
    say,
  };
}
