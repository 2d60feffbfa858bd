/**
 * A rulebook's sessions as exact moments: days, half days and clock changes become commands of rank `session`. Knows no
 * engine. Invariant: a schedule of a longer time begins and goes on like that of a part of it.
 */
import { CommandKind, Rank, SessionState, VenueSetting } from '../../layout/layout.gen';
import type { CommandInput } from '../command';
import type { Rulebook, SessionEntry, Weekday } from '../rulebook';
import { dateText, lengthNs, localOf, timeOfDayNs, weekday } from './clock';
import { civilFromDays, daysFromCivil, type CivilDate } from './new-york';
import { utcNs } from './zones';

const weekdayNames: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const blank = {
  orderId: 0n,
  priceUnits: 0n,
  lots: 0,
  side: 0,
  tif: 0,
  flags: 0,
  displayShift: 0,
  account: 0,
};

export const sessionCommand = (
  tsNs: bigint,
  instrument: number,
  state: keyof typeof SessionState,
  withinNs = 0n,
): CommandInput => ({
  ...blank,
  ...{ tsNs, instrument, kind: CommandKind.session, rank: Rank.session },
  lots: SessionState[state],
  orderId: withinNs,
});

export const settingCommand = (
  tsNs: bigint,
  instrument: number,
  setting: keyof typeof VenueSetting,
  value: bigint,
): CommandInput => ({
  ...blank,
  ...{ tsNs, instrument, kind: CommandKind.venueRule, rank: Rank.session },
  side: VenueSetting[setting],
  priceUnits: value,
});

export interface Moment {
  readonly tsNs: bigint;
  readonly date: CivilDate;
  readonly entry: SessionEntry;
}

function entriesOf(book: Rulebook, date: CivilDate): readonly SessionEntry[] {
  const text = dateText(date);
  const day = weekday(date);
  if (book.holidays.includes(text) || (book.days === 'weekdays' && day > 4)) return [];
  const entries = book.halfDays.includes(text) ? book.halfSessions : book.sessions;
  return entries.filter(({ on }) => on === undefined || on.includes(weekdayNames[day]!));
}

/** Every entry of the days around a stretch of time. A clock time that does not exist that day counts as one hour later. */
export function momentsOf(book: Rulebook, fromNs: bigint, toNs: bigint): Moment[] {
  const first = localOf(fromNs, book.zone);
  const last = localOf(toNs, book.zone);
  if (first === undefined || last === undefined) return [];
  const moments: Moment[] = [];
  for (let day = daysFromCivil(first.date) - 8; day <= daysFromCivil(last.date); day++) {
    const date = civilFromDays(day);
    for (const entry of entriesOf(book, date)) {
      const time = timeOfDayNs(entry.at)!;
      const tsNs = utcNs(date, time, book.zone) ?? utcNs(date, time + 3_600_000_000_000n, book.zone);
      if (tsNs !== undefined) moments.push({ tsNs, date, entry });
    }
  }
  return moments.sort((a, b) => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0));
}

/** The commands of one instrument from `startNs` to `endNs`; first what holds at the start. */
export function scheduleOf(
  moments: readonly Moment[],
  instrument: number,
  startNs: bigint,
  endNs: bigint,
): CommandInput[] {
  const commands: CommandInput[] = [];
  const past = moments.filter(({ tsNs }) => tsNs < startNs);
  let state = past.findLast(({ entry }) => entry.state !== undefined)?.entry.state ?? 'continuous';
  const bands = past.findLast(({ entry }) => entry.bands !== undefined)?.entry.bands;
  if (bands !== undefined) commands.push(settingCommand(startNs, instrument, 'bandFactor', BigInt(bands)));
  if (state !== 'continuous') commands.push(sessionCommand(startNs, instrument, state));
  for (const { tsNs, entry } of moments) {
    if (tsNs < startNs || tsNs > endNs) continue;
    if (entry.bands !== undefined)
      commands.push(settingCommand(tsNs, instrument, 'bandFactor', BigInt(entry.bands)));
    if (entry.state === undefined || (entry.state === state && state !== 'batch')) continue;
    state = entry.state;
    commands.push(sessionCommand(tsNs, instrument, state, lengthNs(entry.within ?? '0s')!));
  }
  return commands;
}
