/**
 * What an order would do and cost if nothing else happened: a rehearsal over displayed orders, earliest first, by the very
 * sums that charge fills. Writes to the scratch region only. Hidden orders and reserves are not known to who asks.
 */
import {
  Book,
  Command,
  Extension,
  FLAG_MARKET,
  FeePreview,
  Level,
  OrderCold,
  OrderNode,
  SIDE_BUY,
  SIZE_COMMAND,
  SIZE_EXTENSION,
  SIZE_FEE_PREVIEW,
  SIZE_TRAFFIC,
  STP_CANCEL_OLD,
  STP_NONE,
  Traffic,
} from '../layout.gen';
import { bestTick, bookAt, ladderOf, rankOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf } from '../book/order-pool';
import { ruleFor } from '../ledger/account';
import { isOpen } from '../ledger/records';
import { accountOf } from '../ledger/extension';
import { limitTickOf } from '../match/dark';
import { noLimit } from '../match/dark-list';
import { venueAt } from '../match/terms';
import { NO_ASK, NO_BID, S } from '../state';
import { imagineFill, trafficAt } from './fees';

/** Behind the command: the answer, then copies of an order's and an account's fee state. */
const ANSWER: usize = (SIZE_COMMAND + 63) & ~63;
const ORDER: usize = ANSWER + SIZE_FEE_PREVIEW;
const ACCOUNT: usize = ORDER + ((SIZE_EXTENSION + 63) & ~63);

function fill(out: FeePreview, number: u32, at: usize, side: u32, lots: u32, priceUnits: i64): void {
  out.filledLots = out.filledLots + lots;
  out.fillCount = out.fillCount + 1;
  out.worstUnits = priceUnits;
  out.valueUnits = out.valueUnits + priceUnits * <i64>lots;
  if (number == 0) return;
  const order = changetype<Extension>(at + ORDER);
  const traffic = changetype<Traffic>(at + ACCOUNT);
  out.feeUnits = out.feeUnits + imagineFill(number, order, traffic, side, true, lots, priceUnits);
}

/** Takes from one level; false when the order would stop at one of its own account. */
function takeLevel(
  book: Book,
  command: Command,
  out: FeePreview,
  number: u32,
  tick: i32,
  levelAt: usize,
): bool {
  const at = changetype<usize>(command);
  const account = command.account;
  const rule = ruleFor(book, account);
  let node = <usize>changetype<Level>(levelAt).next;
  while (node != levelAt && out.filledLots < command.lots) {
    const order = changetype<OrderNode>(node);
    const isOwn = account != 0 && accountOf(changetype<OrderCold>(coldOf(node))) == account;
    if (isOwn && rule != STP_NONE && rule != STP_CANCEL_OLD) return false;
    if (!isOwn || rule == STP_NONE) {
      const lots = min<u32>(order.lots, command.lots - out.filledLots);
      fill(out, number, at, command.side, lots, <i64>tick * <i64>book.unitsPerTick);
    }
    node = <usize>order.next;
  }
  return true;
}

/** Rehearses the `new` at `address` (in the scratch region); the FeePreview stands 64 bytes behind it. */
export function previewFees(address: usize): void {
  const command = changetype<Command>(address);
  const instrument = <u32>command.instrument;
  const out = changetype<FeePreview>(address + ANSWER);
  memory.fill(address + ANSWER, 0, ACCOUNT - ANSWER + SIZE_TRAFFIC);
  if (instrument >= S.instrumentCount || (command.account != 0 && !isOpen(command.account))) return;
  const book = bookAt(instrument);
  const side = (<u32>command.side) & 1;
  const number = command.account == 0 ? 0 : venueAt(instrument).exchange;
  if (number != 0) {
    memory.copy(address + ACCOUNT, changetype<usize>(trafficAt(command.account, number)), SIZE_TRAFFIC);
  }
  const isMarket = ((<u32>command.flags) & FLAG_MARKET) != 0;
  const limitTick = limitTickOf(book, side, isMarket ? noLimit(side) : command.priceUnits);
  const ladder = ladderOf(book, side ^ 1);
  let tick = bestTick(book, side ^ 1);
  while (tick != NO_BID && tick != NO_ASK && out.filledLots < command.lots) {
    if (rankOf(side, tick) > rankOf(side, limitTick)) break;
    if (!takeLevel(book, command, out, number, tick, findLevel(ladder, tick))) break;
    tick = side == SIDE_BUY ? tickAbove(ladder, tick) : tickBelow(ladder, tick);
  }
  out.restLots = command.lots - out.filledLots;
  if (number == 0 || isMarket || out.restLots == 0) return;
  const order = changetype<Extension>(address + ORDER);
  const traffic = changetype<Traffic>(address + ACCOUNT);
  out.restFeeUnits = imagineFill(number, order, traffic, side, false, out.restLots, command.priceUnits);
}
