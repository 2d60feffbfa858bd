/**
 * The book as rows of LOBSTER's order-book file (docs/FORMATS.md, "LOBSTER"): `ask1,askSize1,bid1,bidSize1,ask2,…`,
 * prices in 10⁻⁴ of the currency, a sentinel where there is no level. Reads an engine's samples; changes nothing.
 */
import type { Engine } from '../engine/engine';
import { TapedeckError } from '../layout/errors';
import { DepthRowLayout, Side } from '../layout/layout.gen';
import type { LineWriter } from './line-writer';

const emptyAsk = new TextEncoder().encode('9999999999,0');
const emptyBid = new TextEncoder().encode('-9999999999,0');
const comma = 44;
const lineFeed = 10;
const minus = 45;

/** Price units to 10⁻⁴, exactly: `units × multiply ÷ divide`. */
export interface PriceScale {
  readonly multiply: number;
  readonly divide: number;
}

export function scaleOf(priceUnit: string): PriceScale {
  const [whole = '0', fraction = ''] = priceUnit.split('.');
  const digits = Number(whole + fraction);
  const decimals = fraction.length;
  return decimals <= 4
    ? { multiply: digits * 10 ** (4 - decimals), divide: 1 }
    : { multiply: digits, divide: 10 ** (decimals - 4) };
}

export class BookRows {
  private readonly asks: Float64Array;
  private readonly bids: Float64Array;

  constructor(
    private readonly engine: Engine,
    private readonly instrument: number,
    private readonly levels: number,
    private readonly scale: PriceScale,
    private readonly writer: LineWriter,
  ) {
    this.asks = new Float64Array(levels * 2);
    this.bids = new Float64Array(levels * 2);
  }

  /** `count` equal rows of the book as it is now. */
  write(count: number): void {
    const askCount = this.sample(Side.sell, this.asks);
    const bidCount = this.sample(Side.buy, this.bids);
    for (let row = 0; row < count; row++) this.writeRow(askCount, bidCount);
  }

  private sample(side: number, out: Float64Array): number {
    const count = this.engine.depthInto(this.instrument, side, this.levels);
    const view = this.engine.scratchView();
    for (let row = 0; row < count; row++) {
      const at = row * DepthRowLayout.size;
      out[2 * row] = this.rescale(readI64(view, at + DepthRowLayout.priceUnits));
      out[2 * row + 1] = readI64(view, at + DepthRowLayout.totalLots);
    }
    return count;
  }

  private rescale(units: number): number {
    const price = (units * this.scale.multiply) / this.scale.divide;
    if (Number.isSafeInteger(price)) return price;
    throw new TapedeckError(
      'E-REPLAY-01',
      `The price of ${units} units is no whole number of 10⁻⁴, so the book has no such file. Nothing more was written.`,
      { units },
    );
  }

  private writeRow(askCount: number, bidCount: number): void {
    const { writer } = this;
    for (let level = 0; level < this.levels; level++) {
      writer.begin();
      if (level > 0) writer.byte(comma);
      if (level < askCount) this.writeLevel(this.asks, level);
      else writer.ascii(emptyAsk);
      writer.byte(comma);
      if (level < bidCount) this.writeLevel(this.bids, level);
      else writer.ascii(emptyBid);
    }
    writer.byte(lineFeed);
  }

  private writeLevel(levels: Float64Array, level: number): void {
    const { writer } = this;
    const price = levels[2 * level]!;
    if (price < 0) writer.byte(minus);
    writer.integer(Math.abs(price));
    writer.byte(comma);
    writer.integer(levels[2 * level + 1]!);
  }
}

const readI64 = (view: DataView, at: number): number =>
  view.getInt32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true);
