/**
 * The canonical stream of a matching run, line by line, and its SHA-256.
 * Knows nothing of digests. Kinds outside the stream give no line; there is no newline at the end.
 */
import { createHash } from 'node:crypto';
import type { ModelReport } from './types';

/** The line of a report, or null when its kind is not part of the stream. */
export function canonicalLine(report: ModelReport): string | null {
  const { ts, side, id, price, lots, fill } = report;
  switch (report.kind) {
    case 'accepted':
      return `0,${ts},${side},${id},${price},${lots}`;
    case 'fill':
      return `1,${ts},${price},${lots},${id},${fill ? fill.takerId : ''}`;
    case 'cancelled':
      return `2,${ts},${side},${id},${price}`;
    case 'replaced':
      return `3,${ts},${side},${id},${price},${lots}`;
    case 'cancelRejected':
      return `4,${ts},${id}`;
    case 'replaceRejected':
      return `5,${ts},${id}`;
    default:
      return null;
  }
}

export class CanonicalHash {
  private readonly hash = createHash('sha256');
  private hasLines = false;

  add(report: ModelReport): void {
    const line = canonicalLine(report);
    if (line === null) return;
    this.hash.update(this.hasLines ? `\n${line}` : line);
    this.hasLines = true;
  }

  hex(): string {
    return this.hash.digest('hex');
  }
}
