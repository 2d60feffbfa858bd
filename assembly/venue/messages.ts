/**
 * How many messages an account may send to a venue: so many within a window that slides, and so many for each fill. Knows
 * no order. Invariant: a message that is refused is not counted; whole numbers only.
 */
import {
  CMD_CANCEL,
  CMD_REDUCE,
  Command,
  REJECT_TOO_FEW_TRADES,
  REJECT_TOO_MANY_MESSAGES,
} from '../layout.gen';
import { reportAccount } from '../ledger/account';
import { venueAt } from '../match/terms';
import { S } from '../state';
import { PENALTY_LINE, exchangeAt, pay, trafficAt } from './fees';

/** Where the time of an account's message number `count` on a venue is kept, in a ring as long as the limit. */
export function timeAddress(account: u32, number: u32, count: u64): usize {
  const exchange = exchangeAt(number);
  const slot = <usize>exchange.firstTime + <usize>(count % <u64>exchange.messageLimit);
  return <usize>S.messageTimesBase + ((<usize>account * <usize>S.capMessageTimes + slot) << 3);
}

function charge(account: u32, number: u32, instrument: u32, cash: i64, command: Command): void {
  const collector = exchangeAt(number).account;
  pay(account, collector, instrument, PENALTY_LINE, cash, command.tsNs, command.orderId);
  reportAccount(account, instrument, command.tsNs);
}

/** 0, or why the venue refuses the message; penalties are charged and the message goes on. */
export function admit(account: u32, instrument: u32, command: Command): u32 {
  const number = venueAt(instrument).exchange;
  if (account == 0 || account >= S.capAccounts || number == 0) return 0;
  const exchange = exchangeAt(number);
  const kind = <u32>command.kind;
  if (((exchange.exempt >> kind) & 1) != 0) return 0;
  const traffic = trafficAt(account, number);
  const count = traffic.messageCount;
  const limit = <u64>exchange.messageLimit;
  const ts = command.tsNs;
  const isFull = limit != 0 && count >= limit;
  const isTooFast = isFull && load<i64>(timeAddress(account, number, count)) > ts - exchange.windowNs;
  if (isTooFast && exchange.messagePenalty == 0) return REJECT_TOO_MANY_MESSAGES;
  const most = <u64>exchange.ratioFree + <u64>exchange.ratio * traffic.fillCount;
  const isTooIdle = exchange.ratio != 0 && count >= most;
  const takesOff = kind == CMD_CANCEL || kind == CMD_REDUCE;
  if (isTooIdle && exchange.ratioPenalty == 0 && !takesOff) return REJECT_TOO_FEW_TRADES;
  if (isTooFast) charge(account, number, instrument, exchange.messagePenalty, command);
  if (isTooIdle && exchange.ratioPenalty != 0)
    charge(account, number, instrument, exchange.ratioPenalty, command);
  if (limit != 0) store<i64>(timeAddress(account, number, count), ts);
  traffic.messageCount = count + 1;
  return 0;
}
