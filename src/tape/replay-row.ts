/**
 * Applies rows of an order or depth block to the converter's own book, as docs/FORMATS.md §5 says.
 * The one place where kinds of rows meet the book; prints and states leave it untouched.
 */
import { CommandFlag, CommandKind } from '../layout/layout.gen';
import { column, i64Column, numberColumn, wordsOfColumn, type TapeBlock } from './block';
import type { OrderBook } from './order-book';

export function replayRow(block: TapeBlock): (i: number, book: OrderBook) => void {
  const kinds = numberColumn(block, 'kind');
  const sides = numberColumn(block, 'side');
  const flags = numberColumn(block, 'flags');
  const lotsOf = numberColumn(block, 'lots');
  const prices = i64Column(block, 'priceUnits');
  const ids =
    block.schema === 'order' ? wordsOfColumn(column(block, 'orderId')) : new Int32Array(block.rows * 2);
  return (i, book) => {
    const side = sides[i] as number;
    const price = Number(prices[i]);
    const lots = lotsOf[i] as number;
    const low = (ids[2 * i] as number) >>> 0;
    const high = (ids[2 * i + 1] as number) >>> 0;
    const isFinal = ((flags[i] as number) & CommandFlag.final) !== 0;
    switch (kinds[i] as number) {
      case CommandKind.tapeAdd:
        book.add(low, high, side, price, lots, isFinal);
        break;
      case CommandKind.tapeCancel:
        book.cancel(low, high, side, price, lots);
        break;
      case CommandKind.tapeReduce:
      case CommandKind.tapeExecute:
        book.reduce(low, high, side, price, lots, isFinal);
        break;
      case CommandKind.tapeLevelSet:
        book.setLevel(side, price, lots);
        break;
      case CommandKind.tapeTouch:
        book.setTouch(side, price, lots);
        break;
      case CommandKind.tapeClear:
        book.clear(side);
        break;
    }
  };
}
