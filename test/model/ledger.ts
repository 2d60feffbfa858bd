/**
 * Cash and positions of accounts in BigInt. Account 0 is the market at large: it reserves nothing and may owe
 * without limit. Every settlement has two sides, so cash and positions keep their sums.
 */
import type { SelfTradeRule } from './codes';
import type { ModelAccountStart } from './types';

export interface ModelAccount {
  available: bigint;
  locked: bigint;
  positions: Map<number, bigint>;
  /** Its own self-trade rule. */
  selfTrade?: SelfTradeRule;
}

/** What a limit buy locks. An order that would be paid for buying locks nothing. */
export function reserveOf(price: bigint, lots: number): bigint {
  return price > 0n ? price * BigInt(lots) : 0n;
}

export class ModelLedger {
  readonly accounts = new Map<number, ModelAccount>();

  constructor(accounts: readonly ModelAccountStart[]) {
    this.accounts.set(0, { available: 0n, locked: 0n, positions: new Map() });
    for (const { id, cash, selfTrade } of accounts) {
      const own = selfTrade === undefined ? {} : { selfTrade };
      this.accounts.set(id, { available: cash, locked: 0n, positions: new Map(), ...own });
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
    const position = account.positions.get(instrument) ?? 0n;
    account.positions.set(instrument, side === 0 ? position + BigInt(lots) : position - BigInt(lots));
  }
}
