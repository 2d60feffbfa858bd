/**
 * The venue's part of a frame: the next change of state that is known, what an auction would give, the price bands. Reads the
 * stopped engine and the manifest. Invariant: a random end, a breaker or an intervention to come is never told.
 */
import type { AuctionSample } from '../engine/auction';
import type { VenueCall } from '../engine/venue-call';
import { CommandKind, ReportLayout, SessionState } from '../layout/layout.gen';
import { momentsOf, scheduleOf } from '../scenario/calendar/schedule';
import { lengthNs } from '../scenario/calendar/clock';
import type { Halt } from '../scenario/calendar/breaker';
import type { CommandInput } from '../scenario/command';
import type { Manifest } from '../scenario/manifest';
import type { Rulebook } from '../scenario/rulebook';
import { rulebookOf } from '../scenario/rulebook-use';
import { haltsIn, sessionCommands, stateAt } from '../scenario/session-commands';
import type { History, Run } from '../sim';
import type { AuctionFrame, NextChange, VenueFrame } from './venue-protocol';

/** Limits of the book that a picture shows. */
const mostSteps = 96;

interface Planned {
  readonly book: Rulebook | null;
  /** changes of state by the clock, in order of time */
  readonly changes: readonly PlannedChange[];
  /** halts of the whole market, each with what is to follow it, and when it is over or cut short */
  readonly halts: readonly (NextChange & { readonly fromNs: bigint; readonly overNs: bigint })[];
}

interface PlannedChange extends NextChange {
  /** begin of the halt that it falls into; null: it happens */
  readonly lostNs: bigint | null;
}

const plans = new WeakMap<Manifest, readonly Planned[] | null>();

function planOf(manifest: Manifest, instrument: number): Planned {
  const { instruments, span, marketIndex } = manifest;
  const use = instruments[instrument]?.rulebook;
  if (use === undefined || span === null) return { book: null, changes: [], halts: [] };
  const book = rulebookOf(use);
  const { startNs, endNs } = span;
  const isChange = ({ kind }: CommandInput): boolean => kind === CommandKind.session;
  const moments = momentsOf(book, startNs, endNs);
  const asPlanned = scheduleOf(moments, instrument, startNs, endNs).filter(isChange);
  const real = sessionCommands(manifest).filter((one) => isChange(one) && one.instrument === instrument);
  const halts = haltsIn(book, marketIndex, moments, span);
  const lengthOfHaltNs = lengthNs(book.breaker?.halt ?? '0s')!;
  const changes = asPlanned.map(({ tsNs, lots, orderId }) => {
    const isReal = real.some((one) => one.tsNs === tsNs && one.lots === lots);
    const falls = ({ fromNs, untilNs }: Halt): boolean =>
      fromNs < tsNs && (untilNs === null || tsNs < fromNs + lengthOfHaltNs);
    const lost = isReal ? undefined : halts.find(falls);
    return { tsNs, state: lots, withinNs: orderId, lostNs: lost?.fromNs ?? null };
  });
  const paused = halts.flatMap(({ fromNs, untilNs }) => {
    const tsNs = fromNs + lengthOfHaltNs;
    const state = SessionState[stateAt(moments, tsNs)];
    return untilNs === null ? [] : [{ fromNs, overNs: untilNs, tsNs, state, withinNs: 0n }];
  });
  return { book, changes, halts: paused };
}

/** By instrument; null for a run without sessions. Who halts a run that has none of its own makes it report them. */
function plansOf(manifest: Manifest): readonly Planned[] | null {
  let plan = plans.get(manifest);
  if (plan === undefined) {
    const { instruments, reports, tape } = manifest;
    const hasSessions = tape === null && reports.includes('session');
    plan = hasSessions ? instruments.map((_, index) => planOf(manifest, index)) : null;
    plans.set(manifest, plan);
  }
  return plan;
}

function sinceOf({ sessions }: History, instrument: number): bigint | null {
  for (let number = sessions.count; number >= sessions.oldestFrom(1); number -= 1) {
    const unit = sessions.unit(number);
    if (unit.getUint16(ReportLayout.instrument, true) === instrument)
      return unit.getBigInt64(ReportLayout.tsNs, true);
  }
  return null;
}

interface Now extends VenueCall {
  readonly nowNs: bigint;
  readonly state: number;
  readonly sinceNs: bigint | null;
}

/** The clock's next change; one that has come up and waits for its random moment is still to come. */
function byClock(plan: Planned, { nowNs, state, waitEndNs }: Now): NextChange | null {
  const changes = plan.changes
    .filter(({ lostNs }) => lostNs === null || lostNs > nowNs)
    .map(({ tsNs, state: to, withinNs }): NextChange => ({ tsNs, state: to, withinNs }));
  const passed = changes.findLast(({ tsNs }) => tsNs <= nowNs);
  const waits =
    passed !== undefined &&
    passed.state !== state &&
    waitEndNs > passed.tsNs &&
    waitEndNs <= passed.tsNs + passed.withinNs;
  return waits ? passed : (changes.find(({ tsNs }) => tsNs > nowNs) ?? null);
}

/** What is to follow a halt of the whole market. */
function afterHalt({ halts }: Planned, { nowNs, state }: Now): NextChange | null {
  const halt = halts.find(({ fromNs, overNs }) => fromNs <= nowNs && nowNs < overNs);
  if (halt === undefined || halt.state === state) return null;
  const { tsNs, state: after, withinNs } = halt;
  return { tsNs, state: after, withinNs };
}

/** The end of a phase that the venue began by itself: after a length that the rulebook says, and by chance within another. */
function byPhase({ book }: Planned, { nowNs, state, sinceNs, phaseEndNs }: Now): NextChange | null {
  if (book === null || phaseEndNs < nowNs || phaseEndNs === 0n) return null;
  const { volatility, bands, batch } = book;
  const end = (to: number, length: string | undefined, within = '0s'): NextChange | null => {
    if (length === undefined || sinceNs === null) return null;
    const [tsNs, withinNs] = [sinceNs + lengthNs(length)!, lengthNs(within)!];
    const isIts = phaseEndNs >= tsNs && phaseEndNs <= tsNs + withinNs;
    return isIts ? { state: to, tsNs, withinNs } : null;
  };
  switch (state) {
    case SessionState.volatilityCall:
      return end(SessionState.continuous, volatility?.length, volatility?.within);
    case SessionState.limitState:
      return end(SessionState.pause, bands?.limitState);
    case SessionState.pause:
      return end(SessionState.continuous, bands?.pause);
    case SessionState.batch:
      // Every auction of the batch begins the next one without a report.
      return batch === undefined ? null : { state, tsNs: phaseEndNs, withinNs: 0n };
    default:
      return null;
  }
}

/** The earliest of what is known to come; of one moment the clock's, which makes the others void. */
function nextOf(plan: Planned, now: Now): NextChange | null {
  return [byClock(plan, now), afterHalt(plan, now), byPhase(plan, now)].reduce(
    (first, one) => (first === null || (one !== null && one.tsNs < first.tsNs) ? one : first),
    null,
  );
}

/** Limits around the price, or around where supply passes demand. */
function auctionFrame({ steps, ...sample }: AuctionSample): AuctionFrame {
  const { priceUnits: price } = sample;
  const meets = steps.findIndex(({ priceUnits, demandLots, supplyLots }) =>
    price === null ? supplyLots >= demandLots : priceUnits >= price,
  );
  const middle = meets < 0 ? steps.length : meets;
  const from = Math.max(0, Math.min(middle - mostSteps / 2, steps.length - mostSteps));
  return { ...sample, steps: steps.slice(from, from + mostSteps), limitCount: steps.length };
}

/** Nothing where the run reports no sessions. */
export function venueOf(run: Run, history: History, instrument: number): { venue?: VenueFrame } {
  const plan = plansOf(run.manifest)?.[instrument];
  if (plan === undefined) return {};
  const { engine, nowNs } = run;
  const { session: state } = engine.bookCounters(instrument);
  const call = engine.venueCall(instrument);
  const sinceNs = sinceOf(history, instrument);
  // At the close nothing is auctioned any more: what matches does so at the price that stands.
  const sample = state === SessionState.tradeAtClose ? null : engine.auction(instrument);
  const next = nextOf(plan, { ...call, nowNs, state, sinceNs });
  return {
    venue: { sinceNs, next, auction: sample === null ? null : auctionFrame(sample), bands: call.bands },
  };
}
