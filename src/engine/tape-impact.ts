/**
 * What own orders do in a tape's book, as the core takes it, and what they did, as it tells. Knows no rule. Invariant: an
 * instrument without an impact takes no orders of anybody.
 */
import { ImpactLayout as I, ImpactPolicy, ImpactRowLayout as R, QueueModel } from '../layout/layout.gen';
import type { QueueModelName } from '../layout/layout.gen';
import type { Impact } from '../scenario/impact';

export interface TapeImpact extends Impact {
  readonly queueModel: QueueModelName;
  /** levels a side that the tape's source shows; 0: all */
  readonly knownLevels: number;
}

export interface ImpactCounters {
  readonly policy: number;
  readonly model: number;
  readonly ownCount: number;
  /** rows that came through an own order; rematch: adds that traded on arrival */
  readonly lockedCount: number;
  readonly phantomLots: bigint;
  readonly missingLots: bigint;
  readonly takenLots: bigint;
  readonly divergenceLots: bigint;
  readonly tapeLots: bigint;
  readonly droppedCount: number;
  readonly survivorCount: number;
  readonly lapsedCount: number;
  /** rematch: what the tape itself did against price and time, by kind */
  readonly exceptions: readonly FifoException[];
}

/** Executions against price and time of one kind, with the first of them. */
export interface FifoException {
  /** another order before it at its price, only lots of unknown origin before it, a better price on its side */
  readonly kind: 'behindOrder' | 'behindUnknown' | 'throughBetter';
  readonly count: number;
  readonly firstNs: bigint;
  /** the order that the first one named */
  readonly firstId: bigint;
}

export function writeImpact(view: DataView, at: number, impact: TapeImpact): void {
  for (let byte = 0; byte < I.size; byte += 1) view.setUint8(at + byte, 0);
  view.setUint32(at + I.policy, ImpactPolicy[impact.policy], true);
  view.setUint32(at + I.model, QueueModel[impact.queueModel], true);
  view.setFloat64(at + I.exponent, impact.exponent / 1000, true);
  view.setBigInt64(at + I.lifetimeNs, impact.lifetimeNs, true);
  view.setUint32(at + I.knownLevels, impact.knownLevels, true);
  view.setUint32(at + I.auctionPercent, impact.auctionPercent, true);
}

export function readImpact(view: DataView): ImpactCounters {
  const u32 = (at: number): number => view.getUint32(at, true);
  const i64 = (at: number): bigint => view.getBigInt64(at, true);
  const u64 = (at: number): bigint => view.getBigUint64(at, true);
  const exceptions: FifoException[] = [
    { kind: 'behindOrder', count: u32(R.behindCount), firstNs: i64(R.behindNs), firstId: u64(R.behindId) },
    {
      kind: 'behindUnknown',
      count: u32(R.unknownCount),
      firstNs: i64(R.unknownNs),
      firstId: u64(R.unknownId),
    },
    {
      kind: 'throughBetter',
      count: u32(R.throughCount),
      firstNs: i64(R.throughNs),
      firstId: u64(R.throughId),
    },
  ];
  return {
    policy: u32(R.policy),
    model: u32(R.model),
    ownCount: u32(R.ownCount),
    lockedCount: u32(R.lockedCount),
    phantomLots: i64(R.phantomLots),
    missingLots: i64(R.missingLots),
    takenLots: i64(R.takenLots),
    divergenceLots: i64(R.divergenceLots),
    tapeLots: i64(R.tapeLots),
    droppedCount: u32(R.droppedCount),
    survivorCount: u32(R.survivorCount),
    lapsedCount: u32(R.lapsedCount),
    exceptions: exceptions.filter(({ count }) => count > 0),
  };
}
