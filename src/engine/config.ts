/**
 * What an engine is made for: instruments, accounts, capacities, and which kinds of reports it writes. Checks
 * everything that the core takes for granted, above all that no sum of money can leave i64.
 * Invariant: a checked configuration never traps the core.
 */
import { TapedeckError } from '../layout/errors';
import type { CallRules } from '../scenario/call-rules';
import type { LatencySpec } from '../scenario/latency';
import { collectorsOf, type Routing, type VenueSpec } from '../scenario/venues';
import type { VenueRules } from '../scenario/venue-rules';
import type { AgentConfig } from './agent-plan';
import type { TapeImpact } from './tape-impact';
import { ReportKind, SelfTrade, type ReportKindName, type SelfTradeName } from '../layout/layout.gen';

export type BookMode = 'matched' | 'tape';

export interface InstrumentConfig {
  readonly symbol: string;
  /** Decimal string: the smallest price step of a print. */
  readonly priceUnit: string;
  readonly unitsPerTick: number;
  readonly lotSize: string;
  readonly maxLots: number;
  readonly minTick: number;
  readonly maxTick: number;
  readonly selfTrade: SelfTradeName;
  readonly mode: BookMode;
  /** rules beyond these; absent: none */
  readonly venueRules?: VenueRules;
  /** name of the venue where it is listed; absent: nowhere, nothing is charged */
  readonly venue?: string;
  /** what own orders do in the tape's book; absent: it takes none */
  readonly impact?: TapeImpact;
  /** numbers of its rulebook; absent: none */
  readonly callRules?: CallRules;
}

export interface Capacities {
  readonly orders: number;
  readonly farLevels: number;
  readonly pending: number;
  readonly extensions: number;
  readonly accounts: number;
  readonly windowRows: number;
  readonly journalUnits: number;
  readonly blocks: number;
  readonly windowTicks: number;
  /** orders that one agent may have listed */
  readonly agentOrders: number;
  /** trades within the mean of the price bands, where an instrument has any */
  readonly bandTrades: number;
}

export interface AccountConfig {
  readonly id: number;
  readonly cash: bigint;
  /** when it is the aggressor; absent: the instrument's rule */
  readonly selfTrade?: SelfTradeName;
}

export interface EngineConfig {
  readonly instruments: readonly InstrumentConfig[];
  readonly capacities?: Partial<Capacities>;
  readonly reports: readonly ReportKindName[];
  readonly accounts?: readonly AccountConfig[];
  /** venues with a name; their collectors are opened without cash where `accounts` does not name them */
  readonly venues?: readonly VenueSpec[];
  /** whether orders look at the same instrument on other venues */
  readonly routing?: Routing | null;
  /** accounts whose messages travel */
  readonly latency?: readonly LatencySpec[];
  readonly agents?: readonly AgentConfig[];
  /** seed of the random streams of agents and of latency */
  readonly seed?: bigint;
}

export const defaultCapacities: Capacities = {
  orders: 65_536,
  farLevels: 4_096,
  pending: 4_096,
  extensions: 1_024,
  accounts: 16,
  windowRows: 65_536,
  journalUnits: 131_072,
  blocks: 65_536,
  windowTicks: 16_384,
  agentOrders: 4_096,
  bandTrades: 8_192,
};

/** Smallest and largest value of each capacity; `power` says that it must be a power of two. */
const bounds: Readonly<Record<keyof Capacities, { min: number; max: number; power?: true }>> = {
  orders: { min: 1, max: 2 ** 26 },
  farLevels: { min: 1, max: 2 ** 22 },
  pending: { min: 1, max: 2 ** 24 },
  extensions: { min: 1, max: 2 ** 24 },
  accounts: { min: 1, max: 2 ** 20 },
  windowRows: { min: 1, max: 2 ** 24 },
  journalUnits: { min: 256, max: 2 ** 24, power: true },
  blocks: { min: 1, max: 2 ** 24 },
  windowTicks: { min: 4_096, max: 262_144, power: true },
  agentOrders: { min: 1, max: 2 ** 22 },
  bandTrades: { min: 1, max: 2 ** 22 },
};

/** Ticks stay this far from the ends of i32, so that no difference of two ticks overflows. */
export const tickLimit = 2 ** 30;
export const lotsLimit = 2 ** 31 - 1;
const instrumentLimit = 1_024;

function refuse(path: string, message: string, details: Readonly<Record<string, unknown>> = {}): never {
  throw new TapedeckError('E-ENGINE-03', `${path} ${message}`, { path, ...details });
}

function checkInteger(path: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    refuse(path, `must be an integer from ${min} to ${max}; it is ${value}.`, { value });
  }
}

export function checkCapacities(given: Partial<Capacities>): Capacities {
  const capacities = { ...defaultCapacities, ...given };
  for (const [name, bound] of Object.entries(bounds)) {
    const value = capacities[name as keyof Capacities];
    checkInteger(`capacities.${name}`, value, bound.min, bound.max);
    if (bound.power && (value & (value - 1)) !== 0) {
      refuse(`capacities.${name}`, `must be a power of two; it is ${value}.`, { value });
    }
  }
  return capacities;
}

export function checkInstrument(instrument: InstrumentConfig, path: string): void {
  checkInteger(`${path}.unitsPerTick`, instrument.unitsPerTick, 1, 2 ** 31 - 1);
  checkInteger(`${path}.maxLots`, instrument.maxLots, 1, lotsLimit);
  checkInteger(`${path}.minTick`, instrument.minTick, -tickLimit, tickLimit);
  checkInteger(`${path}.maxTick`, instrument.maxTick, instrument.minTick, tickLimit);
  if (SelfTrade[instrument.selfTrade] === undefined) refuse(`${path}.selfTrade`, 'is not a known rule.');
  const furthest = Math.max(Math.abs(instrument.minTick), Math.abs(instrument.maxTick));
  const money = BigInt(furthest) * BigInt(instrument.unitsPerTick) * BigInt(instrument.maxLots);
  if (money >= 2n ** 62n) {
    refuse(path, 'has orders worth more than 2^62 money units; use a coarser price unit or fewer lots.', {
      money,
    });
  }
}

/** The accounts of a run: those that are named, and those that only receive fees. */
export function accountsOf({ accounts = [], venues = [] }: EngineConfig): readonly AccountConfig[] {
  const named = new Set(accounts.map(({ id }) => id));
  const others = collectorsOf(venues).filter((id) => !named.has(id));
  return [...accounts, ...others.map((id) => ({ id, cash: 0n }))];
}

export function checkConfig(config: EngineConfig): Capacities {
  checkInteger('instruments', config.instruments.length, 1, instrumentLimit);
  config.instruments.forEach((instrument, index) => checkInstrument(instrument, `instruments[${index}]`));
  const highest = Math.max(0, ...accountsOf(config).map((account) => account.id));
  const accounts = Math.max(config.capacities?.accounts ?? defaultCapacities.accounts, highest + 1);
  for (const [index, account] of (config.accounts ?? []).entries()) {
    checkInteger(`accounts[${index}].id`, account.id, 1, bounds.accounts.max - 1);
    if (account.cash < 0n || account.cash >= 2n ** 62n) {
      refuse(`accounts[${index}].cash`, 'must be from 0 to 2^62.', { cash: account.cash });
    }
  }
  const names = (config.venues ?? []).map(({ name }) => name);
  config.instruments.forEach(({ venue }, index) => {
    if (venue === undefined || names.includes(venue)) return;
    refuse(`instruments[${index}].venue`, `is "${venue}", which is no venue of this run.`, { venue });
  });
  return checkCapacities({ ...config.capacities, accounts });
}

export function reportMask(kinds: readonly ReportKindName[]): number {
  // What an order with terms does later is told where its acceptance is: no manifest names these two.
  let mask = kinds.includes('accepted') ? (1 << ReportKind.triggered) | (1 << ReportKind.restated) : 0;
  for (const kind of kinds) {
    const bit = ReportKind[kind];
    if (bit === undefined || bit > 31) refuse('reports', `names "${kind}", which is no kind of report.`);
    mask |= 1 << bit;
  }
  return mask >>> 0;
}
