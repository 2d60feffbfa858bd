/** What an order would do and cost if nothing else happened, read from the core's answer. Knows no rule. */
import { CommandLayout, FeePreviewLayout as P } from '../layout/layout.gen';

export interface FeePreview {
  readonly filledLots: number;
  readonly restLots: number;
  readonly fillCount: number;
  /** price of the last fill; 0 without any */
  readonly worstUnits: bigint;
  readonly valueUnits: bigint;
  readonly feeUnits: bigint;
  /** fees of the rest if it traded later, resting, in one fill at its limit */
  readonly restFeeUnits: bigint;
}

/** The answer stands behind the command, at the next multiple of 64. */
const answerOffset = Math.ceil(CommandLayout.size / 64) * 64;

export function readPreview(view: DataView, commandAt: number): FeePreview {
  const at = commandAt + answerOffset;
  const u32 = (offset: number): number => view.getUint32(at + offset, true);
  const i64 = (offset: number): bigint => view.getBigInt64(at + offset, true);
  return {
    filledLots: u32(P.filledLots),
    restLots: u32(P.restLots),
    fillCount: u32(P.fillCount),
    worstUnits: i64(P.worstUnits),
    valueUnits: i64(P.valueUnits),
    feeUnits: i64(P.feeUnits),
    restFeeUnits: i64(P.restFeeUnits),
  };
}
