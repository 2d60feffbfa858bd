/**
 * What both ways of entering an order need: the table of legal orders, prices, what an iceberg shows, the end of an
 * aggressor. Knows nothing of commands. Invariant: legality comes from `legal.gen.ts` alone.
 */
import {
  Book,
  OrderCold,
  OrderNode,
  REJECT_ILLEGAL_COMBINATION,
  REJECT_NOT_TRADING_NOW,
  REJECT_OFF_TICK,
  REJECT_PRICE_OUT_OF_RANGE,
  TERM_IMBALANCE_ONLY,
  TERM_POST_ONLY,
} from '../layout.gen';
import { coldOf } from '../book/order-pool';
import { reserve } from '../ledger/account';
import { extensionAt, hiddenLotsOf } from '../ledger/extension';
import { eligibleFrom, firstDark } from './dark-list';
import { limitTickOf } from './dark';
import { flagConflicts, flagTifs, flagTypes, legalStates } from './legal.gen';
import { hasRules, isOnStep } from './rules';
import { crosses } from './sweep';
import { endExtension } from './terms';
import { LAST_STATE } from '../venue/states';

/** 0, or why the table refuses the combination. `flags` are TermFlag bits. */
export function checkLegal(type: u32, tif: u32, flags: u32, session: u32): u32 {
  const states = tif > 7 || type > 31 ? 0 : legalStates((type << 3) | tif);
  if (states == 0 || flags >= TERM_IMBALANCE_ONLY << 1) return REJECT_ILLEGAL_COMBINATION;
  for (let flag: u32 = TERM_POST_ONLY; flag <= TERM_IMBALANCE_ONLY; flag <<= 1) {
    if ((flags & flag) == 0) continue;
    const goes = ((flagTypes(flag) >> type) & (flagTifs(flag) >> tif) & 1) != 0;
    if (!goes || (flagConflicts(flag) & flags) != 0) return REJECT_ILLEGAL_COMBINATION;
  }
  return session > LAST_STATE || ((states >> session) & 1) == 0 ? REJECT_NOT_TRADING_NOW : 0;
}

/** 0 or the RejectCode of a limit price. */
export function checkPrice(book: Book, priceUnits: i64): u32 {
  const units = <i64>book.unitsPerTick;
  if (priceUnits % units != 0) return REJECT_OFF_TICK;
  if (hasRules(book) && !isOnStep(book, priceUnits)) return REJECT_OFF_TICK;
  const tick = priceUnits / units;
  return tick < <i64>book.minTick || tick > <i64>book.maxTick ? REJECT_PRICE_OUT_OF_RANGE : 0;
}

/** Whether an order with this limit would take something at once, displayed or hidden. */
export function wouldTake(book: Book, instrument: u32, side: u32, priceUnits: i64, lots: u32): bool {
  if (crosses(book, side, limitTickOf(book, side, priceUnits))) return true;
  return eligibleFrom(firstDark(instrument, side ^ 1), side, priceUnits, lots) != 0;
}

export function openLots(node: usize): u32 {
  return changetype<OrderNode>(node).lots + hiddenLotsOf(changetype<OrderCold>(coldOf(node)));
}

export function setDisplayed(node: usize, lots: u32, extensionIndex: u32): void {
  let shown = lots;
  if (extensionIndex != 0) {
    const extension = extensionAt(extensionIndex);
    shown = min<u32>(lots, extension.displayLots);
    extension.hiddenLots = lots - shown;
  }
  changetype<OrderNode>(node).lots = shown;
}

/** Ends an aggressor that does not rest: its reservation is released. */
export function closeExtension(index: u32, lots: u32): void {
  if (index == 0) return;
  reserve(index, -(<i64>lots));
  endExtension(index);
}
