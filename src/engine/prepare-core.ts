/**
 * Tells a fresh core what it is made for: instruments with their rules, venues with their fees, accounts. Records go
 * through the core's scratch region. Knows no rule; the configuration was checked.
 */
import { TapedeckError } from '../layout/errors';
import { EngineStateLayout as E, SelfTrade, stateAddress } from '../layout/layout.gen';
import { writeCallRules } from './call-rules';
import { accountsOf, type AccountConfig, type EngineConfig } from './config';
import type { CoreExports } from './core';
import { writeDelays } from './latency';
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

function addParticipants(
  core: CoreExports,
  view: DataView,
  at: number,
  { latency = [], seed = 0n }: EngineConfig,
  numbers: ReadonlyMap<string, number>,
): void {
  for (const entry of latency) {
    writeDelays(view, at, entry);
    const venue = entry.venue === undefined ? 0 : (numbers.get(entry.venue) ?? 0);
    core.addParticipant(entry.account, venue, seed, at);
  }
}

/** The same symbol on several venues is one group. */
function joinGroups(core: CoreExports, { instruments, routing }: EngineConfig): void {
  if (!routing) return;
  const groups = new Map<string, number>();
  for (const [index, { symbol, venue, mode }] of instruments.entries()) {
    if (venue === undefined || mode === 'tape') continue;
    const group = groups.get(symbol) ?? groups.size + 1;
    groups.set(symbol, group);
    core.joinGroup(index, group, routing.protect ? 1 : 0);
  }
}

/** After `setUp`. Throws E-ENGINE-03 when an account is named twice. */
export function prepareCore(core: CoreExports, config: EngineConfig): void {
  const view = new DataView(core.memory.buffer);
  const at = view.getUint32(stateAddress + E.scratchBase, true);
  const numbers = addVenues(core, view, at, config);
  addParticipants(core, view, at, config, numbers);
  const travels = (config.latency ?? []).length > 0;
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
    // The tape's own book stands behind a book in which its orders are matched again.
    const isTape = mode === 'tape' && impact?.policy !== 'rematch';
    const code = SelfTrade[selfTrade];
    const index = core.addInstrument(isTape ? 1 : 0, unitsPerTick, maxLots, minTick, maxTick, code);
    // A tape's book takes commands only where it has an impact.
    if (isTape && impact === undefined) continue;
    if (!isTape && venueRules !== undefined) {
      writeVenueRules(view, at, venueRules);
      core.setRules(index, at);
    }
    if (callRules !== undefined) {
      writeCallRules(view, at, callRules);
      core.setCallRules(index, at, config.seed ?? 0n);
    }
    const number = venue === undefined ? 0 : (numbers.get(venue) ?? 0);
    if (number !== 0 || travels) core.listAt(index, number);
  }
  joinGroups(core, config);
  for (const [index, { mode, impact }] of config.instruments.entries()) {
    if (impact === undefined || mode !== 'tape') continue;
    writeImpact(view, at, impact);
    core.keepImpact(index, at);
  }
  for (const account of accountsOf(config)) {
    if (core.openAccount(account.id, account.cash, selfTradeCode(account.selfTrade)) === 0) {
      throw new TapedeckError('E-ENGINE-03', `accounts name ${account.id} twice.`, { account: account.id });
    }
  }
}
