/**
 * The one error type for everything a user can meet. `code` is stable and documented (docs/FORMATS.md),
 * `message` says what happened, what is safe and what to do; `details` carry the evidence.
 */
export class TapedeckError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'TapedeckError';
  }
}
