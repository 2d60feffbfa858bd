/**
 * When an order of an order-level tape lived, for a window around it: the first and the last row that name its id. Ids
 * may repeat in a source; then the span holds all of their lives.
 */
import { column, i64Column, wordsOfColumn } from './block';
import { tapeError } from './errors';
import type { ImportControl } from './import-control';
import type { TapeSource } from './tape';

export interface OrderSpan {
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/** Refuses with E-TAPE-24 what the tape does not name. */
export async function spanOfOrder(
  tape: TapeSource,
  orderId: bigint,
  control: ImportControl,
): Promise<OrderSpan> {
  const { schema, blocks, name } = tape.manifest;
  if (schema !== 'order') {
    const message = `“${name}” is a ${schema} tape and names no orders. Cut it by time.`;
    throw tapeError('noSuchOrder', {}, message);
  }
  const low = Number(BigInt.asIntN(32, orderId));
  const high = Number(BigInt.asIntN(32, orderId >> 32n));
  let firstNs: bigint | null = null;
  let lastNs = 0n;
  for (let index = 0; index < blocks.length; index++) {
    const block = await tape.readBlock(index);
    const ids = wordsOfColumn(column(block, 'orderId'));
    const stamps = i64Column(block, 'tsExchNs');
    for (let i = 0; i < block.rows; i++) {
      if (ids[2 * i] !== low || ids[2 * i + 1] !== high) continue;
      lastNs = stamps[i] as bigint;
      firstNs ??= lastNs;
    }
    control.check(index, index);
  }
  if (firstNs === null) {
    throw tapeError('noSuchOrder', {}, `“${name}” names no order ${orderId}. Check the id; nothing was cut.`);
  }
  return { firstNs, lastNs };
}

/** The span with a margin on both sides, as a slice wants it: up to before its end. */
export const windowAround = (
  { firstNs, lastNs }: OrderSpan,
  marginNs: bigint,
): { readonly fromNs: bigint; readonly toNs: bigint } => ({
  fromNs: firstNs - marginNs,
  toNs: lastNs + marginNs + 1n,
});
