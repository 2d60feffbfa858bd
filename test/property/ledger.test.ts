/**
 * Money from outside: profit, fees and cash of accounts are worked out again from `fill` and `fee` reports alone, by
 * lots one at a time, and must explain the engine's cash at every event and at any mark. Planted breaches stop the run.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine';
import { stopReasonName } from '../../src/layout/layout.gen';
import { AccountLayout, EngineStateLayout, stateAddress } from '../../src/layout/layout.gen';
import { CoreMatcher, debugModule, engineConfig, fillWindow } from '../contract/core-matcher';
import { configOf, openModel, type JsonCommand, type MatcherConfig } from '../contract/matcher';
import { readCommand } from '../contract/shorthand';
import { allReports } from '../model/codes';
import { parseJsonCommand } from '../model/json-command';
import type { ModelFeeLine, ReportObject } from '../model/types';
import { check } from './check';
import { termStep, toLines, type TermStep } from './terms-flow';

const accounts = [
  { id: 1, cash: 3_000n },
  { id: 2, cash: 1_000_000n, selfTrade: 'cancelOld' as const },
  { id: 3, cash: 1_000_000_000n },
];
const decimals = fc.constantFrom('0', '0.278', '2.5', '-1', '33.3333', '250');
const feeLine: fc.Arbitrary<ModelFeeLine> = fc.record(
  {
    name: fc.constant('line'),
    account: fc.constantFrom(7, 8),
    role: fc.constantFrom('maker', 'taker'),
    side: fc.constantFrom('buy', 'sell'),
    basisPoints: decimals,
    perLot: fc.constantFrom('0.3', '-0.25', '1.00000001'),
    perFill: fc.constantFrom('-1', '3'),
    rounding: fc.constantFrom('nearest', 'up', 'down'),
    tierBy: fc.constantFrom('lots', 'value'),
    tiers: fc.constantFrom(
      [{ from: '10', basisPoints: '1' }],
      [{ from: '5' }, { from: '900', perLot: '-2' }],
    ),
  },
  { requiredKeys: ['name'] },
);
const clamped: fc.Arbitrary<ModelFeeLine> = feeLine.map((line) => ({ ...line, minimum: '2', maximum: '9' }));
const limits = fc.option(
  fc.constantFrom(
    { limit: 3, windowNs: '2', exempt: ['reduce' as const] },
    { limit: 1, windowNs: '1', penalty: '5' },
  ),
);
const ratios = fc.option(
  fc.constantFrom({ ratio: 3, free: 6 }, { ratio: 1, free: 0, penalty: '2' }, { ratio: 1, free: 4 }),
);
const configs: fc.Arbitrary<MatcherConfig> = fc
  .tuple(
    fc.array(feeLine, { maxLength: 4 }),
    fc.option(clamped),
    fc.constantFrom('fifo', 'proRata'),
    limits,
    ratios,
  )
  .map(([lines, one, allocation, messages, orderToTrade]) => ({
    ...configOf(
      { minTick: -4, maxTick: 110, venue: 'V', venueRules: { allocation, minShareLots: 1 } },
      { accounts, reports: allReports },
    ),
    venues: [
      {
        name: 'V',
        account: 9,
        fees: one === null ? lines : [...lines, one],
        ...(messages === null ? {} : { messages }),
        ...(orderToTrade === null ? {} : { orderToTrade }),
      },
    ],
  }));

/** An account kept by hand: the price of each lot it holds, and all money that moved. */
class HandLedger {
  readonly cash = new Map<number, bigint>();
  readonly lots = new Map<number, bigint>();
  readonly fees = new Map<number, bigint>();

  private add(map: Map<number, bigint>, id: number, amount: bigint): void {
    map.set(id, (map.get(id) ?? 0n) + amount);
  }

  read(report: ReportObject): void {
    if (report['kind'] === 'fee') {
      this.add(this.fees, Number(report['account']), BigInt(String(report['amount'])));
      this.add(this.cash, Number(report['account']), -BigInt(String(report['amount'])));
    }
    if (report['kind'] === 'entry') {
      const [id, amount] = [Number(report['account']), BigInt(String(report['amount']))];
      this.add(this.cash, id, amount);
      if (report['entry'] === 'settle') this.lots.set(id, 0n);
      else this.add(this.cash, Number(report['from']), -amount);
    }
    if (report['kind'] !== 'fill') return;
    const [lots, price] = [BigInt(String(report['lots'])), BigInt(String(report['price']))];
    const takes = report['side'] === 'buy' ? lots : -lots;
    for (const [id, change] of [
      [Number(report['makerAccount']), -takes],
      [Number(report['takerAccount']), takes],
    ] as const) {
      this.add(this.lots, id, change);
      this.add(this.cash, id, -change * price);
    }
  }
}

/** Splits would scale lots; they have tests of their own. */
const flows = fc
  .array(termStep, { minLength: 1, maxLength: 50, size: 'max' })
  .map((steps) => steps.filter(({ op }) => op !== 'split' && op !== 'symbolChange'));

/** Every fifth line is followed by scheduled cash of one kind after the other. */
const scheduled: readonly JsonCommand[] = [
  { op: 'funding', rate: '250.5' },
  { op: 'borrow', rate: '360', days: 3, mark: '101', to: 3 },
  { op: 'interest', rate: '-77.7777', dayCount: 365, on: 'credit' },
  { op: 'settle', price: '99' },
  { op: 'interest', rate: '900', days: 366, on: 'debit', to: 2 },
];
const withCash = (lines: readonly JsonCommand[]): JsonCommand[] =>
  lines.flatMap((line, at) => {
    const more = scheduled[(at / 5) % scheduled.length];
    return at % 5 === 0 && more !== undefined ? [line, { ...more, ts: line['ts'] ?? '0' }] : [line];
  });

function compare(config: MatcherConfig, steps: readonly TermStep[]): void {
  const core = new CoreMatcher(config);
  const model = openModel(config);
  const hand = new HandLedger();
  withCash(toLines(steps, 1)).forEach((line, at) => {
    if (at % 11 === 10) core.moveToFreshInstance();
    const reports = core.apply(line);
    expect(reports).toEqual(model.apply(line));
    core.check();
    for (const report of reports) hand.read(report);
    let feesOfAll = 0n;
    for (const { id, cash } of [...accounts, ...[7, 8, 9].map((id) => ({ id, cash: 0n }))]) {
      const collects = id >= 7;
      if (collects && !hasAccount(config, id)) continue;
      const money = core.money(id, 0);
      expect(money).toEqual(model.money(id, 0));
      feesOfAll += money.fees;
      if (collects) continue;
      const mark = 97n;
      const equity = money.available + money.locked + money.position * mark;
      const unrealised = money.position * mark - money.cost;
      expect(equity - cash).toBe(money.realised + unrealised - money.fees + money.entries);
      expect(money.position).toBe(hand.lots.get(id) ?? 0n);
      expect(money.fees).toBe(hand.fees.get(id) ?? 0n);
      expect(money.available + money.locked - cash).toBe(hand.cash.get(id) ?? 0n);
    }
    expect(feesOfAll).toBe(0n);
  });
}

const hasAccount = (config: MatcherConfig, id: number): boolean =>
  (config.venues ?? []).some(
    ({ account, fees = [] }) => account === id || fees.some((line) => line.account === id),
  );

describe('the ledger', () => {
  it('explains every change of cash by fills and fees, in the core and in the reference engine', () => {
    check(fc.property(configs, flows, compare), 60);
  });
});

describe('a breach', () => {
  const config = engineConfig(
    configOf({}, { accounts: [{ id: 1, cash: 10_000n }], reports: ['accepted', 'fill', 'account'] }),
  );
  const at = (engine: Engine, id: number, offset: number): number =>
    new DataView(engine.stateBytes().buffer).getUint32(stateAddress + EngineStateLayout.accountsBase, true) +
    id * AccountLayout.size +
    offset;
  /** Adds to a field of an account behind the engine’s back. */
  const credit = (engine: Engine, id: number, offset: number, cash: bigint): void => {
    const view = new DataView(engine.stateBytes().buffer);
    const place = at(engine, id, offset);
    view.setBigInt64(place, view.getBigInt64(place, true) + cash, true);
  };
  const play = (engine: Engine, lines: readonly string[], firstTs: number): string | undefined => {
    fillWindow(
      engine,
      lines.map((line, index) => parseJsonCommand(readCommand(line, firstTs + index))),
    );
    const stop = stopReasonName[engine.run(BigInt(firstTs + lines.length), 1_000_000)];
    engine.skipReports();
    return stop;
  };

  it.each([
    ['money from nowhere', [[1, AccountLayout.availableCash, 5n]], 2],
    // A fill of 5 at 100 that is credited a second time, with the market as its other side: all sums hold but the accounts do not.
    [
      'a fill credited twice',
      [
        [1, AccountLayout.availableCash, -500n],
        [0, AccountLayout.availableCash, 500n],
      ],
      1,
    ],
    // Late: the cash came, what it was spent for is not booked.
    ['a fill booked in part', [[1, AccountLayout.paidUnits, -500n]], 2],
  ] as const)('%s stops a core with assertions at the next event', (_name, credits, firstAccount) => {
    const engine = Engine.create(debugModule, config);
    expect(play(engine, ['sell 1 100x9', 'buy 2 100x5 account=1'], 1)).toBe('reachedTime');
    for (const [id, offset, cash] of credits) credit(engine, id, offset, cash);
    expect(engine.validate()?.code).toContain('E-BOOK-11');
    expect(play(engine, ['buy 3 99x1', 'buy 4 99x1'], 10)).toBe('fault');
    expect(engine.fault).toMatchObject({ code: 'ledgerBreach', detail: firstAccount });
  });

  it('stops the released core within the next 65,536 reports', () => {
    const core = new CoreMatcher(
      configOf({}, { accounts: [{ id: 1, cash: 10_000n }], reports: ['accepted'] }),
    );
    const { engine } = core;
    const lines = Array.from({ length: 1_000 }, (_, index) => `sell ${index + 1} 100x1 IOC`);
    credit(engine, 1, AccountLayout.availableCash, 1n);
    let reports = 0;
    for (let turn = 1; engine.fault === null && turn < 80; turn += 1) {
      play(engine, lines, turn * 10_000);
      reports = engine.reportCount;
    }
    expect(engine.fault?.code).toBe('ledgerBreach');
    expect(reports).toBeGreaterThanOrEqual(65_536);
    expect(reports).toBeLessThan(65_536 + 1_000);
  });
});
