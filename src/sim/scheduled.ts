/** What is known to happen before a run begins: tapes beside it, the venues' clocks, the manifest's commands. */
import type { CommandInput } from '../scenario/command';
import type { Manifest } from '../scenario/manifest';
import { sessionCommands } from '../scenario/session-commands';
import type { BesideRows } from '../tape/beside';
import { besideCommands } from './beside';

/** In the order in which they are pushed, which decides between equal times of one source. */
export const scheduledCommands = (
  manifest: Manifest,
  beside: readonly BesideRows[] | undefined,
): CommandInput[] => [
  ...besideCommands(manifest, beside),
  ...sessionCommands(manifest),
  ...manifest.commands,
];
