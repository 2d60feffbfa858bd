/**
 * Whole books a row, read as numbers: what ladder-difference.ts does with texts, with the forms of the numbers for keys.
 * Equal texts and only they have equal forms, so both find the same changes in the same order.
 */
import type { PlainEvent, PlainLevels } from '../events/plain-event';
import type { TextLevel } from '../ladder-difference';
import type { ByteRow } from './byte-row';
import type { ColumnMapping } from './mapping';

interface Cells {
  readonly price: number;
  readonly size: number;
}
/** Form of a price to form of its size. */
type Side = Map<number, number>;
interface Book {
  bids: Side;
  asks: Side;
}

export class PlainLadders {
  readonly #sides: readonly [bids: Cells[], asks: Cells[]];
  readonly #books = new Map<string, Book>();
  readonly #decimals: readonly [price: number, size: number];

  constructor(mapping: ColumnMapping, at: Readonly<Record<string, number>>) {
    this.#decimals = [mapping.priceDecimals ?? 0, mapping.sizeDecimals ?? 0];
    const count = Object.keys(mapping.columns).filter((field) => /^bid\d+$/.test(field)).length;
    const cellsOf = (side: string): Cells[] =>
      Array.from({ length: count }, (_, i) => ({
        price: at[`${side}${i + 1}`] ?? -1,
        size: at[`${side}Size${i + 1}`] ?? -1,
      }));
    this.#sides = [cellsOf('bid'), cellsOf('ask')];
  }

  /** Fills the levels of `event` with what changed; true where it is the first book. Undefined: ask the texts. */
  read(row: ByteRow, key: string, event: PlainEvent): boolean | undefined {
    const bids = this.#side(row, this.#sides[0]);
    const asks = bids === undefined ? undefined : this.#side(row, this.#sides[1]);
    if (bids === undefined || asks === undefined) return undefined;
    const before = this.#books.get(key);
    this.#difference(before?.bids, bids, event.bids);
    this.#difference(before?.asks, asks, event.asks);
    if (before === undefined) this.#books.set(key, { bids, asks });
    else [before.bids, before.asks] = [bids, asks];
    return before === undefined;
  }

  /** The books as they stand, in the way of the texts. */
  asTexts(): [key: string, bids: TextLevel[], asks: TextLevel[]][] {
    const [price, size] = this.#decimals;
    const texts = (side: Side): TextLevel[] =>
      [...side].map(([one, other]) => [textOf(one, price), textOf(other, size)]);
    return [...this.#books].map(([key, { bids, asks }]) => [key, texts(bids), texts(asks)]);
  }

  #side(row: ByteRow, cells: readonly Cells[]): Side | undefined {
    const side: Side = new Map();
    for (const { price, size } of cells) {
      if (price < 0 || size < 0) return undefined;
      if (row.isEmpty(price)) continue;
      if (!row.number(price)) return undefined;
      const { form } = row;
      if (!row.number(size)) return undefined;
      side.set(form, row.form);
    }
    return side;
  }

  /** What left comes first, so that a book is never crossed on the way. */
  #difference(before: Side | undefined, now: Side, out: PlainLevels): void {
    out.count = 0;
    if (before !== undefined)
      for (const price of before.keys()) if (!now.has(price)) this.#push(out, price, 0);
    for (const [price, size] of now) if (before?.get(price) !== size) this.#push(out, price, size);
  }

  #push(out: PlainLevels, price: number, size: number): void {
    const [priceDecimals, sizeDecimals] = this.#decimals;
    const [one, other] = [valueOf(price, priceDecimals), valueOf(size, sizeDecimals)];
    out.push(one.units, one.scale, other.units, other.scale);
  }
}

function valueOf(form: number, decimals: number): { units: number; scale: number } {
  let scale = form % 16;
  let units = (form - scale) / 16;
  if (units === 0) return { units, scale: 0 };
  for (scale += decimals; scale > 0 && units % 10 === 0; scale--) units /= 10;
  return { units, scale };
}

/** The text that has this form, its point moved as a mapping says. */
function textOf(form: number, decimals: number): string {
  const scale = form % 16;
  const digits = String((form - scale) / 16).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return decimals === 0 ? text : `${text}e${-decimals}`;
}
