/**
 * What all tapes of the library cover, as days and months of a calendar. Pure. Statistics tell a row group's first and last
 * time and no more: one that spans days is spread evenly over them, and those days say that they are estimates. Tapes
 * without a date stand in no calendar.
 */
import type { CoveragePart } from '../../worker/protocol';
import { dateText } from '../app/format';

export interface CoveredTape {
  readonly hash: string;
  readonly coverage: readonly CoveragePart[] | null;
  readonly facts: { readonly zone: string; readonly dateKnown: boolean };
}
export interface CatalogueDay {
  readonly date: string;
  readonly messages: number;
  /** messages of a row group that spans days were spread over them */
  readonly isEstimate: boolean;
  /** hashes of the tapes that cover it */
  readonly tapes: readonly string[];
}
/** Null: a cell before the first or after the last day of the month. */
export interface MonthCell {
  readonly number: number;
  readonly day: CatalogueDay | null;
}

const DAY_NS = 86_400_000_000_000n;

/** The days that a row group touches, in the shown zone. */
function datesOf({ firstNs, lastNs }: CoveragePart, zone: string): string[] {
  const end = dateText(lastNs, zone);
  const dates: string[] = [];
  for (let ns = firstNs; ; ns += DAY_NS) {
    const date = dateText(ns, zone);
    if (date >= end) break;
    if (dates.at(-1) !== date) dates.push(date);
  }
  return [...dates, end];
}

export function catalogueDays(tapes: readonly CoveredTape[]): CatalogueDay[] {
  const days = new Map<string, CatalogueDay>();
  for (const { hash, coverage, facts } of tapes) {
    if (coverage === null || !facts.dateKnown) continue;
    for (const part of coverage) {
      const dates = datesOf(part, facts.zone);
      for (const date of dates) {
        const before = days.get(date);
        const hashes = before?.tapes ?? [];
        days.set(date, {
          date,
          messages: (before?.messages ?? 0) + part.rows / dates.length,
          isEstimate: dates.length > 1 || before?.isEstimate === true,
          tapes: hashes.includes(hash) ? hashes : [...hashes, hash],
        });
      }
    }
  }
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** `YYYY-MM` of every month with a day, in order. */
export const monthsOf = (days: readonly CatalogueDay[]): string[] => [
  ...new Set(days.map(({ date }) => date.slice(0, 7))),
];

/** Weeks of a month, Monday first. */
export function weeksOf(month: string, days: readonly CatalogueDay[]): (MonthCell | null)[][] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const lead = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const byDate = new Map(days.map((day) => [day.date, day]));
  const cells: (MonthCell | null)[] = Array.from({ length: lead }, () => null);
  for (let day = 1; day <= count; day += 1) {
    cells.push({ number: day, day: byDate.get(`${month}-${String(day).padStart(2, '0')}`) ?? null });
  }
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** Messages a second over what a tape covers; null where it takes no time. */
export function rateOf(parts: readonly CoveragePart[] | null): number | null {
  const [first, last] = [parts?.[0], parts?.at(-1)];
  if (parts === null || first === undefined || last === undefined || last.lastNs === first.firstNs)
    return null;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return rows / (Number(last.lastNs - first.firstNs) / 1e9);
}
