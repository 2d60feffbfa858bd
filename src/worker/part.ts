/**
 * Parts of the cell that no first picture needs, each fetched once, when it is first asked for. A part that does not
 * arrive is asked for again the next time. Invariant: whoever waits for one gets it, or is told what is safe.
 */
import { TapedeckError } from '../layout/errors';

const notLoaded = (reason: unknown): TapedeckError =>
  new TapedeckError(
    'E-PAGE-01',
    `A part of the engine’s worker could not be loaded: ${String(reason)}. The run is as it was. Try again when the host answers.`,
    { reason: String(reason) },
  );

const part = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loading: Promise<T> | null = null;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw notLoaded(error);
    });
    return loading;
  };
};

/** Tapes and the readers of their files. */
export const tapePart = part(() => import('./open-tape'));
/** What a person asks of a run that plays. */
export const askedPart = part(() => import('./asked'));
