/**
 * A market event in plain numbers, for rows that are written plainly: the same as a MarketEvent says, at a tenth of the
 * cost. One object is filled again and again. Invariant: units are whole, below 10^14 and not negative, and have no
 * trailing zeros behind the point.
 */
import type { Place } from '../errors';
import type { QualityRule } from '../quality-rules';

export type PlainType = 'trade' | 'quote' | 'bar' | 'book';

/** Numbers side by side: units and scale of a price, units and scale of a size. */
export class PlainLevels {
  count = 0;
  priceUnits = new Float64Array(64);
  priceScales = new Uint8Array(64);
  sizeUnits = new Float64Array(64);
  sizeScales = new Uint8Array(64);

  push(priceUnits: number, priceScale: number, sizeUnits: number, sizeScale: number): void {
    if (this.count === this.priceUnits.length) this.#grow();
    const at = this.count++;
    this.priceUnits[at] = priceUnits;
    this.priceScales[at] = priceScale;
    this.sizeUnits[at] = sizeUnits;
    this.sizeScales[at] = sizeScale;
  }

  #grow(): void {
    const wider = <Data extends Float64Array | Uint8Array>(to: Data, from: Data): Data => {
      to.set(from);
      return to;
    };
    const size = this.priceUnits.length * 2;
    this.priceUnits = wider(new Float64Array(size), this.priceUnits);
    this.priceScales = wider(new Uint8Array(size), this.priceScales);
    this.sizeUnits = wider(new Float64Array(size), this.sizeUnits);
    this.sizeScales = wider(new Uint8Array(size), this.sizeScales);
  }
}

export class PlainEvent {
  tsNs = 0n;
  tsLocalNs = 0n;
  symbol = '';
  venue = '';
  notes: readonly QualityRule[] = [];
  /** −1: none */
  seq = -1;
  /** of a trade: 0 buy, 1 sell, 2 unknown */
  side = 2;
  /** of a trade; 0: none */
  id = 0;
  /** of a bar */
  durationNs = 0n;
  trades = 0;
  /** of a book */
  isSnapshot = false;
  /** trade: price, size; quote: bid, its size, ask, its size; bar: open, high, low, close, volume */
  readonly units = new Float64Array(5);
  readonly scales = new Uint8Array(5);
  readonly bids = new PlainLevels();
  readonly asks = new PlainLevels();

  constructor(
    readonly type: PlainType,
    /** asked when something is refused */
    public place: () => Place,
  ) {}
}
