/**
 * Bars of one second for each instrument: open, high, low, close and volume of every print. A sink of the run, so it
 * goes back with every checkpoint; longer bars are sums of these, exact. Invariant: a bar that is done is never written
 * again, so that checkpoints share it, and no print is left out of a bar.
 */
import { ReportLayout } from '../layout/layout.gen';
import { isPrint, printAt, type Print } from './print';
import type { Sink } from './sinks';

/** Whole seconds since 1970, price units, lots. Seconds without a print have no bar. */
export interface BarColumns {
  readonly second: Float64Array<ArrayBuffer>;
  readonly openUnits: Float64Array<ArrayBuffer>;
  readonly highUnits: Float64Array<ArrayBuffer>;
  readonly lowUnits: Float64Array<ArrayBuffer>;
  readonly closeUnits: Float64Array<ArrayBuffer>;
  readonly lots: Float64Array<ArrayBuffer>;
  /** of them bought by the aggressor, and sold by it; a cross is neither */
  readonly boughtLots: Float64Array<ArrayBuffer>;
  readonly soldLots: Float64Array<ArrayBuffer>;
}

const width = 8;
const chunkBars = 512;
/** three days of seconds in which somebody traded */
const barsKept = 262_144;

interface SavedBars {
  readonly chunks: readonly Float64Array[];
  readonly firstChunk: number;
  readonly doneCount: number;
  readonly current: Float64Array | null;
}

export class BarLog {
  private chunks: Float64Array[] = [];
  private firstChunk = 0;
  private doneCount = 0;
  private current: Float64Array | null = null;

  /** Bars begun so far; the last of them goes on. */
  get count(): number {
    return this.doneCount + (this.current === null ? 0 : 1);
  }

  add({ tsNs, priceUnits, lots, aggressor }: Print): void {
    const second = Number(tsNs / 1_000_000_000n);
    if (this.current === null || this.current[0] !== second) this.begin(second, priceUnits);
    const bar = this.current!;
    if (priceUnits > bar[2]!) bar[2] = priceUnits;
    if (priceUnits < bar[3]!) bar[3] = priceUnits;
    bar[4] = priceUnits;
    bar[5]! += lots;
    if (aggressor > 0) bar[6]! += lots;
    if (aggressor < 0) bar[7]! += lots;
  }

  /** Bars from number `first` on, counting from 1, that are still kept. */
  columnsFrom(first: number): BarColumns {
    const from = Math.max(0, this.count - barsKept, first - 1);
    const rows = Math.max(0, this.count - from);
    const column = (place: number): Float64Array<ArrayBuffer> => {
      const values = new Float64Array(rows);
      for (let row = 0; row < rows; row += 1) {
        const { bars, at } = this.placeOf(from + row);
        values[row] = bars[at + place]!;
      }
      return values;
    };
    return {
      second: column(0),
      openUnits: column(1),
      highUnits: column(2),
      lowUnits: column(3),
      closeUnits: column(4),
      lots: column(5),
      boughtLots: column(6),
      soldLots: column(7),
    };
  }

  save(): SavedBars {
    const { chunks, firstChunk, doneCount, current } = this;
    return { chunks: chunks.slice(), firstChunk, doneCount, current: current?.slice() ?? null };
  }

  load({ chunks, firstChunk, doneCount, current }: SavedBars): void {
    this.chunks = chunks.slice();
    this.firstChunk = firstChunk;
    this.doneCount = doneCount;
    this.current = current?.slice() ?? null;
    // The last chunk goes on being written: here in a copy, so that nobody else's changes.
    if (doneCount % chunkBars > 0) this.chunks.push(this.chunks.pop()!.slice());
  }

  private begin(second: number, priceUnits: number): void {
    this.finish();
    this.current = Float64Array.of(second, priceUnits, priceUnits, priceUnits, priceUnits, 0, 0, 0);
  }

  private finish(): void {
    if (this.current === null) return;
    const inChunk = this.doneCount % chunkBars;
    if (inChunk === 0) this.openChunk();
    this.chunks.at(-1)!.set(this.current, inChunk * width);
    this.doneCount += 1;
  }

  private placeOf(index: number): { bars: Float64Array; at: number } {
    if (index === this.doneCount) return { bars: this.current!, at: 0 };
    const bars = this.chunks[Math.floor(index / chunkBars) - this.firstChunk]!;
    return { bars, at: (index % chunkBars) * width };
  }

  private openChunk(): void {
    this.chunks.push(new Float64Array(chunkBars * width));
    while (this.chunks.length > barsKept / chunkBars + 1) {
      this.chunks.shift();
      this.firstChunk += 1;
    }
  }
}

export class Bars implements Sink {
  private readonly logs = new Map<number, BarLog>();

  of(instrument: number): BarLog {
    let log = this.logs.get(instrument);
    if (log === undefined) {
      log = new BarLog();
      this.logs.set(instrument, log);
    }
    return log;
  }

  take(reports: Uint8Array): void {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
    for (let at = 0; at < reports.length; at += ReportLayout.size) {
      if (!isPrint(reports[at])) continue;
      const print = printAt(view, at);
      this.of(print.instrument).add(print);
    }
  }

  fresh(): Bars {
    return new Bars();
  }

  save(): unknown {
    return [...this.logs].map(([instrument, log]) => [instrument, log.save()] as const);
  }

  load(saved: unknown): void {
    this.logs.clear();
    for (const [instrument, log] of saved as [number, SavedBars][]) this.of(instrument).load(log);
  }
}
