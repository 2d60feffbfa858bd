/**
 * The numbers of a rulebook as the engine takes them: how an auction finds its price, corridors, price bands, delays.
 * Made from a rulebook (`rulebook.ts`), never written by hand. Knows no calendar. What is absent does not hold.
 */
import type { UncrossRuleName } from '../layout/layout.gen';

/** From a reference on: so many basis points, or so many units if that is less. */
export interface BandRow {
  readonly fromUnits: bigint;
  readonly points: number;
  /** 0: any */
  readonly mostUnits: bigint;
  /** the factor of the hour holds for it */
  readonly doubles: boolean;
}

export type CallRules = Readonly<
  Partial<{
    uncrossRules: readonly UncrossRuleName[];
    enteredOnly: number;
    iteratesStops: number;
    byShares: number;
    thresholdPoints: number;
    dynamicPoints: number;
    staticPoints: number;
    widerPoints: number;
    volatilityNs: bigint;
    volatilityRandomNs: bigint;
    limitStateNs: bigint;
    pauseNs: bigint;
    meanNs: bigint;
    holdNs: bigint;
    republishPoints: number;
    bands: readonly BandRow[];
    batchNs: bigint;
    bumpNs: bigint;
    endsDay: number;
  }>
>;
