/**
 * A run with venue rules and orders with terms in a market made by an agent: any route to a place gives what linear play
 * gives there, steps go one event at a time, and what a person sends live is replayed to the same digest.
 */
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/scenario/command';
import { parseManifest } from '../../src/scenario/manifest';
import { Run } from '../../src/sim';
import { core } from './core-module';
import { makeRandom } from './synthetic-tape';

const second = 1_000_000_000n;
const start = 1_000_000_000_000n;
const at = (s: number): string => String(start + BigInt(s) * second);
const head = { op: 'new', source: 'person', account: 1, lots: 5 };
const commands = [
  { ...head, ts: at(5), id: '1', side: 'buy', type: 'pegged', peg: 'primary' },
  { ...head, ts: at(6), id: '2', side: 'sell', type: 'trailingStop', trail: 3, triggerBy: 'mid' },
  { ...head, ts: at(7), id: '3', side: 'buy', price: '10003', hidden: true, tif: 'GTD', expires: at(50) },
  { ...head, ts: at(8), id: '11', side: 'sell', price: '10030', after: '13' },
  { ...head, ts: at(8), id: '12', side: 'sell', type: 'stop', trigger: '9990', after: '13', ouo: '11' },
  { ...head, ts: at(8), id: '13', side: 'buy', type: 'marketProtected', protection: 2 },
  { ...head, ts: at(20), id: '4', side: 'sell', price: '10001', allOrNone: true, lots: 12 },
  {
    ...head,
    ts: at(30),
    id: '5',
    side: 'sell',
    type: 'stop',
    trigger: '9998',
    triggerBy: 'bidAsk',
    reduceOnly: true,
  },
];
const manifest = parseManifest({
  version: 1,
  instruments: [
    {
      symbol: 'SIM',
      venueRules: { allocation: 'proRataTop', minShareLots: 1, regulated: true, referenceUnits: '10000' },
    },
  ],
  seed: '42',
  startNs: String(start),
  endNs: at(90),
  accounts: [{ id: 1, cash: '1000000000', selfTrade: 'decrement' }],
  agents: [
    { family: 'cst', sizes: [[2, 1]], start: { bid: 9_999, ask: 10_001, bids: [2, 3, 4], asks: [2, 3, 4] } },
  ],
  commands,
  capacities: { orders: 512, farLevels: 128, windowTicks: 4096, agentOrders: 1024, journalUnits: 1024 },
});
const openRun = (more: { checkpointBytes?: number } = {}): Promise<Run> =>
  Run.open(core, manifest, null, [], { checkpointEvents: 100, ...more });

const picture = (run: Run): unknown => ({
  digest: run.engine.runDigest(),
  state: run.engine.stateDigest(),
  counts: run.counter.byName(),
  eventCount: run.eventCount,
});

describe('a run with venue rules and orders with terms', () => {
  it('elects, restates and ends orders, and stays whole', async () => {
    const run = await openRun();
    await run.playTo(run.endNs, Infinity);
    const counts = run.counter.byName();
    expect(counts['triggered']).toBeGreaterThanOrEqual(3);
    expect(counts['restated']).toBeGreaterThan(5);
    expect(counts['rejected']).toBeUndefined();
    expect(run.engine.validate()).toBeNull();
  });

  it('is at any place what linear play is there', async () => {
    const run = await openRun();
    const random = makeRandom(9);
    for (let turn = 0; turn < 15; turn += 1) {
      const ns = start + BigInt(random(90_000)) * 1_000_000n;
      await run.seek(ns);
      const linear = await openRun({ checkpointBytes: 0 });
      await linear.playTo(ns, Infinity);
      expect(picture(run)).toEqual(picture(linear));
    }
  });

  it('steps one event at a time through orders of several records', async () => {
    const run = await openRun();
    await run.seek(start + 8n * second - 1n);
    for (let turn = 0; turn < 12; turn += 1) {
      const before = run.eventCount;
      await run.step('event', 1);
      expect(run.eventCount).toBe(before + 1);
    }
    const there = picture(run);
    await run.step('event', -1);
    await run.step('event', 1);
    expect(picture(run)).toEqual(there);
  });

  it('replays what a person sent live', async () => {
    const live = await openRun();
    await live.playTo(start + 40n * second, Infinity);
    const ts = live.nowNs.toString();
    const sent = [
      { ...head, ts, id: '21', side: 'buy', type: 'stopLimit', price: '10040', trigger: '10001' },
      { ...head, ts, id: '22', side: 'sell', price: '10000', minimum: 3, hidden: true },
    ].map((json) => live.submit(parseCommand(json, 'c')));
    await live.playTo(live.endNs, Infinity);
    const again = await Run.open(core, manifest, null, sent, {});
    await again.playTo(again.endNs, Infinity);
    expect(again.engine.runDigest()).toEqual(live.engine.runDigest());
  });
});
