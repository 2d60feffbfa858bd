/**
 * The tables of accounts: cash and positions, what positions cost and earned, fees. Pure text, one row a report of the
 * journal, so a query adds up what an invoice adds up.
 */
import { ReportKind } from '../../layout/layout.gen';
import type { Scales } from './scales';
import { c, n, signed, symbol, ts, tsNs, type View } from './view';

const K = ReportKind;
const account = c('account', 'number of the account', 'lots::BIGINT');

export const costViews = (scales: Scales): View[] => {
  const head = [n, tsNs, ts(scales), symbol(scales)];
  return [
    {
      name: 'accounts',
      doc: 'Accounts after each settlement, in runs that have accounts.',
      from: `stored.journal WHERE kind = ${K.account}`,
      columns: [
        ...head,
        account,
        c('position', 'lots held', signed),
        c('cash', 'cash in price units times lots', 'priceUnits'),
      ],
    },
    {
      name: 'holdings',
      doc: 'What positions cost and what closing them earned, after each settlement.',
      from: `stored.journal WHERE kind = ${K.holding}`,
      columns: [
        ...head,
        account,
        c('cost', 'cost of the open position in price units times lots', signed),
        c('realised', 'profit of what was closed, before fees', 'priceUnits'),
      ],
    },
    {
      name: 'fees',
      doc: 'Fees of fills, one row a line of a schedule; negative: a rebate.',
      from: `stored.journal WHERE kind = ${K.fee}`,
      columns: [
        ...head,
        account,
        c('id', 'order'),
        c('line', 'place of the line in the venue’s schedule', '(flags >> 1)::BIGINT'),
        c('amount', 'fee in price units times lots', 'priceUnits'),
      ],
    },
  ];
};
