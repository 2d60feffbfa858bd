/**
 * Cancels everything that waits beside a book: the instrument is about to be something else. Invariant: afterwards every
 * live order of the instrument is on a level.
 */
import { Book, PLACE_BOOK, SIDE_BUY, SIDE_SELL } from '../layout.gen';
import { extensionOf, firstDark } from './dark-list';
import { cutOrder } from './links';
import { termsAt, venueAt } from './terms';

/** Hidden bids, hidden asks, what else is watched, what waits for a trigger: each best or earliest first. */
export function cancelBeside(book: Book, instrument: u32, reason: u32, tsNs: i64): void {
  const venue = venueAt(instrument);
  for (let side: u32 = SIDE_BUY; side <= SIDE_SELL; side++) {
    for (let node = firstDark(instrument, side); node != 0; node = firstDark(instrument, side)) {
      cutOrder(book, instrument, extensionOf(node), u32.MAX_VALUE, reason, tsNs);
    }
  }
  let index = venue.watchFirst;
  while (index != 0) {
    const next = termsAt(index).next;
    if (<u32>termsAt(index).place != PLACE_BOOK) {
      cutOrder(book, instrument, index, u32.MAX_VALUE, reason, tsNs);
    }
    index = next;
  }
  while (venue.waitFirst != 0) {
    cutOrder(book, instrument, venue.waitFirst, u32.MAX_VALUE, reason, tsNs);
  }
}
