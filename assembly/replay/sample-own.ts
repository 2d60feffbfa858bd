/**
 * Copies of own orders in a tape, and of what they did, for pictures and readers: to the scratch region, while the engine
 * is stopped. Nothing here can change a run.
 */
import {
  IMPACT_CONSUME,
  ImpactRow,
  Level,
  ORDER_LIVE,
  OrderNode,
  OrderRow,
  SHADOW_LOCKED,
  SIDE_BUY,
  SIZE_ORDER_ROW,
} from '../layout.gen';
import { bookAt, ladderOf, bestTick } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { extensionAt } from '../ledger/extension';
import { NO_ASK, NO_BID, S } from '../state';
import { writeOrder } from '../book/sample';
import { impactAt, isRematch } from './impact';
import { seenTick } from './own-orders';
import { divergenceLots, isOfTape } from './rematch-level';
import { aheadLots, firstShadow, shadowAt } from './shadow';

/** Own orders on the levels of a rematched book as OrderRow, bids first; returns how many. */
function sampleRematched(instrument: u32): u32 {
  const book = bookAt(instrument);
  const most = S.capScratchBytes / <u32>SIZE_ORDER_ROW;
  let rows: u32 = 0;
  for (let side: u32 = 0; side < 2; side++) {
    const ladder = ladderOf(book, side);
    let tick = bestTick(book, side);
    while (tick != NO_BID && tick != NO_ASK) {
      const level = findLevel(ladder, tick);
      let ahead: i64 = 0;
      let node = <usize>changetype<Level>(level).next;
      while (node != level && rows < most) {
        const lots = changetype<OrderNode>(node).lots;
        const at = <usize>S.scratchBase + <usize>rows * SIZE_ORDER_ROW;
        if (!isOfTape(node)) {
          writeOrder(at, node, lots, ahead, <i64>tick * <i64>book.unitsPerTick);
          rows++;
        }
        ahead += <i64>lots;
        node = <usize>changetype<OrderNode>(node).next;
      }
      tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
    }
  }
  return rows;
}

/** Own resting orders of an instrument in its tape's book as OrderRow, bids first; returns how many. */
export function sampleOwn(instrument: u32): u32 {
  const book = bookAt(instrument);
  const impact = impactAt(instrument);
  if (isRematch(impact)) return sampleRematched(instrument);
  const most = S.capScratchBytes / <u32>SIZE_ORDER_ROW;
  let rows: u32 = 0;
  for (let side: u32 = 0; side < 2; side++) {
    const other = seenTick(book, impact, side ^ 1);
    for (let index = firstShadow(impact, side); index != 0 && rows < most; index = shadowAt(index).next) {
      const shadow = shadowAt(index);
      const row = changetype<OrderRow>(<usize>S.scratchBase + <usize>rows * SIZE_ORDER_ROW);
      const isNone = other == NO_BID || other == NO_ASK;
      const isLocked = !isNone && (side == SIDE_BUY ? shadow.tick >= other : shadow.tick <= other);
      row.orderId = shadow.orderId;
      row.tsNs = shadow.tsNs;
      row.priceUnits = <i64>shadow.tick * <i64>book.unitsPerTick;
      row.lots = shadow.lots;
      row.hiddenLots = 0;
      row.originalLots = shadow.originalLots;
      row.account = extensionAt(index).account;
      row.side = shadow.side;
      row.flags = <u8>((<u32>shadow.flags) | ORDER_LIVE | (isLocked ? SHADOW_LOCKED : 0));
      row.instrument = <u16>instrument;
      row.aheadLots = aheadLots(book, impact, index);
      rows++;
    }
  }
  return rows;
}

/** Lots of a book, both sides. */
function lotsOf(instrument: u32): i64 {
  const book = bookAt(instrument);
  let sum: i64 = 0;
  for (let side: u32 = 0; side < 2; side++) {
    const ladder = ladderOf(book, side);
    let tick = bestTick(book, side);
    while (tick != NO_BID && tick != NO_ASK) {
      sum += changetype<Level>(findLevel(ladder, tick)).totalLots;
      tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
    }
  }
  return sum;
}

/** What own orders did in an instrument's tape, as one ImpactRow; false when it takes none. */
export function sampleImpact(instrument: u32): bool {
  const impact = impactAt(instrument);
  if (impact.policy == 0) return false;
  const ownCount = isRematch(impact) ? sampleRematched(instrument) : 0;
  const row = changetype<ImpactRow>(<usize>S.scratchBase);
  row.policy = impact.policy;
  row.model = impact.model;
  row.ownCount = isRematch(impact) ? ownCount : impact.shadowCount;
  row.lockedCount = impact.lockedCount;
  row.phantomLots = impact.phantomLots;
  row.missingLots = impact.missingLots;
  row.takenLots = impact.takenLots;
  row.divergenceLots = impact.policy == IMPACT_CONSUME ? impact.takenLots : 0;
  row.tapeLots = lotsOf(isRematch(impact) ? impact.twin : instrument);
  if (isRematch(impact)) row.divergenceLots = divergenceLots(instrument, impact.twin);
  row.droppedCount = impact.droppedCount;
  row.survivorCount = impact.survivorCount;
  row.lapsedCount = impact.lapsedCount;
  row.behindCount = impact.behindCount;
  row.unknownCount = impact.unknownCount;
  row.throughCount = impact.throughCount;
  row.behindNs = impact.behindNs;
  row.behindId = impact.behindId;
  row.unknownNs = impact.unknownNs;
  row.unknownId = impact.unknownId;
  row.throughNs = impact.throughNs;
  row.throughId = impact.throughId;
  return true;
}
