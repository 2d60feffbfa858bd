/**
 * A run made by agents is a run like any other: any route to a place gives what linear play gives there, stepping and
 * acting live included; a capacity that was doubled changes nothing; its timeline is counted by playing it once.
 */
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/scenario/command';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, verifyRun, type RunOptions } from '../../src/sim';
import { greet } from '../../src/worker/client';
import { clientInProcess } from '../worker/in-process';
import { core, coreBytes } from './core-module';
import { makeRandom } from './synthetic-tape';

const second = 1_000_000_000n;
const json = {
  version: 1,
  instruments: [{ symbol: 'SIM' }],
  seed: '42',
  startNs: '1000000000000',
  endNs: String(1_000_000_000_000n + 120n * second),
  agents: [
    {
      family: 'cst',
      sizes: [
        [1, 4],
        [9, 1],
      ],
      start: { bid: 9_999, ask: 10_001, bids: [2, 3, 4, 4], asks: [2, 3, 4, 4] },
      stages: [{ fromNs: '0' }, { fromNs: '60000000000', markets: 4, lean: -0.5 }],
    },
  ],
  commands: [
    {
      op: 'new',
      ts: String(1_000_000_000_000n + 70n * second),
      id: '1',
      side: 'sell',
      type: 'market',
      lots: 30,
      source: 'intervention',
    },
  ],
  capacities: { orders: 1024, farLevels: 128, windowTicks: 4096, agentOrders: 1024, journalUnits: 4096 },
};
const manifest = parseManifest(json);

const openRun = (options: RunOptions = {}): Promise<Run> =>
  Run.open(core, manifest, null, [], { checkpointEvents: 400, ...options });

const picture = (run: Run): unknown => ({
  digest: run.engine.runDigest(),
  state: run.engine.stateDigest(),
  counts: run.counter.byName(),
  nowNs: run.nowNs,
  eventCount: run.eventCount,
});

const order = (run: Run, id: number, side: string, more: Record<string, unknown> = {}) =>
  parseCommand(
    { op: 'new', ts: run.nowNs.toString(), id: String(id), side, type: 'market', lots: 5, ...more },
    'c',
  );

describe('a run made by agents', () => {
  it('lasts as long as its manifest says and keeps a valid book', async () => {
    const run = await openRun();
    expect([run.startNs, run.endNs]).toEqual([manifest.span?.startNs, manifest.span?.endNs]);
    expect(await run.playTo(run.endNs, Infinity)).toBe('end');
    expect(run.eventCount).toBeGreaterThan(3_000);
    expect(run.engine.validate()).toBeNull();
    expect(run.counter.byName()['rejected']).toBeUndefined();
  });

  it('is at any place what linear play is there, in any order', async () => {
    const run = await openRun();
    const random = makeRandom(5);
    for (let turn = 0; turn < 25; turn += 1) {
      const ns = run.startNs + BigInt(random(120_000)) * 1_000_000n;
      await run.seek(ns);
      const linear = await openRun({ checkpointBytes: 0 });
      await linear.playTo(ns, Infinity);
      expect(picture(run)).toEqual(picture(linear));
    }
  });

  it('steps forth and back to the same places, by event and by trade', async () => {
    const run = await openRun();
    await run.seek(run.startNs + 30n * second);
    const landed = picture(run);
    for (const kind of ['event', 'trade'] as const) {
      const seen: unknown[] = [];
      for (let turn = 0; turn < 6; turn += 1) {
        const before = run.eventCount;
        expect(await run.step(kind, 1)).toBe(true);
        expect(run.eventCount).toBeGreaterThan(before);
        if (kind === 'event') expect(run.eventCount).toBe(before + 1);
        seen.push(run.engine.stateDigest());
      }
      for (const state of seen.reverse().slice(1)) {
        await run.step(kind, -1);
        expect(run.engine.stateDigest()).toBe(state);
      }
      await run.seek(run.startNs + 30n * second);
      expect(picture(run)).toEqual(landed);
    }
    await run.step('event', 1);
    await run.step('event', -1);
    expect(picture(run)).toEqual(landed);
  });

  it('played live with a person in it equals the same log given at the start', async () => {
    const live = await openRun();
    await live.seek(live.startNs + 20n * second);
    await live.step('event', 1);
    // The agent acts at this very nanosecond, after everybody else: a person's order comes one later.
    expect(live.submit(order(live, 9_001, 'buy')).tsNs).toBe(live.nowNs + 1n);
    await live.seek(live.startNs + 50n * second);
    live.submit(order(live, 9_002, 'sell', { lots: 40 }));
    await live.seek(live.startNs + 10n * second);
    live.submit(order(live, 9_003, 'buy', { type: 'limit', price: '10000' }));
    await live.seek(live.endNs);
    const replayed = await Run.open(core, manifest, null, live.humanLog);
    await replayed.seek(replayed.endNs);
    expect(picture(replayed)).toEqual(picture(live));
    const alone = await openRun();
    await alone.seek(alone.endNs);
    expect(alone.engine.runDigest()).not.toEqual(live.engine.runDigest());
  });

  it('doubles what an agent needs and ends in the same digest', async () => {
    const whole = await verifyRun(await openRun());
    const small = parseManifest({ ...json, capacities: { ...json.capacities, agentOrders: 16, orders: 16 } });
    const progress: [number, number][] = [];
    const verified = await verifyRun(await Run.open(core, small, null, [], {}), {
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(verified.result.digest).toBe(whole.result.digest);
    expect(verified.result.notes.join()).toMatch(/agentOrders.*doubled/);
    expect(progress.every(([done, total]) => done <= total && total === 120_000)).toBe(true);
  });
});

describe('its timeline', () => {
  it('counts every order and cancel of the whole run and leaves the playhead alone', async () => {
    const client = clientInProcess();
    await greet(client);
    const info = await client.call({
      type: 'open',
      core: coreBytes,
      manifest: json,
      tape: null,
      humanLog: [],
    });
    expect(info).toMatchObject({ tape: null, startNs: manifest.span?.startNs, endNs: manifest.span?.endNs });
    const timeline = await client.call({ type: 'timeline', buckets: 60 });
    const { counts } = (await client.call({ type: 'result', scope: 'whole' })).result;
    expect(timeline.counts.reduce((sum, n) => sum + n, 0)).toBe(counts['accepted']! + counts['cancelled']!);
    expect([...timeline.counts].every((count) => count > 0)).toBe(true);
    expect(await client.call({ type: 'frame', since: null })).toMatchObject({
      eventCount: 0,
      nowNs: info.startNs,
    });
    client.close();
  });
});
