/**
 * What orders of the run do in the book of its tape: policy, queue model and their numbers (docs/FORMATS.md §8). Pure.
 * Invariant: parsed twice, an impact is the same.
 */
import { ImpactPolicy, QueueModel } from '../layout/layout.gen';
import type { ImpactPolicyName, QueueModelName } from '../layout/layout.gen';
import * as shape from './shape';

export interface Impact {
  readonly policy: ImpactPolicyName;
  /** absent: exact on order tapes, risk-averse on others */
  readonly queueModel?: QueueModelName;
  /** of the power model, thousandths */
  readonly exponent: number;
  readonly lifetimeNs: bigint;
  readonly auctionPercent: number;
  /** thousandths of the tape's lots */
  readonly divergenceLimit: number;
}

export const impactDefaults = {
  exponent: 3000,
  lifetimeNs: 60_000_000_000n,
  auctionPercent: 0,
  divergenceLimit: 100,
} as const;

const fields = ['policy', 'queueModel', 'exponent', 'lifetimeNs', 'auctionPercent', 'divergenceLimit'];
const policies = Object.keys(ImpactPolicy) as ImpactPolicyName[];
const models = Object.keys(QueueModel) as QueueModelName[];

export function readImpact(json: unknown, path: string): Impact {
  const given = shape.readFields(json, path, fields);
  const integer = (
    name: 'exponent' | 'auctionPercent' | 'divergenceLimit',
    min: number,
    max: number,
  ): number => shape.readInteger(given.get(name) ?? impactDefaults[name], `${path}.${name}`, min, max);
  const policy = shape.requireField(given, path, 'policy');
  const lifetime = given.get('lifetimeNs') ?? impactDefaults.lifetimeNs.toString();
  return {
    policy: shape.readOneOf(policy, `${path}.policy`, policies),
    ...(given.has('queueModel')
      ? { queueModel: shape.readOneOf(given.get('queueModel'), `${path}.queueModel`, models) }
      : {}),
    exponent: integer('exponent', 1, 16_000),
    lifetimeNs: shape.readBigint(lifetime, `${path}.lifetimeNs`, 1n, 2n ** 62n),
    auctionPercent: integer('auctionPercent', 0, 100),
    divergenceLimit: integer('divergenceLimit', 0, 1_000_000),
  };
}

/** The impact as JSON again, decimals as text. */
export const impactJson = (impact: Impact): Readonly<Record<string, string | number>> => ({
  ...impact,
  lifetimeNs: impact.lifetimeNs.toString(),
});
