/**
 * What people did, in the order in which the engine's queue will apply it: time, rank, actor, then order of entry.
 * It knows commands, not the engine. Invariant: replaying `commands` from the start gives the very order in which they
 * were applied live, even when somebody went back and acted earlier than before.
 */
import { commandToJson, type CommandInput } from '../scenario/command';

interface Entry {
  readonly command: CommandInput;
  /** rises with every entry made, wherever it lands */
  readonly revision: number;
}

/** Order of the event queue without the sequence number. */
export function compareKeys(a: CommandInput, b: CommandInput): number {
  if (a.tsNs !== b.tsNs) return a.tsNs < b.tsNs ? -1 : 1;
  return a.rank - b.rank || a.account - b.account;
}

/** How many of a log’s commands are later than `ns`. */
export function countAfter(commands: readonly CommandInput[], ns: bigint): number {
  let low = 0;
  let high = commands.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (commands[middle]!.tsNs <= ns) low = middle + 1;
    else high = middle;
  }
  return commands.length - low;
}

/** The first of the times that are there, 0 when none is. */
export function earliest(times: readonly (bigint | undefined)[]): bigint {
  const known = times.filter((ns) => ns !== undefined);
  return known.reduce((first, ns) => (ns < first ? ns : first), known[0] ?? 0n);
}

export class HumanLog {
  private readonly entries: Entry[] = [];
  private inOrder: readonly CommandInput[] | null = null;
  private last = 0;

  constructor(commands: readonly CommandInput[]) {
    for (const command of commands) this.insert(command);
  }

  /** Number of the latest entry made; a checkpoint remembers it. */
  get revision(): number {
    return this.last;
  }

  get commands(): readonly CommandInput[] {
    this.inOrder ??= this.entries.map((entry) => entry.command);
    return this.inOrder;
  }

  countAfter(ns: bigint): number {
    return countAfter(this.commands, ns);
  }

  get lastTsNs(): bigint | null {
    return this.entries.at(-1)?.command.tsNs ?? null;
  }

  insert(command: CommandInput): void {
    let at = this.entries.length;
    while (at > 0 && compareKeys(this.entries[at - 1]!.command, command) > 0) at -= 1;
    this.last += 1;
    this.inOrder = null;
    this.entries.splice(at, 0, { command, revision: this.last });
  }

  /** Entries made up to a revision, in log order: what an engine of that revision knows. */
  until(revision: number): CommandInput[] {
    return this.entries.filter((entry) => entry.revision <= revision).map((entry) => entry.command);
  }

  /** Entries made after a revision, in log order: what a restored engine has not been told. */
  since(revision: number): CommandInput[] {
    return this.entries.filter((entry) => entry.revision > revision).map((entry) => entry.command);
  }
}

/**
 * When a command given at `nowNs` takes effect. At a time where commands of a later rank or actor may already have been
 * applied it moves to the next nanosecond; else a replay would apply it before them. Agents act at times that nobody knows
 * in advance and after everybody else, so where there are any it always moves.
 */
export function timeOfEntry(
  command: CommandInput,
  nowNs: bigint,
  applied: readonly CommandInput[],
  isCrowded: boolean,
): CommandInput {
  const placed = command.tsNs < nowNs ? { ...command, tsNs: nowNs } : command;
  if (placed.tsNs > nowNs) return placed;
  const isOvertaken =
    isCrowded || applied.some((other) => other.tsNs === nowNs && compareKeys(other, placed) > 0);
  return isOvertaken ? { ...placed, tsNs: nowNs + 1n } : placed;
}

/** Text that is equal for equal commands in equal order. */
export const printOf = (commands: readonly CommandInput[]): string =>
  JSON.stringify(commands.map((command) => commandToJson(command)));
