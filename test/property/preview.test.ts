/**
 * The preview of an order is what happens when nothing else does: lots, worst price, value and fees, to the money unit,
 * on books without hidden lots. Asking changes nothing.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCommand } from '../../src/scenario/command';
import { CoreMatcher } from '../contract/core-matcher';
import { configOf, type JsonCommand } from '../contract/matcher';
import type { ReportObject } from '../model/types';
import { check } from './check';

const fees = [
  {
    name: 'take',
    role: 'taker',
    basisPoints: '3.3',
    tiers: [{ from: '7', basisPoints: '1.1', perLot: '0.4' }],
  },
  { name: 'ticket', perFill: '2' },
  { name: 'levy', account: 8, side: 'sell', basisPoints: '0.278', rounding: 'up' },
  { name: 'commission', perLot: '0.7', minimum: '5', maximum: '9' },
] as const;
const config = {
  ...configOf(
    { venue: 'V', selfTrade: 'cancelOld' },
    {
      accounts: [1, 2].map((id) => ({ id, cash: 10n ** 12n })),
      reports: ['accepted', 'fill', 'cancelled', 'fee'],
    },
  ),
  venues: [{ name: 'V', account: 9, fees }],
};

const order = fc.record({
  isBuy: fc.boolean(),
  price: fc.integer({ min: 95, max: 105 }),
  lots: fc.integer({ min: 1, max: 12 }),
  account: fc.integer({ min: 0, max: 2 }),
  kind: fc.constantFrom('limit', 'limit', 'market', 'IOC'),
});

const sum = (reports: readonly ReportObject[], field: string): bigint =>
  reports.reduce((total, report) => total + BigInt(String(report[field])), 0n);

it('equals what happens', () => {
  const property = fc.property(fc.array(order, { minLength: 5, maxLength: 40 }), (orders) => {
    const core = new CoreMatcher(config);
    orders.forEach(({ isBuy, price, lots, account, kind }, index) => {
      const id = String(index + 1);
      const line: JsonCommand = { op: 'new', ts: id, id, side: isBuy ? 'buy' : 'sell', lots, account };
      const command: JsonCommand =
        kind === 'market'
          ? { ...line, type: 'market' }
          : { ...line, price: String(price * 100), tif: kind === 'IOC' ? 'IOC' : 'GTC' };
      const state = core.engine.stateDigest();
      const preview = core.engine.previewFees(parseCommand(command, 'order'));
      expect(core.engine.stateDigest()).toBe(state);
      const reports = core.apply(command);
      const fills = reports.filter((report) => report['kind'] === 'fill');
      const paid = reports.filter((report) => report['kind'] === 'fee' && report['id'] === id);
      expect({
        filled: Number(sum(fills, 'lots')),
        count: fills.length,
        worst: BigInt(String(fills.at(-1)?.['price'] ?? 0)),
        fee: sum(paid, 'amount'),
      }).toEqual({
        filled: preview.filledLots,
        count: preview.fillCount,
        worst: preview.worstUnits,
        fee: preview.feeUnits,
      });
      expect(preview.restLots).toBe(lots - preview.filledLots);
    });
  });
  check(property, 60);
});

it('says what the rest would cost if it rested and filled at its limit in one go', () => {
  const core = new CoreMatcher(config);
  core.apply({ op: 'new', ts: '1', id: '1', side: 'sell', price: '10000', lots: 4 });
  const buy: JsonCommand = { op: 'new', ts: '2', id: '2', side: 'buy', price: '10000', lots: 10, account: 1 };
  const preview = core.engine.previewFees(parseCommand(buy, 'order'));
  const now = core.apply(buy);
  const later = core.apply({ op: 'new', ts: '3', id: '3', side: 'sell', price: '10000', lots: 6 });
  const feesIn = (reports: readonly ReportObject[]): bigint =>
    sum(
      reports.filter((report) => report['kind'] === 'fee'),
      'amount',
    );
  expect(preview).toMatchObject({
    filledLots: 4,
    restLots: 6,
    feeUnits: feesIn(now),
    restFeeUnits: feesIn(later),
  });
});
