/**
 * Lots traded at each price since the start of the run, as the cell says when a price changes. Holds nothing later than
 * what the cell reported.
 */
import type { ProfileColumns } from '../../worker/protocol';

export interface TradedLots {
  readonly bought: number;
  readonly sold: number;
  readonly other: number;
}

export class ProfileTrail {
  readonly #byUnits = new Map<number, TradedLots>();
  #most = 0;

  /** lots at the busiest price */
  get most(): number {
    return this.#most;
  }

  at(units: number): TradedLots | null {
    return this.#byUnits.get(units) ?? null;
  }

  clear(): void {
    this.#byUnits.clear();
    this.#most = 0;
  }

  take({ priceUnits, boughtLots, soldLots, otherLots }: ProfileColumns): void {
    priceUnits.forEach((units, row) => {
      const traded = { bought: boughtLots[row] ?? 0, sold: soldLots[row] ?? 0, other: otherLots[row] ?? 0 };
      this.#byUnits.set(units, traded);
      this.#most = Math.max(this.#most, traded.bought + traded.sold + traded.other);
    });
  }
}
