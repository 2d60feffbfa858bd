/**
 * The manifest: everything that decides a run apart from the tape and what people did. Parsed from untrusted JSON into
 * a complete value, defaults filled in.
 * Invariant: two manifests have one hash exactly when they ask for the same reports (docs/FORMATS.md, "Manifest").
 */
import { SelfTrade } from '../layout/layout.gen';
import type { ReportKindName, SelfTradeName } from '../layout/layout.gen';
import { maxI64, maxU64, parseCommandLog } from './command';
import type { CommandInput } from './command';
import { readAgents, type AgentSpec, type Span } from './agents';
import { readLesson, type Lesson } from './lesson';
import { readImpact, type Impact } from './impact';
import { readLatency, type LatencySpec } from './latency';
import { migrateManifest } from './migrations';
import { besideReports, presetReports, readReports, withReports } from './report-kinds';
import { readVenueRules, type VenueRules } from './venue-rules';
import { readRouting, readVenues, refuseUnequal, type Routing, type VenueSpec } from './venues';
import { readMarketIndex, type MarketIndex } from './calendar/breaker';
import { readRulebookUse, type RulebookUse } from './rulebook-use';
import { readBranch, type Branch } from './branch';
import * as shape from './shape';

export interface TapeReference {
  /** root hash of the tape, 64 hex digits */
  readonly hash: string;
  readonly name: string;
  /** where the page may fetch the folder; empty when only the hash is known */
  readonly url: string;
}

export interface InstrumentRules {
  readonly symbol: string;
  readonly priceUnit: string;
  readonly unitsPerTick: number;
  readonly lotSize: string;
  readonly maxLots: number;
  readonly minTick: number;
  readonly maxTick: number;
  readonly selfTrade: SelfTradeName;
  /** rules beyond these; absent: none */
  readonly venueRules?: VenueRules;
  /** by which it trades; absent: it is always open */
  readonly rulebook?: RulebookUse;
  /** name of one of the manifest’s venues; absent: none */
  readonly venue?: string;
  /** with a tape: what own orders do in its book; absent: it takes none */
  readonly impact?: Impact;
}

export interface AccountStart {
  readonly id: number;
  /** money units: price unit × lot */
  readonly cash: bigint;
  /** when it is the aggressor; absent: the instrument's rule */
  readonly selfTrade?: SelfTradeName;
}

export const capacityNames = [
  'orders',
  'farLevels',
  'pending',
  'extensions',
  'accounts',
  'windowRows',
  'journalUnits',
  'blocks',
  'windowTicks',
  'agentOrders',
  'bandTrades',
] as const;
export type CapacityName = (typeof capacityNames)[number];
export type ManifestCapacities = Readonly<Partial<Record<CapacityName, number>>>;

export interface Manifest {
  readonly version: 1;
  readonly title: string;
  /** null: nobody is to learn anything in particular */
  readonly lesson: Lesson | null;
  readonly tape: TapeReference | null;
  /** tapes of news, corporate actions and figures, in the order of their texts */
  readonly beside: readonly TapeReference[];
  readonly instruments: readonly InstrumentRules[];
  /** u64 in decimal */
  readonly seed: string;
  readonly accounts: readonly AccountStart[];
  readonly venues: readonly VenueSpec[];
  /** absent: venues do not know of each other */
  readonly routing: Routing | null;
  /** accounts whose messages travel */
  readonly latency: readonly LatencySpec[];
  /** index of the whole market, for circuit breakers; null: none */
  readonly marketIndex: MarketIndex | null;
  readonly reports: readonly ReportKindName[];
  readonly commands: readonly CommandInput[];
  /** how long the run lasts; null: as long as its tape or its commands */
  readonly span: Span | null;
  readonly agents: readonly AgentSpec[];
  readonly capacities: ManifestCapacities;
  /** which run this one went its own way from; absent: none */
  readonly branch?: Branch;
}

export const limits = {
  instruments: 1024,
  accounts: 65536,
  accountId: 2 ** 20 - 1,
  /** no sum of cash and reservations can then leave i64 */
  cash: 2n ** 62n - 1n,
  /** of a manifest or human log that travels as JSON */
  commands: 1_000_000,
  /** tapes beside a run, and rows of all of them within its time */
  beside: 16,
  besideRows: 65_536,
  lots: 2 ** 31 - 1,
  tick: 2 ** 30,
  windowTicksMin: 4096,
  windowTicksMax: 262144,
} as const;

const selfTradeNames = Object.keys(SelfTrade) as SelfTradeName[];
const hexHash = /^[0-9a-f]{64}$/;
/** Relative, or http(s): no other scheme may ever reach a fetch. */
const address = /^(https?:\/\/|(?![A-Za-z][A-Za-z0-9+.-]*:)(?!\/\/))[^\s\\]*$/;
const decimalStep = /^(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/;

const manifestFields = [
  'version',
  'title',
  'lesson',
  'tape',
  'beside',
  'instruments',
  'seed',
  'accounts',
  'venues',
  'routing',
  'latency',
  'marketIndex',
  'reports',
  'commands',
  'startNs',
  'endNs',
  'agents',
  'capacities',
  'branch',
];
const instrumentFields = [
  'symbol',
  'priceUnit',
  'unitsPerTick',
  'lotSize',
  'maxLots',
  'minTick',
  'maxTick',
  'selfTrade',
  'venueRules',
  'rulebook',
  'venue',
  'impact',
];

export function parseManifest(json: unknown): Manifest {
  shape.refuseDeepJson(json, '');
  const fields = shape.readFields(migrateManifest(json), '', manifestFields);
  const tape = fields.has('tape') ? readTape(fields.get('tape'), 'tape') : null;
  const beside = readBeside(fields.get('beside') ?? []);
  const venues = readVenues(fields.get('venues') ?? []);
  const instruments = readInstruments(fields.get('instruments') ?? [], venues);
  if (tape === null && instruments.length === 0) {
    throw shape.wrongShape('manifest', 'must name a tape or at least one instrument.');
  }
  const taking = tape === null ? instruments.findIndex(({ impact }) => impact !== undefined) : -1;
  if (taking >= 0) throw shape.wrongShape(`instruments[${taking}].impact`, 'is for the book of a tape.');
  const span = readSpan(fields, tape !== null);
  const commands = parseCommandLog(fields.get('commands') ?? [], 'commands', limits.commands);
  if (span !== null) refuseOutside(commands, span);
  const routing = fields.has('routing') ? readRouting(fields.get('routing')) : null;
  if (routing !== null) refuseUnequal(instruments);
  const latency = readLatency(fields.get('latency') ?? [], venues);
  if (latency.length > 0 && span === null && tape === null)
    throw shape.wrongShape('latency', 'needs to know how long the run lasts: give startNs and endNs.');
  const agents = readAgentsOf(fields, span, instruments);
  refuseLooseRulebooks(instruments, span, tape !== null);
  return {
    version: 1,
    title: shape.readText(fields.get('title') ?? '', 'title', 200),
    lesson: fields.has('lesson') ? readLesson(fields.get('lesson'), 'lesson') : null,
    tape,
    beside,
    instruments,
    seed: shape.readBigint(fields.get('seed') ?? '0', 'seed', 0n, maxU64).toString(),
    accounts: readAccounts(fields.get('accounts') ?? []),
    venues,
    routing,
    latency,
    marketIndex: fields.has('marketIndex') ? readMarketIndex(fields.get('marketIndex'), 'marketIndex') : null,
    reports: readReports(
      fields.get('reports') ??
        presetReports({ tape, instruments, agents, beside, commands, venues, routing, latency }),
    ),
    commands,
    span,
    agents,
    capacities: readCapacities(fields.get('capacities') ?? {}),
    ...(fields.has('branch') ? { branch: readBranch(fields.get('branch'), 'branch') } : {}),
  };
}

/** The same run with more tapes beside it: another run. It also reports what they have to say. */
export function withBeside(manifest: Manifest, tapes: readonly TapeReference[]): Manifest {
  const more = tapes.filter(({ hash }) => !manifest.beside.some((known) => known.hash === hash));
  if (more.length === 0) return manifest;
  const reports = withReports(manifest.reports, besideReports);
  return { ...manifest, beside: readBeside([...manifest.beside, ...more]), reports };
}

function readSpan(fields: ReadonlyMap<string, unknown>, hasTape: boolean): Span | null {
  if (hasTape && fields.has('endNs') && !fields.has('startNs'))
    throw shape.wrongShape('endNs', 'needs startNs beside it: a tape begins at a time of its own.');
  if (!fields.has('endNs')) {
    if (fields.has('startNs')) throw shape.wrongShape('startNs', 'needs endNs beside it.');
    return null;
  }
  const startNs = shape.readBigint(fields.get('startNs') ?? '0', 'startNs', 0n, maxI64 / 2n);
  return { startNs, endNs: shape.readBigint(fields.get('endNs'), 'endNs', startNs + 1n, maxI64 / 2n) };
}

function refuseOutside(commands: readonly CommandInput[], { startNs, endNs }: Span): void {
  commands.forEach(({ tsNs }, index) => {
    if (tsNs < startNs || tsNs > endNs)
      throw shape.outOfRange(`commands[${index}].ts`, `is ${tsNs}, outside startNs … endNs.`);
  });
}

function readAgentsOf(
  fields: ReadonlyMap<string, unknown>,
  span: Span | null,
  instruments: readonly InstrumentRules[],
): AgentSpec[] {
  const json = fields.get('agents') ?? [];
  if (!Array.isArray(json) || json.length === 0) return [...shape.readArray(json, 'agents', 0)] as [];
  if (fields.has('tape'))
    throw shape.wrongShape('agents', 'trade in matched books, and this run has a tape’s.');
  if (span === null) throw shape.wrongShape('agents', 'need to know how long the run lasts: give endNs.');
  return readAgents(json, span, instruments);
}

/** A rulebook needs to know how long the run lasts, and a book of its own. */
function refuseLooseRulebooks(
  instruments: readonly InstrumentRules[],
  span: Span | null,
  hasTape: boolean,
): void {
  const index = instruments.findIndex(({ rulebook }) => rulebook !== undefined);
  const path = `instruments[${index}].rulebook`;
  if (index >= 0 && hasTape)
    throw shape.wrongShape(path, 'is for a matched book, and this run has a tape’s.');
  if (index >= 0 && span === null)
    throw shape.wrongShape(path, 'needs to know how long the run lasts: give startNs and endNs.');
}

function readTape(json: unknown, path: string): TapeReference {
  const fields = shape.readFields(json, path, ['hash', 'name', 'url']);
  const hash = shape.requireField(fields, path, 'hash');
  return {
    hash: shape.readPattern(hash, `${path}.hash`, hexHash, '64 hex digits in lower case'),
    name: shape.readText(fields.get('name') ?? '', `${path}.name`, 200),
    url: readAddress(fields.get('url') ?? '', `${path}.url`),
  };
}

function readBeside(json: unknown): TapeReference[] {
  const tapes = shape
    .readArray(json, 'beside', limits.beside)
    .map((entry, index) => readTape(entry, `beside[${index}]`));
  tapes.forEach(({ hash }, index) => {
    if (tapes.findIndex((other) => other.hash === hash) < index)
      throw shape.outOfRange(`beside[${index}].hash`, 'is there twice.');
  });
  return tapes;
}

const readAddress = (value: unknown, path: string): string =>
  shape.readPattern(shape.readText(value, path, 2000), path, address, 'a relative or http(s) address');

function readInstruments(json: unknown, venues: readonly VenueSpec[]): InstrumentRules[] {
  return shape.readArray(json, 'instruments', limits.instruments).map((entry, index) => {
    const path = `instruments[${index}]`;
    const fields = shape.readFields(entry, path, instrumentFields);
    const integer = (name: string, preset: number, min: number, max: number): number =>
      shape.readInteger(fields.get(name) ?? preset, `${path}.${name}`, min, max);
    const step = (name: string, preset: string): string =>
      readStep(fields.get(name) ?? preset, `${path}.${name}`);
    const rules: InstrumentRules = {
      symbol: shape.readText(shape.requireField(fields, path, 'symbol'), `${path}.symbol`, 64),
      priceUnit: step('priceUnit', '0.01'),
      unitsPerTick: integer('unitsPerTick', 1, 1, limits.tick),
      lotSize: step('lotSize', '1'),
      maxLots: integer('maxLots', 1_000_000, 1, limits.lots),
      minTick: integer('minTick', 1, -limits.tick, limits.tick),
      maxTick: integer('maxTick', 1_000_000_000, -limits.tick, limits.tick),
      selfTrade: shape.readOneOf(fields.get('selfTrade') ?? 'none', `${path}.selfTrade`, selfTradeNames),
    };
    const book = fields.has('rulebook')
      ? { rulebook: readRulebookUse(fields.get('rulebook'), `${path}.rulebook`) }
      : {};
    const venue = fields.has('venueRules')
      ? { venueRules: readVenueRules(fields.get('venueRules'), `${path}.venueRules`, rules.unitsPerTick) }
      : {};
    if (rules.minTick > rules.maxTick) {
      throw shape.outOfRange(`${path}.minTick`, `is ${rules.minTick}, above maxTick ${rules.maxTick}.`);
    }
    const names = venues.map(({ name }) => name);
    return {
      ...rules,
      ...venue,
      ...book,
      ...(fields.has('venue') ? { venue: shape.readOneOf(fields.get('venue'), `${path}.venue`, names) } : {}),
      ...(fields.has('impact') ? { impact: readImpact(fields.get('impact'), `${path}.impact`) } : {}),
    };
  });
}

function readStep(value: unknown, path: string): string {
  const step = shape.readPattern(value, path, decimalStep, 'a decimal number such as "0.01"');
  if (/^[0.]*$/.test(step)) throw shape.outOfRange(path, 'must be above zero.');
  return step;
}

function readAccounts(json: unknown): AccountStart[] {
  const seen = new Set<number>();
  return shape.readArray(json, 'accounts', limits.accounts).map((entry, index) => {
    const path = `accounts[${index}]`;
    const fields = shape.readFields(entry, path, ['id', 'cash', 'selfTrade']);
    const id = shape.readInteger(shape.requireField(fields, path, 'id'), `${path}.id`, 1, limits.accountId);
    if (seen.has(id)) throw shape.outOfRange(`${path}.id`, `account ${id} is there twice.`);
    seen.add(id);
    const rule = fields.get('selfTrade');
    return {
      id,
      cash: shape.readBigint(fields.get('cash') ?? '0', `${path}.cash`, 0n, limits.cash),
      ...(rule === undefined
        ? {}
        : { selfTrade: shape.readOneOf(rule, `${path}.selfTrade`, selfTradeNames) }),
    };
  });
}

function readCapacities(json: unknown): ManifestCapacities {
  const fields = shape.readFields(json, 'capacities', capacityNames);
  const capacities: Partial<Record<CapacityName, number>> = {};
  for (const name of capacityNames) {
    if (!fields.has(name)) continue;
    const path = `capacities.${name}`;
    const isWindow = name === 'windowTicks';
    const [min, max] = isWindow ? [limits.windowTicksMin, limits.windowTicksMax] : [1, 2 ** 30];
    const value = shape.readInteger(fields.get(name), path, min, max);
    if (isWindow && (value & (value - 1)) !== 0)
      throw shape.outOfRange(path, `is ${value}, must be a power of two.`);
    capacities[name] = value;
  }
  return capacities;
}
