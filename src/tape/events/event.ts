/**
 * A market event as readers of text and tables hand it on: known type, known fields, exact values. docs/FORMATS.md §7.
 * Says nothing about tapes or files; every refusal names the field and the place that the reader gave.
 */
import { tapeError, type Place } from '../errors';
import type { QualityRule } from '../quality-rules';
import { TEXT_LENGTH_MAX } from '../schemas';
import { parseDecimal, type Decimal } from './decimal';
import { exactJsonText, JsonNumber, type ExactJson, type ExactObject } from './exact-json';

/** Fields of each type: with `?` it may be absent. `ts`, `symbol` and the optional ones below belong to all. */
export const eventFields = {
  trade: ['price', 'size', 'side?', 'id?'],
  quote: ['bid', 'bidSize', 'ask', 'askSize'],
  book: ['bids', 'asks', 'snapshot?'],
  bar: ['durationNs', 'open', 'high', 'low', 'close', 'volume', 'trades?'],
  add: ['id', 'side', 'price', 'size'],
  cancel: ['id', 'side?', 'price?', 'size?'],
  reduce: ['id', 'size', 'side?', 'price?'],
  execute: ['id', 'size', 'side?', 'price?'],
  hidden: ['side', 'price', 'size'],
  level: ['side', 'price', 'size'],
  status: ['state'],
  news: ['text'],
  split: ['newShares', 'oldShares'],
  dividend: ['cash'],
  symbolChange: [],
  delist: [],
  fact: ['name', 'value'],
} as const satisfies Record<string, readonly string[]>;
export type EventType = keyof typeof eventFields;

const everywhere = ['type', 'ts', 'symbol', 'tsLocal', 'venue', 'seq'];
interface FieldRules {
  readonly known: ReadonlySet<string>;
  readonly needed: readonly string[];
}
const fieldsOf: ReadonlyMap<string, FieldRules> = new Map(
  Object.entries(eventFields).map(([type, fields]: [string, readonly string[]]): [string, FieldRules] => {
    const known = new Set([...everywhere, ...fields.map((name) => name.replace('?', ''))]);
    return [type, { known, needed: ['ts', 'symbol', ...fields.filter((name) => !name.endsWith('?'))] }];
  }),
);
const NO_NOTES: readonly QualityRule[] = [];
const I64_MAX = 2n ** 63n - 1n;
const U64_MAX = 2n ** 64n - 1n;
const stateNames: Readonly<Record<string, number>> = { continuous: 0, halted: 1, quoting: 2 };

/** A decimal with an exponent as digits; other texts as they are. */
function plainDecimal(text: string): string {
  const decimal = /e/i.test(text) ? parseDecimal(text) : undefined;
  if (decimal === undefined) return text;
  const digits = String(decimal.units)
    .replace('-', '')
    .padStart(decimal.scale + 1, '0');
  const at = digits.length - decimal.scale;
  const point = decimal.scale === 0 ? '' : `.${digits.slice(at)}`;
  return `${decimal.units < 0n ? '-' : ''}${digits.slice(0, at)}${point}`;
}

export class MarketEvent {
  readonly type: EventType;
  readonly tsNs: bigint;
  readonly tsLocalNs: bigint;
  readonly symbol: string;
  readonly venue: string;
  readonly seq: bigint | null;
  /** what the reader saw before this event and the rows cannot show: for the quality report */
  notes: readonly QualityRule[] = NO_NOTES;
  readonly #object: ExactObject;

  /** `place` is asked when something is refused, and may change from event to event. */
  constructor(
    object: ExactObject,
    readonly place: () => Place,
  ) {
    this.#object = object;
    const { type } = this.#object;
    if (typeof type !== 'string' || !Object.hasOwn(eventFields, type))
      this.refuse('type', 'is no known event');
    this.type = type as EventType;
    this.#checkFields();
    this.tsNs = this.integer('ts', -I64_MAX, I64_MAX);
    this.tsLocalNs = this.has('tsLocal') ? this.integer('tsLocal', -I64_MAX, I64_MAX) : this.tsNs;
    this.symbol = this.#text('symbol');
    this.venue = this.has('venue') ? this.#text('venue') : '';
    this.seq = this.has('seq') ? this.integer('seq', 0n, U64_MAX) : null;
  }

  has(field: string): boolean {
    return this.#object[field] !== undefined && this.#object[field] !== null;
  }

  integer(field: string, min: bigint, max: bigint): bigint {
    const value = this.#object[field];
    const text = value instanceof JsonNumber ? value.text : value;
    if (typeof text !== 'string' || !/^-?(0|[1-9][0-9]{0,19})$/.test(text))
      this.refuse(field, 'must be an integer');
    if (value instanceof JsonNumber && !Number.isSafeInteger(Number(text))) {
      this.refuse(field, 'is too large for a number: write it as a string');
    }
    const result = BigInt(text);
    if (result < min || result > max) this.refuse(field, `must lie between ${min} and ${max}`);
    return result;
  }

  id(): bigint {
    return this.integer('id', 0n, U64_MAX);
  }

  decimal(field: string): Decimal {
    return this.#decimalOf(this.#object[field], field);
  }

  size(field = 'size'): Decimal {
    const value = this.decimal(field);
    if (value.units < 0n) this.refuse(field, 'must not be negative');
    return value;
  }

  /** 0 buy, 1 sell. */
  side(): 0 | 1 {
    const value = this.#object.side;
    if (value !== 'buy' && value !== 'sell') this.refuse('side', 'must be "buy" or "sell"');
    return value === 'buy' ? 0 : 1;
  }

  levels(field: 'bids' | 'asks'): [price: Decimal, size: Decimal][] {
    const list = this.#object[field];
    if (!Array.isArray(list)) this.refuse(field, 'must be a list of [price, size]');
    return (list as readonly ExactJson[]).map((item, index) => {
      const at = `${field}[${index}]`;
      const [price, size, more] = Array.isArray(item) ? (item as readonly ExactJson[]) : [];
      if (price === undefined || size === undefined || more !== undefined) {
        this.refuse(at, 'must be [price, size]');
      }
      const lots = this.#decimalOf(size, `${at}[1]`);
      if (lots.units < 0n) this.refuse(`${at}[1]`, 'must not be negative');
      return [this.#decimalOf(price, `${at}[0]`), lots];
    });
  }

  isSnapshot(): boolean {
    const value = this.#object.snapshot ?? false;
    if (typeof value !== 'boolean') this.refuse('snapshot', 'must be true or false');
    return value;
  }

  state(): number {
    const value = this.#object.state;
    if (typeof value !== 'string') return Number(this.integer('state', 0n, 0xffff_ffffn));
    return stateNames[value] ?? this.refuse('state', 'must be "continuous", "halted", "quoting" or a number');
  }

  /** What it says beside type, time and symbol, for people; of a book the numbers of its levels. */
  words(): [field: string, value: string][] {
    const left = Object.entries(this.#object).filter(([field]) => !['type', 'ts', 'symbol'].includes(field));
    return left.map(([field, value]): [string, string] => {
      if (Array.isArray(value)) return [field, `${value.length} levels`];
      if (value instanceof JsonNumber) return [field, value.text];
      return [field, typeof value === 'string' ? plainDecimal(value) : String(value as boolean | null)];
    });
  }

  /** The event as a line of event NDJSON. */
  line(): string {
    return exactJsonText(this.#object);
  }

  /** A headline or the name of a figure. */
  text(field: 'text' | 'name'): string {
    return this.#text(field, TEXT_LENGTH_MAX);
  }

  refuse(field: string, message: string): never {
    const place = { ...this.place(), path: field };
    throw tapeError('malformedRow', place, `${message}. Nothing was imported.`);
  }

  #checkFields(): void {
    const { known, needed } = fieldsOf.get(this.type) as FieldRules;
    for (const name of Object.keys(this.#object)) {
      if (!known.has(name)) this.refuse(name, `is not a field of "${this.type}"`);
    }
    for (const name of needed) if (!this.has(name)) this.refuse(name, 'is missing');
  }

  #text(field: string, most = 64): string {
    const value = this.#object[field];
    if (typeof value !== 'string' || value.length === 0 || value.length > most) {
      this.refuse(field, `must be a string of 1 to ${most} characters`);
    }
    return value;
  }

  #decimalOf(value: ExactJson | undefined, field: string): Decimal {
    const text = value instanceof JsonNumber ? value.text : value;
    const decimal = typeof text === 'string' ? parseDecimal(text) : undefined;
    return decimal ?? this.refuse(field, 'must be a decimal');
  }
}
