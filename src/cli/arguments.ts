/**
 * Reading the words of a command line against a declared list, and writing help from the same list. Knows no command.
 * Invariant: every word is either an operand, an option that was declared, or an error with a hint.
 */
import { TapedeckError } from '../layout/errors';

export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** placeholder of the value; absent for a switch */
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly name: string;
  /** operands as they stand in the usage line: `TAPE`, `IN…` */
  readonly operands: string;
  readonly minOperands: number;
  readonly maxOperands: number;
  readonly summary: string;
  readonly details: readonly string[];
  readonly options: readonly OptionSpec[];
}

export interface ParsedArguments {
  readonly operands: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
}

export const isUsageError = (error: unknown): boolean =>
  error instanceof TapedeckError && error.code.startsWith('E-CLI-');

const usageError = (code: string, message: string, spec: CommandSpec): TapedeckError =>
  new TapedeckError(code, `${message} See: tapedeck ${spec.name} --help`);

/** A value of an option that is wrong. */
export const optionError = (spec: CommandSpec, message: string): TapedeckError =>
  usageError('E-CLI-04', message, spec);

/** `-` alone is an operand (standard input or output), and so is everything after `--`. */
export function parseArguments(words: readonly string[], spec: CommandSpec): ParsedArguments {
  const operands: string[] = [];
  const values = new Map<string, string>();
  const switches = new Set<string>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--') {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const option = findOption(equals < 0 ? word : word.slice(0, equals), spec);
    if (values.has(option.name) || switches.has(option.name)) {
      throw usageError('E-CLI-04', `--${option.name} is given twice.`, spec);
    }
    if (option.value === undefined) {
      if (equals >= 0) throw usageError('E-CLI-04', `--${option.name} takes no value.`, spec);
      switches.add(option.name);
      continue;
    }
    const value = equals >= 0 ? word.slice(equals + 1) : words[++index];
    if (value === undefined || value === '' || (equals < 0 && /^--?[a-z]/.test(value))) {
      throw usageError('E-CLI-04', `--${option.name} needs a value: --${option.name} ${option.value}.`, spec);
    }
    values.set(option.name, value);
  }
  refuseOperandCount(operands, spec);
  return { operands, values, switches };
}

/** A long option may be shortened as long as it is the only one that begins so, as getopt_long(3) has it. */
function findOption(word: string, spec: CommandSpec): OptionSpec {
  const found = spec.options.find(({ name, short }) => word === `--${name}` || word === `-${short}`);
  if (found !== undefined) return found;
  const begun = word.length > 3 ? spec.options.filter(({ name }) => `--${name}`.startsWith(word)) : [];
  if (begun.length === 1) return begun[0]!;
  const names = spec.options.map(({ name }) => `--${name}`);
  throw usageError('E-CLI-02', `Unknown option ${word.slice(0, 60)}.${hintFor(word, names)}`, spec);
}

function refuseOperandCount(operands: readonly string[], spec: CommandSpec): void {
  if (operands.length < spec.minOperands) {
    throw usageError('E-CLI-03', `${spec.operands} is missing.`, spec);
  }
  if (operands.length > spec.maxOperands) {
    throw usageError(
      'E-CLI-03',
      `Too many names: “${operands[spec.maxOperands]!.slice(0, 60)}” is not expected.`,
      spec,
    );
  }
}

/** The nearest of `names`, when it is near enough to be meant. */
export function hintFor(word: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.max(2, word.length / 3)
    ? ` Did you mean ${near.name}?`
    : '';
}

/** Levenshtein. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** A whole number given as the value of an option. */
export function integerOption(
  parsed: ParsedArguments,
  spec: CommandSpec,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = parsed.values.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[0-9]{1,15}$/.test(text) || value < min || value > max) {
    throw usageError('E-CLI-04', `--${name} must be a whole number, ${min} … ${max}.`, spec);
  }
  return value;
}

export function requiredOption(parsed: ParsedArguments, spec: CommandSpec, name: string): string {
  const value = parsed.values.get(name);
  if (value === undefined) throw usageError('E-CLI-03', `--${name} is missing.`, spec);
  return value;
}

const helpOption: OptionSpec = { name: 'help', short: 'h', help: 'print this and exit' };

export function usageOf(spec: CommandSpec): string {
  return `tapedeck ${[spec.name, spec.operands, spec.options.length > 0 ? '[options]' : ''].filter(Boolean).join(' ')}`;
}

export function helpOf(spec: CommandSpec): string {
  const options = [...spec.options, helpOption].map((option): [string, string] => {
    const names = `${option.short === undefined ? '    ' : `-${option.short}, `}--${option.name}`;
    return [option.value === undefined ? names : `${names} ${option.value}`, option.help];
  });
  const width = Math.max(...options.map(([names]) => names.length));
  return [
    `${spec.summary}.`,
    '',
    `  ${usageOf(spec)}`,
    '',
    ...spec.details,
    ...(spec.details.length > 0 ? [''] : []),
    'Options:',
    ...options.map(([names, help]) => `  ${names.padEnd(width)}  ${help}`),
    '',
  ].join('\n');
}
