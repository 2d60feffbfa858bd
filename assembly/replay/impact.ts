/**
 * What own orders may do in an instrument's tape, and the lots of tape orders that they have had. Knows no rows and no
 * matching. Invariant: `takenLots` is the sum of what every live tape order has had taken, and none has more taken than
 * it has lots.
 */
import { Book, IMPACT_REMATCH, Impact, Level, OrderNode, QUEUE_EXACT, SIZE_IMPACT } from '../layout.gen';
import { SIZE_ORDER_COLD, SIZE_ORDER_NODE } from '../layout.gen';
import { ladderOf } from '../book/book';
import { findLevel } from '../book/ladder';
import { S } from '../state';

/** Bit of `Book.checked`. */
export const CHECK_IMPACT: u32 = 128;

export function impactAt(instrument: u32): Impact {
  return changetype<Impact>(<usize>S.impactsBase + <usize>instrument * SIZE_IMPACT);
}

export function hasImpact(book: Book): bool {
  return ((<u32>book.checked) & CHECK_IMPACT) != 0;
}

export function isExact(impact: Impact): bool {
  return impact.model == QUEUE_EXACT;
}

/** Instruments, and tapes' own books behind rematched ones. */
export function bookCount(): u32 {
  return S.instrumentCount + S.twinCount;
}

function takenAddress(node: usize): usize {
  const slot = (node - <usize>S.ordersBase) / (SIZE_ORDER_NODE + SIZE_ORDER_COLD);
  return <usize>S.takenBase + (slot << 2);
}

export function takenOf(node: usize): u32 {
  return S.capTaken == 0 ? 0 : load<u32>(takenAddress(node));
}

/** Lots that an own order may still have. */
export function availableOf(node: usize): u32 {
  return changetype<OrderNode>(node).lots - takenOf(node);
}

export function take(impact: Impact, node: usize, lots: u32): void {
  const at = takenAddress(node);
  store<u32>(at, load<u32>(at) + lots);
  impact.takenLots = impact.takenLots + <i64>lots;
}

/** The order goes on with `left` lots (0: it leaves): what is left goes first, taken lots last. */
export function keepTaken(instrument: u32, node: usize, left: u32): void {
  if (S.capTaken == 0) return;
  const at = takenAddress(node);
  const taken = load<u32>(at);
  if (taken <= left) return;
  store<u32>(at, left);
  const impact = impactAt(instrument);
  impact.takenLots = impact.takenLots - <i64>(taken - left);
}

/** Lots displayed at a level, to those who see that taken ones are gone. */
export function availableAt(level: usize): i64 {
  let sum: i64 = 0;
  let node = <usize>changetype<Level>(level).next;
  while (node != level && node != 0) {
    sum += <i64>availableOf(node);
    node = <usize>changetype<OrderNode>(node).next;
  }
  return sum;
}

/** Lots that the tape's book displays at a price. */
export function tapeLotsAt(book: Book, side: u32, tick: i32): i64 {
  const level = findLevel(ladderOf(book, side), tick);
  return level == 0 ? 0 : changetype<Level>(level).totalLots;
}

export function isRematch(impact: Impact): bool {
  return impact.policy == IMPACT_REMATCH;
}
