/**
 * Drives one engine through its tape and its journal: the innermost loop of a run. It knows windows and stop reasons,
 * not time, seeking or speed. Invariant: every report reaches every sink exactly once, in order, before the driver
 * returns.
 */
import type { Engine } from '../engine/engine';
import { StopReason } from '../layout/layout.gen';
import { EngineTrap } from './fault';
import type { Sink } from './sinks';
import type { WindowFeed } from './window-feed';

export type DriveEnd = 'reached' | 'budget' | 'fault';

export class Driver {
  constructor(
    readonly engine: Engine,
    readonly feed: WindowFeed,
    private readonly sinks: readonly Sink[],
  ) {}

  /** Up to `maxEvents` events at or before `untilNs`. `collect` receives copies of the reports, if given. */
  async drive(untilNs: bigint, maxEvents: number, collect: Uint8Array[] | null): Promise<DriveEnd> {
    const last = this.engine.eventCount + maxEvents;
    for (;;) {
      const reason = this.runCore(untilNs, last - this.engine.eventCount);
      const drained = this.drain(collect);
      switch (reason) {
        case StopReason.reachedTime:
          return 'reached';
        case StopReason.budgetUsed:
          return 'budget';
        case StopReason.fault:
          return 'fault';
        case StopReason.windowEmpty:
          await this.feed.next();
          break;
        case StopReason.journalFull:
          if (drained === 0) throw new Error('the journal is full and empty at once');
          break;
        default:
          throw new Error(`unknown stop reason ${reason}`);
      }
      if (this.engine.eventCount >= last) return 'budget';
    }
  }

  private runCore(untilNs: bigint, maxEvents: number): number {
    try {
      return this.engine.run(untilNs, maxEvents);
    } catch (error) {
      throw new EngineTrap(this.engine.eventCount, error);
    }
  }

  private drain(collect: Uint8Array[] | null): number {
    const reports = this.engine.readReports();
    if (reports.byteLength === 0) return 0;
    for (const sink of this.sinks) sink.take(reports);
    collect?.push(reports);
    return reports.byteLength;
  }
}
