/**
 * How failures cross Comlink, which carries an error's message only: the stable code travels in front of it.
 */
import { TapedeckError } from '../layout/errors';

/** On the worker's side: makes every failure of a call carry its code. */
export function withCode<Arguments extends unknown[], T>(
  call: (...values: Arguments) => Promise<T>,
): (...values: Arguments) => Promise<T> {
  return async (...values) => {
    try {
      return await call(...values);
    } catch (error) {
      if (error instanceof TapedeckError)
        throw new Error(`${error.code}: ${error.message}`, { cause: error });
      throw error;
    }
  };
}

/** On the page's side: the error that was thrown, code and words. */
export function revive(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const match = /^(E-[A-Z]+-\d+): ([\s\S]*)$/.exec(error.message);
  return match ? new TapedeckError(match[1]!, match[2]!) : error;
}
