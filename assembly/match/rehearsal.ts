/**
 * The rehearsal of a sweep (`dark.ts`): whether so many lots could trade at once, in the order in which they would, with whom
 * the account may trade. Where prices are served earliest first and a fill changes no other order, lots are counted; else the
 * sweep is played on paper (`paper-trade.ts`). Invariant: it changes nothing.
 */
import {
  ALLOCATE_FIFO,
  Book,
  LINK_NONE,
  Level,
  OrderCold,
  OrderNode,
  SIDE_BUY,
  STP_CANCEL_OLD,
  STP_NONE,
} from '../layout.gen';
import { bestTick, ladderOf, rankOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf } from '../book/order-pool';
import { ruleFor } from '../ledger/account';
import { accountOf, hiddenLotsOf } from '../ledger/extension';
import { S } from '../state';
import { looksAtOrders } from '../venue/call';
import { isWorseThanElsewhere } from '../venue/group';
import { isAllowed } from '../venue/guard';
import { isNone, limitTickOf } from './dark';
import { darkPrice, eligibleFrom, firstDark, reaches } from './dark-list';
import { eligibleAt } from './dark-trade';
import { Paper, darkOn, openPrice, paper } from './paper';
import { playPrice, tradeHidden } from './paper-trade';
import { hasRules, instrumentOf, isByTime, rulesAt } from './rules';
import { termsAt, venueAt } from './terms';

/** An own order is next and the rule lets nothing pass it. */
const STOPPED: i64 = -1;
/** A linked order is next: its fill takes lots off another. */
const LINKED: i64 = -2;

function isOwn(cold: OrderCold, account: u32, rule: u32): bool {
  return account != 0 && rule != STP_NONE && accountOf(cold) == account;
}

function isLinked(index: u32): bool {
  return index != 0 && <u32>termsAt(index).linkKind != LINK_NONE;
}

/** Whether the aggressor may trade at its next price, by other venues' prices and by its own venue's corridor and bands. */
function mayReach(book: Book, side: u32, priceUnits: i64): bool {
  const instrument = instrumentOf(book);
  if (S.protects > S.sweeps && isWorseThanElsewhere(instrument, side, priceUnits)) return false;
  return !looksAtOrders(book) || isAllowed(instrument, side, priceUnits);
}

/**
 * What has filled, at most `lots`, after one level and the hidden orders of its price from `dark` on (0: they come later); or
 * STOPPED, or LINKED. What icebergs show anew stands behind everybody who was there.
 */
function countLevel(
  at: usize,
  side: u32,
  priceUnits: i64,
  dark: usize,
  filled: i64,
  lots: i64,
  account: u32,
  rule: u32,
): i64 {
  let refills: i64 = 0;
  let node = <usize>changetype<Level>(at).next;
  while (filled < lots) {
    const isLit = node != at;
    const litNs = isLit ? changetype<OrderCold>(coldOf(node)).tsNs : S.nowNs;
    if (dark != 0) dark = eligibleAt(dark, side, priceUnits, <u32>(lots - filled));
    const isHidden = dark != 0 && changetype<OrderCold>(coldOf(dark)).tsNs < litNs;
    if (!isHidden && !isLit) break;
    const order = changetype<OrderNode>(isHidden ? dark : node);
    const cold = changetype<OrderCold>(coldOf(changetype<usize>(order)));
    if (isHidden) dark = <usize>order.next;
    else node = <usize>order.next;
    if (isOwn(cold, account, rule)) {
      if (rule != STP_CANCEL_OLD) return STOPPED;
      continue;
    }
    if (isLinked(cold.extension)) return LINKED;
    filled += <i64>order.lots;
    if (!isHidden) refills += <i64>hiddenLotsOf(cold);
  }
  return filled + refills;
}

/** The first hidden order that the rehearsal of a level left out: those of its price that came only now. */
function laterThanNow(hidden: usize, dark: usize, priceUnits: i64): usize {
  if (hidden == 0) return dark;
  while (dark != 0 && darkPrice(dark) == priceUnits && changetype<OrderCold>(coldOf(dark)).tsNs < S.nowNs) {
    dark = <usize>changetype<OrderNode>(dark).next;
  }
  return dark;
}

/** Lots of `want` or more that would fill of `lots`, by counting; fewer where it ends, or LINKED. */
function count(
  book: Book,
  instrument: u32,
  side: u32,
  limitUnits: i64,
  lots: u32,
  want: u32,
  account: u32,
): i64 {
  const other = side ^ 1;
  const ladder = ladderOf(book, other);
  const limitTick = limitTickOf(book, side, limitUnits);
  const rule = ruleFor(book, account);
  let dark = firstDark(instrument, other);
  let tick = bestTick(book, other);
  let filled: i64 = 0;
  while (filled < <i64>want) {
    const isLit = !isNone(tick) && rankOf(side, tick) <= rankOf(side, limitTick);
    const price = <i64>tick * <i64>book.unitsPerTick;
    dark = eligibleFrom(dark, side, limitUnits, <u32>(<i64>lots - filled));
    const takesDark =
      dark != 0 && (!isLit || (darkPrice(dark) != price && reaches(side, price, darkPrice(dark))));
    if (!takesDark && !isLit) return filled;
    if (!mayReach(book, side, takesDark ? darkPrice(dark) : price)) return filled;
    if (takesDark) {
      const cold = changetype<OrderCold>(coldOf(dark));
      const own = isOwn(cold, account, rule);
      if (own && rule != STP_CANCEL_OLD) return filled;
      if (!own && isLinked(cold.extension)) return LINKED;
      if (!own) filled += <i64>changetype<OrderNode>(dark).lots;
      dark = <usize>changetype<OrderNode>(dark).next;
      continue;
    }
    const at = findLevel(ladder, tick);
    if (S.liveExtensions == 0) {
      filled += changetype<Level>(at).totalLots;
    } else {
      const hidden = isByTime(book) && dark != 0 && darkPrice(dark) == price ? dark : 0;
      const after = countLevel(at, side, price, hidden, filled, <i64>lots, account, rule);
      if (after < 0) return after == LINKED ? LINKED : filled;
      filled = after;
      dark = laterThanNow(hidden, dark, price);
    }
    tick = side == SIDE_BUY ? tickAbove(ladder, tick) : tickBelow(ladder, tick);
  }
  return filled;
}

/** The same on paper. */
function play(p: Paper, book: Book, limitUnits: i64, want: u32): void {
  const side = p.side;
  const ladder = ladderOf(book, side ^ 1);
  const limitTick = limitTickOf(book, side, limitUnits);
  let tick = bestTick(book, side ^ 1);
  while (p.filled < want && p.left != 0 && p.isStopped == 0 && p.isFull == 0) {
    const isLit = !isNone(tick) && rankOf(side, tick) <= rankOf(side, limitTick);
    const price = <i64>tick * <i64>book.unitsPerTick;
    const dark = darkOn(p, limitUnits, p.left, false);
    const takesDark =
      dark != 0 && (!isLit || (darkPrice(dark) != price && reaches(side, price, darkPrice(dark))));
    if (!takesDark && !isLit) return;
    if (!mayReach(book, side, takesDark ? darkPrice(dark) : price)) return;
    if (takesDark) {
      tradeHidden(p, dark, p.left);
      continue;
    }
    openPrice(p, findLevel(ladder, tick), price);
    playPrice(p);
    tick = side == SIDE_BUY ? tickAbove(ladder, tick) : tickBelow(ladder, tick);
  }
}

/** Whether a fill may do more than take lots off its maker, or a price is not served earliest first. */
function isEntangled(book: Book, instrument: u32, taker: u32): bool {
  if (S.liveExtensions == 0) return false;
  if (hasRules(book) && rulesAt(instrument).allocation != ALLOCATE_FIFO) return true;
  return venueAt(instrument).reduceCount != 0 || isLinked(taker);
}

/**
 * Whether `want` or more of an aggressor's lots could trade at once at the limit or better: the sweep, rehearsed. `taker` is
 * its extension, 0 where it has none. Beyond what the paper holds (thousands of orders at a price) lots are counted.
 */
export function canFill(
  book: Book,
  instrument: u32,
  side: u32,
  limitUnits: i64,
  lots: u32,
  want: u32,
  account: u32,
  taker: u32,
): bool {
  if (!isEntangled(book, instrument, taker)) {
    const filled = count(book, instrument, side, limitUnits, lots, want, account);
    if (filled != LINKED) return filled >= <i64>want;
  }
  const p = paper();
  memory.fill(changetype<usize>(p), 0, offsetof<Paper>());
  p.instrument = instrument;
  p.side = side;
  p.account = account;
  p.rule = ruleFor(book, account);
  p.taker = taker;
  p.left = lots;
  play(p, book, limitUnits, want);
  if (p.isFull != 0) return count(book, instrument, side, limitUnits, lots, want, account) >= <i64>want;
  return p.filled >= want;
}
