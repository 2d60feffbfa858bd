/**
 * Cash and positions. A buy limit reserves its cost before it may trade and settles at the fill price; account
 * 0 is the market at large, so every cent and every lot has two sides. Invariant: the sums of cash
 * (available + locked) and of positions over all accounts never change.
 */
import { Book, HEARD_FILL, REP_ACCOUNT, SIDE_BUY } from '../layout.gen';
import { report } from '../journal/report';
import { S } from '../state';
import { chargeFill } from '../venue/fees';
import { tell } from '../venue/hearing';
import { extensionAt } from './extension';
import { bookFill, reportHolding } from './holding';
import { accountAt, addChecked, positionAddress } from './records';

/** The self-trade rule when this account is the aggressor: its own, or the instrument's. */
export function ruleFor(book: Book, account: u32): u32 {
  const own = account == 0 ? 0 : accountAt(account).selfTrade;
  return own != 0 ? own - 1 : <u32>book.selfTrade;
}

/** Price at which a buy reserves: never negative, so a reservation never adds cash. */
export function reservePrice(side: u32, isMarket: bool, priceUnits: i64): i64 {
  return side == SIDE_BUY && !isMarket ? max<i64>(priceUnits, 0) : 0;
}

/** Whether the account may enter the order; a market buy needs some cash, a limit buy its whole cost. */
export function canAfford(id: u32, side: u32, isMarket: bool, priceUnits: i64, lots: u32): bool {
  if (side != SIDE_BUY) return true;
  const available = accountAt(id).availableCash;
  if (isMarket) return available > 0;
  return available >= reservePrice(side, false, priceUnits) * <i64>lots;
}

/** Locks (positive lots) or releases (negative lots) cash at the extension's reserved price. */
export function reserve(extensionIndex: u32, lots: i64): void {
  const extension = extensionAt(extensionIndex);
  if (extension.account == 0) return;
  const account = accountAt(extension.account);
  const cash = extension.reservedPriceUnits * lots;
  account.availableCash = account.availableCash - cash;
  account.lockedCash = account.lockedCash + cash;
}

/** Cash that comes or goes for other reasons than a trade or a fee; account 0 or `from` is the other side. */
export function creditEntry(id: u32, from: u32, cash: i64): void {
  const account = accountAt(id);
  account.availableCash = addChecked(account.availableCash, cash);
  account.entryUnits = addChecked(account.entryUnits, cash);
  const other = accountAt(from);
  other.availableCash = addChecked(other.availableCash, -cash);
  other.entryUnits = addChecked(other.entryUnits, -cash);
}

/** `account` and `holding` of an account in an instrument, as they are now. */
export function reportAccount(id: u32, instrument: u32, tsNs: i64): void {
  const account = accountAt(id);
  const cash = account.availableCash + account.lockedCash;
  const position = load<u64>(positionAddress(id, instrument));
  report(REP_ACCOUNT, 0, 0, instrument, id, tsNs, position, cash);
  reportHolding(id, instrument, tsNs);
}

function settleSide(
  extensionIndex: u32,
  side: u32,
  isTaker: bool,
  instrument: u32,
  lots: u32,
  priceUnits: i64,
  tsNs: i64,
  orderId: u64,
): void {
  let id: u32 = 0;
  if (extensionIndex != 0) {
    id = extensionAt(extensionIndex).account;
    reserve(extensionIndex, -(<i64>lots));
  }
  const account = accountAt(id);
  const signedLots = side == SIDE_BUY ? <i64>lots : -(<i64>lots);
  const value = priceUnits * <i64>lots;
  account.availableCash = addChecked(account.availableCash, -signedLots * priceUnits);
  if (side == SIDE_BUY) account.paidUnits = addChecked(account.paidUnits, value);
  else account.receivedUnits = addChecked(account.receivedUnits, value);
  bookFill(id, instrument, signedLots, priceUnits);
  account.fillCount = account.fillCount + 1;
  if (id == 0) return;
  if (S.participantCount != 0) tell(id, instrument, HEARD_FILL, orderId, tsNs);
  if (S.exchangeCount != 0) {
    chargeFill(extensionIndex, side, isTaker, instrument, lots, priceUnits, tsNs, orderId);
  }
  reportAccount(id, instrument, tsNs);
}

/** Settles one fill for both sides; an extension of 0 is the market at large. `side` is the aggressor's. */
export function settle(
  makerExtension: u32,
  takerExtension: u32,
  side: u32,
  instrument: u32,
  lots: u32,
  priceUnits: i64,
  tsNs: i64,
  makerId: u64,
  takerId: u64,
): void {
  settleSide(makerExtension, side ^ 1, false, instrument, lots, priceUnits, tsNs, makerId);
  settleSide(takerExtension, side, true, instrument, lots, priceUnits, tsNs, takerId);
}
