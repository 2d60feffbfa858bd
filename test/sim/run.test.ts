/**
 * A run is a pure function of manifest, tape and human log: no chunking, seek, step or checkpoint may show in it.
 */
import { describe, expect, it, vi } from 'vitest';
import { parseManifest, type Manifest } from '../../src/scenario/manifest';
import { parseCommand } from '../../src/scenario/command';
import { Run, type RunOptions } from '../../src/sim';
import { core } from './core-module';
import { LineWriter } from './line-writer';
import { makeRandom, syntheticTape } from './synthetic-tape';

const rows = 6000;
const seed = 20260101;

function manifestFor(hash: string, more: Record<string, unknown> = {}): Manifest {
  return parseManifest({ version: 1, tape: { hash, name: 'synthetic' }, ...more });
}

async function openTest(
  options: RunOptions = {},
  blockRows = 700,
  more: Record<string, unknown> = {},
): Promise<Run> {
  const tape = syntheticTape(seed, rows, blockRows);
  return Run.open(core, manifestFor(tape.hash, more), tape, [], { checkpointEvents: 500, ...options });
}

const picture = (run: Run): unknown => ({
  digest: run.engine.runDigest(),
  state: run.engine.stateDigest(),
  counts: run.counter.byName(),
  trades: run.trades.tradeCount,
  last: [...run.trades.from(0)].map(({ number, unit }) => [number, unit.getBigInt64(24, true)]),
  nowNs: run.nowNs,
  eventCount: run.eventCount,
  sourceRow: run.inTape.sourceRow,
});

/** Linear play to a time, in a fresh run without checkpoints. */
async function linearly(ns: bigint): Promise<unknown> {
  const run = await openTest({ checkpointBytes: 0 });
  await run.playTo(ns, Infinity);
  return picture(run);
}

const timeAt = (run: Run, share: number): bigint =>
  run.startNs + ((run.endNs - run.startNs) * BigInt(Math.floor(share * 1000))) / 1000n;

describe('chunking', () => {
  it('gives one digest for one call, calls of one event, random pieces, and other block sizes', async () => {
    const whole = await openTest();
    expect(await whole.playTo(whole.endNs, Infinity)).toBe('end');
    expect(whole.eventCount).toBe(rows);
    expect(whole.inTape.sourceRow).toBe(rows - 1);
    expect(whole.engine.validate()).toBeNull();

    const singles = await openTest({}, 1);
    while ((await singles.playTo(singles.endNs, 1)) !== 'end');
    expect(picture(singles)).toEqual(picture(whole));

    const random = makeRandom(3);
    const pieces = await openTest({ checkpointEvents: 77 }, 4096);
    const step = (pieces.endNs - pieces.startNs) / 40n;
    while (
      (await pieces.playTo(pieces.nowNs + (step * BigInt(random(100))) / 50n, 1 + random(900))) !== 'end'
    );
    expect(picture(pieces)).toEqual(picture(whole));
  });

  it('hands every report out once, in order', async () => {
    const whole = await openTest();
    const { reports, stopped } = await whole.advance(whole.endNs, Infinity);
    expect(stopped).toBe('end');
    const parts = await openTest();
    let bytes = 0;
    for (;;) {
      const part = await parts.advance(parts.endNs, 333);
      expect(
        Buffer.from(part.reports).equals(Buffer.from(reports.subarray(bytes, bytes + part.reports.length))),
      ).toBe(true);
      bytes += part.reports.length;
      if (part.stopped === 'end') break;
    }
    expect(bytes).toBe(reports.length);
    expect(reports.length).toBeGreaterThan(rows * 32);
  });
});

describe('seek', () => {
  it('equals linear play at twenty random times, in any order', async () => {
    const run = await openTest();
    await run.playTo(run.endNs, Infinity);
    const random = makeRandom(11);
    for (let i = 0; i < 20; i += 1) {
      const ns = timeAt(run, random(1001) / 1000);
      await run.seek(ns);
      expect(picture(run)).toEqual(await linearly(ns));
    }
    await run.seek(run.endNs);
    expect(picture(run)).toEqual(await linearly(run.endNs));
  });

  it('is idempotent and stays exact within a tiny checkpoint budget', async () => {
    const run = await openTest({ checkpointBytes: 3_000_000, checkpointEvents: 100 });
    await run.playTo(run.endNs, Infinity);
    expect(run.checkpointStats.bytes).toBeLessThan(6_000_000);
    const a = timeAt(run, 0.31);
    await run.seek(a);
    const there = picture(run);
    await run.seek(timeAt(run, 0.8));
    await run.seek(a);
    expect(picture(run)).toEqual(there);
    expect(there).toEqual(await linearly(a));
  });

  it('goes to the start and the end when asked for more', async () => {
    const run = await openTest();
    await run.seek(run.endNs + 10n ** 12n);
    expect(run.isAtEnd).toBe(true);
    await run.seek(0n);
    expect(run.nowNs).toBe(run.startNs);
    expect(run.isAtEnd).toBe(false);
  });

  it('stops where it is when the breath throws, and the digest is still right', async () => {
    const run = await openTest({ checkpointEvents: 50 });
    let breaths = 0;
    const breathe = (): Promise<void> =>
      ++breaths > 5 ? Promise.reject(new Error('enough')) : Promise.resolve();
    await expect(run.seek(run.endNs, breathe)).rejects.toThrow('enough');
    expect(run.eventCount).toBeGreaterThan(0);
    expect(run.eventCount).toBeLessThan(rows);
    await run.seek(run.endNs);
    expect(picture(run)).toEqual(await linearly(run.endNs));
  });
});

describe('a trap of the core', () => {
  it('stops the run for good until it goes back, and then all is well again', async () => {
    const run = await openTest();
    await run.seek(timeAt(run, 0.4));
    vi.spyOn(run.engine, 'run').mockImplementationOnce(() => {
      throw new WebAssembly.RuntimeError('unreachable');
    });
    await expect(run.playTo(run.endNs, Infinity)).rejects.toMatchObject({ code: 'E-RUN-07' });
    await expect(run.playTo(run.endNs, 1)).rejects.toMatchObject({ code: 'E-RUN-07' });
    expect(run.fault).toMatchObject({ code: 'E-RUN-07' });
    await run.seek(timeAt(run, 0.7));
    expect(run.fault).toBeNull();
    expect(picture(run)).toEqual(await linearly(timeAt(run, 0.7)));
  });
});

describe('step', () => {
  it('forward and back by event restores everything, from a place reached by time', async () => {
    const run = await openTest();
    await run.seek(timeAt(run, 0.5));
    const before = picture(run);
    for (let i = 0; i < 10; i += 1) expect(await run.step('event', 1)).toBe(true);
    expect(run.eventCount).toBe((before as { eventCount: number }).eventCount + 10);
    for (let i = 0; i < 10; i += 1) expect(await run.step('event', -1)).toBe(true);
    expect(picture(run)).toEqual(before);
  });

  it('back by event equals linear play of one event less', async () => {
    const run = await openTest();
    await run.seek(timeAt(run, 0.9));
    const target = run.eventCount - 3;
    for (let i = 0; i < 3; i += 1) await run.step('event', -1);
    const linear = await openTest({ checkpointBytes: 0 });
    await linear.playTo(linear.endNs, target);
    expect(picture(run)).toEqual(picture(linear));
  });

  it('by trade lands on every trade, both ways', async () => {
    const linear = await openTest({ checkpointBytes: 0 });
    const places: number[] = [];
    for (let seen = 0; linear.eventCount < 400;) {
      await linear.playTo(linear.endNs, 1);
      if (linear.counter.tradeCount > seen) places.push(linear.eventCount);
      seen = linear.counter.tradeCount;
    }
    expect(places.length).toBeGreaterThan(10);
    const run = await openTest({ checkpointEvents: 40 });
    for (const place of places) {
      expect(await run.step('trade', 1)).toBe(true);
      expect(run.eventCount).toBe(place);
    }
    for (const place of places.slice(0, -1).reverse()) {
      expect(await run.step('trade', -1)).toBe(true);
      expect(run.eventCount).toBe(place);
    }
    expect(await run.step('trade', -1)).toBe(false);
    expect(run.eventCount).toBe(places[0]);
  });

  it('stays at the start and at the end', async () => {
    const run = await openTest();
    const start = picture(run);
    expect(await run.step('event', -1)).toBe(false);
    expect(await run.step('trade', -1)).toBe(false);
    expect(picture(run)).toEqual(start);
    await run.seek(run.endNs);
    const end = picture(run);
    expect(await run.step('event', 1)).toBe(false);
    expect(await run.step('trade', 1)).toBe(false);
    expect(picture(run)).toEqual(end);
  });
});

describe('a sink', () => {
  it('that writes sees every report in order, however often the run goes back', async () => {
    const linear = new LineWriter();
    const whole = await openTest({ sinks: [linear] });
    await whole.playTo(whole.endNs, Infinity);
    const written = new LineWriter();
    const run = await openTest({ sinks: [written] });
    await run.seek(timeAt(run, 0.6));
    await run.seek(timeAt(run, 0.2));
    await run.step('trade', 1);
    await run.seek(timeAt(run, 0.9));
    await run.step('event', -1);
    await run.seek(run.endNs);
    expect(linear.lines).toHaveLength(whole.result().reportCount);
    expect(written.lines).toEqual(linear.lines);
  });
});

describe('the human log', () => {
  const matched = parseManifest({
    version: 1,
    instruments: [{ symbol: 'ACME' }],
    commands: Array.from({ length: 200 }, (_, i) => ({
      op: 'new',
      ts: String(1000 + Math.floor(i / 3) * 10),
      id: String(i + 1),
      side: i % 2 === 0 ? 'buy' : 'sell',
      price: String(i % 2 === 0 ? 100 - (i % 7) : 101 + (i % 5)),
      lots: 10 + i,
    })),
  });
  const taker = (
    id: number,
    side: string,
    more: Record<string, unknown> = {},
  ): ReturnType<typeof parseCommand> =>
    parseCommand({ op: 'new', ts: '0', id: String(id), side, type: 'market', lots: 25, ...more }, 'command');

  it('played live equals the same log given at the start, even after going back and acting earlier', async () => {
    const live = await Run.open(core, matched, null, [], { checkpointEvents: 10 });
    await live.seek(1300n);
    expect(live.submit(taker(9001, 'buy')).tsNs).toBe(1300n);
    await live.seek(1500n);
    live.submit(taker(9002, 'sell', { account: 0, source: 'strategy' }));
    await live.playTo(1500n, Infinity);
    // The strategy's command of this nanosecond is applied, so a person's comes one later.
    expect(live.submit(taker(9003, 'buy')).tsNs).toBe(1501n);
    await live.seek(1100n);
    live.submit(taker(9004, 'sell'));
    live.submit(taker(9005, 'buy', { ts: '1400' }));
    await live.seek(live.endNs);

    const replayed = await Run.open(core, matched, null, live.humanLog);
    await replayed.seek(replayed.endNs);
    expect(replayed.counter.byName()['fill']).toBeGreaterThan(5);
    expect(picture(replayed)).toEqual(picture(live));
    expect(live.humanLog.map((command) => Number(command.orderId))).toEqual([9004, 9001, 9005, 9002, 9003]);
  });

  it('goes on past the last command known at the start', async () => {
    const run = await Run.open(core, matched, null, []);
    await run.seek(run.endNs);
    const { endNs } = run;
    run.submit(taker(9001, 'buy', { ts: String(endNs + 50n) }));
    expect(run.endNs).toBe(endNs + 50n);
    expect(run.isAtEnd).toBe(false);
    expect(run.pendingCommands).toBe(1);
    expect(await run.playTo(run.endNs, Infinity)).toBe('end');
    expect(run.pendingCommands).toBe(0);
  });
});

describe('results and refusals', () => {
  it('says everything the run JSON must say', async () => {
    const run = await openTest({ engineId: '0123456789abcdef' });
    await run.playTo(run.endNs, Infinity);
    const result = run.result();
    expect(result).toMatchObject({ version: 1, engine: '0123456789abcdef', eventCount: rows, notes: [] });
    expect(result.reportCount).toBe(Object.values(result.counts).reduce((sum, n) => sum + n, 0));
    expect(result.prefix).toHaveLength(Math.floor(result.reportCount / 4096));
    expect(Object.keys(result.assumptions)).toEqual(
      expect.arrayContaining(['dataLevel', 'queueModel', 'impact', 'latency', 'fees', 'seed']),
    );
    expect(result.lastTsNs).toBe(run.endNs.toString());
  });

  it('refuses a missing tape, another tape, and other instruments', async () => {
    const tape = syntheticTape(seed, 50, 50);
    const other = manifestFor('f'.repeat(64));
    await expect(Run.open(core, other, null, [])).rejects.toMatchObject({ code: 'E-RUN-01' });
    await expect(Run.open(core, other, tape, [])).rejects.toMatchObject({ code: 'E-RUN-02' });
    const wrong = manifestFor(tape.hash, { instruments: [{ symbol: 'OTHER' }] });
    await expect(Run.open(core, wrong, tape, [])).rejects.toMatchObject({ code: 'E-RUN-03' });
  });
});
