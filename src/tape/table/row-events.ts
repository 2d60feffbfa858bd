/**
 * Rows of a table to market events, by a mapping. Rows of a level table that share stamp and symbol are one event;
 * of a ladder, whose rows are whole books, only what changed. Values that are missing are settled here and counted.
 */
import type { Place } from '../errors';
import { tapeError } from '../errors';
import { MarketEvent } from '../events/event';
import type { ExactJson, ExactObject } from '../events/exact-json';
import { decimalText } from '../events/decimal';
import type { PlainEvent, PlainLevels } from '../events/plain-event';
import { LadderDifference, type TextLevel } from '../ladder-difference';
import type { QualityRule } from '../quality-rules';
import { actionOf, isMissing, numberText, sideText, truthOf } from './cells';
import type { ColumnMapping } from './mapping';
import { TimeReader } from './times';

export type Cells = readonly (string | null)[];

/** What is true of the whole table and stands in no row. */
export interface TableFacts {
  readonly symbol: string;
  readonly venue: string;
  readonly zone: string;
  readonly durationNs: bigint;
  readonly hasDecimalComma: boolean;
}

/** How often something was settled that the table left open. */
export interface Settled {
  leftOut: number;
  assumedSizes: number;
  repeatedPrices: number;
}

const NO_NOTES: readonly QualityRule[] = [];
const PRICE_FIELD = /^(price|open|high|low|close|(bid|ask)\d*)$/;
const SIZE_FIELD = /^(size|volume|(bid|ask)Size\d*)$/;

/** The number with its point moved to the left, as an exponent. */
function shifted(text: string, decimals: number): string {
  if (decimals === 0) return text;
  const [, digits = text, exponent = '0'] = /^(.*)e([+-]?\d+)$/i.exec(text) ?? [];
  return `${digits}e${Number(exponent) - decimals}`;
}

interface Group {
  readonly key: string;
  readonly head: Record<string, ExactJson>;
  readonly place: Place;
  readonly isSnapshot: boolean;
  readonly bids: [string, string][];
  readonly asks: [string, string][];
}

export class RowEvents {
  readonly settled: Settled = { leftOut: 0, assumedSizes: 0, repeatedPrices: 0 };
  readonly #columns: Readonly<Record<string, number>>;
  readonly times: TimeReader;
  readonly #ladders = new Map<string, LadderDifference>();
  /** last prices of quotes without sizes, by symbol and side */
  readonly #prices = new Map<string, string>();
  readonly #inSnapshot = new Set<string>();
  readonly #ladderLevels: number;
  #notes: QualityRule[] = [];
  #cells: Cells = [];
  #place: () => Place = () => ({});
  #group: Group | null = null;

  constructor(
    readonly mapping: ColumnMapping,
    columns: readonly string[],
    readonly facts: TableFacts,
    readonly visit: (event: MarketEvent) => void,
  ) {
    this.#columns = indexColumns(mapping, columns);
    this.times = new TimeReader(mapping.time ?? 'auto', facts.zone);
    this.#ladderLevels = Object.keys(mapping.columns).filter((field) => /^bid\d+$/.test(field)).length;
  }

  /** Stamp of a row in ns. */
  time(cells: Cells, place: () => Place): bigint {
    this.#cells = cells;
    this.#place = place;
    return this.#stamp();
  }

  /** For the quality report, at the event that comes next. */
  note(rule: QualityRule): void {
    this.end();
    this.#notes.push(rule);
  }

  row(cells: Cells, place: () => Place): void {
    this.#cells = cells;
    this.#place = place;
    switch (this.mapping.kind) {
      case 'bar':
        return this.#bar();
      case 'trade':
        return this.#trade();
      case 'quote':
        return this.#quote();
      case 'level':
        return this.#level();
      case 'ladder':
        return this.#ladder();
      case 'event':
        return this.#event();
    }
  }

  /** After the last row. */
  end(): void {
    const group = this.#group;
    this.#group = null;
    if (group === null) return;
    const begins = this.beginsSnapshot(String(group.head.symbol), group.isSnapshot);
    const book = { ...group.head, type: 'book', bids: group.bids, asks: group.asks };
    this.#hand(new MarketEvent(begins ? { ...book, snapshot: true } : book, () => group.place));
  }

  /** The first message of a snapshot empties the book, those that go on do not. */
  beginsSnapshot(symbol: string, isSnapshot: boolean): boolean {
    const begins = isSnapshot && !this.#inSnapshot.has(symbol);
    if (isSnapshot) this.#inSnapshot.add(symbol);
    else this.#inSnapshot.delete(symbol);
    return begins;
  }

  takeNotes(): readonly QualityRule[] {
    return this.#notes.length === 0 ? NO_NOTES : this.#notes.splice(0);
  }

  headOf(tsNs: bigint, tsLocalNs: bigint, symbol: string, venue: string): Record<string, ExactJson> {
    const head: Record<string, ExactJson> = { ts: String(tsNs), symbol };
    if (venue !== '') head.venue = venue;
    if (this.#columns.tsLocal !== undefined) head.tsLocal = String(tsLocalNs);
    return head;
  }

  /** A message of texts is being gathered, and such a row belongs to it. */
  isWithin(head: Readonly<Record<string, ExactJson>>, isSnapshot: boolean): boolean {
    return this.#group !== null && this.#group.key === keyOf(head, isSnapshot);
  }

  get isGathering(): boolean {
    return this.#group !== null;
  }

  /** A message that was begun in numbers goes on in texts. */
  adopt(event: PlainEvent): void {
    const { symbol, venue, isSnapshot, bids, asks } = event;
    const head = this.headOf(event.tsNs, event.tsLocalNs, symbol, venue);
    if (event.seq >= 0) head.seq = String(event.seq);
    const place = event.place();
    const texts = { bids: textsOf(bids), asks: textsOf(asks) };
    this.#group = { key: keyOf(head, isSnapshot), head, place, isSnapshot, ...texts };
  }

  adoptLadders(books: readonly (readonly [key: string, bids: TextLevel[], asks: TextLevel[]])[]): void {
    for (const [key, bids, asks] of books) this.#ladders.set(key, new LadderDifference(bids, asks));
  }

  #hand(event: MarketEvent): void {
    event.notes = this.takeNotes();
    this.visit(event);
  }

  #bar(): void {
    const prices = ['open', 'high', 'low', 'close'];
    if (prices.every((field) => isMissing(this.#cell(field)))) {
      this.settled.leftOut++;
      return;
    }
    const values = Object.fromEntries(prices.map((field) => [field, this.#number(field)]));
    const durationNs = this.#has('durationNs') ? this.#number('durationNs') : String(this.facts.durationNs);
    const volume = this.#has('volume') ? this.#number('volume') : '0';
    const trades = this.#has('trades') ? { trades: this.#number('trades').replace(/\.0+$/, '') } : {};
    this.#give({ type: 'bar', ...this.#head(), ...values, durationNs, volume, ...trades });
  }

  #trade(): void {
    const id = this.#cell('id') ?? '';
    const side = this.#has('buyerIsMaker')
      ? this.#truth('buyerIsMaker')
        ? 'sell'
        : 'buy'
      : this.#has('side')
        ? this.#side()
        : null;
    const number = { price: this.#number('price'), size: this.#number('size') };
    const named: Record<string, string> = /^(0|[1-9]\d{0,18})$/.test(id) ? { id } : {};
    this.#give({ type: 'trade', ...this.#head(), ...number, ...(side === null ? {} : { side }), ...named });
  }

  #quote(): void {
    const { bidSize, askSize } = this.mapping.columns;
    const head = this.#head();
    const side = (price: 'bid' | 'ask'): Record<string, string> => {
      const size = `${price}Size`;
      // where no size could say that a side is empty, an empty cell says that its price is the one before
      if (bidSize === undefined && askSize === undefined) {
        const key = `${String(head.symbol)}|${price}`;
        const before = this.#prices.get(key);
        if (isMissing(this.#cell(price)) && before !== undefined) {
          this.settled.repeatedPrices++;
          return { [price]: before, [size]: '1' };
        }
        if (!isMissing(this.#cell(price))) this.#prices.set(key, this.#number(price));
      }
      if (isMissing(this.#cell(price))) return { [price]: '0', [size]: '0' };
      if (this.mapping.columns[size] !== undefined) {
        return { [price]: this.#number(price), [size]: this.#has(size) ? this.#number(size) : '0' };
      }
      return { [price]: this.#number(price), [size]: '1' };
    };
    if (bidSize === undefined || askSize === undefined) this.settled.assumedSizes++;
    this.#give({ type: 'quote', ...head, ...side('bid'), ...side('ask') });
  }

  #level(): void {
    const head = this.#head();
    const action = this.#has('action') ? actionOf((this.#cell('action') ?? '').trim()) : 'set';
    if (action === undefined) this.#refuse('action', 'is no word for what happens to a level');
    if (action === 'clear') {
      this.end();
      return this.#give({ type: 'book', ...head, bids: [], asks: [], snapshot: true });
    }
    const isSnapshot = action === 'snapshot' || (this.#has('snapshot') && this.#truth('snapshot'));
    const key = keyOf(head, isSnapshot);
    if (this.#group?.key !== key) {
      this.end();
      this.#group = { key, head, place: this.#place(), isSnapshot, bids: [], asks: [] };
    }
    const side = this.#side();
    if (side === null) this.#refuse('side', 'must name a side');
    const size = action === 'delete' ? '0' : this.#number('size');
    (side === 'buy' ? this.#group.bids : this.#group.asks).push([this.#number('price'), size]);
  }

  #ladder(): void {
    const head = this.#head();
    const key = `${String(head.symbol)}|${typeof head.venue === 'string' ? head.venue : ''}`;
    let ladder = this.#ladders.get(key);
    const isFirst = ladder === undefined;
    if (ladder === undefined) this.#ladders.set(key, (ladder = new LadderDifference()));
    const [bids, asks] = (['bid', 'ask'] as const).map((side) => {
      const levels: [string, string][] = [];
      for (let level = 1; level <= this.#ladderLevels; level++) {
        if (isMissing(this.#cell(`${side}${level}`))) continue;
        levels.push([this.#number(`${side}${level}`), this.#number(`${side}Size${level}`)]);
      }
      return levels;
    }) as [[string, string][], [string, string][]];
    const changed = ladder.next(bids, asks);
    const book = { ...head, type: 'book', ...changed };
    this.#give(isFirst ? { ...book, snapshot: true } : book);
  }

  #event(): void {
    const type = this.#cell('type') ?? '';
    const event: Record<string, ExactJson> = { type, ...this.#head() };
    for (const field of ['id', 'price', 'size', 'bid', 'bidSize', 'ask', 'askSize', 'state']) {
      if (this.#has(field))
        event[field] = field === 'state' ? (this.#cell(field) ?? '') : this.#number(field);
    }
    if (this.#has('side')) event.side = this.#side();
    this.#give(event);
  }

  #head(): Record<string, ExactJson> {
    const ts = String(this.#stamp());
    const symbol = this.#has('symbol') ? (this.#cell('symbol') ?? '').trim() : this.facts.symbol;
    const venue = this.#has('venue') ? (this.#cell('venue') ?? '').trim() : this.facts.venue;
    const head: Record<string, ExactJson> = { ts, symbol };
    if (venue !== '') head.venue = venue;
    if (this.#has('tsLocal')) head.tsLocal = String(this.#timeOf(this.#cell('tsLocal') ?? '', 'tsLocal'));
    if (this.#has('seq')) head.seq = this.#number('seq');
    return head;
  }

  #stamp(): bigint {
    if (this.#columns.ts !== undefined) return this.#timeOf(this.#cell('ts') ?? '', 'ts');
    const [date, time] = [this.#cell('date') ?? '', this.#cell('time') ?? ''];
    return this.#timeOf(`${date.trim()} ${time.trim()}`, 'date');
  }

  #timeOf(text: string, field: string): bigint {
    return this.times.read(text.trim()) ?? this.#refuse(field, `“${text.slice(0, 40)}” is no time`);
  }

  #cell(field: string): string | null | undefined {
    const at = this.#columns[field];
    return at === undefined ? undefined : this.#cells[at];
  }

  #has(field: string): boolean {
    return this.#columns[field] !== undefined && !isMissing(this.#cell(field));
  }

  #number(field: string): string {
    const cell = this.#cell(field);
    if (cell === null || cell === undefined || isMissing(cell)) this.#refuse(field, 'is missing');
    return shifted(numberText(cell, this.facts.hasDecimalComma), this.#decimals(field));
  }

  #decimals(field: string): number {
    if (PRICE_FIELD.test(field)) return this.mapping.priceDecimals ?? 0;
    return SIZE_FIELD.test(field) ? (this.mapping.sizeDecimals ?? 0) : 0;
  }

  #side(): 'buy' | 'sell' | null {
    const side = sideText((this.#cell('side') ?? '').trim());
    return side === undefined ? this.#refuse('side', 'is no word for a side') : side;
  }

  #truth(field: string): boolean {
    return truthOf((this.#cell(field) ?? '').trim()) ?? this.#refuse(field, 'must be true or false');
  }

  #give(event: ExactObject): void {
    this.#hand(new MarketEvent(event, this.#place));
  }

  #refuse(field: string, message: string): never {
    const path = this.mapping.columns[field] ?? field;
    throw tapeError('malformedRow', { ...this.#place(), path }, `${message}. Nothing was imported.`);
  }
}

const keyOf = (head: Readonly<Record<string, ExactJson>>, isSnapshot: boolean): string =>
  [head.symbol, head.venue ?? '', head.ts, head.tsLocal ?? '', isSnapshot].join('|');

function textsOf(levels: PlainLevels): TextLevel[] {
  const text = (units: number | undefined, scale: number | undefined): string =>
    decimalText({ units: BigInt(units ?? 0), scale: scale ?? 0 });
  return Array.from({ length: levels.count }, (_, i): TextLevel => {
    const { priceUnits, priceScales, sizeUnits, sizeScales } = levels;
    return [text(priceUnits[i], priceScales[i]), text(sizeUnits[i], sizeScales[i])];
  });
}

/** Field to index of its column. Throws E-TAPE-22 for a column that is not there. */
export function indexColumns(mapping: ColumnMapping, columns: readonly string[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [field, column] of Object.entries(mapping.columns)) {
    const number = /^#([1-9][0-9]{0,3})$/.exec(column)?.[1];
    const at = number === undefined ? columns.indexOf(column) : Number(number) - 1;
    if (at < 0) {
      const message = `there is no column “${column}”; there are: ${columns.join(', ')}. Nothing was imported.`;
      throw tapeError('mapping', { path: `mapping.columns.${field}` }, message);
    }
    result[field] = at;
  }
  return result;
}
