/**
 * The scenario library, in the order in which the gallery shows it.
 */
import { closingCross, haltAndReopening, openingAuction, volatilityAuction } from './auctions';
import { feeWar, latencyRace } from './costs';
import { drought, icebergHunt, shortSqueeze } from './liquidity';
import { batchRace, limitPause, marketBreaker, proRata, speedBump } from './rules';
import type { Scenario } from './scenario';
import { fatFinger, flashCrash, newsShock } from './shocks';

export { scenarioManifest, type Scenario } from './scenario';

export const scenarios: readonly Scenario[] = [
  openingAuction,
  flashCrash,
  haltAndReopening,
  volatilityAuction,
  fatFinger,
  drought,
  shortSqueeze,
  icebergHunt,
  newsShock,
  latencyRace,
  feeWar,
  closingCross,
  limitPause,
  marketBreaker,
  batchRace,
  speedBump,
  proRata,
];
