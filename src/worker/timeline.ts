/**
 * How messages lie along a whole run, for the picture on the scrubber. The playhead stays where it is: what is not known
 * is played in an engine of its own. For pictures only.
 */
import { CommandLayout, ReportKind, ReportLayout } from '../layout/layout.gen';
import type { Run, Sink } from '../sim';
import { completeRun } from '../sim/verify';
import type { RowSpan } from '../tape/tape';
import type { Job } from './job';
import type { Timeline } from './protocol';

const maxBuckets = 65_536;
const maxGaps = 1000;

/**
 * Rows a bucket of time, and the gaps: where numbers of source rows jump, and at the source rows that were noted. Of a
 * tape that lies at a host, the rates of its row groups and no gaps: rows are not fetched for a picture.
 * Without a tape the commands are counted; those of agents are had by playing the whole run once.
 */
export async function timelineOf(
  run: Run,
  buckets: number,
  notedGaps: readonly number[],
  job: Job,
): Promise<Timeline> {
  const counts = new Uint32Array(Math.max(1, Math.min(maxBuckets, Math.floor(buckets))));
  const { startNs, endNs, tape } = run;
  const spanNs = Number(endNs - startNs) + 1;
  const note = (ns: bigint): void => {
    const bucket = Math.floor((Number(ns - startNs) / spanNs) * counts.length);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  };
  const gapsNs: number[] = [];
  const timeline = (): Timeline => ({ startNs, endNs, counts, gapsNs: Float64Array.from(gapsNs) });
  if (run.manifest.agents.length > 0) {
    await noteWholeRun(run, note, job);
    return timeline();
  }
  const { commands } = run.manifest;
  for (const command of [...commands, ...run.humanLog]) note(command.tsNs);
  const spans = tape?.isFar === true ? await tape.spans() : null;
  if (spans !== null) {
    spreadRows(spans, startNs, spanNs, counts);
    return timeline();
  }
  if (tape?.isFar === true) return timeline();
  const noted = [...notedGaps];
  let last: number | null = null;
  for (let index = 0; tape !== null && index < tape.blockCount; index += 1) {
    job.progress({ phase: 'timeline', done: index, total: tape.blockCount });
    await job.breathe();
    const { bytes, rows, sourceRows } = await tape.loadBlock(index);
    const words = new BigInt64Array(bytes.buffer, bytes.byteOffset, (rows * CommandLayout.size) / 8);
    for (let row = 0; row < rows; row += 1) {
      const ns = words[(row * CommandLayout.size) / 8]!;
      note(ns);
      const sourceRow = sourceRows[row]!;
      const isGap = sourceRow > (last ?? sourceRow) + 1 || sourceRow >= (noted[0] ?? Infinity);
      if (isGap && gapsNs.length < maxGaps) gapsNs.push(Number(ns - startNs));
      while (sourceRow >= (noted[0] ?? Infinity)) noted.shift();
      last = sourceRow;
    }
  }
  return timeline();
}

/** Adds rows of which only the times of the first and the last are known, evenly between the two. */
export function spreadRows(
  spans: readonly RowSpan[],
  startNs: bigint,
  spanNs: number,
  counts: Uint32Array,
): void {
  const placeOf = (ns: bigint): number => (Number(ns - startNs) / spanNs) * counts.length;
  const sums = new Float64Array(counts.length);
  for (const { rows, firstNs, lastNs } of spans) {
    const [from, to] = [placeOf(firstNs), placeOf(lastNs + 1n)];
    for (let bucket = Math.max(0, Math.floor(from)); bucket < Math.min(to, sums.length); bucket += 1) {
      const shared = Math.min(to, bucket + 1) - Math.max(from, bucket);
      sums[bucket]! += (rows * shared) / (to - from);
    }
  }
  sums.forEach((sum, bucket) => (counts[bucket]! += Math.round(sum)));
}

/** Tells `note` the time of every order and cancel of the whole run, played in an engine of its own. */
async function noteWholeRun(run: Run, note: (ns: bigint) => void, job: Job): Promise<void> {
  const fresh = await run.reopen({ checkpointBytes: 0, sinks: [new TimeSink(note)] });
  await completeRun(fresh, {
    signal: job.signal,
    breathe: job.breathe,
    onProgress: (done, total) => job.progress({ phase: 'timeline', done, total }),
  });
}

/** Hands on the time of each report that stands for one message. */
class TimeSink implements Sink {
  constructor(private readonly note: (ns: bigint) => void) {}

  take(reports: Uint8Array): void {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
    for (let at = 0; at < reports.byteLength; at += ReportLayout.size) {
      const kind = reports[at];
      const isMessage = kind === ReportKind.accepted || kind === ReportKind.cancelled;
      if (isMessage) this.note(view.getBigInt64(at + ReportLayout.tsNs, true));
    }
  }

  save(): null {
    return null;
  }

  load(): void {
    // It counts one run from its start to its end.
  }
}
