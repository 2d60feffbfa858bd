/** What every command of the command line is: its declaration and its work. The work returns the exit code. */
import type { CommandSpec, ParsedArguments } from './arguments';
import type { CliIo } from './io';

export interface CliCommand {
  readonly spec: CommandSpec;
  run(parsed: ParsedArguments, io: CliIo): Promise<number>;
}
