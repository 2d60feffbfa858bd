/**
 * The aggressor whose turn it is: who it is and where it trades, once, so that what trades with it is told one thing.
 * Knows no rule. Invariant: one at a time; what it still wants is with who trades, not here.
 */
import { Book, Taker } from '../layout.gen';
import { extensionAt } from '../ledger/extension';
import { S } from '../state';

/** `extension` 0: without an account, an iceberg or terms; `priceUnits`: what reports about it say. */
export function takerOf(
  book: Book,
  instrument: u32,
  side: u32,
  orderId: u64,
  extension: u32,
  priceUnits: i64,
  tsNs: i64,
): Taker {
  const taker = changetype<Taker>(<usize>S.takerBase);
  taker.orderId = orderId;
  taker.priceUnits = priceUnits;
  taker.tsNs = tsNs;
  taker.book = <u32>changetype<usize>(book);
  taker.instrument = instrument;
  taker.side = side;
  taker.extension = extension;
  return taker;
}

export function bookOf(taker: Taker): Book {
  return changetype<Book>(<usize>taker.book);
}

/** The account behind it, 0 for none. */
export function accountOfTaker(taker: Taker): u32 {
  return taker.extension == 0 ? 0 : extensionAt(taker.extension).account;
}
