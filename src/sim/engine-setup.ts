/**
 * From a manifest and a tape to an engine's configuration, and what to do when a capacity is reached. It knows rules
 * and sizes, not rows. Invariant: capacities are the only part that may change between two tries of one run, and they
 * change no report.
 */
import type { Capacities, EngineConfig, InstrumentConfig } from '../engine/config';
import type { TapeImpact } from '../engine/tape-impact';
import { TapedeckError } from '../layout/errors';
import type { Impact } from '../scenario/impact';
import type { FaultName } from '../layout/layout.gen';
import type { CapacityName, InstrumentRules, Manifest } from '../scenario/manifest';
import { callRulesOf, priorityOf } from '../scenario/rulebook-use';
import { limits } from '../scenario/manifest';
import { largestLots } from '../scenario/taking-orders';
import type { TapeInstrument, TapePort } from './tape-port';

export type CapacityOverrides = Readonly<Partial<Record<CapacityName, number>>>;

/** Which capacity a fault is about; the other faults cannot be helped by more room. */
const capacityOfFault: Readonly<Partial<Record<FaultName, CapacityName>>> = {
  orderCapacity: 'orders',
  farLevelCapacity: 'farLevels',
  queueCapacity: 'pending',
  journalCapacity: 'journalUnits',
  extensionCapacity: 'extensions',
  blockCapacity: 'blocks',
  agentOrderCapacity: 'agentOrders',
  bandTradeCapacity: 'bandTrades',
};

/** Of a tape's book, whose manifest says what it needs: small, so that checkpoints are. */
const tapeDefaults = { orders: 4096, farLevels: 4096, windowTicks: 4096 } as const;
/** Room for what people may yet send, beside what is known at the start. */
const sparePending = 1024;
const tapeWindowRows = 65_536;
/** Reports that a row may cause, generously: sizes the list of block digests, 8 bytes a block. */
const reportsARow = 16;
const blockReports = 4096;

export const capacityOf = (fault: FaultName): CapacityName | null => capacityOfFault[fault] ?? null;

/** What own orders do in this tape; throws E-RUN-14 where the tape cannot tell what the manifest asks for. */
export function impactIn(tape: Pick<TapePort, 'schema' | 'levels'>, impact: Impact): TapeImpact {
  const isExact = tape.schema === 'order';
  const queueModel = impact.queueModel ?? (isExact ? 'exact' : 'riskAverse');
  const refused =
    isExact !== (queueModel === 'exact')
      ? `the queue model “${queueModel}”`
      : impact.policy === 'rematch' && !isExact
        ? 'the policy “rematch”'
        : null;
  if (refused === null) return { ...impact, queueModel, knownLevels: tape.levels ?? 0 };
  const use = isExact ? 'the model “exact”' : 'another model, and “none” or “consume”';
  throw new TapedeckError(
    'E-RUN-14',
    `A ${tape.schema} tape does not go with ${refused}. Choose ${use}; nothing was run.`,
    { schema: tape.schema, policy: impact.policy, queueModel },
  );
}

function instrumentOfTape(
  tape: TapePort,
  instrument: TapeInstrument,
  rules: InstrumentRules | undefined,
): InstrumentConfig {
  return {
    symbol: instrument.symbol,
    priceUnit: instrument.priceUnit,
    unitsPerTick: instrument.unitsPerTick,
    lotSize: instrument.lotSize,
    maxLots: rules?.maxLots ?? largestLots(instrument.unitsPerTick),
    minTick: rules?.minTick ?? -limits.tick,
    maxTick: rules?.maxTick ?? limits.tick,
    selfTrade: rules?.selfTrade ?? 'none',
    mode: 'tape',
    ...(rules?.impact === undefined ? {} : { impact: impactIn(tape, rules.impact) }),
    ...(rules?.venue === undefined ? {} : { venue: rules.venue }),
  };
}

function matchedInstrument({ rulebook, impact: _, ...rules }: InstrumentRules): InstrumentConfig {
  if (rulebook === undefined) return { ...rules, mode: 'matched' };
  const callRules = callRulesOf(rulebook, rules.priceUnit);
  const priority = priorityOf({ ...rules, rulebook });
  const venueRules = priority === 'displayTime' ? {} : { venueRules: { ...rules.venueRules, priority } };
  return { ...rules, ...venueRules, callRules, mode: 'matched' };
}

function refuseOtherInstruments(manifest: Manifest, tape: TapePort): void {
  if (manifest.instruments.length === 0) return;
  const isSame =
    manifest.instruments.length === tape.instruments.length &&
    manifest.instruments.every((rules, i) => {
      const own = tape.instruments[i];
      return (
        own !== undefined &&
        own.symbol === rules.symbol &&
        own.priceUnit === rules.priceUnit &&
        own.unitsPerTick === rules.unitsPerTick &&
        own.lotSize === rules.lotSize
      );
    });
  if (isSame) return;
  throw new TapedeckError(
    'E-RUN-03',
    'The manifest’s instruments are not those of the tape. Leave `instruments` out, or list the tape’s own, in its order.',
    {
      manifest: manifest.instruments.map((rules) => rules.symbol),
      tape: tape.instruments.map((own) => own.symbol),
    },
  );
}

/** The tape that the manifest means, or an error that says which is missing. */
export function requireTape(manifest: Manifest, tape: TapePort | null): void {
  const wanted = manifest.tape?.hash ?? null;
  if (wanted !== null && tape === null) {
    throw new TapedeckError(
      'E-RUN-01',
      `This run needs the tape with hash ${wanted}. Choose that tape and open again.`,
      {
        wanted,
      },
    );
  }
  if (tape !== null && tape.hash !== wanted) {
    throw new TapedeckError(
      'E-RUN-02',
      `This run was made with tape ${wanted ?? '(none)'}; the tape at hand is ${tape.hash}. Choose the right tape, or open the tape as a new run.`,
      { wanted, found: tape.hash },
    );
  }
}

function capacitiesFor(
  manifest: Manifest,
  tape: TapePort | null,
  scheduled: number,
  overrides: CapacityOverrides,
): Partial<Capacities> {
  const given = manifest.capacities;
  // In steps: a run in which somebody acted is opened again with the memory it had, so its checkpoints fit.
  const reserved = (Math.floor(scheduled / sparePending) + 2) * sparePending;
  const rows = (tape?.rows ?? 0) + reserved;
  const always = {
    ...given,
    pending: Math.max(given.pending ?? 0, reserved + manifest.agents.length),
    blocks: Math.max(given.blocks ?? 0, Math.ceil((rows * reportsARow) / blockReports) + 1024),
  };
  if (tape === null) return { ...always, ...overrides };
  const needed = (name: keyof typeof tapeDefaults): number =>
    Math.max(given[name] ?? tapeDefaults[name], tape.capacities[name] ?? 0);
  const isRematched = manifest.instruments.some(({ impact }) => impact?.policy === 'rematch');
  return {
    ...always,
    // The tape's own book beside, and survivors.
    orders: needed('orders') * (isRematched ? 4 : 1),
    farLevels: needed('farLevels'),
    windowTicks: needed('windowTicks'),
    windowRows: given.windowRows ?? Math.max(1, Math.min(tapeWindowRows, tape.rows)),
    ...overrides,
  };
}

/** `scheduled`: how many commands are known at the start. */
export function engineConfigFor(
  manifest: Manifest,
  tape: TapePort | null,
  scheduled: number,
  overrides: CapacityOverrides,
): EngineConfig {
  requireTape(manifest, tape);
  if (tape !== null) refuseOtherInstruments(manifest, tape);
  const instruments: InstrumentConfig[] =
    tape === null
      ? manifest.instruments.map(matchedInstrument)
      : tape.instruments.map((own, i) => instrumentOfTape(tape, own, manifest.instruments[i]));
  return {
    instruments,
    capacities: capacitiesFor(manifest, tape, scheduled, overrides),
    reports: manifest.reports,
    accounts: manifest.accounts,
    venues: manifest.venues,
    routing: manifest.routing,
    latency: manifest.latency,
    agents: manifest.agents,
    seed: BigInt(manifest.seed),
  };
}
