/**
 * A person's own fills as places in time, for marks beside the run. Pure. Invariant: fills of one moment, order and
 * price are one mark.
 */
import type { OrderLife } from '../../desk';
import type { OwnFill } from '../panels/scrubber-marks';
import { orderName } from '../../scenario/person';

/** More than a scrubber has places for. */
const most = 500;

export function ownFills(
  orders: readonly OrderLife[],
  priceText: (units: string) => string,
  sizeText: (lots: number) => string,
): OwnFill[] {
  const fills: OwnFill[] = [];
  for (const { id, side, steps } of orders) {
    const seen = new Map<string, { tsNs: bigint; units: string; lots: number }>();
    for (const { kind, tsNs, units, lots } of steps) {
      if (kind !== 'fill') continue;
      const key = `${tsNs}:${units}`;
      seen.set(key, { tsNs, units, lots: lots + (seen.get(key)?.lots ?? 0) });
    }
    for (const { tsNs, units, lots } of seen.values()) {
      const done = side === 'buy' ? '▲ Bought' : '▼ Sold';
      const words = `${done} ${sizeText(lots)} at ${priceText(units)}, your ${orderName(id)}`;
      fills.push({ tsNs, side, words });
      if (fills.length === most) return fills;
    }
  }
  return fills;
}
