/**
 * The spread that the tape inspector tells, against a sum over every nanosecond step of a small market.
 */
import { describe, expect, it } from 'vitest';
import { spreadFacts } from '../../src/ui/panels/coverage';
import { Ring } from '../../src/ui/state/ring';

function touches(rows: readonly (readonly [number, number, number])[]): Ring {
  const ring = new Ring(16, 3);
  for (const row of rows) ring.push(...row);
  return ring;
}

describe('spread of what was played', () => {
  it('weighs each spread by how long it stood, the last up to now', () => {
    const rows = [
      [0, NaN, 110],
      [10, 100, 110],
      [30, 105, 110],
      [35, 105, NaN],
      [50, 90, 110],
    ] as const;
    const nowNs = 60;
    let [sum, steps] = [0, 0];
    for (let ns = 0; ns < nowNs; ns += 1) {
      const inForce = rows.filter(([at]) => at <= ns).at(-1);
      const spread = inForce === undefined ? NaN : inForce[2] - inForce[1];
      if (Number.isNaN(spread)) continue;
      sum += spread / 5;
      steps += 1;
    }
    const facts = spreadFacts(touches(rows), nowNs, 5);
    expect(facts?.meanTicks).toBeCloseTo(sum / steps, 12);
    expect(facts).toMatchObject({ leastTicks: 1, mostTicks: 4, sinceNs: 10 });
  });

  it('is nothing where no two sides stood', () => {
    expect(spreadFacts(touches([[0, 100, NaN]]), 5, 1)).toBeNull();
  });
});
