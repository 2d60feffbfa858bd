/** Reads the core's sample of an auction: stepped supply and demand, and what the call would give now. */
import {
  AuctionRowLayout as R,
  AuctionSampleLayout as A,
  uncrossRuleName,
  type UncrossRuleName,
} from '../layout/layout.gen';

export interface AuctionStep {
  readonly priceUnits: bigint;
  /** lots bought at this price or higher, and sold at it or lower, market orders included */
  readonly demandLots: bigint;
  readonly supplyLots: bigint;
}

export interface AuctionSample {
  /** null: nothing would trade */
  readonly priceUnits: bigint | null;
  readonly volume: bigint;
  /** negative: asks are left over */
  readonly surplus: bigint;
  readonly rule: UncrossRuleName;
  readonly steps: readonly AuctionStep[];
}

export function readAuction(view: DataView, at: number): AuctionSample {
  const volume = view.getBigInt64(at + A.volume, true);
  const rows = view.getUint32(at + A.rowCount, true);
  return {
    priceUnits: volume === 0n ? null : view.getBigInt64(at + A.priceUnits, true),
    volume,
    surplus: view.getBigInt64(at + A.surplus, true),
    rule: uncrossRuleName[view.getUint32(at + A.rule, true)] ?? 'none',
    steps: Array.from({ length: rows }, (_, index) => {
      const row = at + A.size + index * R.size;
      return {
        priceUnits: view.getBigInt64(row + R.priceUnits, true),
        demandLots: view.getBigInt64(row + R.demandLots, true),
        supplyLots: view.getBigInt64(row + R.supplyLots, true),
      };
    }),
  };
}
