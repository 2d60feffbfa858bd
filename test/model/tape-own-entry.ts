/**
 * Commands of own orders in a tape's book, policies none and consume, from docs/FORMATS.md §8 alone. What rows of the tape do
 * to them is in `tape-own.ts`. It never imports src.
 */
import type { ModelBook, ModelLevel, ModelOrder } from './book';
import { cancelReasons, commandKinds, flagBits, rejectCodes, tifs } from './codes';
import { lotsOrPriceRefusal, refuseChange } from './commands';
import { reserveOf } from './ledger';
import { better, isOrder, lotsOf, OwnInTape, partsOf } from './tape-own';
import type { Own, OwnPlace } from './tape-own';
import type { ModelCommand } from './types';

export class TapeOwn extends OwnInTape {
  command(place: OwnPlace, command: ModelCommand, hasTerms: boolean): void {
    if (command.kind === commandKinds.new) this.enter(place, command, hasTerms);
    else this.change(place, command);
  }

  private refusal(place: OwnPlace, command: ModelCommand, hasTerms: boolean): number {
    const { tif, flags, side, displayShift, lots, priceUnits } = command;
    if (side > 1) return rejectCodes.badSide;
    const isMarket = (flags & flagBits.market) !== 0;
    const isPost = (flags & flagBits.postOnly) !== 0;
    const isOdd = (flags & ~(flagBits.market | flagBits.postOnly)) !== 0;
    if (hasTerms || isOdd || tif > tifs.FOK || displayShift !== 0) return rejectCodes.illegalCombination;
    if (isPost && (isMarket || tif !== tifs.GTC)) return rejectCodes.illegalCombination;
    const refused = lotsOrPriceRefusal(place.rules, command, !isMarket);
    if (refused !== 0) return refused;
    if (place.book.byId.has(command.orderId) || this.find(command.orderId)) return rejectCodes.duplicateId;
    if (!place.ledger.has(command.account)) return rejectCodes.unknownAccount;
    if (command.account !== 0 && side === 0) {
      const { available } = place.ledger.get(command.account);
      const isShort = isMarket ? available <= 0n : available < reserveOf(priceUnits, lots);
      if (isShort) return rejectCodes.insufficientFunds;
    }
    if (isPost && this.left(place.book, side, priceUnits).length > 0) return rejectCodes.postOnlyWouldTake;
    return place.session === 0 ? 0 : rejectCodes.notTradingNow;
  }

  private find(id: bigint): Own | undefined {
    return this.orders.find((own) => own.id === id);
  }

  /** What an order could take, in queue order. */
  private left(book: ModelBook, side: number, limit: bigint | null): (ModelOrder | ModelLevel)[] {
    const within = book.side(1 - side).filter(({ price }) => limit === null || !better(side, price, limit));
    return within.flatMap(partsOf).filter((part) => lotsOf(part) > this.takenOf(part));
  }

  private take(
    place: OwnPlace,
    command: ModelCommand,
    side: number,
    limit: bigint | null,
    account: number,
  ): number {
    let open = command.lots;
    for (const part of this.left(place.book, side, limit)) {
      if (open === 0) break;
      const available = lotsOf(part) - this.takenOf(part);
      const lots = Math.min(available, open);
      open -= lots;
      this.taken.set(part, this.takenOf(part) + lots);
      const maker = isOrder(part) ? part.id : 0n;
      const price = part.price;
      const reservedAt = limit ?? 0n;
      const taker = { account, side, price: limit === null ? 0n : reservedAt };
      this.tell(
        place,
        command,
        side,
        maker,
        command.orderId,
        available - lots,
        open,
        price,
        lots,
        null,
        taker,
      );
    }
    return open;
  }

  private enter(place: OwnPlace, command: ModelCommand, hasTerms: boolean): void {
    const { orderId: id, side, lots, account } = command;
    const isMarket = (command.flags & flagBits.market) !== 0;
    const price = isMarket ? 0n : command.priceUnits;
    const at = { ts: command.tsNs, instrument: command.instrument, id, price };
    const code = this.refusal(place, command, hasTerms);
    if (code !== 0) {
      place.emit({ kind: 'rejected', ...at, side: side & 1, code, lots });
      return;
    }
    place.emit({ kind: 'accepted', ...at, side, code: 0, lots });
    const limit = isMarket ? null : price;
    let reason: number = isMarket ? cancelReasons.marketRemainder : cancelReasons.iocRemainder;
    const sum = this.left(place.book, side, limit).reduce(
      (all, part) => all + lotsOf(part) - this.takenOf(part),
      0,
    );
    let open = lots;
    if (side === 0 && !isMarket) place.ledger.lock(account, reserveOf(price, lots));
    if (command.tif === tifs.FOK && sum < lots) reason = cancelReasons.fokUnfillable;
    else open = this.take(place, command, side, limit, account);
    if (open === 0) return;
    if (!isMarket && command.tif === tifs.GTC) {
      this.rest(place, command, side, open, account, (command.flags & flagBits.postOnly) !== 0);
      return;
    }
    if (side === 0 && !isMarket) place.ledger.lock(account, -reserveOf(price, open));
    place.emit({ kind: 'cancelled', ...at, side, code: reason, lots: open });
  }

  private rest(
    place: OwnPlace,
    command: ModelCommand,
    side: number,
    lots: number,
    account: number,
    isPostOnly: boolean,
  ): void {
    const { orderId: id, priceUnits: price, tsNs: joinNs } = command;
    const isUnknown = !this.isShown(place.book, side, price);
    this.orders.push({ id, side, price, lots, account, isPostOnly, joinNs, isUnknown });
  }

  private change(place: OwnPlace, command: ModelCommand): void {
    const { kind, lots, priceUnits: price, orderId: id, tsNs: ts, instrument } = command;
    const own = this.find(id);
    const isReplace = kind === commandKinds.replace;
    let code = kind === commandKinds.reduce && lots === 0 ? rejectCodes.badLots : 0;
    if (isReplace) code = lotsOrPriceRefusal(place.rules, command, true);
    if (code === 0 && !own) code = rejectCodes.unknownId;
    if (code === 0 && own && isReplace) code = this.replaceRefusal(place, command, own);
    if (code !== 0 || !own) {
      const names = ['cancelRejected', 'reduceRejected', 'replaceRejected'] as const;
      refuseChange({ ...place, ts, instrument }, names[kind - commandKinds.cancel]!, command, code);
      return;
    }
    const at = { ts, instrument, id, side: own.side };
    const lock = (count: number, at_: bigint): void => {
      if (own.side === 0) place.ledger.lock(own.account, at_ > 0n ? at_ * BigInt(count) : 0n);
    };
    if (isReplace) {
      lock(-own.lots, own.price);
      lock(lots, price);
      this.orders.splice(this.orders.indexOf(own), 1);
      const open = this.take(place, command, own.side, price, own.account);
      if (open > 0) this.rest(place, command, own.side, open, own.account, own.isPostOnly);
      place.emit({ kind: 'replaced', ...at, code: 0, price, lots });
      return;
    }
    if (kind === commandKinds.reduce && lots < own.lots) {
      own.lots -= lots;
      lock(-lots, own.price);
      place.emit({ kind: 'reduced', ...at, code: 0, price: own.price, lots });
      return;
    }
    lock(-own.lots, own.price);
    this.orders.splice(this.orders.indexOf(own), 1);
    place.emit({ kind: 'cancelled', ...at, code: cancelReasons.requested, price: own.price, lots: own.lots });
  }

  private replaceRefusal(place: OwnPlace, command: ModelCommand, own: Own): number {
    if (place.session !== 0) return rejectCodes.notTradingNow;
    if (own.account !== 0 && own.side === 0) {
      const free = place.ledger.get(own.account).available + reserveOf(own.price, own.lots);
      if (free < reserveOf(command.priceUnits, command.lots)) return rejectCodes.insufficientFunds;
    }
    const wouldTake = this.left(place.book, own.side, command.priceUnits).length > 0;
    return own.isPostOnly && wouldTake ? rejectCodes.postOnlyWouldTake : 0;
  }
}
