/**
 * A report as the object of one NDJSON line. Knows nothing of bytes.
 * Fields and their order are those of the table of reports; what may exceed 2^53 is a decimal string.
 */
import {
  actionKinds,
  cancelReasons,
  commandKinds,
  entryKinds,
  heards,
  nameOf,
  rejectCodes,
  roundings,
  tradeCodes,
  uncrossRules,
} from './codes';
import type { ModelReport, ReportObject } from './types';

function named(report: ModelReport): ReportObject {
  const side = report.side === 0 ? 'buy' : 'sell';
  return { side, id: String(report.id), price: String(report.price), lots: report.lots };
}

function fieldsOf(report: ModelReport): ReportObject {
  const side = report.side === 0 ? 'buy' : 'sell';
  const price = String(report.price);
  switch (report.kind) {
    case 'accepted':
    case 'replaced':
    case 'reduced':
    case 'triggered':
    case 'restated':
      return named(report);
    case 'rejected':
    case 'cancelRejected':
    case 'reduceRejected':
    case 'replaceRejected':
      return { ...named(report), code: nameOf(rejectCodes, report.code) };
    case 'cancelled':
      return { ...named(report), reason: nameOf(cancelReasons, report.code) };
    case 'trade':
      return { ...named(report), code: nameOf(tradeCodes, report.code) };
    case 'touch':
    case 'level':
      return { side, price, totalLots: String(report.id) };
    case 'bands':
      return { low: price, high: String(report.id) };
    case 'indicative':
    case 'auction': {
      const rule = nameOf(uncrossRules, report.code);
      return { side, price, lots: report.lots, surplus: String(report.id), rule };
    }
    case 'session':
      return { state: report.lots };
    case 'account':
      return { account: report.lots, position: String(report.id), cash: price };
    case 'routed':
      return { side, id: String(report.id), lots: report.lots, child: price };
    case 'sent':
      return { ...named(report), request: nameOf(commandKinds, report.code) };
    case 'heard': {
      const of = nameOf(heards, report.code);
      return { account: report.lots, id: String(report.id), of, since: price };
    }
    case 'entry':
      return {
        account: report.lots,
        entry: nameOf(entryKinds, report.code),
        from: String(report.id),
        amount: price,
      };
    case 'fee':
      return { account: report.lots, id: String(report.id), line: report.code, amount: price };
    case 'holding':
      return { account: report.lots, cost: String(report.id), realised: price };
    case 'action': {
      const [newShares, oldShares] = [report.lots, String(report.id)];
      return { action: nameOf(actionKinds, report.code), newShares, oldShares, cash: price };
    }
    case 'adjusted':
      return { ...named(report), rounded: nameOf(roundings, report.code) };
    case 'news':
      return { text: report.lots };
    case 'fact':
      return { text: report.lots, decimals: report.code, value: price };
    case 'fill': {
      const { fill } = report;
      if (!fill) throw new Error('a fill without its second half');
      return {
        side,
        makerId: String(report.id),
        takerId: String(fill.takerId),
        price,
        lots: report.lots,
        makerLeaves: fill.makerLeaves,
        takerLeaves: fill.takerLeaves,
        makerAccount: fill.makerAccount,
        takerAccount: fill.takerAccount,
      };
    }
  }
}

export function toObject(report: ModelReport, n: number): ReportObject {
  const { kind, instrument } = report;
  return { n, ts: String(report.ts), kind, instrument, ...fieldsOf(report) };
}
