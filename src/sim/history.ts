/**
 * The past that pictures show: touch changes of each instrument, session changes, what became known, the newest reports. A sink of the
 * run, so it goes back with every checkpoint. Invariant: `epoch` changes whenever the past may have become another
 * than a continuation of what was there before.
 */
import { ReportKind, ReportLayout, SessionState } from '../layout/layout.gen';
import { KindLog } from './kind-log';
import type { Sink } from './sinks';
import { UnitLog } from './unit-log';

const unitBytes = ReportLayout.size;
export const touchesKept = 65_536;
const sessionsKept = 1024;
const knownKept = 4096;
/** units; a fill takes two */
const reportsKept = 1024;

interface SavedHistory {
  readonly touches: readonly (readonly [number, unknown])[];
  readonly sessions: unknown;
  readonly known: unknown;
  readonly newest: unknown;
  readonly kinds: unknown;
  readonly reportCount: number;
}

export class History implements Sink {
  readonly sessions = new UnitLog(sessionsKept);
  /** headlines, corporate actions, figures and the auctions that stand alone */
  readonly known = new UnitLog(knownKept);
  /** the newest reports of each kind that is not in nearly every event */
  readonly kinds = new KindLog();
  private readonly newest = new UnitLog(reportsKept);
  private readonly touchesOf = new Map<number, UnitLog>();
  private reportCount = 0;
  private restored = 0;

  /** How often the run went back to a checkpoint. */
  get epoch(): number {
    return this.restored;
  }

  take(reports: Uint8Array): void {
    const newestFrom = reports.length - reportsKept * unitBytes;
    for (let at = 0; at < reports.length; at += unitBytes) {
      const kind = reports[at];
      if (kind !== ReportKind.fillTail) this.reportCount += 1;
      if (kind === ReportKind.touch) this.touches(instrumentAt(reports, at)).append(reports, at);
      else if (kind === ReportKind.session) this.sessions.append(reports, at);
      else if (isKnown(kind) || this.isAuction(reports, at)) this.known.append(reports, at);
      if (at >= newestFrom) this.newest.append(reports, at);
    }
    this.kinds.take(reports, this.reportCount);
  }

  /** Touch changes of one instrument, bid and ask as they came. */
  touches(instrument: number): UnitLog {
    let log = this.touchesOf.get(instrument);
    if (log === undefined) {
      log = new UnitLog(touchesKept);
      this.touchesOf.set(instrument, log);
    }
    return log;
  }

  /** The last reports, at most `limit` of them, whole; `firstIndex` is the number of the first in its run, from 0. */
  newestReports(limit: number): { bytes: Uint8Array; firstIndex: number } {
    let first = this.newest.count + 1;
    let reports = 0;
    const oldest = this.newest.oldestFrom(1);
    while (first > oldest && reports < limit) {
      first -= 1;
      const kind = this.newest.unit(first).getUint8(ReportLayout.kind);
      if (kind !== ReportKind.fillTail) reports += 1;
    }
    const isTail = (): boolean =>
      first <= this.newest.count &&
      this.newest.unit(first).getUint8(ReportLayout.kind) === ReportKind.fillTail;
    if (isTail()) first += 1;
    return { bytes: this.newest.copyFrom(first), firstIndex: this.reportCount - reports };
  }

  /** One that found a price; those of batches come all the time and are no news. */
  private isAuction(reports: Uint8Array, at: number): boolean {
    if (reports[at] !== ReportKind.auction) return false;
    const lots = new DataView(reports.buffer, reports.byteOffset + at).getUint32(ReportLayout.lots, true);
    return lots > 0 && this.stateOf(instrumentAt(reports, at)) !== SessionState.batch;
  }

  private stateOf(instrument: number): number {
    const { sessions } = this;
    for (let number = sessions.count; number >= sessions.oldestFrom(1); number -= 1) {
      const unit = sessions.unit(number);
      if (unit.getUint16(ReportLayout.instrument, true) === instrument)
        return unit.getUint32(ReportLayout.lots, true);
    }
    return SessionState.continuous;
  }

  fresh(): History {
    return new History();
  }

  save(): SavedHistory {
    return {
      touches: [...this.touchesOf].map(([instrument, log]) => [instrument, log.save()] as const),
      sessions: this.sessions.save(),
      known: this.known.save(),
      newest: this.newest.save(),
      kinds: this.kinds.save(),
      reportCount: this.reportCount,
    };
  }

  load(saved: unknown): void {
    const { touches, sessions, known, newest, kinds, reportCount } = saved as SavedHistory;
    this.restored += 1;
    this.touchesOf.clear();
    for (const [instrument, log] of touches) this.touches(instrument).load(log);
    this.sessions.load(sessions);
    this.known.load(known);
    this.newest.load(newest);
    this.kinds.load(kinds);
    this.reportCount = reportCount;
  }
}

const isKnown = (kind: number | undefined): boolean =>
  kind === ReportKind.news || kind === ReportKind.action || kind === ReportKind.fact;

const instrumentAt = (reports: Uint8Array, at: number): number =>
  reports[at + ReportLayout.instrument]! | (reports[at + ReportLayout.instrument + 1]! << 8);
