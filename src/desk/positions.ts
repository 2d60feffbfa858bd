/**
 * What an account made of its fills: position by position the average price, what is realised and what is not. Money is
 * price units × lots, whole. Pure. Invariant: cash + position × mark − cash at the start is what was realised, what is
 * not, and `otherMoney` (fees, dividends and whatever else moved the account), at every moment and to the unit.
 */
import type { ReportRow } from './order-life';

/** What the engine says of an account and one instrument; it is the truth about cash and position. */
export interface AccountFacts {
  readonly id: number;
  readonly available: bigint;
  readonly locked: bigint;
  readonly startCash: bigint;
  readonly positions: readonly {
    readonly instrument: number;
    readonly lots: bigint;
    readonly markUnits: bigint | null;
  }[];
}

export interface Position {
  readonly instrument: number;
  readonly lots: bigint;
  /** what the open lots cost; negative for a short position */
  readonly costMoney: bigint;
  readonly realisedMoney: bigint;
  readonly unrealisedMoney: bigint;
  readonly boughtLots: bigint;
  readonly soldLots: bigint;
  readonly markUnits: bigint | null;
}

export interface AccountState {
  readonly id: number;
  readonly available: bigint;
  readonly locked: bigint;
  readonly startCash: bigint;
  /** cash and positions at their marks */
  readonly equity: bigint;
  readonly realisedMoney: bigint;
  readonly unrealisedMoney: bigint;
  readonly otherMoney: bigint;
  readonly positions: readonly Position[];
}

interface Running {
  lots: bigint;
  cost: bigint;
  realised: bigint;
  bought: bigint;
  sold: bigint;
}

/** Adds one fill at average cost: what closes a position takes its share of the cost with it. */
function addFill(held: Running, signedLots: bigint, priceUnits: bigint): void {
  if (signedLots > 0n) held.bought += signedLots;
  else held.sold -= signedLots;
  const isOpening = held.lots === 0n || held.lots > 0n === signedLots > 0n;
  if (isOpening) {
    held.lots += signedLots;
    held.cost += signedLots * priceUnits;
    return;
  }
  const size = (lots: bigint): bigint => (lots < 0n ? -lots : lots);
  const closing = size(signedLots) < size(held.lots) ? signedLots : -held.lots;
  const costShare = (held.cost * -closing) / held.lots;
  held.realised += -closing * priceUnits - costShare;
  held.cost -= costShare;
  held.lots += closing;
  const opening = signedLots - closing;
  if (opening !== 0n) {
    held.lots = opening;
    held.cost = opening * priceUnits;
  }
}

/** `reports`: those of own orders up to now, oldest first; only fills count. */
export function accountState(facts: AccountFacts, reports: Iterable<ReportRow>): AccountState {
  const held = new Map<number, Running>();
  const of = (instrument: number): Running => {
    const known = held.get(instrument) ?? { lots: 0n, cost: 0n, realised: 0n, bought: 0n, sold: 0n };
    held.set(instrument, known);
    return known;
  };
  for (const row of reports) {
    if (row['kind'] !== 'fill') continue;
    const lots = BigInt(Number(row['lots']));
    const price = BigInt(String(row['price']));
    const isBuyer = row['side'] === 'buy';
    if (row['takerAccount'] === facts.id)
      addFill(of(Number(row['instrument'])), isBuyer ? lots : -lots, price);
    if (row['makerAccount'] === facts.id)
      addFill(of(Number(row['instrument'])), isBuyer ? -lots : lots, price);
  }
  const positions = facts.positions.map(({ instrument, lots, markUnits }): Position => {
    const { cost, realised, bought, sold } = of(instrument);
    const unrealisedMoney = markUnits === null ? 0n : lots * markUnits - cost;
    return {
      instrument,
      lots,
      costMoney: cost,
      realisedMoney: realised,
      unrealisedMoney,
      boughtLots: bought,
      soldLots: sold,
      markUnits,
    };
  });
  const sum = (of: (position: Position) => bigint): bigint =>
    positions.reduce((total, position) => total + of(position), 0n);
  const cash = facts.available + facts.locked;
  // Without a mark a position stands at its cost.
  const equity =
    cash + sum(({ lots, markUnits, costMoney }) => (markUnits === null ? costMoney : lots * markUnits));
  const realisedMoney = sum((position) => position.realisedMoney);
  const unrealisedMoney = sum((position) => position.unrealisedMoney);
  const otherMoney = equity - facts.startCash - realisedMoney - unrealisedMoney;
  const { id, available, locked, startCash } = facts;
  return { id, available, locked, startCash, equity, realisedMoney, unrealisedMoney, otherMoney, positions };
}
