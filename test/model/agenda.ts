/**
 * What is to happen at a later time, as one list that is searched whole each time: orders that end, phases that end, holds of
 * price bands, orders behind a speed bump. Ties go by rank, then by account, then by who came first. Knows no rule.
 */
import type { ModelOrder } from './book';
import type { ModelCommand } from './types';

export type Due =
  | { order: ModelOrder }
  | { phase: number; state: number }
  | { heldSince: bigint }
  | { command: ModelCommand; parts: readonly ModelCommand[]; sweeps: boolean }
  | { lapses: bigint };

export interface Entry {
  ns: bigint;
  rank: number;
  account: number;
  index: number;
  due: Due;
}

export class Agenda {
  private readonly entries: Entry[] = [];

  /** Of the venue itself, unless rank and account say whose. */
  add(ns: bigint, index: number, due: Due, rank = 0, account = 0): void {
    this.entries.push({ ns, rank, account, index, due });
  }

  has(isMeant: (due: Due) => boolean): boolean {
    return this.entries.some(({ due }) => isMeant(due));
  }

  /** Takes the first of those before a time and rank. */
  next(ns: bigint, rank: number): Entry | undefined {
    const isBefore = (entry: Entry): boolean => entry.ns < ns || (entry.ns === ns && entry.rank < rank);
    const first = this.entries
      .filter(isBefore)
      .reduce<Entry | undefined>(
        (best, one) => (best === undefined || comesBefore(one, best) ? one : best),
        undefined,
      );
    if (first) this.entries.splice(this.entries.indexOf(first), 1);
    return first;
  }
}

function comesBefore(a: Entry, b: Entry): boolean {
  if (a.ns !== b.ns) return a.ns < b.ns;
  return a.rank !== b.rank ? a.rank < b.rank : a.account < b.account;
}
