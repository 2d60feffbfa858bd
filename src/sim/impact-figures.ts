/**
 * What own orders did in a run's tape, in figures and words, and whether the run still claims to be history. Pure: it reads
 * counters of the engine. Invariant: an instrument that takes no orders has no figures.
 */
import type { ImpactCounters } from '../engine/tape-impact';
import { impactPolicyName, queueModelName } from '../layout/layout.gen';
import type { Impact } from '../scenario/impact';
import type { Manifest } from '../scenario/manifest';

/** The engine, as far as it is asked here. */
export interface ImpactSource {
  impact(instrument: number): ImpactCounters | null;
}

/** Lots as decimal text; `divergence` in thousandths of the tape's lots. */
export interface ImpactFigures {
  readonly instrument: number;
  readonly policy: string;
  readonly queueModel: string;
  readonly phantomLots: string;
  readonly missingLots: string;
  readonly takenLots: string;
  readonly lockedCount: number;
  readonly droppedCount: number;
  readonly survivorCount: number;
  readonly lapsedCount: number;
  readonly divergenceLots: string;
  readonly divergence: number;
  readonly claimsHistory: boolean;
  /** rematch: what the tape itself did against price and time, by kind; the first one's time and the order that it named */
  readonly exceptions: readonly Readonly<{ kind: string; count: number; firstNs: string; firstId: string }>[];
}

/** Thousandths, rounded up: one lot too many is never nothing. */
function thousandths(part: bigint, whole: bigint): number {
  if (part === 0n) return 0;
  return whole === 0n ? 1_000_000 : Number((part * 1000n + whole - 1n) / whole);
}

function figuresOf(instrument: number, impact: Impact, counters: ImpactCounters): ImpactFigures {
  const divergence = thousandths(counters.divergenceLots, counters.tapeLots);
  return {
    instrument,
    policy: impactPolicyName[counters.policy] ?? String(counters.policy),
    queueModel: queueModelName[counters.model] ?? String(counters.model),
    phantomLots: counters.phantomLots.toString(),
    missingLots: counters.missingLots.toString(),
    takenLots: counters.takenLots.toString(),
    lockedCount: counters.lockedCount,
    droppedCount: counters.droppedCount,
    survivorCount: counters.survivorCount,
    lapsedCount: counters.lapsedCount,
    divergenceLots: counters.divergenceLots.toString(),
    divergence,
    claimsHistory: divergence <= impact.divergenceLimit,
    exceptions: counters.exceptions.map(({ kind, count, firstNs, firstId }) => ({
      kind,
      count,
      firstNs: firstNs.toString(),
      firstId: firstId.toString(),
    })),
  };
}

/** One entry for each instrument that takes orders. */
export function impactFigures({ instruments }: Manifest, source: ImpactSource): ImpactFigures[] {
  return instruments.flatMap(({ impact }, instrument) => {
    const counters = impact === undefined ? null : source.impact(instrument);
    return impact === undefined || counters === null ? [] : [figuresOf(instrument, impact, counters)];
  });
}
