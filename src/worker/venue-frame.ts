/**
 * The venue's part of a frame: the next change of state that is known, what an auction would give, the price bands. Reads the
 * stopped engine and the manifest. Invariant: a random end, a breaker or an intervention to come is never told.
 */
import type { AuctionSample } from '../engine/auction';
import { CommandKind, ReportLayout, SessionState } from '../layout/layout.gen';
import { momentsOf, scheduleOf } from '../scenario/calendar/schedule';
import { haltsOf } from '../scenario/calendar/breaker';
import { lengthNs } from '../scenario/calendar/clock';
import type { CommandInput } from '../scenario/command';
import type { Manifest } from '../scenario/manifest';
import type { Rulebook } from '../scenario/rulebook';
import { rulebookOf } from '../scenario/rulebook-use';
import { sessionCommands } from '../scenario/session-commands';
import type { History, Run } from '../sim';
import type { AuctionFrame, NextChange, VenueFrame } from './venue-protocol';

/** Limits of the book that a picture shows. */
const mostSteps = 96;

interface Planned {
  readonly book: Rulebook | null;
  /** changes of state by the clock, in order of time */
  readonly changes: readonly PlannedChange[];
  /** halts of the whole market, each with what follows it */
  readonly halts: readonly (NextChange & { readonly fromNs: bigint })[];
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
  const asPlanned = scheduleOf(momentsOf(book, startNs, endNs), instrument, startNs, endNs).filter(isChange);
  const real = sessionCommands(manifest).filter((one) => isChange(one) && one.instrument === instrument);
  const halts = marketIndex === null ? [] : haltsOf(book, marketIndex);
  const changes = asPlanned.map(({ tsNs, lots, orderId }) => {
    const isReal = real.some((one) => one.tsNs === tsNs && one.lots === lots);
    const lost = isReal ? undefined : halts.findLast(({ fromNs }) => fromNs <= tsNs);
    return { tsNs, state: lots, withinNs: orderId, lostNs: lost?.fromNs ?? null };
  });
  const paused = halts.flatMap(({ fromNs, untilNs }) => {
    const after = real.find(({ tsNs }) => tsNs === untilNs);
    return after === undefined ? [] : [{ fromNs, tsNs: after.tsNs, state: after.lots, withinNs: 0n }];
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

interface Now {
  readonly nowNs: bigint;
  readonly state: number;
  readonly sinceNs: bigint | null;
  readonly phaseEndNs: bigint;
}

/** The clock's next change; one that has come up and waits for its random moment is still to come. */
function byClock(plan: Planned, { nowNs, state, sinceNs, phaseEndNs }: Now): NextChange | null {
  const changes = plan.changes
    .filter(({ lostNs }) => lostNs === null || lostNs > nowNs)
    .map(({ tsNs, state: to, withinNs }): NextChange => ({ tsNs, state: to, withinNs }));
  const passed = changes.findLast(({ tsNs }) => tsNs <= nowNs);
  const waits =
    passed !== undefined &&
    passed.state !== state &&
    phaseEndNs !== 0n &&
    nowNs < passed.tsNs + passed.withinNs &&
    (sinceNs === null || sinceNs <= passed.tsNs);
  return waits ? passed : (changes.find(({ tsNs }) => tsNs > nowNs) ?? null);
}

/** The end of a phase that the venue began by itself: after a length that the rulebook says, and by chance within another. */
function byPhase(plan: Planned, { nowNs, state, sinceNs, phaseEndNs }: Now): NextChange | null {
  const { book, halts } = plan;
  const halt = halts.find(({ fromNs, tsNs }) => fromNs <= nowNs && nowNs < tsNs);
  if (halt !== undefined && state === SessionState.pause) {
    const { tsNs, state: after, withinNs } = halt;
    return { tsNs, state: after, withinNs };
  }
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

function nextOf(plan: Planned, now: Now): NextChange | null {
  const clock = byClock(plan, now);
  if (clock !== null && clock.tsNs <= now.nowNs) return clock;
  const phase = byPhase(plan, now);
  return phase === null || (clock !== null && clock.tsNs < phase.tsNs) ? clock : phase;
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
  const { phaseEndNs, bands } = engine.venueCall(instrument);
  const sinceNs = sinceOf(history, instrument);
  const sample = engine.auction(instrument);
  const next = nextOf(plan, { nowNs, state, sinceNs, phaseEndNs });
  return { venue: { sinceNs, next, auction: sample === null ? null : auctionFrame(sample), bands } };
}
