/**
 * What a row of the tape does to own orders that rest beside its book. The row itself changes the book as ever
 * (`tape-event.ts`). Invariant: a row's lots fill own orders with at most so many lots together, best price first, then by
 * arrival, and each lot of the tape's book that rests fills them once.
 */
import {
  Book,
  CMD_TAPE_ADD,
  CMD_TAPE_EXECUTE,
  CMD_TAPE_HIDDEN,
  CMD_TAPE_LEVEL_SET,
  CMD_TAPE_TOUCH,
  CMD_TAPE_TRADE,
  Command,
  FLAG_CROSS,
  FLAG_SYNTHETIC,
  IMPACT_CONSUME,
  Impact,
  Level,
  OrderCold,
  OrderNode,
  SIDE_BUY,
} from '../layout.gen';
import { ladderOf, rankOf, tickOfNode } from '../book/book';
import { findLevel } from '../book/ladder';
import { coldOf, findNode } from '../book/order-pool';
import { reportFill } from '../journal/report';
import { settle } from '../ledger/account';
import { extensionAt } from '../ledger/extension';
import { availableOf, isExact, take, tapeLotsAt } from './impact';
import { lookAtLevels, printAtPrice } from './queue-model';
import { endShadow, firstShadow, isAhead, isUnknown, shadowAt, unlinkShadow } from './shadow';
import { applyTapeEvent } from './tape-event';

/** Fills a resting own order at `priceUnits`; it leaves when nothing is open. */
function fill(
  book: Book,
  instrument: u32,
  impact: Impact,
  index: u32,
  lots: u32,
  priceUnits: i64,
  takerId: u64,
  takerLeaves: u32,
  tsNs: i64,
): void {
  const shadow = shadowAt(index);
  const side = <u32>shadow.side;
  const account = extensionAt(index).account;
  shadow.lots = shadow.lots - lots;
  reportFill(
    side ^ 1,
    instrument,
    lots,
    tsNs,
    shadow.orderId,
    priceUnits,
    shadow.lots,
    takerId,
    takerLeaves,
    account,
    0,
  );
  if (account != 0) settle(index, 0, side ^ 1, instrument, lots, priceUnits, tsNs, shadow.orderId, takerId);
  if (shadow.lots != 0) return;
  unlinkShadow(impact, index);
  endShadow(index, 0);
}

/** How a shadow's price compares with a print in price units: above 0 it is better for who trades with it. */
function betterBy(book: Book, index: u32, priceUnits: i64): i64 {
  const own = <i64>shadowAt(index).tick * <i64>book.unitsPerTick;
  return <u32>shadowAt(index).side == SIDE_BUY ? own - priceUnits : priceUnits - own;
}

/** Fills own orders of `side` that are better than a print, or at it where `atPrice` says so. Returns what is left of `lots`. */
function fillThrough(
  book: Book,
  instrument: u32,
  impact: Impact,
  side: u32,
  priceUnits: i64,
  lots: u32,
  atPrice: bool,
  takerId: u64,
  tsNs: i64,
): u32 {
  let index = firstShadow(impact, side);
  while (index != 0 && lots != 0) {
    const better = betterBy(book, index, priceUnits);
    if (better < 0 || (better == 0 && !atPrice)) break;
    const next = shadowAt(index).next;
    const taken = min<u32>(lots, shadowAt(index).lots);
    const own = <i64>shadowAt(index).tick * <i64>book.unitsPerTick;
    lots -= taken;
    fill(book, instrument, impact, index, taken, own, takerId, lots, tsNs);
    index = next;
  }
  return lots;
}

/** A row that executes a live order of the tape: own orders before it in its queue are met first. */
function beforeNamed(book: Book, instrument: u32, impact: Impact, command: Command, node: usize): void {
  const side = <u32>changetype<OrderCold>(coldOf(node)).side;
  const tick = tickOfNode(book, node, side);
  let lots = min<u32>(command.lots, changetype<OrderNode>(node).lots);
  const before = lots;
  let index = firstShadow(impact, side);
  while (index != 0 && lots != 0) {
    const shadow = shadowAt(index);
    const rank = rankOf(side, shadow.tick) - rankOf(side, tick);
    const isBefore = rank > 0 || (rank == 0 && !isUnknown(shadow) && !isAhead(shadow, node));
    const next = shadow.next;
    if (isBefore || betterBy(book, index, command.priceUnits) > 0) {
      const taken = min<u32>(lots, shadow.lots);
      lots -= taken;
      const own = <i64>shadow.tick * <i64>book.unitsPerTick;
      fill(book, instrument, impact, index, taken, own, 0, lots, command.tsNs);
    }
    index = next;
  }
  impact.phantomLots = impact.phantomLots + <i64>(before - lots);
}

/** A print without a displayed order: a hidden one's, or lots that traded with no order of this tape. */
function beforePrint(book: Book, instrument: u32, impact: Impact, command: Command, isPhantom: bool): void {
  const side = <u32>command.side;
  const ts = command.tsNs;
  const price = command.priceUnits;
  let left = fillThrough(book, instrument, impact, side, price, command.lots, true, 0, ts);
  left = fillThrough(book, instrument, impact, side ^ 1, price, left, false, 0, ts);
  if (isPhantom) impact.phantomLots = impact.phantomLots + <i64>(command.lots - left);
}

/** A row that executes an order never seen: lots of unknown origin are ahead at its price. */
function beforeUnknown(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const lots = command.lots;
  const side = <u32>command.side;
  const ts = command.tsNs;
  const left = fillThrough(book, instrument, impact, side, command.priceUnits, lots, false, 0, ts);
  impact.phantomLots = impact.phantomLots + <i64>(lots - left);
}

/** An auction's print fills own orders of both sides at its price, up to the declared share. */
function beforeAuction(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const share = <u32>((<u64>command.lots * <u64>impact.auctionPercent) / 100);
  for (let side: u32 = 0; side < 2; side++) {
    let lots = share;
    let index = firstShadow(impact, side);
    while (index != 0 && lots != 0 && betterBy(book, index, command.priceUnits) >= 0) {
      const next = shadowAt(index).next;
      const taken = min<u32>(lots, shadowAt(index).lots);
      lots -= taken;
      fill(book, instrument, impact, index, taken, command.priceUnits, 0, lots, command.tsNs);
      index = next;
    }
  }
}

/** Lots that came to (side, tick) through own orders of the other side fill those, each lot once. */
function meetArrival(
  book: Book,
  instrument: u32,
  impact: Impact,
  node: usize,
  side: u32,
  tick: i32,
  most: u32,
  tsNs: i64,
): void {
  const lots = min<u32>(most, availableOf(node));
  const price = <i64>tick * <i64>book.unitsPerTick;
  const id = changetype<OrderCold>(coldOf(node)).orderId;
  const left = fillThrough(book, instrument, impact, side ^ 1, price, lots, true, id, tsNs);
  if (left == lots) return;
  take(impact, node, lots - left);
  impact.lockedCount = impact.lockedCount + 1;
}

function beforeRow(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const kind = <u32>command.kind;
  if (kind != CMD_TAPE_EXECUTE && kind != CMD_TAPE_HIDDEN && kind != CMD_TAPE_TRADE) return;
  if (((<u32>command.flags) & FLAG_CROSS) != 0) {
    beforeAuction(book, instrument, impact, command);
  } else if (kind == CMD_TAPE_EXECUTE) {
    const node = findNode(instrument, command.orderId);
    if (node != 0) beforeNamed(book, instrument, impact, command, node);
    else beforeUnknown(book, instrument, impact, command);
  } else if (kind == CMD_TAPE_HIDDEN || isExact(impact)) {
    beforePrint(book, instrument, impact, command, kind == CMD_TAPE_HIDDEN);
  } else {
    printOnModel(book, instrument, impact, command);
  }
}

/** Queues of a side move on by a print at their price; what reaches an own order fills it. Returns what is left. */
function moveQueues(
  book: Book,
  instrument: u32,
  impact: Impact,
  side: u32,
  priceUnits: i64,
  lots: u32,
  tsNs: i64,
): u32 {
  let index = firstShadow(impact, side);
  while (index != 0 && lots != 0) {
    const next = shadowAt(index).next;
    if (betterBy(book, index, priceUnits) == 0) {
      const filled = min<u32>(printAtPrice(index, lots), min<u32>(lots, shadowAt(index).lots));
      lots -= filled;
      if (filled != 0) fill(book, instrument, impact, index, filled, priceUnits, 0, lots, tsNs);
    }
    index = next;
  }
  return lots;
}

/**
 * A print where queues are estimated: prices through it fill, at it the queue moves on; where nobody knows whose order
 * rested, the queues of both sides.
 */
function printOnModel(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const side = <u32>command.side;
  const price = command.priceUnits;
  const ts = command.tsNs;
  const isUnsided = ((<u32>command.flags) & FLAG_SYNTHETIC) != 0;
  let left = fillThrough(book, instrument, impact, side, price, command.lots, false, 0, ts);
  left = moveQueues(book, instrument, impact, side, price, left, ts);
  left = fillThrough(book, instrument, impact, side ^ 1, price, left, false, 0, ts);
  if (isUnsided) left = moveQueues(book, instrument, impact, side ^ 1, price, left, ts);
  impact.phantomLots = impact.phantomLots + <i64>(command.lots - left);
}

/** Applies one row to the tape's book, and to own orders what it means for them. */
export function followRow(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const kind = <u32>command.kind;
  const side = (<u32>command.side) & 1;
  const taken = impact.takenLots;
  if (impact.shadowCount == 0) {
    applyTapeEvent(book, instrument, command);
  } else {
    const tick = <i32>(command.priceUnits / <i64>book.unitsPerTick);
    const isArrival = kind == CMD_TAPE_ADD || kind == CMD_TAPE_LEVEL_SET || kind == CMD_TAPE_TOUCH;
    const lots = isArrival ? tapeLotsAt(book, side, tick) : 0;
    beforeRow(book, instrument, impact, command);
    applyTapeEvent(book, instrument, command);
    if (isArrival) afterArrival(book, instrument, impact, command, side, tick, lots);
    lookAtLevels(book, impact);
  }
  const isMissed = kind == CMD_TAPE_EXECUTE && impact.policy == IMPACT_CONSUME;
  if (isMissed) impact.missingLots = impact.missingLots + taken - impact.takenLots;
}

/** Lots that a row brought to a level: the new order's, or those of unknown origin. */
function afterArrival(
  book: Book,
  instrument: u32,
  impact: Impact,
  command: Command,
  side: u32,
  tick: i32,
  before: i64,
): void {
  const more = tapeLotsAt(book, side, tick) - before;
  if (more <= 0) return;
  const level = changetype<Level>(findLevel(ladderOf(book, side), tick));
  const node = <usize>(<u32>command.kind == CMD_TAPE_ADD ? level.prev : level.next);
  meetArrival(book, instrument, impact, node, side, tick, <u32>more, command.tsNs);
}
