/**
 * The picture of a run at this moment: depth of one instrument, its past since the last picture, counters. Reads the
 * stopped engine and the sinks, changes nothing. Invariant: nothing in a frame is later than its `nowNs`.
 */
import { ReportKind, ReportLayout, Side, TradeCode } from '../layout/layout.gen';
import { decodeReports } from '../engine/reports';
import type { History, Run } from '../sim';
import type { FaultInfo, Frame, FrameCursor, LogRow, SessionChange, Speed, TradeRow } from './protocol';

export interface FrameState {
  readonly isPlaying: boolean;
  readonly speed: Speed;
  readonly instrument: number;
  readonly levels: number;
  readonly fault: FaultInfo | null;
  readonly logRevision: number;
}

/** A run, what remembers its past, and which of its pasts this is. */
export interface FrameParts {
  readonly run: Run;
  readonly history: History;
  readonly state: FrameState;
  readonly epoch: number;
}

type Past = Pick<Frame, 'cursor' | 'isReset' | 'trades' | 'tradeCount' | 'touches' | 'sessions'>;

const kindOfCode: Readonly<Record<number, TradeRow['kind']>> = {
  [TradeCode.displayed]: 'displayed',
  [TradeCode.hidden]: 'hidden',
  [TradeCode.cross]: 'cross',
  [TradeCode.print]: 'print',
};

function tradeRow(number: number, unit: DataView): TradeRow {
  const flags = unit.getUint8(ReportLayout.flags);
  const isSell = (flags & 1) === Side.sell;
  const isFill = unit.getUint8(ReportLayout.kind) === ReportKind.fill;
  const kind = isFill ? 'fill' : (kindOfCode[flags >> 1] ?? 'print');
  // A fill names the aggressor's side, a print of the tape the side of the resting order.
  const aggressor = kind === 'cross' ? null : isSell === isFill ? 'sell' : 'buy';
  return {
    number,
    tsNs: unit.getBigInt64(ReportLayout.tsNs, true),
    instrument: unit.getUint16(ReportLayout.instrument, true),
    aggressor,
    priceUnits: unit.getBigInt64(ReportLayout.priceUnits, true),
    lots: unit.getUint32(ReportLayout.lots, true),
    kind,
  };
}

const sessionChange = (unit: DataView): SessionChange => ({
  tsNs: unit.getBigInt64(ReportLayout.tsNs, true),
  instrument: unit.getUint16(ReportLayout.instrument, true),
  state: unit.getUint32(ReportLayout.lots, true),
});

/** What a reader with this cursor has not seen; everything that is kept when its past is not the run's any more. */
function pastOf(parts: FrameParts, since: FrameCursor | null): Past {
  const { run, history, state, epoch } = parts;
  const seen = since?.epoch === epoch ? since : null;
  const touches = history.touches(state.instrument);
  const trades: TradeRow[] = [];
  for (const { number, unit } of run.trades.from(seen?.trade ?? 0)) trades.push(tradeRow(number, unit));
  const sessions: SessionChange[] = [];
  const { sessions: log } = history;
  for (let number = log.oldestFrom(seen?.session ?? 0); number <= log.count; number += 1) {
    sessions.push(sessionChange(log.unit(number)));
  }
  return {
    cursor: {
      epoch,
      trade: run.trades.tradeCount + 1,
      touch: touches.count + 1,
      session: log.count + 1,
    },
    isReset: seen === null,
    trades,
    tradeCount: run.trades.tradeCount,
    touches: touches.copyFrom(seen?.touch ?? 0),
    sessions,
  };
}

export function frameOf(parts: FrameParts, since: FrameCursor | null): Frame {
  const { run, state } = parts;
  const { engine } = run;
  const { digest, reportCount } = engine.runDigest();
  return {
    nowNs: run.nowNs,
    startNs: run.startNs,
    endNs: run.endNs,
    eventCount: run.eventCount,
    sourceRow: run.sourceRow,
    isPlaying: state.isPlaying,
    isAtEnd: run.isAtEnd,
    speed: state.speed,
    instrument: state.instrument,
    bids: engine.depth(state.instrument, Side.buy, state.levels),
    asks: engine.depth(state.instrument, Side.sell, state.levels),
    ...pastOf(parts, since),
    session: engine.bookCounters(state.instrument).session,
    digest,
    reportCount,
    counts: run.counter.byName(),
    pendingCommands: run.pendingCommands,
    logRevision: state.logRevision,
    fault: state.fault,
  };
}

const maxLogRows = 512;

/** The newest reports as objects, newest first. */
export function logOf(history: History, limit: number): LogRow[] {
  const wanted = Math.max(0, Math.min(maxLogRows, Math.floor(limit)));
  const { bytes, firstIndex } = history.newestReports(wanted);
  return [...decodeReports(bytes, firstIndex)].reverse();
}
