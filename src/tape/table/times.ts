/**
 * Times as tables write them, to UTC nanoseconds in integers: epochs in four units, ISO 8601 and the usual forms of
 * dates. What a wall clock means in UTC is zones.ts; whether days or months come first is told, or seen in habits.ts.
 */
import { daysFromCivil, isCivilDate } from '../../scenario/calendar/new-york';
import { utcNs } from '../../scenario/calendar/zones';
import type { TimeForm } from './mapping';

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_DAY = 86_400n * NS_PER_SECOND;
const epochDigits: Readonly<Record<string, number>> = { s: 9, ms: 6, us: 3, ns: 0 };

const YEAR_FIRST = /^(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))(?:[T ,]+(.+))?$/;
/** Day and month in either order, then the year. */
export const YEAR_LAST = /^(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?:[T ,]+(.+))?$/;
const DAY_AND_NAME = /^(\d{1,2})[- ]([a-z]{3,9})[-, ]+(\d{4})(?:[T ,]+(.+))?$/i;
const NAME_AND_DAY = /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})(?:[T ,]+(.+))?$/i;
/** Date and clock without a mark between them: minutes, seconds or milliseconds. */
const RUN_TOGETHER = /^((?:19|20)\d{6})(\d{4}|\d{6}|\d{9})$/;
const CLOCK =
  /^(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,12})|(\d{3}))?)?\s*(AM|PM)?\s*(?:(Z|UTC|GMT)|(?:UTC|GMT)?([+-]\d{2}(?::?\d{2})?))?$/i;
const EPOCH = /^(-?\d{1,19})(?:\.(\d{1,12}))?$/;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export function looksLikeTime(text: string): boolean {
  if (/^\d{9,19}(\.\d+)?$/.test(text)) return true;
  const forms = [YEAR_FIRST, YEAR_LAST, DAY_AND_NAME, NAME_AND_DAY, /^\d{1,2}:\d{2}(:\d{2})?/];
  return forms.some((form) => form.test(text));
}

/** Unit of an epoch by its number of digits: seconds are below 10^11 until the year 5138. */
const unitOf = (digits: string): keyof typeof epochDigits => unitOfLength(digits.replace('-', '').length);

function unitOfLength(length: number): keyof typeof epochDigits {
  return length <= 11 ? 's' : length <= 14 ? 'ms' : length <= 17 ? 'us' : 'ns';
}

const ZERO = 48;
const PLAIN_BYTES_MAX = 32;
const powers = Array.from({ length: 10 }, (_, i) => 10 ** i);

/** The number that digits make; −1 where one of them is none. */
function digitsAt(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

export class TimeReader {
  /** the unit of epochs is settled by the first */
  #unit: string | undefined;
  /** the last time and the last day that were read from bytes */
  readonly #lastBytes = new Uint8Array(PLAIN_BYTES_MAX);
  #lastLength = 0;
  readonly #digits = new Uint8Array(19);
  #lastNs = 0n;
  #second = -1;
  #secondNs = 0n;
  #dayNumber = -1;
  #dayNs = 0n;

  constructor(
    readonly form: TimeForm,
    readonly zone: string,
  ) {
    if (Object.hasOwn(epochDigits, form)) this.#unit = form;
  }

  /** What `read` makes of these characters, for the plainest ways of writing a time; undefined: ask `read`. */
  readBytes(bytes: Uint8Array, from: number, to: number): bigint | undefined {
    const last = this.#lastBytes;
    const length = to - from;
    if (length > PLAIN_BYTES_MAX) return undefined;
    let isSame = this.#lastLength === length && length > 0;
    for (let i = 0; isSame && i < length; i++) isSame = last[i] === bytes[from + i];
    if (isSame) return this.#lastNs;
    const ns =
      length >= 9 && length <= 19 && bytes[from + 4] !== 45
        ? this.#plainEpoch(bytes, from, to)
        : this.#plainIso(bytes, from, to);
    if (ns === undefined) return undefined;
    for (let i = 0; i < length; i++) last[i] = bytes[from + i] as number;
    this.#lastLength = length;
    this.#lastNs = ns;
    return ns;
  }

  /** An epoch whose unit is known, as digits alone. */
  #plainDigits(text: string): bigint | undefined {
    const { length } = text;
    if (length < 9 || length > 19) return undefined;
    const digits = this.#digits;
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code < 48 || code > 57) return undefined;
      digits[at] = code;
    }
    return this.#plainEpoch(digits, 0, length);
  }

  #plainEpoch(bytes: Uint8Array, from: number, to: number): bigint | undefined {
    const length = to - from;
    const century = digitsAt(bytes, from, from + 2);
    // date and clock may be run together
    if (this.#unit === undefined && [12, 14, 17].includes(length) && (century === 19 || century === 20))
      return undefined;
    if (this.#unit === undefined && digitsAt(bytes, from, to) >= 0) this.#unit = unitOfLength(length);
    if (this.#unit === undefined) return undefined;
    const more = epochDigits[this.#unit] as number;
    if (length + more > 19) return undefined;
    const cut = Math.max(from, to - (9 - more));
    const [high, low] = [digitsAt(bytes, from, cut), digitsAt(bytes, cut, to)];
    if (high < 0 || low < 0 || high >= 9_000_000_000) return undefined;
    if (high !== this.#second) {
      this.#second = high;
      this.#secondNs = BigInt(high) * NS_PER_SECOND;
    }
    return low === 0 ? this.#secondNs : this.#secondNs + BigInt(low * (powers[more] as number));
  }

  /** `2024-01-02T10:00:00`, a space for the T, decimals, a Z or nothing where the zone is UTC. */
  #plainIso(bytes: Uint8Array, from: number, to: number): bigint | undefined {
    const hasZ = bytes[to - 1] === 90;
    const end = hasZ ? to - 1 : to;
    const marks =
      bytes[from + 4] === 45 && bytes[from + 7] === 45 && bytes[from + 13] === 58 && bytes[from + 16] === 58;
    const isParted = bytes[from + 10] === 84 || bytes[from + 10] === 32;
    if (end - from < 19 || end - from > 29 || !marks || !isParted || !(hasZ || this.zone === 'UTC'))
      return undefined;
    const [year, month, day] = [
      digitsAt(bytes, from, from + 4),
      digitsAt(bytes, from + 5, from + 7),
      digitsAt(bytes, from + 8, from + 10),
    ];
    const [hour, minute, second] = [
      digitsAt(bytes, from + 11, from + 13),
      digitsAt(bytes, from + 14, from + 16),
      digitsAt(bytes, from + 17, from + 19),
    ];
    let fraction = 0;
    if (end - from > 19) {
      const digits = end - from - 20;
      if (bytes[from + 19] !== 46 || digits === 0) return undefined;
      const value = digitsAt(bytes, from + 20, end);
      if (value < 0) return undefined;
      fraction = value * (powers[9 - digits] as number);
    }
    const isClock = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    if (Math.min(year, month, day) < 0 || !isClock) return undefined;
    const number = (year * 16 + month) * 32 + day;
    if (number !== this.#dayNumber) {
      if (!isCivilDate({ year, month, day })) return undefined;
      this.#dayNs = BigInt(daysFromCivil({ year, month, day })) * NS_PER_DAY;
      this.#dayNumber = number;
    }
    return this.#dayNs + BigInt((hour * 3600 + minute * 60 + second) * 1_000_000_000 + fraction);
  }

  /** Undefined when the text is no time. */
  read(text: string): bigint | undefined {
    const plain = this.#unit === undefined ? undefined : this.#plainDigits(text);
    if (plain !== undefined) return plain;
    const isNumber = this.#unit !== undefined;
    const together = isNumber ? null : RUN_TOGETHER.exec(text);
    if (together !== null) {
      const moment = this.read(`${together[1]} ${together[2]}`);
      if (moment !== undefined) return moment;
    }
    const isDate = !isNumber && /^(19|20)\d{6}$/.test(text);
    const epoch = isDate ? null : EPOCH.exec(text);
    if (epoch !== null) return this.#epoch(epoch[1] as string, epoch[2] ?? '');
    const [, year, , month, day, monthToo, dayToo, clock] = YEAR_FIRST.exec(text) ?? [];
    if (year !== undefined) return this.#civil(year, month ?? monthToo, day ?? dayToo, clock);
    return this.#yearLast(text);
  }

  #yearLast(text: string): bigint | undefined {
    const [, first, mark, second, year, clock] = YEAR_LAST.exec(text) ?? [];
    if (year !== undefined) {
      const isDayFirst = this.form === 'dmy' || (this.form !== 'mdy' && mark === '.');
      return isDayFirst ? this.#civil(year, second, first, clock) : this.#civil(year, first, second, clock);
    }
    const named = DAY_AND_NAME.exec(text);
    const [day, name] = named === null ? [2, 1] : [1, 2];
    const found = named ?? NAME_AND_DAY.exec(text);
    if (found === null) return undefined;
    const month = months.indexOf((found[name] as string).slice(0, 3).toLowerCase()) + 1;
    return this.#civil(found[3], String(month), found[day], found[4]);
  }

  #epoch(whole: string, fraction: string): bigint | undefined {
    this.#unit ??= unitOf(whole);
    const digits = epochDigits[this.#unit] as number;
    const ns = BigInt(whole) * 10n ** BigInt(digits);
    const more = BigInt(fraction.padEnd(digits, '0').slice(0, digits) || '0');
    const moment = whole.startsWith('-') ? ns - more : ns + more;
    // an epoch of another unit than the first
    return BigInt.asIntN(64, moment) === moment ? moment : undefined;
  }

  #civil(y?: string, m?: string, d?: string, clock?: string): bigint | undefined {
    const date = { year: Number(y), month: Number(m), day: Number(d) };
    if (!isCivilDate(date)) return undefined;
    // a day without a clock time is a day, wherever it was traded
    if (clock === undefined) return BigInt(daysFromCivil(date)) * NS_PER_DAY;
    const found = CLOCK.exec(clock.trim());
    if (found === null) return undefined;
    const [, hours, minutes, seconds = '0', fraction, thousandths, half, universal, offset] = found;
    let hour = Number(hours);
    if (half !== undefined) hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0);
    const [minute, second] = [Number(minutes), Number(seconds)];
    if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return undefined;
    const decimals = (fraction ?? thousandths ?? '').padEnd(9, '0').slice(0, 9);
    const ns = BigInt(hour * 3600 + minute * 60 + second) * NS_PER_SECOND + BigInt(decimals);
    return utcNs(date, ns, universal === undefined ? (offset ?? this.zone) : 'UTC');
  }
}
