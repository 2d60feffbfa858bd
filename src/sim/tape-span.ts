/**
 * A part of a tape in time, as a port of its own: only blocks that reach into the span are ever loaded, and of those at
 * its edges only the records inside it are handed on. The book before the span is not known; the run begins with an
 * empty one. Invariant: what it hands on are the records of the whole tape with fromNs ≤ time ≤ toNs, in their order.
 */
import { TapedeckError } from '../layout/errors';
import { CommandLayout } from '../layout/layout.gen';
import type { TapeSource } from '../tape/tape';
import type { PackedBlock, TapePort } from './tape-port';

export interface TimeSpan {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

export const timeOfRecord = (block: PackedBlock, index: number): bigint =>
  new DataView(block.bytes.buffer, block.bytes.byteOffset).getBigInt64(
    index * CommandLayout.size + CommandLayout.tsNs,
    true,
  );

/** Index of the first record at or after `ns`. */
function firstFrom(block: PackedBlock, ns: bigint): number {
  let [low, high] = [0, block.rows];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOfRecord(block, middle) < ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cut(block: PackedBlock, { startNs, endNs }: TimeSpan): PackedBlock {
  const from = firstFrom(block, startNs);
  const to = firstFrom(block, endNs + 1n);
  if (from === 0 && to === block.rows) return block;
  return {
    rows: to - from,
    bytes: block.bytes.slice(from * CommandLayout.size, to * CommandLayout.size),
    sourceRows: block.sourceRows.slice(from, to),
  };
}

/** Throws E-RUN-13 where the tape has no record in the span. */
export async function within(tape: TapePort, span: TimeSpan, source: TapeSource): Promise<TapePort> {
  // A bar counts when it ends, and where it began says little about that.
  const isBar = tape.schema === 'bar';
  const { first, end } = isBar
    ? { first: 0, end: tape.blockCount }
    : await source.blockRange(span.startNs, span.endNs);
  if (end <= first || span.startNs > tape.lastTsNs || span.endNs < tape.firstTsNs) {
    const message = `The tape has no rows between ${span.startNs} and ${span.endNs}: it goes from ${tape.firstTsNs} to ${tape.lastTsNs}. Nothing was opened; give a span within it.`;
    throw new TapedeckError('E-RUN-13', message, { startNs: `${span.startNs}`, endNs: `${span.endNs}` });
  }
  const { manifest } = source;
  const recordsARow = tape.rows / Number(manifest.rows);
  const rows = source.blockRows.slice(first, end);
  return {
    ...tape,
    isSpan: true,
    // At most: records at the edges may lie outside.
    rows: rows.reduce((sum, count) => sum + count, 0) * recordsARow,
    blockCount: end - first,
    firstTsNs: span.startNs,
    lastTsNs: span.endNs,
    loadBlock: async (index) => cut(await tape.loadBlock(first + index), span),
  };
}
