/**
 * Agents of a manifest (docs/FORMATS.md §8): parsed from untrusted JSON into complete values, and written back. Knows
 * ranges and defaults, nothing of how an agent acts. Invariant: a parsed agent keeps the core's sums finite and its
 * prices within the instrument's range.
 */
import { maxI64 } from './command';
import type { InstrumentRules } from './manifest';
import * as shape from './shape';

export interface Span {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

export interface CstStageSpec {
  /** after the agent’s start */
  readonly fromNs: bigint;
  readonly limits: number;
  readonly markets: number;
  readonly cancels: number;
  readonly lean: number;
}

/** Rates are a second; distances are ticks from the opposite best price. */
export interface AgentSpec extends Span {
  readonly family: 'cst';
  readonly id: number;
  readonly instrument: number;
  readonly limits: readonly number[];
  readonly tail: { readonly k: number; readonly alpha: number; readonly depth: number };
  readonly market: number;
  readonly cancels: readonly number[];
  readonly sizes: readonly { readonly lots: number; readonly weight: number }[];
  readonly start: {
    readonly bid: number;
    readonly ask: number;
    readonly bids: readonly number[];
    readonly asks: readonly number[];
  };
  readonly stages: readonly CstStageSpec[];
}

export type AgentJson =
  string | number | boolean | null | readonly AgentJson[] | { readonly [name: string]: AgentJson };

export const agentLimits = {
  agents: 256,
  id: 65_535,
  rate: 10_000,
  cancelRate: 1_000,
  distances: 64,
  depth: 256,
  sizes: 32,
  lots: 1_000_000,
  weight: 1_000_000,
  startPrices: 256,
  startOrders: 1_000,
  stages: 256,
  factor: 1_000,
} as const;

/** Table 1 of Cont, Stoikov and Talreja (2010): SKY Perfect Communications, Tokyo. */
export const paper = {
  limits: [1.85, 1.51, 1.09, 0.88, 0.77],
  tail: { k: 1.92, alpha: 0.52, depth: 30 },
  market: 0.94,
  cancels: [0.71, 0.81, 0.68, 0.56, 0.47],
  sizes: [{ lots: 1, weight: 1 }],
  stages: [{ fromNs: 0n, limits: 1, markets: 1, cancels: 1, lean: 0 }],
} as const;

const agentFields = [
  'family',
  'id',
  'instrument',
  'startNs',
  'endNs',
  'limits',
  'tail',
  'market',
  'cancels',
  'sizes',
  'start',
  'stages',
];

/** `span` is the run’s. */
export function readAgents(json: unknown, span: Span, instruments: readonly InstrumentRules[]): AgentSpec[] {
  const seen = new Set<number>();
  return shape.readArray(json, 'agents', agentLimits.agents).map((entry, index) => {
    const path = `agents[${index}]`;
    const agent = shape.readUnder(path, () => readAgent(entry, index, span, instruments));
    if (seen.has(agent.id)) throw shape.outOfRange(`${path}.id`, `agent ${agent.id} is there twice.`);
    seen.add(agent.id);
    return agent;
  });
}

function readAgent(
  json: unknown,
  index: number,
  span: Span,
  instruments: readonly InstrumentRules[],
): AgentSpec {
  const fields = shape.readFields(json, '', agentFields);
  const { rate, cancelRate } = agentLimits;
  const place = shape.readInteger(fields.get('instrument') ?? 0, 'instrument', 0, instruments.length - 1);
  const time = (name: 'startNs' | 'endNs'): bigint =>
    fields.has(name) ? shape.readBigint(fields.get(name), name, span.startNs, span.endNs) : span[name];
  const [startNs, endNs] = [time('startNs'), time('endNs')];
  if (startNs > endNs) throw shape.outOfRange('startNs', 'is later than endNs.');
  const rules = instruments[place]!;
  return {
    family: shape.readOneOf(shape.requireField(fields, '', 'family'), 'family', ['cst']),
    id: shape.readInteger(fields.get('id') ?? index + 1, 'id', 1, agentLimits.id),
    instrument: place,
    startNs,
    endNs,
    limits: readRates(fields.get('limits') ?? paper.limits, 'limits', rate),
    tail: readTail(fields.get('tail') ?? {}),
    market: shape.readNumber(fields.get('market') ?? paper.market, 'market', 0, rate),
    cancels: readRates(fields.get('cancels') ?? paper.cancels, 'cancels', cancelRate),
    sizes: fields.has('sizes') ? readSizes(fields.get('sizes'), rules.maxLots) : paper.sizes,
    start: readStart(shape.requireField(fields, '', 'start'), rules),
    stages: fields.has('stages') ? readStages(fields.get('stages')) : paper.stages,
  };
}

function notEmpty<Entry>(list: readonly Entry[], path: string): readonly Entry[] {
  if (list.length === 0) throw shape.outOfRange(path, 'must have at least one entry.');
  return list;
}

const readRates = (json: unknown, path: string, most: number): readonly number[] =>
  notEmpty(shape.readArray(json, path, agentLimits.distances), path).map((value, place) =>
    shape.readNumber(value, `${path}[${place}]`, 0, most),
  );

function readTail(json: unknown): AgentSpec['tail'] {
  const fields = shape.readFields(json, 'tail', ['k', 'alpha', 'depth']);
  return {
    k: shape.readNumber(fields.get('k') ?? paper.tail.k, 'tail.k', 0, agentLimits.rate),
    alpha: shape.readNumber(fields.get('alpha') ?? paper.tail.alpha, 'tail.alpha', 0, 8),
    depth: shape.readInteger(fields.get('depth') ?? paper.tail.depth, 'tail.depth', 1, agentLimits.depth),
  };
}

const readSizes = (json: unknown, maxLots: number): AgentSpec['sizes'] =>
  notEmpty(shape.readArray(json, 'sizes', agentLimits.sizes), 'sizes').map((entry, place) => {
    const path = `sizes[${place}]`;
    const pair = shape.readArray(entry, path, 2);
    const most = Math.min(maxLots, agentLimits.lots);
    return {
      lots: shape.readInteger(pair[0], `${path}[0]`, 1, most),
      weight: shape.readInteger(pair[1], `${path}[1]`, 1, agentLimits.weight),
    };
  });

function readStart(json: unknown, { minTick, maxTick }: InstrumentRules): AgentSpec['start'] {
  const fields = shape.readFields(json, 'start', ['bid', 'ask', 'bids', 'asks']);
  const required = (name: string): unknown => shape.requireField(fields, 'start', name);
  const counts = (name: 'bids' | 'asks'): readonly number[] =>
    shape
      .readArray(required(name), `start.${name}`, agentLimits.startPrices)
      .map((value, place) => shape.readInteger(value, `start.${name}[${place}]`, 0, agentLimits.startOrders));
  const start = {
    bid: shape.readInteger(required('bid'), 'start.bid', minTick, maxTick),
    ask: shape.readInteger(required('ask'), 'start.ask', minTick, maxTick),
    bids: counts('bids'),
    asks: counts('asks'),
  };
  if (start.bid >= start.ask) throw shape.outOfRange('start.bid', 'must be below start.ask.');
  if (start.bid - start.bids.length + 1 < minTick)
    throw shape.outOfRange('start.bids', 'reaches below minTick.');
  if (start.ask + start.asks.length - 1 > maxTick)
    throw shape.outOfRange('start.asks', 'reaches above maxTick.');
  return start;
}

function readStages(json: unknown): readonly CstStageSpec[] {
  const stages = notEmpty(shape.readArray(json, 'stages', agentLimits.stages), 'stages').map(
    (entry, place) => {
      const path = `stages[${place}]`;
      const fields = shape.readFields(entry, path, ['fromNs', 'limits', 'markets', 'cancels', 'lean']);
      const factor = (name: string): number =>
        shape.readNumber(fields.get(name) ?? 1, `${path}.${name}`, 0, agentLimits.factor);
      return {
        fromNs: shape.readBigint(fields.get('fromNs') ?? '0', `${path}.fromNs`, 0n, maxI64 / 2n),
        limits: factor('limits'),
        markets: factor('markets'),
        cancels: factor('cancels'),
        lean: shape.readNumber(fields.get('lean') ?? 0, `${path}.lean`, -1, 1),
      };
    },
  );
  if (stages[0]!.fromNs !== 0n)
    throw shape.outOfRange('stages[0].fromNs', 'must be "0": the first stage begins with the agent.');
  stages.forEach(({ fromNs }, place) => {
    if (place > 0 && fromNs <= stages[place - 1]!.fromNs)
      throw shape.outOfRange(`stages[${place}].fromNs`, 'must be later than that of the stage before.');
  });
  return stages;
}

/** Every field. */
export const agentToJson = (agent: AgentSpec): Record<string, AgentJson> => ({
  family: agent.family,
  id: agent.id,
  instrument: agent.instrument,
  startNs: agent.startNs.toString(),
  endNs: agent.endNs.toString(),
  limits: agent.limits,
  tail: { ...agent.tail },
  market: agent.market,
  cancels: agent.cancels,
  sizes: agent.sizes.map(({ lots, weight }) => [lots, weight]),
  start: { ...agent.start },
  stages: agent.stages.map((stage) => ({ ...stage, fromNs: stage.fromNs.toString() })),
});

/** As `agentToJson` without what the parser would fill in by itself. */
export function agentToShortJson(agent: AgentSpec, index: number, span: Span): Record<string, AgentJson> {
  const json = agentToJson(agent);
  const presets: Record<string, AgentJson> = {
    ...agentToJson({ ...agent, ...paper, ...span, id: index + 1, instrument: 0 }),
    family: '',
    start: '',
  };
  const isPreset = (name: string): boolean => JSON.stringify(json[name]) === JSON.stringify(presets[name]);
  return Object.fromEntries(Object.entries(json).filter(([name]) => !isPreset(name)));
}
