/**
 * Lengths and clock times as text, in exact nanoseconds, and moments as both clocks show them. Pure integers, no machine’s
 * zone tables. Invariant: a time that a clock skips in spring is none.
 */
import { civilFromDays, daysFromCivil, floorDivide, isCivilDate, type CivilDate } from './new-york';
import { offsetNs } from './zones';

const dayNs = 86_400_000_000_000n;
const LENGTH = /^(0|[1-9][0-9]{0,8})(ns|us|ms|s|m|h)$/;
const unitNs: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const TIME = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

export const lengthWords = 'a length such as "30s", "5m" or "350us"';
export const timeWords = 'a clock time such as "09:30:00"';
export const dateWords = 'a date such as "2024-03-29"';

/** Undefined: no such text. */
export function lengthNs(text: string): bigint | undefined {
  const [, count, unit] = LENGTH.exec(text) ?? [];
  return count === undefined ? undefined : BigInt(count) * unitNs[unit!]!;
}

export function timeOfDayNs(text: string): bigint | undefined {
  const [, hours, minutes, seconds, fraction = '.'] = TIME.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.slice(1).padEnd(9, '0'));
}

export function dateOf(text: string): CivilDate | undefined {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined) return undefined;
  const date = { year, month: month!, day: day! };
  return isCivilDate(date) ? date : undefined;
}

const two = (value: number | bigint): string => String(value).padStart(2, '0');

export const dateText = ({ year, month, day }: CivilDate): string => `${year}-${two(month)}-${two(day)}`;

/** 0 Monday … 6 Sunday. */
export const weekday = (date: CivilDate): number => (((daysFromCivil(date) + 3) % 7) + 7) % 7;

/** Date and time of day of a moment on the clock of a zone; undefined where the zone is not known then. */
export function localOf(ns: bigint, zone: string): { date: CivilDate; nsOfDay: bigint } | undefined {
  const offset = offsetNs(ns, zone);
  if (offset === undefined) return undefined;
  const days = floorDivide(ns + offset, dayNs);
  return { date: civilFromDays(Number(days)), nsOfDay: ns + offset - days * dayNs };
}

/** `2024-03-11 09:30:00.000000000`, as the clock of the zone shows it. */
export function localText(ns: bigint, zone: string): string | undefined {
  const local = localOf(ns, zone);
  if (local === undefined) return undefined;
  const seconds = local.nsOfDay / 1_000_000_000n;
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return `${dateText(local.date)} ${clock}.${String(local.nsOfDay % 1_000_000_000n).padStart(9, '0')}`;
}
