/**
 * Orders of every type, time in force and set of flags, good in every respect but the one that is asked about: what the
 * matrices of legal orders enter. They sell at 102 in a market at 99 / 101.
 */
import type { OrderTypeName, TermFlagName, TifName } from '../../src/layout/layout.gen';
import { TermFlag } from '../../src/layout/layout.gen';
import { typeRules } from '../../src/layout/order-rules';
import type { JsonCommand } from '../contract/matcher';

const flags = Object.keys(TermFlag) as TermFlagName[];

/** None, each flag and each pair. */
export const flagSets: TermFlagName[][] = [
  [],
  ...flags.map((flag) => [flag]),
  ...flags.flatMap((flag, at) => flags.slice(at + 1).map((other) => [flag, other])),
];

const flagFields: Readonly<Record<TermFlagName, JsonCommand>> = {
  postOnly: { postOnly: true },
  slide: { slide: true },
  iceberg: { display: 2 },
  hidden: { hidden: true },
  minimum: { minimum: 2 },
  allOrNone: { allOrNone: true },
  reduceOnly: { reduceOnly: true },
  imbalanceOnly: { imbalanceOnly: true },
};

const ownFields: Readonly<Partial<Record<OrderTypeName, JsonCommand>>> = {
  stop: { trigger: '90' },
  stopLimit: { trigger: '90' },
  marketIfTouched: { trigger: '120' },
  limitIfTouched: { trigger: '120' },
  trailingStop: { trail: 20 },
  trailingStopLimit: { trail: 20, limitOffset: 2 },
  marketProtected: { protection: 1 },
  pegged: { peg: 'primary' },
};

export function orderForm(type: OrderTypeName, tif: TifName, set: readonly TermFlagName[]): JsonCommand {
  const hasPrice = typeRules.find((rule) => rule.type === type)?.price === 'limit';
  return {
    ...{ op: 'new', ts: '10', id: '1', account: 1, side: 'sell', type, lots: 5, tif },
    ...(hasPrice ? { price: '102' } : {}),
    ...(tif === 'GTD' ? { expires: '1000' } : {}),
    ...ownFields[type],
    ...Object.assign({}, ...set.map((flag) => flagFields[flag])),
  };
}
