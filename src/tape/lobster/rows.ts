/**
 * The two kinds of LOBSTER rows, parsed into fields that are reused from row to row. Checks form and range only;
 * what a message means for the book is convert.ts.
 */
import { tapeError } from '../errors';
import type { LineReader } from '../lines';
import { DigitCursor } from './digits';

/** Types 1–7 of the message file. */
export const MessageType = {
  add: 1,
  reduce: 2,
  cancel: 3,
  execute: 4,
  hidden: 5,
  cross: 6,
  halt: 7,
} as const;

const LOTS_MAX = 0x7fff_ffff;
/** An empty level is priced ±9999999999. */
const EMPTY_PRICE = 9_999_999_999;

export class MessageRow {
  timeNs = 0;
  wasRounded = false;
  type = 0;
  idLow = 0;
  idHigh = 0;
  lots = 0;
  price = 0;
  /** 0 buy, 1 sell: side of the resting order */
  side = 0;
  readonly #cursor: DigitCursor;

  constructor(lines: LineReader) {
    this.#cursor = new DigitCursor(lines);
  }

  /** Columns after the sixth (a participant, "null") are not read. */
  parse(): void {
    const cursor = this.#cursor;
    cursor.startLine();
    this.timeNs = cursor.timeNs();
    this.wasRounded = cursor.wasRounded;
    this.type = cursor.integer();
    if (this.type < 1 || this.type > 7)
      cursor.refuse(`follows a message type that does not exist (${this.type})`);
    if (cursor.isAtEnd) cursor.refuse('is missing');
    cursor.id();
    if (cursor.isAtEnd) cursor.refuse('is missing');
    this.lots = cursor.integer();
    if (this.lots < 0 || this.lots > LOTS_MAX || (this.lots === 0 && this.type === MessageType.add)) {
      cursor.refuse(`follows a size of ${this.lots}, which no order can have`);
    }
    if (cursor.isAtEnd) cursor.refuse('is missing');
    this.price = cursor.integer();
    if (cursor.isAtEnd) cursor.refuse('is missing');
    const direction = cursor.integer();
    if (direction !== 1 && direction !== -1)
      cursor.refuse(`follows a direction of ${direction}, not 1 or -1`);
    this.side = direction === 1 ? 0 : 1;
    this.idLow = cursor.idLow;
    this.idHigh = cursor.idHigh;
  }

  get namesOrder(): boolean {
    return this.type >= MessageType.add && this.type <= MessageType.execute;
  }
}

/** One side of a row of the order book file, best level first. */
export interface ShownSide {
  readonly prices: Float64Array;
  readonly lots: Float64Array;
  count: number;
}

export class BookRow {
  /** by side: 0 bids, 1 asks */
  readonly sides: readonly [ShownSide, ShownSide];
  readonly #cursor: DigitCursor;

  constructor(
    readonly lines: LineReader,
    readonly levels: number,
  ) {
    const side = (): ShownSide => ({
      prices: new Float64Array(levels),
      lots: new Float64Array(levels),
      count: 0,
    });
    this.sides = [side(), side()];
    this.#cursor = new DigitCursor(lines);
  }

  parse(): void {
    const cursor = this.#cursor;
    const [bids, asks] = this.sides;
    cursor.startLine();
    bids.count = 0;
    asks.count = 0;
    for (let level = 0; level < this.levels; level++) {
      this.#readLevel(asks, 1);
      this.#readLevel(bids, -1);
    }
    if (!cursor.isAtEnd) this.#refuseWidth();
  }

  #readLevel(side: ShownSide, sign: number): void {
    const cursor = this.#cursor;
    if (cursor.isAtEnd) this.#refuseWidth();
    const price = cursor.integer();
    if (cursor.isAtEnd) this.#refuseWidth();
    const lots = cursor.integer();
    if (lots < 0 || lots > 0xffff_ffff) cursor.refuse(`follows a size of ${lots}, which does not fit`);
    if (lots === 0 || Math.abs(price) >= EMPTY_PRICE) return;
    const before = side.prices[side.count - 1];
    if (before !== undefined && side.count > 0 && (price - before) * sign <= 0) {
      cursor.refuse(`follows a price of ${price}, which is not worse than the level before it`);
    }
    side.prices[side.count] = price;
    side.lots[side.count] = lots;
    side.count++;
  }

  #refuseWidth(): never {
    const message = `does not have the ${4 * this.levels} columns of the first row. Nothing was imported.`;
    throw tapeError('malformedRow', this.lines.place(), message);
  }
}

/** Levels of the file by the columns of its first line. */
export function countLevels(lines: LineReader): number {
  let columns = 1;
  for (let at = lines.start; at < lines.end; at++) if (lines.bytes[at] === 44) columns++;
  if (columns % 4 !== 0) {
    const message = `the order book file has ${columns} columns, not four a level. Nothing was imported.`;
    throw tapeError('malformedRow', lines.place(), message);
  }
  return columns / 4;
}
