/**
 * Answers what was: depth, prints and touch of a stretch of the past, gathered by playing it again beside the run. For
 * pictures only. Invariants: the run is not moved; nothing later than its playhead, in time or in events, is ever in
 * an answer; only the newest request goes on.
 */
import { ReportKind, ReportLayout, Side } from '../layout/layout.gen';
import type { CommandInput } from '../scenario/command';
import { isPrint, printAt, type Run } from '../sim';
import type { Job } from './job';
import { PastColumns } from './past-columns';
import type { Past, RequestOf } from './protocol';

class Superseded extends Error {}

const maxColumns = 2048;
const maxLevels = 512;
const within = (value: number, most: number): number => Math.max(1, Math.min(most, Math.floor(value)));

interface Turn {
  isSuperseded: boolean;
}

export class PastReader {
  private turn: Turn | null = null;
  private tail: Promise<unknown> = Promise.resolve();
  private held: { readonly run: Run; readonly log: readonly CommandInput[]; readonly scout: Run } | null =
    null;

  /** `rest`: resolves when nobody waits for the run to arrive somewhere */
  constructor(
    private readonly runOf: () => Run,
    private readonly rest: () => Promise<void>,
  ) {}

  /** The run goes elsewhere: a stretch that is being gathered is not waited for, and would only be in the way. */
  letGo(): void {
    if (this.turn) this.turn.isSuperseded = true;
  }

  /** Null when a newer request came, or the run went elsewhere. Throws E-CELL-03 when cancelled, and what the engine throws. */
  read(request: RequestOf<'past'>, instrument: number, job: Job): Promise<Past | null> {
    if (this.turn) this.turn.isSuperseded = true;
    const turn: Turn = { isSuperseded: false };
    this.turn = turn;
    const work = async (): Promise<Past | null> => {
      try {
        return await this.gather(request, instrument, job, turn);
      } catch (error) {
        if (error instanceof Superseded) return null;
        this.held = null;
        throw error;
      }
    };
    const answer = this.tail.then(work);
    this.tail = answer.catch(() => undefined);
    return answer;
  }

  private async gather(request: RequestOf<'past'>, instrument: number, job: Job, turn: Turn): Promise<Past> {
    const run = this.runOf();
    const breathe = async (): Promise<void> => {
      await this.rest();
      if (turn.isSuperseded) throw new Superseded();
      await job.breathe();
    };
    await breathe();
    const fromNs = request.fromNs < run.startNs ? run.startNs : request.fromNs;
    const toNs = request.toNs < run.nowNs ? request.toNs : run.nowNs;
    const out = new PastColumns(run.startNs, fromNs);
    if (toNs < fromNs) return { instrument, fromNs, toNs: fromNs, ...out.columns() };
    const scout = this.scoutOf(run);
    // Up to just before it: what happens at its very beginning is part of the stretch.
    if (fromNs === run.startNs) await scout.seekEvent(0, breathe);
    else await scout.seek(fromNs - 1n, breathe);
    const columns = BigInt(within(request.columns, maxColumns));
    const levels = within(request.levels, maxLevels);
    let taken = 0n;
    for (; taken <= columns; taken += 1n) {
      const atNs = fromNs + ((toNs - fromNs) * taken) / columns;
      // The run may have been taken back meanwhile: its playhead is asked each time.
      if (atNs > run.nowNs) break;
      job.progress({ phase: 'past', done: Number(taken), total: Number(columns) });
      const { reports } = await scout.advance(atNs, run.eventCount - scout.eventCount, breathe);
      addReports(out, reports, instrument);
      out.endPart(
        atNs,
        [Side.buy, Side.sell].map((side) => scout.engine.depth(instrument, side, levels)),
      );
      await breathe();
    }
    const reachedNs = taken > columns ? toNs : run.nowNs;
    return { instrument, fromNs, toNs: reachedNs < fromNs ? fromNs : reachedNs, ...out.columns() };
  }

  /** Shares checkpoints with the run; one that does not know what people did since is let go. */
  private scoutOf(run: Run): Run {
    const { humanLog: log } = run;
    if (this.held?.run === run && this.held.log === log) return this.held.scout;
    const scout = run.openScout();
    if (scout === null) throw new Error('a cell’s run can be scouted');
    this.held = { run, log, scout };
    return scout;
  }
}

function addReports(out: PastColumns, reports: Uint8Array, instrument: number): void {
  const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
  for (let at = 0; at < reports.length; at += ReportLayout.size) {
    const kind = reports[at];
    if (kind === ReportKind.fillTail) continue;
    if (view.getUint16(at + ReportLayout.instrument, true) !== instrument) continue;
    if (isPrint(kind)) out.addPrint(printAt(view, at));
    else if (kind === ReportKind.touch) {
      const isEmpty = view.getBigInt64(at + ReportLayout.orderId, true) === 0n;
      const units = isEmpty ? NaN : Number(view.getBigInt64(at + ReportLayout.priceUnits, true));
      const side = view.getUint8(at + ReportLayout.flags) & 1;
      out.addTouch(view.getBigInt64(at + ReportLayout.tsNs, true), side, units);
    }
  }
}
