/**
 * First pass over market events: which schema the events make, the instruments, the coarsest decimal steps that hold
 * every price and size, and the last event that names each order. Refuses time that goes back and mixtures.
 */
import { tapeError, type Place } from '../errors';
import type { TapeInstrument } from '../hash';
import type { ImportControl } from '../import-control';
import { OrderTable } from '../order-table';
import type { SchemaName } from '../schemas';
import { nearestUnits, stepText, type Decimal } from './decimal';
import type { MarketEvent, EventType } from './event';
import type { EventFeed } from './feed';
import type { PlainEvent } from './plain-event';

type Family = 'trades' | 'quotes' | 'books' | 'bars' | 'orders' | 'news' | 'actions' | 'facts';

const familyOf: Readonly<Record<EventType, Family>> = {
  ...{ trade: 'trades', quote: 'quotes', book: 'books', bar: 'bars' },
  ...{ add: 'orders', cancel: 'orders', reduce: 'orders', execute: 'orders', hidden: 'orders' },
  ...{ level: 'orders', status: 'orders', news: 'news', fact: 'facts' },
  ...{ split: 'actions', dividend: 'actions', symbolChange: 'actions', delist: 'actions' },
};
/** Families in alphabetical order to the schema they make together. */
const schemaOf: Readonly<Record<string, SchemaName>> = {
  ...{ trades: 'trade', quotes: 'quote', bars: 'bar', books: 'depth' },
  ...{ news: 'news', actions: 'action', facts: 'fact' },
  ...{ orders: 'order', 'orders,trades': 'order' },
  ...{
    'books,quotes': 'depth',
    'books,trades': 'depth',
    'quotes,trades': 'depth',
    'books,quotes,trades': 'depth',
  },
};
/** Lots of a row are 32 bits. */
export const ROW_LOTS_MAX = 2n ** 32n - 1n;
/** No schema has more decimals than an i64 has digits. */
const SCALE_MAX = 18;
const powers = Array.from({ length: 2 * SCALE_MAX }, (_, i) => 10 ** i);

export class InstrumentSummary {
  priceScale = 0;
  sizeScale = 0;
  /** the largest size of a row, in sizes of 1 rounded up: bars are not among them */
  #sizeMax = 0n;
  #plainSizeMax = 0;
  /** sizes were finer than 32 bits of lots can count */
  areSizesRounded = false;
  readonly lastRows = new OrderTable<number>();

  constructor(
    readonly index: number,
    readonly symbol: string,
    readonly venue: string,
  ) {}

  /** What a price and a size in plain numbers need; a bar's volume is no size of a row. */
  see(priceScale: number, sizeUnits: number, sizeScale: number): void {
    if (priceScale > this.priceScale) this.priceScale = priceScale;
    if (sizeScale > this.sizeScale) this.sizeScale = sizeScale;
    const whole = sizeScale === 0 ? sizeUnits : Math.ceil(sizeUnits / (powers[sizeScale] as number));
    if (whole > this.#plainSizeMax) this.#plainSizeMax = whole;
  }

  noteSize({ units, scale }: Decimal): void {
    const one = 10n ** BigInt(scale);
    const whole = (units + one - 1n) / one;
    if (whole > this.#sizeMax) this.#sizeMax = whole;
  }

  /** Lots become coarser until the largest size fits. */
  settleLots(): void {
    const plainMax = BigInt(this.#plainSizeMax);
    const largest = { units: plainMax > this.#sizeMax ? plainMax : this.#sizeMax, scale: 0 };
    while (nearestUnits(largest, this.sizeScale) > ROW_LOTS_MAX) {
      this.sizeScale--;
      this.areSizesRounded = true;
    }
  }

  describe(): TapeInstrument {
    const { symbol, venue, priceScale, sizeScale } = this;
    return { symbol, venue, priceUnit: stepText(priceScale), unitsPerTick: 1, lotSize: stepText(sizeScale) };
  }
}

const plainFamilies = { trade: 'trades', quote: 'quotes', bar: 'bars', book: 'books' } as const;

interface Named {
  readonly symbol: string;
  readonly venue: string;
  place(): Place;
}

export class EventSummary {
  readonly instruments: InstrumentSummary[] = [];
  readonly #byName = new Map<string, InstrumentSummary>();
  #last: InstrumentSummary | undefined;
  readonly #firstPlaces = new Map<Family, Place>();
  events = 0;

  instrumentOf({ symbol, venue, place }: Named): InstrumentSummary {
    if (this.#last?.symbol === symbol && this.#last.venue === venue) return this.#last;
    const key = JSON.stringify([symbol, venue]);
    let known = this.#byName.get(key);
    if (known === undefined) {
      if (this.instruments.length === 1024) {
        const message = 'is the 1,025th instrument; a tape holds 1,024. Nothing was imported.';
        throw tapeError('malformedRow', { ...place(), path: 'symbol' }, message);
      }
      known = new InstrumentSummary(this.instruments.length, symbol, venue);
      this.instruments.push(known);
      this.#byName.set(key, known);
    }
    this.#last = known;
    return known;
  }

  addPlain(event: PlainEvent): void {
    const family = plainFamilies[event.type];
    if (!this.#firstPlaces.has(family)) this.#addFamily(family, event.place());
    const instrument = this.instrumentOf(event);
    const { units, scales, bids, asks } = event;
    if (event.type === 'trade') instrument.see(scales[0]!, units[1]!, scales[1]!);
    else if (event.type === 'quote') {
      instrument.see(scales[0]!, units[1]!, scales[1]!);
      instrument.see(scales[2]!, units[3]!, scales[3]!);
    } else if (event.type === 'bar') {
      for (let slot = 0; slot < 4; slot++) instrument.see(scales[slot]!, 0, scales[4]!);
    } else {
      for (const { count, priceScales, sizeUnits, sizeScales } of [bids, asks])
        for (let i = 0; i < count; i++) instrument.see(priceScales[i]!, sizeUnits[i]!, sizeScales[i]!);
    }
    this.events++;
  }

  add(event: MarketEvent): void {
    const family = familyOf[event.type];
    if (!this.#firstPlaces.has(family)) this.#addFamily(family, event.place());
    const instrument = this.instrumentOf(event);
    const price = (value: Decimal): void =>
      void (instrument.priceScale = widen(event, instrument.priceScale, value));
    const size = (value: Decimal): void => {
      instrument.sizeScale = widen(event, instrument.sizeScale, value);
      if (family !== 'bars') instrument.noteSize(value);
    };
    visitValues(event, price, size);
    if (family === 'orders' && event.has('id')) {
      const id = event.id();
      instrument.lastRows.set(Number(id & 0xffff_ffffn), Number(id >> 32n), this.events);
    }
    this.events++;
  }

  schema(): SchemaName {
    return schemaOf[[...this.#firstPlaces.keys()].sort().join(',')] ?? 'order';
  }

  /** After the last event. Orders keep every lot: what is taken from one must be what it had. */
  settle(): void {
    if (this.schema() !== 'order') for (const instrument of this.instruments) instrument.settleLots();
  }

  /** What was done to the sizes, in words. */
  steps(): string[] {
    return this.instruments
      .filter(({ areSizesRounded }) => areSizesRounded)
      .map(
        ({ symbol, sizeScale }) =>
          `sizes of ${symbol} rounded to ${stepText(sizeScale)}: finer lots of its largest do not fit`,
      );
  }

  #addFamily(family: Family, place: Place): void {
    const before = [...this.#firstPlaces.keys()];
    this.#firstPlaces.set(family, place);
    if (schemaOf[[...before, family].sort().join(',')] !== undefined) return;
    const message = `${family} cannot share a tape with ${before.join(' and ')}. Split the file. Nothing was imported.`;
    throw tapeError('mixedKinds', place, message);
  }
}

function widen(event: MarketEvent, scale: number, value: Decimal): number {
  if (value.scale > SCALE_MAX) event.refuse(event.type, `has a value with more than ${SCALE_MAX} decimals`);
  return Math.max(scale, value.scale);
}

function visitValues(
  event: MarketEvent,
  price: (value: Decimal) => void,
  size: (value: Decimal) => void,
): void {
  const prices = ['price', 'bid', 'ask', 'open', 'high', 'low', 'close', 'cash'];
  const sizes = ['size', 'bidSize', 'askSize', 'volume'];
  for (const field of prices) if (event.has(field)) price(event.decimal(field));
  for (const field of sizes) if (event.has(field)) size(event.size(field));
  if (event.type !== 'book') return;
  for (const field of ['bids', 'asks'] as const) {
    for (const [levelPrice, levelSize] of event.levels(field)) {
      price(levelPrice);
      size(levelSize);
    }
  }
}

/** Walks the feed once, and checks that time does not go back. */
export async function summariseEvents(feed: EventFeed, control: ImportControl): Promise<EventSummary> {
  const summary = new EventSummary();
  let lastNs: bigint | null = null;
  const inOrder = ({ tsNs, place }: { readonly tsNs: bigint; place(): Place }): void => {
    if (lastNs !== null && tsNs < lastNs) {
      const message = `${tsNs} is earlier than ${lastNs} before it. Sort the file by time. Nothing was imported.`;
      throw tapeError('timeWentBack', place(), message);
    }
    lastNs = tsNs;
  };
  await feed.walk(
    (event) => {
      inOrder(event);
      summary.add(event);
    },
    (bytes) => {
      control.check(summary.events, bytes);
      return Promise.resolve();
    },
    (event) => {
      inOrder(event);
      summary.addPlain(event);
    },
  );
  control.finishPart(feed.passBytes);
  if (summary.events === 0)
    throw tapeError('empty', { file: feed.name }, 'has no events. Nothing was imported.');
  return summary;
}
