/**
 * Readers of the journal that live as long as a run: counters, the last trades, and whatever a caller adds. They see
 * report bytes only and cannot affect anything. Invariant: what `save` returned, `load` brings back, so that after a seek a
 * sink is as if the run had been played to there in one go.
 */
import { ReportKind, ReportLayout, reportKindName } from '../layout/layout.gen';
import { UnitLog } from './unit-log';

export interface Sink {
  take(reports: Uint8Array): void;
  /** A value that later calls of `take` do not change. */
  save(): unknown;
  load(saved: unknown): void;
  /** An empty one of its kind, for an engine that runs ahead; a run with a sink that has none is not surveyed. */
  fresh?(): Sink;
}

const unitBytes = ReportLayout.size;

/** Empty ones of the same kinds; null where one has none. */
export function freshSinks(sinks: readonly Sink[]): Sink[] | null {
  const fresh = sinks.map((sink) => sink.fresh?.());
  return fresh.every((sink) => sink !== undefined) ? fresh : null;
}

/** Reports by kind; a fill counts once. */
export class ReportCounter implements Sink {
  private counts = new Float64Array(256);

  take(reports: Uint8Array): void {
    for (let at = 0; at < reports.length; at += unitBytes) {
      const kind = reports[at]!;
      this.counts[kind] = this.counts[kind]! + 1;
    }
  }

  of(kind: number): number {
    return this.counts[kind] ?? 0;
  }

  /** Prints so far, of the tape and of the matcher. */
  get tradeCount(): number {
    return this.of(ReportKind.trade) + this.of(ReportKind.fill);
  }

  byName(): Record<string, number> {
    const named: Record<string, number> = {};
    for (const [kind, name] of Object.entries(reportKindName)) {
      const count = this.of(Number(kind));
      if (count > 0 && Number(kind) !== ReportKind.fillTail) named[name] = count;
    }
    return named;
  }

  save(): unknown {
    return this.counts.slice();
  }

  load(saved: unknown): void {
    if (!(saved instanceof Float64Array)) throw new Error('counter state expected');
    this.counts = saved.slice();
  }
}

/** The first unit of each of the last prints, with its number in the run (from 1). */
export class RecentTrades implements Sink {
  private readonly log: UnitLog;

  constructor(limit = 8192) {
    this.log = new UnitLog(limit);
  }

  get tradeCount(): number {
    return this.log.count;
  }

  take(reports: Uint8Array): void {
    for (let at = 0; at < reports.length; at += unitBytes) {
      const kind = reports[at];
      if (kind === ReportKind.trade || kind === ReportKind.fill) this.log.append(reports, at);
    }
  }

  /** Price of an instrument’s last print, while it is kept. */
  lastPriceUnits(instrument: number): bigint | null {
    for (let number = this.log.count; number >= this.log.oldestFrom(1); number -= 1) {
      const unit = this.log.unit(number);
      if (unit.getUint16(ReportLayout.instrument, true) === instrument)
        return unit.getBigInt64(ReportLayout.priceUnits, true);
    }
    return null;
  }

  /** Prints from number `first` on that are still kept, oldest first. */
  *from(first: number): Iterable<{ number: number; unit: DataView }> {
    for (let number = this.log.oldestFrom(first); number <= this.log.count; number += 1) {
      yield { number, unit: this.log.unit(number) };
    }
  }

  save(): unknown {
    return this.log.save();
  }

  load(saved: unknown): void {
    this.log.load(saved);
  }
}
