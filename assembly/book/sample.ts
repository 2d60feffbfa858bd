/**
 * Copies of levels and orders for pictures and readers, written to the scratch region while the engine is
 * stopped. Nothing here can change a run.
 */
import {
  DepthRow,
  IMPACT_CONSUME,
  Level,
  OrderCold,
  OrderNode,
  OrderRow,
  SIDE_BUY,
  SIZE_DEPTH_ROW,
  SIZE_ORDER_ROW,
} from '../layout.gen';
import { accountOf, hiddenLotsOf } from '../ledger/extension';
import { availableOf, impactAt } from '../replay/impact';
import { NO_ASK, NO_BID, S } from '../state';
import { bestTick, bookAt, ladderOf, tickOfNode } from './book';
import { findLevel, tickAbove, tickBelow } from './ladder';
import { coldOf, findNode } from './order-pool';

/** Displayed lots of an order; where own orders consume, without those that they took. */
function seenLots(node: usize, isConsumed: bool): u32 {
  return isConsumed ? availableOf(node) : changetype<OrderNode>(node).lots;
}

function isNone(tick: i32): bool {
  return tick == NO_BID || tick == NO_ASK;
}

/** Up to `levels` levels from the touch outwards as DepthRow; returns how many. */
export function sampleDepth(instrument: u32, side: u32, levels: u32): u32 {
  const book = bookAt(instrument);
  const ladder = ladderOf(book, side);
  const most = min<u32>(levels, S.capScratchBytes / <u32>SIZE_DEPTH_ROW);
  let tick = bestTick(book, side);
  const isConsumed = impactAt(instrument).policy == IMPACT_CONSUME;
  let rows: u32 = 0;
  while (rows < most && !isNone(tick)) {
    const at = findLevel(ladder, tick);
    const row = changetype<DepthRow>(<usize>S.scratchBase + <usize>rows * SIZE_DEPTH_ROW);
    let orders: u32 = 0;
    let lots: i64 = 0;
    let node = <usize>changetype<Level>(at).next;
    while (node != at) {
      const seen = seenLots(node, isConsumed);
      if (seen != 0) orders++;
      lots += <i64>seen;
      node = <usize>changetype<OrderNode>(node).next;
    }
    if (lots != 0) {
      row.priceUnits = <i64>tick * <i64>book.unitsPerTick;
      row.totalLots = lots;
      row.orderCount = orders;
      rows++;
    }
    tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  }
  return rows;
}

/** Resting orders of a side in price and queue order as OrderRow, after the first `skip`; returns how many. */
export function sampleOrders(instrument: u32, side: u32, skip: u32): u32 {
  const book = bookAt(instrument);
  const ladder = ladderOf(book, side);
  const most = S.capScratchBytes / <u32>SIZE_ORDER_ROW;
  let tick = bestTick(book, side);
  const isConsumed = impactAt(instrument).policy == IMPACT_CONSUME;
  let seen: u32 = 0;
  let rows: u32 = 0;
  while (rows < most && !isNone(tick)) {
    const at = findLevel(ladder, tick);
    let node = <usize>changetype<Level>(at).next;
    let ahead: i64 = 0;
    while (node != at && rows < most) {
      const lots = seenLots(node, isConsumed);
      if (lots != 0) {
        if (seen >= skip) {
          const row = <usize>S.scratchBase + <usize>rows * SIZE_ORDER_ROW;
          writeOrder(row, node, lots, ahead, <i64>tick * <i64>book.unitsPerTick);
          rows++;
        }
        seen++;
      }
      ahead += <i64>lots;
      node = <usize>changetype<OrderNode>(node).next;
    }
    tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  }
  return rows;
}

/** One live order that rests on a level as OrderRow, with what stands before it; 0 when there is none such. */
export function sampleOrder(instrument: u32, orderId: u64): u32 {
  const node = findNode(instrument, orderId);
  if (node == 0 || changetype<OrderNode>(node).level == 0) return 0;
  const at = <usize>changetype<OrderNode>(node).level;
  const side = <u32>changetype<OrderCold>(coldOf(node)).side;
  const book = bookAt(instrument);
  let ahead: i64 = 0;
  let before = <usize>changetype<Level>(at).next;
  while (before != node) {
    ahead += <i64>changetype<OrderNode>(before).lots;
    before = <usize>changetype<OrderNode>(before).next;
  }
  const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
  writeOrder(<usize>S.scratchBase, node, changetype<OrderNode>(node).lots, ahead, price);
  return 1;
}

export function writeOrder(at: usize, node: usize, lots: u32, aheadLots: i64, priceUnits: i64): void {
  const row = changetype<OrderRow>(at);
  const cold = changetype<OrderCold>(coldOf(node));
  row.orderId = cold.orderId;
  row.tsNs = cold.tsNs;
  row.priceUnits = priceUnits;
  row.lots = lots;
  row.hiddenLots = hiddenLotsOf(cold);
  row.originalLots = cold.originalLots;
  row.account = accountOf(cold);
  row.side = cold.side;
  row.flags = cold.flags;
  row.instrument = cold.instrument;
  row.aheadLots = aheadLots;
}
