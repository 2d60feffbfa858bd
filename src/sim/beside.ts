/**
 * The rows of tapes beside a run as the run takes them: in the manifest's order, with one list of texts. It knows hashes
 * and commands, not files. Invariant: a run never opens without exactly the tapes that its manifest names.
 */
import { TapedeckError } from '../layout/errors';
import { CommandKind } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { limits, type Manifest } from '../scenario/manifest';
import type { BesideRows, BesideSpan } from '../tape/beside';
import type { TapePort } from './tape-port';

/** From the first to the last moment that manifest and tape know; what people do does not move it. */
export function besideSpan(manifest: Manifest, tape: TapePort | null): BesideSpan {
  const { span, commands } = manifest;
  const known = [tape?.firstTsNs, tape?.lastTsNs, span?.startNs, span?.endNs]
    .concat(commands[0]?.tsNs, commands.at(-1)?.tsNs)
    .filter((ns) => ns !== undefined);
  const [first = 0n] = known;
  return {
    fromNs: known.reduce((least, ns) => (ns < least ? ns : least), first),
    toNs: known.reduce((most, ns) => (ns > most ? ns : most), first),
  };
}

/** The run's list of texts. */
export const besideTexts = (beside: readonly BesideRows[] = []): string[] =>
  beside.flatMap(({ texts }) => texts);

/** What of the tapes beside it a run leaves out. */
export const besideNotes = (manifest: Manifest, beside: readonly BesideRows[]): string[] =>
  beside.flatMap(({ otherRows }, index) =>
    otherRows === 0
      ? []
      : [
          `${otherRows} rows of the tape “${manifest.beside[index]?.name ?? ''}” tell of instruments that this run does not have.`,
        ],
  );

const namesText = ({ kind }: CommandInput): boolean => kind === CommandKind.news || kind === CommandKind.fact;

/** Throws E-RUN-11 where a tape is missing or another, E-RUN-12 where all of them together are too long. */
export function besideCommands(manifest: Manifest, beside: readonly BesideRows[] = []): CommandInput[] {
  manifest.beside.forEach(({ hash, name }, index) => {
    const found = beside[index]?.hash;
    if (found === hash) return;
    const message = `This run needs the tape “${name || 'unnamed'}” with hash ${hash} beside it. Choose that tape and open again.`;
    throw new TapedeckError('E-RUN-11', message, { wanted: hash, found: found ?? null });
  });
  const commands: CommandInput[] = [];
  let firstText = 0;
  for (const tape of beside.slice(0, manifest.beside.length)) {
    for (const command of tape.commands)
      commands.push(namesText(command) ? { ...command, lots: command.lots + firstText } : command);
    firstText += tape.texts.length;
  }
  if (commands.length <= limits.besideRows) return commands;
  const message = `The tapes beside this run have ${commands.length} rows within its time, more than ${limits.besideRows}. Make a slice of them, or take fewer; nothing was changed.`;
  throw new TapedeckError('E-RUN-12', message, { rows: commands.length, most: limits.besideRows });
}
