/**
 * The rows of a tape on their way to the store: read once and in pieces from wherever they lie, with progress, and given
 * up when that is asked for. Small ones of this machine are handed over as they are. Knows no disk.
 */
import { TapedeckError } from '../layout/errors';
import { PassingContent } from '../store/content-hash';
import type { Content } from '../store/ports';
import { isFar, sliceOfFar } from './far-rows';
import type { Progress, StoredTape } from './protocol';

/** Smaller than this, a copy is over before anybody could cancel it. */
const watchedBytes = 32 * 1024 * 1024;

export function watchedContent(
  parquet: StoredTape['parquet'],
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Content {
  if (!isFar(parquet) && parquet.size < watchedBytes) return parquet;
  const content: Content = isFar(parquet)
    ? {
        size: parquet.size,
        slice: (start, end) => ({ arrayBuffer: () => sliceOfFar(parquet, start, end) }),
      }
    : parquet;
  return new PassingContent(content, (done, total) => {
    if (signal.aborted) throw new TapedeckError('E-CELL-03', 'Cancelled. Nothing was kept.');
    onProgress({ phase: 'copy', done, total });
  });
}
