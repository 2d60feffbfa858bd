/**
 * Times as tables write them, to UTC nanoseconds in integers: epochs in four units, ISO 8601 and the usual forms of
 * dates. Zones are fixed offsets and the two of the United States' markets, whose rules are in new-york.ts; no Intl.
 */
import { daysFromCivil, isCivilDate, newYorkMidnightNs } from '../new-york';
import type { TimeForm } from './mapping';

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_DAY = 86_400n * NS_PER_SECOND;
const epochDigits: Readonly<Record<string, number>> = { s: 9, ms: 6, us: 3, ns: 0 };

const ISO = /^(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?:[T ]+(.+))?$/;
const DAY_FIRST = /^(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?:[T ,]+(.+))?$/;
const CLOCK =
  /^(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,12}))?)?\s*(AM|PM)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;
const EPOCH = /^(-?\d{1,19})(?:\.(\d{1,12}))?$/;

export function looksLikeTime(text: string): boolean {
  if (/^\d{9,19}(\.\d+)?$/.test(text)) return true;
  return /^\d{4}[-./]?\d{2}[-./]?\d{2}([T ].*)?$|^\d{1,2}[-./]\d{1,2}[-./]\d{4}|^\d{1,2}:\d{2}(:\d{2})?/.test(
    text,
  );
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

  /** False: a zone that is not known here. */
  static knowsZone(zone: string): boolean {
    return (
      ['UTC', 'GMT', 'America/New_York', 'US/Eastern', 'America/Chicago'].includes(zone) || OFFSET.test(zone)
    );
  }

  /** Undefined when the text is no time. */
  read(text: string): bigint | undefined {
    const isDate = this.#unit === undefined && /^(19|20)\d{6}$/.test(text);
    const epoch = isDate ? null : EPOCH.exec(text);
    if (epoch !== null) return this.#epoch(epoch[1] as string, epoch[2] ?? '');
    const iso = ISO.exec(text);
    if (iso !== null) return this.#civil(iso[1], iso[2], iso[3], iso[4]);
    const local = DAY_FIRST.exec(text);
    if (local === null) return undefined;
    const isDayFirst = this.form === 'dmy' || (this.form !== 'mdy' && /^\d+\./.test(text));
    const [month, day] = isDayFirst ? [local[2], local[1]] : [local[1], local[2]];
    return this.#civil(local[3], month, day, local[4]);
  }

  #epoch(whole: string, fraction: string): bigint {
    this.#unit ??= unitOf(whole);
    const digits = epochDigits[this.#unit] as number;
    const ns = BigInt(whole) * 10n ** BigInt(digits);
    const more = BigInt(fraction.padEnd(digits, '0').slice(0, digits) || '0');
    return whole.startsWith('-') ? ns - more : ns + more;
  }

  #civil(y?: string, m?: string, d?: string, clock?: string): bigint | undefined {
    const date = { year: Number(y), month: Number(m), day: Number(d) };
    if (!isCivilDate(date)) return undefined;
    const midnight = BigInt(daysFromCivil(date)) * NS_PER_DAY;
    // a day without a clock time is a day, wherever it was traded
    if (clock === undefined) return midnight;
    const found = CLOCK.exec(clock.trim());
    if (found === null) return undefined;
    let hour = Number(found[1]);
    if (found[5] !== undefined) hour = (hour % 12) + (/^p/i.test(found[5]) ? 12 : 0);
    const [minute, second] = [Number(found[2]), Number(found[3] ?? '0')];
    if (hour > 24 || minute > 59 || second > 60) return undefined;
    const seconds = BigInt(hour * 3600 + minute * 60 + second);
    const ns = seconds * NS_PER_SECOND + BigInt((found[4] ?? '').padEnd(9, '0').slice(0, 9));
    return this.#zoned(midnight, ns, date, found[6] ?? this.zone);
  }

  #zoned(
    midnight: bigint,
    ns: bigint,
    date: { year: number; month: number; day: number },
    zone: string,
  ): bigint | undefined {
    if (/^(Z|UTC|GMT)$/i.test(zone)) return midnight + ns;
    if (zone === 'America/New_York' || zone === 'US/Eastern') return newYorkMidnightNs(date) + ns;
    if (zone === 'America/Chicago') return newYorkMidnightNs(date) + ns + 3600n * NS_PER_SECOND;
    const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
    if (sign === undefined) return undefined;
    const offset = BigInt(Number(hours) * 60 + Number(minutes)) * 60n * NS_PER_SECOND;
    return midnight + ns - (sign === '-' ? -offset : offset);
  }
}
