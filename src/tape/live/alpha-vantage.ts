/**
 * Alpha Vantage: bars of a minute, asked for again and again with the person's own key. The newest bar still grows, so
 * it is taken once a newer one is there. Alpha Vantage, “TIME_SERIES_INTRADAY”.
 */
import { TapedeckError } from '../../layout/errors';
import { barsOf } from '../alpha-vantage/reader';
import type { MarketEvent } from '../events/event';
import { field, objectOf } from '../json/fields';
import type { LiveAdapter, LiveAsk, LiveWish } from './adapter';
import { jsonOf } from './checks';
import { LiveView } from './view';

const EVERY_MS = 60_000;

export class AlphaVantageLive implements LiveAdapter {
  readonly socketUrl = null;
  readonly silenceMsMax = 15 * EVERY_MS;
  readonly view = new LiveView();
  isSynchronised = false;
  readonly awaited = '';
  readonly checks = null;
  /** bars say nothing of a delay */
  readonly newestNs = null;
  readonly #symbol: string;
  readonly #url: string;
  #bars: MarketEvent[] = [];

  constructor({ source, symbol, key }: LiveAsk) {
    this.#symbol = symbol.toUpperCase();
    const query = `function=TIME_SERIES_INTRADAY&interval=1min&symbol=${encodeURIComponent(this.#symbol)}`;
    this.#url = `${source.rest}/query?${query}&apikey=${encodeURIComponent(key)}`;
  }

  opened(): LiveWish[] {
    return [this.#ask(0)];
  }

  frame(): LiveWish[] {
    return [];
  }

  /** Bars that are known already begin the recording. */
  beginRecording(): LiveWish[] {
    return this.#bars.map((bar) => ({ kind: 'record', line: bar.line() }));
  }

  answer(_tag: string, body: string): LiveWish[] {
    const read = jsonOf(body);
    const answer = 'value' in read ? objectOf(read.value) : undefined;
    const again = this.#ask(EVERY_MS);
    if (answer === undefined)
      return [{ kind: 'malformed', why: 'why' in read ? read.why : 'is no answer' }, again];
    const fault = field(answer, 'Error Message');
    if (fault !== undefined) return [{ kind: 'refused', why: fault.slice(0, 200) }];
    // the limits of a key are told in words, with the status 200
    const said = field(answer, 'Note') ?? field(answer, 'Information');
    if (said !== undefined) return [{ kind: 'limited', why: said.slice(0, 200) }, again];
    try {
      const fresh = this.#freshOf(answer);
      this.isSynchronised = true;
      return [...fresh.map((bar): LiveWish => ({ kind: 'record', line: bar.line() })), again];
    } catch (error) {
      if (!(error instanceof TapedeckError)) throw error;
      return [{ kind: 'malformed', why: error.message }, again];
    }
  }

  #freshOf(answer: Parameters<typeof barsOf>[0]): MarketEvent[] {
    const all: MarketEvent[] = [];
    const names = { symbol: this.#symbol, fileSymbol: this.#symbol };
    barsOf(
      answer,
      names,
      () => ({}),
      (bar) => void all.push(bar),
    );
    const lastNs = this.#bars.at(-1)?.tsNs ?? null;
    const fresh = all.slice(0, -1).filter((bar) => lastNs === null || bar.tsNs > lastNs);
    for (const bar of fresh) this.view.apply(bar);
    this.#bars = [...this.#bars, ...fresh];
    return fresh;
  }

  #ask(delayMs: number): LiveWish {
    return { kind: 'fetch', tag: 'series', url: this.#url, delayMs };
  }
}
