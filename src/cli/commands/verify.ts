/**
 * `verify`: runs what a link or file claims and says in one sentence whether it is so.
 * Invariant: exit 0 only for a result that was computed here and equals the claim to the last report.
 */
import { TapedeckError } from '../../layout/errors';
import { compareClaim, describeVerdict } from '../../share/verdict';
import type { Verdict } from '../../share/verdict';
import { refusal } from '../../share/outcome';
import type { CannotReason } from '../../share/outcome';
import type { Run } from '../../sim/run';
import type { CommandSpec } from '../arguments';
import { isUsageError } from '../arguments';
import type { CliCommand } from '../command';
import type { CliIo } from '../io';
import { openShared } from '../shared-input';
import { foldersOf, withWholeRun } from '../whole-run';

const spec: CommandSpec = {
  name: 'verify',
  operands: 'LINK|FILE',
  minOperands: 1,
  maxOperands: 1,
  summary: 'run a link or file again and compare: exit 0 verified, 1 differs, 2 cannot',
  details: [
    'The operand is a link (quoted), a .tapedeck file, a text file with a link, or - for standard input.',
  ],
  options: [
    { name: 'tape', value: 'DIR', help: 'folder of the tape, where the run needs one' },
    { name: 'beside', value: 'DIR,DIR', help: 'folders of tapes of news, corporate actions and figures' },
  ],
};

const exitCodes: Readonly<Record<Verdict['kind'], number>> = {
  verified: 0,
  sameResult: 0,
  differs: 1,
  cannotVerify: 2,
};

/** What an error on the way means for the verdict. */
const reasons: Readonly<Record<string, CannotReason>> = {
  'E-RUN-01': 'tapeMissing',
  'E-RUN-02': 'tapeOther',
  'E-RUN-06': 'cancelled',
  'E-RUN-11': 'tapeMissing',
  'E-TAPE-02': 'newerVersion',
};

function reasonOf({ code }: TapedeckError): CannotReason {
  const known = reasons[code];
  if (known !== undefined) return known;
  if (code.startsWith('E-TAPE-')) return 'tapeOther';
  if (code.startsWith('E-FILE-')) return 'tapeMissing';
  return code.startsWith('E-SCENARIO-') ? 'malformed' : 'fault';
}

const cannot = (reason: CannotReason, message: string): Verdict => ({
  kind: 'cannotVerify',
  reason,
  message,
});

async function judge(
  operand: string,
  tapePlace: string | undefined,
  folders: readonly string[],
  io: CliIo,
): Promise<Verdict> {
  const opened = await openShared(operand, io).catch((error: unknown) => {
    if (error instanceof TapedeckError) return refusal('malformed', error.message);
    throw error;
  });
  if (!opened.ok) return cannot(opened.reason, opened.message);
  if (opened.isEdited) io.note('The link was edited after it was made.');
  for (const warning of opened.warnings) io.note(warning);
  const { claim } = opened.run;
  if (claim === null)
    return cannot('malformed', 'It says nothing about its result, so there is nothing to compare.');
  const use = (run: Run, engine: string): Promise<Verdict> => {
    const blockDigests = run.engine.blockDigests();
    return Promise.resolve(compareClaim(claim, { ...run.engine.runDigest(), engine, blockDigests }));
  };
  return withWholeRun(opened.run, tapePlace, [], use, { folders, canJoin: false });
}

export const verify: CliCommand = {
  spec,
  async run(parsed, io) {
    let verdict: Verdict;
    try {
      verdict = await judge(
        parsed.operands[0]!,
        parsed.values.get('tape'),
        foldersOf(parsed.values.get('beside')),
        io,
      );
    } catch (error) {
      if (!(error instanceof TapedeckError) || isUsageError(error)) throw error;
      verdict = cannot(reasonOf(error), error.message);
    }
    await io.write(`${describeVerdict(verdict)}\n`);
    return exitCodes[verdict.kind];
  },
};
