/**
 * The journal up to the playhead, in pieces, for whoever asks questions of it: a run of its own goes after the run in
 * view, so the playhead stays where it is. Invariant: no report later than the target of a piece leaves here, and the
 * pieces put together are the journal of the run, whatever way the playhead went.
 */
import { ReportLayout, Side } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import type { Run, TextOf } from '../sim';
import { textsOfReports } from '../tape/query/report-texts';
import type { Job } from './job';
import type { Answer, BookLevel, JournalPlace, Place, RequestOf } from './protocol';

/** A piece is closed once it has as many bytes: enough to be quick, small enough to be copied on. */
const pieceBytes = 65_536 * ReportLayout.size;
const eventsAtOnce = 16_384;
const bookLevels = 4096;
/** Going back starts from one of its own checkpoints. */
const checkpointBytes = 24 * 1024 * 1024;

const reportsOf = (run: Run): number => run.engine.runDigest().reportCount;

export class JournalReader {
  private reader: Run | null = null;
  /** what the reader was opened from */
  private source: Run | null = null;
  private log: readonly CommandInput[] = [];
  private epoch = 0;

  constructor(private readonly textOf: TextOf) {}

  async piece(run: Run, request: RequestOf<'journal'>, job: Job): Promise<Answer<'journal'>> {
    const target = request.target ?? { nowNs: run.nowNs, eventCount: run.eventCount };
    const reader = await this.readerAt(run, target, request.have, job);
    const from = reportsOf(reader);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    let isComplete = reader.eventCount >= target.eventCount;
    while (!isComplete && bytes < pieceBytes) {
      const events = Math.min(eventsAtOnce, target.eventCount - reader.eventCount);
      const { stopped, reports } = await reader.advance(target.nowNs, events, job.breathe);
      parts.push(reports);
      bytes += reports.byteLength;
      isComplete = reader.eventCount >= target.eventCount || stopped !== 'budget';
      job.progress({ phase: 'journal', done: reader.eventCount, total: target.eventCount });
    }
    const units = joined(parts, bytes);
    return {
      epoch: this.epoch,
      from,
      reports: reportsOf(reader),
      units,
      texts: textsOfReports(units, this.textOf),
      target,
      isComplete,
      book: isComplete ? bookOf(reader, run.tape?.instruments.length ?? run.manifest.instruments.length) : [],
    };
  }

  /** A run at or before the target, with the reports that the caller has, or fewer. */
  private async readerAt(run: Run, target: Place, have: JournalPlace | null, job: Job): Promise<Run> {
    const { reader } = this;
    const isSame = this.source === run && sameLog(this.log, run.humanLog) && have?.epoch === this.epoch;
    if (reader === null || !isSame) return this.open(run);
    if (reader.eventCount > target.eventCount) {
      // Whole moments only: reports of one moment belong together.
      if (target.nowNs <= reader.startNs) return this.open(run);
      await reader.seek(target.nowNs - 1n, job.breathe);
    }
    return reportsOf(reader) <= have.reports ? reader : this.open(run);
  }

  private async open(run: Run): Promise<Run> {
    this.epoch += 1;
    this.source = run;
    this.log = run.humanLog.slice();
    this.reader = await run.reopen({ checkpointBytes, sinks: [] });
    return this.reader;
  }
}

const sameLog = (first: readonly CommandInput[], second: readonly CommandInput[]): boolean =>
  first.length === second.length && first.every((command, index) => command === second[index]);

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

function bookOf(run: Run, instruments: number): BookLevel[] {
  return Array.from({ length: instruments }, (_, instrument) =>
    [Side.buy, Side.sell].flatMap((side) =>
      run.engine.depth(instrument, side, bookLevels).map((level) => ({ instrument, side, ...level })),
    ),
  ).flat();
}
