/**
 * Everything that the venues' clocks do in a run, as commands: schedules of all instruments with a rulebook, their settlement
 * prices, and the halts of the market's index. Invariant: it depends on the manifest alone.
 */
import type { SessionStateName } from '../layout/layout.gen';
import { haltsOf, type Halt } from './calendar/breaker';
import { dateText, localOf } from './calendar/clock';
import { momentsOf, scheduleOf, sessionCommand, settingCommand, type Moment } from './calendar/schedule';
import type { CommandInput } from './command';
import type { Manifest } from './manifest';
import { rulebookOf } from './rulebook-use';

const tradingStates: readonly SessionStateName[] = ['continuous', 'limitState', 'straddle'];

/** The state that the schedule means at a moment. */
function stateAt(moments: readonly Moment[], ns: bigint): SessionStateName {
  return (
    moments.findLast(({ tsNs, entry }) => tsNs <= ns && entry.state !== undefined)?.entry.state ??
    'continuous'
  );
}

/** Halts break into the schedule: nothing of it happens within one, and nothing more on a day that a halt has ended. */
function withHalts(
  moments: readonly Moment[],
  commands: readonly CommandInput[],
  halts: readonly Halt[],
  instrument: number,
  zone: string,
): CommandInput[] {
  const isSwallowed = ({ tsNs }: CommandInput): boolean =>
    halts.some(({ fromNs, untilNs }) => {
      if (tsNs <= fromNs) return false;
      if (untilNs !== null) return tsNs < untilNs;
      const [day, ended] = [localOf(tsNs, zone), localOf(fromNs, zone)];
      return day !== undefined && ended !== undefined && dateText(day.date) === dateText(ended.date);
    });
  const breaks = halts
    .filter(({ fromNs }) => tradingStates.includes(stateAt(moments, fromNs)))
    .flatMap(({ fromNs, untilNs }) =>
      untilNs === null
        ? [sessionCommand(fromNs, instrument, 'closed')]
        : [
            sessionCommand(fromNs, instrument, 'pause'),
            sessionCommand(untilNs, instrument, stateAt(moments, untilNs)),
          ],
    );
  return [...commands.filter((command) => !isSwallowed(command)), ...breaks].sort((a, b) =>
    a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0,
  );
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
    const halts = (marketIndex === null ? [] : haltsOf(book, marketIndex)).filter(
      ({ fromNs }) => fromNs >= startNs && fromNs <= endNs,
    );
    return halts.length === 0 ? planned : withHalts(moments, planned, halts, instrument, book.zone);
  });
  return all.sort((a, b) => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : 0));
}

/** Whether a venue may act, or let an order act, at a time that nobody knows in advance. */
export const actsUnasked = ({ instruments, agents, latency }: Manifest): boolean =>
  agents.length > 0 || latency.length > 0 || instruments.some(({ rulebook }) => rulebook !== undefined);
