/**
 * The scenario library, in the order in which the gallery shows it.
 */
import { closingCross, haltAndReopening, openingAuction } from './auctions';
import { extendedAuction, volatilityAuction } from './corridors';
import { feeWar, latencyRace } from './costs';
import { drought, icebergHunt, shortSqueeze } from './liquidity';
import { pegs, queuePlace } from './places';
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
  extendedAuction,
  queuePlace,
  pegs,
];
