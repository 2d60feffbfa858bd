/**
 * Lots traded at each price since the start of the run, by side of the aggressor. A sink of the run, so it goes back
 * with every checkpoint. A print between two ticks counts at the tick below it. Invariant: a page that a checkpoint
 * holds is never written again; a write makes a copy of it first.
 */
import { ReportLayout } from '../layout/layout.gen';
import { isPrint, printAt, type Print } from './print';
import type { Sink } from './sinks';

/** One entry a price that changed. */
export interface ProfileColumns {
  readonly priceUnits: Float64Array<ArrayBuffer>;
  readonly boughtLots: Float64Array<ArrayBuffer>;
  readonly soldLots: Float64Array<ArrayBuffer>;
  /** of prints without an aggressor */
  readonly otherLots: Float64Array<ArrayBuffer>;
}

const pageTicks = 64;
const width = 3;

interface Page {
  readonly lots: Float64Array;
  /** a checkpoint holds it too */
  isShared: boolean;
  revision: number;
}

type SavedProfile = readonly (readonly [
  instrument: number,
  pages: readonly (readonly [key: number, lots: Float64Array])[],
])[];

class PriceTally {
  readonly pages: Map<number, Page>;

  constructor(
    private readonly unitsPerTick: number,
    pages: ReadonlyMap<number, Page> = new Map<number, Page>(),
  ) {
    this.pages = new Map(pages);
  }

  add({ priceUnits, lots, aggressor }: Print, revision: number): void {
    const tick = Math.floor(priceUnits / this.unitsPerTick);
    const key = Math.floor(tick / pageTicks);
    const page = this.pageToWrite(key);
    const column = aggressor > 0 ? 0 : aggressor < 0 ? 1 : 2;
    page.lots[(tick - key * pageTicks) * width + column]! += lots;
    page.revision = revision;
  }

  changedSince(revision: number): ProfileColumns {
    const rows: [units: number, bought: number, sold: number, other: number][] = [];
    for (const [key, page] of this.pages) {
      if (page.revision <= revision) continue;
      for (let place = 0; place < pageTicks; place += 1) {
        const at = place * width;
        const [bought, sold, other] = [page.lots[at]!, page.lots[at + 1]!, page.lots[at + 2]!];
        if (bought + sold + other === 0) continue;
        rows.push([(key * pageTicks + place) * this.unitsPerTick, bought, sold, other]);
      }
    }
    return {
      priceUnits: Float64Array.from(rows, (row) => row[0]),
      boughtLots: Float64Array.from(rows, (row) => row[1]),
      soldLots: Float64Array.from(rows, (row) => row[2]),
      otherLots: Float64Array.from(rows, (row) => row[3]),
    };
  }

  private pageToWrite(key: number): Page {
    const found = this.pages.get(key);
    if (found !== undefined && !found.isShared) return found;
    const lots = found?.lots.slice() ?? new Float64Array(pageTicks * width);
    const page = { lots, isShared: false, revision: 0 };
    this.pages.set(key, page);
    return page;
  }
}

const nothing = new PriceTally(1);

export class VolumeProfile implements Sink {
  private tallies = new Map<number, PriceTally>();
  private taken = 0;

  /** `unitsPerTick` of each instrument, by its index. */
  constructor(private readonly unitsPerTick: readonly number[]) {}

  /** Rises with every batch of reports; what `changedSince` wants. */
  get revision(): number {
    return this.taken;
  }

  changedSince(instrument: number, revision: number): ProfileColumns {
    return (this.tallies.get(instrument) ?? nothing).changedSince(revision);
  }

  take(reports: Uint8Array): void {
    this.taken += 1;
    const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
    for (let at = 0; at < reports.length; at += ReportLayout.size) {
      if (!isPrint(reports[at])) continue;
      const print = printAt(view, at);
      this.tallyOf(print.instrument).add(print, this.taken);
    }
  }

  fresh(): VolumeProfile {
    return new VolumeProfile(this.unitsPerTick);
  }

  save(): SavedProfile {
    return [...this.tallies].map(([instrument, { pages }]) => [
      instrument,
      [...pages].map(([key, page]) => {
        page.isShared = true;
        return [key, page.lots] as const;
      }),
    ]);
  }

  /** What comes back counts as changed: it may have been saved by another of its kind. */
  load(saved: unknown): void {
    this.taken += 1;
    this.tallies = new Map(
      (saved as SavedProfile).map(([instrument, pages]) => {
        const own = pages.map(
          ([key, lots]) => [key, { lots, isShared: true, revision: this.taken }] as const,
        );
        return [instrument, new PriceTally(this.unitsPerTick[instrument] ?? 1, new Map(own))];
      }),
    );
  }

  private tallyOf(instrument: number): PriceTally {
    let tally = this.tallies.get(instrument);
    if (tally === undefined) {
      tally = new PriceTally(this.unitsPerTick[instrument] ?? 1);
      this.tallies.set(instrument, tally);
    }
    return tally;
  }
}
