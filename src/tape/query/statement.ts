/**
 * Which statements a person may run: one at a time, and those that read. It looks at the first word only, to say so in
 * plain words; what enforces it is the port, which undoes whatever a statement changed. Pure.
 */
import { TapedeckError } from '../../layout/errors';

const reading = [
  ...['select', 'with', 'from', 'values', 'table', 'pivot', 'unpivot'],
  ...['explain', 'describe', 'desc', 'show', 'summarize'],
];

/** Without comments and opening brackets. */
function firstWord(sql: string): string {
  const bare = sql.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/--[^\n]*/g, ' ');
  return /^[\s(]*([a-z_]*)/i.exec(bare)?.[1]?.toLowerCase() ?? '';
}

/** Throws E-SQL-06 for an empty statement, E-SQL-04 for one that would change something. */
export function checkStatement(sql: string): void {
  const word = firstWord(sql);
  if (reading.includes(word)) return;
  if (word === '')
    throw new TapedeckError('E-SQL-06', 'There is no statement to run.', {
      remedy: 'Write one, or choose a saved query.',
    });
  throw new TapedeckError('E-SQL-04', `The console only reads: ${word.toUpperCase()} is not run.`, {
    remedy: `Begin with ${['SELECT', 'WITH', 'FROM', 'DESCRIBE', 'SUMMARIZE'].join(', ')}; name intermediate results with WITH … AS (…).`,
  });
}
