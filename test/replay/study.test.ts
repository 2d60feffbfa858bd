/**
 * The study of queue models and the comparison of policies on real data: the documented table is what comes out, and figures
 * that must hold whatever the models are.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tableOf } from '../../src/cli/commands/queue-models';
import { Rank, Side } from '../../src/layout/layout.gen';
import { compareImpact } from '../../src/sim/compare-impact';
import { engineConfigFor } from '../../src/sim/engine-setup';
import { studyQueues } from '../../src/sim/queue-study';
import { livesOf, TapeRows } from '../../src/sim/tape-rows';
import { core } from '../sim/core-module';
import { inTape, lobsterFiles, lobsterTape } from './lobster-tape';

const amzn = 'LOBSTER_SampleFile_AMZN_2012-06-21_5.zip';
const doc = readFileSync(fileURLToPath(new URL('../../docs/QUEUE_MODELS.md', import.meta.url)), 'utf8');

describe.skipIf(!lobsterFiles.flat().includes(amzn))('AMZN, five levels', () => {
  it('queue models err as docs/QUEUE_MODELS.md says', async () => {
    const tape = await lobsterTape(amzn);
    const rows = await TapeRows.of(tape);
    const config = engineConfigFor(inTape(tape, { policy: 'none' }, ['fill']), tape, 0, {});
    const study = studyQueues(core, config, rows, livesOf(rows), { count: 8000, seed: 1 });
    expect(doc).toContain(tableOf(study));
    expect(study.executed).toBeGreaterThan(400);
    for (const { filled, events } of study.models) {
      expect(events).toBe(study.models[0]!.events);
      expect([...filled].sort((a, b) => a - b)).toEqual(filled);
    }
  });

  it('one order under every policy and model: what takes at once costs the same, and only its impact differs', async () => {
    const tape = await lobsterTape(amzn);
    const rows = await TapeRows.of(tape);
    const order = {
      tsNs: tape.firstTsNs + 5_400_000_000_000n,
      orderId: 2n ** 64n - 1n,
      priceUnits: 2_254_000n,
      lots: 500,
      ...{ kind: 1, side: Side.buy, tif: 0, flags: 0, instrument: 0, rank: Rank.person, displayShift: 0 },
      account: 0,
    };
    const manifestFor = (policy: string) => inTape(tape, { policy }, ['fill']);
    const untilNs = order.tsNs + 60_000_000_000n;
    const [none, consume, rematch] = compareImpact(core, manifestFor, tape, rows, order, untilNs);
    expect([none, consume, rematch].map((outcome) => outcome!.way)).toEqual(['none', 'consume', 'rematch']);
    for (const outcome of [none, consume, rematch]) {
      expect(outcome!.filledLots).toBe(500);
      expect(outcome!.meanPriceUnits).toBe(none!.meanPriceUnits);
    }
    expect(none!.figures).toMatchObject({ divergence: 0, missingLots: '0' });
    const deep = { ...order, priceUnits: 2_230_000n };
    const ways = compareImpact(core, manifestFor, tape, rows, deep, untilNs).map(({ way }) => way);
    expect(ways).toEqual([
      ...['none', 'consume', 'rematch'],
      ...['riskAverse', 'power 1', 'power 2', 'power 3', 'logarithmic'],
    ]);
  });
});
