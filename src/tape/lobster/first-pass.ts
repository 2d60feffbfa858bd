/**
 * First pass over the message file: the last row that names each order (for `final` flags), how many rows there are,
 * and the step of the prices of orders. Checks every message, so that a malformed one is found before a byte is made.
 */
import type { ByteStream } from '../byte-source';
import { tapeError } from '../errors';
import type { ImportControl } from '../import-control';
import { LineReader } from '../lines';
import { OrderTable } from '../order-table';
import { MessageRow } from './rows';

export interface MessageSummary {
  readonly rows: number;
  readonly lastRows: OrderTable<number>;
  readonly roundedTimes: number;
  readonly priceStep: number;
}

export function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

export async function summariseMessages(file: ByteStream, control: ImportControl): Promise<MessageSummary> {
  const lines = new LineReader(file);
  const message = new MessageRow(lines);
  const lastRows = new OrderTable<number>();
  let roundedTimes = 0;
  let priceStep = 0;
  let lastNs = 0;
  do {
    while (lines.next()) {
      message.parse();
      if (message.timeNs < lastNs) {
        throw tapeError(
          'timeWentBack',
          lines.place(),
          'is earlier than the message before it. Nothing was imported.',
        );
      }
      lastNs = message.timeNs;
      if (message.wasRounded) roundedTimes++;
      if (!message.namesOrder) continue;
      lastRows.set(message.idLow, message.idHigh, lines.row - 1);
      if (priceStep !== 1) priceStep = greatestCommonDivisor(priceStep, message.price);
    }
    control.check(lines.row, lines.bytesRead);
  } while (await lines.fill());
  control.finishPart(lines.bytesRead);
  if (lines.row === 0) throw tapeError('empty', { file: file.name }, 'has no rows. Nothing was imported.');
  return { rows: lines.row, lastRows, roundedTimes, priceStep };
}
