/**
 * What a picture says at one moment and price, in exact numbers: the size that rested there in the snapshot in force,
 * or the candle. Pure. Invariant: at the present it reads the very book that the ladder shows.
 */
import { firstAtOrAfter, type DepthRows } from '../state/depth-rows';
import type { PastWindow } from '../state/past-store';
import type { ChartModel } from './chart-view';

export interface DepthReading {
  /** when the snapshot that was read was taken */
  readonly sinceNs: number;
  readonly side: 'bid' | 'ask' | null;
  /** the largest size of the row and the price it rests at; 0 where nothing rests */
  readonly lots: number;
  readonly units: number;
  /** all sizes of the row together */
  readonly totalLots: number;
  readonly levels: number;
}

interface Reader {
  note(units: number, lots: number, side: 'bid' | 'ask'): void;
}

function readRow(rows: DepthRows, row: number, reader: Reader): void {
  const bids = rows.bids(row);
  const levels = rows.levels(row);
  for (let level = 0; level < levels; level += 1) {
    reader.note(rows.units(row, level), rows.lots(row, level), level < bids ? 'bid' : 'ask');
  }
}

/** The rows and the snapshot in force at a moment; null when nothing is known of it. */
function inForce(
  model: ChartModel,
  past: PastWindow | null,
  sinceNs: number,
): { rows: DepthRows; row: number } | null {
  const live = model.pictures.depth;
  const isPast = past !== null && sinceNs <= past.toNs && sinceNs >= past.fromNs;
  const rows: DepthRows = isPast ? past.depth : live;
  const row = firstAtOrAfter(rows, sinceNs + 1) - 1;
  return row < 0 ? null : { rows, row };
}

/** Reads prices in [low, high). `partNs`: how much time one column of the picture holds. */
export function readDepth(
  model: ChartModel,
  past: PastWindow | null,
  at: { readonly sinceNs: number; readonly partNs: number; readonly low: number; readonly high: number },
): DepthReading | null {
  const found = { side: null as 'bid' | 'ask' | null, lots: 0, units: at.low, totalLots: 0, levels: 0 };
  const reader: Reader = {
    note(units, lots, side) {
      if (units < at.low || units >= at.high) return;
      found.totalLots += lots;
      found.levels += 1;
      if (lots <= found.lots) return;
      found.lots = lots;
      found.units = units;
      found.side = side;
    },
  };
  if (model.nowNs - at.sinceNs < at.partNs * 0.75) {
    for (const { priceUnits, totalLots } of model.book.bids)
      reader.note(Number(priceUnits), Number(totalLots), 'bid');
    for (const { priceUnits, totalLots } of model.book.asks)
      reader.note(Number(priceUnits), Number(totalLots), 'ask');
    return { sinceNs: model.nowNs, ...found };
  }
  const place = inForce(model, past, at.sinceNs);
  if (place === null) return null;
  readRow(place.rows, place.row, reader);
  return { sinceNs: place.rows.atNs(place.row), ...found };
}
