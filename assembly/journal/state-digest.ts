/**
 * Digest of what the engine means, not of how it is stored: clock, books in price and queue order, accounts,
 * positions, agents with their streams, and pending commands (docs/FORMATS.md, "Digests"). Never an address, a ring, a window, a capacity.
 * The lanes of the running hash live in the scratch region.
 */
import {
  AgentOrder,
  Call,
  Level,
  OrderCold,
  OrderNode,
  SIDE_BUY,
  SIDE_SELL,
  SIZE_AGENT_ORDER,
  Terms,
} from '../layout.gen';
import { agentAt } from '../agent/agents';
import { bestTick, bookAt, ladderOf } from '../book/book';
import { findLevel, tickAbove, tickBelow } from '../book/ladder';
import { coldOf } from '../book/order-pool';
import { accountAt, positionAddress } from '../ledger/records';
import { extensionAt } from '../ledger/extension';
import { holdingAt } from '../ledger/holding';
import { firstDark } from '../match/dark-list';
import { coldAt, nodeOf, termsAt, venueAt } from '../match/terms';
import { bookCount, impactAt, takenOf } from '../replay/impact';
import { firstShadow, shadowAt } from '../replay/shadow';
import { pendingDigest } from '../queue/pending-digest';
import { NO_ASK, NO_BID, S } from '../state';
import { exchangeAt, trafficAt } from '../venue/fees';
import { timeAddress } from '../venue/messages';
import { participantAt } from '../venue/latency';
import { callAt, callRulesAt } from '../venue/call';
import { finish, lane0, lane1, lane3, round } from './xxh64';

function begin(): void {
  const at = <usize>S.scratchBase;
  store<u64>(at, lane0(0));
  store<u64>(at, lane1(0), 8);
  store<u64>(at, 0, 16);
  store<u64>(at, lane3(0), 24);
  store<u64>(at, 0, 32);
}

function fold(a: u64, b: u64, c: u64, d: u64): void {
  const at = <usize>S.scratchBase;
  store<u64>(at, round(load<u64>(at), a));
  store<u64>(at, round(load<u64>(at, 8), b), 8);
  store<u64>(at, round(load<u64>(at, 16), c), 16);
  store<u64>(at, round(load<u64>(at, 24), d), 24);
  store<u64>(at, load<u64>(at, 32) + 32, 32);
}

function foldOrder(instrument: u32, node: usize, priceUnits: i64): void {
  const order = changetype<OrderNode>(node);
  const cold = changetype<OrderCold>(coldOf(node));
  fold(cold.orderId, <u64>cold.tsNs, <u64>priceUnits, (<u64>order.lots) | ((<u64>cold.originalLots) << 32));
  if (takenOf(node) != 0) fold(<u64>takenOf(node), 0, 0, 5);
  const what = (<u64>instrument) | ((<u64>cold.side) << 16) | ((<u64>cold.flags) << 24);
  if (cold.extension == 0) {
    fold(what, 0, 0, 0);
    return;
  }
  const extension = extensionAt(cold.extension);
  const shown = (<u64>extension.hiddenLots) | ((<u64>extension.displayLots) << 32);
  fold(what | ((<u64>extension.account) << 32), shown, <u64>extension.reservedPriceUnits, 1);
  if (extension.feeFillCount != 0) fold(<u64>extension.feeUnits, <u64>extension.feeFillCount, 0, 7);
  if (<u32>termsAt(cold.extension).place != 0) foldTerms(termsAt(cold.extension));
}

/** Everything of a record but its place in lists, which the order of folding tells. */
function foldTerms(terms: Terms): void {
  const at = changetype<usize>(terms);
  fold(<u64>terms.priceUnits, <u64>terms.triggerUnits, <u64>terms.capUnits, <u64>terms.expiryNs);
  fold(terms.peerId, terms.parentId, load<u64>(at, offsetof<Terms>('filledLots')), <u64>terms.minimumLots);
  const lots = (<u64>terms.displayLots) | ((<u64>terms.owedLots) << 32);
  fold(
    lots,
    <u64>terms.offsetTicks,
    load<u64>(at, offsetof<Terms>('type')),
    <u64>load<u32>(at, offsetof<Terms>('isChild')),
  );
}

function foldSide(instrument: u32, side: u32): void {
  const book = bookAt(instrument);
  const ladder = ladderOf(book, side);
  let tick = bestTick(book, side);
  while (tick != NO_BID && tick != NO_ASK) {
    const at = findLevel(ladder, tick);
    let node = <usize>changetype<Level>(at).next;
    while (node != at) {
      foldOrder(instrument, node, <i64>tick * <i64>book.unitsPerTick);
      node = <usize>changetype<OrderNode>(node).next;
    }
    tick = side == SIDE_BUY ? tickBelow(ladder, tick) : tickAbove(ladder, tick);
  }
}

function foldBeside(instrument: u32, index: u32): void {
  const node = nodeOf(index);
  const terms = termsAt(index);
  foldOrder(instrument, node, terms.priceUnits);
}

/** Orders on no level: hidden ones by side and price, those that are watched, those that are due. */
function foldVenue(instrument: u32): void {
  const venue = venueAt(instrument);
  if (venue.termCount == 0) return;
  fold(<u64>venue.termCount, <u64>venue.reduceCount, 0, 4);
  for (let side: u32 = 0; side < 2; side++) {
    let node = firstDark(instrument, side);
    while (node != 0) {
      foldBeside(instrument, changetype<OrderCold>(coldOf(node)).extension);
      node = <usize>changetype<OrderNode>(node).next;
    }
  }
  for (let index = venue.watchFirst; index != 0; index = termsAt(index).next) foldBeside(instrument, index);
  for (let index = venue.waitFirst; index != 0; index = termsAt(index).next) foldBeside(instrument, index);
}

/** Own orders in a tape, their queue as it decides what comes, and what was taken of the tape's orders. */
function foldImpact(instrument: u32): void {
  const impact = impactAt(instrument);
  if (impact.policy == 0) return;
  const counts = (<u64>impact.droppedCount) | ((<u64>impact.survivorCount) << 32);
  const more = (<u64>impact.lapsedCount) | ((<u64>impact.lockedCount) << 32);
  fold(<u64>impact.phantomLots, <u64>impact.missingLots, counts, more);
  const side = (<u64>impact.aggressorLots) | ((<u64>impact.aggressorSide) << 32);
  fold(<u64>impact.aggressorNs, <u64>impact.aggressorUnits, side, <u64>impact.takenLots);
  // Without exceptions the digest is what it was before they were listed.
  if ((impact.behindCount | impact.unknownCount | impact.throughCount) != 0) {
    const kinds = (<u64>impact.behindCount) | ((<u64>impact.unknownCount) << 32);
    fold(kinds, <u64>impact.throughCount, <u64>impact.behindNs, impact.behindId);
    fold(<u64>impact.unknownNs, impact.unknownId, <u64>impact.throughNs, impact.throughId);
  }
  for (let half: u32 = 0; half < 2; half++) {
    for (let index = firstShadow(impact, half); index != 0; index = shadowAt(index).next) {
      const shadow = shadowAt(index);
      const lots = (<u64>shadow.lots) | ((<u64>shadow.originalLots) << 32);
      fold(shadow.orderId, <u64>shadow.tsNs, <u64>shadow.joinNs, lots);
      const what = (<u64>(<u32>shadow.tick)) | ((<u64>shadow.side) << 32) | ((<u64>shadow.flags) << 40);
      const owner = (<u64>extensionAt(index).account) | ((<u64>instrument) << 32);
      fold(
        what,
        owner,
        reinterpret<u64>(shadow.front),
        (<u64>shadow.seenLots) ^ ((<u64>shadow.printedLots) << 32),
      );
    }
  }
}

/** Where an instrument is among its phases; what was said of an auction last is in the reports. */
function foldCall(instrument: u32): void {
  const call = callAt(instrument);
  if (call.phase == 0 && callRulesAt(instrument).isOn == 0) return;
  fold(call.random0, call.random1, call.random2, call.random3);
  const has = load<u64>(changetype<usize>(call), offsetof<Call>('auction'));
  fold(call.phase, <u64>call.phaseEndNs, <u64>call.settlementUnits, <u64>call.referenceUnits);
  fold(<u64>call.dynamicUnits, <u64>call.quoteBidUnits, <u64>call.quoteAskUnits, <u64>call.closeUnits);
  fold(has, <u64>call.limitSide, <u64>call.bandFactor, 5);
  if (call.waitEndNs != 0) fold(<u64>call.waitEndNs, 0, 0, 6);
  if (call.hasBands != 0) {
    fold(<u64>call.bandReference, <u64>call.bandSinceNs, <u64>call.bandSum, <u64>call.bandLowUnits);
    fold(<u64>call.bandHighUnits, <u64>(call.bandNext - call.bandFirst), 0, 6);
  }
}

function foldAgent(index: u32): void {
  const agent = agentAt(index);
  fold(agent.random0, agent.random1, agent.random2, agent.random3);
  const ticks = (<u64>(<u32>agent.lastBidTick)) | ((<u64>(<u32>agent.lastAskTick)) << 32);
  const places = (<u64>agent.stage) | ((<u64>agent.startedCount) << 32);
  fold((<u64>agent.id) | ((<u64>agent.orderCount) << 32), agent.placedCount, ticks, places);
  const factors = (<u64>agent.limitsFactor) | ((<u64>agent.marketsFactor) << 32);
  const more = (<u64>agent.cancelsFactor) | ((<u64>(<u32>agent.leanChange)) << 32);
  if (factors != (1000 | (1000 << 32)) || more != 1000) fold(factors, more, 0, 8);
  for (let place: u32 = 0; place < agent.orderCount; place++) {
    const order = changetype<AgentOrder>(<usize>agent.orders + <usize>place * SIZE_AGENT_ORDER);
    fold(order.orderId, <u64>order.tsNs, <u64>agent.pruneCount, 3);
  }
}

/** Counted messages, and the times of those that a limit still looks at. */
function foldMessages(id: u32, number: u32): void {
  const count = trafficAt(id, number).messageCount;
  const limit = exchangeAt(number).messageLimit;
  for (let back: u64 = 0; back < min<u64>(<u64>limit, count); back++) {
    fold(count, back, load<u64>(timeAddress(id, number, count - 1 - back)), 9);
  }
}

/** Where an account has traded, paid or been paid: what its positions cost, and what it did on each venue. */
function foldCosts(id: u32): void {
  const account = accountAt(id);
  const isQuiet = account.fillCount == 0 && account.entryUnits == 0 && account.feeUnits == 0;
  if (isQuiet && S.exchangeCount == 0) return;
  const paid = <u64>account.paidUnits;
  fold(paid, <u64>account.receivedUnits, <u64>account.feeUnits, <u64>account.entryUnits);
  for (let instrument: u32 = 0; instrument < S.instrumentCount; instrument++) {
    const holding = holdingAt(id, instrument);
    const lots = <u64>holding.boughtLots;
    fold(<u64>holding.costUnits, <u64>holding.realisedUnits, lots, <u64>holding.soldLots);
    fold(<u64>holding.feeUnits, 0, 0, 5);
  }
  for (let number: u32 = 1; number <= S.exchangeCount; number++) {
    const traffic = trafficAt(id, number);
    fold(<u64>traffic.tradedLots, <u64>traffic.tradedUnits, traffic.fillCount, 6);
    foldMessages(id, number);
  }
}

export function stateDigest(): u64 {
  begin();
  fold(<u64>S.nowNs, S.eventCount, <u64>S.instrumentCount, 0);
  for (let instrument: u32 = 0; instrument < S.instrumentCount; instrument++) {
    const book = bookAt(instrument);
    const counts = (<u64>book.liveOrders) | ((<u64>book.tradeCount) << 32);
    fold(
      (<u64>instrument) | ((<u64>book.session) << 32),
      <u64>book.tradedLots,
      <u64>book.lastPriceUnits,
      counts,
    );
    foldSide(instrument, SIDE_BUY);
    foldSide(instrument, SIDE_SELL);
    foldVenue(instrument);
    foldImpact(instrument);
    foldCall(instrument);
  }
  for (let twin = S.instrumentCount; twin < bookCount(); twin++) {
    foldSide(twin, SIDE_BUY);
    foldSide(twin, SIDE_SELL);
  }
  for (let id: u32 = 0; id < S.capAccounts; id++) {
    const account = accountAt(id);
    if (account.isOpen == 0) continue;
    fold(<u64>id, <u64>account.availableCash, <u64>account.lockedCash, <u64>account.fillCount);
    for (let instrument: u32 = 0; instrument < S.instrumentCount; instrument++) {
      fold(<u64>id, <u64>instrument, load<u64>(positionAddress(id, instrument)), 1);
    }
    foldCosts(id);
  }
  for (let index: u32 = 0; index < S.agentCount; index++) foldAgent(index);
  for (let index: u32 = 0; index < S.participantCount; index++) {
    const who = participantAt(index);
    fold(who.random0, who.random1, who.random2, who.random3);
    fold(who.partsId, <u64>who.partsNs, <u64>who.partsDelayNs, (<u64>who.partsInstrument) | (8 << 32));
  }
  for (let index = S.dueFirst; index != 0; index = termsAt(index).next)
    foldBeside(<u32>coldAt(index).instrument, index);
  if (S.termsParts != 0) {
    fold(
      (<u64>S.termsParts) | ((<u64>S.termsInstrument) << 32),
      <u64>S.termsNs,
      S.termsId,
      <u64>S.termsAccount,
    );
    foldTerms(termsAt(0));
  }
  fold(<u64>S.pendingCount, pendingDigest(), 0, 2);
  const at = <usize>S.scratchBase;
  return finish(load<u64>(at), load<u64>(at, 8), load<u64>(at, 16), load<u64>(at, 24), load<u64>(at, 32), 0);
}
