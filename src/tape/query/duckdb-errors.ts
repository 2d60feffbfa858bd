/**
 * DuckDB's messages in plain words: what is wrong, where in the statement, what to do. Pure. Invariant: DuckDB's own
 * first line is kept as it is; what is added never contradicts it.
 */
import { TapedeckError } from '../../layout/errors';

export interface SqlPosition {
  /** from 1 */
  readonly line: number;
  readonly column: number;
}

interface Family {
  readonly pattern: RegExp;
  readonly code: string;
  readonly remedy: string;
}

const families: readonly Family[] = [
  {
    pattern: /^Out of Memory Error/,
    code: 'E-SQL-03',
    remedy: 'Ask for fewer rows or columns, or group first; the console works on.',
  },
  {
    pattern: /^Permission Error|has been locked|Can't find the home directory/,
    code: 'E-SQL-04',
    remedy:
      'Files, the network, extensions and settings are closed to queries. Use the tables listed beside.',
  },
  {
    pattern: /^Parser Error|single statement/,
    code: 'E-SQL-01',
    remedy: 'Correct the statement at the place named and run it again. One statement at a time.',
  },
  {
    pattern: /^(Binder|Catalog) Error/,
    code: 'E-SQL-02',
    remedy: 'Check names of tables and columns against the list beside the editor.',
  },
];
const other = {
  code: 'E-SQL-05',
  remedy: 'Change the statement and run it again; nothing else was touched.',
};

/** Where DuckDB's caret points, in the statement as it was written. */
function positionOf(message: string, sql: string): SqlPosition | null {
  const match = /^LINE (\d+): (.*)\n( *)\^/m.exec(message);
  if (match === null) return null;
  const [, lineText = '1', excerpt = '', blanks = ''] = match;
  const line = Number(lineText);
  const own = sql.split('\n')[line - 1] ?? '';
  const caret = blanks.length - `LINE ${lineText}: `.length;
  // A long line is cut on both sides, which DuckDB marks with dots.
  const shown = excerpt.replace(/^\.\.\./, '').replace(/\.\.\.$/, '');
  const cut = excerpt.startsWith('...') ? own.indexOf(shown) - 3 : 0;
  return { line, column: Math.max(1, caret + cut + 1) };
}

/** Errors of the house pass through: a cancelled statement stays a cancelled one. */
export function sqlError(error: unknown, sql: string): TapedeckError {
  if (error instanceof TapedeckError) return error;
  const text = (error instanceof Error ? error.message : String(error)).trim();
  const { code, remedy } = families.find(({ pattern }) => pattern.test(text)) ?? other;
  const [first = text] = text.split('\n');
  const hint = /^(Candidate bindings: .*|Did you mean .*)$/m.exec(text)?.[1];
  const position = positionOf(text, sql);
  const place = position === null ? '' : ` Line ${position.line}, column ${position.column}.`;
  const message = `${first.replace(/[.!]?$/, '.')}${hint === undefined ? '' : ` ${hint.replace(/[.]?$/, '.')}`}${place}`;
  return new TapedeckError(code, message, {
    remedy,
    ...(position === null ? {} : { line: position.line, column: position.column }),
    duckdb: text,
  });
}
