/**
 * An invoice in words: who is behind the number of an account, what a line is, and whether what was listed is what the
 * engine’s records of the accounts say. Pure.
 */
import type { Manifest } from '../../scenario';
import type { InvoiceLine } from '../../sim';
import type { AccountBook } from '../../worker/money-protocol';

/** `account 1`, `venue NORTH`, `third party 91`, or everybody who has no account. */
export function partyName(id: number, { accounts, venues }: Pick<Manifest, 'accounts' | 'venues'>): string {
  if (id === 0) return 'the market at large';
  const venue = venues.find(({ account }) => account === id);
  if (venue !== undefined) return `venue ${venue.name}`;
  return accounts.some((account) => account.id === id) ? `account ${id}` : `third party ${id}`;
}

export function kindWords({ kind, amount }: Pick<InvoiceLine, 'kind' | 'amount'>): string {
  if (kind === 'entry') return amount < 0n ? 'scheduled, received' : 'scheduled, paid';
  if (kind === 'penalty') return 'penalty';
  return amount < 0n ? 'rebate' : kind;
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

export const totalOf = (lines: readonly InvoiceLine[]): bigint => sum(lines.map(({ amount }) => amount));

export interface Reckoning {
  readonly fees: bigint;
  readonly entries: bigint;
  /** what one pays another receives, to the money unit */
  readonly isZero: boolean;
}

/** Over all accounts, by the engine’s own records. */
export function reckoningOf(books: readonly AccountBook[]): Reckoning {
  const [fees, entries] = [sum(books.map((book) => book.fees)), sum(books.map((book) => book.entries))];
  return { fees, entries, isZero: fees === 0n && entries === 0n };
}

/** What the record of an account holds beyond its lines: dividends and cash for fractions are in no line. */
export function unlistedOf(
  account: number,
  lines: readonly InvoiceLine[],
  books: readonly AccountBook[],
): bigint {
  const book = books.find((one) => one.account === account);
  if (book === undefined) return 0n;
  const paid = totalOf(lines.filter((line) => line.account === account));
  const received = totalOf(lines.filter(({ collector }) => collector === account));
  return book.fees - book.entries - (paid - received);
}
