/**
 * Messages of Binance (streams, combined streams and REST answers, spot and futures) to market events. Trades and
 * books go on in the order of the recording; touches go on only where there is no book, else they check it.
 */
import { tapeError, type Place } from '../errors';
import { MarketEvent } from '../events/event';
import type { ExactJson, ExactObject } from '../events/exact-json';
import { epochNs, field, listOf, objectOf, textOf } from '../json/fields';
import { RisingClock } from '../rising-clock';
import { DepthBook, type Update } from './depth-book';
import type { Contents } from './messages';

const VENUE = 'BINANCE';

/** The best levels in the form of an answer. */
function wholeBook({ e: _kind, u, b, a, ...rest }: ExactObject): ExactObject {
  return { ...rest, lastUpdateId: u ?? '0', bids: b ?? [], asks: a ?? [] };
}

export class BinanceConverter {
  readonly counts: Record<string, number> = {};
  readonly #clock = new RisingClock();
  readonly #books = new Map<string, DepthBook>();
  #place: () => Place = () => ({});
  #gap = false;
  #withoutTime = 0;

  constructor(
    readonly contents: Contents,
    /** where a message names none */
    readonly symbol: string,
    readonly visit: (event: MarketEvent) => void,
  ) {}

  message(value: ExactJson, place: () => Place, prefix: string): void {
    this.#place = place;
    const localNs = prefix === '' ? null : (epochNs(prefix.padEnd(19, '0')) ?? null);
    const list = listOf(value);
    if (list !== undefined) return this.#list(list, localNs);
    const object = objectOf(value);
    if (object === undefined) return this.#refuse('is neither an object nor a list');
    const inner = objectOf(object.data);
    const [stream, kind] = field(object, 'stream')?.split('@') ?? [];
    // the best levels as a whole book: futures give them the form of changes
    const isWhole = /^depth(5|10|20)$/.test(kind ?? '') && inner?.b !== undefined && inner.a !== undefined;
    const message = isWhole ? wholeBook(inner) : (inner ?? object);
    this.#object(message, localNs, stream?.toUpperCase());
  }

  findings(): { messages: Record<string, number>; steps: string[] } {
    const steps = this.#clock.steps();
    const messages = { ...this.counts };
    for (const book of this.#books.values()) {
      const add = (name: string, count: number): void =>
        void (messages[name] = (messages[name] ?? 0) + count);
      add('depth gaps', book.gaps);
      if (book.dropped > 0) add('depthUpdate before the snapshot', book.dropped);
      if (book.late > 0) add('depthUpdate late or twice', book.late);
      if (book.compared > 0) {
        add('touches compared with the book', book.compared);
        add('touches equal to the book', book.equal);
      }
      if (book.snapshotsCompared > 0) {
        add('snapshots compared with the book', book.snapshotsCompared);
        add('snapshots equal to the book', book.snapshotsEqual);
      }
    }
    const { hasChanges, hasSnapshot, hasTrades, hasAggregated } = this.contents;
    if (hasChanges && !hasSnapshot) steps.push('no snapshot: the book holds only what changed');
    if (hasTrades && hasAggregated) steps.push('aggregated trades left out, because trades are there');
    if (this.#withoutTime > 0)
      steps.push(`${this.#withoutTime} messages without a time: that of the one before`);
    return { messages, steps };
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  #list(list: readonly ExactJson[], localNs: bigint | null): void {
    for (const item of list) {
      const candle = listOf(item);
      const object = objectOf(item);
      if (candle !== undefined) this.#candleRow(candle);
      else if (object !== undefined) this.#object(object, localNs, undefined);
      else this.#refuse('holds neither objects nor lists');
    }
  }

  #object(object: ExactObject, localNs: bigint | null, stream: string | undefined): void {
    const symbol = field(object, 's') ?? field(object, 'symbol') ?? stream;
    const kind = field(object, 'e');
    if (kind === undefined && object.lastUpdateId !== undefined)
      return this.#snapshot(object, localNs, symbol);
    if (kind === undefined && object.isBuyerMaker !== undefined)
      return this.#restTrade(object, localNs, symbol);
    if (
      kind === undefined &&
      (object.bidPrice !== undefined || (object.B !== undefined && object.A !== undefined))
    )
      return this.#touch(object, localNs, symbol);
    switch (kind) {
      case 'depthUpdate':
        this.#count(kind);
        return this.#bookOf(symbol).change(this.#update(object, localNs));
      case 'bookTicker':
        return this.#touch(object, localNs, symbol);
      case 'trade':
      case 'aggTrade':
        return this.#trade(kind, object, localNs, symbol);
      case 'kline':
        return this.#candle(object, symbol);
      case undefined:
        // an answer to a subscription
        if (object.result !== undefined || object.id !== undefined) return this.#count('answers');
        return this.#refuse('is no message of Binance that is known here');
      default:
        return this.#count(kind);
    }
  }

  #update(object: ExactObject, localNs: bigint | null): Update {
    const stampNs = epochNs(field(object, 'T')) ?? epochNs(field(object, 'E'));
    if (stampNs !== undefined && stampNs > this.#newestNs) this.#newestNs = stampNs;
    return { object, localNs, tsNs: stampNs ?? localNs ?? this.#timeless() };
  }

  /** A snapshot without a time of its own stands among messages that have one: the recorder's clock may be another. */
  #snapshotUpdate(object: ExactObject, localNs: bigint | null): Update {
    const update = this.#update(object, localNs);
    const hasTime = epochNs(field(object, 'T') ?? field(object, 'E')) !== undefined;
    return hasTime || this.#newestNs === 0n ? update : { ...update, tsNs: this.#newestNs };
  }
  #newestNs = 0n;

  #timeless(): bigint {
    this.#withoutTime++;
    return this.#lastNs;
  }
  #lastNs = 0n;

  #bookOf(name: string | undefined): DepthBook {
    const symbol = name ?? this.symbol;
    const known = this.#books.get(symbol);
    if (known !== undefined) return known;
    const { hasSnapshot, hasChanges } = this.contents;
    const book = new DepthBook(hasSnapshot, hasChanges, (update, isSnapshot, isGap) => {
      this.#gap = isGap;
      const [bids, asks] = isSnapshot ? ['bids', 'asks'] : ['b', 'a'];
      const levels = { bids: update.object[bids as string] ?? [], asks: update.object[asks as string] ?? [] };
      const body = isSnapshot ? { ...levels, snapshot: true } : levels;
      this.#give({ type: 'book', ...body }, update.tsNs, update.localNs, symbol);
    });
    this.#books.set(symbol, book);
    return book;
  }

  /**
   * A REST answer does not say whose book it is: the one that waits, whose changes reach it and name its prices. Numbers
   * alone do not tell, because the symbols of futures share them.
   */
  #snapshot(object: ExactObject, localNs: bigint | null, symbol: string | undefined): void {
    this.#count('snapshot');
    const id = BigInt(field(object, 'lastUpdateId') ?? '0');
    const book = this.#bookOf(symbol ?? this.#ownerOf(object, id));
    book.snapshot(this.#snapshotUpdate(object, localNs));
  }

  #ownerOf(object: ExactObject, id: bigint): string | undefined {
    const { changedSymbols } = this.contents;
    if (changedSymbols.size <= 1) return [...changedSymbols][0] ?? [...this.#books.keys()][0];
    const [best, second] = [...this.#books]
      .filter(([, book]) => book.holds(id))
      .map(([symbol, book]) => ({ symbol, shared: book.sharedPrices(object) }))
      .sort((a, b) => b.shared - a.shared);
    if (best !== undefined && best.shared > (second?.shared ?? 0)) return best.symbol;
    return this.#refuse(
      `a snapshot without a symbol could be of any of ${[...changedSymbols].slice(0, 5).join(', ')}: record it with one ("symbol")`,
    );
  }

  #touch(object: ExactObject, localNs: bigint | null, symbol: string | undefined): void {
    this.#count('bookTicker');
    const value = (stream: string, rest: string): string =>
      field(object, stream) ?? field(object, rest) ?? '';
    const [bid, bidSize] = [value('b', 'bidPrice'), value('B', 'bidQty')];
    const [ask, askSize] = [value('a', 'askPrice'), value('A', 'askQty')];
    if (!this.contents.hasChanges && !this.contents.hasSnapshot) {
      const { tsNs } = this.#update(object, localNs);
      return this.#give({ type: 'quote', bid, bidSize, ask, askSize }, tsNs, localNs, symbol);
    }
    const id = field(object, 'u');
    if (id !== undefined && /^\d{1,19}$/.test(id))
      this.#bookOf(symbol).touch(BigInt(id), { bid, bidSize, ask, askSize });
  }

  #trade(kind: 'trade' | 'aggTrade', object: ExactObject, localNs: bigint | null, symbol?: string): void {
    this.#count(kind);
    if (kind === 'aggTrade' && this.contents.hasTrades) return;
    const size = field(object, 'q') ?? '';
    // futures print transfers of the insurance fund as trades of nothing
    if (Number(size) === 0 && field(object, 'X') !== undefined) return this.#count('trades of nothing');
    const id = field(object, kind === 'trade' ? 't' : 'a') ?? '0';
    const side = object.m === true ? 'sell' : 'buy';
    const trade = { type: 'trade', price: field(object, 'p') ?? '', size, id, side };
    this.#give(trade, this.#update(object, localNs).tsNs, localNs, symbol);
  }

  #restTrade(object: ExactObject, localNs: bigint | null, symbol: string | undefined): void {
    this.#count('trade');
    const side = object.isBuyerMaker === true ? 'sell' : 'buy';
    const trade = {
      price: field(object, 'price') ?? '',
      size: field(object, 'qty') ?? '',
      id: field(object, 'id') ?? '0',
    };
    const tsNs = epochNs(field(object, 'time')) ?? localNs ?? this.#timeless();
    this.#give({ type: 'trade', ...trade, side }, tsNs, localNs, symbol);
  }

  #candle(object: ExactObject, symbol: string | undefined): void {
    const k = objectOf(object.k);
    if (k === undefined) return this.#refuse('is a kline without a candle');
    this.#count(k.x === true ? 'kline' : 'kline that is open');
    const { hasChanges, hasSnapshot, hasTouches, hasTrades, hasAggregated } = this.contents;
    if (k.x !== true || hasChanges || hasSnapshot || hasTouches || hasTrades || hasAggregated) return;
    this.#bar(
      ['t', 'o', 'h', 'l', 'c', 'v', 'T', 'n'].map((name) => field(k, name)),
      field(k, 's') ?? symbol,
    );
  }

  #candleRow(row: readonly ExactJson[]): void {
    this.#count('kline');
    const cells = row.map(textOf);
    this.#bar(
      [0, 1, 2, 3, 4, 5, 6, 8].map((at) => cells[at]),
      undefined,
    );
  }

  #bar(cells: readonly (string | undefined)[], symbol: string | undefined): void {
    const [t, open, high, low, close, volume, end, trades] = cells;
    const [startNs, endNs] = [epochNs(t), epochNs(end)];
    if (startNs === undefined || endNs === undefined) return this.#refuse('is a candle without its times');
    const durationNs = String(endNs - startNs + 1_000_000n);
    const bar = {
      open: open ?? '',
      high: high ?? '',
      low: low ?? '',
      close: close ?? '',
      volume: volume ?? '',
    };
    this.#give({ type: 'bar', ...bar, durationNs, trades: trades ?? '0' }, startNs, null, symbol);
  }

  #give(body: ExactObject, tsNs: bigint, localNs: bigint | null, symbol: string | undefined): void {
    const risen = this.#clock.rise(tsNs, this.#place);
    this.#lastNs = risen;
    const local: Record<string, ExactJson> = localNs === null ? {} : { tsLocal: String(localNs) };
    const head = { ts: String(risen), symbol: symbol ?? this.symbol, venue: VENUE, ...local };
    const event = new MarketEvent({ ...head, ...body }, this.#place);
    event.notes = this.#gap ? ['gap'] : this.#clock.wasRaised ? ['outOfOrder'] : [];
    this.#gap = false;
    this.visit(event);
  }

  #refuse(message: string): never {
    throw tapeError('malformedRow', this.#place(), `${message}. Nothing was imported.`);
  }
}
