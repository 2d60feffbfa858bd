/**
 * The quality report of a tape in one streaming pass over its blocks, and on the way what a run will need: counts by
 * kind, live orders and levels at their most. Reads columns only; reports, never repairs or refuses.
 */
import { commandKindName, CommandFlag, CommandKind, Side } from '../layout/layout.gen';
import { column, i64Column, numberColumn, type TapeBlock } from './block';
import type { QualityLine } from './manifest';
import { OrderBook } from './order-book';
import {
  LISTED_ROWS_MAX,
  PAUSE_NS,
  REMEMBERED_IDS,
  qualitySql,
  rulesOf,
  type QualityRule,
} from './quality-rules';
import { RecentMoves } from './recent-moves';
import { replayRow } from './replay-row';
import type { SchemaName } from './schemas';

interface Found {
  count: number;
  firstRow: number | null;
  readonly sourceRows: number[];
}
interface Print {
  readonly price: number;
  readonly row: number;
  readonly sourceRow: number;
}
/** What is remembered of an instrument between rows. */
class InstrumentState {
  readonly book = new OrderBook();
  overlap: number | undefined = undefined;
  before: Print | null = null;
  suspect: Print | null = null;
  nextStartNs: bigint | null = null;
  readonly moves = new RecentMoves();
  /** the newest ids of prints, oldest first */
  readonly tradeIds = new Set<bigint>();
  readonly startsNs = new Map<bigint, bigint>();
}

export class QualityScan {
  readonly counts: Record<string, number> = {};
  readonly #found = new Map<QualityRule, Found>();
  readonly #instruments: InstrumentState[] = [];
  #row = 0;
  #lastTsNs: bigint | null = null;
  #lastSourceRow = -1;

  /** `onFound` hears of every row that a rule finds, in no particular order. */
  constructor(
    readonly schema: SchemaName,
    readonly onFound: (rule: QualityRule, row: number) => void = () => undefined,
  ) {
    for (const rule of rulesOf[schema]) this.#found.set(rule, { count: 0, firstRow: null, sourceRows: [] });
  }

  scan(block: TapeBlock): void {
    const sourceRows = numberColumn(block, 'sourceRow');
    const instruments = numberColumn(block, 'instrument');
    const stamps = i64Column(block, 'tsExchNs');
    const scanRow = this.#rowScanner(block);
    for (let i = 0; i < block.rows; i++) {
      const sourceRow = sourceRows[i] as number;
      const state = (this.#instruments[instruments[i] as number] ??= new InstrumentState());
      this.#scanTime(stamps[i] as bigint, sourceRow);
      scanRow(i, state, sourceRow);
      this.#row++;
    }
  }

  /** Something a reader saw that the rows cannot show; `row` may not have been scanned yet. */
  note(rule: QualityRule, sourceRow: number, row: number): void {
    this.#report(rule, sourceRow, row);
  }

  /** Most order records and levels that one instrument needed at one time. */
  peaks(): { orders: number; levels: number } {
    let orders = 0;
    let levels = 0;
    for (const { book } of this.#instruments.filter((state) => state !== undefined)) {
      orders += book.peakRecords;
      levels += book.peakLevels;
    }
    return { orders, levels };
  }

  lines(): QualityLine[] {
    return [...this.#found].map(([rule, { count, firstRow, sourceRows }]) => ({
      ...{ rule, count, firstRow },
      sql: qualitySql(rule, this.schema, sourceRows),
    }));
  }

  #report(rule: QualityRule, sourceRow: number, row = this.#row): void {
    const found = this.#found.get(rule);
    if (found === undefined) throw new Error(`${rule} is no rule of ${this.schema}`);
    found.count++;
    this.onFound(rule, row);
    found.firstRow = Math.min(found.firstRow ?? row, row);
    if (found.sourceRows.length < LISTED_ROWS_MAX && found.sourceRows.at(-1) !== sourceRow) {
      found.sourceRows.push(sourceRow);
    }
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  #scanTime(tsNs: bigint, sourceRow: number): void {
    if (this.#lastTsNs !== null) {
      if (tsNs < this.#lastTsNs) this.#report('outOfOrder', sourceRow);
      if (this.schema !== 'bar' && tsNs - this.#lastTsNs > PAUSE_NS) this.#report('pause', sourceRow);
    }
    if (sourceRow > this.#lastSourceRow + 1) this.#report('gap', sourceRow);
    this.#lastTsNs = tsNs;
    this.#lastSourceRow = sourceRow;
  }

  #rowScanner(block: TapeBlock): (i: number, state: InstrumentState, sourceRow: number) => void {
    switch (block.schema) {
      case 'order':
      case 'depth':
        return this.#bookScanner(block);
      case 'quote':
        return this.#quoteScanner(block);
      case 'trade':
        return this.#tradeScanner(block);
      case 'bar':
        return this.#barScanner(block);
      case 'status':
      case 'news':
      case 'action':
      case 'fact':
        return () => undefined;
    }
  }

  #bookScanner(block: TapeBlock): (i: number, state: InstrumentState, sourceRow: number) => void {
    const kinds = numberColumn(block, 'kind');
    const flags = numberColumn(block, 'flags');
    const lots = numberColumn(block, 'lots');
    const prices = i64Column(block, 'priceUnits');
    const replay = replayRow(block);
    return (i, state, sourceRow) => {
      const { book } = state;
      const kind = kinds[i] as number;
      const { duplicateIds, unknownOrders } = book;
      this.#count(commandKindName[kind] ?? `kind${kind}`);
      replay(i, book);
      if (book.duplicateIds > duplicateIds) this.#report('duplicateId', sourceRow);
      if (book.unknownOrders > unknownOrders) this.#report('unknownOrder', sourceRow);
      const setsLevel = kind === CommandKind.tapeLevelSet || kind === CommandKind.tapeTouch;
      const hasLots = !setsLevel && kind !== CommandKind.tapeStatus && kind !== CommandKind.tapeClear;
      const price = Number(prices[i]);
      if (hasLots && lots[i] === 0) this.#report('zeroLots', sourceRow);
      if (price < 0) this.#report('negativePrice', sourceRow);
      const prints =
        kind === CommandKind.tapeExecute || kind === CommandKind.tapeHidden || kind === CommandKind.tapeTrade;
      if (prints) this.#scanPrint(price, state, sourceRow);
      if (((flags[i] as number) & CommandFlag.last) !== 0)
        this.#scanOverlap(book.overlap(), state, sourceRow);
    };
  }

  #quoteScanner(block: TapeBlock): (i: number, state: InstrumentState, sourceRow: number) => void {
    const bids = i64Column(block, 'bidPriceUnits');
    const asks = i64Column(block, 'askPriceUnits');
    const bidLots = numberColumn(block, 'bidLots');
    const askLots = numberColumn(block, 'askLots');
    return (i, state, sourceRow) => {
      const bid = Number(bids[i]);
      const ask = Number(asks[i]);
      const isFull = bidLots[i] !== 0 && askLots[i] !== 0;
      state.book.setTouch(Side.buy, bid, bidLots[i] as number);
      state.book.setTouch(Side.sell, ask, askLots[i] as number);
      if ((bidLots[i] === 0 && bid !== 0) || (askLots[i] === 0 && ask !== 0))
        this.#report('zeroLots', sourceRow);
      if (bid < 0 || ask < 0) this.#report('negativePrice', sourceRow);
      if (isFull) this.#scanPrint(bid + ask, state, sourceRow);
      this.#scanOverlap(isFull ? bid - ask : undefined, state, sourceRow);
    };
  }

  #tradeScanner(block: TapeBlock): (i: number, state: InstrumentState, sourceRow: number) => void {
    const prices = i64Column(block, 'priceUnits');
    const lots = numberColumn(block, 'lots');
    const sides = numberColumn(block, 'side');
    const ids = column(block, 'tradeId') as BigUint64Array;
    return (i, state, sourceRow) => {
      const price = Number(prices[i]);
      this.#scanTradeId(ids[i] as bigint, state, sourceRow);
      if (sides[i] !== Side.buy && sides[i] !== Side.sell) this.#count('noSide');
      if (lots[i] === 0) this.#report('zeroLots', sourceRow);
      if (price < 0) this.#report('negativePrice', sourceRow);
      this.#scanPrint(price, state, sourceRow);
    };
  }

  #barScanner(block: TapeBlock): (i: number, state: InstrumentState, sourceRow: number) => void {
    const names = ['openUnits', 'highUnits', 'lowUnits', 'closeUnits'];
    const [opens, highs, lows, closes] = names.map((name) => i64Column(block, name)) as [
      ...[BigInt64Array, BigInt64Array, BigInt64Array, BigInt64Array],
    ];
    const stamps = i64Column(block, 'tsExchNs');
    const durations = i64Column(block, 'durationNs');
    const volumes = i64Column(block, 'volumeLots');
    return (i, state, sourceRow) => {
      const [open, high, low, close] = [opens, highs, lows, closes].map((data) => Number(data[i])) as [
        ...[number, number, number, number],
      ];
      const startNs = stamps[i] as bigint;
      const durationNs = durations[i] as bigint;
      if (state.startsNs.get(durationNs) === startNs) this.#report('repeated', sourceRow);
      state.startsNs.set(durationNs, startNs);
      if (state.nextStartNs !== null && startNs > state.nextStartNs) this.#report('pause', sourceRow);
      state.nextStartNs = startNs + durationNs;
      if (volumes[i] === 0n) this.#report('zeroLots', sourceRow);
      if (Math.min(open, high, low, close) < 0) this.#report('negativePrice', sourceRow);
      if (high < Math.max(open, low, close) || low > Math.min(open, close)) this.#report('badBar', sourceRow);
      this.#scanPrint(close, state, sourceRow);
    };
  }

  #scanOverlap(overlap: number | undefined, state: InstrumentState, sourceRow: number): void {
    const { overlap: before } = state;
    if (overlap !== undefined && overlap > 0 && !(before !== undefined && before > 0))
      this.#report('crossed', sourceRow);
    if (overlap === 0 && before !== 0) this.#report('locked', sourceRow);
    state.overlap = overlap;
  }

  /** A spike: far from the print before and the print after, which agree. */
  #scanPrint(price: number, state: InstrumentState, sourceRow: number): void {
    const { before, suspect, moves } = state;
    if (suspect !== null) moves.add(Math.abs(price - suspect.price));
    if (before !== null && suspect !== null) {
      const jump = Math.min(Math.abs(suspect.price - before.price), Math.abs(suspect.price - price));
      if (moves.isFar(jump, before.price) && !moves.isFar(Math.abs(price - before.price), before.price))
        this.#report('outlier', suspect.sourceRow, suspect.row);
    }
    state.before = suspect;
    state.suspect = { price, row: this.#row, sourceRow };
  }

  /** Ids are unique in their source; 0 is none. */
  #scanTradeId(id: bigint, { tradeIds }: InstrumentState, sourceRow: number): void {
    if (id === 0n) return;
    if (tradeIds.has(id)) this.#report('repeated', sourceRow);
    tradeIds.add(id);
    if (tradeIds.size <= REMEMBERED_IDS) return;
    const [oldest = 0n] = tradeIds;
    tradeIds.delete(oldest);
  }
}
