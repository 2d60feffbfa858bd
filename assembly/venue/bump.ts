/**
 * A speed bump: new orders that would take displayed lots when they come wait a while first, whatever their terms, and come
 * again as new orders then (asymmetric delays, such as TSX Alpha's, or Eurex Passive Liquidity Protection, which defers "all
 * aggressive orders, meaning orders that are executable upon arrival"; Baldauf and Mollner 2020). Orders that rest or wait,
 * changes and cancels are not delayed.
 */
import {
  Book,
  CMD_ARRIVE_TERMS,
  CMD_DELAYED,
  Command,
  FLAG_MARKET,
  FLAG_POST_ONLY,
  LINK_AFTER,
  PART_EXPIRY,
  PART_HALT,
  PART_LIMIT,
  PART_LINK,
  PART_QUANTITY,
  PART_TYPE,
  RANK_AGENT,
  SIDE_BUY,
  SIDE_SELL,
  SIZE_COMMAND,
  TERM_POST_ONLY,
  TERM_SLIDE,
  TIF_ATC,
  TIF_ATO,
  TYPE_LIMIT,
  TYPE_MARKET,
  TYPE_MARKET_PROTECTED,
  TYPE_MARKET_TO_LIMIT,
  TYPE_PEGGED,
  Terms,
} from '../layout.gen';
import { bestTick } from '../book/book';
import { noLimit } from '../match/dark-list';
import { needsTrigger } from '../match/legal.gen';
import { NO_PRICE, pegPrice } from '../match/peg';
import { dropParts, hasParts, termsAt } from '../match/terms';
import { pushCommand } from '../queue/wheel';
import { NO_ASK, NO_BID, S } from '../state';
import { callRulesAt, looksAtOrders } from './call';
import { isTrading } from './states';
import { rankOf } from './travel';

function isUnpriced(command: Command): bool {
  return ((<u32>command.flags) & FLAG_MARKET) != 0;
}

/** Whether a limit reaches the best displayed price of the other side. */
function reachesTouch(book: Book, side: u32, limitUnits: i64): bool {
  const tick = bestTick(book, side ^ 1);
  if (tick == NO_ASK || tick == NO_BID) return false;
  const price = <i64>tick * <i64>book.unitsPerTick;
  return side == SIDE_BUY ? limitUnits >= price : limitUnits <= price;
}

/** Where a peg that comes now would stand; the record of parts is not an order's yet, and is left as it was. */
function pegLimit(book: Book, command: Command, terms: Terms): i64 {
  const kept = terms.offsetTicks;
  terms.capUnits = isUnpriced(command) ? noLimit(command.side) : command.priceUnits;
  terms.offsetTicks = <i32>terms.triggerUnits;
  const price = pegPrice(book, terms, command.side);
  terms.offsetTicks = kept;
  return price;
}

/** Whether an order acts at once, as one that may take. */
function acts(command: Command, type: u32, flags: u32, isChild: bool): bool {
  if (isChild || needsTrigger(type) || (flags & (TERM_POST_ONLY | TERM_SLIDE)) != 0) return false;
  return <u32>command.tif != TIF_ATO && <u32>command.tif != TIF_ATC;
}

export function isBumped(book: Book, instrument: u32, command: Command): bool {
  if (!looksAtOrders(book) || callRulesAt(instrument).bumpNs == 0 || !isTrading(book.session)) return false;
  if (<u32>command.side > SIDE_SELL) return false;
  const terms = termsAt(0);
  const isPlain = !hasParts(instrument, command);
  const hasType = !isPlain && (S.termsParts & (1 << PART_TYPE)) != 0;
  const type = hasType ? <u32>terms.type : isUnpriced(command) ? TYPE_MARKET : TYPE_LIMIT;
  const isPost = ((<u32>command.flags) & FLAG_POST_ONLY) != 0;
  const flags = (isPlain ? 0 : <u32>terms.flags) | (isPost ? TERM_POST_ONLY : 0);
  if (type > TYPE_PEGGED || !acts(command, type, flags, !isPlain && terms.isChild != 0)) return false;
  if (type == TYPE_MARKET || type == TYPE_MARKET_TO_LIMIT || type == TYPE_MARKET_PROTECTED) return true;
  if (type == TYPE_PEGGED) {
    const price = pegLimit(book, command, terms);
    return price != NO_PRICE && reachesTouch(book, command.side, price);
  }
  const limit = isUnpriced(command) ? noLimit(command.side) : command.priceUnits;
  return reachesTouch(book, command.side, limit);
}

function pushPart(command: Command, tsNs: i64, part: u32, tif: u32, flags: u32): Command {
  const at = <usize>S.scratchBase;
  memory.fill(at, 0, SIZE_COMMAND);
  const record = changetype<Command>(at);
  record.tsNs = tsNs;
  record.kind = <u8>CMD_ARRIVE_TERMS;
  record.orderId = command.orderId;
  record.account = command.account;
  record.instrument = command.instrument;
  record.rank = <u8>min<u32>(rankOf(command), RANK_AGENT);
  record.side = <u8>part;
  record.tif = <u8>tif;
  record.flags = <u8>flags;
  return record;
}

/** The parts that came before the order, as parts that come before it again. */
function pushParts(command: Command, tsNs: i64): void {
  const terms = termsAt(0);
  const has = S.termsParts;
  if ((has & (1 << PART_TYPE)) != 0) {
    const record = pushPart(command, tsNs, PART_TYPE, terms.type, terms.source);
    record.displayShift = terms.unit;
    record.priceUnits = terms.triggerUnits;
    record.lots = terms.amount;
    pushCommand(changetype<usize>(record));
  }
  if ((has & (1 << PART_QUANTITY)) != 0) {
    const record = pushPart(command, tsNs, PART_QUANTITY, 0, terms.flags);
    record.lots = terms.displayLots;
    record.priceUnits = <i64>terms.minimumLots;
    pushCommand(changetype<usize>(record));
  }
  if ((has & (1 << PART_EXPIRY)) != 0) {
    const record = pushPart(command, tsNs, PART_EXPIRY, 0, 0);
    record.priceUnits = terms.expiryNs;
    pushCommand(changetype<usize>(record));
  }
  if ((has & (1 << PART_LINK)) != 0 && terms.isChild != 0) {
    const record = pushPart(command, tsNs, PART_LINK, LINK_AFTER, 0);
    record.priceUnits = <i64>terms.parentId;
    pushCommand(changetype<usize>(record));
  }
  // Also what is no part of such an order: it is refused for it then.
  if ((has & (1 << PART_LIMIT)) != 0) {
    const record = pushPart(command, tsNs, PART_LIMIT, 0, 0);
    record.priceUnits = <i64>terms.offsetTicks;
    pushCommand(changetype<usize>(record));
  }
  if (terms.linkKind != 0) {
    const record = pushPart(command, tsNs, PART_LINK, terms.linkKind, 0);
    record.priceUnits = <i64>terms.peerId;
    pushCommand(changetype<usize>(record));
  }
  if ((has & (1 << PART_HALT)) != 0) {
    pushCommand(changetype<usize>(pushPart(command, tsNs, PART_HALT, 0, terms.leavesAtHalt)));
  }
}

export function waitOutBump(instrument: u32, command: Command): void {
  const tsNs = command.tsNs + callRulesAt(instrument).bumpNs;
  if (hasParts(instrument, command)) pushParts(command, tsNs);
  if (S.termsParts != 0 && S.termsInstrument == instrument) dropParts();
  const at = <usize>S.scratchBase;
  memory.copy(at, changetype<usize>(command), SIZE_COMMAND);
  const later = changetype<Command>(at);
  later.tsNs = tsNs;
  later.kind = <u8>CMD_DELAYED;
  later.rank = <u8>min<u32>(rankOf(command), RANK_AGENT);
  pushCommand(at);
}
