/**
 * Finds the next or the last event that meets a condition, by running a scout ahead or along the past. It knows moves
 * and report bytes; the run that the person looks at stays where it is. Invariant: it names the very event that looking
 * at every event in turn would name.
 */
import { TapedeckError } from '../../layout/errors';
import { Side } from '../../layout/layout.gen';
import type { Run } from '../run';
import type { Stepper } from '../stepping';
import { ConditionWatch, type WatchStart } from './condition-watch';
import { isState, type Atom, type Condition } from './condition';
import { parseCondition } from './parse-condition';

export interface Search {
  readonly text: string;
  readonly instrument: number;
  readonly direction: 1 | -1;
  /** looks beyond this event, or before it */
  readonly fromEvent: number;
}

/** Events looked at in one piece before they are looked at one by one. */
const pieceEvents = 4096;

class Finder<Mark> {
  constructor(
    private readonly scout: Run,
    private readonly moves: Stepper<Mark>,
    private readonly watch: ConditionWatch,
    private readonly instrument: number,
  ) {}

  async forward(fromEvent: number): Promise<number | null> {
    await this.moves.goToEvent(fromEvent);
    for (;;) {
      const mark = this.moves.mark();
      const { eventCount } = this.moves;
      const start = this.start();
      this.watch.begin(start);
      const reports = await this.moves.reportsOf(pieceEvents);
      if (this.watch.mayMeet(reports)) {
        const end = this.moves.eventCount;
        await this.moves.goToMark(mark);
        this.watch.begin(start);
        while (this.moves.eventCount < end) {
          if (this.watch.meets(await this.moves.reportsOf(1))) return this.moves.eventCount;
        }
      }
      if (this.moves.eventCount < eventCount + pieceEvents) return null;
    }
  }

  async back(fromEvent: number): Promise<number | null> {
    let upper = fromEvent - 1;
    while (upper > 0) {
      await this.moves.goToKeptBefore(upper);
      const kept = this.moves.eventCount;
      const pieces: number[] = [];
      while (this.moves.eventCount < upper) {
        const { eventCount } = this.moves;
        this.watch.begin(this.start());
        const reports = await this.moves.reportsOf(Math.min(pieceEvents, upper - eventCount));
        if (this.watch.mayMeet(reports)) pieces.push(eventCount);
        if (this.moves.eventCount === eventCount) break;
      }
      for (const piece of pieces.reverse()) {
        const found = await this.lastIn(piece, Math.min(piece + pieceEvents, upper));
        if (found !== null) return found;
      }
      upper = kept;
    }
    return null;
  }

  private async lastIn(first: number, end: number): Promise<number | null> {
    await this.moves.goToEvent(first);
    this.watch.begin(this.start());
    let found: number | null = null;
    while (this.moves.eventCount < end) {
      const before = this.moves.eventCount;
      if (this.watch.meets(await this.moves.reportsOf(1))) found = this.moves.eventCount;
      if (this.moves.eventCount === before) break;
    }
    return found;
  }

  private start(): WatchStart {
    const { scout, instrument } = this;
    const best = (side: number): WatchStart['bid'] => scout.engine.depth(instrument, side, 1)[0] ?? null;
    const lastTradeUnits = scout.trades.lastPriceUnits(instrument);
    return { bid: best(Side.buy), ask: best(Side.sell), lastTradeUnits };
  }
}

const reportOf = (atom: Atom): 'touch' | 'trade' | 'session' => {
  if (isState(atom) || atom.kind === 'moves') return 'touch';
  return atom.kind === 'session' || atom.kind === 'halt' ? 'session' : 'trade';
};

function refuseUnreported(condition: Condition, reports: readonly string[]): void {
  for (const atom of condition.flat()) {
    const needed = reportOf(atom);
    const isThere = reports.includes(needed) || (needed === 'trade' && reports.includes('fill'));
    if (isThere) continue;
    throw new TapedeckError(
      'E-JUMP-02',
      `This run does not report “${needed}”, so it cannot be searched for that. Add it to the manifest’s reports.`,
      { needed },
    );
  }
}

/** The event, or null when there is none. Throws E-JUMP-01 for a text that is no condition. */
export async function findEvent(
  scout: Run,
  search: Search,
  units: { readonly priceUnit: string; readonly lotSize: string; readonly unitsPerTick: number },
  breathe?: () => Promise<void>,
): Promise<number | null> {
  const condition = parseCondition(search.text, units);
  refuseUnreported(condition, scout.manifest.reports);
  const watch = new ConditionWatch(condition, search.instrument, units.unitsPerTick);
  const finder = new Finder(scout, scout.stepper(breathe), watch, search.instrument);
  return search.direction === 1 ? finder.forward(search.fromEvent) : finder.back(search.fromEvent);
}
