/**
 * One call in progress inside the cell: whether it was cancelled, where its progress goes, and when to breathe.
 * Knows the host's clock, no engine. Invariant: a cancelled job throws E-CELL-03 at its next breath.
 */
import { TapedeckError } from '../layout/errors';
import type { CellHost } from './cell-host';
import type { Progress } from './protocol';

/** Work between two breaths; keeps the pause latency far below 50 ms. */
export const sliceMs = 8;
const progressEveryMs = 100;

export class Job {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private breathedMs: number;
  private reportedMs: number;
  private latest: Progress | null = null;

  constructor(
    readonly id: number,
    private readonly host: CellHost,
  ) {
    this.signal = this.controller.signal;
    this.breathedMs = host.nowMs();
    this.reportedMs = this.breathedMs;
  }

  cancel(): void {
    this.controller.abort();
  }

  /** Sent at most ten times a second, at the next breath. */
  progress(progress: Progress): void {
    this.latest = progress;
  }

  readonly breathe = async (): Promise<void> => {
    if (this.signal.aborted) throw new TapedeckError('E-CELL-03', 'Cancelled. Nothing was changed.');
    const nowMs = this.host.nowMs();
    if (this.latest !== null && nowMs - this.reportedMs >= progressEveryMs) {
      this.host.post({ kind: 'progress', id: this.id, progress: this.latest });
      this.latest = null;
      this.reportedMs = nowMs;
    }
    if (nowMs - this.breathedMs < sliceMs) return;
    await this.host.yieldTask();
    this.breathedMs = this.host.nowMs();
    if (this.signal.aborted) throw new TapedeckError('E-CELL-03', 'Cancelled. Nothing was changed.');
  };
}
