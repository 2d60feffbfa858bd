/**
 * Replays a tape through the naive book and answers its book CSV, a line a source message.
 */
import type { TapeSource } from '../../src/tape/tape';
import { NaiveBook } from './naive-replay';

const LAST = 16;

/** Calls `check` with the line of every source message. */
export async function replayBookRows(
  tape: TapeSource,
  levels: number,
  check: (line: string, sourceRow: number) => void,
): Promise<void> {
  const book = new NaiveBook();
  for (let index = 0; index < tape.manifest.blocks.length; index++) {
    const { columns, rows } = await tape.readBlock(index);
    const { kind, side, flags, orderId, priceUnits, lots, sourceRow } = columns;
    if (!kind || !side || !flags || !orderId || !priceUnits || !lots || !sourceRow)
      throw new Error('columns missing');
    for (let i = 0; i < rows; i++) {
      book.apply({
        kind: Number(kind[i]),
        side: Number(side[i]),
        flags: Number(flags[i]),
        id: BigInt(orderId[i] ?? 0),
        price: Number(priceUnits[i]),
        lots: Number(lots[i]),
      });
      if ((Number(flags[i]) & LAST) !== 0) check(book.row(levels), Number(sourceRow[i]));
    }
  }
}
