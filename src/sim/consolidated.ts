/**
 * One instrument on several venues as its touch reports show it: the best bid and ask over all, and how often a fill was
 * at a worse price than another venue displayed. A reader of the journal; it knows no book. Needs `touch` and `fill` reports,
 * and `session` and `bands` where venues have sessions. Invariant: auctions, and prices that could not trade, count for nothing.
 */
import { ReportKind, ReportLayout as R, SessionState, Side } from '../layout/layout.gen';
import type { Manifest } from '../scenario/manifest';
import type { Sink } from './sinks';

interface Quote {
  readonly price: bigint;
  readonly lots: bigint;
}
/** Best bid and ask of a venue; null: the side is empty. */
type Touch = [bid: Quote | null, ask: Quote | null];

/** States in which orders meet as they come. */
const meeting: readonly number[] = [
  SessionState.continuous,
  SessionState.limitState,
  SessionState.straddle,
  SessionState.extendedHours,
];

/** What a venue lets trade now. */
interface Limits {
  state: number;
  low: bigint | null;
  high: bigint | null;
}
const noLimits = (): Limits => ({ state: 0, low: null, high: null });

export interface ConsolidatedSide extends Quote {
  /** instruments that display the best price */
  readonly instruments: readonly number[];
}

export class Consolidated implements Sink {
  private touches: Touch[];
  private limits: Limits[];
  private throughs = 0;

  constructor(private readonly manifest: Pick<Manifest, 'instruments'>) {
    this.touches = manifest.instruments.map(() => [null, null]);
    this.limits = manifest.instruments.map(noLimits);
  }

  /** Fills at a worse price than another venue of the group displayed then. */
  get tradeThroughCount(): number {
    return this.throughs;
  }

  take(reports: Uint8Array): void {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
    for (let at = 0; at < reports.length; at += R.size) {
      const kind = reports[at]!;
      const instrument = view.getUint16(at + R.instrument, true);
      const limits = this.limits[instrument];
      if (kind === ReportKind.session && limits !== undefined) {
        limits.state = view.getUint32(at + R.lots, true);
        // Bands do not outlast a pause.
        if (limits.state === SessionState.pause) Object.assign(limits, { low: null, high: null });
      } else if (kind === ReportKind.bands && limits !== undefined) {
        limits.low = view.getBigInt64(at + R.priceUnits, true);
        limits.high = view.getBigInt64(at + R.orderId, true);
      }
      if (kind !== ReportKind.touch && kind !== ReportKind.fill) continue;
      const side = view.getUint8(at + R.flags) & 1;
      const price = view.getBigInt64(at + R.priceUnits, true);
      if (kind === ReportKind.fill) this.look(instrument, side, price);
      else this.note(instrument, side, price, view.getBigInt64(at + R.orderId, true));
    }
  }

  private note(instrument: number, side: number, price: bigint, lots: bigint): void {
    const touch = this.touches[instrument];
    if (touch !== undefined) touch[side as 0 | 1] = lots === 0n ? null : { price, lots };
  }

  /** `side` is the aggressor’s: it takes from the other one. */
  private look(instrument: number, side: number, price: bigint): void {
    const taken = side === Side.buy ? Side.sell : Side.buy;
    if (!this.meets(instrument)) return;
    const isThrough = this.groupOf(instrument).some((other) => {
      const quote = other === instrument ? null : this.touches[other]?.[taken as 0 | 1];
      return (
        quote !== null &&
        quote !== undefined &&
        this.meets(other) &&
        this.mayTrade(other, side, quote.price) &&
        (side === Side.buy ? quote.price < price : quote.price > price)
      );
    });
    if (isThrough) this.throughs += 1;
  }

  private meets(instrument: number): boolean {
    return meeting.includes(this.limits[instrument]?.state ?? 0);
  }

  private mayTrade(instrument: number, side: number, price: bigint): boolean {
    const { low, high } = this.limits[instrument] ?? noLimits();
    return side === Side.buy ? high === null || price <= high : low === null || price >= low;
  }

  private groupOf(instrument: number): number[] {
    const own = this.manifest.instruments[instrument];
    return this.manifest.instruments.flatMap(({ symbol, venue }, index) =>
      index === instrument || (venue !== undefined && own?.venue !== undefined && symbol === own.symbol)
        ? [index]
        : [],
    );
  }

  /** Best price of a side over the venues of an instrument’s group, with the lots of all that display it. */
  side(instrument: number, side: 'buy' | 'sell'): ConsolidatedSide | null {
    const quotes = this.groupOf(instrument).flatMap((index) => {
      const quote = this.touches[index]?.[Side[side] as 0 | 1];
      return quote === null || quote === undefined ? [] : [{ index, ...quote }];
    });
    const [first, ...others] = quotes;
    if (first === undefined) return null;
    const isBetter = (a: bigint, b: bigint): boolean => (side === 'buy' ? a > b : a < b);
    const price = others.reduce((best, one) => (isBetter(one.price, best) ? one.price : best), first.price);
    const best = quotes.filter((one) => one.price === price);
    return {
      price,
      lots: best.reduce((sum, { lots }) => sum + lots, 0n),
      instruments: best.map(({ index }) => index),
    };
  }

  fresh(): Consolidated {
    return new Consolidated(this.manifest);
  }

  save(): unknown {
    const limits = this.limits.map((one) => ({ ...one }));
    return { touches: this.touches.map((touch): Touch => [...touch]), limits, throughs: this.throughs };
  }

  load(saved: unknown): void {
    const { touches, limits, throughs } = saved as {
      touches: readonly Touch[];
      limits: readonly Limits[];
      throughs: number;
    };
    this.limits = limits.map((one) => ({ ...one }));
    this.touches = touches.map((touch): Touch => [...touch]);
    this.throughs = throughs;
  }
}
