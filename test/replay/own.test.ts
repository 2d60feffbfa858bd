/**
 * Own orders in a tape’s book: the core against the twin on random flows, and what policy none promises: the tape’s own
 * reports and book are the same with orders of ours or without.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoreMatcher } from '../contract/core-matcher';
import { moneyOf, type MatcherConfig } from '../contract/matcher';
import { commandKinds, nameOf } from '../model/codes';
import { ModelEngine } from '../model/model-engine';
import { toObject } from '../model/report-object';
import type { ModelCommand, ReportObject } from '../model/types';
import { check } from '../property/check';
import { inTapeConfig, ownConfigArbitrary, ownFlowArbitrary } from './own-flow';

const describeCommand = (command: ModelCommand): string =>
  `${command.tsNs} ${nameOf(commandKinds, command.kind)} side ${command.side} id ${command.orderId} ${command.priceUnits}x${command.lots} tif ${command.tif} flags ${command.flags} account ${command.account}`;

function compare(config: MatcherConfig, flow: readonly (ModelCommand | null)[]): void {
  const model = new ModelEngine(config);
  const core = new CoreMatcher(config);
  const said: string[] = [];
  for (const command of flow) {
    if (command === null) {
      core.moveToFreshInstance();
      continue;
    }
    said.push(describeCommand(command));
    const first = model.reports.length;
    const wanted = model.apply(command).map((report, at) => toObject(report, first + at));
    expect(core.applyRecord(command), said.join('\n')).toEqual(wanted);
    core.check();
    const { own, book } = model.instruments[0]!;
    const orders = own!.inTurn(0).concat(own!.inTurn(1));
    const seen = core.engine.ownOrders(0);
    expect(
      seen.map(({ orderId, lots, aheadLots }) => [orderId, lots, Number(aheadLots)]),
      said.join('\n'),
    ).toEqual(orders.map((order) => [order.id, order.lots, own!.ahead(book, order)]));
    const { phantomLots, missingLots, takenLots, lockedCount } = core.engine.impact(0)!;
    expect([phantomLots, missingLots, takenLots, lockedCount].map(Number), said.join('\n')).toEqual([
      own!.phantomLots,
      own!.missingLots,
      own!.takenLots,
      own!.lockedCount,
    ]);
  }
  const { own, book, counters } = model.instruments[0]!;
  for (const side of [0, 1] as const) {
    const levels = book.side(side).filter((level) => own!.seen(level) > 0);
    expect(core.levels(0, side)).toEqual(
      levels.map((level) => ({
        price: String(level.price),
        lots: String(own!.seen(level)),
        orders: own!.seenOrders(level),
      })),
    );
  }
  expect(core.counters(0)).toEqual(counters);
  for (const id of [0, 1, 2]) {
    expect(core.money(id, 0)).toEqual(moneyOf(model, id, 0));
  }
}

const isOwn = ({ kind }: ModelCommand): boolean => kind < commandKinds.tapeAdd;

/** Reports of the tape alone: those of own orders name an id above 100 or an account. */
function tapeReports(config: MatcherConfig, flow: readonly ModelCommand[]): string[] {
  const core = new CoreMatcher(config);
  const reports: ReportObject[] = [];
  for (const command of flow) {
    const of = core.applyRecord(command);
    if (!isOwn(command)) reports.push(...of);
  }
  const depth = ([0, 1] as const).map((side) => JSON.stringify(core.levels(0, side)));
  const counters = Object.values(core.counters(0)).join();
  const own = ['fill', 'account', 'holding'];
  const said = reports.filter(({ kind }) => !own.includes(String(kind)));
  return [...said.map(({ n: _, ...report }) => JSON.stringify(report)), ...depth, counters];
}

describe('own orders in a tape’s book', () => {
  it('the core and the twin agree, policies none and consume', () => {
    check(fc.property(ownConfigArbitrary, ownFlowArbitrary(90), compare), 250);
  });

  it('under none the tape’s reports, book and counters are the same with own orders or without', () => {
    const config = inTapeConfig({ policy: 'none' });
    const property = fc.property(ownFlowArbitrary(120), (flow) => {
      const all = flow.filter((command) => command !== null);
      const withOurs = tapeReports(config, all);
      expect(withOurs).toEqual(
        tapeReports(
          config,
          all.filter((command) => !isOwn(command)),
        ),
      );
    });
    check(property, 60);
  });
});
