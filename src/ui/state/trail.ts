/**
 * The recent past that pictures draw: trades and touch changes in rings of fixed size, times in ns since the start
 * of the run (exact as numbers for 104 days). Holds nothing later than what the worker reported.
 */
import { ReportLayout as R, Side } from '../../layout/layout.gen';
import type { TradeRow } from '../../worker/protocol';
import { Ring } from './ring';

export type TradeKind = TradeRow['kind'];
const KINDS: readonly TradeKind[] = ['fill', 'displayed', 'hidden', 'cross', 'print'];

export interface TrailTrade {
  /** counts from 1 over the whole run */
  readonly number: number;
  readonly sinceNs: number;
  readonly units: number;
  readonly lots: number;
  /** 1: the aggressor bought, −1 sold, 0 unknown */
  readonly aggressor: number;
  readonly kind: TradeKind;
}

const TRADE_CAPACITY = 16_384;
const TOUCH_CAPACITY = 131_072;

export class Trail {
  /** sinceNs, units, lots, aggressor, index of the kind, number */
  readonly trades = new Ring(TRADE_CAPACITY, 6);
  /** sinceNs, bid units, ask units; an empty side is NaN */
  readonly touches = new Ring(TOUCH_CAPACITY, 3);

  #bid = NaN;
  #ask = NaN;

  clear(): void {
    this.#bid = NaN;
    this.#ask = NaN;
    this.trades.clear();
    this.touches.clear();
  }

  addTrades(rows: readonly TradeRow[], instrument: number, startNs: bigint): void {
    for (const row of rows) {
      if (row.instrument !== instrument) continue;
      const sinceNs = Number(row.tsNs - startNs);
      const aggressor = row.aggressor === 'buy' ? 1 : row.aggressor === 'sell' ? -1 : 0;
      const kind = KINDS.indexOf(row.kind);
      this.trades.push(sinceNs, Number(row.priceUnits), row.lots, aggressor, kind, row.number);
    }
  }

  /** Touch reports as the cell sends them; a report tells one side, the other stays. */
  addTouches(units: Uint8Array, startNs: bigint): void {
    const view = new DataView(units.buffer, units.byteOffset, units.byteLength);
    for (let at = 0; at < units.byteLength; at += R.size) {
      const price = Number(view.getBigInt64(at + R.priceUnits, true));
      const isEmpty = view.getBigInt64(at + R.orderId, true) === 0n;
      if ((view.getUint8(at + R.flags) & 1) === Side.buy) this.#bid = isEmpty ? NaN : price;
      else this.#ask = isEmpty ? NaN : price;
      const sinceNs = Number(view.getBigInt64(at + R.tsNs, true) - startNs);
      if (this.touches.newest(0) === sinceNs) this.touches.setNewest(sinceNs, this.#bid, this.#ask);
      else this.touches.push(sinceNs, this.#bid, this.#ask);
    }
  }

  trade(row: number): TrailTrade {
    const ring = this.trades;
    return {
      number: ring.at(row, 5),
      sinceNs: ring.at(row, 0),
      units: ring.at(row, 1),
      lots: ring.at(row, 2),
      aggressor: ring.at(row, 3),
      kind: KINDS[ring.at(row, 4)] ?? 'print',
    };
  }
}
