/**
 * What opening a link or file, and verifying a run, can end in. Pure values: whatever a person typed, pasted or cut off
 * becomes one of these and never an exception.
 * Invariant: the reasons are stable names (docs/FORMATS.md, "Link"); pages and scripts may depend on them.
 */
import { TapedeckError } from '../layout/errors';

export type CannotReason =
  | 'truncated'
  | 'newerVersion'
  | 'tapeMissing'
  | 'tapeOther'
  | 'malformed'
  | 'tooLarge'
  | 'fault'
  | 'cancelled';

export interface Refusal {
  readonly ok: false;
  readonly reason: CannotReason;
  readonly message: string;
}

export const refusal = (reason: CannotReason, message: string): Refusal => ({ ok: false, reason, message });

/** Turns a validator's refusal into a value; anything else is a programmer's error and goes on. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof TapedeckError)) throw error;
  return refusal(error.code === 'E-SCENARIO-07' ? 'newerVersion' : 'malformed', error.message);
}

/** 1234567 → 1,234,567, the same in every locale. */
export const groupDigits = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
