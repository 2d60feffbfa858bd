/**
 * Books with thousands of live orders, where short flows never come: the id index grows and shrinks, windows move under
 * full levels, far levels fill up. Ids follow patterns that a hash may dislike. Ends with a drain to empty.
 */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine';
import { checkEngine, createEngine, fillWindow, restoreEngine, runToEnd } from '../contract/core-matcher';
import { configOf } from '../contract/matcher';
import { XorShift } from '../golden/seeded-flow';
import { allReports, commandKinds, flagBits } from '../model/codes';
import { ModelEngine } from '../model/model-engine';
import { plainDigest } from '../model/plain-digest';
import type { ModelCommand } from '../model/types';
import { isSoak, seed as firstSeed } from './check';

const config = configOf({ maxLots: 50 }, { reports: allReports });
const capacities = { orders: 16_384, farLevels: 16_384, journalUnits: 16_384, windowRows: 1_024 };

const flowCount = 9_000;
/** An id of no pattern. */
const strangerId = 0x0123_4567_89ab_cdefn;

type IdPattern = (index: number) => bigint;
const patterns: readonly (readonly [string, IdPattern])[] = [
  ['in sequence', (index) => BigInt(index)],
  ['multiples of 2^16', (index) => BigInt(index) << 16n],
  ['multiples of 2^48', (index) => BigInt.asUintN(64, BigInt(index) << 48n) | BigInt(index >> 16)],
  ['from 2^64 − 1 down', (index) => 2n ** 64n - 1n - BigInt(index)],
  ['scattered', (index) => BigInt.asUintN(64, BigInt(index) * 0x9e3779b97f4a7c15n)],
];

/** A book that first grows and then shrinks while its middle walks through several windows. */
function deepFlow(seed: number, count: number, idOf: IdPattern): ModelCommand[] {
  const random = new XorShift(seed);
  let middle = 0;
  let made = 0;
  return Array.from({ length: count }, (_, index) => {
    const isGrowing = index < (count * 3) / 5;
    middle += random.below(9) - 4 + (random.below(2_000) === 0 ? random.below(16_001) - 8_000 : 0);
    const side = random.below(2);
    const reach = random.below(10) === 0 ? 30_000 : 600;
    const away = random.below(reach) - (random.below(30) === 0 ? 40 : 2);
    const choice = random.below(100);
    const base = {
      tsNs: BigInt(index),
      orderId: idOf(random.below(made + 1)),
      priceUnits: BigInt(side === 0 ? middle - away : middle + away),
      lots: 1 + random.below(50),
      kind: commandKinds.new as number,
      side,
      tif: 0,
      flags: 0,
      instrument: 0,
      rank: 4,
      displayShift: 0,
      account: 0,
    };
    if (choice < (isGrowing ? 5 : 70)) return { ...base, kind: commandKinds.cancel };
    if (choice < (isGrowing ? 9 : 80)) return { ...base, kind: commandKinds.replace };
    if (choice < (isGrowing ? 12 : 85)) return { ...base, kind: commandKinds.reduce };
    made += 1;
    return { ...base, orderId: idOf(made) };
  });
}

/** Market orders against each side until nothing rests. */
function drainFlow(fromNs: bigint, count: number): ModelCommand[] {
  return Array.from({ length: count }, (_, index) => ({
    tsNs: fromNs + BigInt(index),
    orderId: strangerId,
    priceUnits: 0n,
    lots: 50,
    kind: commandKinds.new,
    side: index % 2,
    tif: 0,
    flags: flagBits.market,
    instrument: 0,
    rank: 4,
    displayShift: 0,
    account: 0,
  }));
}

function expectEqualBooks(engine: Engine, model: ModelEngine): void {
  checkEngine(engine);
  const book = model.instruments[0]?.book;
  expect(engine.liveOrders).toBe(book?.byId.size);
  const expected = (book?.sides ?? []).flatMap((levels) => levels.flatMap((level) => level.orders));
  expect(engine.orders(0).map((order) => `${order.orderId} ${order.priceUnits} ${order.lots}`)).toEqual(
    expected.map((order) => `${order.id} ${order.price} ${order.shown}`),
  );
}

interface Deep {
  engine: Engine;
  /** Most live orders seen. */
  peak: number;
}

function play(commands: readonly ModelCommand[], start: Engine, model: ModelEngine): Deep {
  let engine = start;
  let peak = 0;
  for (let at = 0; at < commands.length; at += 700) {
    const part = commands.slice(at, at + 700);
    fillWindow(engine, part);
    runToEnd(engine);
    for (const command of part) model.apply(command);
    expectEqualBooks(engine, model);
    peak = Math.max(peak, engine.liveOrders);
    engine = restoreEngine(engine.checkpoint());
  }
  return { engine, peak };
}

describe.each(patterns)('a deep book with ids %s', (_, idOf) => {
  const seeds = Array.from({ length: isSoak ? 30 : 1 }, (_, index) => firstSeed + index);

  it.each(seeds)('agrees with the reference engine and drains to empty, seed %i', (seed) => {
    const commands = deepFlow(seed, flowCount, idOf);
    const model = new ModelEngine(config);
    const grown = play(commands, createEngine(config, capacities), model);
    expect(grown.peak).toBeGreaterThan(1_024);
    const live = grown.engine.liveOrders;
    const { engine } = play(drainFlow(BigInt(flowCount), 2 * live + 2), grown.engine, model);
    expect(engine.runDigest().digest).toBe(plainDigest(model.reports).digest);
    expect(engine.liveOrders).toBe(0);
    expect(engine.orders(0)).toEqual([]);
    for (const side of [0, 1]) expect(engine.depth(0, side, 10)).toEqual([]);
  });
});
