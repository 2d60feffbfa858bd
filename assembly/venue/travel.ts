/**
 * Messages on their way: commands leave their sender, arrive at the venue, and what happens there is heard of later. A
 * command that travels is pushed at its arrival time; matching knows nothing of it. Invariant: a command is `sent` once and
 * arrives once, and hearing changes nothing.
 */
import {
  CMD_ARRIVE_NEW,
  CMD_ARRIVE_TERMS,
  CMD_CANCEL,
  CMD_HEAR,
  CMD_NEW,
  CMD_REPLACE,
  CMD_TERMS,
  Command,
  DELAY_CANCEL,
  DELAY_FEED,
  DELAY_NEW,
  DELAY_REPLACE,
  DELAY_RESPONSE,
  FLAG_KNOWN,
  FLAG_MARKET,
  HEARD_TOUCH,
  OrderCold,
  RANK_AGENT,
  REP_HEARD,
  REP_SENT,
  SIZE_COMMAND,
} from '../layout.gen';
import { coldOf, findNode } from '../book/order-pool';
import { report } from '../journal/report';
import { accountOf } from '../ledger/extension';
import { venueAt } from '../match/terms';
import { commandOf, pushCommand } from '../queue/wheel';
import { S } from '../state';
import { draw, findParticipant, hasDelay, participantAt } from './latency';

/** From a command's kind to that of its arrival. */
const ARRIVAL: u32 = CMD_ARRIVE_NEW - CMD_NEW;

/** Pending commands are numbered from 1: here one is put together, in the middle of anything. */
const NOBODY: u32 = 0;

/** Pending record of a new order that is on its way, 0 = none. */
function findTravelling(instrument: u32, orderId: u64): usize {
  for (let index: u32 = 1; index < S.freshQueue; index++) {
    const at = commandOf(index);
    const command = changetype<Command>(at);
    if (<u32>command.kind != CMD_ARRIVE_NEW || command.orderId != orderId) continue;
    if (<u32>command.instrument == instrument) return at;
  }
  return 0;
}

/** Who sent a command: who it names, else the owner of the order it is about, live or on its way. */
function senderOf(instrument: u32, command: Command): u32 {
  if (command.account != 0 || <u32>command.kind == CMD_NEW) return command.account;
  const node = findNode(instrument, command.orderId);
  if (node != 0) return accountOf(changetype<OrderCold>(coldOf(node)));
  const travelling = findTravelling(instrument, command.orderId);
  return travelling == 0 ? 0 : changetype<Command>(travelling).account;
}

/** An order travels with its terms: the parts that left first drew for it. */
function delayFor(index: u32, use: u32, instrument: u32, command: Command): i64 {
  if (use != DELAY_NEW) return draw(index, use);
  const who = participantAt(index);
  const isKnown =
    who.partsInstrument == instrument + 1 && who.partsId == command.orderId && who.partsNs == command.tsNs;
  const delay = isKnown ? who.partsDelayNs : draw(index, use);
  const waits = <u32>command.kind == CMD_TERMS;
  who.partsInstrument = waits ? instrument + 1 : 0;
  who.partsId = waits ? command.orderId : 0;
  who.partsNs = waits ? command.tsNs : 0;
  who.partsDelayNs = waits ? delay : 0;
  return delay;
}

/** Rows of the window have one rank, which their records need not say. */
export function rankOf(command: Command): u32 {
  const at = changetype<usize>(command);
  const isRow = at >= <usize>S.windowBase && at < <usize>S.windowBase + <usize>S.windowCount * SIZE_COMMAND;
  return isRow ? S.windowRank : <u32>command.rank;
}

/**
 * Whether the command leaves now and arrives later, in which case it has been told and pushed. Notes the sender either
 * way.
 */
export function sendOff(instrument: u32, command: Command): bool {
  const kind = <u32>command.kind;
  const isPart = kind == CMD_TERMS;
  if (!isPart && (kind < CMD_NEW || kind > CMD_REPLACE)) return false;
  S.sender = senderOf(instrument, command);
  const found = findParticipant(S.sender, venueAt(instrument).exchange);
  const use = isPart || kind == CMD_NEW ? DELAY_NEW : kind == CMD_CANCEL ? DELAY_CANCEL : DELAY_REPLACE;
  if (found == 0 || !hasDelay(found - 1, use)) return false;
  const delay = delayFor(found - 1, use, instrument, command);
  const ts = command.tsNs;
  if (!isPart) {
    const isMarket = kind == CMD_NEW && ((<u32>command.flags) & FLAG_MARKET) != 0;
    const price = isMarket ? 0 : command.priceUnits;
    report(REP_SENT, (<u32>command.side) & 1, kind, instrument, command.lots, ts, command.orderId, price);
  }
  const at = commandOf(NOBODY);
  const from = changetype<usize>(command);
  memory.copy(at, from, SIZE_COMMAND);
  const arrival = changetype<Command>(at);
  arrival.tsNs = ts + delay;
  arrival.kind = <u8>(isPart ? CMD_ARRIVE_TERMS : kind + ARRIVAL);
  arrival.rank = <u8>rankOf(command);
  if (!isPart && kind != CMD_NEW) {
    const isLive = findNode(instrument, command.orderId) != 0;
    if (isLive || findTravelling(instrument, command.orderId) != 0) {
      arrival.flags = <u8>((<u32>arrival.flags) | FLAG_KNOWN);
    }
    arrival.account = S.sender;
  }
  pushCommand(at);
  return true;
}

/** Makes the record of an arrival the command that was sent. */
export function arrive(command: Command): void {
  const kind = <u32>command.kind;
  command.kind = <u8>(kind == CMD_ARRIVE_TERMS ? CMD_TERMS : kind - ARRIVAL);
  S.sender = command.account;
}

/** Whether a change arrives for an order that was there when it left and is gone for good. */
export function isTooLate(instrument: u32, command: Command): bool {
  const isKnown = ((<u32>command.flags) & FLAG_KNOWN) != 0;
  if (<u32>command.kind == CMD_NEW || !isKnown) return false;
  command.flags = <u8>((<u32>command.flags) & ~FLAG_KNOWN);
  const id = command.orderId;
  return findNode(instrument, id) == 0 && findTravelling(instrument, id) == 0;
}

function pushHear(index: u32, use: u32, instrument: u32, what: u32, orderId: u64, tsNs: i64): void {
  const at = commandOf(NOBODY);
  memory.fill(at, 0, SIZE_COMMAND);
  const news = changetype<Command>(at);
  news.tsNs = tsNs + draw(index, use);
  news.orderId = orderId;
  news.priceUnits = tsNs;
  news.kind = <u8>CMD_HEAR;
  news.side = <u8>what;
  news.instrument = <u16>instrument;
  news.rank = <u8>RANK_AGENT;
  news.account = participantAt(index).account;
  pushCommand(at);
}

/** Something happened to an account's order or request: it will hear of it, if its messages travel. */
export function tell(account: u32, instrument: u32, what: u32, orderId: u64, tsNs: i64): void {
  if (S.participantCount == 0) return;
  const found = findParticipant(account, venueAt(instrument).exchange);
  if (found == 0 || !hasDelay(found - 1, DELAY_RESPONSE)) return;
  pushHear(found - 1, DELAY_RESPONSE, instrument, what, orderId, tsNs);
}

/** The touch of an instrument changed: everybody with a feed of its venue will see it. */
export function tellTouch(instrument: u32, tsNs: i64): void {
  const exchange = venueAt(instrument).exchange;
  for (let index: u32 = 0; index < S.participantCount; index++) {
    if (!hasDelay(index, DELAY_FEED)) continue;
    if (findParticipant(participantAt(index).account, exchange) != index + 1) continue;
    pushHear(index, DELAY_FEED, instrument, HEARD_TOUCH, 0, tsNs);
  }
}

/** A participant hears: its own time, and in the price the time of what it hears of. */
export function hear(command: Command): void {
  S.nowNs = command.tsNs;
  const instrument = <u32>command.instrument;
  report(
    REP_HEARD,
    0,
    command.side,
    instrument,
    command.account,
    command.tsNs,
    command.orderId,
    command.priceUnits,
  );
}
