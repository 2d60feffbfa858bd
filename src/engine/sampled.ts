/** Levels and orders as the core samples them into its scratch, read as plain values. */
import { DepthRowLayout as D, OrderRowLayout as O } from '../layout/layout.gen';

export interface DepthLevel {
  readonly priceUnits: bigint;
  readonly totalLots: bigint;
  readonly orderCount: number;
}

export interface RestingOrder {
  readonly orderId: bigint;
  readonly tsNs: bigint;
  readonly priceUnits: bigint;
  /** Displayed lots; an iceberg has `hiddenLots` more. */
  readonly lots: number;
  readonly hiddenLots: number;
  readonly originalLots: number;
  readonly account: number;
  readonly side: number;
  readonly flags: number;
  /** Displayed lots that stand before it at its price. */
  readonly aheadLots: bigint;
}

export function readDepth(view: DataView, rows: number): DepthLevel[] {
  return Array.from({ length: rows }, (_, index) => ({
    priceUnits: view.getBigInt64(index * D.size + D.priceUnits, true),
    totalLots: view.getBigInt64(index * D.size + D.totalLots, true),
    orderCount: view.getUint32(index * D.size + D.orderCount, true),
  }));
}

export function readOrder(view: DataView, at: number): RestingOrder {
  return {
    orderId: view.getBigUint64(at + O.orderId, true),
    tsNs: view.getBigInt64(at + O.tsNs, true),
    priceUnits: view.getBigInt64(at + O.priceUnits, true),
    lots: view.getUint32(at + O.lots, true),
    hiddenLots: view.getUint32(at + O.hiddenLots, true),
    originalLots: view.getUint32(at + O.originalLots, true),
    account: view.getUint32(at + O.account, true),
    side: view.getUint8(at + O.side),
    flags: view.getUint8(at + O.flags),
    aheadLots: view.getBigInt64(at + O.aheadLots, true),
  };
}
