/**
 * Where a row of the order book file and the book so far disagree: the level sets that make them agree.
 * Inside the row's price range the row is right; beyond its last level it says nothing, unless it shows fewer levels
 * than the file has columns for, and then the side ends there.
 */
import type { BookLevel } from '../order-book';
import type { ShownSide } from './rows';

export class Differences {
  count = 0;
  prices = new Float64Array(64);
  lots = new Float64Array(64);

  /** `levels` has the best price last; `side` 0 bids, 1 asks. Answers best first. */
  find(levels: readonly BookLevel[], shown: ShownSide, side: number): void {
    const sign = side === 0 ? -1 : 1;
    const isOpenEnded = shown.count === shown.prices.length;
    const worst = isOpenEnded ? (shown.prices[shown.count - 1] as number) * sign : Infinity;
    let at = levels.length - 1;
    let row = 0;
    this.count = 0;
    for (;;) {
      const level = at >= 0 ? (levels[at] as BookLevel) : null;
      const key = level === null ? Infinity : level.price * sign;
      const isWithin = level !== null && key <= worst;
      const shownKey = row < shown.count ? (shown.prices[row] as number) * sign : Infinity;
      if (!isWithin && row === shown.count) return;
      if (isWithin && key < shownKey) {
        this.#push(level.price, 0);
        at--;
        continue;
      }
      if (!isWithin || key > shownKey || level.total !== shown.lots[row]) {
        this.#push(shown.prices[row] as number, shown.lots[row] as number);
      }
      if (isWithin && key === shownKey) at--;
      row++;
    }
  }

  #push(price: number, lots: number): void {
    if (this.count === this.prices.length) {
      const [prices, sizes] = [this.prices, this.lots];
      this.prices = new Float64Array(prices.length * 2);
      this.lots = new Float64Array(prices.length * 2);
      this.prices.set(prices);
      this.lots.set(sizes);
    }
    this.prices[this.count] = price;
    this.lots[this.count] = lots;
    this.count++;
  }
}
