/**
 * A run with one order changed, taken up at the last checkpoint before it: equal to a run opened with that log, however the
 * orders came in.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CommandKind, Rank, Side } from '../../src/layout/layout.gen';
import type { CommandInput } from '../../src/scenario/command';
import { parseManifest } from '../../src/scenario/manifest';
import { withOrder, withPerson } from '../../src/scenario/person';
import { forkBefore, Run } from '../../src/sim';
import { core } from './core-module';
import { makeRandom } from './synthetic-tape';

const thin = parseManifest(JSON.parse(readFileSync('public/samples/thin.json', 'utf8')));
const manifest = withPerson(thin, thin.instruments);

const order = (n: number, run: Run): CommandInput => {
  const side = n % 2 === 0 ? Side.buy : Side.sell;
  const best = run.engine.depth(0, side, 1)[0]!.priceUnits;
  return {
    ...{ tsNs: run.nowNs, orderId: (1n << 63n) + BigInt(n), priceUnits: best, lots: 100 + n, side },
    ...{
      kind: CommandKind.new,
      tif: 0,
      flags: 0,
      instrument: 0,
      rank: Rank.person,
      displayShift: 0,
      account: 1,
    },
  };
};

it('is what a run opened with the changed log would be, and begins where nothing differs yet', async () => {
  const run = await Run.open(core, manifest, null, [], { checkpointEvents: 200 });
  const random = makeRandom(3);
  const sent: CommandInput[] = [];
  for (let n = 0; n < 12; n += 1) {
    await run.playTo(run.endNs, 300 + random(400));
    sent.push(run.submit(order(n, run)));
    // Somebody goes back and acts there: that is told to places that knew later orders already.
    if (n === 7) await run.seek(sent[4]!.tsNs + 1n);
  }
  await run.playTo(run.endNs, 900);
  const { nowNs } = run;
  let short = 0;
  for (const real of run.humanLog) {
    const changed = {
      ...real,
      lots: real.lots / 2 > 1 ? Math.floor(real.lots / 2) : 1,
      tsNs: real.tsNs - 1_000n,
    };
    const humanLog = withOrder(run.humanLog, real, changed);
    const fork = await forkBefore(run, changed.tsNs, humanLog);
    short += fork.eventCount > 0 ? 1 : 0;
    expect(fork.nowNs).toBeLessThan(changed.tsNs);
    await fork.seek(nowNs);
    const fresh = await Run.open(core, manifest, null, humanLog);
    await fresh.seek(nowNs);
    expect({ ...fork.result(), notes: [] }).toEqual({ ...fresh.result(), notes: [] });
    expect(fork.own.bytes()).toEqual(fresh.own.bytes());
  }
  expect(short).toBeGreaterThan(8);

  const opened = await Run.open(core, manifest, null, run.humanLog, { checkpointEvents: 200 });
  await opened.seek(nowNs);
  const [, real] = opened.humanLog;
  const humanLog = withOrder(opened.humanLog, real!, { ...real!, lots: 7 });
  const fork = await forkBefore(opened, real!.tsNs, humanLog);
  expect(fork.eventCount).toBe(0);
});
