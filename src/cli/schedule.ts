/**
 * Work that is repeated when files have changed: looks at them every so often, and does the work when their names, sizes
 * or times are others than at the last try. Invariant: an error is said and ends nothing; the next change is a new try.
 */
import { stat } from 'node:fs/promises';
import { TapedeckError } from '../layout/errors';
import { optionError, type CommandSpec, type ParsedArguments } from './arguments';
import type { CliIo } from './io';
import { fileError } from './inputs';
import { filesAt } from './tape-sources';

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** the longest that a timer of Node waits */
const WAIT_MS_MAX = 2 ** 31 - 1;

/** `30s`, `10m`, `1h`, `1d` in milliseconds; undefined without the option. */
export function everyMs(parsed: ParsedArguments, spec: CommandSpec): number | undefined {
  const text = parsed.values.get('every');
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^([1-9][0-9]{0,5})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? NaN);
  if (!(ms <= WAIT_MS_MAX)) throw optionError(spec, '--every must be like 30s, 10m, 6h or 1d, at most 24d.');
  return ms;
}

/** Names, sizes and times of all files that the operands stand for. */
async function lookAt(operands: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const operand of operands) {
    for (const path of await filesAt(operand)) {
      const { size, mtimeMs } = await stat(path);
      lines.push(`${path}|${size}|${mtimeMs}`);
    }
  }
  return lines.join('\n');
}

/** Until somebody asks it to stop, or `rounds` looks were taken. Answers whether the last try succeeded. */
export async function repeat(
  operands: readonly string[],
  schedule: { readonly everyMs: number; readonly rounds: number },
  io: CliIo,
  work: () => Promise<void>,
): Promise<boolean> {
  let seen: string | null = null;
  let isGood = false;
  let told = '';
  for (let round = 1; ; round++) {
    try {
      const found = await lookAt(operands);
      if (found !== seen) {
        seen = found;
        isGood = false;
        await work();
        isGood = true;
      }
    } catch (error) {
      const known = fileError(operands.join(', '), error);
      if (!(known instanceof TapedeckError)) throw error;
      isGood = false;
      const words = `${known.code}: ${known.message} The tape that was there is as it was; tried again after a change.`;
      if (words !== told) io.note(words);
      told = words;
    }
    if (round === schedule.rounds || !(await io.wait(schedule.everyMs))) return isGood;
  }
}
