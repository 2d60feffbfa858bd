/**
 * What a comparison says in words: a profit that hangs on a queue model or a policy is named as such, and the file that
 * leaves the page carries every assumption of every row.
 */
import { describe, expect, it } from 'vitest';
import { wayName, waysOf, type Way } from '../../src/scenario/ways';
import { csvOf, outcomeOf, summaryOf, verdictOf, assumptionsOf } from '../../src/ui/trade/comparison';
import type { ComparisonJson, OrderInWay, WayRow } from '../../src/worker/comparison-protocol';

const own: Way = { policy: 'none', queueModel: 'exact', exponent: 3000 };

const order = (fields: Partial<OrderInWay> = {}): OrderInWay => ({
  ...{ key: '0:1@5', instrument: 0, side: 'buy', status: 'filled', lots: 10, leaves: 0, filledLots: 10 },
  ...{ filledMoney: 1_005n, firstFillNs: 7n, lastFillNs: 9n, aheadLots: 4n },
  ...fields,
});

const start = { id: 1, available: 0n, locked: 0n, startCash: 1_000n };
const none = { realisedMoney: 0n, unrealisedMoney: 0n, otherMoney: -3n, positions: [] };

function row(way: Way, profit: bigint, fields: Partial<WayRow> = {}): WayRow {
  return {
    ...{ way, isOwn: wayName(way) === wayName(own), orders: [order()], figures: [], problem: null },
    assumptions: { impact: `${way.policy}: so`, queueModel: `${way.queueModel}, or "not"`, fees: 'none' },
    account: { ...start, ...none, equity: 1_000n + profit },
    ...fields,
  };
}

const ways = waysOf('order', own);
const compared = (profitOf: (way: Way) => bigint): ComparisonJson => ({
  nowNs: 99n,
  rows: ways.map((way) => row(way, profitOf(way))),
});
const words = (comparison: ComparisonJson): string => summaryOf(comparison, (units) => `${units}`).words;

describe('the summary', () => {
  it('names the ways to which a profit is bound, and what decides', () => {
    const byModel = compared(({ queueModel }) => (queueModel === 'power' ? 40n : -5n));
    expect(words(byModel)).toBe(
      'Profit only under none, power 1 · none, power 2 · none, power 3 · consume, power 1 · consume, power 2 · consume, power 3 (6 of 13 ways). Under none and consume the queue model alone decides: the profit is an artefact of the model.',
    );
    const byPolicy = compared(({ policy }) => (policy === 'rematch' ? 0n : 12n));
    expect(words(byPolicy)).toBe(
      'No profit under rematch, exact (1 of 13 ways). The impact policy decides, not the orders alone.',
    );
    expect(summaryOf(byPolicy, String).isWarning).toBe(true);
  });

  it('tells a spread, and what holds in every way', () => {
    const spread = compared(({ policy }) => (policy === 'consume' ? 60n : 100n));
    expect(words(spread)).toBe(
      'Every way ends in a profit, but from 60 to 100: the assumptions decide how much.',
    );
    const firm = compared(({ policy }) => (policy === 'consume' ? -91n : -100n));
    expect(summaryOf(firm, String)).toEqual({
      words: 'Every way ends in no profit, within a tenth of this run’s.',
      isWarning: false,
    });
  });

  it('leaves out what could not be played', () => {
    const problem = { code: 'E-RUN-14', message: 'no', details: {} };
    const rows = ways.map((way) =>
      way.policy === 'rematch' ? row(way, 0n, { problem, account: null }) : row(way, 5n),
    );
    expect(words({ nowNs: 0n, rows })).toBe('Every way ends in a profit, within a tenth of this run’s.');
  });
});

describe('a way beside the run as it is', () => {
  const said = (profit: bigint, ownProfit: bigint, orders = [order()]): string =>
    verdictOf(outcomeOf(row(own, profit, { orders }), null), outcomeOf(row(own, ownProfit), null)).words;

  it('is told in words, a change of sign first', () => {
    expect(said(10n, 10n)).toBe('same result, same fills');
    expect(said(10n, 10n, [order({ lastFillNs: 10n })])).toBe('same result, other fills');
    expect(said(109n, 100n)).toBe('within a tenth');
    expect(said(134n, 100n)).toBe('profit 34 % larger');
    expect(said(-50n, -100n)).toBe('loss 50 % smaller');
    expect([said(-1n, 100n), said(1n, 0n), said(0n, -7n)]).toEqual([
      'a loss here',
      'a profit here',
      'neither profit nor loss here',
    ]);
  });

  it('counts one order or all, and leaves unknown places out of the mean', () => {
    const orders = [
      order(),
      order({ key: 'b', aheadLots: -1n, side: 'sell', filledLots: 3, filledMoney: 330n, firstFillNs: 6n }),
      order({ key: 'c', aheadLots: 9n, filledLots: 0, filledMoney: 0n, firstFillNs: null, lastFillNs: null }),
    ];
    const all = outcomeOf(row(own, 1n, { orders }), null);
    expect(all).toMatchObject({
      ...{ bought: { lots: 10, money: 1_005n }, sold: { lots: 3, money: 330n }, firstFillNs: 6n },
      ...{ lastFillNs: 9n, aheadLots: 6.5, unknownCount: 1, profitMoney: 1n, feesMoney: 3n },
    });
    expect(outcomeOf(row(own, 1n, { orders }), 'c')).toMatchObject({ firstFillNs: null, aheadLots: 9 });
  });
});

it('as a file it carries what each row takes for granted', () => {
  const comparison = compared(({ policy }) => (policy === 'consume' ? -5n : 5n));
  const facts = { run: 'A, "B"', engine: 'e1', tape: 'abc', order: '#1', priceUnit: '0.01', lotSize: '1' };
  const lines = csvOf(comparison, '0:1@5', facts).split('\r\n');
  expect(lines).toHaveLength(ways.length + 2);
  expect(lines[0]).toBe(
    'run,engine,tape,order,as_of_ns,policy,queue_model,exponent,as_it_is,bought_lots,bought_average,sold_lots,sold_average,first_fill_ns,last_fill_ns,lots_ahead_at_entry,profit,fees,phantom_lots,missing_lots,dropped_events,divergence_thousandths,claims_history,against_as_it_is,problem,assumed_impact,assumed_queueModel,assumed_fees',
  );
  expect(lines[1]).toBe(
    '"A, ""B""",e1,abc,#1,99,none,exact,,yes,10,1.01,0,,7,9,4,0.05,0.03,0,0,0,0,yes,"same result, same fills",,none: so,"exact, or ""not""",none',
  );
  expect(lines.find((line) => line.includes(',consume,power,2,'))).toContain(
    ',-0.05,0.03,0,0,0,0,yes,a loss here,',
  );
  const { shared, differing } = assumptionsOf(comparison);
  expect([shared, differing]).toEqual([[['fees', 'none']], ['impact', 'queueModel']]);
});
