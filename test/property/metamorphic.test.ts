/**
 * What must not matter, or must matter in a known way: mirrored sides, shifted prices, an order far away,
 * an order that comes and goes, and the way to an empty book.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configOf } from '../contract/matcher';
import type { InstrumentRules, Matcher } from '../contract/matcher';
import { matchers } from '../contract/matchers';
import { allReports, commandKinds, commandReports } from '../model/codes';
import type { ModelCommand, ReportObject } from '../model/types';
import { check } from './check';
import { flowArbitrary, narrowShape, onlyCommands, toCommands, travelShape } from './flow';

const rules: InstrumentRules = { ...configOf().instruments[0], ...wide() };
const config = configOf(rules, { reports: allReports });
const quietConfig = configOf(rules, { reports: commandReports });
const strangerId = 777n;

function wide(): InstrumentRules {
  const ticks = 10_000_000;
  return { unitsPerTick: 1, maxLots: 9, minTick: -ticks, maxTick: ticks, selfTrade: 'none', mode: 'matched' };
}

const play = (matcher: Matcher, commands: readonly ModelCommand[]): ReportObject[] =>
  commands.flatMap((command) => matcher.applyRecord(command));

const narrowFlow = flowArbitrary(narrowShape, 150).map((steps) => onlyCommands(toCommands(steps, rules)));
const travelFlow = flowArbitrary(travelShape, 150).map((steps) => onlyCommands(toCommands(steps, rules)));
/** Boundary prices of i64 have no mirror and no neighbour; bad sides have no other side. */
const isPlain = (command: ModelCommand): boolean =>
  command.side < 2 && command.priceUnits > -(2n ** 62n) && command.priceUnits < 2n ** 62n;
const moving = fc.oneof(narrowFlow, travelFlow).map((commands) => commands.filter(isPlain));

/** Cancels and refusals of changes always say `buy`: their side means nothing. */
function mirrorReport(report: ReportObject): ReportObject {
  const mirrored = { ...report };
  const isChangeRefused = /^(cancel|reduce|replace)Rejected$/.test(String(report['kind']));
  if (!isChangeRefused && 'side' in report) mirrored['side'] = report['side'] === 'buy' ? 'sell' : 'buy';
  if ('price' in report) mirrored['price'] = String(-BigInt(String(report['price'])));
  return mirrored;
}

/** Both sides' touches may change in one command, bid first: pairs of them are put in one order. */
function withoutTouches(reports: readonly ReportObject[]): ReportObject[] {
  return reports.filter((report) => report['kind'] !== 'touch').map(({ n: _, ...rest }) => rest);
}

const touchesOf = (reports: readonly ReportObject[], side: string): unknown[] =>
  reports
    .filter((report) => report['kind'] === 'touch' && report['side'] === side)
    .map(({ ts, price, totalLots }) => [ts, price, totalLots]);

describe.each(matchers)('$name', ({ open }) => {
  it('mirrors every report when sides and prices are mirrored', () => {
    const property = fc.property(moving, (commands) => {
      const mirror = commands.map((one) => ({ ...one, side: 1 - one.side, priceUnits: -one.priceUnits }));
      const straight = play(open(config), commands).map(mirrorReport);
      const mirrored = play(open(config), mirror);
      expect(withoutTouches(mirrored)).toEqual(withoutTouches(straight));
      expect(touchesOf(mirrored, 'buy')).toEqual(touchesOf(straight, 'buy'));
      expect(touchesOf(mirrored, 'sell')).toEqual(touchesOf(straight, 'sell'));
    });
    check(property, 40);
  });

  it('shifts every report when all prices are shifted', () => {
    const isMarketLike = (command: ModelCommand): boolean => (command.flags & 1) !== 0;
    const property = fc.property(
      moving,
      fc.constantFrom(-1_000_000, -4096, -65, 1, 255, 100_000),
      (commands, by) => {
        const hasPrice = (one: ModelCommand): boolean =>
          (one.kind === commandKinds.new && !isMarketLike(one)) || one.kind === commandKinds.replace;
        const shifted = commands.map((one) =>
          hasPrice(one) ? { ...one, priceUnits: one.priceUnits + BigInt(by) } : one,
        );
        const shift = (report: ReportObject, amount: number): ReportObject => ({
          ...report,
          price: String(BigInt(String(report['price'])) + BigInt(amount)),
        });
        const straight = play(open(quietConfig), commands);
        const moved = play(open(quietConfig), shifted);
        expect(moved.length).toBe(straight.length);
        moved.forEach((report, index) => {
          const before = straight[index];
          if (!before) throw new Error('no report');
          expect([before, shift(before, by)]).toContainEqual(report);
          if (report['kind'] === 'fill') expect(report).toEqual(shift(before, by));
        });
      },
    );
    check(property, 30);
  });

  it('is not changed by an order far away that never trades', () => {
    const property = fc.property(narrowFlow, fc.constantFrom(0, 1), (commands, side) => {
      const far = side === 0 ? -9_999_999n : 9_999_999n;
      const stranger: ModelCommand = { ...newAt(far), side };
      const isSafe = (one: ModelCommand): boolean => (one.flags & 1) === 0;
      const safe = commands.filter(isSafe);
      const straight = play(open(quietConfig), safe);
      const other = open(quietConfig);
      other.applyRecord(stranger);
      expect(withoutTouches(play(other, safe))).toEqual(withoutTouches(straight));
      expect(other.levels(0, side === 0 ? 0 : 1).at(-1)).toEqual({
        price: String(far),
        lots: '1',
        orders: 1,
      });
    });
    check(property, 40);
  });

  it('is not changed by an order that comes and goes', () => {
    const property = fc.property(moving, fc.nat(), (commands, place) => {
      const at = place % (commands.length + 1);
      const straight = open(quietConfig);
      const reports = play(straight, commands);
      const other = open(quietConfig);
      const before = play(other, commands.slice(0, at));
      const tsNs = commands[at]?.tsNs ?? commands.at(-1)?.tsNs ?? 0n;
      const [bid] = other.levels(0, 0);
      const quiet = { ...newAt(bid ? BigInt(bid.price) : -9_000_000n), side: 0, tsNs };
      expect(other.applyRecord(quiet).map((report) => report['kind'])).toEqual(['accepted']);
      const gone = other.applyRecord({ ...quiet, kind: commandKinds.cancel, lots: 0, priceUnits: 0n });
      expect(gone.map((report) => report['kind'])).toEqual(['cancelled']);
      const after = play(other, commands.slice(at));
      expect(withoutTouches([...before, ...after])).toEqual(withoutTouches(reports));
      expect(other.orders(0)).toEqual(straight.orders(0));
    });
    check(property, 40);
  });

  it('is empty after both sides are swept', () => {
    const property = fc.property(moving, (commands) => {
      const matcher = open(config);
      play(matcher, commands);
      let tsNs = commands.at(-1)?.tsNs ?? 0n;
      for (const side of [0, 1] as const) {
        while (matcher.levels(0, side).length > 0) {
          tsNs += 1n;
          matcher.applyRecord({ ...newAt(0n), tsNs, side: 1 - side, flags: 1, lots: 9 });
          matcher.check();
        }
      }
      expect(matcher.orders(0)).toEqual([]);
      matcher.check();
    });
    check(property, 30);
  });
});

function newAt(priceUnits: bigint): ModelCommand {
  return {
    tsNs: 0n,
    orderId: strangerId,
    priceUnits,
    lots: 1,
    kind: commandKinds.new,
    side: 0,
    tif: 0,
    flags: 0,
    instrument: 0,
    rank: 4,
    displayShift: 0,
    account: 0,
  };
}
