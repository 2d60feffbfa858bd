/**
 * What a frame says of the venue's clock and its auctions, for the instrument in view. Part of the one protocol
 * (`protocol.ts`); plain data only. Invariant: it says nothing that nobody in the market could know at that moment.
 */

/** The state changes to `state` at `tsNs`, or at a random moment within so many ns from then on. */
export interface NextChange {
  readonly state: number;
  readonly tsNs: bigint;
  readonly withinNs: bigint;
}

export interface AuctionStepRow {
  readonly priceUnits: bigint;
  /** lots bought at this price or higher, and sold at it or lower */
  readonly demandLots: bigint;
  readonly supplyLots: bigint;
}

/** What the auction would give now. */
export interface AuctionFrame {
  /** null: nothing would trade */
  readonly priceUnits: bigint | null;
  readonly volume: bigint;
  /** negative: asks are left over */
  readonly surplus: bigint;
  /** name of the UncrossRule that decides */
  readonly rule: string;
  /** lowest price first; the nearest to where supply meets demand */
  readonly steps: AuctionStepRow[];
  /** limits of the book, those of `steps` among them */
  readonly limitCount: number;
}

export interface VenueFrame {
  /** when the present state began; null: before what is kept */
  readonly sinceNs: bigint | null;
  readonly next: NextChange | null;
  /** null: orders are not collected */
  readonly auction: AuctionFrame | null;
  readonly bands: { readonly lowUnits: bigint; readonly highUnits: bigint } | null;
}
