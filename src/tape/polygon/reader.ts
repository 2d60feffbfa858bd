/**
 * The Polygon reader: answers of the REST interface (aggregates, trades, quotes; several pages together) and
 * recordings of its WebSocket. Its flat files are CSV. Polygon, “Stocks REST API” and “WebSocket”.
 */
import { tapeError, type Place } from '../errors';
import { MarketEvent } from '../events/event';
import type { ExactJson, ExactObject } from '../events/exact-json';
import { importFeed } from '../events/feed';
import { walkJson } from '../json/document';
import { epochNs, field, listOf, objectOf } from '../json/fields';
import { RisingClock } from '../rising-clock';
import type { TapeReader } from '../sources';
import { symbolOfName } from '../table/feed';

/** Kinds of the stream that say nothing about a book or a print: halts and bands, imbalances, values, fair prices. */
const PASSED_OVER: readonly string[] = ['status', 'LULD', 'NOI', 'V', 'FMV'];
const MINUTE_NS = 60_000_000_000n;
/** `1/minute` in the address of the next page, or the span of two bars */
const spans: Readonly<Record<string, bigint>> = {
  ...{ second: 1_000_000_000n, minute: MINUTE_NS, hour: 60n * MINUTE_NS, day: 1440n * MINUTE_NS },
  ...{ week: 7n * 1440n * MINUTE_NS },
};

interface Pending {
  readonly tsNs: bigint;
  readonly body: ExactObject;
}

export class PolygonConverter {
  readonly counts: Record<string, number> = {};
  readonly clock = new RisingClock();
  reversedPages = 0;
  #place: () => Place = () => ({});

  constructor(
    readonly symbol: string,
    readonly visit: (event: MarketEvent) => void,
  ) {}

  message(value: ExactJson, place: () => Place): void {
    this.#place = place;
    const list = listOf(value);
    if (list !== undefined) return this.#stream(list);
    const page = objectOf(value);
    if (page === undefined) return this.#refuse('is neither an object nor a list');
    if (page.ev !== undefined) return this.#stream([page]);
    return this.#page(page);
  }

  #page(page: ExactObject): void {
    const results = listOf(page.results);
    if (results === undefined) return this.#refuse('is an answer without results');
    const symbol = field(page, 'ticker') ?? this.symbol;
    const found = results.map((item) =>
      this.#result(objectOf(item) ?? this.#refuse('a result is no object'), symbol),
    );
    const [first, last] = [found[0], found.at(-1)];
    if (first !== undefined && last !== undefined && first.tsNs > last.tsNs) {
      // answers are newest first unless they were asked for otherwise
      found.reverse();
      this.reversedPages++;
    }
    const durationNs = this.#spanOf(page, found);
    for (const { tsNs, body } of found)
      this.#give(tsNs, body.type === 'bar' ? { ...body, durationNs: String(durationNs) } : body);
  }

  #result(item: ExactObject, symbol: string): Pending {
    if (item.o !== undefined) {
      const [open, high, low, close] = ['o', 'h', 'l', 'c'].map((name) => field(item, name) ?? '');
      const bar = { open: open ?? '', high: high ?? '', low: low ?? '', close: close ?? '' };
      this.#count('aggregate');
      const body = {
        type: 'bar',
        symbol: field(item, 'T') ?? symbol,
        ...bar,
        volume: field(item, 'v') ?? '0',
        trades: field(item, 'n') ?? '0',
      };
      return { tsNs: this.#time(item, 't'), body };
    }
    const tsNs = this.#time(item, 'sip_timestamp', 'participant_timestamp', 'timestamp');
    if (item.bid_price !== undefined || item.ask_price !== undefined) {
      this.#count('quote');
      const value = (name: string): string => field(item, name) ?? '0';
      const body = {
        bid: value('bid_price'),
        bidSize: value('bid_size'),
        ask: value('ask_price'),
        askSize: value('ask_size'),
      };
      return { tsNs, body: { type: 'quote', symbol, ...body } };
    }
    if (item.price === undefined) return this.#refuse('a result is neither a bar, a trade nor a quote');
    this.#count('trade');
    const body = {
      price: field(item, 'price') ?? '',
      size: field(item, 'size') ?? '',
      ...this.#id(item, 'id'),
    };
    return { tsNs, body: { type: 'trade', symbol, ...body } };
  }

  #stream(list: readonly ExactJson[]): void {
    for (const one of list) {
      const item = objectOf(one) ?? this.#refuse('a message is no object');
      const kind = field(item, 'ev') ?? '';
      this.#count(kind);
      const symbol = field(item, 'sym') ?? field(item, 'pair') ?? this.symbol;
      const value = (name: string): string => field(item, name) ?? '0';
      if (kind === 'T' || kind === 'XT') {
        const body = { type: 'trade', symbol, price: value('p'), size: value('s'), ...this.#id(item, 'i') };
        this.#give(this.#time(item, 't'), body);
      } else if (kind === 'Q' || kind === 'XQ') {
        const body = { bid: value('bp'), bidSize: value('bs'), ask: value('ap'), askSize: value('as') };
        this.#give(this.#time(item, 't'), { type: 'quote', symbol, ...body });
      } else if (['A', 'AM', 'XA', 'XAS'].includes(kind)) {
        const durationNs = this.#time(item, 'e') - this.#time(item, 's');
        const body = {
          open: value('o'),
          high: value('h'),
          low: value('l'),
          close: value('c'),
          volume: value('v'),
        };
        this.#give(this.#time(item, 's'), { type: 'bar', symbol, ...body, durationNs: String(durationNs) });
      } else if (!PASSED_OVER.includes(kind)) this.#refuse(`“${kind}” is no message that is read`);
    }
  }

  #spanOf(page: ExactObject, found: readonly Pending[]): bigint {
    const [, multiple, span] = /\/range\/(\d+)\/(\w+)\//.exec(field(page, 'next_url') ?? '') ?? [];
    const named = spans[span ?? ''];
    if (named !== undefined) return BigInt(multiple ?? '1') * named;
    let step: bigint | null = null;
    for (let i = 1; i < found.length; i++) {
      const distance = (found[i] as Pending).tsNs - (found[i - 1] as Pending).tsNs;
      if (distance > 0n && (step === null || distance < step)) step = distance;
    }
    return step ?? MINUTE_NS;
  }

  #time(item: ExactObject, ...names: string[]): bigint {
    for (const name of names) {
      const ns = epochNs(field(item, name));
      if (ns !== undefined) return ns;
    }
    return this.#refuse(`has no time in ${names.join(' or ')}`);
  }

  #id(item: ExactObject, name: string): Record<string, string> {
    const id = field(item, name) ?? '';
    return /^(0|[1-9]\d{0,18})$/.test(id) ? { id } : {};
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  #give(tsNs: bigint, body: ExactObject): void {
    const event = new MarketEvent({ ts: String(this.clock.rise(tsNs, this.#place)), ...body }, this.#place);
    if (this.clock.wasRaised) event.notes = ['outOfOrder'];
    this.visit(event);
  }

  #refuse(message: string): never {
    throw tapeError('malformedRow', this.#place(), `${message}. Nothing was imported.`);
  }
}

const PAGE = /^\s*\{[^]*"(results|resultsCount|queryCount)"\s*:/;
const STREAM = /^\s*\[?\s*\{[^{}[\]]*"ev"\s*:\s*"(T|Q|A|AM|XT|XQ|XA|XAS|status)"/;

export const polygonReader: TapeReader = {
  id: 'polygon',
  label: 'Polygon JSON',
  sniff(_name, head) {
    const text = new TextDecoder().decode(head).replace(/^\ufeff/, '');
    return PAGE.test(text) || STREAM.test(text) ? 2 : 0;
  },
  async import(input) {
    const streams = [...input.streams].sort((a, b) => (a.name < b.name ? -1 : 1));
    const passBytes = streams.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const name = (streams[0]?.name ?? '').replace(/\.(nd)?jsonl?$/i, '');
    const symbol = input.options.symbol ?? symbolOfName(name);
    let converter = new PolygonConverter(symbol, () => undefined);
    const feed = {
      ...{ name: streams.map((stream) => stream.name).join(', '), passBytes },
      async walk(visit: PolygonConverter['visit'], pause: (bytes: number) => Promise<void>) {
        converter = new PolygonConverter(symbol, visit);
        let done = 0;
        for (const stream of streams) {
          const start = done;
          await walkJson(stream, converter.message.bind(converter), (bytes) => pause(start + bytes));
          done += stream.byteLength;
        }
      },
    };
    return importFeed(feed, input, {
      ...{ kind: 'polygon', converter: 'polygon@1', name },
      findings: () => {
        const { counts, clock, reversedPages } = converter;
        const reversed =
          reversedPages > 0 ? [`${reversedPages} answers with their newest first reversed`] : [];
        const steps = [...reversed, ...clock.steps()];
        return { messages: counts, ...(steps.length > 0 ? { steps } : {}) };
      },
    });
  },
};
