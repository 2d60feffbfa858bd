/**
 * Policy rematch: without own orders a real tape, matched again from its order flow, is the tape, level by level and order by
 * order; what the tape itself did not do by price and time is listed. With own orders nothing breaks on random flows.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine';
import { CommandLayout as C } from '../../src/layout/layout.gen';
import { engineConfigFor } from '../../src/sim/engine-setup';
import { impactFigures } from '../../src/sim/impact-figures';
import { playRows } from '../../src/sim/substitution';
import { TapeRows } from '../../src/sim/tape-rows';
import { CoreMatcher } from '../contract/core-matcher';
import { check } from '../property/check';
import { core } from '../sim/core-module';
import { readRow } from '../contract/shorthand';
import { inTape, lobsterFiles, lobsterTape } from './lobster-tape';
import { inTapeConfig, ownFlowArbitrary } from './own-flow';

/** Executions that did not take the first order of the best level, by file: what the tape did against price and time. */
const known: Readonly<Record<string, number>> = {
  'AAPL_message_10.csv': 0,
  'LOBSTER_SampleFile_AMZN_2012-06-21_5.zip': 9,
};
const rowsAPiece = 4_000;

describe.skipIf(lobsterFiles.length === 0)('rematch without own orders is the tape', () => {
  it.each(lobsterFiles)('%s', async (...files) => {
    const tape = await lobsterTape(...files);
    const rows = await TapeRows.of(tape);
    const manifest = inTape(tape, { policy: 'rematch' }, ['touch']);
    const rematched = Engine.create(core, engineConfigFor(manifest, tape, 0, {}));
    const plain = Engine.create(
      core,
      engineConfigFor(inTape(tape, { policy: 'none' }, ['touch']), tape, 0, {}),
    );
    for (let row = 0; row < rows.count; row += rowsAPiece) {
      const part = rows.bytes.subarray(row * C.size, Math.min(rows.count, row + rowsAPiece) * C.size);
      playRows(rematched, part);
      playRows(plain, part);
      for (const side of [0, 1]) {
        const lots = (engine: Engine) =>
          engine.depth(0, side, 10_000).map((x) => [x.priceUnits, x.totalLots]);
        expect(lots(rematched)).toEqual(lots(plain));
      }
      expect(rematched.impact(0)!.divergenceLots).toBe(0n);
    }
    const [figures] = impactFigures(manifest, rematched);
    expect(figures).toMatchObject({
      missingLots: '0',
      droppedCount: 0,
      survivorCount: 0,
      lockedCount: 0,
      claimsHistory: true,
    });
    expect(rematched.runDigest()).toEqual(plain.runDigest());
    const { fifoDisagreements } = rematched.bookCounters(0);
    expect(fifoDisagreements).toBe(plain.bookCounters(0).fifoDisagreements);
    const wanted = known[files[0]!];
    // Listed by kind, and none is missing.
    expect(figures!.exceptions.reduce((sum, { count }) => sum + count, 0)).toBe(fifoDisagreements);
    if (wanted !== undefined) expect(fifoDisagreements).toBeGreaterThanOrEqual(wanted);
    expect(rematched.validate()).toBeNull();
  });
});

it('lists what the tape did against price and time by kind, with the first of each', () => {
  const matcher = new CoreMatcher(inTapeConfig({ policy: 'rematch' }));
  const rows = [
    'tapeAdd sell 1 1000x5',
    'tapeAdd sell 2 1000x5',
    'tapeAdd sell 3 1010x5',
    'tapeExecute sell 2 1000x1',
    'tapeExecute sell 1 1000x1',
    'tapeExecute sell 3 1010x1',
    'tapeExecute sell 2 1000x1',
    'tapeLevelSet sell 0 1000x9',
    'tapeCancel sell 2 1000x0',
    'tapeExecute sell 1 1000x1',
  ];
  rows.forEach((line, at) => matcher.applyRecord(readRow(line, at + 1)));
  expect(matcher.engine.impact(0)!.exceptions).toEqual([
    { kind: 'behindOrder', count: 2, firstNs: 4n, firstId: 2n },
    { kind: 'behindUnknown', count: 1, firstNs: 10n, firstId: 1n },
    { kind: 'throughBetter', count: 1, firstNs: 6n, firstId: 3n },
  ]);
  expect(matcher.engine.bookCounters(0).fifoDisagreements).toBe(4);
});

it('a print of one side moves no own order of the other', () => {
  const matcher = new CoreMatcher(inTapeConfig({ policy: 'rematch' }));
  matcher.applyRecord(readRow('tapeAdd buy 1 1030x1', 1));
  matcher.apply({ op: 'new', ts: '2', id: '101', side: 'buy', price: '1030', lots: 1 });
  matcher.applyRecord(readRow('tapeTrade sell 0 1030x1', 3));
  expect(matcher.orders(0).map(({ id }) => id)).toEqual(['1', '101']);
});

describe('rematch with own orders', () => {
  it('keeps every invariant on random flows, in any state it is taken up again', () => {
    const config = inTapeConfig({ policy: 'rematch', lifetimeNs: 7n }, [
      { id: 1, cash: 2_000n },
      { id: 2, cash: 1_000_000n },
    ]);
    const property = fc.property(ownFlowArbitrary(90), (flow) => {
      const matcher = new CoreMatcher(config);
      for (const command of flow) {
        if (command === null) matcher.moveToFreshInstance();
        else matcher.applyRecord(command);
        matcher.check();
      }
      const { tapeLots, divergenceLots } = matcher.engine.impact(0)!;
      expect(tapeLots).toBeGreaterThanOrEqual(0n);
      expect(divergenceLots).toBeGreaterThanOrEqual(0n);
    });
    check(property, 250);
  });
});
