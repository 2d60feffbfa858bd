/**
 * Orders with terms do not show how a run was cut: windows, budgets, a small journal, the build with assertions, the
 * queue instead of the window, a fresh instance in the middle. Trailing triggers never loosen.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCommand } from '../../src/scenario/command';
import { createEngine, debugModule, fillWindow, runToEnd } from '../contract/core-matcher';
import { configOf } from '../contract/matcher';
import type { JsonCommand } from '../contract/matcher';
import { readCommand } from '../contract/shorthand';
import { allReports } from '../model/codes';
import { parseJsonRecords } from '../model/json-command';
import { check } from './check';
import { outcomeOf, playCut, playWhole } from './cut';
import type { Played } from './cut';
import { termStep, toLines } from './terms-flow';

const config = configOf(
  {
    minTick: 90,
    maxTick: 110,
    selfTrade: 'cancelOld',
    venueRules: { allocation: 'proRataTop', minShareLots: 1 },
  },
  {
    accounts: [
      { id: 1, cash: 3_000n },
      { id: 2, cash: 1_000_000n },
      { id: 3, cash: 1_000_000_000n },
    ],
    reports: allReports,
  },
);
/** Each at a time of its own, so that window and queue agree about their order. */
const flows = fc.array(termStep, { minLength: 10, maxLength: 80, size: 'max' }).map((steps) =>
  toLines(
    steps.map((step) => ({ ...step, wait: step.wait + 1 })),
    1,
  ),
);
const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });

const played = (lines: readonly JsonCommand[]): Played => ({
  config,
  commands: lines.flatMap(parseJsonRecords),
});

it('windows, budgets, fresh instances and a small journal do not show', () => {
  const property = fc.property(flows, sizes, sizes, (lines, windows, budgets) => {
    const run = played(lines);
    const whole = playWhole(run);
    expect(playCut(run, [1000], [1], { isMoved: true })).toEqual(whole);
    expect(playCut(run, windows, budgets, { isMoved: true })).toEqual(whole);
    expect(playCut(run, windows, [1000], { capacities: { journalUnits: 256 }, isMoved: true })).toEqual(
      whole,
    );
  });
  check(property, 40);
});

it('the build with assertions gives the same', () => {
  check(
    fc.property(flows, (lines) => {
      const run = played(lines);
      expect(playWhole(run, createEngine(config, {}, debugModule))).toEqual(playWhole(run));
    }),
    15,
  );
});

it('commands given through the queue give the same as rows of a window', () => {
  const property = fc.property(flows, (lines) => {
    const engine = createEngine(config);
    fillWindow(engine, []);
    for (const line of lines) engine.push(parseCommand(line, 'line'));
    expect(outcomeOf(engine, runToEnd(engine))).toEqual(playWhole(played(lines)));
  });
  check(property, 30);
});

it.each(['trailingStop', 'trailingStopLimit'])(
  'a %s is elected exactly where a plain scan of the fills says',
  (type) => {
    const moves = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 });
    const property = fc.property(
      moves,
      fc.integer({ min: 1, max: 8 }),
      fc.boolean(),
      (steps, trail, isSell) => {
        const engine = createEngine(configOf());
        let price = 1000;
        const lines = [`${isSell ? 'sell' : 'buy'} 1 ${type} x1 trail=${trail}`];
        let best: number | null = null;
        let hits: number | null = null;
        steps.forEach((step, at) => {
          price += step;
          best = best === null ? price : isSell ? Math.max(best, price) : Math.min(best, price);
          if (hits === null && (isSell ? price <= best - trail : price >= best + trail)) hits = at;
          lines.push(`sell ${2 * at + 2} ${price}x1`, `buy ${2 * at + 3} ${price}x1`);
        });
        fillWindow(engine, lines.map((line, ts) => parseJsonRecords(readCommand(line, ts))).flat());
        const units = Buffer.concat(runToEnd(engine));
        const elected = [];
        for (let at = 0; at < units.length; at += 32) {
          if (units[at] === 20) elected.push(Number(units.readBigInt64LE(at + 8)));
        }
        expect(elected).toEqual(hits === null ? [] : [2 * hits + 2]);
      },
    );
    check(property, 60);
  },
);
