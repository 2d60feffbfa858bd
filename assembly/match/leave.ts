/**
 * Taking an order out for good, wherever it is: on a level, hidden, waiting or elected. Writes no report.
 * Invariant: reservation, terms, index entry and slot go together.
 */
import { OrderCold, OrderNode, PLACE_DARK, PLACE_DUE, Book } from '../layout.gen';
import { discard } from '../book/book';
import { coldOf, freeSlot, unlinkFromIndex } from '../book/order-pool';
import { reserve } from '../ledger/account';
import { extensionAt } from '../ledger/extension';
import { unlinkDark } from './dark-list';
import { endExtension, termsAt, unqueueDue } from './terms';

/** Takes an order that is on no level out of the list it is in; slot and terms stay. */
export function leaveList(node: usize, index: u32): void {
  const place = <u32>termsAt(index).place;
  const cold = changetype<OrderCold>(coldOf(node));
  if (place == PLACE_DARK) unlinkDark(cold.instrument, node, cold.side);
  else if (place == PLACE_DUE) unqueueDue(index);
}

export function removeOrder(book: Book, node: usize): void {
  const index = changetype<OrderCold>(coldOf(node)).extension;
  if (index == 0) {
    discard(book, node);
    return;
  }
  const order = changetype<OrderNode>(node);
  reserve(index, -(<i64>order.lots + <i64>extensionAt(index).hiddenLots));
  if (order.level != 0) {
    endExtension(index);
    discard(book, node);
    return;
  }
  leaveList(node, index);
  endExtension(index);
  unlinkFromIndex(node);
  freeSlot(node);
}
