/**
 * Whole books of N levels a side to the levels that changed from one to the next: a level that is no longer shown is
 * set to nothing. Prices are compared as the texts they come as, so the source must write equal prices alike.
 */
export type TextLevel = [price: string, size: string];

export class LadderDifference {
  #bids: Map<string, string>;
  #asks: Map<string, string>;

  /** The book before the first. */
  constructor(bids: readonly TextLevel[] = [], asks: readonly TextLevel[] = []) {
    this.#bids = new Map(bids);
    this.#asks = new Map(asks);
  }

  next(bids: readonly TextLevel[], asks: readonly TextLevel[]): { bids: TextLevel[]; asks: TextLevel[] } {
    const [bidsNow, asksNow] = [new Map(bids), new Map(asks)];
    const changed = { bids: difference(this.#bids, bidsNow), asks: difference(this.#asks, asksNow) };
    this.#bids = bidsNow;
    this.#asks = asksNow;
    return changed;
  }
}

/** What left comes first, so that a book is never crossed on the way. */
function difference(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): TextLevel[] {
  const gone = [...before.keys()].filter((price) => !now.has(price)).map((price): TextLevel => [price, '0']);
  return [...gone, ...[...now].filter(([price, size]) => before.get(price) !== size)];
}
