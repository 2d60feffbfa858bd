/**
 * The plain loop: orders without account, iceberg, FOK or post-only, on matched books in continuous trading
 * without pre-trade checks. It uses the same primitives as the general loop and gives the same reports; all it
 * saves is asking questions whose answer is known. A row it does not know is left to the general loop.
 */
import {
  Book,
  CANCEL_IOC_REMAINDER,
  CANCEL_REQUESTED,
  CMD_CANCEL,
  CMD_NEW,
  CMD_REPLACE,
  Command,
  Ladder,
  Level,
  ORDER_LIVE,
  OrderCold,
  OrderNode,
  REJECT_BAD_LOTS,
  REJECT_DUPLICATE_ID,
  REJECT_OFF_TICK,
  REJECT_PRICE_OUT_OF_RANGE,
  REJECT_UNKNOWN_ID,
  REP_ACCEPTED,
  REP_CANCELLED,
  REP_CANCEL_REJECTED,
  REP_REJECTED,
  REP_REPLACED,
  REP_REPLACE_REJECTED,
  REP_TOUCH,
  SIZE_COMMAND,
  TIF_GTC,
} from '../layout.gen';
import { bookAt, rest, tickOfNode, unlink } from '../book/book';
import {
  bucketOf,
  coldOf,
  findFrom,
  findLink,
  freeSlot,
  linkInto,
  takeSlot,
  tendIndex,
  unlinkFromIndex,
} from '../book/order-pool';
import { windowLevel } from '../book/ladder';
import { PLAIN_UNITS, isReported, report, roomUnits } from '../journal/report';
import { checkEvent } from '../ledger/conservation';
import { S } from '../state';
import { CHECK_COSTS } from '../venue/fees';
import { crosses, sweep } from './sweep';
import { takerOf } from './taker';
import { CHECK_BESIDE } from './terms';
import { reportTouch } from './touch';

/** From here on the working set leaves the cache and a pass of loads over the next rows pays. */
const TOUCH_PASS_ORDERS: u32 = 131072;
const GROUP_ROWS: u32 = 32;

const KIND_OFFSET: usize = offsetof<Command>('kind');
const DISPLAY_SHIFT_OFFSET: usize = offsetof<Command>('displayShift');
/** In the word kind, side, tif, flags: sides 0 and 1, time in force GTC and IOC. */
const SIDE_AND_TIF_BITS: u32 = 0x00010100;

/** Whether the plain loop may serve the row: a limit GTC or IOC without account or iceberg, a cancel, a replace. */
function isPlain(command: usize): bool {
  const word = load<u32>(command, KIND_OFFSET);
  if ((word & ~SIDE_AND_TIF_BITS) == CMD_NEW) {
    return (load<u8>(command, DISPLAY_SHIFT_OFFSET) | changetype<Command>(command).account) == 0;
  }
  const kind = word & 0xff;
  return kind == CMD_CANCEL || kind == CMD_REPLACE;
}

/**
 * Loads what the next rows will need, so that the misses overlap: three passes without a branch, each over what
 * the one before brought near (buckets; orders and levels; neighbours). Address 0 is readable and is nobody's; notes
 * go to the scratch.
 */
function touchPass(from: usize, last: usize): void {
  const notes = <usize>S.scratchBase;
  const lastInstrument = S.instrumentCount - 1;
  let sink: u64 = 0;
  let note = notes;
  for (let at = from; at < last; at += SIZE_COMMAND) {
    const row = changetype<Command>(at);
    store<u32>(note, load<u32>(bucketOf(<u32>row.instrument, row.orderId)));
    note += 8;
  }
  note = notes;
  for (let at = from; at < last; at += SIZE_COMMAND) {
    const row = changetype<Command>(at);
    const node = <usize>load<u32>(note);
    const book = bookAt(min<u32>(<u32>row.instrument, lastInstrument));
    const ladder = changetype<Ladder>(<usize>book.bidLadder);
    const level = windowLevel(ladder, <i32>row.priceUnits);
    const order = changetype<OrderNode>(node);
    sink ^= changetype<OrderCold>(coldOf(node)).orderId;
    const isNew = <u32>row.kind == CMD_NEW;
    store<u32>(note, select<u32>(changetype<Level>(level).prev, order.prev, isNew));
    store<u32>(note, select<u32>(order.next, order.level, node != 0), 4);
    sink ^= <u64>load<u32>(<usize>order.level);
    note += 8;
  }
  for (let at = notes; at < note; at += 8) {
    sink ^= (<u64>load<u32>(<usize>load<u32>(at))) ^ (<u64>load<u32>(<usize>load<u32>(at, 4)));
  }
  S.touchSink = sink;
}

/** Room for the row's worst case, or an empty ring. */
export function hasRoom(book: Book, command: Command): bool {
  const room = roomUnits();
  if (room == S.capJournalUnits) return true;
  if (room < PLAIN_UNITS * 2) return false;
  if (((<u32>book.checked) & (CHECK_BESIDE | CHECK_COSTS)) != 0) {
    return <u64>room >= <u64>command.lots * <u64>S.fillUnits + PLAIN_UNITS * 4;
  }
  const fills = S.liveExtensions == 0 ? min<u32>(command.lots, book.liveOrders) : command.lots;
  const kind = <u32>command.kind;
  if (<u64>room >= <u64>fills * 2 + PLAIN_UNITS * 2) return true;
  if (book.mode != 0) return <u64>room >= <u64>book.liveOrders + PLAIN_UNITS * 2;
  if (kind == CMD_CANCEL) return true;
  if (kind != CMD_NEW || command.flags != 0) return false;
  const tick = command.priceUnits / <i64>book.unitsPerTick;
  if (tick < <i64>book.minTick || tick > <i64>book.maxTick) return true;
  return !crosses(book, command.side & 1, <i32>tick);
}

function plainNew(book: Book, instrument: u32, command: Command): void {
  const side = <u32>command.side;
  const lots = command.lots;
  const id = command.orderId;
  const ts = command.tsNs;
  const price = command.priceUnits;
  const units = <i64>book.unitsPerTick;
  const tick64 = units == 1 ? price : price / units;
  const bucket = bucketOf(instrument, id);
  let code: u32 = 0;
  if (lots == 0 || lots > book.maxLots) code = REJECT_BAD_LOTS;
  else if (tick64 * units != price) code = REJECT_OFF_TICK;
  else if (tick64 < <i64>book.minTick || tick64 > <i64>book.maxTick) code = REJECT_PRICE_OUT_OF_RANGE;
  else if (findFrom(bucket, instrument, id) != 0) code = REJECT_DUPLICATE_ID;
  if (code != 0) {
    report(REP_REJECTED, side, code, instrument, lots, ts, id, price);
    return;
  }
  const tick = <i32>tick64;
  report(REP_ACCEPTED, side, 0, instrument, lots, ts, id, price);
  const left = crosses(book, side, tick)
    ? sweep(takerOf(book, instrument, side, id, 0, price, ts), tick, lots)
    : lots;
  if (left == 0 || S.faultCode != 0) return;
  if (<u32>command.tif != TIF_GTC) {
    report(REP_CANCELLED, side, CANCEL_IOC_REMAINDER, instrument, left, ts, id, price);
    return;
  }
  const node = takeSlot();
  if (node == 0) return;
  const cold = changetype<OrderCold>(coldOf(node));
  cold.orderId = id;
  cold.tsNs = ts;
  cold.originalLots = lots;
  cold.instrument = <u16>instrument;
  cold.side = <u8>side;
  cold.flags = <u8>ORDER_LIVE;
  changetype<OrderNode>(node).lots = left;
  if (rest(book, node, side, tick)) linkInto(bucket, node);
  else freeSlot(node);
}

/** False when the order has an extension: the general loop's business. */
function plainCancel(book: Book, instrument: u32, command: Command): bool {
  const id = command.orderId;
  const link = findLink(instrument, id);
  if (link == 0) {
    const price = command.priceUnits;
    report(REP_CANCEL_REJECTED, 0, REJECT_UNKNOWN_ID, instrument, command.lots, command.tsNs, id, price);
    return true;
  }
  const node = <usize>load<u32>(link);
  const cold = changetype<OrderCold>(coldOf(node));
  if (cold.extension != 0) return false;
  const side = <u32>cold.side;
  const price = <i64>tickOfNode(book, node, side) * <i64>book.unitsPerTick;
  const lots = changetype<OrderNode>(node).lots;
  report(REP_CANCELLED, side, CANCEL_REQUESTED, instrument, lots, command.tsNs, id, price);
  store<u32>(link, cold.chain);
  unlink(book, node, side);
  freeSlot(node);
  return true;
}

/** False when the order is extended or post-only: the general loop's business. */
function plainReplace(book: Book, instrument: u32, command: Command): bool {
  const id = command.orderId;
  const ts = command.tsNs;
  const lots = command.lots;
  const price = command.priceUnits;
  const units = <i64>book.unitsPerTick;
  const tick64 = units == 1 ? price : price / units;
  let code: u32 = 0;
  let link: usize = 0;
  if (lots == 0 || lots > book.maxLots) code = REJECT_BAD_LOTS;
  else if (tick64 * units != price) code = REJECT_OFF_TICK;
  else if (tick64 < <i64>book.minTick || tick64 > <i64>book.maxTick) code = REJECT_PRICE_OUT_OF_RANGE;
  else {
    link = findLink(instrument, id);
    if (link == 0) code = REJECT_UNKNOWN_ID;
  }
  if (code != 0) {
    report(REP_REPLACE_REJECTED, 0, code, instrument, lots, ts, id, price);
    return true;
  }
  const node = <usize>load<u32>(link);
  const cold = changetype<OrderCold>(coldOf(node));
  if (cold.extension != 0 || <u32>cold.flags != ORDER_LIVE) return false;
  const side = <u32>cold.side;
  const tick = <i32>tick64;
  unlink(book, node, side);
  const left = crosses(book, side, tick)
    ? sweep(takerOf(book, instrument, side, id, 0, price, ts), tick, lots)
    : lots;
  cold.tsNs = ts;
  cold.originalLots = lots;
  changetype<OrderNode>(node).lots = left;
  if (left == 0 || S.faultCode != 0 || !rest(book, node, side, tick)) {
    unlinkFromIndex(node);
    freeSlot(node);
    if (S.faultCode != 0) return true;
  }
  report(REP_REPLACED, side, 0, instrument, lots, ts, id, price);
  return true;
}

/** Applies one plain row. False when it is the general loop's business after all. */
function plainRow(book: Book, instrument: u32, command: Command): bool {
  const kind = <u32>command.kind;
  if (kind == CMD_CANCEL) return plainCancel(book, instrument, command);
  if (kind == CMD_REPLACE) return plainReplace(book, instrument, command);
  plainNew(book, instrument, command);
  return true;
}

/**
 * Applies rows from `from` while they are plain, not after `lastNs` and the ring has room. Returns the address
 * of the first row not applied.
 */
export function plainRows(from: usize, end: usize, lastNs: i64): usize {
  const instruments = S.instrumentCount;
  const reportsTouch = isReported(REP_TOUCH);
  let at = from;
  while (at < end && S.faultCode == 0) {
    const groupEnd = min<usize>(end, at + <usize>GROUP_ROWS * SIZE_COMMAND);
    if (S.liveOrders > TOUCH_PASS_ORDERS) touchPass(at, groupEnd);
    for (; at < groupEnd; at += SIZE_COMMAND) {
      const command = changetype<Command>(at);
      const instrument = <u32>command.instrument;
      if (command.tsNs > lastNs || command.tsNs < S.nowNs || instrument >= instruments) return at;
      const book = bookAt(instrument);
      if ((book.mode | book.checked | book.session) != 0 || !isPlain(at)) return at;
      if (<u64>roomUnits() < (<u64>command.lots + PLAIN_UNITS) << 1 && !hasRoom(book, command)) return at;
      S.nowNs = command.tsNs;
      tendIndex();
      if (!plainRow(book, instrument, command)) return at;
      if (reportsTouch) reportTouch(book, instrument, command.tsNs);
      if (ASC_OPTIMIZE_LEVEL == 0) checkEvent();
      if (S.faultCode != 0) return at + SIZE_COMMAND;
    }
  }
  return at;
}
