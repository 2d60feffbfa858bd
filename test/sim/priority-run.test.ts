/**
 * Who of one price is served first, as the rulebook and the instrument's own rules say it, through a whole run: a hidden
 * offer, then a displayed one, then a buyer of what one of them sells.
 */
import { expect, it } from 'vitest';
import { parseManifest } from '../../src/scenario/manifest';
import { Run } from '../../src/sim';
import { core } from './core-module';

const start = Date.parse('2024-06-10T22:30:00Z');
const at = (s: number): string => `${start + s * 1000}000000`;
const order = { op: 'new', source: 'person', lots: 5 };
const commands = [
  { ...order, ts: at(1), id: '1', account: 1, side: 'sell', price: '100', hidden: true },
  { ...order, ts: at(2), id: '2', account: 2, side: 'sell', price: '100' },
  { ...order, ts: at(3), id: '3', account: 3, side: 'buy', price: '100' },
];
const accounts = [1, 2, 3].map((id) => ({ id, cash: '100000' }));

async function sellerUnder(rules: object): Promise<number | undefined> {
  const manifest = parseManifest({
    version: 1,
    instruments: [{ symbol: 'A', ...rules }],
    accounts,
    commands,
    startNs: at(0),
    endNs: at(9),
  });
  const run = await Run.open(core, manifest, null, [], {});
  await run.playTo(run.endNs, Infinity);
  expect(run.engine.account(3, 0).position).toBe(5n);
  return [1, 2].find((id) => run.engine.account(id, 0).position === -5n);
}

const old = { name: 'cme-like', version: '2024-04' };
const byTime = { name: 'cme-like', version: '2024-04.1' };

it.each<[string, number, object]>([
  ['no rule', 2, {}],
  ['a rulebook that says nothing', 2, { rulebook: old }],
  ['a rulebook by time', 1, { rulebook: byTime }],
  ['an instrument by time', 1, { venueRules: { priority: 'time' } }],
  [
    'an instrument by time under a rulebook that says nothing',
    1,
    { rulebook: old, venueRules: { priority: 'time' } },
  ],
  ['an instrument that has its own rule', 2, { rulebook: byTime, venueRules: { priority: 'displayTime' } }],
  ['a rulebook by time beside other rules', 1, { rulebook: byTime, venueRules: { lotStep: 5 } }],
])('%s: account %i sells', async (_, seller, rules) => {
  expect(await sellerUnder(rules)).toBe(seller);
});
