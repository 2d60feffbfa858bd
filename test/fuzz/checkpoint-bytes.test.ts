/**
 * Damaged checkpoints: refused with a reason, and the engine they were to be restored into is as it was.
 * One that is accepted all the same must hold a valid state.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { TapedeckError } from '../../src/layout/errors';
import type { Engine } from '../../src/engine/engine';
import { createEngine, fillWindow, restoreEngine, runToEnd, stateOf } from '../contract/core-matcher';
import { configOf } from '../contract/matcher';
import { seededFlow } from '../golden/seeded-flow';
import { check } from '../property/check';

let image: Uint8Array;
let target: Engine;
let before: string;
let whole: Uint8Array;

beforeAll(() => {
  const source = createEngine(configOf());
  fillWindow(source, seededFlow(7, 900));
  runToEnd(source, 500n);
  image = source.checkpoint();
  target = createEngine(configOf());
  fillWindow(target, seededFlow(8, 300));
  runToEnd(target);
  before = stateOf(target);
  whole = target.checkpoint();
});

/** Restores damaged bytes both ways. Answers whether they were refused. */
function isRefused(damaged: Uint8Array): boolean {
  try {
    target.restoreInto(damaged);
  } catch (error) {
    expect(error).toBeInstanceOf(TapedeckError);
    expect((error as TapedeckError).code).toBe('E-ENGINE-05');
    expect(() => restoreEngine(damaged)).toThrow(TapedeckError);
    expect(Buffer.compare(target.checkpoint(), whole), 'a refusal changes nothing').toBe(0);
    return true;
  }
  expect(target.validate()).toBeNull();
  expect(restoreEngine(damaged).validate()).toBeNull();
  target.restoreInto(whole);
  expect(stateOf(target)).toBe(before);
  return false;
}

describe('a damaged checkpoint', () => {
  it('is restored when nothing was damaged', () => {
    expect(isRefused(image)).toBe(false);
  });

  it('is refused when any byte differs', () => {
    const hit = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    const hits = fc.array(hit, { minLength: 1, maxLength: 8 });
    const property = fc.property(hits, fc.boolean(), (places, isHead) => {
      const damaged = image.slice();
      for (const [place, change] of places) {
        const at = place % (isHead ? 600 : damaged.length);
        damaged[at] = (damaged[at] ?? 0) ^ change;
      }
      fc.pre(Buffer.compare(damaged, image) !== 0);
      expect(isRefused(damaged)).toBe(true);
    });
    check(property, 150);
  });

  it('is refused when it is cut or extended', () => {
    const property = fc.property(fc.nat(), fc.integer({ min: 1, max: 100 }), (cut, more) => {
      expect(isRefused(image.subarray(0, cut % image.length))).toBe(true);
      expect(isRefused(Buffer.concat([image, new Uint8Array(more)]))).toBe(true);
    });
    check(property, 60);
    for (let length = 0; length < 64; length += 1) expect(isRefused(image.subarray(0, length))).toBe(true);
  });

  it('is refused when two pieces changed places, or when it is noise', () => {
    const property = fc.property(fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 4096 }), (a, b, noise) => {
      const size = 64;
      const [from, to] = [a, b].map((place) => place % (image.length - size));
      const damaged = image.slice();
      damaged.set(image.subarray(from, (from ?? 0) + size), to);
      if (Buffer.compare(damaged, image) !== 0) expect(isRefused(damaged)).toBe(true);
      expect(isRefused(noise)).toBe(true);
    });
    check(property, 60);
  });

  it('is refused by an engine with other capacities, whole as it is', () => {
    const other = createEngine(configOf(), { orders: 1024 });
    const state = stateOf(other);
    expect(() => other.restoreInto(image)).toThrow(TapedeckError);
    expect(stateOf(other)).toBe(state);
  });
});
