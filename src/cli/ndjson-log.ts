/**
 * A command log as NDJSON (docs/FORMATS.md, "Command log"), line by line in bounded memory.
 * Invariant: every command has been checked and has its line number in any message; time never goes back.
 */
import { TapedeckError } from '../layout/errors';
import { CommandFlag, CommandKind, Tif } from '../layout/layout.gen';
import { parseCommand, timeWentBack } from '../scenario/command';
import type { CommandInput } from '../scenario/command';
import { parseJsonText } from '../scenario/shape';
import type { ReplayableInput } from './inputs';

const maxLineBytes = 1 << 20;
const lineFeed = 10;

interface Line {
  readonly text: string;
  readonly number: number;
}

/** The lines of a chunk together: an array a chunk costs less than a promise a line. */
async function* textLines(input: ReplayableInput): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Uint8Array = new Uint8Array(0);
  let number = 0;
  const lineOf = (bytes: Uint8Array): Line => {
    number++;
    try {
      return { text: decoder.decode(bytes), number };
    } catch {
      throw new TapedeckError('E-NDJSON-02', `${input.name}, line ${number}: is not UTF-8 text.`, {
        line: number,
      });
    }
  };
  for await (const chunk of input.open()) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineFeed, held.length); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      lines.push(lineOf(bytes.subarray(start, end)));
      start = end + 1;
    }
    held = bytes.slice(start);
    if (held.length > maxLineBytes) {
      throw new TapedeckError('E-NDJSON-01', `${input.name}, line ${number + 1}: is longer than 1 MiB.`, {
        line: number + 1,
      });
    }
    yield lines;
  }
  if (held.length > 0) yield [lineOf(held)];
}

/** The commands in order, some at a time; at most `limit` in all. Empty lines are skipped. */
export async function* logCommands(input: ReplayableInput, limit: number): AsyncGenerator<CommandInput[]> {
  let lastNs = 0n;
  let left = limit;
  for await (const lines of textLines(input)) {
    const commands: CommandInput[] = [];
    for (const { text, number } of lines) {
      if (commands.length === left) break;
      if (text.trim() === '') continue;
      const command = readLine(input.name, text, number);
      if (command.tsNs < lastNs) throw timeWentBack(`${input.name}, line ${number}.ts`);
      lastNs = command.tsNs;
      commands.push(command);
    }
    left -= commands.length;
    yield commands;
    if (left === 0) return;
  }
}

function readLine(name: string, text: string, number: number): CommandInput {
  const path = `${name}, line ${number}`;
  return parseCommand(parseJsonText(text, path), path);
}

export interface LogSurvey {
  readonly messages: number;
  readonly restingNews: number;
  /** orders that need an extension */
  readonly icebergs: number;
  /** orders with a time at which they end */
  readonly expiring: number;
  readonly instruments: number;
  /** widest of all instruments, in units */
  readonly priceSpan: number;
}

export async function surveyLog(input: ReplayableInput, limit: number): Promise<LogSurvey> {
  const count = { messages: 0, restingNews: 0, icebergs: 0, expiring: 0 };
  const low: number[] = [];
  const high: number[] = [];
  for await (const commands of logCommands(input, limit)) {
    for (const { instrument, flags, kind, tif, displayShift, priceUnits, terms } of commands) {
      count.messages++;
      low[instrument] ??= Infinity;
      high[instrument] ??= -Infinity;
      const isMarket = (flags & CommandFlag.market) !== 0;
      const isNew = kind === CommandKind.new;
      if (isNew && ((!isMarket && tif === Tif.GTC) || terms !== undefined || tif > Tif.FOK))
        count.restingNews++;
      if (isNew && (displayShift > 0 || terms !== undefined || tif > Tif.FOK)) count.icebergs++;
      if (isNew && (tif === Tif.DAY || tif === Tif.GTD)) count.expiring++;
      if ((isNew && !isMarket) || kind === CommandKind.replace) {
        const price = Number(priceUnits);
        if (price < low[instrument]) low[instrument] = price;
        if (price > high[instrument]) high[instrument] = price;
      }
    }
  }
  const spans = low.map((lowest, instrument) => (high[instrument] ?? lowest) - lowest);
  const priceSpan = spans.reduce((widest, span) => (span > widest ? span : widest), 0);
  return { ...count, instruments: Math.max(1, low.length), priceSpan };
}
