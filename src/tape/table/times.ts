/**
 * Times as tables write them, to UTC nanoseconds in integers: epochs in four units, ISO 8601 and the usual forms of
 * dates. What a wall clock means in UTC is zones.ts; whether days or months come first is told, or seen in habits.ts.
 */
import { daysFromCivil, isCivilDate } from '../new-york';
import { utcNs } from '../zones';
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
function unitOf(digits: string): keyof typeof epochDigits {
  const length = digits.replace('-', '').length;
  return length <= 11 ? 's' : length <= 14 ? 'ms' : length <= 17 ? 'us' : 'ns';
}

export class TimeReader {
  /** the unit of epochs is settled by the first */
  #unit: string | undefined;

  constructor(
    readonly form: TimeForm,
    readonly zone: string,
  ) {
    if (Object.hasOwn(epochDigits, form)) this.#unit = form;
  }

  /** Undefined when the text is no time. */
  read(text: string): bigint | undefined {
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
