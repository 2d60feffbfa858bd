/**
 * What one run would have come to under each impact policy and queue model, as messages carry it. Types only; money is price
 * units × lots. Part of `desk-protocol.ts`.
 */
import type { AccountState, OrderLife } from '../desk';
import type { Way } from '../scenario/ways';
import type { ErrorJson, ImpactFigures } from './protocol';

/** An own order in one way; `key` is that of its life. */
export type OrderInWay = Pick<
  OrderLife,
  'key' | 'instrument' | 'side' | 'status' | 'lots' | 'leaves' | 'filledLots' | 'filledMoney'
> & {
  readonly firstFillNs: bigint | null;
  readonly lastFillNs: bigint | null;
  /** displayed lots before it when it came; −1: nobody knows; null: it did not rest then */
  readonly aheadLots: bigint | null;
};

/** Where `problem` is not null the way could not be played, and the rest is empty. */
export interface WayRow {
  readonly way: Way;
  /** the way in which the run in view is played */
  readonly isOwn: boolean;
  readonly assumptions: Readonly<Record<string, string>>;
  readonly orders: readonly OrderInWay[];
  /** null: the run has no such account */
  readonly account: AccountState | null;
  readonly figures: readonly ImpactFigures[];
  readonly problem: ErrorJson | null;
}

export interface ComparisonJson {
  readonly nowNs: bigint;
  readonly rows: readonly WayRow[];
}
