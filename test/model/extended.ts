/**
 * A new order with terms: the rules that may refuse it, in the order of the reject codes, and its acceptance.
 * Written from the formats document; never imports src.
 */
import { begin, reducible, slid, termsIn, watch } from './beside';
import type { BesidePlace } from './beside';
import type { ModelOrder } from './book';
import { flagBits, rejectCodes } from './codes';
import { lotsOrPriceRefusal, venueRefusalOf } from './commands';
import { reserveOf } from './ledger';
import { wouldTake } from './matching';
import { fits, hasLimit, legality, termsOf, trails, waits } from './terms';
import type { ModelTerms } from './terms';
import type { ModelCommand } from './types';

export interface ExtendedPlace extends BesidePlace {
  /** Asks to be told when the order's time has come. */
  schedule(order: ModelOrder, expiry: bigint): void;
}

const isUnpriced = (command: ModelCommand): boolean => (command.flags & flagBits.market) !== 0;

/** Gives a plain order its terms, because another names it. */
function ensure(order: ModelOrder, command: ModelCommand): ModelTerms {
  order.terms ??= { ...termsOf({ ...command, flags: 0, tif: 0, displayShift: 0 }, [])!, where: 'book' };
  return order.terms;
}

function linkRefusal(place: ExtendedPlace, command: ModelCommand, terms: ModelTerms): number {
  const { byId } = place.book;
  if (terms.peer !== null) {
    const peer = byId.get(terms.peer);
    if (!peer || peer.account !== command.account || (peer.terms?.peer ?? null) !== null)
      return rejectCodes.unknownLink;
  }
  if (terms.parent === null) return 0;
  const parent = byId.get(terms.parent);
  if (terms.parent === command.orderId) return rejectCodes.unknownLink;
  return parent && parent.account !== command.account ? rejectCodes.unknownLink : 0;
}

function shapeRefusal(place: ExtendedPlace, command: ModelCommand, terms: ModelTerms | null): number {
  if (command.side !== 0 && command.side !== 1) return rejectCodes.badSide;
  const { market, postOnly } = flagBits;
  if ((command.flags & ~(market | postOnly)) !== 0 || command.displayShift > 31)
    return rejectCodes.illegalCombination;
  if (!terms) return rejectCodes.illegalCombination;
  if (terms.type !== 'pegged' && hasLimit(terms.type) === isUnpriced(command))
    return rejectCodes.illegalCombination;
  if (legality(terms, place.session) === 'never') return rejectCodes.illegalCombination;
  const refusal = lotsOrPriceRefusal(place.rules, command, !isUnpriced(command));
  if (refusal !== 0) return refusal;
  const isUnset = trails(terms.type) && terms.trigger === null;
  if (!waits(terms.type) || isUnset) return 0;
  // Any other type without a trigger has the number that stands for none.
  return lotsOrPriceRefusal(place.rules, { ...command, priceUnits: terms.trigger ?? -(2n ** 63n) }, true);
}

function refusal(place: ExtendedPlace, command: ModelCommand, terms: ModelTerms | null): number {
  const shape = shapeRefusal(place, command, terms);
  if (shape !== 0 || !terms) return shape;
  const { side, account, priceUnits: price, lots } = command;
  if (place.book.byId.has(command.orderId)) return rejectCodes.duplicateId;
  if (!place.ledger.has(account)) return rejectCodes.unknownAccount;
  if (account !== 0 && side === 0) {
    const { available } = place.ledger.get(account);
    const isShort = isUnpriced(command) ? available <= 0n : available < reserveOf(price, lots);
    if (isShort) return rejectCodes.insufficientFunds;
  }
  const isNow = terms.parent === null && !waits(terms.type);
  if (isNow && (terms.flags.has('postOnly') || terms.flags.has('slide'))) {
    const rests = terms.flags.has('slide') ? slid(place, side, price) : price;
    if (rests === null || wouldTake(place.book, side, rests, lots)) return rejectCodes.postOnlyWouldTake;
  }
  if (legality(terms, place.session) !== 'now') return rejectCodes.notTradingNow;
  if (!fits(terms, command)) return rejectCodes.badTerms;
  if (terms.expiry !== 0n && terms.expiry <= command.tsNs) return rejectCodes.expired;
  const link = linkRefusal(place, command, terms);
  if (link !== 0) return link;
  const reduces = isNow && terms.flags.has('reduceOnly');
  if (reduces && reducible(place, account, side) === 0) return rejectCodes.reduceOnlyWouldIncrease;
  return venueRefusalOf(place, side, isUnpriced(command) ? null : price, lots);
}

function orderOf(command: ModelCommand, terms: ModelTerms): ModelOrder {
  const price = isUnpriced(command) ? 0n : command.priceUnits;
  if (terms.type === 'pegged') terms.flags.add('hidden');
  return {
    id: command.orderId,
    side: command.side,
    price,
    shown: command.lots,
    hidden: 0,
    display: terms.flags.has('iceberg') ? terms.display : 0,
    original: command.lots,
    account: command.account,
    postOnly: terms.flags.has('postOnly') || terms.flags.has('slide'),
    final: false,
    arrivedNs: command.tsNs,
    lockPrice: command.side === 0 ? price : 0n,
    terms,
  };
}

export function isAwaited(place: ExtendedPlace, command: ModelCommand): boolean {
  return place.book.watched.some(
    (order) =>
      termsIn(order).where === 'parked' &&
      termsIn(order).parent === command.orderId &&
      order.account === command.account,
  );
}

export function applyExtended(
  place: ExtendedPlace,
  command: ModelCommand,
  parts: readonly ModelCommand[],
): void {
  const terms = termsOf(command, parts, place.rules.callRules?.endsDay === 1);
  const code = refusal(place, command, terms);
  const { ts, instrument } = place;
  const { orderId: id, lots } = command;
  const price = isUnpriced(command) ? 0n : command.priceUnits;
  const side = command.side & 1;
  place.emit({ kind: code === 0 ? 'accepted' : 'rejected', ts, instrument, side, code, id, price, lots });
  if (code !== 0 || !terms) return;
  const order = orderOf(command, terms);
  place.book.byId.set(id, order);
  place.ledger.lock(order.account, reserveOf(order.lockPrice, lots));
  if (terms.expiry !== 0n) place.schedule(order, terms.expiry);
  const peer = terms.peer === null ? undefined : place.book.byId.get(terms.peer);
  if (peer) Object.assign(ensure(peer, command), { peer: id, isOco: terms.isOco });
  if (terms.parent === null) {
    begin(place, order);
    return;
  }
  const parent = place.book.byId.get(terms.parent);
  if (parent) ensure(parent, command);
  terms.where = 'parked';
  watch(place, order);
}

/** Somebody left: the link ends, and those that come after it are released or orphaned. */
export function orderLeft(place: Pick<BesidePlace, 'book'>, gone: ModelOrder): void {
  const { terms } = gone;
  if (!terms) return;
  const peer = terms.peer === null ? undefined : place.book.byId.get(terms.peer);
  if (peer?.terms?.peer === gone.id) peer.terms.peer = null;
  for (const child of place.book.watched) {
    const own = termsIn(child);
    if (own.where !== 'parked' || own.parent !== gone.id || child.account !== gone.account) continue;
    own.where = terms.filled > 0 ? 'released' : 'orphaned';
    own.owed = terms.filled;
  }
}
