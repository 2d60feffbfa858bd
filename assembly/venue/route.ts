/**
 * Splitting an order over the venues of its group: displayed prices are taken in order, best first, its own venue first
 * among equals, then by the number of the instrument. Each part that goes elsewhere is a child with an id of its own; what
 * is left stays at its own venue under its own id. Invariant: the parts are the order, to the lot.
 */
import {
  Command,
  FLAG_MARKET,
  FLAG_SWEEP,
  Level,
  REP_ROUTED,
  SIDE_BUY,
  SIZE_COMMAND,
  TIF_IOC,
  CMD_NEW,
} from '../layout.gen';
import { bestTick, bookAt, ladderOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { report } from '../journal/report';
import { limitTickOf } from '../match/dark';
import { noLimit } from '../match/dark-list';
import { checkNew } from '../match/order-entry';
import { hasParts, venueAt } from '../match/terms';
import { NO_ASK, S } from '../state';
import { rankOf } from './travel';
import { isBetterTick, isNoTick, isWorseThanElsewhere, openTick } from './group';
import { isTrading } from './states';

const NOWHERE: u32 = u32.MAX_VALUE;
/** A child's id is the parent's, shifted, and its number. */
const CHILD_BITS: u64 = 8;
const MOST_CHILDREN: u64 = 255;
const MOST_PARENT: u64 = 1 << 56;
/** Larger parents have no room for a number behind them: their children are so far from each other. */
const CHILD_STEP: u64 = 1 << 40;
const LAST_PARENT: u64 = u64.MAX_VALUE - 256 * CHILD_STEP;

function childId(parent: u64, child: u64): u64 {
  return parent < MOST_PARENT ? (parent << CHILD_BITS) | child : parent + child * CHILD_STEP;
}

function limitTick(instrument: u32, command: Command): i32 {
  const isMarket = ((<u32>command.flags) & FLAG_MARKET) != 0;
  const side = (<u32>command.side) & 1;
  return limitTickOf(bookAt(instrument), side, isMarket ? noLimit(side) : command.priceUnits);
}

function isWithin(side: u32, tick: i32, limit: i32): bool {
  return !isNoTick(tick) && (side == SIDE_BUY ? tick <= limit : tick >= limit);
}

/** Whether a new order is split: it is plain, and another venue of its group has a better price within its limit. */
export function isRouted(instrument: u32, command: Command): bool {
  if (S.protects == 0 || venueAt(instrument).group == 0) return false;
  if (<u32>command.kind != CMD_NEW || <u32>command.tif > TIF_IOC || <u32>command.side > 1) return false;
  if (((<u32>command.flags) & ~FLAG_MARKET) != 0 || command.orderId > LAST_PARENT) return false;
  const book = bookAt(instrument);
  if (!isTrading(book.session) || hasParts(instrument, command)) return false;
  // What its own venue would refuse goes there whole.
  if (checkNew(book, instrument, command) != 0) return false;
  const side = <u32>command.side;
  // The worst price that it would take here if it went on for ever.
  beginRoute(instrument, command);
  const limit = limitTick(instrument, command);
  let sum: i64 = 0;
  let tick = venueAt(instrument).routeTick;
  while (sum < <i64>command.lots && isWithin(side, tick, limit)) {
    if (isWorseThanElsewhere(instrument, side, <i64>tick * <i64>book.unitsPerTick)) return true;
    sum += changetype<Level>(findLevel(ladderOf(book, side ^ 1), tick)).totalLots;
    tick = nextTick(instrument, side, tick);
  }
  if (sum >= <i64>command.lots) return false;
  const other = bestVenue(instrument, side, limit, true);
  return other != NOWHERE;
}

function nextTick(instrument: u32, side: u32, tick: i32): i32 {
  const book = bookAt(instrument);
  const ladder = ladderOf(book, side ^ 1);
  const next = side == SIDE_BUY ? tickAbove(ladder, tick) : tickBelow(ladder, tick);
  return openTick(book, instrument, side, next);
}

/** Puts the cursor of every venue of the group on its best price. */
export function beginRoute(instrument: u32, command: Command): void {
  const group = venueAt(instrument).group;
  const side = (<u32>command.side) & 1;
  for (let index: u32 = 0; index < S.instrumentCount; index++) {
    const venue = venueAt(index);
    if (venue.group != group) continue;
    const book = bookAt(index);
    venue.routeTick = openTick(book, index, side, bestTick(book, side ^ 1));
  }
}

/** The venue whose cursor has the best price within the limit; the order's own first among equals. */
function bestVenue(home: u32, side: u32, limit: i32, isElsewhere: bool): u32 {
  let best = NOWHERE;
  if (!isElsewhere && isWithin(side, venueAt(home).routeTick, limit)) best = home;
  for (let index: u32 = 0; index < S.instrumentCount; index++) {
    const venue = venueAt(index);
    if (index == home || venue.group != venueAt(home).group) continue;
    if (!isWithin(side, venue.routeTick, limit)) continue;
    const bestSoFar = best == NOWHERE ? NO_ASK : venueAt(best).routeTick;
    if (best == NOWHERE || isBetterTick(side, venue.routeTick, bestSoFar)) best = index;
  }
  return best;
}

/** Displayed lots at a venue's cursor. */
function lotsAtCursor(instrument: u32, side: u32): i64 {
  const at = findLevel(ladderOf(bookAt(instrument), side ^ 1), venueAt(instrument).routeTick);
  return at == 0 ? 0 : changetype<Level>(at).totalLots;
}

/** Writes the next part of `left` lots into the draft and reports it where it is a child. Returns its lots. */
export function nextPart(home: u32, command: Command, left: u32, child: u64): u32 {
  const side = (<u32>command.side) & 1;
  const limit = limitTick(home, command);
  const draft = changetype<Command>(<usize>S.draftBase);
  memory.copy(changetype<usize>(draft), changetype<usize>(command), SIZE_COMMAND);
  draft.rank = <u8>rankOf(command);
  draft.lots = left;
  draft.flags = <u8>((<u32>draft.flags) | FLAG_SWEEP);
  const chosen = bestVenue(home, side, limit, false);
  const hasOthers = bestVenue(home, side, limit, true) != NOWHERE;
  if (chosen == NOWHERE || child > MOST_CHILDREN || (chosen == home && !hasOthers)) return left;
  let lots: u32 = 0;
  let tick: i32 = 0;
  while (lots < left && bestVenue(home, side, limit, false) == chosen) {
    const venue = venueAt(chosen);
    tick = venue.routeTick;
    lots += <u32>min<i64>(lotsAtCursor(chosen, side), <i64>(left - lots));
    if (lots < left) venue.routeTick = nextTick(chosen, side, tick);
  }
  if (chosen == home && lots == left) return left;
  const price = <i64>tick * <i64>bookAt(chosen).unitsPerTick;
  draft.instrument = <u16>chosen;
  draft.orderId = childId(command.orderId, child);
  draft.lots = lots;
  draft.priceUnits = price;
  draft.tif = <u8>TIF_IOC;
  draft.flags = <u8>FLAG_SWEEP;
  draft.displayShift = 0;
  report(REP_ROUTED, side, 0, chosen, lots, command.tsNs, command.orderId, <i64>draft.orderId);
  return lots;
}
