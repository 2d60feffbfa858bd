/**
 * The decisive test (DESIGN §5) on real data: each order of the tape that was executed is taken out, submitted as ours at
 * its instant, and must fill as in history, lot and nanosecond. Where history itself passed over the order (it executed a
 * later one at its price first), it cannot; those are found here from the rows alone, and nothing else may differ.
 */
import { describe, expect, it } from 'vitest';
import { CommandKind as K, CommandLayout as C, Rank } from '../../src/layout/layout.gen';
import { Engine } from '../../src/engine/engine';
import { engineConfigFor } from '../../src/sim/engine-setup';
import { sampleOf } from '../../src/sim/queue-study';
import { ownCommands, playRows, rowsWithout, substitute, wasPassedOver } from '../../src/sim/substitution';
import { livesOf, TapeRows, type OrderLife } from '../../src/sim/tape-rows';
import type { TapePort } from '../../src/sim';
import { isSoak, seed } from '../property/check';
import { core } from '../sim/core-module';
import { inTape, lobsterFiles, lobsterTape } from './lobster-tape';

const executed = (rows: TapeRows): OrderLife[] =>
  livesOf(rows).filter((life) => life.executedLots > 0 && life.openLots === 0);

/** Orders a file and policy in one run of the suite; a soak takes them all. */
const mostTrials = 1_500;

const chosenOf = (lives: readonly OrderLife[]): readonly OrderLife[] =>
  isSoak ? lives : sampleOf(lives, mostTrials, seed);

const amzn5 = 'LOBSTER_SampleFile_AMZN_2012-06-21_5.zip';
/** What is known of the files at hand; others of the kind are tried all the same. */
const known: Readonly<Record<string, { orders: number; passedOver: number }>> = {
  [amzn5]: { orders: 6236, passedOver: 2 },
  'LOBSTER_SampleFile_AMZN_2012-06-21_1.zip': { orders: 4478, passedOver: 2 },
  'AAPL_message_10.csv': { orders: 72, passedOver: 0 },
};

describe.skipIf(lobsterFiles.length === 0)(
  'orders taken out and submitted as ours fill as in history',
  () => {
    it.each(lobsterFiles)('%s', async (...files) => {
      const tape = await lobsterTape(...files);
      const rows = await TapeRows.of(tape);
      const lives = executed(rows);
      const { orders, passedOver } = known[files[0]!] ?? { orders: lives.length, passedOver: null };
      expect(lives.length).toBe(orders);
      const chosen = chosenOf(lives);
      for (const policy of ['none', 'consume', 'rematch'] as const) {
        const config = engineConfigFor(inTape(tape, { policy }, ['fill']), tape, 0, {});
        let tried = 0;
        const differing: OrderLife[] = [];
        for (const { life, isEqual } of substitute(core, config, rows, chosen)) {
          tried += 1;
          if (!isEqual) differing.push(life);
        }
        expect(tried, policy).toBe(chosen.length);
        expect(differing.filter((life) => !wasPassedOver(rows, life))).toEqual([]);
        if (passedOver !== null) expect(differing.length, policy).toBeLessThanOrEqual(passedOver);
      }
    });
  },
);

/** The queue before an order as rows alone tell it, from what stood there at its add. */
class NaiveQueue {
  constructor(
    private readonly life: OrderLife,
    private readonly ahead: Map<bigint, number>,
  ) {}

  /** False when the row says something that names no order. */
  follow(rows: TapeRows, row: number): boolean {
    if (rows.side(row) !== this.life.side || rows.priceUnits(row) !== this.life.priceUnits) return true;
    const kind = rows.kind(row);
    if (kind === K.tapeLevelSet) return false;
    const lots = this.ahead.get(rows.id(row));
    if (lots === undefined)
      return kind === K.tapeAdd || kind === K.tapeHidden || rows.id(row) === this.life.id;
    const left = kind === K.tapeCancel ? 0 : lots - rows.lots(row);
    this.ahead.set(rows.id(row), left);
    return true;
  }

  get lots(): number {
    return [...this.ahead.values()].reduce((sum, lots) => sum + lots, 0);
  }
}

async function comparedQueues(tape: TapePort): Promise<{ orders: number; compared: number }> {
  const rows = await TapeRows.of(tape);
  const short = executed(rows).filter(({ rows: named, addRow }) => named.at(-1)! - addRow < 300);
  const lives = short.filter((_, index) => index % 29 === 0);
  const config = engineConfigFor(inTape(tape, { policy: 'none' }, ['fill']), tape, 0, {});
  const base = Engine.create(core, config);
  const work = Engine.create(core, config);
  let row = 0;
  let compared = 0;
  for (const life of lives) {
    playRows(base, rows.bytes.subarray(row * C.size, life.addRow * C.size));
    row = life.addRow;
    const last = life.rows.at(-1)!;
    const without = rowsWithout(rows, life, last)!;
    const queue = base
      .orders(life.instrument)
      .filter(({ side, priceUnits }) => side === life.side && priceUnits === life.priceUnits);
    const naive = new NaiveQueue(life, new Map(queue.map(({ orderId, lots }) => [orderId, lots])));
    work.loadStateBytes(base.stateBytes());
    work.push(ownCommands(rows, life)[0]!);
    let at = 0;
    for (let next = life.addRow + 1; next < last; next += 1) {
      if (!naive.follow(rows, next)) break;
      const isGone = rows.id(next) === life.id && rows.kind(next) !== K.tapeExecute;
      if (isGone) continue;
      work.commandBytes().set(without.subarray(at * C.size, (at + 1) * C.size));
      work.setWindow(1, Rank.tape, false);
      while (work.windowCursor === 0) work.run(2n ** 62n, 100);
      at += 1;
      const own = work.ownOrders(life.instrument)[0];
      if (own === undefined) continue;
      if (own.aheadLots < 0n) break;
      expect(Number(own.aheadLots), `order ${life.id}, row ${next}`).toBe(naive.lots);
      compared += 1;
    }
  }
  return { orders: lives.length, compared };
}

describe.skipIf(!lobsterFiles.flat().includes(amzn5))('queue position of own orders', () => {
  it('is at every row what the rows of the tape say of the order in whose place it stands', async () => {
    const { orders, compared } = await comparedQueues(await lobsterTape(amzn5));
    expect(orders).toBeGreaterThan(100);
    expect(compared).toBeGreaterThan(3_000);
  });
});
