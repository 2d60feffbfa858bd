/**
 * LOBSTER to an order tape: message and order book file read in lockstep, each message applied to a book of our own
 * and every disagreement with the file's row written down as a level set, so that a replay is exact on every row and
 * level. docs/FORMATS.md §6 is the contract. Memory: the book, one block and one piece of each file.
 */
import { CommandFlag, CommandKind, Side } from '../../layout/layout.gen';
import { column, i64Column, numberColumn, wordsOfColumn } from '../block';
import type { TapeBuilder } from '../builder';
import type { ByteStream } from '../byte-source';
import { tapeError } from '../errors';
import type { ImportControl } from '../import-control';
import { LineReader } from '../lines';
import { OrderBook } from '../order-book';
import { Differences } from './differences';
import { greatestCommonDivisor, type MessageSummary } from './first-pass';
import { BookRow, countLevels, MessageRow, MessageType } from './rows';

const { tapeAdd, tapeReduce, tapeCancel, tapeExecute, tapeHidden, tapeStatus, tapeLevelSet } = CommandKind;

const kindOfType: readonly number[] = [
  ...[0, tapeAdd, tapeReduce, tapeCancel, tapeExecute],
  ...[tapeHidden, tapeHidden, tapeStatus],
];
/** Session state by the price of a halt message: −1 halted, 0 quoting, 1 trading again. */
const stateOfPrice: ReadonlyMap<number, number> = new Map([
  [-1, 1],
  [0, 2],
  [1, 0],
]);

export interface LobsterResult {
  readonly levels: number;
  readonly unitsPerTick: number;
}

export class LobsterConverter {
  readonly #book = new OrderBook();
  readonly #differences = new Differences();
  readonly #messages: LineReader;
  readonly #books: LineReader;
  readonly #message: MessageRow;
  #shown: BookRow | null = null;
  #priceStep: number;

  constructor(
    messageFile: ByteStream,
    bookFile: ByteStream,
    readonly summary: MessageSummary,
    readonly midnightNs: bigint,
    readonly builder: TapeBuilder,
  ) {
    this.#messages = new LineReader(messageFile);
    this.#books = new LineReader(bookFile);
    this.#message = new MessageRow(this.#messages);
    this.#priceStep = summary.priceStep;
  }

  async convert(control: ImportControl): Promise<LobsterResult> {
    for (;;) {
      const hasMessage = this.#messages.next() || (await this.#refill(this.#messages, control));
      const hasBook = this.#books.next() || (await this.#refill(this.#books, control));
      if (hasMessage !== hasBook) this.#refuseMismatch(hasMessage);
      if (!hasMessage) break;
      this.#shown ??= new BookRow(this.#books, countLevels(this.#books));
      this.#message.parse();
      this.#shown.parse();
      this.#convertRow(this.#shown);
    }
    control.finishPart(this.#messages.bytesRead + this.#books.bytesRead);
    const step = this.#priceStep % 100 === 0 ? 100 : this.#priceStep;
    return { levels: this.#shown?.levels ?? 0, unitsPerTick: Math.max(1, step) };
  }

  async close(): Promise<void> {
    await this.#messages.close();
    await this.#books.close();
  }

  async #refill(lines: LineReader, control: ImportControl): Promise<boolean> {
    while (await lines.fill()) {
      control.check(this.#messages.row, this.#messages.bytesRead + this.#books.bytesRead);
      await this.builder.drain();
      if (lines.next()) return true;
    }
    return false;
  }

  #refuseMismatch(hasMessage: boolean): never {
    const [longer, shorter] = hasMessage ? [this.#messages, this.#books] : [this.#books, this.#messages];
    const message = `has no partner: ${shorter.source.name} ends after ${shorter.row} rows. Nothing was imported.`;
    throw tapeError('rowMismatch', longer.place(), message, { rows: shorter.row });
  }

  #convertRow(shown: BookRow): void {
    const sourceRow = this.#messages.row - 1;
    if (sourceRow === 0) this.#seed(shown);
    this.#applyMessage(sourceRow);
    for (const side of [Side.sell, Side.buy]) {
      const { prices, count } = shown.sides[side];
      for (let i = 0; i < count && this.#priceStep !== 1; i++) {
        this.#priceStep = greatestCommonDivisor(this.#priceStep, prices[i] as number);
      }
      this.#differences.find(this.#book.sides[side], shown.sides[side], side);
      for (let i = 0; i < this.#differences.count; i++) {
        this.#setLevel(
          sourceRow,
          side,
          this.#differences.prices[i] as number,
          this.#differences.lots[i] as number,
        );
      }
    }
    this.builder.markLast();
  }

  /** The book before message 0: row 0 with message 0 undone. */
  #seed(shown: BookRow): void {
    const { type, side: messageSide, price: messagePrice, lots: messageLots } = this.#message;
    const undone = type === MessageType.add ? -messageLots : this.#message.namesOrder ? messageLots : 0;
    for (const side of [Side.sell, Side.buy]) {
      const levels = new Map<number, number>();
      const { prices, lots, count } = shown.sides[side];
      for (let i = 0; i < count; i++) levels.set(prices[i] as number, lots[i] as number);
      const shownLots = levels.get(messagePrice);
      if (side === messageSide && undone !== 0 && (undone > 0 || shownLots !== undefined)) {
        levels.set(messagePrice, Math.max(0, (shownLots ?? 0) + undone));
      }
      const sign = side === Side.buy ? -1 : 1;
      for (const [price, total] of [...levels].sort(([a], [b]) => (a - b) * sign)) {
        if (total > 0) this.#setLevel(0, side, price, total);
      }
    }
  }

  #applyMessage(sourceRow: number): void {
    const { type, side, price, lots, idLow, idHigh, namesOrder } = this.#message;
    const isFinal = namesOrder && this.summary.lastRows.get(idLow, idHigh) === sourceRow;
    const flags = (isFinal ? CommandFlag.final : 0) | (type === MessageType.cross ? CommandFlag.cross : 0);
    const kind = kindOfType[type] as number;
    if (type === MessageType.halt) {
      const state = stateOfPrice.get(price);
      if (state === undefined) {
        const message = `is a halt message with price ${price}, not -1, 0 or 1. Nothing was imported.`;
        throw tapeError('malformedRow', this.#messages.place(), message);
      }
      this.#push(sourceRow, kind, Side.buy, 0, 0, 0, 0, state);
      return;
    }
    if (type === MessageType.add) this.#book.add(idLow, idHigh, side, price, lots, isFinal);
    if (type === MessageType.cancel) this.#book.cancel(idLow, idHigh, side, price, lots);
    if (type === MessageType.reduce || type === MessageType.execute) {
      this.#book.reduce(idLow, idHigh, side, price, lots, isFinal);
    }
    this.#push(sourceRow, kind, side, flags, idLow, idHigh, price, lots);
  }

  #setLevel(sourceRow: number, side: number, price: number, lots: number): void {
    this.#book.setLevel(side, price, lots);
    this.#push(sourceRow, tapeLevelSet, side, CommandFlag.synthetic, 0, 0, price, lots);
  }

  #push(
    ...[sourceRow, kind, side, flags, idLow, idHigh, price, lots]: [
      ...[sourceRow: number, kind: number, side: number, flags: number],
      ...[idLow: number, idHigh: number, price: number, lots: number],
    ]
  ): void {
    const tsNs = this.midnightNs + BigInt(this.#message.timeNs);
    const at = this.builder.next(tsNs);
    const { block } = this.builder;
    i64Column(block, 'tsExchNs')[at] = tsNs;
    i64Column(block, 'tsLocalNs')[at] = tsNs;
    numberColumn(block, 'sourceRow')[at] = sourceRow;
    numberColumn(block, 'kind')[at] = kind;
    numberColumn(block, 'side')[at] = side;
    numberColumn(block, 'flags')[at] = flags;
    const ids = wordsOfColumn(column(block, 'orderId'));
    ids[2 * at] = idLow;
    ids[2 * at + 1] = idHigh;
    i64Column(block, 'priceUnits')[at] = BigInt(price);
    numberColumn(block, 'lots')[at] = lots;
  }
}
