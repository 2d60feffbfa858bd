/**
 * Supply and demand for pictures: the table of CME Group's worked example ("Application of the Indicative Opening Price
 * Rules"), rule 1, whose cumulative sums the sample must give; and a look changes nothing.
 */
import { expect, it } from 'vitest';
import { CoreMatcher, stateOf } from '../contract/core-matcher';
import { configOf } from '../contract/matcher';
import { readCommand } from '../contract/shorthand';

const table: readonly [price: number, bid: number, ask: number, bids: number, asks: number][] = [
  [43, 30, 6, 351, 6],
  [44, 1, 4, 321, 10],
  [45, 100, 90, 320, 100],
  [46, 70, 100, 220, 200],
  [47, 50, 1, 150, 201],
  [48, 40, 25, 100, 226],
  [49, 30, 1, 60, 227],
  [50, 20, 100, 30, 327],
  [51, 10, 30, 10, 357],
];

it('gives the cumulative sums of the published table, the price and the rule that decides', () => {
  const core = new CoreMatcher(configOf());
  expect(core.engine.auction(0)).toBeNull();
  core.apply(readCommand('session preOpen', 1));
  for (const [price, bid, ask] of table) {
    core.apply(readCommand(`buy ${price} ${price}x${bid}`, 1));
    core.apply(readCommand(`sell ${price + 100} ${price}x${ask}`, 1));
  }
  const before = stateOf(core.engine);
  const sample = core.engine.auction(0);
  expect(
    sample?.steps.map((step) => [step.priceUnits, step.demandLots, step.supplyLots].map(Number)),
  ).toEqual(table.map(([price, , , bids, asks]) => [price, bids, asks]));
  expect(sample).toMatchObject({ priceUnits: 46n, volume: 200n, surplus: 20n, rule: 'maxVolume' });
  expect(stateOf(core.engine)).toBe(before);
});
