/**
 * Binance and Binance US, spot and futures: public streams of depth, trades and touches, and the depth snapshot of the
 * REST interface, put together by the reader's own converter, so that the book in view and that of the recording are one.
 * Binance, “How to manage a local order book correctly”, spot and USDⓈ-M futures.
 */
import { BinanceConverter } from '../binance/convert';
import type { MarketEvent } from '../events/event';
import { exactJsonText, type ExactJson, type ExactObject } from '../events/exact-json';
import { epochNs, field, objectOf } from '../json/fields';
import type { LiveAdapter, LiveAsk, LiveChecks, LiveWish } from './adapter';
import { areLevels, hasDecimals, idOf, jsonOf, StampCheck } from './checks';
import { LiveView } from './view';

const CONTENTS = {
  ...{ hasSnapshot: true, hasChanges: true, hasTouches: true, hasTrades: true, hasAggregated: false },
};
const SNAPSHOT_LEVELS = 1000;
/** A market in which nothing changes: its book is asked for all the same, and a wrong symbol is refused. */
const QUIET_MS = 2000;
const AGAIN_MS = 1000;
/** A snapshot now and then is put beside the book, in view and in the recording. */
const CHECK_MS = 30_000;

export class BinanceLive implements LiveAdapter {
  readonly socketUrl: string;
  readonly silenceMsMax = 60_000;
  readonly view = new LiveView();
  isSynchronised = false;
  readonly #symbol: string;
  readonly #snapshotUrl: string;
  readonly #converter: BinanceConverter;
  readonly #stamps = new StampCheck();
  /** a snapshot is to come, for the view or for a recording that has none yet */
  #isWanted = false;
  #isRecordingWhole = true;
  /** first change since a snapshot is wanted: a snapshot before it is too old */
  #neededId: bigint | null = null;
  #lastId = 0n;
  #hasGap = false;

  constructor(
    { source, symbol }: LiveAsk,
    readonly isFutures: boolean,
  ) {
    this.#symbol = symbol.toUpperCase();
    const name = symbol.toLowerCase();
    const streams = [`${name}@depth@100ms`, `${name}@trade`, `${name}@bookTicker`].join('/');
    this.socketUrl = `${source.socket}/stream?streams=${streams}`;
    const path = isFutures ? '/fapi/v1/depth' : '/api/v3/depth';
    this.#snapshotUrl = `${source.rest}${path}?symbol=${this.#symbol}&limit=${SNAPSHOT_LEVELS}`;
    this.#converter = new BinanceConverter(
      { ...CONTENTS, changedSymbols: new Set([this.#symbol]) },
      this.#symbol,
      this.#visit.bind(this),
    );
  }

  get awaited(): string {
    return this.#isRecordingWhole ? '' : 'the book';
  }

  get newestNs(): bigint | null {
    return this.#stamps.lastNs;
  }

  get checks(): LiveChecks {
    const { messages } = this.#converter.findings();
    const of = (name: string): number => messages[name] ?? 0;
    return {
      compared: of('touches compared with the book') + of('snapshots compared with the book'),
      equal: of('touches equal to the book') + of('snapshots equal to the book'),
    };
  }

  opened(): LiveWish[] {
    this.#stamps.reconnect();
    return this.isSynchronised ? [] : this.#want(QUIET_MS);
  }

  beginRecording(): LiveWish[] {
    this.#isRecordingWhole = false;
    return this.#want(QUIET_MS);
  }

  frame(text: string, localNs: bigint): LiveWish[] {
    const read = jsonOf(text);
    if ('why' in read) return [{ kind: 'malformed', why: read.why }];
    const outer = objectOf(read.value) ?? {};
    const message = objectOf(outer.data) ?? outer;
    const fault = this.#faultOf(message);
    if (fault !== null) return [{ kind: 'malformed', why: fault }];
    const isChange = field(message, 'e') === 'depthUpdate';
    const wishes: LiveWish[] = [];
    if (isChange) {
      if (this.#isWanted && this.#neededId === null) {
        this.#neededId = idOf(message, 'U');
        wishes.push(this.#fetch(0));
      }
      this.#lastId = idOf(message, 'u') ?? this.#lastId;
    }
    wishes.push(...this.#pass(read.value, localNs));
    if (this.#hasGap) {
      this.#hasGap = false;
      this.isSynchronised = false;
      wishes.push({ kind: 'gap' }, ...this.#want(0));
      this.#neededId = idOf(message, 'U');
    }
    return wishes;
  }

  answer(tag: string, body: string, localNs: bigint): LiveWish[] {
    const read = jsonOf(body);
    const snapshot = 'value' in read ? objectOf(read.value) : undefined;
    const id = snapshot === undefined ? null : idOf(snapshot, 'lastUpdateId');
    if (snapshot === undefined || id === null || !areLevels(snapshot.bids) || !areLevels(snapshot.asks)) {
      const why = 'why' in read ? read.why : 'is no depth snapshot';
      return [{ kind: 'malformed', why }, tag === 'check' ? this.#check() : this.#fetch(AGAIN_MS)];
    }
    if (tag === 'check') return [...(this.#isWanted ? [] : this.#pass(snapshot, localNs)), this.#check()];
    const reach = this.isFutures ? id : id + 1n;
    const isOld = this.#neededId === null ? id < this.#lastId : reach < this.#neededId;
    if (isOld) return [this.#fetch(AGAIN_MS)];
    const wishes = this.#pass(snapshot, localNs);
    if (!this.#hasGap) {
      this.#isWanted = false;
      this.#isRecordingWhole = true;
      this.#neededId = null;
      return [...wishes, this.#check()];
    }
    // what came while it was on its way does not follow it
    this.#hasGap = false;
    this.isSynchronised = false;
    return [...wishes, { kind: 'gap' }, ...this.#want(AGAIN_MS)];
  }

  #want(delayMs: number): LiveWish[] {
    this.#isWanted = true;
    this.#neededId = null;
    return [this.#fetch(delayMs)];
  }

  #fetch(delayMs: number): LiveWish {
    return { kind: 'fetch', tag: 'snapshot', url: this.#snapshotUrl, delayMs };
  }

  #check(): LiveWish {
    return { kind: 'fetch', tag: 'check', url: this.#snapshotUrl, delayMs: CHECK_MS };
  }

  #pass(value: ExactJson, localNs: bigint): LiveWish[] {
    this.#converter.message(value, () => ({}), String(localNs));
    return [{ kind: 'record', line: `${localNs} ${exactJsonText(value)}` }];
  }

  #visit(event: MarketEvent): void {
    if (event.type === 'book' && event.isSnapshot()) {
      this.isSynchronised = true;
      this.#hasGap = false;
    }
    if (event.notes.includes('gap')) this.#hasGap = true;
    this.view.apply(event);
  }

  /** Why a message is left out, or null. */
  #faultOf(message: ExactObject): string | null {
    const kind = field(message, 'e');
    const symbol = field(message, 's');
    const isAnswer = kind === undefined && (message.result !== undefined || message.id !== undefined);
    if (isAnswer) return null;
    if (symbol !== this.#symbol) return `is about ${symbol ?? 'nobody'}, not ${this.#symbol}`;
    const stamp = field(message, 'T') ?? field(message, 'E');
    const stampNs = epochNs(stamp);
    if (stamp !== undefined && (stampNs === undefined || !this.#stamps.accepts(stampNs)))
      return 'has a time far from the others';
    switch (kind) {
      case 'depthUpdate': {
        const [first, last] = [idOf(message, 'U'), idOf(message, 'u')];
        const isWhole = first !== null && last !== null && first <= last && stampNs !== undefined;
        return isWhole && areLevels(message.b) && areLevels(message.a) ? null : 'is no depth update';
      }
      case 'trade': {
        const isWhole =
          idOf(message, 't') !== null && typeof message.m === 'boolean' && stampNs !== undefined;
        return isWhole && hasDecimals(message, 'p', 'q') ? null : 'is no trade';
      }
      case 'bookTicker':
      case undefined:
        return hasDecimals(message, 'b', 'B', 'a', 'A') ? null : 'is no touch';
      default:
        return `“${kind}” was not asked for`;
    }
  }
}
