/**
 * Tells a fresh core what it is made for: instruments with their rules, venues with their fees, accounts. Records go
 * through the core's scratch region. Knows no rule; the configuration was checked.
 */
import { TapedeckError } from '../layout/errors';
import { EngineStateLayout as E, SelfTrade, stateAddress } from '../layout/layout.gen';
import { writeCallRules } from './call-rules';
import { accountsOf, type AccountConfig, type EngineConfig } from './config';
import type { CoreExports } from './core';
import { writeImpact } from './tape-impact';
import { writeExchange, writeFeeLine } from './venue-costs';
import { writeVenueRules } from './venue-rules';

/** 0: as the instrument says. */
const selfTradeCode = (rule: AccountConfig['selfTrade']): number =>
  rule === undefined ? 0 : SelfTrade[rule] + 1;

/** Numbers of the venues by name, from 1. */
function addVenues(core: CoreExports, view: DataView, at: number, config: EngineConfig): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const venue of config.venues ?? []) {
    writeExchange(view, at, venue);
    numbers.set(venue.name, core.addExchange(at));
    for (const line of venue.fees ?? []) {
      writeFeeLine(view, at, venue, line);
      core.addFeeLine(at);
    }
  }
  return numbers;
}

/** After `setUp`. Throws E-ENGINE-03 when an account is named twice. */
export function prepareCore(core: CoreExports, config: EngineConfig): void {
  const view = new DataView(core.memory.buffer);
  const at = view.getUint32(stateAddress + E.scratchBase, true);
  const numbers = addVenues(core, view, at, config);
  for (const {
    mode,
    unitsPerTick,
    maxLots,
    minTick,
    maxTick,
    selfTrade,
    venueRules,
    callRules,
    venue,
    impact,
  } of config.instruments) {
    const isTape = mode === 'tape';
    const code = SelfTrade[selfTrade];
    const index = core.addInstrument(isTape ? 1 : 0, unitsPerTick, maxLots, minTick, maxTick, code);
    if (isTape && impact !== undefined) {
      writeImpact(view, at, impact);
      core.keepImpact(index, at);
    }
    if (isTape) continue;
    if (venueRules !== undefined) {
      writeVenueRules(view, at, venueRules);
      core.setRules(index, at);
    }
    if (callRules !== undefined) {
      writeCallRules(view, at, callRules);
      core.setCallRules(index, at, config.seed ?? 0n);
    }
    if (venue !== undefined) core.listAt(index, numbers.get(venue) ?? 0);
  }
  for (const account of accountsOf(config)) {
    if (core.openAccount(account.id, account.cash, selfTradeCode(account.selfTrade)) === 0) {
      throw new TapedeckError('E-ENGINE-03', `accounts name ${account.id} twice.`, { account: account.id });
    }
  }
}
