/**
 * Integers at their ends: what a configuration refuses, and what still works at the last value it allows.
 */
import { describe, expect, it } from 'vitest';
import { TapedeckError } from '../../src/layout/errors';
import { createEngine, CoreMatcher } from './core-matcher';
import { configOf, openModel } from './matcher';
import type { InstrumentRules } from './matcher';
import { readCommand, writeReport } from './shorthand';
import { allReports } from '../model/codes';

function refusal(rules: Partial<InstrumentRules>, accounts: { id: number; cash: bigint }[] = []): unknown {
  try {
    createEngine(configOf(rules, { accounts }));
    return null;
  } catch (error) {
    return error;
  }
}

describe('a configuration', () => {
  it.each<[string, Partial<InstrumentRules>]>([
    ['money beyond i64', { unitsPerTick: 2 ** 31 - 1, maxTick: 2 ** 30, maxLots: 2 ** 31 - 1 }],
    [
      'money beyond i64 on the negative side',
      { unitsPerTick: 2 ** 20, minTick: -(2 ** 30), maxLots: 2 ** 31 - 1 },
    ],
    ['lots beyond 2^31 − 1', { maxLots: 2 ** 31 }],
    ['no lots', { maxLots: 0 }],
    ['ticks beyond i32', { maxTick: 2 ** 31 }],
    ['a lowest tick above the highest', { minTick: 5, maxTick: 4 }],
    ['a tick of no units', { unitsPerTick: 0 }],
    ['a fraction of a lot', { maxLots: 1.5 }],
  ])('is refused for %s', (_, rules) => {
    const error = refusal(rules);
    expect(error).toBeInstanceOf(TapedeckError);
    expect((error as TapedeckError).code).toMatch(/^E-ENGINE-/);
    expect((error as TapedeckError).message).toContain('instruments[0]');
  });

  it('is refused for cash that i64 cannot hold, and for an account twice', () => {
    expect(refusal({}, [{ id: 1, cash: 2n ** 63n }])).toBeInstanceOf(TapedeckError);
    expect(
      refusal({}, [
        { id: 1, cash: 1n },
        { id: 1, cash: 2n },
      ]),
    ).toBeInstanceOf(TapedeckError);
  });
});

describe('sums at their ends', () => {
  it.each<[string, Partial<InstrumentRules>, bigint]>([
    [
      'prices and lots of 2^30 and 2^31 − 1',
      { maxLots: 2 ** 31 - 1, minTick: 0, maxTick: 2 ** 30 },
      2n ** 62n - 1n,
    ],
    [
      'prices above 2^31',
      { unitsPerTick: 2 ** 20, minTick: -4096, maxTick: 4096, maxLots: 2 ** 20 },
      2n ** 61n,
    ],
    ['money above 2^53', { unitsPerTick: 1, maxTick: 2 ** 24, maxLots: 2 ** 30 }, 2n ** 60n],
  ])('%s agree with BigInt', (_, rules, cash) => {
    const config = configOf(rules, { accounts: [{ id: 1, cash }], reports: allReports });
    const [model, core] = [openModel(config), new CoreMatcher(config)];
    const instrument = config.instruments[0];
    if (!instrument) throw new Error('no instrument');
    const top = BigInt(instrument.maxTick) * BigInt(instrument.unitsPerTick);
    const low = BigInt(instrument.minTick) * BigInt(instrument.unitsPerTick);
    const lots = instrument.maxLots;
    const lines = [
      `sell 1 ${top}x${lots}`,
      `sell 2 ${top}x${lots}`,
      `buy 3 ${top}x${lots} account=1`,
      `buy 4 ${low}x${lots}`,
      `buy 5 ${low}x${lots}`,
      `buy 6 ${low}x${lots}`,
      `sell 7 ${low}x${lots} account=1`,
      `replace 5 ${top}x${lots}`,
      'cancel 2',
      'cancel 6',
    ];
    lines.forEach((line, index) => {
      const command = readCommand(line, index);
      expect(core.apply(command).map(writeReport), line).toEqual(model.apply(command).map(writeReport));
      core.check();
    });
    expect(core.money(1, 0)).toEqual(model.money(1, 0));
    expect(core.money(0, 0)).toEqual(model.money(0, 0));
    expect(core.digest()).toEqual(model.digest());
  });

  it('the total of a level may pass 2^32 and its time 2^53', () => {
    const config = configOf({ maxLots: 2 ** 31 - 1 }, { reports: allReports });
    const [model, core] = [openModel(config), new CoreMatcher(config)];
    for (let id = 1; id <= 300; id += 1) {
      const command = { ...readCommand(`buy ${id} 100x2147483647`, 0), ts: String(2n ** 62n + BigInt(id)) };
      expect(core.apply(command)).toEqual(model.apply(command));
    }
    expect(core.levels(0, 0)).toEqual([{ price: '100', lots: String(300n * (2n ** 31n - 1n)), orders: 300 }]);
    expect(core.digest()).toEqual(model.digest());
  });
});
