/** `run`: plays a manifest, link or file to its end and prints the run JSON of docs/FORMATS.md. */
import { writeFile } from 'node:fs/promises';
import { TapedeckError } from '../../layout/errors';
import type { CommandInput } from '../../scenario/command';
import { encodeLink } from '../../share/link';
import { encodeRunFile } from '../../share/run-file';
import { prefixDigests } from '../../share/verdict';
import type { Run } from '../../sim/run';
import type { Claim, Opened, SharedRun } from '../../share/shared-run';
import type { Refusal } from '../../share/outcome';
import type { CommandSpec, ParsedArguments } from '../arguments';
import type { CliCommand } from '../command';
import { openInput } from '../inputs';
import type { CliIo } from '../io';
import { LineWriter } from '../line-writer';
import { logCommands } from '../ndjson-log';
import { openOutput } from '../outputs';
import { ReportLines } from '../report-lines';
import { reading } from '../tape-folder';
import { isFolder, openShared } from '../shared-input';
import { foldersOf, withWholeRun } from '../whole-run';

const spec: CommandSpec = {
  name: 'run',
  operands: 'MANIFEST|LINK|FILE|TAPE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'play a run to its end, print digest and counts as JSON',
  details: [
    'The operand is a manifest (JSON), a link (quoted), a .tapedeck file, the folder of a tape, or - for standard input.',
  ],
  options: [
    { name: 'tape', value: 'DIR', help: 'folder of the tape, where the run needs one' },
    { name: 'beside', value: 'DIR,DIR', help: 'folders of tapes of news, corporate actions and figures' },
    { name: 'reports', value: 'OUT', help: 'write all reports there as NDJSON' },
    { name: 'save', value: 'FILE', help: 'write the run and its result there as a .tapedeck file' },
    { name: 'link', help: 'print a link to the run and its result on standard error' },
    {
      name: 'log',
      value: 'NDJSON',
      help: 'commands that people gave, instead of those that travel with the run',
    },
  ],
};

/** Refusals of `share` as errors of the command line. */
export function requireOpened(opened: Opened | Refusal, io: CliIo): SharedRun {
  if (!opened.ok) throw new TapedeckError('E-SHARE-01', `${opened.message} (${opened.reason})`);
  if (opened.isEdited) io.note('The link was edited after it was made.');
  for (const warning of opened.warnings) io.note(warning);
  return opened.run;
}

async function withLog(shared: SharedRun, parsed: ParsedArguments, io: CliIo): Promise<SharedRun> {
  const log = parsed.values.get('log');
  if (log === undefined) return shared;
  const humanLog: CommandInput[] = [];
  for await (const commands of logCommands(await openInput(log, io), Infinity)) {
    for (const command of commands) humanLog.push(command);
  }
  return { ...shared, humanLog };
}

function claimOf(whole: Run): Claim {
  const { engine, digest, reportCount } = whole.result();
  const blockDigests = whole.engine.blockDigests();
  return { engine, digest, reportCount, prefix: prefixDigests(blockDigests), blockDigests };
}

async function share(finished: SharedRun, parsed: ParsedArguments, io: CliIo): Promise<void> {
  const file = parsed.values.get('save');
  if (file !== undefined) await reading(file, () => writeFile(file, encodeRunFile(finished)));
  if (!parsed.switches.has('link')) return;
  const encoded = await encodeLink(finished);
  io.note(encoded.ok ? `#${encoded.fragment}` : encoded.message);
}

export const run: CliCommand = {
  spec,
  async run(parsed, io) {
    const opened = requireOpened(await openShared(parsed.operands[0]!, io), io);
    const shared = await withLog(opened, parsed, io);
    const out = parsed.values.get('reports');
    if (out === '-')
      throw new TapedeckError('E-CLI-04', 'Standard output takes the run JSON: give --reports a file.');
    const sink = out === undefined ? null : openOutput(out, io);
    const writer = new LineWriter((bytes) => sink?.write(bytes));
    const lines = sink === null ? [] : [new ReportLines(writer)];
    const operand = parsed.operands[0]!;
    const place = parsed.values.get('tape') ?? ((await isFolder(operand)) ? operand : undefined);
    const outcome = await withWholeRun(
      shared,
      place,
      lines,
      (whole) =>
        Promise.resolve({
          result: whole.result(),
          finished: { ...shared, manifest: whole.manifest, claim: claimOf(whole) },
        }),
      { folders: foldersOf(parsed.values.get('beside')), canJoin: true },
    );
    writer.flush();
    await sink?.close();
    await share(outcome.finished, parsed, io);
    await io.write(`${JSON.stringify(outcome.result)}\n`);
    return 0;
  },
};
