/**
 * How far the prints of one instrument usually lie apart, robustly: the median of their last moves, which a spike or
 * two cannot shift. Says whether a distance is far. Integers in, a comparison out; the same on every machine.
 */
import { OUTLIER_MEDIANS, OUTLIER_PERCENT, OUTLIER_PERCENT_MIN } from './quality-rules';

/** Moves that are remembered, and those it takes to know what is usual. */
const KEPT = 64;
const KNOWN = 16;

export class RecentMoves {
  readonly #moves = new Float64Array(KEPT);
  #count = 0;

  /** A print at the price of the one before tells nothing of distances. */
  add(move: number): void {
    if (move > 0) this.#moves[this.#count++ % KEPT] = move;
  }

  isFar(distance: number, price: number): boolean {
    const size = Math.abs(price);
    if (distance * 100 <= size * OUTLIER_PERCENT_MIN) return false;
    if (distance * 100 > size * OUTLIER_PERCENT) return true;
    if (this.#count < KNOWN) return false;
    const sorted = this.#moves.slice(0, Math.min(this.#count, KEPT)).sort();
    return distance > OUTLIER_MEDIANS * (sorted[sorted.length >> 1] as number);
  }
}
