/**
 * The table of what became known while the run went on: headlines, corporate actions and figures, to be joined to
 * prices by time. A text is stored with the report that brought it, so none is here before its time. Pure text.
 */
import { ActionKind, actionKindName, ReportKind, reportKindName } from '../../layout/layout.gen';
import { words, type Scales } from './scales';
import { c, n, symbol, ts, tsNs, type View } from './view';

const { action, fact, news } = ReportKind;
const only = (kind: number, sql: string): string => `CASE WHEN kind = ${kind} THEN ${sql} END`;
const code = '(flags >> 1)';
const ofAction = (which: number, sql: string): string =>
  `CASE WHEN kind = ${action} AND ${code} = ${which} THEN ${sql} END`;

export const newsView = (scales: Scales): View => ({
  name: 'news',
  doc: 'Headlines, corporate actions and figures from tapes beside the run, as they became known.',
  from: `(SELECT * FROM stored.journal WHERE kind IN (${news}, ${action}, ${fact})) LEFT JOIN stored.texts USING (n)`,
  columns: [
    ...[n, tsNs, ts(scales), symbol(scales)],
    c('event', 'news, action or fact', words('kind', reportKindName)),
    c(
      'text',
      'headline, name of the figure, or kind of the action',
      `coalesce(text, ${only(action, words(code, actionKindName))})`,
    ),
    c('value', 'the figure', only(fact, `priceUnits / (10.0::DOUBLE ** ${code})`)),
    c('newShares', 'split: so many new shares …', ofAction(ActionKind.split, 'lots::BIGINT')),
    c('oldShares', '… for so many', ofAction(ActionKind.split, 'id::BIGINT')),
    c(
      'cash',
      'dividend: cash a share, a floating-point number',
      ofAction(ActionKind.dividend, `${scales.price('priceUnits')} / id::DOUBLE`),
    ),
  ],
});
