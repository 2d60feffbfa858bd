/**
 * What the page says when something failed: a stable code, what happened, what is safe, what to do. Built from any
 * thrown value; the table gives the words that belong to a family of codes.
 */
import { TapedeckError } from '../../layout/errors';

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly safe: string;
  readonly remedy: string;
  readonly details: Readonly<Record<string, unknown>>;
}

interface FamilyWords {
  readonly safe: string;
  readonly remedy: string;
}

const FAMILIES: readonly (readonly [prefix: string, words: FamilyWords])[] = [
  [
    'E-CELL-01',
    {
      safe: 'The tape and the link are untouched; nothing that was computed is wrong.',
      remedy: 'Start the engine again: it opens the same run at the same place.',
    },
  ],
  [
    'E-CELL',
    { safe: 'The run in view is as it was.', remedy: 'Try again; if it comes back, reload the page.' },
  ],
  [
    'E-PAGE-01',
    {
      safe: 'Nothing was opened; files on your machine still work.',
      remedy: 'Check the connection and reload, or open a file of your own.',
    },
  ],
  [
    'E-PAGE-03',
    { safe: 'Nothing was fetched; the run in view is as it was.', remedy: 'Choose a file of your own.' },
  ],
  [
    'E-ENGINE',
    {
      safe: 'What was reported before the stop stays true; the tape is untouched.',
      remedy: 'Go back in time, or open the run again with more room.',
    },
  ],
  ['E-SQL', { safe: 'The run in view is as it was.', remedy: 'Change the query and run it again.' }],
  [
    'E-LIVE-01',
    { safe: 'Nothing was sent.', remedy: 'Allow the hosts of the source under Live, then connect.' },
  ],
  [
    'E-LIVE',
    {
      safe: 'What was recorded so far is kept; the run in view is as it was.',
      remedy: 'Check symbol and key, then connect again.',
    },
  ],
  [
    'E-STORE-02',
    {
      safe: 'The tape plays, and what was saved before is untouched.',
      remedy: 'Delete what you no longer need under Storage, then open the file again.',
    },
  ],
  [
    'E-STORE',
    {
      safe: 'Whatever else was saved is untouched; the run in view goes on.',
      remedy: 'Free space under Storage, or save the run as a file.',
    },
  ],
  [
    'E-SHARE',
    { safe: 'The run in view is as it was.', remedy: 'Ask for the link again, or open the file it names.' },
  ],
];

const WHOLE = 'Nothing was imported by half: the run in view is as it was.';

/** What to do about a file, by what is wrong with it. */
const FILE_REMEDIES: Readonly<Record<string, string>> = {
  'E-TAPE-10': 'Save the data as CSV, Parquet or event NDJSON, then choose that file.',
  'E-TAPE-13': 'Sort the rows by time, then choose the file again.',
  'E-TAPE-16': 'Get the file again, whole.',
  'E-TAPE-18': 'Choose the files that belong together at once.',
  'E-TAPE-19': 'Import these files as tapes of their own.',
  'E-TAPE-22': 'Say what the columns are, under Import….',
  'E-TAPE-23': 'Name the symbols to take, parted by commas, under Import….',
};

export const remedyOf = (code: string): string =>
  FILE_REMEDIES[code] ?? 'Correct the file at the place named above, or choose another one.';

export function problemOf(error: unknown): Problem {
  if (!(error instanceof TapedeckError)) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      code: 'E-PAGE-00',
      message: `The page made a mistake: ${message}`,
      safe: 'The run in view is as it was; nothing left this machine.',
      remedy: 'Reload the page. Copy the details if it happens again.',
      details: { stack: error instanceof Error ? (error.stack ?? '') : '' },
    };
  }
  const words = FAMILIES.find(([prefix]) => error.code.startsWith(prefix))?.[1] ?? {
    safe: WHOLE,
    remedy: remedyOf(error.code),
  };
  const own = error.details['remedy'];
  return {
    code: error.code,
    message: error.message,
    safe: words.safe,
    remedy: typeof own === 'string' ? own : words.remedy,
    details: error.details,
  };
}

/** A person stopped it: nothing to report. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof TapedeckError && (error.code === 'E-CELL-03' || /cancelled/i.test(error.code));

export function problemText(problem: Problem): string {
  const details = JSON.stringify(
    problem.details,
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  );
  return `${problem.code}\n${problem.message}\n${details}`;
}
