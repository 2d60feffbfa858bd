/**
 * Runs under rulebooks in markets made by agents: calls with random ends, volatility auctions, price bands, batches, a bump.
 * Any route to a place gives what linear play gives there, a small journal changes nothing, and what a supervisor does live is
 * replayed to the same digest.
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
// The run begins at 00:16:40 UTC.
const sessions = [
  { at: '00:16:42', state: 'openingCall' },
  { at: '00:16:50', state: 'continuous', within: '3s', bands: 1 },
  { at: '00:18:00', state: 'closingCall', bands: 0 },
  { at: '00:18:05', state: 'tradeAtClose', within: '2s' },
  { at: '00:18:09', state: 'closed' },
];
const base = { version: '1', zone: 'UTC', days: 'every', sessions, endsDay: true };
const bands = {
  rows: [{ tier: 'only', from: '0', basisPoints: 4, doubles: true }],
  mean: '20s',
  hold: '2s',
  limitState: '200ms',
  pause: '3s',
  republishBasisPoints: 1,
};
const volatility = {
  dynamicBasisPoints: 2,
  staticBasisPoints: 20,
  widerBasisPoints: 4,
  length: '2s',
  within: '1s',
};
const auction = { rules: ['maxVolume', 'minSurplus', 'surplusSide', 'reference'], candidates: 'entered' };
const inline = [
  { ...base, name: 'corridors', volatility, auction },
  { ...base, name: 'banded', bands },
  {
    ...base,
    name: 'batches',
    sessions: [{ at: '00:16:41', state: 'batch' }],
    batch: '500ms',
    auction: { rules: ['maxVolume', 'minSurplus', 'middle'], share: 'bySize' },
  },
  { ...base, name: 'bumped', delay: '700ms' },
];
const agent = (instrument: number): object => ({
  family: 'cst',
  id: instrument + 1,
  instrument,
  sizes: [
    [1, 3],
    [7, 1],
  ],
  start: { bid: 9_999, ask: 10_001, bids: [2, 3, 4], asks: [2, 3, 4] },
});
const manifest = parseManifest({
  version: 1,
  instruments: inline.map((book) => ({ symbol: book.name, rulebook: book })),
  seed: '7',
  startNs: String(start),
  endNs: at(95),
  accounts: [{ id: 1, cash: '1000000000' }],
  agents: inline.map((_, instrument) => agent(instrument)),
  capacities: { orders: 2048, farLevels: 128, windowTicks: 4096, agentOrders: 2048, journalUnits: 16_384 },
});
const openRun = (more: object = {}): Promise<Run> =>
  Run.open(core, manifest, null, [], { checkpointEvents: 300, ...more });
const picture = (run: Run): unknown => ({
  digest: run.engine.runDigest(),
  state: run.engine.stateDigest(),
  counts: run.counter.byName(),
  eventCount: run.eventCount,
});

describe('a run under rulebooks', () => {
  it('goes through calls, auctions, interruptions and bands with a valid book', async () => {
    const run = await openRun();
    for (let step = 1; step <= 95; step += 1) {
      await run.seek(start + BigInt(step) * second);
      expect(run.engine.validate(), `${step} s`).toBeNull();
    }
    const counts = run.counter.byName();
    expect(counts['auction']).toBeGreaterThan(50);
    expect(counts['session']).toBeGreaterThan(30);
    expect(counts['indicative']).toBeGreaterThan(50);
    expect(counts['bands']).toBeGreaterThan(2);
  });

  it('is at any place what linear play is there, and steps one event at a time', async () => {
    const run = await openRun();
    const random = makeRandom(3);
    for (let turn = 0; turn < 12; turn += 1) {
      const ns = start + BigInt(random(95_000)) * 1_000_000n;
      await run.seek(ns);
      const linear = await openRun({ checkpointBytes: 0 });
      await linear.playTo(ns, Infinity);
      expect(picture(run)).toEqual(picture(linear));
      const before = run.eventCount;
      expect(await run.step('event', 1)).toBe(true);
      expect(run.eventCount).toBe(before + 1);
    }
  });

  it('does not depend on the journal', async () => {
    const [whole, small] = [await openRun(), await openRun({ capacities: { journalUnits: 4096 } })];
    await whole.playTo(whole.endNs, Infinity);
    await small.playTo(small.endNs, Infinity);
    expect(picture(small)).toEqual(picture(whole));
  });

  it('replays what a supervisor and a person did live', async () => {
    const live = await openRun();
    const say = (s: number, line: object): unknown =>
      live.submit(parseCommand({ ts: at(s), ...line }, 'line'));
    await live.seek(start + 30n * second);
    say(30, { op: 'session', instrument: 0, state: 'halted', source: 'intervention' });
    say(30, { op: 'new', instrument: 3, id: '900', side: 'buy', type: 'market', lots: 9, account: 1 });
    await live.seek(start + 40n * second);
    say(40, { op: 'session', instrument: 0, state: 'pause', source: 'intervention' });
    await live.seek(start + 45n * second);
    say(45, {
      op: 'session',
      instrument: 0,
      state: 'continuous',
      withinNs: '1000000000',
      source: 'intervention',
    });
    await live.seek(live.endNs);
    const again = await Run.open(core, manifest, null, live.humanLog);
    await again.seek(again.endNs);
    expect(picture(again)).toEqual(picture(live));
  });
});
