/**
 * The ways in which one run can be played: every impact policy with every queue model that goes with its tape, and the run
 * under each. Pure. Invariant: two ways of a run differ in nothing but policy and model.
 */
import type { ImpactPolicyName, QueueModelName } from '../layout/layout.gen';
import type { Impact } from './impact';
import type { Manifest } from './manifest';

export interface ModelSpec {
  readonly queueModel: QueueModelName;
  /** of the power model, thousandths */
  readonly exponent: number;
}

/** Models that guess a place in the queue from levels and prints, as the study of queue models tries them. */
export const guessingModels: readonly ModelSpec[] = [
  { queueModel: 'riskAverse', exponent: 1000 },
  { queueModel: 'power', exponent: 1000 },
  { queueModel: 'power', exponent: 2000 },
  { queueModel: 'power', exponent: 3000 },
  { queueModel: 'logarithmic', exponent: 1000 },
];

export interface Way extends ModelSpec {
  readonly policy: ImpactPolicyName;
}

function modelName({ queueModel, exponent }: ModelSpec): string {
  if (queueModel === 'riskAverse') return 'risk-averse';
  return queueModel === 'power' ? `power ${exponent / 1000}` : queueModel;
}

/** For people, with the exponent where it counts: `consume, power 2`. */
export const wayName = (way: Way): string => `${way.policy}, ${modelName(way)}`;

export const isSameWay = (a: Way, b: Way): boolean => wayName(a) === wayName(b);

/** The way that an impact is, on a tape of this schema. */
export const wayOf = (schema: string, { policy, queueModel, exponent }: Impact): Way => ({
  policy,
  queueModel: queueModel ?? (schema === 'order' ? 'exact' : 'riskAverse'),
  exponent,
});

/** Every way that goes with the schema, and `own`, which may have an exponent of its own. */
export function waysOf(schema: string, own: Way): Way[] {
  const guessing = (['none', 'consume'] as const).flatMap((policy) =>
    guessingModels.map((model) => ({ policy, ...model })),
  );
  const exact = (['none', 'consume', 'rematch'] as const).map((policy) => ({
    policy,
    queueModel: 'exact' as const,
    exponent: own.exponent,
  }));
  const all: Way[] = schema === 'order' ? [...exact, ...guessing] : guessing;
  return all.some((way) => isSameWay(way, own)) ? all : [own, ...all];
}

/** The same run played in one way. */
export const withWay = (manifest: Manifest, { policy, queueModel, exponent }: Way): Manifest => ({
  ...manifest,
  instruments: manifest.instruments.map((instrument) =>
    instrument.impact === undefined
      ? instrument
      : { ...instrument, impact: { ...instrument.impact, policy, queueModel, exponent } },
  ),
});
