/**
 * The rehearsal of a sweep (`dark.ts`): whether so many lots could trade at once, in the order in which they would, with whom
 * the account may trade. Allocations by size are left out: what they give, they give to the same orders.
 * Invariant: it changes nothing.
 */
import { Book, Level, OrderCold, OrderNode, SIDE_BUY, STP_CANCEL_OLD, STP_NONE } from '../layout.gen';
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
import { instrumentOf, isByTime } from './rules';

/** An own order is next and the rule lets nothing pass it. */
const STOPPED: i64 = -1;

function isOwn(cold: OrderCold, account: u32, rule: u32): bool {
  return account != 0 && rule != STP_NONE && accountOf(cold) == account;
}

/**
 * What is still wanted, 0 or more, after one level and the hidden orders of its price from `dark` on (0: they come later);
 * or STOPPED. What icebergs show anew stands behind everybody who was there.
 */
function rehearseLevel(
  at: usize,
  side: u32,
  priceUnits: i64,
  dark: usize,
  want: i64,
  account: u32,
  rule: u32,
): i64 {
  let refills: i64 = 0;
  let node = <usize>changetype<Level>(at).next;
  while (want > 0) {
    const isLit = node != at;
    const litNs = isLit ? changetype<OrderCold>(coldOf(node)).tsNs : S.nowNs;
    if (dark != 0) dark = eligibleAt(dark, side, priceUnits, <u32>want);
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
    want -= <i64>order.lots;
    if (!isHidden) refills += <i64>hiddenLotsOf(cold);
  }
  return max<i64>(want - refills, 0);
}

/** The first hidden order that the rehearsal of a level left out: those of its price that came only now. */
function laterThanNow(hidden: usize, dark: usize, priceUnits: i64): usize {
  if (hidden == 0) return dark;
  while (dark != 0 && darkPrice(dark) == priceUnits && changetype<OrderCold>(coldOf(dark)).tsNs < S.nowNs) {
    dark = <usize>changetype<OrderNode>(dark).next;
  }
  return dark;
}

/** Whether so many lots could trade at once at the limit or better: the sweep above, rehearsed. */
export function canFillAll(
  book: Book,
  instrument: u32,
  side: u32,
  limitUnits: i64,
  lots: u32,
  account: u32,
): bool {
  const other = side ^ 1;
  const ladder = ladderOf(book, other);
  const limitTick = limitTickOf(book, side, limitUnits);
  const rule = ruleFor(book, account);
  let dark = firstDark(instrument, other);
  let tick = bestTick(book, other);
  let want = <i64>lots;
  while (want > 0) {
    const isLit = !isNone(tick) && rankOf(side, tick) <= rankOf(side, limitTick);
    const price = <i64>tick * <i64>book.unitsPerTick;
    dark = eligibleFrom(dark, side, limitUnits, <u32>want);
    const takesDark =
      dark != 0 && (!isLit || (darkPrice(dark) != price && reaches(side, price, darkPrice(dark))));
    if (takesDark || isLit) {
      const instrument = instrumentOf(book);
      const next = takesDark ? darkPrice(dark) : price;
      if (S.protects > S.sweeps && isWorseThanElsewhere(instrument, side, next)) return false;
      if (looksAtOrders(book) && !isAllowed(instrument, side, next)) return false;
    }
    if (takesDark) {
      const cold = changetype<OrderCold>(coldOf(dark));
      const own = isOwn(cold, account, rule);
      if (own && rule != STP_CANCEL_OLD) return false;
      if (!own) want -= <i64>changetype<OrderNode>(dark).lots;
      dark = <usize>changetype<OrderNode>(dark).next;
      continue;
    }
    if (!isLit) return false;
    const at = findLevel(ladder, tick);
    if (S.liveExtensions == 0) {
      want -= changetype<Level>(at).totalLots;
    } else {
      const hidden = isByTime(book) && dark != 0 && darkPrice(dark) == price ? dark : 0;
      want = rehearseLevel(at, side, price, hidden, want, account, rule);
      if (want < 0) return false;
      dark = laterThanNow(hidden, dark, price);
    }
    tick = side == SIDE_BUY ? tickAbove(ladder, tick) : tickBelow(ladder, tick);
  }
  return true;
}
