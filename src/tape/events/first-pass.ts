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

export class InstrumentSummary {
  priceScale = 0;
  sizeScale = 0;
  /** the largest size of a row, in sizes of 1 rounded up: bars are not among them */
  #sizeMax = 0n;
  /** sizes were finer than 32 bits of lots can count */
  areSizesRounded = false;
  readonly lastRows = new OrderTable<number>();

  constructor(
    readonly index: number,
    readonly symbol: string,
    readonly venue: string,
  ) {}

  noteSize({ units, scale }: Decimal): void {
    const one = 10n ** BigInt(scale);
    const whole = (units + one - 1n) / one;
    if (whole > this.#sizeMax) this.#sizeMax = whole;
  }

  /** Lots become coarser until the largest size fits. */
  settleLots(): void {
    const largest = { units: this.#sizeMax, scale: 0 };
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

export class EventSummary {
  readonly instruments: InstrumentSummary[] = [];
  readonly #byName = new Map<string, InstrumentSummary>();
  readonly #firstPlaces = new Map<Family, Place>();
  events = 0;

  instrumentOf(event: MarketEvent): InstrumentSummary {
    const key = JSON.stringify([event.symbol, event.venue]);
    const known = this.#byName.get(key);
    if (known !== undefined) return known;
    if (this.instruments.length === 1024)
      event.refuse('symbol', 'is the 1,025th instrument; a tape holds 1,024');
    const added = new InstrumentSummary(this.instruments.length, event.symbol, event.venue);
    this.instruments.push(added);
    this.#byName.set(key, added);
    return added;
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
  await feed.walk(
    (event) => {
      if (lastNs !== null && event.tsNs < lastNs) {
        const message = `${event.tsNs} is earlier than ${lastNs} before it. Sort the file by time. Nothing was imported.`;
        throw tapeError('timeWentBack', event.place(), message);
      }
      lastNs = event.tsNs;
      summary.add(event);
    },
    (bytes) => {
      control.check(summary.events, bytes);
      return Promise.resolve();
    },
  );
  control.finishPart(feed.passBytes);
  if (summary.events === 0)
    throw tapeError('empty', { file: feed.name }, 'has no events. Nothing was imported.');
  return summary;
}
