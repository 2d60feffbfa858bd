/**
 * new, cancel, reduce and replace, rule by rule in the order of the reject codes.
 * Knows nothing of tape rows. A refused command changes nothing at all.
 */
import { cancelReasons, flagBits, rejectCodes, sessionStates, tifs } from './codes';
import type { ReportName } from './codes';
import { openLots } from './book';
import type { ModelOrder } from './book';
import { reserveOf } from './ledger';
import { sweep, wouldTake } from './matching';
import type { Aggressor, MatchPlace } from './matching';
import { replaceRefusalBeside, replaceWithTerms, shownPrice } from './beside';
import { isCollecting, isTrading } from './states';
import type { ModelCall } from './states';
import { hasLimit } from './terms';
import { isOnStep, venueRefusal } from './venue';
import type { ModelCommand, ModelInstrument, ModelReport } from './types';

export interface CommandPlace extends MatchPlace {
  rules: ModelInstrument;
  session: number;
  call: ModelCall;
  /** Price of the last fill or trade. */
  readonly lastPrice: bigint | null;
}

interface OrderLike {
  id: bigint;
  side: number;
}

export function say(
  place: CommandPlace,
  kind: ReportName,
  order: OrderLike,
  price: bigint,
  lots: number,
  code = 0,
): void {
  const { ts, instrument } = place;
  const report: ModelReport = { kind, ts, instrument, side: order.side, code, id: order.id, price, lots };
  place.emit(report);
}

function isMarket(command: ModelCommand): boolean {
  return (command.flags & flagBits.market) !== 0;
}

function isPostOnly(command: ModelCommand): boolean {
  return (command.flags & flagBits.postOnly) !== 0;
}

function isIllegal(command: ModelCommand): boolean {
  const { tif, displayShift } = command;
  if (tif !== tifs.GTC && tif !== tifs.IOC && tif !== tifs.FOK) return true;
  if (displayShift > 31 || (command.flags & ~(flagBits.market | flagBits.postOnly)) !== 0) return true;
  if (isPostOnly(command) && (isMarket(command) || tif !== tifs.GTC)) return true;
  return displayShift !== 0 && (isMarket(command) || tif !== tifs.GTC);
}

export function lotsOrPriceRefusal(rules: ModelInstrument, command: ModelCommand, hasPrice: boolean): number {
  if (command.lots === 0 || command.lots > rules.maxLots) return rejectCodes.badLots;
  if (!hasPrice) return 0;
  const unit = BigInt(rules.unitsPerTick);
  if (command.priceUnits % unit !== 0n) return rejectCodes.offTick;
  if (rules.venueRules && !isOnStep(rules.venueRules, command.priceUnits)) return rejectCodes.offTick;
  const tick = command.priceUnits / unit;
  if (tick < BigInt(rules.minTick) || tick > BigInt(rules.maxTick)) return rejectCodes.priceOutOfRange;
  return 0;
}

export function newRefusal(place: CommandPlace, command: ModelCommand): number {
  if (command.side !== 0 && command.side !== 1) return rejectCodes.badSide;
  if (isIllegal(command)) return rejectCodes.illegalCombination;
  const refusal = lotsOrPriceRefusal(place.rules, command, !isMarket(command));
  if (refusal !== 0) return refusal;
  if (place.book.byId.has(command.orderId)) return rejectCodes.duplicateId;
  if (!place.ledger.has(command.account)) return rejectCodes.unknownAccount;
  if (command.account !== 0 && command.side === 0) {
    const { available } = place.ledger.get(command.account);
    const isShort = isMarket(command)
      ? available <= 0n
      : available < reserveOf(command.priceUnits, command.lots);
    if (isShort) return rejectCodes.insufficientFunds;
  }
  if (isPostOnly(command) && wouldTake(place.book, command.side, command.priceUnits, command.lots)) {
    return rejectCodes.postOnlyWouldTake;
  }
  return venueRefusalOf(place, command.side, isMarket(command) ? null : command.priceUnits, command.lots);
}

export function venueRefusalOf(
  place: CommandPlace,
  side: number,
  price: bigint | null,
  lots: number,
): number {
  const other = place.book.best(1 - side)?.price ?? null;
  const reference = place.call.reference ?? place.call.settlement ?? place.lastPrice;
  return venueRefusal(place.rules, reference, other, side, price, lots);
}

function restingOrder(command: ModelCommand, left: number): ModelOrder {
  const display = command.displayShift === 0 ? 0 : Math.max(1, command.lots >>> command.displayShift);
  const shown = display === 0 ? left : Math.min(display, left);
  return {
    id: command.orderId,
    side: command.side,
    price: command.priceUnits,
    shown,
    hidden: left - shown,
    display,
    original: command.lots,
    account: command.account,
    postOnly: isPostOnly(command),
    final: false,
    arrivedNs: command.tsNs,
    lockPrice: command.side === 0 ? command.priceUnits : 0n,
  };
}

export function applyNew(place: CommandPlace, command: ModelCommand): void {
  const refusal = newRefusal(place, command);
  const named = { id: command.orderId, side: command.side & 1 };
  const limit = isMarket(command) ? null : command.priceUnits;
  const price = limit ?? 0n;
  if (refusal !== 0) {
    say(place, 'rejected', named, price, command.lots, refusal);
    return;
  }
  say(place, 'accepted', named, price, command.lots);
  const lockPrice = named.side === 0 ? price : 0n;
  const taker: Aggressor = { ...named, limit, left: command.lots, account: command.account, lockPrice };
  if (command.tif === tifs.FOK && !place.canFill(taker, taker.left)) {
    say(place, 'cancelled', named, price, command.lots, cancelReasons.fokUnfillable);
    return;
  }
  const locks = named.side === 0 && limit !== null;
  if (locks) place.ledger.lock(command.account, reserveOf(limit, command.lots));
  if (!isCollecting(place.session)) sweep(place, taker);
  if (taker.left === 0) return;
  if (limit !== null && command.tif === tifs.GTC) {
    place.book.rest(restingOrder(command, taker.left));
    return;
  }
  if (locks) place.ledger.lock(command.account, -reserveOf(limit, taker.left));
  const reason = limit === null ? cancelReasons.marketRemainder : cancelReasons.iocRemainder;
  say(place, 'cancelled', named, price, taker.left, reason);
}

function leave(place: CommandPlace, order: ModelOrder): void {
  say(place, 'cancelled', order, shownPrice(order), openLots(order), cancelReasons.requested);
  place.ledger.lock(order.account, -reserveOf(order.lockPrice, openLots(order)));
  place.book.remove(order);
}

const frozen = (place: CommandPlace): number =>
  place.session === sessionStates.noCancel ? rejectCodes.notTradingNow : 0;

export function applyCancel(place: CommandPlace, command: ModelCommand): void {
  const order = place.book.byId.get(command.orderId);
  const code = !order ? rejectCodes.unknownId : frozen(place);
  if (order && code === 0) leave(place, order);
  else refuseChange(place, 'cancelRejected', command, code);
}

export function refuseChange(
  place: Pick<CommandPlace, 'ts' | 'instrument' | 'emit'>,
  kind: 'cancelRejected' | 'reduceRejected' | 'replaceRejected',
  command: ModelCommand,
  code: number,
): void {
  const { ts, instrument } = place;
  const { orderId: id, priceUnits: price, lots } = command;
  place.emit({ kind, ts, instrument, side: 0, code, id, price, lots });
}

export function applyReduce(place: CommandPlace, command: ModelCommand): void {
  if (command.lots === 0) {
    refuseChange(place, 'reduceRejected', command, rejectCodes.badLots);
    return;
  }
  const order = place.book.byId.get(command.orderId);
  if (!order) {
    refuseChange(place, 'reduceRejected', command, rejectCodes.unknownId);
    return;
  }
  if (frozen(place) !== 0) {
    refuseChange(place, 'reduceRejected', command, frozen(place));
    return;
  }
  if (command.lots >= openLots(order)) {
    leave(place, order);
    return;
  }
  const fromHidden = Math.min(order.hidden, command.lots);
  order.hidden -= fromHidden;
  order.shown -= command.lots - fromHidden;
  place.ledger.lock(order.account, -reserveOf(order.lockPrice, command.lots));
  say(place, 'reduced', order, shownPrice(order), command.lots);
}

function replaceRefusal(place: CommandPlace, command: ModelCommand): number {
  const refusal = lotsOrPriceRefusal(place.rules, command, true);
  if (refusal !== 0) return refusal;
  const order = place.book.byId.get(command.orderId);
  if (!order) return rejectCodes.unknownId;
  if (place.session === sessionStates.noCancel) return rejectCodes.notTradingNow;
  if (!isTrading(place.session) && !isCollecting(place.session)) return rejectCodes.notTradingNow;
  if (order.terms && order.terms.where !== 'book') {
    const code = replaceRefusalBeside(place, command, order);
    if (code !== 0) return code;
    const limit = hasLimit(order.terms.type) ? command.priceUnits : null;
    return venueRefusalOf(place, order.side, limit, command.lots);
  }
  if (order.account !== 0 && order.side === 0) {
    const { available } = place.ledger.get(order.account);
    const freed = reserveOf(order.lockPrice, openLots(order));
    if (available + freed < reserveOf(command.priceUnits, command.lots)) return rejectCodes.insufficientFunds;
  }
  if (order.postOnly && wouldTake(place.book, order.side, command.priceUnits, command.lots)) {
    return rejectCodes.postOnlyWouldTake;
  }
  return venueRefusalOf(place, order.side, command.priceUnits, command.lots);
}

export function applyReplace(place: CommandPlace, command: ModelCommand): void {
  const refusal = replaceRefusal(place, command);
  const order = place.book.byId.get(command.orderId);
  if (refusal !== 0 || !order) {
    refuseChange(place, 'replaceRejected', command, refusal);
    return;
  }
  if (order.terms) {
    replaceWithTerms(place, command, order);
    return;
  }
  const { ledger, book } = place;
  book.remove(order);
  const lockPrice = order.side === 0 ? command.priceUnits : 0n;
  ledger.lock(order.account, -reserveOf(order.lockPrice, openLots(order)));
  ledger.lock(order.account, reserveOf(lockPrice, command.lots));
  const { id, side, account } = order;
  const limit = command.priceUnits;
  const taker: Aggressor = { id, side, limit, left: command.lots, account, lockPrice };
  if (!isCollecting(place.session)) sweep(place, taker);
  if (taker.left > 0) {
    const shown = order.display === 0 ? taker.left : Math.min(order.display, taker.left);
    const hidden = taker.left - shown;
    const { priceUnits: price, lots: original, tsNs: arrivedNs } = command;
    book.rest({ ...order, price, lockPrice, shown, hidden, original, arrivedNs });
  }
  say(place, 'replaced', order, command.priceUnits, command.lots);
}
