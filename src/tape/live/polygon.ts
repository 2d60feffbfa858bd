/**
 * Polygon: trades and touches of one symbol over its WebSocket, after the person's own key was accepted. What it sends
 * goes through the reader's converter. Polygon, “WebSocket: stocks, crypto”.
 */
import type { ExactJson, ExactObject } from '../events/exact-json';
import { exactJsonText } from '../events/exact-json';
import { epochNs, field, listOf, objectOf } from '../json/fields';
import { PolygonConverter } from '../polygon/reader';
import type { LiveAdapter, LiveAsk, LiveWish } from './adapter';
import { hasDecimals, jsonOf, StampCheck } from './checks';
import { LiveView } from './view';

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ...{ T: ['p', 's'], XT: ['p', 's'], Q: ['bp', 'bs', 'ap', 'as'], XQ: ['bp', 'bs', 'ap', 'as'] },
};

export class PolygonLive implements LiveAdapter {
  readonly socketUrl: string;
  readonly silenceMsMax = 120_000;
  readonly view = new LiveView();
  readonly awaited = '';
  readonly checks = null;
  isSynchronised = false;
  readonly #symbol: string;
  readonly #key: string;
  readonly #topics: string;
  readonly #stamps = new StampCheck();
  readonly #converter: PolygonConverter;

  constructor({ source, symbol, key }: LiveAsk) {
    this.#symbol = symbol.toUpperCase();
    this.#key = key;
    // pairs are written BTC-USD
    const isCrypto = symbol.includes('-');
    this.socketUrl = `${source.socket}/${isCrypto ? 'crypto' : 'stocks'}`;
    this.#topics = (isCrypto ? ['XT', 'XQ'] : ['T', 'Q']).map((kind) => `${kind}.${this.#symbol}`).join(',');
    this.#converter = new PolygonConverter(this.#symbol, (event) => this.view.apply(event));
  }

  get newestNs(): bigint | null {
    return this.#stamps.lastNs;
  }

  opened(): LiveWish[] {
    this.#stamps.reconnect();
    this.isSynchronised = false;
    return [{ kind: 'send', text: JSON.stringify({ action: 'auth', params: this.#key }) }];
  }

  beginRecording(): LiveWish[] {
    return [];
  }

  answer(): LiveWish[] {
    return [];
  }

  frame(text: string): LiveWish[] {
    const read = jsonOf(text);
    if ('why' in read) return [{ kind: 'malformed', why: read.why }];
    const wishes: LiveWish[] = [];
    const kept: ExactJson[] = [];
    for (const one of listOf(read.value) ?? [read.value]) {
      const item = objectOf(one) ?? {};
      if (field(item, 'ev') === 'status') wishes.push(...this.#status(item));
      else if (this.#isGood(item)) kept.push(item);
      else wishes.push({ kind: 'malformed', why: 'is neither a trade nor a touch that was asked for' });
    }
    if (kept.length === 0) return wishes;
    this.#converter.message(kept, () => ({}));
    return [...wishes, { kind: 'record', line: exactJsonText(kept) }];
  }

  #status(item: ExactObject): LiveWish[] {
    const status = field(item, 'status') ?? '';
    if (status === 'auth_success')
      return [{ kind: 'send', text: JSON.stringify({ action: 'subscribe', params: this.#topics }) }];
    if (status === 'success') this.isSynchronised = true;
    if (status === 'max_connections') return [{ kind: 'limited', why: field(item, 'message') ?? status }];
    if (/fail|error|timeout/.test(status))
      return [{ kind: 'refused', why: field(item, 'message') ?? status }];
    return [];
  }

  #isGood(item: ExactObject): boolean {
    const names = FIELDS[field(item, 'ev') ?? ''];
    const ns = epochNs(field(item, 't'));
    const symbol = field(item, 'sym') ?? field(item, 'pair');
    if (names === undefined || ns === undefined || symbol !== this.#symbol) return false;
    return hasDecimals(item, ...names) && this.#stamps.accepts(ns);
  }
}
