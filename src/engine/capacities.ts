/**
 * Writes what an engine is made for into its state record, before the core lays out memory. Invariant: nothing written
 * here but the mask of reports can change a report.
 */
import { EngineStateLayout as E } from '../layout/layout.gen';
import { planBytes } from './agent-plan';
import { delayRowCount } from './latency';
import { costCapacities } from './venue-costs';
import { reportMask, type Capacities, type EngineConfig } from './config';

/** What a part of a split order writes beside its fills. */
const unitsAPart = 8;
export const scratchBytes = 262_144;

function bucketCount(orders: number): number {
  let buckets = 1_024;
  while (buckets < orders * 4) buckets *= 2;
  return buckets;
}

export function writeCapacities(state: DataView, capacities: Capacities, config: EngineConfig): void {
  const set = (offset: number, value: number): void => state.setUint32(offset, value, true);
  const impacts = config.instruments.flatMap(({ impact }) => (impact === undefined ? [] : [impact]));
  const twins = impacts.filter(({ policy }) => policy === 'rematch').length;
  set(E.capInstruments, config.instruments.length + twins);
  set(E.capOrders, capacities.orders);
  set(E.capFarLevels, capacities.farLevels);
  set(E.capPending, capacities.pending);
  set(E.capExtensions, capacities.extensions);
  set(E.capAccounts, capacities.accounts);
  set(E.capWindowRows, capacities.windowRows);
  set(E.capJournalUnits, capacities.journalUnits);
  set(E.capBlocks, capacities.blocks);
  set(E.capAgents, config.agents?.length ?? 0);
  set(E.capAgentOrders, capacities.agentOrders);
  const isBeside = impacts.length > twins;
  set(E.capShadows, isBeside ? capacities.extensions : 0);
  set(E.capTaken, isBeside ? capacities.orders : 0);
  set(
    E.capPlanBytes,
    (config.agents ?? []).reduce((sum, agent) => sum + planBytes(agent).byteLength, 0),
  );
  const costs = costCapacities(config.venues ?? []);
  set(E.capExchanges, costs.venues);
  set(E.capFeeLines, costs.lines);
  set(E.capFeeTiers, costs.tiers);
  set(E.capMessageTimes, costs.messageTimes);
  set(E.fillUnits, costs.fillUnits + (config.routing ? unitsAPart : 0));
  set(E.capParticipants, config.latency?.length ?? 0);
  set(E.capDelayRows, delayRowCount(config.latency ?? []));
  const hasBands = config.instruments.some(({ callRules }) => (callRules?.bands ?? []).length > 0);
  set(E.capBandTrades, hasBands ? capacities.bandTrades : 0);
  set(E.capScratchBytes, scratchBytes);
  set(E.capBuckets, bucketCount(capacities.orders));
  set(E.windowTicks, capacities.windowTicks);
  set(E.reportMask, reportMask(config.reports));
}
