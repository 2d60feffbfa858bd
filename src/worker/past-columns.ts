/**
 * Collects a stretch of the past in equal parts of time: one snapshot of depth a part, prints added up by price and
 * aggressor, the first, last, highest and lowest values of the touch. Pure. Invariant: no print, no high and no low
 * between two parts is lost, however many parts there are.
 */
import type { DepthLevel } from '../engine/sampled';
import { Side } from '../layout/layout.gen';
import type { Print } from '../sim/print';
import type { Past } from './protocol';

interface Cell {
  readonly sinceNs: number;
  readonly units: number;
  lots: number;
  readonly aggressor: number;
}
interface TouchRow {
  readonly sinceNs: number;
  readonly bid: number;
  readonly ask: number;
}

/** The rows of one part that a picture must not lose, in order of time. */
export function telling(rows: readonly TouchRow[]): TouchRow[] {
  if (rows.length <= 2) return [...rows];
  const kept = new Set<TouchRow>([rows[0]!, rows.at(-1)!]);
  for (const side of ['bid', 'ask'] as const) {
    let low: TouchRow | null = null;
    let high: TouchRow | null = null;
    for (const row of rows) {
      if (Number.isNaN(row[side])) continue;
      if (low === null || row[side] < low[side]) low = row;
      if (high === null || row[side] > high[side]) high = row;
    }
    if (low !== null && high !== null) kept.add(low).add(high);
  }
  return rows.filter((row) => kept.has(row));
}

export class PastColumns {
  private readonly depthNs: number[] = [];
  private readonly levels: number[] = [];
  private readonly bids: number[] = [];
  private readonly units: number[] = [];
  private readonly lots: number[] = [];
  private readonly cells: Cell[] = [];
  private readonly open = new Map<string, Cell>();
  private readonly touches: TouchRow[] = [];
  private part: TouchRow[] = [];
  private bid = NaN;
  private ask = NaN;

  constructor(
    private readonly startNs: bigint,
    private readonly fromNs: bigint,
  ) {}

  addPrint({ tsNs, priceUnits, lots, aggressor }: Print): void {
    // Where the engine was put down it may stand before the stretch.
    if (tsNs < this.fromNs) return;
    const key = `${priceUnits}/${aggressor}`;
    const cell = this.open.get(key);
    if (cell !== undefined) {
      cell.lots += lots;
      return;
    }
    const made = { sinceNs: this.since(tsNs), units: priceUnits, lots, aggressor };
    this.open.set(key, made);
    this.cells.push(made);
  }

  addTouch(tsNs: bigint, side: number, units: number): void {
    if (side === Side.buy) this.bid = units;
    else this.ask = units;
    if (tsNs < this.fromNs) return;
    this.part.push({ sinceNs: this.since(tsNs), bid: this.bid, ask: this.ask });
  }

  /** Closes a part with the book as it stands at its end, bids and asks. */
  endPart(atNs: bigint, [bids = [], asks = []]: readonly (readonly DepthLevel[])[]): void {
    const sinceNs = this.since(atNs);
    // The touch before the stretch is not in its reports: the first snapshot tells it.
    this.bid = bids[0] === undefined ? NaN : Number(bids[0].priceUnits);
    this.ask = asks[0] === undefined ? NaN : Number(asks[0].priceUnits);
    if (this.depthNs.length === 0) this.part.push({ sinceNs, bid: this.bid, ask: this.ask });
    this.touches.push(...telling(this.part));
    this.part = [];
    this.open.clear();
    this.depthNs.push(sinceNs);
    this.levels.push(bids.length + asks.length);
    this.bids.push(bids.length);
    for (const { priceUnits, totalLots } of [...bids, ...asks]) {
      this.units.push(Number(priceUnits));
      this.lots.push(Number(totalLots));
    }
  }

  columns(): Pick<Past, 'depth' | 'trades' | 'touches'> {
    const { cells, touches } = this;
    return {
      depth: {
        sinceNs: Float64Array.from(this.depthNs),
        levels: Uint16Array.from(this.levels),
        bids: Uint16Array.from(this.bids),
        units: Float64Array.from(this.units),
        lots: Float64Array.from(this.lots),
      },
      trades: {
        sinceNs: Float64Array.from(cells, (cell) => cell.sinceNs),
        units: Float64Array.from(cells, (cell) => cell.units),
        lots: Float64Array.from(cells, (cell) => cell.lots),
        aggressor: Int8Array.from(cells, (cell) => cell.aggressor),
      },
      touches: {
        sinceNs: Float64Array.from(touches, (row) => row.sinceNs),
        bid: Float64Array.from(touches, (row) => row.bid),
        ask: Float64Array.from(touches, (row) => row.ask),
      },
    };
  }

  private since(ns: bigint): number {
    return Number(ns - this.startNs);
  }
}
