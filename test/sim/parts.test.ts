/** The pieces of a run that need no engine: pacing, checkpoints in pages, block cache. */
import { describe, expect, it } from 'vitest';
import { BlockCache } from '../../src/sim/block-cache';
import { CheckpointStore } from '../../src/sim/checkpoint-store';
import { expand, shrink } from '../../src/sim/page-image';
import { isSpeed, SpeedGovernor } from '../../src/sim/speed-governor';
import { UnitLog } from '../../src/sim/unit-log';
import { makeRandom, syntheticTape } from './synthetic-tape';

const second = 1_000_000_000n;
const farNs = 10n ** 18n;

describe('SpeedGovernor', () => {
  it.each([0.1, 1, 3.7, 10, 100, 1000])(
    'at %d× covers speed × wall time, exactly over many frames',
    (speed) => {
      const governor = new SpeedGovernor(speed);
      governor.anchor(second);
      let nowNs = second;
      const frames = 10_000;
      for (let i = 0; i < frames; i += 1) nowNs = governor.advance(16.7, nowNs, farNs);
      const expected = frames * 16.7 * speed * 1e6;
      expect(Math.abs(Number(nowNs - second) - expected)).toBeLessThan(expected * 1e-9 + 2);
    },
  );

  it('does not burst after a gap or a clock that went back', () => {
    const governor = new SpeedGovernor(10);
    governor.anchor(0n);
    const before = governor.advance(10, 0n, farNs);
    expect(before).toBe(100_000_000n);
    expect(governor.advance(3_600_000, before, farNs)).toBe(before);
    expect(governor.advance(-5, before, farNs)).toBe(before);
    expect(governor.advance(Number.NaN, before, farNs)).toBe(before);
    expect(governor.advance(10, before, farNs)).toBe(before + 100_000_000n);
  });

  it('gives up what an engine that cannot keep up has missed', () => {
    const governor = new SpeedGovernor(1000);
    governor.anchor(0n);
    let target = 0n;
    for (let i = 0; i < 100; i += 1) target = governor.advance(16, 0n, farNs);
    expect(target).toBeLessThanOrEqual(1016n * second);
    expect(target).toBeGreaterThan(0n);
  });

  it('never goes past the end nor behind the run, and max is the end', () => {
    const governor = new SpeedGovernor(1000);
    governor.anchor(0n);
    expect(governor.advance(100, 0n, second)).toBe(second);
    expect(governor.advance(1, 5n * second, 9n * second)).toBeGreaterThanOrEqual(5n * second);
    governor.setSpeed('max', 0n);
    expect(governor.advance(0, 0n, farNs)).toBe(farNs);
  });

  it('knows which speeds there are', () => {
    expect([0.1, 1, 1000, 'max'].every(isSpeed)).toBe(true);
    expect([0, 0.09, 1001, Number.NaN, 'fast', null].some(isSpeed)).toBe(false);
  });
});

const imageOf = (random: (below: number) => number, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, () => random(256));

describe('UnitLog', () => {
  const unitOf = (number: number): Uint8Array => {
    const unit = new Uint8Array(32);
    new DataView(unit.buffer).setUint32(0, number, true);
    return unit;
  };
  const numbers = (log: UnitLog, first: number): number[] => {
    const bytes = log.copyFrom(first);
    return Array.from({ length: bytes.length / 32 }, (_, i) =>
      new DataView(bytes.buffer).getUint32(i * 32, true),
    );
  };

  it('keeps the last units and gives them from any number on', () => {
    const log = new UnitLog(3000);
    for (let number = 1; number <= 10_000; number += 1) log.append(unitOf(number), 0);
    expect(numbers(log, 0)).toEqual(Array.from({ length: 3000 }, (_, i) => 7001 + i));
    expect(numbers(log, 9_999)).toEqual([9_999, 10_000]);
    expect(numbers(log, 10_001)).toEqual([]);
    expect(() => log.unit(1)).toThrow('not kept');
  });

  it('comes back as it was saved, whatever was appended in between', () => {
    const log = new UnitLog(2000);
    for (let number = 1; number <= 2_500; number += 1) log.append(unitOf(number), 0);
    const saved = log.save();
    for (let number = 1; number <= 5_000; number += 1) log.append(unitOf(90_000 + number), 0);
    log.load(saved);
    log.append(unitOf(70_000), 0);
    expect(numbers(log, 2_499)).toEqual([2_499, 2_500, 70_000]);
    log.load(saved);
    expect(numbers(log, 0)).toEqual(Array.from({ length: 2000 }, (_, i) => 501 + i));
  });
});

describe('page images', () => {
  it('expand to the very bytes, whatever the sizes', () => {
    const random = makeRandom(1);
    for (const bytes of [0, 1, 4095, 4096, 4097, 20_480, 20_483]) {
      const whole = shrink(imageOf(random, 20_480), null);
      if (whole.kind !== 'whole') throw new Error('a first image is whole');
      const changed = new Uint8Array(bytes);
      changed.set(whole.bytes.subarray(0, bytes));
      if (bytes > 5000) changed[4999] = changed[4999]! ^ 1;
      const expected = changed.slice();
      expect(Buffer.from(expand(shrink(changed, whole))).equals(Buffer.from(expected))).toBe(true);
    }
  });

  it('hold only the pages that changed', () => {
    const base = shrink(new Uint8Array(40 * 4096), null);
    if (base.kind !== 'whole') throw new Error('a first image is whole');
    const changed = base.bytes.slice();
    changed[7 * 4096 + 5] = 1;
    const stored = shrink(changed, base);
    expect(stored.kind === 'paged' && [...stored.pages]).toEqual([7]);
  });
});

describe('CheckpointStore', () => {
  it('keeps the first, stays near its budget, and finds the last place before', () => {
    const random = makeRandom(2);
    const store = new CheckpointStore<number>(200_000);
    const images = new Map<number, Uint8Array>();
    let image = imageOf(random, 40_000);
    for (let event = 0; event <= 10_000; event += 100) {
      image = image.slice();
      image[random(8_000)] = random(256);
      images.set(event, image.slice());
      store.add(event, BigInt(event) * 10n, event, image);
    }
    expect(store.bytes).toBeLessThan(240_000);
    expect(store.count).toBeGreaterThan(5);
    expect(store.atEvent(50)?.eventCount).toBe(0);
    for (const at of [0, 777, 5_000, 9_999, 10_000]) {
      const found = store.atEvent(at)!;
      expect(found.eventCount).toBeLessThanOrEqual(at);
      expect(store.atTime(BigInt(at) * 10n)?.eventCount).toBe(found.eventCount);
      expect(Buffer.from(store.bytesOf(found)).equals(Buffer.from(images.get(found.eventCount)!))).toBe(true);
    }
    expect(store.atEvent(10_000)!.eventCount).toBe(10_000);
  });

  it('is denser near the playhead and even elsewhere', () => {
    const random = makeRandom(4);
    const store = new CheckpointStore<null>(2_000_000);
    store.playhead = 3_000_000;
    const step = 20_000;
    for (let event = 0; event <= 6_000_000; event += step)
      store.add(event, BigInt(event), null, imageOf(random, 20_000));
    const gapBefore = (event: number): number => {
      const here = store.atEvent(event)!.eventCount;
      return here - store.atEvent(here - 1)!.eventCount;
    };
    expect(gapBefore(3_000_000)).toBe(step);
    const far = [1_000_000, 2_000_000, 4_500_000, 5_900_000].map(gapBefore);
    expect(Math.max(...far)).toBeLessThanOrEqual(8 * step);
    expect(Math.min(...far)).toBeGreaterThan(step);
  });

  it('counts what saved sinks hold, once for all that share it', () => {
    const shared = new Uint8Array(50_000);
    const store = new CheckpointStore<unknown>(120_000);
    for (let event = 0; event < 10; event += 1)
      store.add(event, BigInt(event), { log: { chunks: [shared, new Uint8Array(1000)] } }, new Uint8Array(8));
    expect(store.bytes).toBe(60_080);
    store.dropFrom(5n);
    expect(store.bytes).toBe(55_040);
  });

  it('forgets what comes after a change, but never the start', () => {
    const store = new CheckpointStore<null>(1e6);
    for (const event of [0, 10, 20, 30]) store.add(event, BigInt(event), null, new Uint8Array(10));
    store.dropFrom(20n);
    expect(store.atEvent(100)?.eventCount).toBe(10);
    store.dropFrom(-5n);
    expect(store.count).toBe(1);
    expect(store.atEvent(100)?.eventCount).toBe(0);
  });
});

describe('BlockCache', () => {
  it('reads each block once while the budget lasts, and hands out the same bytes', async () => {
    const tape = syntheticTape(1, 100, 10);
    const cache = new BlockCache(tape, 1);
    const first = await cache.loadBlock(3);
    for (let index = 0; index < 10; index += 1) await cache.loadBlock(index);
    const again = await cache.loadBlock(3);
    expect(again).not.toBe(first);
    expect(Buffer.from(again.bytes).equals(Buffer.from(first.bytes))).toBe(true);
    expect(tape.loads).toHaveLength(10);
    expect(cache.bytes).toBeGreaterThan(0);
    const poor = new BlockCache(tape, 1, 300);
    for (let index = 0; index < 10; index += 1) await poor.loadBlock(index);
    expect(poor.bytes).toBeLessThanOrEqual(300);
  });

  it('holds a bounded number of blocks and asks again after a failure', async () => {
    const tape = syntheticTape(1, 100, 10);
    const cache = new BlockCache(tape, 2, 0);
    await cache.loadBlock(0);
    await cache.loadBlock(0);
    await cache.loadBlock(1);
    await cache.loadBlock(2);
    await cache.loadBlock(0);
    expect(tape.loads).toEqual([0, 1, 2, 0]);
    let fails = true;
    const shaky = new BlockCache({
      ...tape,
      loadBlock: (index) => (fails ? Promise.reject(new Error('lost')) : tape.loadBlock(index)),
    });
    await expect(shaky.loadBlock(3)).rejects.toThrow('lost');
    fails = false;
    expect((await shaky.loadBlock(3)).rows).toBe(10);
  });
});
