/** An error nobody foresaw, as one that a person can be shown and can report. */
import { TapedeckError } from '../layout/errors';

export function ownError(error: unknown): TapedeckError {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new TapedeckError(
    'E-CELL-00',
    'The engine met an error of its own and stopped this action. Results before it are intact. Reload to go on.',
    { reason },
  );
}
