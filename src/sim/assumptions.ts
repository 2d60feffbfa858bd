/**
 * What a result takes for granted, in words that stand next to it and travel with it. Knows the manifest and the kind
 * of tape. Invariant: every result carries every one of these.
 */
import type { ImpactPolicyName, QueueModelName } from '../layout/layout.gen';
import type { Impact } from '../scenario/impact';
import type { Manifest } from '../scenario/manifest';
import { impactIn } from './engine-setup';
import { moneyText } from '../scenario/person';
import type { TapePort } from './tape-port';

const dataLevels: Readonly<Record<string, string>> = {
  order: 'order by order (L3)',
  depth: 'level by level (L2)',
  quote: 'best bid and ask (L1)',
  trade: 'trades only',
  bar: 'bars only',
};

/** A model that estimates places is given no more than levels, though the tape has orders. */
const dataLevelOf = ({ schema, toldFrom }: TapePort): string =>
  `${dataLevels[schema] ?? schema}${toldFrom === 'order' ? ', told from orders' : ''}`;

const simulatedLevel = ({ agents }: Manifest): string =>
  agents.length === 0 ? 'commands, matched here' : 'simulated order flow';

/** Who charges something; nobody else costs anything. */
function feesOf({ venues }: Manifest): string {
  const charging = venues.filter(({ fees = [] }) => fees.length > 0).map(({ name }) => name);
  return charging.length === 0 ? 'none' : `as the schedules of ${charging.join(', ')}`;
}

const policyWords: Readonly<Record<ImpactPolicyName, (impact: Impact) => string>> = {
  none: () => 'none: own orders stand beside the tape’s book and change nothing in it',
  consume: () => 'consume: lots that own orders take are gone, nobody reacts',
  rematch: ({ lifetimeNs }) =>
    `rematch: the tape’s orders are matched again, nobody reacts; displaced ones stay ${Number(lifetimeNs) / 1e9} s`,
};

const modelWords: Readonly<Record<QueueModelName, (exponent: number) => string>> = {
  exact: () => 'exact: the tape names every order; lots of unknown origin are ahead',
  riskAverse: () => 'risk-averse: only prints move an order forward',
  power: (exponent) =>
    `power ${exponent / 1000}: what leaves a level is shared by powers of what is ahead and behind`,
  logarithmic: () => 'logarithmic: what leaves a level is shared by logarithms of what is ahead and behind',
};

const distinct = (words: readonly string[]): string => [...new Set(words)].join('; ');

function ofTape({ instruments }: Manifest, tape: TapePort): { queueModel: string; impact: string } {
  const taking = instruments.flatMap(({ impact }) => (impact === undefined ? [] : [impactIn(tape, impact)]));
  if (taking.length === 0)
    return { queueModel: 'not applicable: no own orders in the tape’s book', impact: 'none' };
  return {
    queueModel: distinct(taking.map(({ queueModel, exponent }) => modelWords[queueModel](exponent))),
    impact: distinct(taking.map((impact) => policyWords[impact.policy](impact))),
  };
}

/** Whose messages travel; everybody else's arrive at once. */
function latencyOf({ latency }: Manifest): string {
  const accounts = [...new Set(latency.map(({ account }) => account))];
  return accounts.length === 0 ? 'none' : `as configured for accounts ${accounts.join(', ')}`;
}

export type Assumptions = Readonly<Record<string, string>>;

export function assumptionsOf(manifest: Manifest, tape: TapePort | null): Assumptions {
  return {
    dataLevel: tape === null ? simulatedLevel(manifest) : dataLevelOf(tape),
    ...(tape === null
      ? { queueModel: 'exact (price, then time)', impact: 'full: every order is matched' }
      : ofTape(manifest, tape)),
    latency: latencyOf(manifest),
    fees: feesOf(manifest),
    ...(manifest.routing === null
      ? {}
      : { routing: manifest.routing.protect ? 'best price over venues' : 'each order stays at its venue' }),
    seed: manifest.seed,
    seedCount: '1',
    ...accountsAssumed(manifest, tape),
    ...(tape === null || manifest.span === null
      ? {}
      : { span: 'a part of the tape: what rested in the book before it is not known' }),
  };
}

/** What accounts start with, and that nobody asks whether they may be short. */
function accountsAssumed({ accounts, instruments }: Manifest, tape: TapePort | null): Record<string, string> {
  const steps = tape?.instruments[0] ?? instruments[0];
  if (accounts.length === 0 || steps === undefined) return {};
  const shown = accounts
    .slice(0, 3)
    .map(({ id, cash }) => `account ${id} starts with ${moneyText(cash, steps)}`);
  const more = accounts.length > 3 ? [`${accounts.length - 3} more`] : [];
  return { accounts: `${[...shown, ...more].join(', ')}; short positions are not limited` };
}
