/**
 * Hidden executions of the tape in a rematched book: own orders only, as they stand, at their own price. Knows nothing of
 * the tape's displayed orders, which hidden ones never traded through. Invariant: no more lots than the row has.
 */
import { Book, Command, Impact, Level, OrderNode, SIDE_BUY } from '../layout.gen';
import { bestTick, ladderOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { tradeExtended } from '../match/sweep';
import { takerOf } from '../match/taker';
import { NO_ASK, NO_BID, S } from '../state';
import { isOfTape } from './rematch-level';

/** How much better a tick is than a print, for who trades with it. */
function betterBy(book: Book, side: u32, tick: i32, priceUnits: i64): i64 {
  const own = <i64>tick * <i64>book.unitsPerTick;
  return side == SIDE_BUY ? own - priceUnits : priceUnits - own;
}

/** Fills own orders of a side that are better than the print, or at it. Returns what is left. */
function fillOwn(
  book: Book,
  instrument: u32,
  side: u32,
  priceUnits: i64,
  lots: u32,
  atPrice: bool,
  tsNs: i64,
): u32 {
  let tick = bestTick(book, side);
  while (tick != NO_BID && tick != NO_ASK && lots != 0 && S.faultCode == 0) {
    const better = betterBy(book, side, tick, priceUnits);
    if (better < 0 || (better == 0 && !atPrice)) break;
    const level = findLevel(ladderOf(book, side), tick);
    let node = <usize>changetype<Level>(level).next;
    while (node != level && isOfTape(node)) node = <usize>changetype<OrderNode>(node).next;
    if (node != level) {
      const taker = takerOf(book, instrument, side ^ 1, 0, 0, priceUnits, tsNs);
      lots = <u32>tradeExtended(taker, node, tick, lots, lots);
      tick = bestTick(book, side);
    } else {
      const ladder = ladderOf(book, side);
      tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
    }
  }
  return lots;
}

/** A hidden execution meets own orders: strictly better than its print on either side, or displayed at it. */
export function meetHidden(book: Book, instrument: u32, impact: Impact, command: Command): void {
  const side = <u32>command.side;
  const price = command.priceUnits;
  const ts = command.tsNs;
  let left = fillOwn(book, instrument, side, price, command.lots, true, ts);
  left = fillOwn(book, instrument, side ^ 1, price, left, false, ts);
  impact.phantomLots = impact.phantomLots + <i64>(command.lots - left);
}
