/**
 * What a tape covers, from the statistics in its footer alone: no row is decoded, so it is told in a moment however
 * long the tape. Rates are those of whole row groups, or of whole files where a tape lies in several; what is finer needs the rows. Invariant: parts are in order of
 * time and hold every row once.
 */
import type { AsyncBuffer } from './parquet-read';
import { openTape, type RowSpan } from './tape';

export type CoveragePart = RowSpan;

/** Null where a file carries no statistics of its times. Throws E-TAPE-01 … -06 for what is no tape. */
export const coverageOf = (
  manifestJson: unknown,
  file: AsyncBuffer,
): Promise<readonly CoveragePart[] | null> => openTape(manifestJson, file).spans();
