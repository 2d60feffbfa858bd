/**
 * All or nothing, proved by doing it: in a random book of every kind of order, under every allocation, a fill-or-kill order is
 * killed exactly when the same order as an immediate-or-cancel one, in a copy of the same core, would not have filled whole; and one
 * with a minimum exactly when it would have filled less. The core is compared with itself; no rule is restated here.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CoreMatcher } from '../contract/core-matcher';
import { configOf } from '../contract/matcher';
import type { JsonCommand } from '../contract/matcher';
import type { ReportObject } from '../model/types';
import { check, isSoak } from './check';
import { termStep, toLines } from './terms-flow';

const accounts = [
  { id: 1, cash: 1_000_000n },
  { id: 2, cash: 1_000_000n, selfTrade: 'cancelOld' as const },
  { id: 3, cash: 1_000_000n, selfTrade: 'none' as const },
];
const configs = fc
  .record({
    allocation: fc.constantFrom('fifo', 'proRata', 'proRataTop', 'split'),
    minShareLots: fc.integer({ min: 0, max: 2 }),
    fifoPercent: fc.constantFrom(0, 40, 100),
    priority: fc.constantFrom('displayTime', 'time'),
    selfTrade: fc.constantFrom('none', 'cancelNew', 'cancelOld', 'cancelBoth', 'decrement'),
  })
  .map(({ selfTrade, ...venueRules }) => ({ selfTrade, venueRules }));
const probes = fc.array(
  fc.record({
    side: fc.constantFrom('buy', 'sell'),
    through: fc.integer({ min: -1, max: 3 }),
    lots: fc.integer({ min: 2, max: 24 }),
    account: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 4, maxLength: 8 },
);
const flows = fc.array(termStep, { minLength: 15, maxLength: 40, size: 'max' });
const id = '900';

const filled = (reports: readonly ReportObject[]): number =>
  reports.reduce(
    (lots, one) => (one.kind === 'fill' && one['takerId'] === id ? lots + Number(one['lots']) : lots),
    0,
  );

it('an order that must fill whole, or so many lots, is killed exactly when playing it would not have', () => {
  const seen = { killed: 0, whole: 0, short: 0, enough: 0 };
  check(
    fc.property(configs, flows, probes, ({ selfTrade, venueRules }, steps, wanted) => {
      const config = configOf(
        { selfTrade, venueRules, minTick: 80, maxTick: 120 },
        { accounts, reports: ['accepted', 'fill', 'cancelled', 'rejected', 'triggered', 'restated'] },
      );
      const core = new CoreMatcher(config);
      const lines = toLines(steps, 1);
      for (const line of lines) core.apply(line);
      const ts = String(lines.at(-1)!['ts']);
      const image = core.engine.checkpoint();
      const played = (line: JsonCommand): ReportObject[] => {
        core.engine.restoreInto(image);
        return core.apply(line);
      };
      for (const { side, through, lots, account } of wanted) {
        const price = String(side === 'buy' ? 100 + through : 100 - through);
        const line = { op: 'new', ts, id, side, price, lots, account, type: 'limit' };
        const could = filled(played({ ...line, tif: 'IOC' }));
        const whole = played({ ...line, tif: 'FOK' });
        const say = JSON.stringify({ selfTrade, venueRules, lines, line, could });
        expect(filled(whole), say).toBe(could === lots ? lots : 0);
        const killed = whole.some((one) => one['reason'] === 'fokUnfillable');
        if (whole.some(({ kind }) => kind === 'accepted')) expect(killed, say).toBe(could !== lots);
        if (could > 0) seen[could === lots ? 'whole' : 'killed'] += 1;
        // Where an own order takes lots off both, nothing behind it counts, though some of it would fill.
        if (selfTrade === 'decrement' && account === 1) continue;
        const minimum = Math.ceil(lots / 2);
        const least = filled(played({ ...line, tif: 'IOC', minimum }));
        expect(least, say).toBe(could >= minimum ? could : 0);
        if (could > 0) seen[could >= minimum ? 'enough' : 'short'] += 1;
      }
    }),
    120,
  );
  if (!isSoak) for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(20);
});
