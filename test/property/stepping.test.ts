/**
 * How a run is cut must not show: windows of any size, calls of any budget, checkpoints at any point into fresh
 * instances, the queue in place of the window. Digest, block digests, state and units are the same bytes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine';
import { stopReasonName } from '../../src/layout/layout.gen';
import {
  checkEngine,
  createEngine,
  debugModule,
  endOfTime,
  fillWindow,
  restoreEngine,
  runToEnd,
} from '../contract/core-matcher';
import { openModel } from '../contract/matcher';
import { PendingQueue } from '../model/pending-queue';
import type { ModelCommand } from '../model/types';
import { check } from './check';
import { outcomeOf, playCut, playWhole } from './cut';
import type { Played } from './cut';
import { configArbitrary, flowArbitrary, onlyCommands, toCommands, travelShape, wideShape } from './flow';

const playedArbitrary: fc.Arbitrary<Played> = fc.constantFrom(wideShape, travelShape).chain((shape) =>
  fc.tuple(configArbitrary(shape), flowArbitrary(shape, 200)).map(([config, steps]) => {
    const rules = config.instruments[0];
    if (!rules) throw new Error('no instrument');
    return { config, commands: onlyCommands(toCommands(steps, rules)) };
  }),
);

describe('the cut of a run', () => {
  it('does not show: one call, single events, random windows and budgets', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    const property = fc.property(playedArbitrary, sizes, sizes, (played, windows, budgets) => {
      const whole = playWhole(played);
      expect(playCut(played, [1000], [1])).toEqual(whole);
      expect(playCut(played, windows, budgets)).toEqual(whole);
    });
    check(property, 40);
  });

  it('does not show, nor does the build: the core with assertions gives the same', () => {
    const property = fc.property(playedArbitrary, (played) => {
      expect(playWhole(played, createEngine(played.config, {}, debugModule))).toEqual(playWhole(played));
    });
    check(property, 25);
  });

  it('does not show, nor do capacities', () => {
    const capacities = fc.record({
      orders: fc.constantFrom(256, 5_000),
      farLevels: fc.constantFrom(256, 1_000),
      journalUnits: fc.constantFrom(4_096, 65_536),
      windowTicks: fc.constantFrom(4_096, 8_192, 262_144),
    });
    const property = fc.property(playedArbitrary, capacities, (played, given) => {
      expect(playWhole(played, createEngine(played.config, given))).toEqual(playWhole(played));
    });
    check(property, 25);
  });

  it('does not show when time is given in slices', () => {
    const property = fc.property(playedArbitrary, fc.integer({ min: 1, max: 9 }), (played, sliceNs) => {
      const engine = createEngine(played.config);
      fillWindow(engine, played.commands);
      const units: Uint8Array[] = [];
      const lastNs = played.commands.at(-1)?.tsNs ?? 0n;
      for (let untilNs = 0n; untilNs < lastNs; untilNs += BigInt(sliceNs)) {
        units.push(...runToEnd(engine, untilNs));
        const next = played.commands[engine.windowCursor];
        expect(next === undefined || next.tsNs > untilNs).toBe(true);
      }
      units.push(...runToEnd(engine));
      const { nowNs, state, ...whole } = playWhole(played);
      expect(outcomeOf(engine, units)).toMatchObject(whole);
      expect([nowNs, state.length]).toEqual([nowNs, 16]);
    });
    check(property, 25);
  });

  it('does not show when the run goes on in fresh instances', () => {
    const property = fc.property(
      playedArbitrary,
      fc.array(fc.nat(199), { maxLength: 4 }),
      (played, places) => {
        let engine = createEngine(played.config);
        fillWindow(engine, played.commands);
        const units: Uint8Array[] = [];
        for (const place of [...places].sort((a, b) => a - b)) {
          const budget = place - engine.eventCount;
          if (budget <= 0) continue;
          runBudget(engine, budget, units);
          const image = engine.checkpoint();
          const [state, { digest }] = [engine.stateDigest(), engine.runDigest()];
          engine = restoreEngine(image);
          expect(engine.stateDigest()).toBe(state);
          expect(engine.runDigest().digest).toBe(digest);
          expect(
            Buffer.compare(engine.checkpoint(), image),
            'a restored instance stores the same image',
          ).toBe(0);
          engine.restoreInto(image);
          expect(Buffer.compare(engine.checkpoint(), image), 'restoring twice is restoring once').toBe(0);
        }
        units.push(...runToEnd(engine));
        expect(outcomeOf(engine, units)).toEqual(playWhole(played));
      },
    );
    check(property, 40);
  });

  it('going back and forth between checkpoints is idempotent', () => {
    const property = fc.property(playedArbitrary, fc.nat(100), fc.nat(100), (played, first, second) => {
      const engine = createEngine(played.config);
      fillWindow(engine, played.commands);
      const seen: string[] = [];
      const visit = (budget: number): Uint8Array => {
        runBudget(engine, budget, []);
        seen.push(engine.stateDigest(), engine.runDigest().digest);
        return engine.checkpoint();
      };
      const a = visit(first + 1);
      const b = visit(second + 1);
      for (const image of [a, b, a, a]) {
        engine.restoreInto(image);
        seen.push(engine.stateDigest(), engine.runDigest().digest);
      }
      const [aState, aDigest, bState, bDigest] = seen;
      expect(seen).toEqual([
        aState,
        aDigest,
        bState,
        bDigest,
        ...[aState, aDigest, bState, bDigest],
        ...[aState, aDigest, aState, aDigest],
      ]);
    });
    check(property, 25);
  });
});

function runBudget(engine: Engine, budget: number, units: Uint8Array[]): void {
  let left = budget;
  while (left > 0) {
    const before = engine.eventCount;
    const stop = stopReasonName[engine.run(endOfTime, left)];
    units.push(engine.readReports());
    left -= engine.eventCount - before;
    if (stop !== 'journalFull' && stop !== 'budgetUsed') return;
  }
}

describe('the event queue', () => {
  it('orders what is pushed by time, rank, actor and sending, as the plain queue does', () => {
    const rank = fc.constantFrom(3, 4, 5, 6);
    const delay = fc.oneof(fc.nat(3), fc.constantFrom(63, 64, 255, 4096, 1_000_000, 2 ** 40));
    const sent = fc.array(fc.record({ rank, delay, wait: fc.nat(2) }), { minLength: 1, maxLength: 200 });
    const property = fc.property(playedArbitrary, sent, ({ config, commands }, keys) => {
      const model = openModel(config);
      const engine = createEngine(config);
      const queue = new PendingQueue();
      let nowNs = 0n;
      const drain = (untilNs: bigint): void => {
        runToEnd(engine, untilNs);
        for (let next = queue.shift(untilNs); next; next = queue.shift(untilNs)) model.applyRecord(next);
      };
      fillWindow(engine, [], true);
      keys.forEach((key, index) => {
        const command = commands[index % commands.length];
        if (!command) return;
        const pushed = { ...command, rank: key.rank, tsNs: nowNs + BigInt(key.delay) };
        engine.push(pushed);
        queue.push(pushed);
        if (key.wait === 0) return;
        nowNs += BigInt(key.wait);
        drain(nowNs - 1n);
      });
      drain(endOfTime);
      checkEngine(engine);
      expect(engine.fault).toBeNull();
      expect(engine.runDigest()).toEqual(model.digest());
    });
    check(property, 40);
  });

  it('merges with the window by the same key', () => {
    const ranks = fc.array(fc.constantFrom(3, 5, 6), { minLength: 1, maxLength: 60 });
    const property = fc.property(playedArbitrary, ranks, ({ config, commands }, keys) => {
      const engine = createEngine(config);
      const model = openModel(config);
      const queue = new PendingQueue();
      const windowRows = commands.filter((_, index) => index % 2 === 0);
      fillWindow(engine, windowRows);
      // The window is one sorted source of rank 4; in the plain queue its rows are one actor's.
      const keyOf = new Map<ModelCommand, ModelCommand>();
      const enqueue = (key: ModelCommand, command: ModelCommand): void => {
        keyOf.set(key, command);
        queue.push(key);
      };
      for (const row of windowRows) enqueue({ ...row, rank: 4, account: 0 }, row);
      commands
        .filter((_, index) => index % 2 === 1)
        .forEach((command, index) => {
          const pushed = { ...command, rank: keys[index % keys.length] ?? 5 };
          engine.push(pushed);
          enqueue({ ...pushed }, pushed);
        });
      runToEnd(engine);
      for (let next = queue.shift(endOfTime); next; next = queue.shift(endOfTime)) {
        const command = keyOf.get(next);
        if (command) model.applyRecord(command);
      }
      expect(engine.runDigest()).toEqual(model.digest());
      checkEngine(engine);
    });
    check(property, 40);
  });
});
