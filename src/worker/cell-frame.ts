/**
 * The picture of a run at this moment: depth of one instrument, its past since the last picture, counters. Reads the
 * stopped engine and the sinks, changes nothing. Invariant: nothing in a frame is later than its `nowNs`.
 */
import {
  actionKindName,
  ReportKind,
  ReportLayout,
  Side,
  TradeCode,
  uncrossRuleName,
} from '../layout/layout.gen';
import { impactFigures, printAt, type Run, type TextOf } from '../sim';
import type { PictureSinks } from './cell-open';
import type { FaultInfo, Frame, FrameCursor, KnownEvent, SessionChange, Speed, TradeRow } from './protocol';
import { venueOf } from './venue-frame';

export interface FrameState {
  readonly isPlaying: boolean;
  readonly speed: Speed;
  readonly instrument: number;
  readonly levels: number;
  readonly fault: FaultInfo | null;
  readonly logRevision: number;
  /** another number when bars that are done may have become others */
  readonly bars: number;
}

/** A run, what remembers its past, and which of its pasts this is. */
export interface FrameParts {
  readonly run: Run;
  readonly sinks: PictureSinks;
  readonly state: FrameState;
  readonly epoch: number;
  /** what headlines and names of figures are numbers of */
  readonly textOf: TextOf;
}

type Past = Pick<
  Frame,
  | 'cursor'
  | 'isReset'
  | 'trades'
  | 'tradeCount'
  | 'touches'
  | 'sessions'
  | 'known'
  | 'bars'
  | 'keepsBars'
  | 'profile'
>;

const kindOfCode: Readonly<Record<number, TradeRow['kind']>> = {
  [TradeCode.displayed]: 'displayed',
  [TradeCode.hidden]: 'hidden',
  [TradeCode.cross]: 'cross',
  [TradeCode.print]: 'print',
};

function tradeRow(number: number, unit: DataView): TradeRow {
  const { tsNs, instrument, lots, aggressor } = printAt(unit, 0);
  const isFill = unit.getUint8(ReportLayout.kind) === ReportKind.fill;
  return {
    number,
    tsNs,
    instrument,
    aggressor: aggressor === 0 ? null : aggressor > 0 ? 'buy' : 'sell',
    priceUnits: unit.getBigInt64(ReportLayout.priceUnits, true),
    lots,
    kind: isFill ? 'fill' : (kindOfCode[unit.getUint8(ReportLayout.flags) >> 1] ?? 'print'),
  };
}

const sessionChange = (unit: DataView): SessionChange => ({
  tsNs: unit.getBigInt64(ReportLayout.tsNs, true),
  instrument: unit.getUint16(ReportLayout.instrument, true),
  state: unit.getUint32(ReportLayout.lots, true),
});

function knownEvent(unit: DataView, textOf: TextOf): KnownEvent {
  const at = {
    tsNs: unit.getBigInt64(ReportLayout.tsNs, true),
    instrument: unit.getUint16(ReportLayout.instrument, true),
  };
  const code = unit.getUint8(ReportLayout.flags) >> 1;
  const lots = unit.getUint32(ReportLayout.lots, true);
  const units = unit.getBigInt64(ReportLayout.priceUnits, true);
  switch (unit.getUint8(ReportLayout.kind)) {
    case ReportKind.news:
      return { ...at, kind: 'news', text: textOf(lots) };
    case ReportKind.auction:
      return { ...at, kind: 'auction', lots, priceUnits: units, rule: uncrossRuleName[code] ?? String(code) };
    case ReportKind.fact:
      return { ...at, kind: 'fact', text: textOf(lots), decimals: code, value: units };
    default: {
      const oldShares = unit.getBigUint64(ReportLayout.orderId, true);
      const action = actionKindName[code] ?? String(code);
      return { ...at, kind: 'action', action, newShares: lots, oldShares, cash: units };
    }
  }
}

/** After a jump somebody waits: as much as lists and the last minutes show; a longer past is asked for. */
const newestTrades = 1024;
const newestTouches = 8192;

/** What a reader with this cursor has not seen; the newest when its past is not the run's any more. */
function pastOf(parts: FrameParts, since: FrameCursor | null): Past {
  const { run, sinks, state, epoch } = parts;
  const { history, bars, profile, tape } = sinks;
  const seen = since?.epoch === epoch ? since : null;
  const touches = history.touches(state.instrument);
  const log = history.sessions;
  const barLog = bars.of(state.instrument);
  const firstTrade = seen?.trade ?? run.trades.tradeCount - newestTrades + 1;
  const firstTouch = seen?.touch ?? touches.count - newestTouches + 1;
  const keepsBars = since?.bars === state.bars;
  const trades: TradeRow[] = [];
  for (const { number, unit } of run.trades.from(firstTrade)) trades.push(tradeRow(number, unit));
  const newBars = barLog.columnsFrom(keepsBars ? Math.min(since.bar, Math.max(1, barLog.count)) : 1);
  const sessions: SessionChange[] = [];
  for (let number = log.oldestFrom(seen?.session ?? 0); number <= log.count; number += 1) {
    sessions.push(sessionChange(log.unit(number)));
  }
  const { known: knownLog } = history;
  const known: KnownEvent[] = [];
  for (let number = knownLog.oldestFrom(seen?.known ?? 0); number <= knownLog.count; number += 1) {
    known.push(knownEvent(knownLog.unit(number), parts.textOf));
  }
  return {
    cursor: {
      epoch,
      trade: run.trades.tradeCount + 1,
      touch: touches.count + 1,
      session: log.count + 1,
      known: knownLog.count + 1,
      // The newest bar goes on, so it is sent again.
      bar: Math.max(1, barLog.count),
      bars: state.bars,
      profile: profile.revision,
    },
    isReset: seen === null,
    trades,
    tradeCount: run.trades.tradeCount,
    touches: touches.copyFrom(firstTouch),
    sessions,
    bars: tape.bars?.shaped(state.instrument, newBars) ?? newBars,
    known,
    keepsBars,
    profile: profile.changedSince(state.instrument, seen?.profile ?? 0),
  };
}

/** Events of tape and commands that are sure to follow; null where agents or the edges of a span leave it open. */
function eventsToCome({ tape, manifest, inTape, pendingCommands }: Run): number | null {
  if (tape === null || tape.isSpan || manifest.agents.length > 0) return null;
  return tape.rows - inTape.rowsApplied + pendingCommands;
}

export function frameOf(parts: FrameParts, since: FrameCursor | null): Frame {
  const { run, sinks, state } = parts;
  const { engine } = run;
  const { digest, reportCount } = engine.runDigest();
  return {
    nowNs: run.nowNs,
    startNs: run.startNs,
    endNs: run.endNs,
    eventCount: run.eventCount,
    eventsToCome: eventsToCome(run),
    sourceRow: run.inTape.sourceRow,
    isPlaying: state.isPlaying,
    isAtEnd: run.isAtEnd,
    speed: state.speed,
    instrument: state.instrument,
    bids: engine.depth(state.instrument, Side.buy, state.levels),
    asks: engine.depth(state.instrument, Side.sell, state.levels),
    ...pastOf(parts, since),
    session: engine.bookCounters(state.instrument).session,
    ...venueOf(run, sinks.history, state.instrument),
    digest,
    reportCount,
    counts: run.counter.byName(),
    pendingCommands: run.pendingCommands,
    logRevision: state.logRevision,
    impact: impactFigures(run.manifest, engine),
    fault: state.fault,
  };
}
