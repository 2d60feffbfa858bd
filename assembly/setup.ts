/**
 * What the host does before a run: add instruments and open accounts. Arguments were checked by the host;
 * what is checked here again are capacities.
 */
import { Book, SIZE_IMPACT, STP_NONE } from './layout.gen';
import { bookAt } from './book/book';
import { addLadder } from './book/separate';
import { openBlock } from './journal/digest';
import { accountAt } from './ledger/records';
import { CHECK_IMPACT, impactAt, isRematch } from './replay/impact';
import { NO_ASK, NO_BID, S, configure } from './state';

/** Lays out memory from the capacities in the state record. Returns the bytes needed. */
export function setUp(): u64 {
  const bytes = configure();
  if (S.magic == 0) return bytes;
  openBlock(0);
  accountAt(0).isOpen = 1;
  return bytes;
}

/** Adds an instrument and returns its index, or u32.MAX_VALUE when there is no room. */
export function addInstrument(
  mode: u32,
  unitsPerTick: u32,
  maxLots: u32,
  minTick: i32,
  maxTick: i32,
  selfTrade: u32,
): u32 {
  const index = S.instrumentCount;
  if (index >= S.capInstruments) return u32.MAX_VALUE;
  const book: Book = bookAt(index);
  book.bestBidTick = NO_BID;
  book.bestAskTick = NO_ASK;
  book.touchBidTick = NO_BID;
  book.touchAskTick = NO_ASK;
  book.bidLadder = addLadder();
  book.askLadder = mode == 0 ? book.bidLadder : addLadder();
  book.unitsPerTick = unitsPerTick;
  book.maxLots = maxLots;
  book.minTick = minTick;
  book.maxTick = maxTick;
  book.mode = <u8>mode;
  book.selfTrade = <u8>selfTrade;
  book.checked = <u8>(selfTrade != STP_NONE);
  S.instrumentCount = index + 1;
  return index;
}

/**
 * Takes an instrument's impact from `address`, an Impact record with what the manifest says. After all instruments: the
 * tape's own book behind a rematched one has the next free number.
 */
export function keepImpact(instrument: u32, address: usize): void {
  const book = bookAt(instrument);
  const impact = impactAt(instrument);
  memory.copy(changetype<usize>(impact), address, SIZE_IMPACT);
  book.checked = <u8>((<u32>book.checked) | CHECK_IMPACT);
  if (!isRematch(impact)) return;
  const count = S.instrumentCount;
  const twins = S.twinCount;
  S.instrumentCount = count + twins;
  impact.twin = addInstrument(1, book.unitsPerTick, book.maxLots, book.minTick, book.maxTick, STP_NONE);
  S.instrumentCount = count;
  S.twinCount = twins + 1;
}

/** Opens account `id` (1 … capacity − 1) with cash in money units; `selfTrade` is 0 or a SelfTrade + 1. */
export function openAccount(id: u32, cash: i64, selfTrade: u32): bool {
  if (id == 0 || id >= S.capAccounts || accountAt(id).isOpen != 0) return false;
  const account = accountAt(id);
  account.isOpen = 1;
  account.selfTrade = selfTrade;
  account.initialCash = cash;
  account.availableCash = cash;
  return true;
}
