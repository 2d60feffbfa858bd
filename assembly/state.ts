/**
 * The engine's one state record and how regions are laid out behind it. Knows capacities and addresses,
 * nothing of markets. Invariant: after `configure` no address ever changes and memory never grows.
 */
import {
  EngineState,
  SIZE_ACCOUNT,
  SIZE_AGENT,
  SIZE_AGENT_ORDER,
  SIZE_BAND_TRADE,
  SIZE_BOOK,
  SIZE_CALL,
  SIZE_CALL_RULES,
  SIZE_COMMAND,
  SIZE_DELAY,
  SIZE_DELAY_ROW,
  SIZE_EXCHANGE,
  SIZE_EXTENSION,
  SIZE_FAR_LEVEL,
  SIZE_FEE_LINE,
  SIZE_FEE_TIER,
  SIZE_HOLDING,
  SIZE_IMPACT,
  SIZE_LADDER,
  SIZE_LEVEL,
  SIZE_ORDER_COLD,
  SIZE_ORDER_NODE,
  SIZE_PARTICIPANT,
  SIZE_QUEUE_CHUNK,
  SIZE_QUEUE_LINK,
  SIZE_PRICE_STEP,
  SIZE_REPORT,
  SIZE_RULES,
  SIZE_SHADOW,
  SIZE_TAKER,
  SIZE_TERMS,
  SIZE_TRAFFIC,
  SIZE_VENUE,
  STATE,
} from './layout.gen';

export const S = changetype<EngineState>(STATE);

export const MAGIC: u32 = 0x4b445054;
export const NO_BID: i32 = i32.MIN_VALUE;
export const NO_ASK: i32 = i32.MAX_VALUE;
/** The id index begins this small, so that a small market's index stays in the nearest cache. */
const FIRST_BUCKETS: u32 = 1024;
/** Wheel: 11 layers of 64 slots (first, last), then a bitmap of slots a layer. */
export const WHEEL_LAYERS: u32 = 11;
/** Entries of a chunk: enough chunks for every pending command, and one part-filled chunk a slot. */
export const CHUNK_ENTRIES: u32 = 7;
export const WHEEL_BITS_OFFSET: usize = 11 * 64 * 8;
/** Rows of the table of price steps, an instrument. */
export const PRICE_STEPS: u32 = 16;
/** Kinds of messages that a participant has delays for. */
export const DELAY_USES: u32 = 5;
const WHEEL_BYTES: usize = WHEEL_BITS_OFFSET + 11 * 8;

/** Bytes of the bitmaps of one ladder: layer 0 and layer 1, each rounded to words. */
export function ladderBitBytes(windowTicks: u32): usize {
  return <usize>(windowTicks >> 3) + <usize>(windowTicks >> 9);
}

function place(at: usize, bytes: u64): u64 {
  return ((<u64>at + 63) & ~63) + bytes;
}

/**
 * Lays out every region from the capacities already written to the state record, and grows memory once.
 * Returns the bytes needed; when memory cannot be had, nothing is configured and the magic stays 0.
 */
export function configure(): u64 {
  const instruments = <u64>S.capInstruments;
  const ladders = instruments * 2;
  let at: u64 = <u64>__heap_base;

  let bytes = instruments * SIZE_BOOK;
  at = place(<usize>at, bytes);
  S.booksBase = <u32>(at - bytes);
  bytes = ladders * SIZE_LADDER;
  at = place(<usize>at, bytes);
  S.laddersBase = <u32>(at - bytes);
  bytes = <u64>S.capAccounts * SIZE_ACCOUNT;
  at = place(<usize>at, bytes);
  S.accountsBase = <u32>(at - bytes);
  bytes = <u64>S.capAccounts * instruments * 8;
  at = place(<usize>at, bytes);
  S.positionsBase = <u32>(at - bytes);
  bytes = <u64>S.capAccounts * instruments * SIZE_HOLDING;
  at = place(<usize>at, bytes);
  S.holdingsBase = <u32>(at - bytes);
  bytes = <u64>S.capExchanges * SIZE_EXCHANGE;
  at = place(<usize>at, bytes);
  S.exchangesBase = <u32>(at - bytes);
  bytes = <u64>S.capFeeLines * SIZE_FEE_LINE;
  at = place(<usize>at, bytes);
  S.feeLinesBase = <u32>(at - bytes);
  bytes = <u64>S.capFeeTiers * SIZE_FEE_TIER;
  at = place(<usize>at, bytes);
  S.feeTiersBase = <u32>(at - bytes);
  bytes = <u64>S.capAccounts * <u64>S.capExchanges * SIZE_TRAFFIC;
  at = place(<usize>at, bytes);
  S.trafficBase = <u32>(at - bytes);
  bytes = <u64>S.capAccounts * <u64>S.capMessageTimes * 8;
  at = place(<usize>at, bytes);
  S.messageTimesBase = <u32>(at - bytes);
  bytes = SIZE_COMMAND;
  at = place(<usize>at, bytes);
  S.draftBase = <u32>(at - bytes);
  bytes = SIZE_TAKER;
  at = place(<usize>at, bytes);
  S.takerBase = <u32>(at - bytes);
  bytes = <u64>S.capParticipants * SIZE_PARTICIPANT;
  at = place(<usize>at, bytes);
  S.participantsBase = <u32>(at - bytes);
  bytes = <u64>S.capParticipants * DELAY_USES * SIZE_DELAY;
  at = place(<usize>at, bytes);
  S.delaysBase = <u32>(at - bytes);
  bytes = <u64>S.capDelayRows * SIZE_DELAY_ROW;
  at = place(<usize>at, bytes);
  S.delayRowsBase = <u32>(at - bytes);
  bytes = WHEEL_BYTES;
  at = place(<usize>at, bytes);
  S.wheelBase = <u32>(at - bytes);
  bytes = (<u64>S.capPending + 1) * SIZE_QUEUE_LINK;
  at = place(<usize>at, bytes);
  S.queueBase = <u32>(at - bytes);
  bytes = (<u64>S.capPending / CHUNK_ENTRIES + WHEEL_LAYERS * 64 + 1) * SIZE_QUEUE_CHUNK;
  at = place(<usize>at, bytes);
  S.chunksBase = <u32>(at - bytes);
  bytes = (<u64>S.capPending + 1) * SIZE_COMMAND;
  at = place(<usize>at, bytes);
  S.pendingBase = <u32>(at - bytes);
  bytes = (<u64>S.capExtensions + 1) * SIZE_EXTENSION;
  at = place(<usize>at, bytes);
  S.extensionsBase = <u32>(at - bytes);
  bytes = (<u64>S.capExtensions + 1) * SIZE_TERMS;
  at = place(<usize>at, bytes);
  S.termsBase = <u32>(at - bytes);
  bytes = instruments * SIZE_VENUE;
  at = place(<usize>at, bytes);
  S.venuesBase = <u32>(at - bytes);
  bytes = instruments * SIZE_RULES;
  at = place(<usize>at, bytes);
  S.rulesBase = <u32>(at - bytes);
  bytes = instruments * PRICE_STEPS * SIZE_PRICE_STEP;
  at = place(<usize>at, bytes);
  S.stepsBase = <u32>(at - bytes);
  bytes = instruments * SIZE_IMPACT;
  at = place(<usize>at, bytes);
  S.impactsBase = <u32>(at - bytes);
  bytes = S.capShadows == 0 ? 0 : (<u64>S.capShadows + 1) * SIZE_SHADOW;
  at = place(<usize>at, bytes);
  S.shadowsBase = <u32>(at - bytes);
  bytes = <u64>S.capTaken * 4;
  at = place(<usize>at, bytes);
  S.takenBase = <u32>(at - bytes);
  bytes = instruments * SIZE_CALL_RULES;
  at = place(<usize>at, bytes);
  S.callRulesBase = <u32>(at - bytes);
  bytes = instruments * SIZE_CALL;
  at = place(<usize>at, bytes);
  S.callsBase = <u32>(at - bytes);
  bytes = instruments * <u64>S.capBandTrades * SIZE_BAND_TRADE;
  at = place(<usize>at, bytes);
  S.bandTradesBase = <u32>(at - bytes);
  bytes = <u64>S.capAgents * SIZE_AGENT;
  at = place(<usize>at, bytes);
  S.agentsBase = <u32>(at - bytes);
  bytes = <u64>S.capPlanBytes;
  at = place(<usize>at, bytes);
  S.plansBase = <u32>(at - bytes);
  bytes = <u64>S.capAgents * <u64>S.capAgentOrders * SIZE_AGENT_ORDER;
  at = place(<usize>at, bytes);
  S.agentOrdersBase = <u32>(at - bytes);
  bytes = <u64>S.capOrders * (SIZE_ORDER_NODE + SIZE_ORDER_COLD);
  at = place(<usize>at, bytes);
  S.ordersBase = <u32>(at - bytes);
  bytes = <u64>S.capBuckets * 4;
  at = place(<usize>at, bytes);
  S.bucketsBase = <u32>(at - bytes);
  bytes = ladders * <u64>S.windowTicks * SIZE_LEVEL;
  at = place(<usize>at, bytes);
  S.levelsBase = <u32>(at - bytes);
  bytes = ladders * <u64>ladderBitBytes(S.windowTicks);
  at = place(<usize>at, bytes);
  S.bitsBase = <u32>(at - bytes);
  bytes = ladders * <u64>S.capFarLevels * 8;
  at = place(<usize>at, bytes);
  S.farArraysBase = <u32>(at - bytes);
  bytes = ladders * <u64>S.capFarLevels * SIZE_FAR_LEVEL;
  at = place(<usize>at, bytes);
  S.farBase = <u32>(at - bytes);
  bytes = <u64>S.capBlocks * 8;
  at = place(<usize>at, bytes);
  S.blocksBase = <u32>(at - bytes);
  bytes = <u64>S.capScratchBytes;
  at = place(<usize>at, bytes);
  S.scratchBase = <u32>(at - bytes);
  bytes = <u64>S.capWindowRows * SIZE_COMMAND;
  at = place(<usize>at, bytes);
  S.windowBase = <u32>(at - bytes);
  bytes = <u64>S.capJournalUnits * SIZE_REPORT;
  at = place(<usize>at, bytes);
  S.journalBase = <u32>(at - bytes);

  if (at > <u64>0xfffe0000) return at;
  const pages = <i32>((at + 0xffff) >> 16);
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) return at;
  S.usedBytes = <u32>at;
  S.bucketMask = min<u32>(S.capBuckets, FIRST_BUCKETS) - 1;
  S.freshQueue = 1;
  S.freshExtensions = 1;
  S.magic = MAGIC;
  return at;
}

/** Records a declared fault once; the run stops at the next look. */
export function raise(code: u32, detail: u32, value: u64): void {
  if (S.faultCode != 0) return;
  S.faultCode = code;
  S.faultDetail = detail;
  S.faultValue = value;
}
