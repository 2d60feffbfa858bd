/**
 * Cash and positions of accounts in BigInt. Account 0 is the market at large: it reserves nothing and may owe
 * without limit. Every settlement has two sides, so cash and positions keep their sums.
 */
import type { SelfTradeRule } from './codes';
import type { ModelAccountStart, ModelExchange } from './types';

export interface ModelAccount {
  available: bigint;
  locked: bigint;
  positions: Map<number, bigint>;
  /** What open positions cost, and what closing earned, by instrument. */
  costs: Map<number, bigint>;
  realised: Map<number, bigint>;
  fees: bigint;
  entries: bigint;
  /** Its own self-trade rule. */
  selfTrade?: SelfTradeRule;
}

/** What a limit buy locks. An order that would be paid for buying locks nothing. */
export function reserveOf(price: bigint, lots: number): bigint {
  return price > 0n ? price * BigInt(lots) : 0n;
}

const fresh = (available: bigint): ModelAccount => ({
  available,
  locked: 0n,
  positions: new Map(),
  costs: new Map(),
  realised: new Map(),
  fees: 0n,
  entries: 0n,
});

/** a / b, b above 0, half away from zero. */
function nearest(a: bigint, b: bigint): bigint {
  const size = a < 0n ? -a : a;
  const whole = (2n * size + b) / (2n * b);
  return a < 0n ? -whole : whole;
}

export class ModelLedger {
  readonly accounts = new Map<number, ModelAccount>();

  constructor(accounts: readonly ModelAccountStart[], venues: readonly ModelExchange[] = []) {
    this.accounts.set(0, fresh(0n));
    const collectors = venues.flatMap(({ account, fees = [] }) => [
      account,
      ...fees.flatMap((line) => line.account ?? []),
    ]);
    for (const id of collectors) this.accounts.set(id, fresh(0n));
    for (const { id, cash, selfTrade } of accounts) {
      const own = selfTrade === undefined ? {} : { selfTrade };
      this.accounts.set(id, { ...fresh(cash), ...own });
    }
  }

  has(id: number): boolean {
    return this.accounts.has(id);
  }

  get(id: number): ModelAccount {
    const account = this.accounts.get(id);
    if (!account) throw new Error(`no account ${id}`);
    return account;
  }

  lock(id: number, amount: bigint): void {
    if (id === 0) return;
    const account = this.get(id);
    account.available -= amount;
    account.locked += amount;
  }

  /** One side of a fill: `lots` bought (side 0) or sold (side 1) for `price` each. */
  settle(id: number, instrument: number, side: number, price: bigint, lots: number): void {
    const account = this.get(id);
    const money = price * BigInt(lots);
    account.available += side === 0 ? -money : money;
    const before = account.positions.get(instrument) ?? 0n;
    const change = side === 0 ? BigInt(lots) : -BigInt(lots);
    account.positions.set(instrument, before + change);
    if (id !== 0) this.bookCost(account, instrument, before, change, price);
  }

  /** What is closed gives up its share of the cost, at average price; the rest opens at the fill’s. */
  private bookCost(
    account: ModelAccount,
    instrument: number,
    before: bigint,
    change: bigint,
    price: bigint,
  ): void {
    const cost = account.costs.get(instrument) ?? 0n;
    const open = before < 0n ? -before : before;
    const size = change < 0n ? -change : change;
    const closes = before !== 0n && before < 0n !== change < 0n;
    const closed = !closes ? 0n : size < open ? size : open;
    const released = closed === 0n ? 0n : nearest(cost * closed, open);
    const proceeds = (before < 0n ? -closed : closed) * price;
    const opened = change + (before < 0n ? -closed : closed);
    account.costs.set(instrument, cost - released + opened * price);
    account.realised.set(instrument, (account.realised.get(instrument) ?? 0n) + proceeds - released);
  }

  /** Cash for other reasons than a trade or a fee; `from` is the other side. */
  credit(id: number, from: number, cash: bigint): void {
    for (const [account, amount] of [
      [this.get(id), cash],
      [this.get(from), -cash],
    ] as const) {
      account.available += amount;
      account.entries += amount;
    }
  }

  /** A position that ended without a trade loses its cost. */
  dropCost(id: number, instrument: number): void {
    const account = this.get(id);
    if ((account.positions.get(instrument) ?? 0n) !== 0n) return;
    const cost = account.costs.get(instrument) ?? 0n;
    account.realised.set(instrument, (account.realised.get(instrument) ?? 0n) - cost);
    account.costs.set(instrument, 0n);
  }
}
