/**
 * A print as the journal tells it: the first unit of a fill of the matcher, or a trade of the tape. Pure; knows units,
 * not who reads them. Invariant: a fill names the side of its aggressor, a trade of the tape the side of the resting
 * order; a cross and a print whose side nobody knows have none.
 */
import { ReportKind, ReportLayout, Side, TradeCode } from '../layout/layout.gen';

/** 1: the aggressor bought, −1: sold, 0: nobody says. */
export type Aggressor = 1 | -1 | 0;

export const isPrint = (kind: number | undefined): boolean =>
  kind === ReportKind.trade || kind === ReportKind.fill;

export function aggressorOf(kind: number, flags: number): Aggressor {
  const isFill = kind === ReportKind.fill;
  const code = flags >> 1;
  if (!isFill && (code === TradeCode.cross || code === TradeCode.unsided)) return 0;
  return ((flags & 1) === Side.sell) === isFill ? -1 : 1;
}

/** What sums and pictures need of the print at byte `at`. */
export interface Print {
  readonly tsNs: bigint;
  readonly instrument: number;
  readonly priceUnits: number;
  readonly lots: number;
  readonly aggressor: Aggressor;
}

export function printAt(view: DataView, at: number): Print {
  const [kind, flags] = [view.getUint8(at + ReportLayout.kind), view.getUint8(at + ReportLayout.flags)];
  return {
    tsNs: view.getBigInt64(at + ReportLayout.tsNs, true),
    instrument: view.getUint16(at + ReportLayout.instrument, true),
    priceUnits: Number(view.getBigInt64(at + ReportLayout.priceUnits, true)),
    lots: view.getUint32(at + ReportLayout.lots, true),
    aggressor: aggressorOf(kind, flags),
  };
}
