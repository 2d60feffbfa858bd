/**
 * New York civil dates to UTC in integers, by the daylight saving rules of the United States since 1967; no Intl,
 * whose tables differ between machines. A date has one offset, the one in force at its noon (clocks change on
 * Sundays at 02:00, when no session runs), so time of day never goes back.
 */
const NS_PER_HOUR = 3_600_000_000_000n;
const NS_PER_DAY = 24n * NS_PER_HOUR;

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysFromCivil({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export const floorDivide = (value: bigint, by: bigint): bigint => {
  const whole = value / by;
  return whole * by > value ? whole - 1n : whole;
};

/** The date so many days after 1970-01-01, by the same source. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Day of the month of the nth Sunday, or of the last one (n = 0). */
export function sunday(year: number, month: number, n: number): number {
  const first = daysFromCivil({ year, month, day: 1 });
  const firstSunday = 1 + ((((3 - first) % 7) + 7) % 7);
  if (n > 0) return firstSunday + 7 * (n - 1);
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  const length = daysFromCivil(next) - first;
  return firstSunday + 7 * Math.floor((length - firstSunday) / 7);
}

/** First and last Sunday. Energy Policy Act 2005 (from 2007); Public Law 99-359 (from 1987); Uniform Time Act 1966. */
export function savingSundays(year: number): readonly [start: CivilDate, end: CivilDate] {
  const [startMonth, startSunday, endMonth, endSunday] =
    year >= 2007 ? [3, 2, 11, 1] : year >= 1987 ? [4, 1, 10, 0] : [4, 0, 10, 0];
  return [
    { year, month: startMonth, day: sunday(year, startMonth, startSunday) },
    { year, month: endMonth, day: sunday(year, endMonth, endSunday) },
  ];
}

function isDaylightSaving(date: CivilDate): boolean {
  const [start, end] = savingSundays(date.year).map(daysFromCivil) as [number, number];
  const at = daysFromCivil(date);
  return at >= start && at < end;
}

/** UTC nanoseconds of 00:00 on that date in New York. */
export function newYorkMidnightNs(date: CivilDate): bigint {
  const offsetHours = isDaylightSaving(date) ? 4n : 5n;
  return BigInt(daysFromCivil(date)) * NS_PER_DAY + offsetHours * NS_PER_HOUR;
}

export function isCivilDate({ year, month, day }: CivilDate): boolean {
  if (year < 1967 || year > 2261 || month < 1 || month > 12 || day < 1) return false;
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  return day <= daysFromCivil(next) - daysFromCivil({ year, month, day: 1 });
}
