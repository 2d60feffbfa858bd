/** A sink that writes every report once, as a line, however often the run goes back. */
import { decodeReports } from '../../src/engine/reports';
import type { Sink } from '../../src/sim';

export class LineWriter implements Sink {
  readonly lines: string[] = [];
  private next = 0;

  take(reports: Uint8Array): void {
    for (const report of decodeReports(reports, this.next)) {
      if (this.next >= this.lines.length) this.lines.push(JSON.stringify(report));
      this.next += 1;
    }
  }

  save(): unknown {
    return this.next;
  }

  load(saved: unknown): void {
    this.next = saved as number;
  }
}
