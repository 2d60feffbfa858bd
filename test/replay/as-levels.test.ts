/**
 * A tape of orders told as levels: at any moment the book and the prints are those of the orders, whatever the rows were; a
 * queue model then guesses exactly what it guesses of the order's level alone (`LevelFeed`, the other way to the same).
 */
import { describe, expect, it } from 'vitest';
import { CommandKind, Rank, ReportLayout, Side } from '../../src/layout/layout.gen';
import type { CommandInput } from '../../src/scenario/command';
import { Run, type Sink, type TapePort } from '../../src/sim';
import { compareImpact } from '../../src/sim/compare-impact';
import { isPrint, printAt } from '../../src/sim/print';
import { TapeRows } from '../../src/sim/tape-rows';
import { core } from '../sim/core-module';
import { makeRandom, syntheticTape } from '../sim/synthetic-tape';
import { inTape, lobsterFiles, lobsterTape } from './lobster-tape';

const amzn = 'LOBSTER_SampleFile_AMZN_2012-06-21_5.zip';

class Prints implements Sink {
  readonly told: string[] = [];

  take(reports: Uint8Array): void {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.byteLength);
    for (let at = 0; at < reports.length; at += ReportLayout.size) {
      if (!isPrint(reports[at])) continue;
      const { tsNs, priceUnits, lots, aggressor } = printAt(view, at);
      this.told.push(`${tsNs} ${priceUnits} ${lots} ${aggressor}`);
    }
  }

  save(): null {
    return null;
  }

  load(): void {
    // Played forward only.
  }
}

async function opened(tape: TapePort, impact: Record<string, string>): Promise<[Run, Prints]> {
  const prints = new Prints();
  return [await Run.open(core, inTape(tape, impact), tape, [], { sinks: [prints] }), prints];
}

const bookOf = ({ engine }: Run): unknown =>
  [Side.buy, Side.sell].map((side) =>
    engine.depth(0, side, 10_000).map(({ priceUnits, totalLots }) => [priceUnits, totalLots]),
  );

async function compareBooks(tape: TapePort, stops: number): Promise<void> {
  const [orders, told] = await opened(tape, { policy: 'none' });
  const [levels, toldByLevels] = await opened(tape, { policy: 'none', queueModel: 'power' });
  const span = tape.lastTsNs - tape.firstTsNs;
  for (let stop = 1; stop <= stops; stop += 1) {
    const ns = tape.firstTsNs + (span * BigInt(stop)) / BigInt(stops);
    for (const run of [orders, levels]) await run.playTo(ns, Infinity);
    expect(bookOf(levels)).toEqual(bookOf(orders));
  }
  expect(toldByLevels.told).toEqual(told.told);
  expect(told.told.length).toBeGreaterThan(100);
  expect(levels.engine.validate()).toBeNull();
  expect(levels.result().assumptions['dataLevel']).toBe('level by level (L2), told from orders');
}

describe('a tape of orders told as levels', () => {
  it.each([3, 4, 5])('shows the same book and prints, seed %i', (seed) =>
    compareBooks(syntheticTape(seed, 9_000, 1_024), 900),
  );

  it('is one run, wherever one goes in it, and back to orders', async () => {
    const tape = syntheticTape(8, 9_000, 512);
    const manifest = inTape(tape, { policy: 'consume', queueModel: 'logarithmic' });
    const order = { ...ownOrder(tape.firstTsNs + 900_000_000n), priceUnits: 999_900n };
    const whole = await Run.open(core, manifest, tape, [order]);
    await whole.playTo(whole.endNs, Infinity);
    const run = await Run.open(core, manifest, tape, [order], { checkpointEvents: 1_000 });
    const random = makeRandom(2);
    const span = tape.lastTsNs - tape.firstTsNs;
    for (let jump = 0; jump < 12; jump += 1)
      await run.seek(tape.firstTsNs + (span * BigInt(random(1_000))) / 1_000n);
    await run.seek(run.endNs);
    expect(run.result()).toEqual(whole.result());
    const exact = await run.reopen({}, { manifest: inTape(tape, { policy: 'none' }) });
    expect(exact.tape!.schema).toBe('order');
    expect((await exact.reopen({}, { manifest })).tape).toBe(run.tape);
  });

  it('does not go with a policy that needs orders', async () => {
    const tape = syntheticTape(8, 100, 512);
    const manifest = inTape(tape, { policy: 'rematch', queueModel: 'power' });
    await expect(Run.open(core, manifest, tape, [])).rejects.toThrow(/does not go with the policy “rematch”/);
  });
});

const ownOrder = (tsNs: bigint): CommandInput => ({
  ...{ tsNs, orderId: 2n ** 64n - 1n, priceUnits: 0n, lots: 100, kind: CommandKind.new, side: Side.buy },
  ...{ tif: 0, flags: 0, instrument: 0, rank: Rank.person, displayShift: 0, account: 0 },
});

describe.skipIf(!lobsterFiles.flat().includes(amzn))('AMZN told as levels', () => {
  it('shows the same book and prints', async () => {
    await compareBooks(await lobsterTape(amzn), 150);
  });

  it('is for a queue model what the level of the order is', async () => {
    const tape = await lobsterTape(amzn);
    const rows = await TapeRows.of(tape);
    const random = makeRandom(6);
    const span = Number(tape.lastTsNs - tape.firstTsNs);
    let filled = 0;
    for (let trial = 0; trial < 4; trial += 1) {
      const tsNs = tape.firstTsNs + BigInt(Math.floor((random(200) / 1_000) * span));
      const before = await Run.open(core, inTape(tape, { policy: 'none' }), tape, [], { checkpointBytes: 0 });
      await before.playTo(tsNs, Infinity);
      const side = trial % 2;
      const order = { ...ownOrder(tsNs), side, priceUnits: before.engine.depth(0, side, 1)[0]!.priceUnits };
      const untilNs = tsNs + 60_000_000_000n;
      const guesses = compareImpact(core, (policy) => inTape(tape, { policy }), tape, rows, order, untilNs);
      for (const { way, filledLots, aheadLots } of guesses.slice(3)) {
        const [queueModel, n] = way.split(' ') as [string, string | undefined];
        const impact = {
          policy: 'none',
          queueModel,
          ...(n === undefined ? {} : { exponent: Number(n) * 1000 }),
        };
        const run = await Run.open(core, inTape(tape, impact), tape, [order], { checkpointBytes: 0 });
        await run.playTo(tsNs, Infinity);
        expect(Number(run.engine.ownOrders(0)[0]!.aheadLots)).toBe(aheadLots);
        await run.playTo(untilNs, Infinity);
        const left = run.engine.ownOrders(0)[0]?.lots ?? 0;
        expect([trial, way, order.lots - left]).toEqual([trial, way, filledLots]);
        filled += filledLots;
      }
    }
    expect(filled).toBeGreaterThan(0);
  });
});
