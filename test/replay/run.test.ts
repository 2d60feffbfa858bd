/**
 * A run of a tape with orders of ours: one digest whole, in pieces, after seeks and after orders given on the way; what it
 * assumes and what its orders did stand in its result; what does not go with a tape is refused.
 */
import { describe, expect, it } from 'vitest';
import { CommandKind, Rank, Side } from '../../src/layout/layout.gen';
import { manifestHash, manifestToJson } from '../../src/scenario/canonical';
import type { CommandInput } from '../../src/scenario/command';
import { parseManifest } from '../../src/scenario/manifest';
import { Run } from '../../src/sim';
import { takingOrders } from '../../src/sim/taking-orders';
import { core } from '../sim/core-module';
import { makeRandom, syntheticTape } from '../sim/synthetic-tape';

const tape = syntheticTape(11, 12_000, 2_048);
const span = tape.lastTsNs - tape.firstTsNs;

function ownOrders(): CommandInput[] {
  const random = makeRandom(5);
  return Array.from({ length: 60 }, (_, index) => ({
    tsNs: tape.firstTsNs + (span * BigInt(index + 1)) / 70n,
    orderId: (1n << 63n) + BigInt(index),
    priceUnits: BigInt(10_000 + random(9) - 4) * 100n,
    lots: 1 + random(900),
    ...{ kind: CommandKind.new, side: index % 2 === 0 ? Side.buy : Side.sell, tif: 0, flags: 0 },
    ...{ instrument: 0, rank: Rank.person, displayShift: 0, account: 0 },
  }));
}

describe.each(['none', 'consume', 'rematch'])('a run with orders of ours, policy %s', (policy) => {
  const manifest = takingOrders(tape, { policy, lifetimeNs: '2000000' });
  const open = (log: readonly CommandInput[] = ownOrders()) =>
    Run.open(core, manifest, tape, log, { checkpointEvents: 1_000 });

  it('is one run, however it is played', async () => {
    const whole = await open();
    await whole.playTo(whole.endNs, Infinity);
    expect(whole.fault).toBeNull();
    expect(whole.engine.validate()).toBeNull();
    const expected = whole.result();
    expect(expected.counts['fill']).toBeGreaterThan(20);

    const run = await open([]);
    for (const order of ownOrders()) {
      await run.seek(order.tsNs - 1n);
      run.submit(order);
    }
    const random = makeRandom(9);
    for (let jump = 0; jump < 8; jump += 1)
      await run.seek(tape.firstTsNs + (span * BigInt(random(1000))) / 1000n);
    while ((await run.playTo(run.endNs, 1 + random(3_000))) !== 'end');
    expect(run.result()).toEqual(expected);
  });

  it('says what it assumes and what its orders did', async () => {
    const run = await open();
    await run.playTo(run.endNs, Infinity);
    const { assumptions, impact } = run.result();
    expect(assumptions['impact']).toMatch(new RegExp(`^${policy}: `));
    expect(assumptions['queueModel']).toMatch(/^exact/);
    expect(impact).toHaveLength(1);
    expect(impact![0]).toMatchObject({ policy, queueModel: 'exact', instrument: 0 });
    expect(impact![0]!.claimsHistory).toBe(impact![0]!.divergence <= 100);
    if (policy === 'none') expect(impact![0]!.divergence).toBe(0);
    else expect(impact![0]!.divergence).toBeGreaterThan(0);
  });
});

describe('impact in a manifest', () => {
  it('is read, hashed and written; a manifest without it has the hash that it had', () => {
    const manifest = takingOrders(tape, { policy: 'consume', auctionPercent: 10 });
    expect(parseManifest(manifestToJson(manifest))).toEqual(manifest);
    const other = takingOrders(tape, { policy: 'none' });
    expect(manifestHash(manifest)).not.toBe(manifestHash(other));
    expect(manifest.reports).toEqual(expect.arrayContaining(['trade', 'fill', 'rejected', 'account']));
    expect(() => takingOrders(tape, { policy: 'all' })).toThrow(/impact.policy/);
    expect(() => takingOrders(tape, { policy: 'none', speed: 1 })).toThrow(/impact.speed/);
    const matched = { version: 1, instruments: [{ symbol: 'A', impact: { policy: 'none' } }] };
    expect(() => parseManifest(matched)).toThrow(/for the book of a tape/);
  });

  it('that does not go with the tape is refused before anything runs', async () => {
    const depth = { ...tape, schema: 'depth' };
    const refused = [{ policy: 'rematch' }, { policy: 'none', queueModel: 'exact' }];
    for (const impact of refused) {
      await expect(Run.open(core, takingOrders(depth, impact), depth, [])).rejects.toThrow(
        /does not go with/,
      );
    }
    const run = await Run.open(core, takingOrders(depth, { policy: 'none' }), depth, []);
    expect(run.result().assumptions['queueModel']).toMatch(/^risk-averse/);
  });
});
