/**
 * What a scenario is: a market with a goal and questions, meant to be opened by others. Data; `npm run samples` makes
 * links of them. A change of one changes its digest, so the golden test goes with it.
 */
import type { AgentJson } from '../agents';
import type { Lesson } from '../lesson';
import { atSecond, sizes, smallCapacities } from './parts';

type JsonFields = { readonly [name: string]: AgentJson };

export interface Scenario {
  /** in addresses and tests */
  readonly name: string;
  readonly title: string;
  /** a few words */
  readonly character: string;
  readonly lesson: Lesson;
  readonly symbol: string;
  readonly minutes: number;
  /** pace at which it is worth watching, and seconds after the start to begin at */
  readonly speed: number;
  readonly t: number;
  readonly seed: string;
  readonly agents: readonly JsonFields[];
  readonly commands?: readonly JsonFields[];
  /** fields of the instrument beyond symbol, unit and range */
  readonly instrument?: JsonFields;
  /** further fields of the manifest */
  readonly more?: JsonFields;
}

/** The manifest of a scenario as JSON. */
export const scenarioManifest = (scenario: Scenario): Record<string, AgentJson> => ({
  version: 1,
  title: scenario.title,
  lesson: scenario.lesson as unknown as AgentJson,
  instruments: [
    {
      symbol: scenario.symbol,
      priceUnit: '0.01',
      lotSize: '1',
      minTick: 1,
      maxTick: 100_000,
      ...scenario.instrument,
    },
  ],
  seed: scenario.seed,
  startNs: atSecond(0),
  endNs: atSecond(scenario.minutes * 60),
  agents: scenario.agents,
  ...(scenario.commands === undefined ? {} : { commands: scenario.commands }),
  ...scenario.more,
  capacities: { ...smallCapacities, extensions: 4096 },
});

/** The flow of an ordinary stock; scenarios change what they are about. */
export const ordinaryFlow = (changes: JsonFields): JsonFields => ({
  family: 'cst',
  limits: [0.4, 0.6, 0.8, 0.9, 0.9],
  tail: { k: 1.5, alpha: 0.5, depth: 60 },
  market: 0.7,
  cancels: [0.26, 0.24, 0.2, 0.16, 0.12, 0.08],
  sizes,
  ...changes,
});

/** An order of the scenario itself. */
export const intervention = (second: number, fields: JsonFields): JsonFields => ({
  op: 'new',
  ts: atSecond(second),
  source: 'intervention',
  ...fields,
});

const uncross = {
  rules: ['maxVolume', 'minSurplus', 'surplusSide', 'nearestReference'],
  candidates: 'ticks',
};

/** A venue whose clock is UTC, open every day; the run begins at 14:30. */
export const venueOf = (
  name: string,
  sessions: readonly AgentJson[],
  more: Readonly<Record<string, AgentJson>> = {},
): Readonly<Record<string, AgentJson>> => ({
  rulebook: {
    name,
    version: '1',
    zone: 'UTC',
    days: 'every',
    endsDay: true,
    auction: uncross,
    sessions,
    ...more,
  },
});
