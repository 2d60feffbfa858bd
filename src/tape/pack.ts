/**
 * Packs blocks into the engine's input window: rows become 40-byte Command records by copying 32-bit words, without a
 * BigInt and without an allocation per row. Order and depth rows map one to one; a quote becomes two touches.
 */
import { CommandFlag, CommandKind, CommandLayout, Rank, Side } from '../layout/layout.gen';
import { column, numberColumn, wordsOfColumn, type TapeBlock } from './block';
import type { SchemaName } from './schemas';

/** Commands a row of the tape becomes: packed row p belongs to tape row floor(p / commandsPerRow). 0: not played. */
export const commandsPerRow: Readonly<Record<SchemaName, number>> = {
  order: 1,
  depth: 1,
  quote: 2,
  trade: 1,
  bar: 1,
  status: 1,
  news: 0,
  action: 0,
  fact: 0,
};

const WORDS = CommandLayout.size / 4;
const TS = CommandLayout.tsNs / 4;
const ID = CommandLayout.orderId / 4;
const PRICE = CommandLayout.priceUnits / 4;
const LOTS = CommandLayout.lots / 4;
/** kind, side, tif, flags */
const KIND = CommandLayout.kind / 4;
/** instrument, rank, displayShift */
const INSTRUMENT = CommandLayout.instrument / 4;
const ACCOUNT = CommandLayout.account / 4;
const TAPE_RANK = Rank.tape << 16;
const { last: LAST, synthetic: SYNTHETIC } = CommandFlag;

/** Writes from the start of `out`, whose memory must be 4-byte aligned; answers the commands written. */
export function packBlock(block: TapeBlock, out: Uint8Array): number {
  const commands = block.rows * commandsPerRow[block.schema];
  if (out.byteOffset % 4 !== 0) throw new Error('the window is not aligned to four bytes');
  if (out.byteLength < commands * CommandLayout.size)
    throw new Error(`the window is too small for ${commands} commands`);
  const words = new Int32Array(out.buffer, out.byteOffset, commands * WORDS);
  switch (block.schema) {
    case 'order':
    case 'depth':
      packEvents(block, words);
      break;
    case 'quote':
      packQuotes(block, words);
      break;
    case 'trade':
      packTrades(block, words);
      break;
    case 'bar':
      packBars(block, words);
      break;
    case 'status':
      packStates(block, words);
      break;
    case 'news':
    case 'action':
    case 'fact':
      throw new Error(`a ${block.schema} tape is not played alone`);
  }
  return commands;
}

function packEvents(block: TapeBlock, out: Int32Array): void {
  const ts = wordsOfColumn(column(block, 'tsExchNs'));
  const price = wordsOfColumn(column(block, 'priceUnits'));
  const id = block.schema === 'order' ? wordsOfColumn(column(block, 'orderId')) : null;
  const lots = numberColumn(block, 'lots');
  const kinds = numberColumn(block, 'kind');
  const sides = numberColumn(block, 'side');
  const flags = numberColumn(block, 'flags');
  const instruments = numberColumn(block, 'instrument');
  for (let i = 0, w = 0, j = 0; i < block.rows; i++, w += WORDS, j += 2) {
    out[w + TS] = ts[j] as number;
    out[w + TS + 1] = ts[j + 1] as number;
    out[w + ID] = id === null ? 0 : (id[j] as number);
    out[w + ID + 1] = id === null ? 0 : (id[j + 1] as number);
    out[w + PRICE] = price[j] as number;
    out[w + PRICE + 1] = price[j + 1] as number;
    out[w + LOTS] = lots[i] as number;
    out[w + KIND] = (kinds[i] as number) | ((sides[i] as number) << 8) | ((flags[i] as number) << 24);
    out[w + INSTRUMENT] = (instruments[i] as number) | TAPE_RANK;
    out[w + ACCOUNT] = 0;
  }
}

/** Bid, then ask; the second is the last of its source message. */
function packQuotes(block: TapeBlock, out: Int32Array): void {
  const ts = wordsOfColumn(column(block, 'tsExchNs'));
  const prices = [column(block, 'bidPriceUnits'), column(block, 'askPriceUnits')].map(wordsOfColumn);
  const lots = [numberColumn(block, 'bidLots'), numberColumn(block, 'askLots')];
  const flags = numberColumn(block, 'flags');
  const instruments = numberColumn(block, 'instrument');
  for (let i = 0, w = 0; i < block.rows; i++) {
    for (let side = 0; side < 2; side++, w += WORDS) {
      const price = prices[side] as Int32Array;
      const flagBits = side === 0 ? (flags[i] as number) & ~LAST : (flags[i] as number) | LAST;
      out[w + TS] = ts[2 * i] as number;
      out[w + TS + 1] = ts[2 * i + 1] as number;
      out[w + ID] = 0;
      out[w + ID + 1] = 0;
      out[w + PRICE] = price[2 * i] as number;
      out[w + PRICE + 1] = price[2 * i + 1] as number;
      out[w + LOTS] = (lots[side] as ArrayLike<number>)[i] as number;
      out[w + KIND] = CommandKind.tapeTouch | (side << 8) | (flagBits << 24);
      out[w + INSTRUMENT] = (instruments[i] as number) | TAPE_RANK;
      out[w + ACCOUNT] = 0;
    }
  }
}

/** The resting side is opposite to the aggressor's; where that is unknown, buy is assumed and flagged `synthetic`. */
function packTrades(block: TapeBlock, out: Int32Array): void {
  const ts = wordsOfColumn(column(block, 'tsExchNs'));
  const price = wordsOfColumn(column(block, 'priceUnits'));
  const id = wordsOfColumn(column(block, 'tradeId'));
  const lots = numberColumn(block, 'lots');
  const sides = numberColumn(block, 'side');
  const flags = numberColumn(block, 'flags');
  const instruments = numberColumn(block, 'instrument');
  for (let i = 0, w = 0, j = 0; i < block.rows; i++, w += WORDS, j += 2) {
    const aggressor = sides[i] as number;
    const isKnown = aggressor === Side.buy || aggressor === Side.sell;
    const resting = aggressor === Side.buy ? Side.sell : Side.buy;
    const flagBits = (flags[i] as number) | LAST | (isKnown ? 0 : SYNTHETIC);
    out[w + TS] = ts[j] as number;
    out[w + TS + 1] = ts[j + 1] as number;
    out[w + ID] = id[j] as number;
    out[w + ID + 1] = id[j + 1] as number;
    out[w + PRICE] = price[j] as number;
    out[w + PRICE + 1] = price[j + 1] as number;
    out[w + LOTS] = lots[i] as number;
    out[w + KIND] = CommandKind.tapeTrade | (resting << 8) | (flagBits << 24);
    out[w + INSTRUMENT] = (instruments[i] as number) | TAPE_RANK;
    out[w + ACCOUNT] = 0;
  }
}

/** A bar is known when it ends: one print at its close, at start + duration. */
function packBars(block: TapeBlock, out: Int32Array): void {
  const ts = wordsOfColumn(column(block, 'tsExchNs'));
  const duration = wordsOfColumn(column(block, 'durationNs'));
  const close = wordsOfColumn(column(block, 'closeUnits'));
  const volume = wordsOfColumn(column(block, 'volumeLots'));
  const flags = numberColumn(block, 'flags');
  const instruments = numberColumn(block, 'instrument');
  for (let i = 0, w = 0, j = 0; i < block.rows; i++, w += WORDS, j += 2) {
    const low = ((ts[j] as number) >>> 0) + ((duration[j] as number) >>> 0);
    out[w + TS] = low;
    out[w + TS + 1] = (ts[j + 1] as number) + (duration[j + 1] as number) + (low > 0xffff_ffff ? 1 : 0);
    out[w + ID] = 0;
    out[w + ID + 1] = 0;
    out[w + PRICE] = close[j] as number;
    out[w + PRICE + 1] = close[j + 1] as number;
    out[w + LOTS] = volume[j + 1] === 0 ? (volume[j] as number) : -1;
    out[w + KIND] = CommandKind.tapeTrade | (((flags[i] as number) | LAST | SYNTHETIC) << 24);
    out[w + INSTRUMENT] = (instruments[i] as number) | TAPE_RANK;
    out[w + ACCOUNT] = 0;
  }
}

/** The state of the session, one command a row. */
function packStates(block: TapeBlock, out: Int32Array): void {
  const ts = wordsOfColumn(column(block, 'tsExchNs'));
  const states = numberColumn(block, 'state');
  const flags = numberColumn(block, 'flags');
  const instruments = numberColumn(block, 'instrument');
  for (let i = 0, w = 0, j = 0; i < block.rows; i++, w += WORDS, j += 2) {
    out.fill(0, w, w + WORDS);
    out[w + TS] = ts[j] as number;
    out[w + TS + 1] = ts[j + 1] as number;
    out[w + LOTS] = states[i] as number;
    out[w + KIND] = CommandKind.tapeStatus | ((flags[i] as number) << 24);
    out[w + INSTRUMENT] = (instruments[i] as number) | TAPE_RANK;
  }
}
