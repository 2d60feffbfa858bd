/**
 * The command line as a function: words and streams in, exit code out. Exit codes are those of docs/FORMATS.md; what a
 * person can cause is one line `E-…: …` on standard error, never a stack trace.
 */
import packageJson from '../../package.json';
import { TapedeckError } from '../layout/errors';
import { helpOf, hintFor, isUsageError, parseArguments, usageOf } from './arguments';
import type { CliCommand } from './command';
import { bench } from './commands/bench';
import { compareImpactCommand } from './commands/compare-impact';
import { convert } from './commands/convert';
import { inspect } from './commands/inspect';
import { invoice } from './commands/invoice';
import { join } from './commands/join';
import { match } from './commands/match';
import { merge } from './commands/merge';
import { queueModels } from './commands/queue-models';
import { repair } from './commands/repair';
import { replay } from './commands/replay';
import { rights } from './commands/rights';
import { run } from './commands/run';
import { slice } from './commands/slice';
import { sql } from './commands/sql';
import { substituteCommand } from './commands/substitute';
import { terms } from './commands/terms';
import { verify } from './commands/verify';
import type { CliIo } from './io';

const commands: readonly CliCommand[] = [
  convert,
  inspect,
  merge,
  join,
  slice,
  repair,
  terms,
  rights,
  sql,
  replay,
  run,
  invoice,
  verify,
  match,
  compareImpactCommand,
  queueModels,
  substituteCommand,
  bench,
];

function overview(): string {
  const rows = commands.map(({ spec }): [string, string] => [usageOf(spec), spec.summary]);
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return [
    'Tapedeck: replay tapes, match orders and verify runs.',
    '',
    ...rows.map(([usage, summary]) => `  ${usage.padEnd(width)}  ${summary}`),
    '',
    '  tapedeck COMMAND --help    says more about a command',
    '  tapedeck --version         prints the version',
    '',
    'From a clone: npm run -s tapedeck -- COMMAND …',
    '',
  ].join('\n');
}

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

export async function main(words: readonly string[], io: CliIo): Promise<number> {
  try {
    return await dispatch(words, io);
  } catch (error) {
    io.note(describeError(error));
    return isUsageError(error) ? 2 : 1;
  }
}

async function dispatch(words: readonly string[], io: CliIo): Promise<number> {
  const [first, ...rest] = words;
  if (first === undefined) {
    io.note(overview());
    return 2;
  }
  if (isHelp(first) || first === 'help') {
    const topic = commands.find(({ spec }) => spec.name === rest[0]);
    await io.write(topic === undefined ? overview() : helpOf(topic.spec));
    return 0;
  }
  if (first === '--version' || first === '-V') {
    await io.write(`${packageJson.version}\n`);
    return 0;
  }
  const command = commands.find(({ spec }) => spec.name === first);
  if (command === undefined) {
    const names = commands.map(({ spec }) => spec.name);
    const what = first.startsWith('-') ? 'option' : 'command';
    const hint = hintFor(first, names);
    throw new TapedeckError('E-CLI-01', `Unknown ${what} ${first.slice(0, 60)}.${hint} See: tapedeck --help`);
  }
  const end = rest.indexOf('--');
  if ((end < 0 ? rest : rest.slice(0, end)).some(isHelp)) {
    await io.write(helpOf(command.spec));
    return 0;
  }
  return command.run(parseArguments(rest, command.spec), io);
}

function describeError(error: unknown): string {
  if (error instanceof TapedeckError) return `${error.code}: ${error.message}`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `E-CLI-99: This is a fault of Tapedeck, not of your input. Please report it with the command line. ${text}`;
}
