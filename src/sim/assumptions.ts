/**
 * What a result takes for granted, in words that stand next to it and travel with it. Knows the manifest and the kind
 * of tape. Invariant: every result carries every one of these.
 */
import type { Manifest } from '../scenario/manifest';
import type { TapePort } from './tape-port';

const dataLevels: Readonly<Record<string, string>> = {
  order: 'order by order (L3)',
  depth: 'level by level (L2)',
  quote: 'best bid and ask (L1)',
  trade: 'trades only',
  bar: 'bars only',
};

const simulatedLevel = ({ agents }: Manifest): string =>
  agents.length === 0 ? 'commands, matched here' : 'simulated order flow';

/** Who charges something; nobody else costs anything. */
function feesOf({ venues }: Manifest): string {
  const charging = venues.filter(({ fees = [] }) => fees.length > 0).map(({ name }) => name);
  return charging.length === 0 ? 'none' : `as the schedules of ${charging.join(', ')}`;
}

export type Assumptions = Readonly<Record<string, string>>;

export function assumptionsOf(manifest: Manifest, tape: TapePort | null): Assumptions {
  return {
    dataLevel: tape === null ? simulatedLevel(manifest) : (dataLevels[tape.schema] ?? tape.schema),
    queueModel:
      tape === null ? 'exact (price, then time)' : 'not applicable: no own orders in the tape’s book',
    impact: tape === null ? 'full: every order is matched' : 'none',
    latency: 'none',
    fees: feesOf(manifest),
    seed: manifest.seed,
    seedCount: '1',
    ...(tape === null || manifest.span === null
      ? {}
      : { span: 'a part of the tape: what rested in the book before it is not known' }),
  };
}
