/**
 * A packed block in about a third of its room, so that a whole tape of ten million rows can stay in memory and a seek
 * needs no file. Each column is stored in as few whole bytes as its differences or offsets need, because a seek waits
 * for it to be expanded. It knows command records, not what they mean. Invariant: `expandBlock(compactBlock(block))` is
 * the block, byte for byte.
 */
import { CommandLayout } from '../layout/layout.gen';
import type { PackedBlock } from './tape-port';

type Narrow = Uint8Array | Uint16Array | Uint32Array;

interface Column {
  /** two words of what the first value, or the least, is */
  readonly low: number;
  readonly high: number;
  /** differences or offsets: one number when all are equal, 64-bit values as they are when they are too wide */
  readonly data: number | Narrow | Int32Array;
}

export interface CompactBlock {
  readonly rows: number;
  readonly columns: readonly Column[];
}

const recordWords = CommandLayout.size / 4;
const wordRange = 2 ** 32;
/** First word of each column of a record; time rises, so its differences are small. */
const timeWord = CommandLayout.tsNs / 4;
const longWords = [CommandLayout.orderId, CommandLayout.priceUnits].map((at) => at / 4);
/** lots; kind to flags; instrument to displayShift; account */
const shortWords = [
  CommandLayout.lots,
  CommandLayout.kind,
  CommandLayout.instrument,
  CommandLayout.account,
].map((at) => at / 4);

/** In the narrowest array that holds them; null when one is negative or above 32 bits. */
function narrowest(values: Float64Array): number | Narrow | null {
  let most = 0;
  let isEqual = true;
  const first = values[0] ?? 0;
  for (const value of values) {
    if (value < 0 || value >= wordRange) return null;
    if (value > most) most = value;
    if (value !== first) isEqual = false;
  }
  if (isEqual) return first;
  if (most < 256) return Uint8Array.from(values);
  return most < 65_536 ? Uint16Array.from(values) : Uint32Array.from(values);
}

function rawLongs(words: Int32Array, first: number): Int32Array {
  const raw = new Int32Array((words.length / recordWords) * 2);
  for (let w = first, i = 0; w < words.length; w += recordWords, i += 2) {
    raw[i] = words[w]!;
    raw[i + 1] = words[w + 1]!;
  }
  return raw;
}

function compactTimes(words: Int32Array): Column {
  const differences = new Float64Array(words.length / recordWords - 1);
  for (let w = timeWord + recordWords, i = 0; w < words.length; w += recordWords, i += 1) {
    const before = w - recordWords;
    differences[i] =
      (words[w + 1]! - words[before + 1]!) * wordRange + (words[w]! >>> 0) - (words[before]! >>> 0);
  }
  const [low, high] = [words[timeWord]! >>> 0, words[timeWord + 1]!];
  return { low, high, data: narrowest(differences) ?? rawLongs(words, timeWord) };
}

function compactLongs(words: Int32Array, first: number): Column {
  let low = words[first]! >>> 0;
  let high = words[first + 1]!;
  for (let w = first; w < words.length; w += recordWords) {
    const otherLow = words[w]! >>> 0;
    const otherHigh = words[w + 1]!;
    if (otherHigh < high || (otherHigh === high && otherLow < low)) [low, high] = [otherLow, otherHigh];
  }
  const offsets = new Float64Array(words.length / recordWords);
  for (let w = first, i = 0; w < words.length; w += recordWords, i += 1) {
    offsets[i] = (words[w + 1]! - high) * wordRange + (words[w]! >>> 0) - low;
  }
  return { low, high, data: narrowest(offsets) ?? rawLongs(words, first) };
}

function compactShorts(values: ArrayLike<number>, first: number, step: number): Column {
  const all = new Float64Array(Math.ceil((values.length - first) / step));
  for (let w = first, i = 0; w < values.length; w += step, i += 1) all[i] = values[w]! >>> 0;
  return { low: 0, high: 0, data: narrowest(all)! };
}

/** Rows of the source rise by one, mostly: as differences they take no room. */
function compactSourceRows(rows: Uint32Array): Column {
  const differences = new Float64Array(Math.max(0, rows.length - 1));
  for (let i = 0; i < differences.length; i += 1) differences[i] = rows[i + 1]! - rows[i]!;
  const data = narrowest(differences);
  if (data !== null) return { low: rows[0] ?? 0, high: 0, data };
  return { low: 0, high: 1, data: rows.slice() };
}

const wordsOf = (bytes: Uint8Array): Int32Array =>
  new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);

/** The block’s bytes must be aligned to four and hold one row at least. */
export function compactBlock({ rows, bytes, sourceRows }: PackedBlock): CompactBlock {
  const words = wordsOf(bytes.subarray(0, rows * CommandLayout.size));
  const longs = longWords.map((first) => compactLongs(words, first));
  const shorts = shortWords.map((first) => compactShorts(words, first, recordWords));
  return { rows, columns: [compactTimes(words), ...longs, ...shorts, compactSourceRows(sourceRows)] };
}

/** One kind of array for the loops below, so that they stay quick. */
function widened(data: number | Narrow, into: Uint32Array): Uint32Array {
  if (typeof data === 'number') into.fill(data);
  else into.set(data);
  return into;
}

function putRawLongs(words: Int32Array, first: number, raw: Int32Array): void {
  for (let w = first, i = 0; w < words.length; w += recordWords, i += 2) {
    words[w] = raw[i]!;
    words[w + 1] = raw[i + 1]!;
  }
}

/** `isRising`: each number is counted from the one before, else from the first. */
function putLongs(
  words: Int32Array,
  first: number,
  column: Column,
  room: Uint32Array,
  isRising: boolean,
): void {
  let { low, high } = column;
  if (column.data instanceof Int32Array) return putRawLongs(words, first, column.data);
  const numbers = widened(column.data, isRising ? room.subarray(1) : room);
  let w = first;
  if (isRising) {
    words[w] = low;
    words[w + 1] = high;
    w += recordWords;
  }
  for (let i = 0; w < words.length; w += recordWords, i += 1) {
    let sum = low + numbers[i]!;
    let top = high;
    if (sum >= wordRange) {
      sum -= wordRange;
      top += 1;
    }
    words[w] = sum;
    words[w + 1] = top;
    if (isRising) [low, high] = [sum, top];
  }
}

function sourceRowsOf(column: Column, rows: number): Uint32Array {
  if (column.high === 1) return (column.data as Uint32Array).slice();
  const sourceRows = new Uint32Array(rows);
  widened(column.data as number | Narrow, sourceRows.subarray(1));
  sourceRows[0] = column.low;
  for (let row = 1; row < rows; row += 1) sourceRows[row] = sourceRows[row]! + sourceRows[row - 1]!;
  return sourceRows;
}

export function expandBlock({ rows, columns }: CompactBlock): PackedBlock {
  const bytes = new Uint8Array(rows * CommandLayout.size);
  const words = wordsOf(bytes);
  const room = new Uint32Array(rows);
  let next = 0;
  putLongs(words, timeWord, columns[next++]!, room, true);
  for (const first of longWords) putLongs(words, first, columns[next++]!, room, false);
  for (const first of shortWords) {
    const numbers = widened(columns[next++]!.data as number | Narrow, room);
    for (let w = first, i = 0; w < words.length; w += recordWords, i += 1) words[w] = numbers[i]!;
  }
  return { rows, bytes, sourceRows: sourceRowsOf(columns[next]!, rows) };
}

export const compactBytes = (block: CompactBlock): number =>
  block.columns.reduce((sum, { data }) => sum + (typeof data === 'number' ? 8 : data.byteLength), 0);
