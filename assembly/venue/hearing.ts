/**
 * What participants hear of later: answers, fills, cancels, a new touch, each an event of its own at the time at which it
 * is heard. Knows who listens, not how they trade. Invariant: hearing changes nothing in the market.
 */
import {
  CMD_HEAR,
  Command,
  DELAY_FEED,
  DELAY_RESPONSE,
  HEARD_TOUCH,
  RANK_AGENT,
  REP_HEARD,
  SIZE_COMMAND,
} from '../layout.gen';
import { report } from '../journal/report';
import { venueAt } from '../match/terms';
import { commandOf, pushCommand } from '../queue/wheel';
import { S } from '../state';
import { draw, findParticipant, hasDelay, participantAt } from './latency';

/** Pending commands are numbered from 1: here one is put together, in the middle of anything. */
export const NOBODY: u32 = 0;

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
