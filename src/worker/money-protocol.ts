/**
 * Questions about money that the page may ask the cell, and their answers: what accounts own, what they paid. Types only. All amounts are money units (price unit × lot) of exact integers.
 */
import type { AccountMoney, HoldingMoney, MarkChoice } from '../engine/account-money';
import type { ConsolidatedSide, InvoiceLine } from '../sim';

export type MoneyQuestion =
  /** every account of the run, open positions valued at the mark */
  | { what: 'accounts'; mark: MarkChoice }
  /** line by line what accounts paid so far; null: all of them */
  | { what: 'invoice'; account: number | null }
  /** best bid and ask of an instrument over all its venues */
  | { what: 'touch'; instrument: number };

export interface HoldingRow extends HoldingMoney {
  readonly instrument: number;
  readonly unrealised: bigint;
}
export interface AccountRow extends AccountMoney {
  readonly account: number;
  /** what the start gave it */
  readonly initial: bigint;
  /** instruments that it holds or has traded */
  readonly holdings: readonly HoldingRow[];
}

/** Fees an account paid less those it received; entries it received less those it paid. Account 0 is the market at large. */
export interface AccountBook extends Pick<AccountMoney, 'fees' | 'entries'> {
  readonly account: number;
}

export type MoneyAnswer =
  | { readonly what: 'accounts'; readonly mark: MarkChoice; readonly accounts: readonly AccountRow[] }
  /** `isReported` false: the run reports no fees, so nothing can be listed; `books`: what the engine's own records say */
  | {
      readonly what: 'invoice';
      readonly isReported: boolean;
      readonly lines: readonly InvoiceLine[];
      readonly books: readonly AccountBook[];
    }
  /** `isWhole` false: the run does not report the touch, so the other venues are not known */
  | {
      readonly what: 'touch';
      readonly isWhole: boolean;
      readonly bid: ConsolidatedSide | null;
      readonly ask: ConsolidatedSide | null;
      readonly tradeThroughCount: number;
    };
