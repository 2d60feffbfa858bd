/**
 * Wall clocks of market zones to UTC, in integers and by the rules themselves: a tape's hash may not depend on the zone
 * tables of a machine, so no Intl here (query/zone-offsets.ts, which is only for reading, uses it). A zone is known from
 * the year since which its rule has held; a clock time that occurs twice is the first of the two.
 */
import { civilFromDays, daysFromCivil, floorDivide, savingSundays, sunday, type CivilDate } from './new-york';

const NS_PER_MINUTE = 60_000_000_000n;
const NS_PER_HOUR = 60n * NS_PER_MINUTE;
const NS_PER_DAY = 24n * NS_PER_HOUR;

/** Begin and end of daylight saving in a year, each on the clock of standard time. */
type Rule = (year: number, standardMinutes: number) => readonly [startNs: bigint, endNs: bigint];

interface Zone {
  readonly standardMinutes: number;
  readonly rule: Rule | null;
  readonly sinceYear: number;
}

const at = (date: CivilDate, minutes: number): bigint =>
  BigInt(daysFromCivil(date)) * NS_PER_DAY + BigInt(minutes) * NS_PER_MINUTE;
const onSunday = (year: number, month: number, n: number, minutes: number): bigint =>
  at({ year, month, day: sunday(year, month, n) }, minutes);

/** From 02:00 to 02:00 of the summer clock. */
const unitedStates: Rule = (year) => {
  const [start, end] = savingSundays(year);
  return [at(start, 120), at(end, 60)];
};
/** Directive 2000/84/EC and the rule before it: everywhere at 01:00 UTC. */
const europe: Rule = (year, offset) => [
  onSunday(year, 3, 0, 60 + offset),
  onSunday(year, 10, 0, 60 + offset),
];
/** Both hours are of the standard clock; the end comes before the start. */
const australia: Rule = (year) => [onSunday(year, 10, 1, 120), onSunday(year, 4, 1, 120)];
const newZealand: Rule = (year) => [onSunday(year, 9, 0, 120), onSunday(year, 4, 1, 120)];

const list: readonly [names: string, hours: number, sinceYear: number, rule?: Rule][] = [
  ['UTC GMT Etc/UTC Etc/GMT Z', 0, 1967],
  ['America/New_York US/Eastern EST5EDT', -5, 1967, unitedStates],
  ['America/Chicago US/Central CST6CDT', -6, 1967, unitedStates],
  ['America/Denver US/Mountain', -7, 1967, unitedStates],
  ['America/Los_Angeles US/Pacific', -8, 1967, unitedStates],
  ['America/Toronto', -5, 1987, unitedStates],
  ['EST', -5, 1967],
  ['America/Mexico_City', -6, 2023],
  ['America/Bogota America/Lima', -5, 1995],
  ['America/Sao_Paulo', -3, 2020],
  ['America/Argentina/Buenos_Aires', -3, 2010],
  ['Europe/London Europe/Dublin Europe/Lisbon', 0, 1997, europe],
  ['Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Milan', 1, 1997, europe],
  ['Europe/Amsterdam Europe/Brussels Europe/Luxembourg Europe/Zurich Europe/Vienna', 1, 1997, europe],
  ['Europe/Stockholm Europe/Oslo Europe/Copenhagen CET', 1, 1997, europe],
  ['Europe/Warsaw Europe/Prague Europe/Budapest', 1, 1997, europe],
  ['Europe/Athens Europe/Helsinki Europe/Bucharest Europe/Sofia EET', 2, 1997, europe],
  ['Europe/Istanbul', 3, 2017],
  ['Europe/Moscow', 3, 2015],
  ['Africa/Johannesburg', 2, 1967],
  ['Asia/Riyadh', 3, 1967],
  ['Asia/Dubai', 4, 1967],
  ['Asia/Kolkata Asia/Calcutta', 5.5, 1967],
  ['Asia/Jakarta Asia/Bangkok', 7, 1967],
  ['Asia/Shanghai', 8, 1992],
  ['Asia/Hong_Kong Asia/Taipei', 8, 1980],
  ['Asia/Singapore Asia/Kuala_Lumpur', 8, 1983],
  ['Asia/Manila', 8, 1991],
  ['Asia/Tokyo', 9, 1967],
  ['Asia/Seoul', 9, 1989],
  ['Australia/Perth', 8, 2010],
  ['Australia/Brisbane', 10, 1993],
  ['Australia/Sydney Australia/Melbourne', 10, 2009, australia],
  ['Pacific/Auckland', 12, 2008, newZealand],
];

const zones = new Map<string, Zone>(
  list.flatMap(([names, hours, sinceYear, rule = null]) =>
    names.split(' ').map((name): [string, Zone] => [name, { standardMinutes: hours * 60, rule, sinceYear }]),
  ),
);
const OFFSET = /^([+-])(\d{2})(?::?(\d{2}))?$/;

export function knowsZone(zone: string): boolean {
  return zones.has(zone) || OFFSET.test(zone);
}

/** What to say of a zone that is not known. */
export function unknownZone(zone: string): string {
  return `the zone “${zone}” is not known: UTC, ±HH:MM or the IANA name of a market’s zone, as America/New_York, Europe/London, Europe/Berlin, Asia/Tokyo or Asia/Hong_Kong`;
}

function isSaving([start, end]: readonly [bigint, bigint], standardNs: bigint): boolean {
  return start < end ? standardNs >= start && standardNs < end : standardNs >= start || standardNs < end;
}

/** Undefined: the clock skipped that time, the zone is not known, or not in that year. */
export function utcNs(date: CivilDate, nsOfDay: bigint, zone: string): bigint | undefined {
  const wallNs = BigInt(daysFromCivil(date)) * NS_PER_DAY + nsOfDay;
  const [, sign, hours, minutes = '0'] = OFFSET.exec(zone) ?? [];
  if (sign !== undefined) {
    const offset = BigInt(Number(hours) * 60 + Number(minutes)) * NS_PER_MINUTE;
    return sign === '-' ? wallNs + offset : wallNs - offset;
  }
  const known = zones.get(zone);
  if (known === undefined || date.year < known.sinceYear) return undefined;
  const { standardMinutes, rule } = known;
  const offsetNs = BigInt(standardMinutes) * NS_PER_MINUTE;
  if (rule === null) return wallNs - offsetNs;
  const span = rule(date.year, standardMinutes);
  const summerNs = wallNs - NS_PER_HOUR;
  if (isSaving(span, summerNs)) return summerNs - offsetNs;
  return isSaving(span, wallNs) ? undefined : wallNs - offsetNs;
}

/** What clocks of the zone are ahead of UTC by at a moment; undefined as for `utcNs`. */
export function offsetNs(ns: bigint, zone: string): bigint | undefined {
  const [, sign, hours, minutes = '0'] = OFFSET.exec(zone) ?? [];
  if (sign !== undefined) {
    const size = BigInt(Number(hours) * 60 + Number(minutes)) * NS_PER_MINUTE;
    return sign === '-' ? -size : size;
  }
  const known = zones.get(zone);
  if (known === undefined) return undefined;
  const standardNs = BigInt(known.standardMinutes) * NS_PER_MINUTE;
  const year = civilFromDays(Number(floorDivide(ns + standardNs, NS_PER_DAY))).year;
  if (year < known.sinceYear) return undefined;
  if (known.rule === null || !isSaving(known.rule(year, known.standardMinutes), ns + standardNs))
    return standardNs;
  return standardNs + NS_PER_HOUR;
}
