/**
 * The scenario library, in the order in which the gallery shows it.
 */
import { drought, icebergHunt, shortSqueeze } from './liquidity';
import type { Scenario } from './scenario';
import { fatFinger, flashCrash } from './shocks';

export { scenarioManifest, type Scenario } from './scenario';

export const scenarios: readonly Scenario[] = [flashCrash, fatFinger, drought, shortSqueeze, icebergHunt];
