/**
 * The fast way through a table: rows that are written plainly become PlainEvents without a text in between. It takes a
 * row whole or not at all, and what it does not take goes through RowEvents. Invariant: the events are those that
 * RowEvents would have made of the same rows, message by message (test/tape/plain-rows.test.ts holds one against the
 * other).
 */
import type { Place } from '../errors';
import { PlainEvent, type PlainType } from '../events/plain-event';
import { actionOf, isMissing, sideText, truthOf } from './cells';
import { WordCache, type ByteRow } from './byte-row';
import { PlainLadders } from './plain-ladders';
import { indexColumns, type RowEvents } from './row-events';

type Take = (row: ByteRow) => boolean;

const eventTypes = { trade: 'trade', quote: 'quote', bar: 'bar', level: 'book', ladder: 'book' } as const;
const NOWHERE = -1;

export class PlainRows {
  readonly event: PlainEvent;
  readonly #at: Readonly<Record<string, number>>;
  readonly #priceDecimals: number;
  readonly #sizeDecimals: number;
  readonly #take: Take;
  readonly #symbols = new WordCache((word) => (isMissing(word) ? this.rows.facts.symbol : word.trim()));
  readonly #venues = new WordCache((word) => (isMissing(word) ? this.rows.facts.venue : word.trim()));
  readonly #sides = new WordCache((word) => {
    const side = sideText(word.trim());
    return side === undefined ? undefined : side === null ? 2 : side === 'buy' ? 0 : 1;
  });
  readonly #truths = new WordCache((word) => truthOf(word.trim()));
  readonly #actions = new WordCache((word) => (isMissing(word) ? 'set' : actionOf(word.trim())));
  readonly #ladders: PlainLadders | null;
  #place: () => Place = () => ({});
  #stamp = 0n;
  #local = 0n;
  #symbol = '';
  #venue = '';
  #seq = -1;
  /** a message whose rows share stamp and symbol is being gathered */
  #isOpen = false;
  /** once a book was read as texts, it stays with them */
  #isOff = false;

  /** Undefined where the table needs the texts. */
  static of(
    rows: RowEvents,
    visit: (event: PlainEvent) => void,
    columns: readonly string[],
  ): PlainRows | undefined {
    const { mapping, facts } = rows;
    const { bidSize, askSize, durationNs } = mapping.columns;
    const isOpen =
      mapping.kind === 'event' ||
      facts.hasDecimalComma ||
      (mapping.kind === 'quote' && (bidSize === undefined || askSize === undefined)) ||
      (mapping.kind === 'bar' && durationNs !== undefined) ||
      mapping.columns.ts === undefined;
    return isOpen ? undefined : new PlainRows(rows, visit, columns);
  }

  private constructor(
    readonly rows: RowEvents,
    readonly visit: (event: PlainEvent) => void,
    columns: readonly string[],
  ) {
    const { mapping } = rows;
    this.#at = indexColumns(mapping, columns);
    this.#priceDecimals = mapping.priceDecimals ?? 0;
    this.#sizeDecimals = mapping.sizeDecimals ?? 0;
    const type: PlainType = eventTypes[mapping.kind as keyof typeof eventTypes];
    this.event = new PlainEvent(type, () => ({}));
    const takes: Readonly<Record<string, Take>> = {
      trade: (row) => this.#trade(row),
      quote: (row) => this.#quote(row),
      bar: (row) => this.#bar(row),
      level: (row) => this.#level(row),
      ladder: (row) => this.#ladder(row),
    };
    this.#take = takes[mapping.kind] as Take;
    this.#ladders = mapping.kind === 'ladder' ? new PlainLadders(mapping, this.#at) : null;
  }

  /** False: it is for the texts; what was gathered has been handed to them. */
  take(row: ByteRow, place: () => Place): boolean {
    if (this.#isOff) return false;
    if (!this.#isOpen) this.event.place = place;
    this.#place = place;
    if (this.#head(row) && this.#take(row)) return true;
    this.leave();
    return false;
  }

  /** After the last row. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { event } = this;
    const begins = this.rows.beginsSnapshot(event.symbol, event.isSnapshot);
    const wasSnapshot = event.isSnapshot;
    event.isSnapshot = begins;
    this.visit(event);
    event.isSnapshot = wasSnapshot;
  }

  /** The next row is for the texts. */
  leave(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.rows.adopt(this.event);
    }
    if (this.#ladders !== null && !this.#isOff) this.rows.adoptLadders(this.#ladders.asTexts());
    this.#isOff ||= this.#ladders !== null;
  }

  /** Stamps, symbol, venue and number of the row. */
  #head(row: ByteRow): boolean {
    const { ts, tsLocal, symbol, venue, seq } = this.#at;
    const { facts, times } = this.rows;
    const stamp = times.readBytes(row.bytes, row.starts[ts!]!, row.ends[ts!]!);
    if (stamp === undefined) return false;
    this.#stamp = stamp;
    this.#local = stamp;
    if (tsLocal !== undefined) {
      const local = times.readBytes(row.bytes, row.starts[tsLocal]!, row.ends[tsLocal]!);
      if (local === undefined) return false;
      this.#local = local;
    }
    this.#symbol = symbol === undefined ? facts.symbol : (this.#symbols.get(row, symbol) ?? '');
    this.#venue = venue === undefined ? facts.venue : (this.#venues.get(row, venue) ?? '');
    this.#seq = -1;
    if (seq !== undefined) {
      if (!row.isWhole(seq)) return false;
      this.#seq = row.units;
    }
    return this.#symbol.length > 0 && this.#symbol.length <= 64 && this.#venue.length <= 64;
  }

  #give(): true {
    this.#fill();
    this.visit(this.event);
    return true;
  }

  #fill(): void {
    const { event } = this;
    event.tsNs = this.#stamp;
    event.tsLocalNs = this.#local;
    event.symbol = this.#symbol;
    event.venue = this.#venue;
    event.seq = this.#seq;
    event.notes = this.rows.takeNotes();
  }

  #value(row: ByteRow, field: string, decimals: number, slot: number): boolean {
    const at = this.#at[field] ?? NOWHERE;
    if (at < 0 || !row.number(at, decimals)) return false;
    this.event.units[slot] = row.units;
    this.event.scales[slot] = row.scale;
    return true;
  }

  #trade(row: ByteRow): boolean {
    const { event } = this;
    const { buyerIsMaker, side, id } = this.#at;
    if (
      !this.#value(row, 'price', this.#priceDecimals, 0) ||
      !this.#value(row, 'size', this.#sizeDecimals, 1)
    )
      return false;
    event.side = 2;
    if (buyerIsMaker !== undefined) {
      const isMaker = row.isEmpty(buyerIsMaker) ? undefined : this.#truths.get(row, buyerIsMaker);
      if (isMaker === undefined) return false;
      event.side = isMaker ? 1 : 0;
    } else if (side !== undefined && !row.isEmpty(side)) {
      const word = this.#sides.get(row, side);
      if (word === undefined) return false;
      event.side = word;
    }
    event.id = 0;
    if (id !== undefined && !row.isEmpty(id)) {
      if (!row.isWhole(id)) return false;
      event.id = row.units;
    }
    return this.#give();
  }

  #quote(row: ByteRow): boolean {
    const isRead =
      this.#value(row, 'bid', this.#priceDecimals, 0) &&
      this.#value(row, 'bidSize', this.#sizeDecimals, 1) &&
      this.#value(row, 'ask', this.#priceDecimals, 2) &&
      this.#value(row, 'askSize', this.#sizeDecimals, 3);
    return isRead && this.#give();
  }

  #bar(row: ByteRow): boolean {
    const { event } = this;
    for (const [slot, field] of ['open', 'high', 'low', 'close'].entries())
      if (!this.#value(row, field, this.#priceDecimals, slot)) return false;
    event.units[4] = 0;
    event.scales[4] = 0;
    if (this.#at.volume !== undefined && !this.#value(row, 'volume', this.#sizeDecimals, 4)) return false;
    event.trades = 0;
    if (this.#at.trades !== undefined) {
      if (!row.number(this.#at.trades) || row.scale !== 0 || row.units > 0xffff_ffff) return false;
      event.trades = row.units;
    }
    event.durationNs = this.rows.facts.durationNs;
    return this.#give();
  }

  #level(row: ByteRow): boolean {
    const { side, action, snapshot, size, price } = this.#at;
    const does = action === undefined || row.isEmpty(action) ? 'set' : this.#actions.get(row, action);
    if (does === undefined || does === 'clear') return false;
    let isSnapshot = does === 'snapshot';
    if (!isSnapshot && snapshot !== undefined && !row.isEmpty(snapshot)) {
      const isTold = this.#truths.get(row, snapshot);
      if (isTold === undefined) return false;
      isSnapshot = isTold;
    }
    const way = row.isEmpty(side!) ? undefined : this.#sides.get(row, side!);
    if (way === undefined || way === 2 || !row.number(price!, this.#priceDecimals)) return false;
    const [priceUnits, priceScale] = [row.units, row.scale];
    if (does !== 'delete' && !row.number(size!, this.#sizeDecimals)) return false;
    if (this.rows.isGathering) {
      const head = this.rows.headOf(this.#stamp, this.#local, this.#symbol, this.#venue);
      if (this.rows.isWithin(head, isSnapshot)) return false;
    }
    this.#beginMessage(isSnapshot);
    const levels = way === 0 ? this.event.bids : this.event.asks;
    if (does === 'delete') levels.push(priceUnits, priceScale, 0, 0);
    else levels.push(priceUnits, priceScale, row.units, row.scale);
    return true;
  }

  /** The message that the row belongs to: the one before or another one. */
  #beginMessage(isSnapshot: boolean): void {
    const { event } = this;
    const isSame =
      this.#isOpen &&
      event.tsNs === this.#stamp &&
      event.symbol === this.#symbol &&
      event.venue === this.#venue &&
      event.tsLocalNs === this.#local &&
      event.isSnapshot === isSnapshot;
    if (isSame) return;
    this.end();
    this.rows.end();
    this.#fill();
    event.isSnapshot = isSnapshot;
    event.bids.count = 0;
    event.asks.count = 0;
    const place = this.#place();
    event.place = () => place;
    this.#isOpen = true;
  }

  #ladder(row: ByteRow): boolean {
    const { event } = this;
    const ladders = this.#ladders as PlainLadders;
    this.#fill();
    const isFirst = ladders.read(row, `${event.symbol}|${event.venue}`, event);
    if (isFirst === undefined) return false;
    event.isSnapshot = isFirst;
    this.visit(event);
    return true;
  }
}
