/**
 * The trades of a stretch of playback in one sentence, for the ear: how many, the last price, which way it went. Pure.
 */
import { formatCount } from '../app/format';

/** Rows of trades in time order; column 0 is the time since the start, column 1 the price in units. */
export interface TradeRows {
  readonly count: number;
  at(row: number, column: number): number;
  lowerBound(sinceNs: number): number;
}

export function tradeSummary(
  trades: TradeRows,
  fromNs: number,
  priceText: (units: number) => string,
): string {
  // Trades at `fromNs` itself were part of the sentence before.
  const first = trades.lowerBound(fromNs + 1);
  const count = trades.count - first;
  if (count <= 0) return 'No trades';
  const last = trades.at(trades.count - 1, 1);
  const before = trades.at(Math.max(0, first - 1), 1);
  const change = last - before;
  const way = change === 0 ? 'unchanged' : `${change > 0 ? 'up' : 'down'} ${priceText(Math.abs(change))}`;
  return `${formatCount(count)} ${count === 1 ? 'trade' : 'trades'}, last ${priceText(last)}, ${way}`;
}
