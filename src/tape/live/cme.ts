/**
 * A feed in the manner of CME's MDP 3.0, as JSON over a WebSocket: incremental refreshes of a book by price level, each
 * entry numbered for its instrument (`RptSeq`), and a snapshot over REST that names the number it holds after. Field names
 * are those of the FIX dictionary; docs/LIVE.md shows the messages. CME, “MDP 3.0: Market by Price, Book Recovery”.
 */
import { TapedeckError } from '../../layout/errors';
import { MarketEvent } from '../events/event';
import type { ExactObject } from '../events/exact-json';
import { epochNs, field, listOf, objectOf } from '../json/fields';
import { RisingClock } from '../rising-clock';
import type { LiveAdapter, LiveAsk, LiveWish } from './adapter';
import { hasDecimals, idOf, jsonOf, StampCheck } from './checks';
import { LiveView } from './view';

const AGAIN_MS = 1000;
const KEPT_ENTRIES_MAX = 20_000;
const LEVELS_MAX = 100;
const ACTIONS = ['New', 'Change', 'Delete', 'DeleteThru', 'DeleteFrom', 'Overlay'];

type SideName = 'bids' | 'asks';
interface Level {
  readonly price: string;
  readonly size: string;
}
interface Entry {
  readonly object: ExactObject;
  readonly tsNs: bigint;
  readonly id: bigint;
}

const sideOf = (type: string | undefined): SideName | null =>
  type === 'Bid' ? 'bids' : type === 'Offer' ? 'asks' : null;

export class CmeLive implements LiveAdapter {
  readonly socketUrl: string;
  readonly silenceMsMax = 60_000;
  readonly view = new LiveView();
  isSynchronised = false;
  readonly awaited = '';
  readonly checks = null;
  readonly #symbol: string;
  readonly #snapshotUrl: string;
  readonly #stamps = new StampCheck();
  readonly #clock = new RisingClock();
  #sides: Record<SideName, Level[]> = { bids: [], asks: [] };
  #lastId = 0n;
  #kept: Entry[] = [];
  /** of the recording: rises by one an event, by two where something is missing */
  #seq = 0n;
  #wishes: LiveWish[] = [];

  constructor({ source, symbol }: LiveAsk) {
    this.#symbol = symbol.toUpperCase();
    const query = `symbol=${encodeURIComponent(this.#symbol)}`;
    this.socketUrl = `${source.socket}/marketdata?${query}`;
    this.#snapshotUrl = `${source.rest}/snapshot?${query}`;
  }

  get newestNs(): bigint | null {
    return this.#stamps.lastNs;
  }

  opened(): LiveWish[] {
    this.#stamps.reconnect();
    return this.isSynchronised ? [] : [this.#fetch(0)];
  }

  beginRecording(): LiveWish[] {
    this.#seq = 0n;
    const lastNs = this.#stamps.lastNs;
    if (!this.isSynchronised || lastNs === null) return [];
    this.#write(lastNs, { type: 'book', ...this.#whole(), snapshot: true });
    return this.#taken();
  }

  frame(text: string): LiveWish[] {
    const read = jsonOf(text);
    if ('why' in read) return [{ kind: 'malformed', why: read.why }];
    const message = objectOf(read.value) ?? {};
    if (message.Heartbeat !== undefined) return [];
    const tsNs = epochNs(field(message, 'TransactTime'));
    const entries = (listOf(message.MDEntries) ?? []).map((one) => objectOf(one) ?? {});
    const mine = entries.filter((entry) => field(entry, 'Symbol') === this.#symbol);
    if (tsNs === undefined || entries.length === 0 || !mine.every(isEntry) || !this.#stamps.accepts(tsNs))
      return [{ kind: 'malformed', why: 'is no incremental refresh' }];
    this.#apply(mine.map((object) => ({ object, tsNs, id: idOf(object, 'RptSeq') ?? 0n })));
    return this.#taken();
  }

  answer(_tag: string, body: string): LiveWish[] {
    const read = jsonOf(body);
    const snapshot = 'value' in read ? (objectOf(read.value) ?? {}) : {};
    const id = idOf(snapshot, 'RptSeq');
    const tsNs = epochNs(field(snapshot, 'TransactTime'));
    const entries = (listOf(snapshot.MDEntries) ?? []).map((one) => objectOf(one) ?? {});
    if (id === null || tsNs === undefined || !entries.every(isLevel))
      return [{ kind: 'malformed', why: 'is no snapshot' }, this.#fetch(AGAIN_MS)];
    if (this.isSynchronised) return [];
    const first = this.#kept.find((entry) => entry.id > id)?.id ?? null;
    // older than the first change that was kept: the newest one will do
    if (id < this.#lastId || (first !== null && first !== id + 1n)) return [this.#fetch(AGAIN_MS)];
    this.#sides = { bids: [], asks: [] };
    for (const entry of entries) this.#level('New', entry);
    this.#lastId = id;
    this.isSynchronised = true;
    this.#write(tsNs, { type: 'book', ...this.#whole(), snapshot: true });
    const kept = this.#kept;
    this.#kept = [];
    this.#apply(kept.filter((entry) => entry.id > id));
    return this.#taken();
  }

  /** In the order of their numbers: what is known already is left out, what is missing asks for the book again. */
  #apply(entries: readonly Entry[]): void {
    const before = this.#whole();
    let newestNs: bigint | null = null;
    for (const entry of entries) {
      if (this.isSynchronised && entry.id <= this.#lastId) continue;
      if (this.isSynchronised && entry.id !== this.#lastId + 1n) {
        this.isSynchronised = false;
        this.#seq++;
        this.#wishes.push({ kind: 'gap' }, this.#fetch(0));
      }
      if (!this.isSynchronised) {
        this.#kept.push(entry);
        if (this.#kept.length > KEPT_ENTRIES_MAX) this.#kept.shift();
        continue;
      }
      this.#lastId = entry.id;
      if (field(entry.object, 'MDEntryType') === 'Trade') this.#trade(entry);
      else this.#level(field(entry.object, 'MDUpdateAction') ?? '', entry.object);
      newestNs = entry.tsNs;
    }
    if (newestNs === null) return;
    const after = this.#whole();
    const [bids, asks] = (['bids', 'asks'] as const).map((side) => changes(before[side], after[side]));
    if (bids!.length + asks!.length > 0) this.#write(newestNs, { type: 'book', bids: bids!, asks: asks! });
  }

  #level(action: string, entry: ExactObject): void {
    const type = field(entry, 'MDEntryType');
    if (type === 'EmptyBook') this.#sides = { bids: [], asks: [] };
    const name = sideOf(type);
    if (name === null) return;
    const side = this.#sides[name];
    const at = Number(field(entry, 'MDPriceLevel')) - 1;
    const level = { price: field(entry, 'MDEntryPx') ?? '', size: field(entry, 'MDEntrySize') ?? '' };
    if (action === 'New') side.splice(at, 0, level);
    else if (action === 'Delete') side.splice(at, 1);
    else if (action === 'DeleteFrom') side.splice(0, at + 1);
    else if (action === 'DeleteThru') side.splice(0);
    else side[Math.min(at, side.length)] = level;
    side.splice(LEVELS_MAX);
  }

  #trade({ object, tsNs }: Entry): void {
    const aggressor = field(object, 'AggressorSide');
    const side = aggressor === 'Buy' ? { side: 'buy' } : aggressor === 'Sell' ? { side: 'sell' } : {};
    const price = field(object, 'MDEntryPx') ?? '';
    this.#write(tsNs, { type: 'trade', price, size: field(object, 'MDEntrySize') ?? '', ...side });
  }

  #write(tsNs: bigint, body: ExactObject): void {
    const ts = String(this.#clock.rise(tsNs, () => ({})));
    this.#seq++;
    const head = { type: body.type ?? '', ts, symbol: this.#symbol, venue: 'CME', seq: String(this.#seq) };
    try {
      const event = new MarketEvent({ ...head, ...body }, () => ({}));
      this.view.apply(event);
      this.#wishes.push({ kind: 'record', line: event.line() });
    } catch (error) {
      if (!(error instanceof TapedeckError)) throw error;
      this.#wishes.push({ kind: 'malformed', why: error.message });
    }
  }

  #whole(): Record<SideName, string[][]> {
    const { bids, asks } = this.#sides;
    const pairs = (side: readonly Level[]): string[][] => side.map(({ price, size }) => [price, size]);
    return { bids: pairs(bids), asks: pairs(asks) };
  }

  #taken(): LiveWish[] {
    const wishes = this.#wishes;
    this.#wishes = [];
    return wishes;
  }

  #fetch(delayMs: number): LiveWish {
    return { kind: 'fetch', tag: 'snapshot', url: this.#snapshotUrl, delayMs };
  }
}

function isLevel(entry: ExactObject): boolean {
  const at = Number(field(entry, 'MDPriceLevel'));
  const isPlace = Number.isInteger(at) && at >= 1 && at <= LEVELS_MAX;
  return (
    isPlace && sideOf(field(entry, 'MDEntryType')) !== null && hasDecimals(entry, 'MDEntryPx', 'MDEntrySize')
  );
}

function isEntry(entry: ExactObject): boolean {
  const type = field(entry, 'MDEntryType');
  if (idOf(entry, 'RptSeq') === null) return false;
  if (type === 'EmptyBook') return true;
  if (type === 'Trade') return hasDecimals(entry, 'MDEntryPx', 'MDEntrySize');
  return ACTIONS.includes(field(entry, 'MDUpdateAction') ?? '') && isLevel(entry);
}

/** Levels that differ, and those that left with a size of 0. */
function changes(before: readonly string[][], after: readonly string[][]): string[][] {
  const was = new Map(before.map(([price, size]) => [price, size]));
  const is = new Set(after.map(([price]) => price));
  const gone = before.filter(([price]) => !is.has(price)).map(([price]) => [price!, '0']);
  return [...gone, ...after.filter(([price, size]) => was.get(price) !== size)];
}
