/**
 * The two records of an instrument's sessions: what the rulebook says, and where the instrument is. Knows nothing of what
 * is done with them. Invariant: without a rulebook the rules are all zero, and the default list finds an auction's price.
 */
import {
  AUCTION_CLOSING,
  AUCTION_INTRADAY,
  AUCTION_NONE,
  AUCTION_OPENING,
  Book,
  Call,
  CallRules,
  SESSION_BATCH,
  SESSION_CLOSING_CALL,
  SESSION_HALTED,
  SESSION_NO_CANCEL,
  SESSION_OPENING_CALL,
  SESSION_PAUSE,
  SESSION_PRE_OPEN,
  SESSION_VOLATILITY_CALL,
  SESSION_VOLATILITY_EXTENDED,
  SIZE_CALL,
  SIZE_CALL_RULES,
  TIF_ATC,
  TIF_ATO,
  UNCROSS_MAX_VOLUME,
  UNCROSS_MIN_SURPLUS,
  UNCROSS_NEAREST_REFERENCE,
  UNCROSS_SURPLUS_SIDE,
} from '../layout.gen';
import { bookAt } from '../book/book';
import { seedStream } from '../random/stream';
import { S } from '../state';

/** Bit of `Book.checked`: corridor, bands or a speed bump look at every order. */
export const CHECK_VENUE: u32 = 16;
/** Actor numbers of venues begin behind those of agents. */
const FIRST_VENUE_ACTOR: u32 = 0x10000;
const DEFAULT_LIST: u64 =
  (<u64>UNCROSS_MAX_VOLUME) |
  ((<u64>UNCROSS_MIN_SURPLUS) << 8) |
  ((<u64>UNCROSS_SURPLUS_SIDE) << 16) |
  ((<u64>UNCROSS_NEAREST_REFERENCE) << 24);

export function callRulesAt(instrument: u32): CallRules {
  return changetype<CallRules>(<usize>S.callRulesBase + <usize>instrument * SIZE_CALL_RULES);
}

export function callAt(instrument: u32): Call {
  return changetype<Call>(<usize>S.callsBase + <usize>instrument * SIZE_CALL);
}

export function looksAtOrders(book: Book): bool {
  return ((<u32>book.checked) & CHECK_VENUE) != 0;
}

/** Takes the rulebook from `address`: a CallRules record with its bands; the stream begins from the run's seed. */
export function setCallRules(instrument: u32, address: usize, seed: u64): void {
  const rules = callRulesAt(instrument);
  memory.copy(changetype<usize>(rules), address, SIZE_CALL_RULES);
  rules.isOn = 1;
  const call = callAt(instrument);
  seedStream(changetype<usize>(call), seed, FIRST_VENUE_ACTOR + instrument);
  call.bandFactor = 1;
  const looks = rules.dynamicPoints | rules.staticPoints | rules.bandCount;
  if (looks == 0 && rules.bumpNs == 0) return;
  const book = bookAt(instrument);
  book.checked = <u8>((<u32>book.checked) | CHECK_VENUE);
}

/** UncrossRule number `place` of the list. */
export function uncrossRule(rules: CallRules, place: u32): u32 {
  const list = rules.uncrossRules == 0 ? DEFAULT_LIST : rules.uncrossRules;
  return place > 7 ? 0 : (<u32>(list >> ((<u64>place) << 3))) & 0xff;
}

/** The auction for which a state collects, coming from another for which `auction` was. */
export function auctionOf(session: u32, auction: u32): u32 {
  switch (session) {
    case SESSION_PRE_OPEN:
    case SESSION_OPENING_CALL:
      return AUCTION_OPENING;
    case SESSION_CLOSING_CALL:
      return AUCTION_CLOSING;
    case SESSION_NO_CANCEL:
      return auction == AUCTION_NONE ? AUCTION_OPENING : auction;
    case SESSION_HALTED:
      return auction;
    case SESSION_VOLATILITY_CALL:
    case SESSION_VOLATILITY_EXTENDED:
    case SESSION_PAUSE:
    case SESSION_BATCH:
      return AUCTION_INTRADAY;
    default:
      return AUCTION_NONE;
  }
}

/** Whether an order of this time in force takes part in this auction. */
export function isForAuction(tif: u32, auction: u32): bool {
  if (tif == TIF_ATO) return auction == AUCTION_OPENING;
  return tif != TIF_ATC || auction == AUCTION_CLOSING;
}
