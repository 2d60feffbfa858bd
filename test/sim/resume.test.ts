/**
 * A run that was left and taken up again, in a fresh engine, is the run that went on: from its start or from a
 * checkpoint's bytes, at any event, within a time too; and a checkpoint that does not fit is refused whole.
 */
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/scenario/command';
import { parseManifest } from '../../src/scenario/manifest';
import { portablePlace, Run, takeUp } from '../../src/sim';
import { core } from './core-module';
import { makeRandom, syntheticTape } from './synthetic-tape';

const tape = syntheticTape(20260102, 4000, 700);
const manifest = parseManifest({ version: 1, tape: { hash: tape.hash, name: 'synthetic' } });
const open = (log: Run['humanLog'] = [], capacities = {}): Promise<Run> =>
  Run.open(core, manifest, tape, log, { engineId: 'e', checkpointEvents: 500, capacities });
const order = (id: string): ReturnType<typeof parseCommand> =>
  parseCommand({ op: 'new', ts: '0', id, side: 'buy', price: '100', lots: 1 }, 'test');

const picture = (run: Run): unknown => ({
  ...run.engine.runDigest(),
  state: run.engine.stateDigest(),
  counts: run.counter.byName(),
  trades: [...run.trades.from(0)].map(({ number, unit }) => [number, unit.getBigInt64(24, true)]),
  nowNs: run.nowNs,
  eventCount: run.eventCount,
  sourceRow: run.inTape.sourceRow,
});

describe('a run taken up again', () => {
  it('at random events, with and without the checkpoint of an earlier one, is where it was', async () => {
    const random = makeRandom(7);
    for (let round = 0; round < 12; round += 1) {
      const left = await open();
      const kept = random(3000);
      await left.playTo(left.endNs, kept);
      if (round % 3 === 0) left.submit(order(String(900_000_000 + round)));
      const bytes = portablePlace(left);
      await left.playTo(left.endNs, random(900));
      if (round % 4 === 0) left.submit(order(String(910_000_000 + round)));
      if (round % 2 === 0) await left.playTo(left.nowNs + 1_000n, Infinity);
      const to = { eventCount: left.eventCount, ns: left.nowNs };
      const ways = await Promise.all([open(left.humanLog), open(left.humanLog)]);
      await takeUp(ways[0], to, bytes);
      await takeUp(ways[1], to, null);
      for (const way of ways) expect(picture(way), `round ${round}`).toEqual(picture(left));
      for (const run of [left, ...ways]) await run.playTo(run.endNs, Infinity);
      for (const way of ways) expect(picture(way), `round ${round}, at the end`).toEqual(picture(left));
      await ways[0].seek(left.startNs);
      await ways[0].playTo(left.endNs, Infinity);
      expect(picture(ways[0]), `round ${round}, again`).toEqual(picture(left));
    }
  });

  it('refuses a checkpoint that was cut, changed, is of another log or of other capacities', async () => {
    const run = await open();
    await run.playTo(run.endNs, 1000);
    const bytes = portablePlace(run);
    const to = { eventCount: 1200, ns: run.nowNs };
    const refused = expect.objectContaining({ code: 'E-RUN-08' });
    for (const cut of [0, 15, 400, bytes.byteLength - 1]) {
      await expect(takeUp(await open(), to, bytes.slice(0, cut))).rejects.toEqual(refused);
    }
    for (const at of [0, 5, 9, 14, 300, bytes.byteLength >> 1]) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      await expect(takeUp(await open(), to, changed)).rejects.toEqual(refused);
    }
    await expect(takeUp(await open([], { orders: 8192 }), to, bytes)).rejects.toEqual(refused);
    await expect(takeUp(await open(), { eventCount: 900, ns: 0n }, bytes)).rejects.toEqual(refused);
    run.submit(order('900000001'));
    const later = portablePlace(run);
    await expect(takeUp(await open(), to, later)).rejects.toEqual(refused);
  });
});
