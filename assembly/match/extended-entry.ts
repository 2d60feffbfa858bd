/**
 * New orders with terms, by the rules of docs/FORMATS.md §2 in the order of
 * RejectCode. Plain orders never come here. Invariant: a refused order changes nothing but the parts that came before it.
 */
import {
  Book,
  CMD_EXPIRE,
  Command,
  FLAG_MARKET,
  FLAG_POST_ONLY,
  LINK_NONE,
  LINK_OUO,
  ORDER_LIVE,
  ORDER_POST_ONLY,
  OrderCold,
  OrderNode,
  PEG_MARKET,
  PLACE_ACTIVE,
  PLACE_BOOK,
  PLACE_PARKED,
  RANK_SESSION,
  REJECT_BAD_LOTS,
  REJECT_BAD_SIDE,
  REJECT_BAD_TERMS,
  REJECT_DUPLICATE_ID,
  REJECT_EXPIRED,
  REJECT_ILLEGAL_COMBINATION,
  REJECT_INSUFFICIENT_FUNDS,
  REJECT_NOT_TRADING_NOW,
  REJECT_POST_ONLY_WOULD_TAKE,
  REJECT_REDUCE_ONLY_WOULD_INCREASE,
  REJECT_UNKNOWN_ACCOUNT,
  REJECT_UNKNOWN_LINK,
  REP_ACCEPTED,
  REP_REJECTED,
  SIDE_SELL,
  SIZE_COMMAND,
  SIZE_TERMS,
  SOURCE_MID,
  TERM_HIDDEN,
  TERM_ICEBERG,
  TERM_MINIMUM,
  TERM_POST_ONLY,
  TERM_REDUCE_ONLY,
  TERM_SLIDE,
  TIF_DAY,
  TIF_FOK,
  TIF_GTC,
  TIF_GTD,
  TRAIL_BASIS_POINTS,
  TYPE_LIMIT,
  TYPE_MARKET,
  TYPE_MARKET_PROTECTED,
  TYPE_PEGGED,
  TYPE_TRAILING_STOP_LIMIT,
  Terms,
} from '../layout.gen';
import { coldOf, findNode, linkIntoIndex, takeSlot } from '../book/order-pool';
import { report } from '../journal/report';
import { canAfford, reserve, reservePrice } from '../ledger/account';
import { isOpen } from '../ledger/records';
import { accountOf, extensionAt, takeExtension } from '../ledger/extension';
import { pushCommand } from '../queue/wheel';
import { S } from '../state';
import { begin, slidPrice } from './activate';
import { noLimit } from './dark-list';
import { hasLimit, isTrailing, needsTrigger } from './legal.gen';
import { reducibleLots } from './links';
import { checkLegal, checkPrice, wouldTake } from './order-parts';
import { checkRules, hasRules } from './rules';
import { NO_PRICE } from './peg';
import { callRulesAt, looksAtOrders } from '../venue/call';
import { isCollecting, isTrading } from '../venue/states';
import { dropParts, ensureTerms, hasParts, openTerms, termsAt, termsOfId, venueAt, watch } from './terms';

const DAY_NS: i64 = 86_400_000_000_000;
/** Offsets and protections stay this small, so that no price overflows. */
const MOST_TICKS: u32 = 1 << 20;

/** Whether an order waits until `id` has filled. */
function isAwaited(instrument: u32, id: u64, account: u32): bool {
  for (let index = venueAt(instrument).watchFirst; index != 0; index = termsAt(index).next) {
    const terms = termsAt(index);
    if (<u32>terms.place == PLACE_PARKED && terms.parentId == id && extensionAt(index).account == account) {
      return true;
    }
  }
  return false;
}

/** Whether an order without terms needs none in this state: where it is collected only a limit order does not. */
function isPlainNow(book: Book, command: Command): bool {
  if (looksAtOrders(book) || isTrading(book.session)) return !looksAtOrders(book);
  if (!isCollecting(book.session) || isUnpriced(command) || <u32>command.tif != TIF_GTC) return false;
  return checkLegal(TYPE_LIMIT, TIF_GTC, 0, book.session) == 0;
}

/** Whether a `new` needs this file: it has terms, a session that is not continuous, or somebody waits for it. */
export function isExtended(book: Book, instrument: u32, command: Command): bool {
  if (<u32>command.tif > TIF_FOK || !isPlainNow(book, command) || hasParts(instrument, command)) return true;
  return isAwaited(instrument, command.orderId, command.account);
}

function isUnpriced(command: Command): bool {
  return ((<u32>command.flags) & FLAG_MARKET) != 0;
}

/** Fills in what the record itself says; `terms` is record 0. */
function complete(command: Command, terms: Terms): void {
  const flags = <u32>command.flags;
  if ((S.termsParts & 2) == 0) terms.type = <u8>(isUnpriced(command) ? TYPE_MARKET : TYPE_LIMIT);
  terms.tif = command.tif;
  if ((flags & FLAG_POST_ONLY) != 0) terms.flags = <u8>((<u32>terms.flags) | TERM_POST_ONLY);
  if (command.displayShift != 0) {
    if (((<u32>terms.flags) & TERM_ICEBERG) != 0) terms.linkKind = 255;
    terms.flags = <u8>((<u32>terms.flags) | TERM_ICEBERG);
    terms.displayLots = max<u32>(command.lots >> (<u32>command.displayShift), 1);
  }
  terms.priceUnits = isUnpriced(command) ? 0 : command.priceUnits;
  if (<u32>terms.tif == TIF_DAY && callRulesAt(command.instrument).endsDay == 0)
    terms.expiryNs = (command.tsNs / DAY_NS + 1) * DAY_NS;
}

function checkShape(book: Book, command: Command, terms: Terms): u32 {
  if (<u32>command.side > SIDE_SELL) return REJECT_BAD_SIDE;
  const type = <u32>terms.type;
  if (((<u32>command.flags) & ~(FLAG_MARKET | FLAG_POST_ONLY)) != 0 || command.displayShift > 31) {
    return REJECT_ILLEGAL_COMBINATION;
  }
  if (type != TYPE_PEGGED && hasLimit(type) == isUnpriced(command)) return REJECT_ILLEGAL_COMBINATION;
  if (checkLegal(type, terms.tif, terms.flags, book.session) == REJECT_ILLEGAL_COMBINATION) {
    return REJECT_ILLEGAL_COMBINATION;
  }
  if (command.lots == 0 || command.lots > book.maxLots) return REJECT_BAD_LOTS;
  if (!isUnpriced(command)) {
    const code = checkPrice(book, command.priceUnits);
    if (code != 0) return code;
  }
  const isUnset = isTrailing(type) && terms.triggerUnits == NO_PRICE;
  return needsTrigger(type) && !isUnset ? checkPrice(book, terms.triggerUnits) : 0;
}

function hasGoodTerms(command: Command, terms: Terms): bool {
  const type = <u32>terms.type;
  const flags = <u32>terms.flags;
  if (<u32>terms.linkKind > LINK_OUO || terms.source > <u8>SOURCE_MID) return false;
  const beyond = terms.offsetTicks;
  if (beyond < 0 || beyond > <i32>MOST_TICKS || (beyond != 0 && type != TYPE_TRAILING_STOP_LIMIT))
    return false;
  if (isTrailing(type)) {
    const isTooFar =
      <u32>terms.unit == TRAIL_BASIS_POINTS ? terms.amount > 10_000 : terms.amount > MOST_TICKS;
    if (<u32>terms.unit > TRAIL_BASIS_POINTS || terms.amount == 0 || isTooFar) return false;
  }
  if (type == TYPE_MARKET_PROTECTED && terms.amount > MOST_TICKS) return false;
  if (type == TYPE_PEGGED) {
    const offset = terms.triggerUnits;
    if (<u32>terms.unit > PEG_MARKET) return false;
    if (offset > <i64>MOST_TICKS || offset < -(<i64>MOST_TICKS)) return false;
  }
  if ((flags & TERM_ICEBERG) != 0 && (terms.displayLots == 0 || terms.displayLots > command.lots))
    return false;
  if ((flags & TERM_MINIMUM) != 0 && (terms.minimumLots == 0 || terms.minimumLots > command.lots))
    return false;
  if ((flags & TERM_REDUCE_ONLY) != 0 && command.account == 0) return false;
  const tif = <u32>terms.tif;
  return tif == TIF_DAY || (tif == TIF_GTD) == (terms.expiryNs != 0);
}

function checkLinks(instrument: u32, command: Command, terms: Terms): u32 {
  const id = command.orderId;
  if (<u32>terms.linkKind != LINK_NONE) {
    const node = findNode(instrument, terms.peerId);
    if (node == 0) return REJECT_UNKNOWN_LINK;
    const cold = changetype<OrderCold>(coldOf(node));
    if (accountOf(cold) != command.account) return REJECT_UNKNOWN_LINK;
    const index = termsOfId(instrument, terms.peerId);
    if (index != 0 && <u32>termsAt(index).linkKind != LINK_NONE) return REJECT_UNKNOWN_LINK;
  }
  if (terms.isChild != 0) {
    if (terms.parentId == id) return REJECT_UNKNOWN_LINK;
    const node = findNode(instrument, terms.parentId);
    if (node != 0 && accountOf(changetype<OrderCold>(coldOf(node))) != command.account) {
      return REJECT_UNKNOWN_LINK;
    }
  }
  return 0;
}

function checkExtended(book: Book, instrument: u32, command: Command, terms: Terms): u32 {
  const shape = checkShape(book, command, terms);
  if (shape != 0) return shape;
  const flags = <u32>terms.flags;
  const side = <u32>command.side;
  const account = command.account;
  const price = command.priceUnits;
  if (findNode(instrument, command.orderId) != 0) return REJECT_DUPLICATE_ID;
  if (account != 0) {
    if (!isOpen(account)) return REJECT_UNKNOWN_ACCOUNT;
    if (!canAfford(account, side, isUnpriced(command), price, command.lots)) return REJECT_INSUFFICIENT_FUNDS;
  }
  const isNow = terms.isChild == 0 && !needsTrigger(terms.type);
  if ((flags & (TERM_POST_ONLY | TERM_SLIDE)) != 0 && isNow) {
    const rests = (flags & TERM_SLIDE) != 0 ? slidPrice(book, side, price) : price;
    if (rests == NO_PRICE || wouldTake(book, instrument, side, rests, command.lots)) {
      return REJECT_POST_ONLY_WOULD_TAKE;
    }
  }
  if (checkLegal(terms.type, terms.tif, flags, book.session) != 0) return REJECT_NOT_TRADING_NOW;
  if (!hasGoodTerms(command, terms)) return REJECT_BAD_TERMS;
  if (terms.expiryNs != 0 && terms.expiryNs <= command.tsNs) return REJECT_EXPIRED;
  const link = checkLinks(instrument, command, terms);
  if (link != 0) return link;
  const reduces = (flags & TERM_REDUCE_ONLY) != 0 && isNow;
  if (reduces && reducibleLots(account, instrument, side) == 0) return REJECT_REDUCE_ONLY_WOULD_INCREASE;
  return hasRules(book) ? checkRules(book, side, !isUnpriced(command), price, command.lots) : 0;
}

/** Slot, extension and terms of an accepted order, in the index and in no list. 0 after a capacity fault. */
function open(instrument: u32, command: Command): u32 {
  const index = takeExtension();
  if (index == 0) return 0;
  const node = takeSlot();
  if (node == 0) return 0;
  const given = termsAt(0);
  const flags = <u32>given.flags;
  memory.copy(changetype<usize>(termsAt(index)), changetype<usize>(given), SIZE_TERMS);
  const terms = openTerms(instrument, index, PLACE_ACTIVE);
  const cold = changetype<OrderCold>(coldOf(node));
  cold.orderId = command.orderId;
  cold.tsNs = command.tsNs;
  cold.originalLots = command.lots;
  cold.instrument = <u16>instrument;
  cold.side = command.side;
  cold.flags = <u8>(ORDER_LIVE | ((flags & (TERM_POST_ONLY | TERM_SLIDE)) != 0 ? ORDER_POST_ONLY : 0));
  cold.extension = index;
  changetype<OrderNode>(node).lots = command.lots;
  const extension = extensionAt(index);
  extension.node = <u32>node;
  extension.account = command.account;
  extension.displayLots = (flags & TERM_ICEBERG) != 0 ? terms.displayLots : u32.MAX_VALUE;
  extension.reservedPriceUnits = reservePrice(command.side, isUnpriced(command), command.priceUnits);
  reserve(index, <i64>command.lots);
  if ((flags & TERM_REDUCE_ONLY) != 0) {
    const venue = venueAt(instrument);
    venue.reduceCount = venue.reduceCount + 1;
  }
  if (<u32>terms.type == TYPE_PEGGED) {
    terms.capUnits = isUnpriced(command) ? noLimit(command.side) : command.priceUnits;
    terms.offsetTicks = <i32>terms.triggerUnits;
    terms.triggerUnits = 0;
    terms.flags = <u8>(flags | TERM_HIDDEN);
  }
  linkIntoIndex(node);
  return index;
}

/** Puts the order's end into the queue; the command's own record is used for it. */
function scheduleExpiry(command: Command, expiryNs: i64): void {
  const at = <usize>S.scratchBase;
  memory.fill(at, 0, SIZE_COMMAND);
  const end = changetype<Command>(at);
  end.tsNs = expiryNs;
  end.orderId = command.orderId;
  end.kind = <u8>CMD_EXPIRE;
  end.rank = <u8>RANK_SESSION;
  end.instrument = command.instrument;
  pushCommand(at);
}

function joinLinks(instrument: u32, index: u32, id: u64, account: u32): void {
  const terms = termsAt(index);
  if (<u32>terms.linkKind != LINK_NONE) {
    const peer = ensureTerms(instrument, findNode(instrument, terms.peerId), PLACE_BOOK);
    if (peer == 0) return;
    termsAt(peer).linkKind = terms.linkKind;
    termsAt(peer).peerId = id;
  }
  if (isAwaited(instrument, id, account)) terms.isParent = 1;
  if (terms.isChild == 0) return;
  const parent = findNode(instrument, terms.parentId);
  if (parent == 0) return;
  const parentIndex = ensureTerms(instrument, parent, PLACE_BOOK);
  if (parentIndex != 0) termsAt(parentIndex).isParent = 1;
}

/** A new order with terms. */
export function applyExtended(book: Book, instrument: u32, command: Command): void {
  if (!hasParts(instrument, command)) dropParts();
  complete(command, termsAt(0));
  const code = checkExtended(book, instrument, command, termsAt(0));
  const price = isUnpriced(command) ? 0 : command.priceUnits;
  const ts = command.tsNs;
  const id = command.orderId;
  if (code != 0) {
    report(REP_REJECTED, command.side & 1, code, instrument, command.lots, ts, id, price);
  } else {
    const index = open(instrument, command);
    if (index == 0) return;
    report(REP_ACCEPTED, command.side, 0, instrument, command.lots, ts, id, price);
    const terms = termsAt(index);
    if (terms.expiryNs != 0) scheduleExpiry(command, terms.expiryNs);
    joinLinks(instrument, index, id, command.account);
    if (S.faultCode != 0) return;
    if (terms.isChild != 0) {
      terms.place = <u8>PLACE_PARKED;
      watch(instrument, index);
    } else {
      begin(book, instrument, index, ts);
    }
  }
  S.termsParts = S.termsParts | 1;
  dropParts();
}
