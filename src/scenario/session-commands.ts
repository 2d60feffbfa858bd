/**
 * Everything that the venues' clocks do in a run, as commands: schedules of all instruments with a rulebook, their settlement
 * prices, and the halts of the market's index. Invariant: it depends on the manifest alone.
 */
import { CommandKind, type SessionStateName } from '../layout/layout.gen';
import { haltsOf, type Halt, type MarketIndex } from './calendar/breaker';
import { dateText, localOf } from './calendar/clock';
import { momentsOf, scheduleOf, sessionCommand, settingCommand, type Moment } from './calendar/schedule';
import type { CommandInput } from './command';
import type { Manifest } from './manifest';
import type { Rulebook } from './rulebook';
import { rulebookOf } from './rulebook-use';

const tradingStates: readonly SessionStateName[] = ['continuous', 'limitState', 'straddle'];

/** The state that the schedule means at a moment. */
export function stateAt(moments: readonly Moment[], ns: bigint): SessionStateName {
  return (
    moments.findLast(({ tsNs, entry }) => tsNs <= ns && entry.state !== undefined)?.entry.state ??
    'continuous'
  );
}

/** The halts of a rulebook in a run whose moments these are, as far as they reach into its time. */
export function haltsIn(
  book: Rulebook,
  index: MarketIndex | null,
  moments: readonly Moment[],
  { startNs, endNs }: { readonly startNs: bigint; readonly endNs: bigint },
): Halt[] {
  if (index === null) return [];
  const isOpenAt = (ns: bigint): boolean => tradingStates.includes(stateAt(moments, ns));
  return haltsOf(book, index, isOpenAt).filter(
    ({ fromNs, untilNs }) =>
      fromNs <= endNs && (untilNs === null ? isOfDay(startNs, fromNs, book.zone) : untilNs > startNs),
  );
}

/** Whether a moment is not before another one, or of the same day. */
function isOfDay(ns: bigint, ofNs: bigint, zone: string): boolean {
  if (ns <= ofNs) return true;
  const [day, other] = [localOf(ns, zone), localOf(ofNs, zone)];
  return day !== undefined && other !== undefined && dateText(day.date) === dateText(other.date);
}

/**
 * Halts break into the schedule: no state of it begins within one, and none on the rest of a day that a halt has ended.
 * One that began before the run holds from its start.
 */
function withHalts(
  moments: readonly Moment[],
  commands: readonly CommandInput[],
  halts: readonly Halt[],
  instrument: number,
  { zone, startNs }: { readonly zone: string; readonly startNs: bigint },
): CommandInput[] {
  const isChange = ({ kind }: CommandInput): boolean => kind === CommandKind.session;
  const isSwallowed = (command: CommandInput): boolean =>
    isChange(command) &&
    halts.some(({ fromNs, untilNs }) => {
      if (command.tsNs <= fromNs) return false;
      return untilNs === null ? isOfDay(command.tsNs, fromNs, zone) : command.tsNs < untilNs;
    });
  const kept = commands.filter((command) => !isSwallowed(command));
  const breaks = halts.flatMap(({ fromNs, untilNs }) => {
    const atNs = fromNs < startNs ? startNs : fromNs;
    if (untilNs === null) {
      // From a halt the day ends without the auction that a pause which becomes `closed` would hold.
      const cuts = halts.some((other) => other.untilNs === fromNs) && fromNs >= startNs;
      const closed = sessionCommand(atNs, instrument, 'closed');
      return cuts ? [sessionCommand(atNs, instrument, 'halted'), closed] : [closed];
    }
    const paused = sessionCommand(atNs, instrument, 'pause');
    const isTaken =
      halts.some((other) => other.untilNs === null && other.fromNs === untilNs) ||
      kept.some((command) => isChange(command) && command.tsNs === untilNs);
    return isTaken ? [paused] : [paused, sessionCommand(untilNs, instrument, stateAt(moments, untilNs))];
  });
  return [...kept, ...breaks].sort((a, b) => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0));
}

/** In the order of time; of equal times, instrument by instrument. */
export function sessionCommands({ instruments, span, marketIndex }: Manifest): CommandInput[] {
  if (span === null) return [];
  const { startNs, endNs } = span;
  const all = instruments.flatMap(({ rulebook }, instrument): CommandInput[] => {
    if (rulebook === undefined) return [];
    const book = rulebookOf(rulebook);
    const moments = momentsOf(book, startNs, endNs);
    const settled =
      rulebook.settlementUnits === undefined
        ? []
        : [settingCommand(startNs, instrument, 'settlement', BigInt(rulebook.settlementUnits))];
    const planned = [...settled, ...scheduleOf(moments, instrument, startNs, endNs)];
    const halts = haltsIn(book, marketIndex, moments, span);
    const { zone } = book;
    return halts.length === 0 ? planned : withHalts(moments, planned, halts, instrument, { zone, startNs });
  });
  return all.sort((a, b) => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0));
}

/** Whether a venue may act, or let an order act, at a time that nobody knows in advance. */
export const actsUnasked = ({ instruments, agents, latency }: Manifest): boolean =>
  agents.length > 0 || latency.length > 0 || instruments.some(({ rulebook }) => rulebook !== undefined);
