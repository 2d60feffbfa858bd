/**
 * Corporate actions, headlines and figures woven into a random flow. Knows nothing of engines. Ratios are those that
 * round, those that do not, and those that are refused.
 */
import fc from 'fast-check';
import { commandKinds, ranks } from '../model/codes';
import type { ModelCommand } from '../model/types';

interface Woven {
  /** how far into the flow, 0…1 */
  place: number;
  kind: number;
  lots: number;
  orderId: bigint;
  priceUnits: bigint;
  instrument: number;
}
export type Weave = (commands: readonly (ModelCommand | null)[]) => (ModelCommand | null)[];

const ratio = fc.constantFrom<[number, bigint]>(
  [2, 1n],
  [1, 2n],
  [3, 2n],
  [2, 3n],
  [7, 1n],
  [1, 10n],
  [1_000_000, 999_999n],
  [1, 1n],
  [0, 1n],
  [1, 0n],
  [1_000_001, 1n],
  [1, 2n ** 64n - 1n],
);

const kind = fc.oneof(
  { arbitrary: fc.constant(commandKinds.split), weight: 6 },
  { arbitrary: fc.constant(commandKinds.dividend), weight: 3 },
  { arbitrary: fc.constantFrom(commandKinds.symbolChange, commandKinds.news, commandKinds.fact), weight: 2 },
  { arbitrary: fc.constant(commandKinds.delist), weight: 1 },
);

export function withActions(instruments: number): fc.Arbitrary<Weave> {
  const woven: fc.Arbitrary<Woven> = fc
    .record({
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      kind,
      ratio,
      priceUnits: fc.constantFrom(0n, 1n, 25n, 333n, -1n),
      instrument: fc.nat(instruments),
    })
    .map(({ ratio: [lots, orderId], ...rest }) => ({ ...rest, lots, orderId }));
  return fc.array(woven, { minLength: 1, maxLength: 5 }).map((all) => (commands) => weave(commands, all));
}

function weave(commands: readonly (ModelCommand | null)[], all: readonly Woven[]): (ModelCommand | null)[] {
  const out = [...commands];
  for (const { place, ...action } of all) {
    const at = Math.round(place * out.length);
    const before = out.slice(0, at).findLast((command) => command !== null);
    const rest = { tsNs: before?.tsNs ?? 0n, side: 0, tif: 0, flags: 0, displayShift: 0, account: 0 };
    out.splice(at, 0, { ...rest, ...action, rank: ranks.corporate });
  }
  return out;
}
