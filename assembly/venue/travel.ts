/**
 * Commands on their way: they leave their sender and arrive at the venue. One that travels is pushed at its arrival time;
 * matching knows nothing of it. Invariant: a command is `sent` once and arrives once.
 */
import {
  CMD_ARRIVE_NEW,
  CMD_ARRIVE_TERMS,
  CMD_CANCEL,
  CMD_NEW,
  CMD_REPLACE,
  CMD_TERMS,
  Command,
  DELAY_CANCEL,
  DELAY_NEW,
  DELAY_REPLACE,
  FLAG_KNOWN,
  FLAG_MARKET,
  OrderCold,
  REP_SENT,
  SIZE_COMMAND,
} from '../layout.gen';
import { bookAt } from '../book/book';
import { coldOf, findNode } from '../book/order-pool';
import { report } from '../journal/report';
import { accountOf, extensionAt } from '../ledger/extension';
import { venueAt } from '../match/terms';
import { commandOf, pushCommand } from '../queue/wheel';
import { hasImpact, impactAt } from '../replay/impact';
import { findShadow } from '../replay/shadow';
import { S } from '../state';
import { NOBODY } from './hearing';
import { draw, findParticipant, hasDelay, participantAt } from './latency';

/** From a command's kind to that of its arrival. */
const ARRIVAL: u32 = CMD_ARRIVE_NEW - CMD_NEW;

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

/** Extension of an own order that stands beside a tape's book, 0 = none. */
function findOwn(instrument: u32, orderId: u64): u32 {
  return hasImpact(bookAt(instrument)) ? findShadow(impactAt(instrument), orderId) : 0;
}

function isLive(instrument: u32, orderId: u64): bool {
  return findOwn(instrument, orderId) != 0 || findNode(instrument, orderId) != 0;
}

/** Account of a live order. */
function ownerOf(instrument: u32, orderId: u64): u32 {
  const shadow = findOwn(instrument, orderId);
  if (shadow != 0) return extensionAt(shadow).account;
  return accountOf(changetype<OrderCold>(coldOf(findNode(instrument, orderId))));
}

/** Who sent a command: who it names, else the owner of the order it is about, live or on its way. */
function senderOf(instrument: u32, command: Command): u32 {
  if (command.account != 0 || <u32>command.kind == CMD_NEW) return command.account;
  if (isLive(instrument, command.orderId)) return ownerOf(instrument, command.orderId);
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
    if (isLive(instrument, command.orderId) || findTravelling(instrument, command.orderId) != 0) {
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
  return !isLive(instrument, id) && findTravelling(instrument, id) == 0;
}
