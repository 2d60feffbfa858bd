/** A capacity that is reached is a fault with its number; doubled, the same run goes on with the same reports. */
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, verifyRun } from '../../src/sim';
import { core } from './core-module';
import { LineWriter } from './line-writer';
import { syntheticTape } from './synthetic-tape';

const tape = { ...syntheticTape(5, 3000, 512), capacities: {} };
const manifest = (orders: number): ReturnType<typeof parseManifest> =>
  parseManifest({ version: 1, tape: { hash: tape.hash }, capacities: { orders } });

describe('capacity faults', () => {
  it('say which capacity, and what is safe', async () => {
    const run = await Run.open(core, manifest(100), tape, []);
    expect(await run.playTo(run.endNs, Infinity)).toBe('fault');
    expect(run.faultCapacity).toBe('orders');
    expect(run.fault).toMatchObject({ code: 'E-RUN-04' });
    expect(run.fault?.message).toContain('capacities.orders = 100');
  });

  it('doubled, end in the same digest, state and lines, and leave a note', async () => {
    const roomy = await verifyRun(await Run.open(core, manifest(3000), tape, []));
    const written = new LineWriter();
    const tight = await Run.open(core, manifest(50), tape, [], { sinks: [written] });
    const whole = await verifyRun(tight);
    const { notes, ...rest } = whole.result;
    const { notes: none, ...expected } = roomy.result;
    expect(rest).toEqual(expected);
    expect(none).toEqual([]);
    expect(notes.length).toBeGreaterThan(1);
    expect(notes[0]).toContain('doubled from 50 to 100');
    expect(whole.blockDigests).toEqual(roomy.blockDigests);
    expect(written.lines).toHaveLength(whole.result.reportCount);
  });

  it('stand in the same place after doubling by hand', async () => {
    const run = await Run.open(core, manifest(100), tape, []);
    await run.playTo(run.endNs, Infinity);
    const doubled = await run.openDoubled();
    expect(doubled.eventCount).toBe(run.eventCount);
    expect(doubled.fault).toBeNull();
    const roomy = await Run.open(core, manifest(3000), tape, []);
    await roomy.playTo(roomy.endNs, run.eventCount);
    expect(doubled.engine.runDigest()).toEqual(roomy.engine.runDigest());
    expect(doubled.engine.stateDigest()).toBe(roomy.engine.stateDigest());
  });
});

describe('verifyRun', () => {
  it('tells its progress and can be cancelled', async () => {
    const seen: number[] = [];
    const run = await Run.open(core, manifest(3000), syntheticTape(5, 3000, 512), [], {
      checkpointEvents: 100,
    });
    await verifyRun(run, { onProgress: (done, total) => seen.push(done / total) });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    const stopper = new AbortController();
    const again = await Run.open(core, manifest(3000), syntheticTape(5, 3000, 512), [], {
      checkpointEvents: 100,
    });
    const cancelled = verifyRun(again, { signal: stopper.signal, onProgress: () => stopper.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'E-RUN-06' });
  });
});
