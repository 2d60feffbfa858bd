/**
 * What an account has, read from its records while the engine is stopped, and what it is worth at a mark. Knows no rule.
 * Invariant: equity − equity before = realised + unrealised − fees + entries since, at any mark.
 */
import { AccountLayout as A, HoldingLayout as H } from '../layout/layout.gen';

/** Money in money units; positive fees are a cost. */
export interface AccountMoney {
  readonly available: bigint;
  readonly locked: bigint;
  /** paid for what it bought */
  readonly spent: bigint;
  readonly received: bigint;
  readonly fees: bigint;
  /** dividends, funding, interest and the like */
  readonly entries: bigint;
}

export interface HoldingMoney {
  readonly position: bigint;
  readonly cost: bigint;
  readonly realised: bigint;
  readonly boughtLots: bigint;
  /** lots sold: what was spent of this asset */
  readonly soldLots: bigint;
  /** fees of its fills in this instrument */
  readonly instrumentFees: bigint;
}

export function readAccount(view: DataView, at: number): AccountMoney {
  const i64 = (offset: number): bigint => view.getBigInt64(at + offset, true);
  return {
    available: i64(A.availableCash),
    locked: i64(A.lockedCash),
    spent: i64(A.paidUnits),
    received: i64(A.receivedUnits),
    fees: i64(A.feeUnits),
    entries: i64(A.entryUnits),
  };
}

export function readHolding(view: DataView, at: number, position: bigint): HoldingMoney {
  const i64 = (offset: number): bigint => view.getBigInt64(at + offset, true);
  return {
    position,
    cost: i64(H.costUnits),
    realised: i64(H.realisedUnits),
    boughtLots: i64(H.boughtLots),
    soldLots: i64(H.soldLots),
    instrumentFees: i64(H.feeUnits),
  };
}

/** What a position is marked at: the last price, half the touch, or the side at which it could be closed. */
export type MarkChoice = 'last' | 'mid' | 'close';
export const markChoices: readonly MarkChoice[] = ['last', 'mid', 'close'];

export interface MarkPrices {
  readonly last: bigint | null;
  readonly bid: bigint | null;
  readonly ask: bigint | null;
}

/** Twice the mark in price units, so that a middle is exact; a missing price falls back to the last one. */
export function twiceMark(
  choice: MarkChoice,
  position: bigint,
  { last, bid, ask }: MarkPrices,
): bigint | null {
  const fallback = last === null ? null : 2n * last;
  if (choice === 'last') return fallback;
  if (choice === 'mid') return bid === null || ask === null ? fallback : bid + ask;
  const side = position > 0n ? bid : ask;
  return side === null ? fallback : 2n * side;
}

/** Profit of the open position at a mark, rounded towards zero to a money unit; 0 without a position or a mark. */
export function unrealised(holding: HoldingMoney, twice: bigint | null): bigint {
  return twice === null || holding.position === 0n ? 0n : (holding.position * twice) / 2n - holding.cost;
}
