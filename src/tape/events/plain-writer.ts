/**
 * PlainEvents to rows: what convert.ts does with MarketEvents, in numbers and straight into the columns of the block.
 * Knows prices and sizes as units and scales; 64-bit columns are written as two words, without a BigInt.
 */
import { CommandKind, Side } from '../../layout/layout.gen';
import { column, wordsOfColumn, type TapeBlock } from '../block';
import type { TapeBuilder } from '../builder';
import { tapeError } from '../errors';
import { nearestUnits, unitsAt } from './decimal';
import { ROW_LOTS_MAX, type InstrumentSummary } from './first-pass';
import type { PlainEvent, PlainLevels } from './plain-event';

const I64_MAX = 2n ** 63n - 1n;
const TICK_MAX = 2 ** 31 - 1;
const LOTS_MAX = Number(ROW_LOTS_MAX);
const WORD = 2 ** 32;
const powers = Array.from({ length: 23 }, (_, i) => 10 ** i);

type Numbers = Uint32Array | Uint16Array | Uint8Array;

/** The columns of a block, found once a block. */
class Columns {
  readonly #numbers = new Map<string, Numbers>();
  readonly #words = new Map<string, Int32Array>();
  readonly #wide = new Map<string, BigInt64Array>();

  constructor(readonly block: TapeBlock) {
    for (const name of Object.keys(block.columns)) {
      const data = column(block, name);
      if (data instanceof BigInt64Array) this.#wide.set(name, data);
      if (data instanceof BigInt64Array || data instanceof BigUint64Array)
        this.#words.set(name, wordsOfColumn(data));
      else this.#numbers.set(name, data);
    }
  }

  narrow(name: string): Numbers {
    return this.#numbers.get(name) as Numbers;
  }
  words(name: string): Int32Array {
    return this.#words.get(name) as Int32Array;
  }
  wide(name: string): BigInt64Array {
    return this.#wide.get(name) as BigInt64Array;
  }
}

export class PlainWriter {
  #columns: Columns;
  #hot: ReturnType<typeof hotColumns>;

  constructor(readonly builder: TapeBuilder) {
    this.#columns = new Columns(builder.block);
    this.#hot = hotColumns(this.#columns);
  }

  write(event: PlainEvent, instrument: InstrumentSummary, sourceRow: number): void {
    switch (event.type) {
      case 'trade':
        return this.#trade(event, instrument, sourceRow);
      case 'quote':
        return this.#quote(event, instrument, sourceRow);
      case 'bar':
        return this.#bar(event, instrument, sourceRow);
      case 'book':
        return this.#book(event, instrument, sourceRow);
    }
  }

  /** A new row with what all rows have; its index. */
  #row(event: PlainEvent, instrument: InstrumentSummary, sourceRow: number): number {
    const at = this.builder.next(event.tsNs);
    if (this.builder.block !== this.#columns.block) {
      this.#columns = new Columns(this.builder.block);
      this.#hot = hotColumns(this.#columns);
    }
    const hot = this.#hot;
    hot.ts[at] = event.tsNs;
    hot.local[at] = event.tsLocalNs;
    hot.sourceRow[at] = sourceRow;
    hot.instrument[at] = instrument.index;
    return at;
  }

  #trade(event: PlainEvent, instrument: InstrumentSummary, sourceRow: number): void {
    const price = this.#price(event, 0, instrument, 'price', Infinity);
    const lots = this.#lots(event, event.units[1]!, event.scales[1]!, instrument);
    const at = this.#row(event, instrument, sourceRow);
    const hot = this.#hot;
    hot.side![at] = event.side;
    putWords(hot.id!, at, event.id);
    putWords(hot.price!, at, price);
    hot.lots![at] = lots;
  }

  #quote(event: PlainEvent, instrument: InstrumentSummary, sourceRow: number): void {
    const bid = this.#price(event, 0, instrument, 'bid', TICK_MAX);
    const bidLots = this.#lots(event, event.units[1]!, event.scales[1]!, instrument);
    const ask = this.#price(event, 2, instrument, 'ask', TICK_MAX);
    const askLots = this.#lots(event, event.units[3]!, event.scales[3]!, instrument);
    const at = this.#row(event, instrument, sourceRow);
    putWords(this.#columns.words('bidPriceUnits'), at, bid);
    putWords(this.#columns.words('askPriceUnits'), at, ask);
    this.#columns.narrow('bidLots')[at] = bidLots;
    this.#columns.narrow('askLots')[at] = askLots;
  }

  #bar(event: PlainEvent, instrument: InstrumentSummary, sourceRow: number): void {
    const fields = ['open', 'high', 'low', 'close'] as const;
    const prices = fields.map((field, slot) => this.#price(event, slot, instrument, field, Infinity));
    const volume = this.#scaled(
      event,
      event.units[4]!,
      event.scales[4]!,
      instrument.sizeScale,
      'volume',
      Infinity,
    );
    const at = this.#row(event, instrument, sourceRow);
    this.#columns.wide('durationNs')[at] = event.durationNs;
    fields.forEach((field, slot) => putWords(this.#columns.words(`${field}Units`), at, prices[slot]!));
    putWords(this.#columns.words('volumeLots'), at, volume);
    this.#columns.narrow('tradeCount')[at] = event.trades;
  }

  #book(event: PlainEvent, instrument: InstrumentSummary, sourceRow: number): void {
    if (event.isSnapshot) {
      for (const side of [Side.buy, Side.sell]) {
        const at = this.#row(event, instrument, sourceRow);
        this.#level(at, CommandKind.tapeClear, side, 0, 0);
      }
    }
    this.#levels(event, instrument, sourceRow, event.bids, Side.buy);
    this.#levels(event, instrument, sourceRow, event.asks, Side.sell);
  }

  #levels(
    event: PlainEvent,
    instrument: InstrumentSummary,
    sourceRow: number,
    levels: PlainLevels,
    side: number,
  ): void {
    const field = side === Side.buy ? 'bids' : 'asks';
    const { priceUnits, priceScales, sizeUnits, sizeScales } = levels;
    for (let i = 0; i < levels.count; i++) {
      const price = this.#scaled(
        event,
        priceUnits[i]!,
        priceScales[i]!,
        instrument.priceScale,
        field,
        TICK_MAX,
      );
      const lots = this.#lots(event, sizeUnits[i]!, sizeScales[i]!, instrument);
      this.#level(this.#row(event, instrument, sourceRow), CommandKind.tapeLevelSet, side, price, lots);
    }
  }

  #level(at: number, kind: number, side: number, price: number | bigint, lots: number): void {
    const hot = this.#hot;
    hot.kind![at] = kind;
    hot.side![at] = side;
    putWords(hot.price!, at, price);
    hot.lots![at] = lots;
  }

  #price(
    event: PlainEvent,
    slot: number,
    { priceScale }: InstrumentSummary,
    field: string,
    max: number,
  ): number | bigint {
    return this.#scaled(event, event.units[slot]!, event.scales[slot]!, priceScale, field, max);
  }

  /** Steps of 10^−target: a number where that is exact, else a BigInt. */
  #scaled(
    event: PlainEvent,
    units: number,
    scale: number,
    target: number,
    field: string,
    max: number,
  ): number | bigint {
    const steps = units * powers[target - scale]!;
    const exact = Number.isSafeInteger(steps) ? steps : unitsAt({ units: BigInt(units), scale }, target);
    if (exact > max || (typeof exact === 'bigint' && exact > I64_MAX)) {
      const most = max === Infinity ? I64_MAX : BigInt(max);
      throw outOfRange(event, field, BigInt(exact), target, most);
    }
    return exact;
  }

  #lots(event: PlainEvent, units: number, scale: number, { sizeScale }: InstrumentSummary): number {
    const steps = sizeScale >= scale ? units * powers[sizeScale - scale]! : NaN;
    if (steps <= LOTS_MAX) return steps;
    const lots = nearestUnits({ units: BigInt(units), scale }, sizeScale);
    if (lots > ROW_LOTS_MAX) throw outOfRange(event, 'size', lots, sizeScale, ROW_LOTS_MAX);
    return Number(lots);
  }
}

/** The columns that most rows have, so that a row costs no look-up. */
function hotColumns(columns: Columns): {
  readonly ts: BigInt64Array;
  readonly local: BigInt64Array;
  readonly sourceRow: Numbers;
  readonly instrument: Numbers;
  readonly kind: Numbers | undefined;
  readonly side: Numbers | undefined;
  readonly lots: Numbers | undefined;
  readonly price: Int32Array | undefined;
  readonly id: Int32Array | undefined;
} {
  return {
    ts: columns.wide('tsExchNs'),
    local: columns.wide('tsLocalNs'),
    sourceRow: columns.narrow('sourceRow'),
    instrument: columns.narrow('instrument'),
    kind: columns.narrow('kind'),
    side: columns.narrow('side'),
    lots: columns.narrow('lots'),
    price: columns.words('priceUnits'),
    id: columns.words('tradeId'),
  };
}

function putWords(words: Int32Array, at: number, value: number | bigint): void {
  if (typeof value === 'bigint') {
    words[2 * at] = Number(BigInt.asIntN(32, value));
    words[2 * at + 1] = Number(value >> 32n);
    return;
  }
  words[2 * at] = value | 0;
  words[2 * at + 1] = Math.floor(value / WORD);
}

/** In the words of convert.ts. */
export function outOfRange(
  { place }: { place(): object },
  field: string,
  units: bigint,
  scale: number,
  max: bigint,
): Error {
  const message = `needs ${units} steps of 10^-${scale}, more than the ${max} that fit. Nothing was imported.`;
  return tapeError('outOfRange', { ...place(), path: field }, message);
}
