/**
 * The rules of the quality report: what each one means and the SQL that shows what it found.
 * SQL is written for a table or view named `tape` with the columns of the schema; rules that need a book to decide
 * list the first source rows they found instead. Pure data.
 */
import { CommandKind } from '../layout/layout.gen';
import type { SchemaName } from './schemas';

/** Rows of one tape this far apart are reported as a pause. */
export const PAUSE_NS = 300_000_000_000n;
/** A print this many hundredths away from both its neighbours, which agree with each other, is an outlier, … */
export const OUTLIER_PERCENT = 10;
/** … and one so many medians of the last moves away, if that is more than so many hundredths. */
export const OUTLIER_MEDIANS = 12;
export const OUTLIER_PERCENT_MIN = 0.5;
/** Ids of prints that are compared with a new one. */
export const REMEMBERED_IDS = 4096;
/** Source rows that a report lists at most. */
export const LISTED_ROWS_MAX = 100;

export const qualityRules = {
  outOfOrder: 'a row is earlier than the row before it',
  gap: 'messages of the source are missing: `sourceRow` or the source’s own sequence number jumps',
  pause: 'nothing happened for more than 300 s; bars: an interval is missing',
  crossed: 'the best bid rose above the best ask (counted when it begins)',
  locked: 'the best bid came to equal the best ask (counted when it begins)',
  duplicateId: 'an order was added under an id that is live',
  unknownOrder: 'a row names an order that was never added',
  zeroLots: 'an order, print, quote with a price or bar of no lots',
  negativePrice: 'a price below zero',
  repeated: 'a print has the id of one of the 4,096 before it; a bar starts where the bar before it does',
  outlier:
    'a print that jumps away and back: from both its neighbours, which agree, by more than 10 %, or by more than 0.5 % and 12 times the median of the last 64 moves',
  badBar: 'a bar whose high or low lies inside its other prices',
  missingColumns:
    'a table had no column for one that the schema holds and a source may leave out (once a table and column, at its first row); `source.steps` names it',
  schemaDrift:
    'columns of the source or their types are others from this row on: in another file, or behind a second header; `source.steps` names them',
} as const;
export type QualityRule = keyof typeof qualityRules;

/** What rows cannot show: readers note it. */
export const notedRules = ['missingColumns', 'schemaDrift'] as const satisfies readonly QualityRule[];

const bookRules = [
  ...(['outOfOrder', 'gap', 'pause', 'crossed', 'locked', 'zeroLots', 'negativePrice', 'outlier'] as const),
] as const;
const barRules = [
  ...(['outOfOrder', 'gap', 'pause', 'repeated', 'zeroLots', 'negativePrice', 'outlier'] as const),
] as const;

export const rulesOf: Readonly<Record<SchemaName, readonly QualityRule[]>> = {
  order: [
    ...(['outOfOrder', 'gap', 'pause', 'crossed', 'locked', 'duplicateId', 'unknownOrder'] as const),
    ...(['zeroLots', 'negativePrice', 'outlier', ...notedRules] as const),
  ],
  depth: [...bookRules, ...notedRules],
  quote: [...bookRules, ...notedRules],
  trade: [...barRules, ...notedRules],
  bar: [...barRules, 'badBar', ...notedRules],
  status: ['outOfOrder', 'gap', ...notedRules],
  news: ['outOfOrder', 'gap', ...notedRules],
  action: ['outOfOrder', 'gap', ...notedRules],
  fact: ['outOfOrder', 'gap', ...notedRules],
};

/** What a repair does to the rows that a rule found; where a rule is absent, its rows are part of a book. */
export const repairsOf: Readonly<
  Record<SchemaName, Readonly<Partial<Record<QualityRule, 'drop' | 'clip'>>>>
> = {
  order: {},
  depth: { zeroLots: 'drop', negativePrice: 'drop', outlier: 'drop' },
  quote: { zeroLots: 'drop', negativePrice: 'drop', outlier: 'drop' },
  trade: { repeated: 'drop', zeroLots: 'drop', negativePrice: 'drop', outlier: 'drop' },
  bar: { repeated: 'drop', zeroLots: 'drop', negativePrice: 'drop', outlier: 'drop', badBar: 'clip' },
  status: {},
  news: {},
  action: {},
  fact: {},
};

const { tapeAdd, tapeCancel, tapeReduce, tapeExecute, tapeHidden, tapeTrade } = CommandKind;

/** Conditions on one row; the other rules need its neighbours or the book. */
const conditions: Readonly<Partial<Record<QualityRule, Readonly<Partial<Record<SchemaName, string>>>>>> = {
  zeroLots: {
    order: `lots = 0 and kind in (${[tapeAdd, tapeCancel, tapeReduce, tapeExecute, tapeHidden].join(', ')})`,
    depth: `lots = 0 and kind = ${tapeTrade}`,
    quote: '(bidLots = 0 and bidPriceUnits <> 0) or (askLots = 0 and askPriceUnits <> 0)',
    trade: 'lots = 0',
    bar: 'volumeLots = 0',
  },
  negativePrice: {
    order: 'priceUnits < 0',
    depth: 'priceUnits < 0',
    quote: 'bidPriceUnits < 0 or askPriceUnits < 0',
    trade: 'priceUnits < 0',
    bar: 'openUnits < 0 or highUnits < 0 or lowUnits < 0 or closeUnits < 0',
  },
  badBar: {
    bar: 'highUnits < greatest(openUnits, lowUnits, closeUnits) or lowUnits > least(openUnits, closeUnits)',
  },
};

export function qualitySql(rule: QualityRule, schema: SchemaName, sourceRows: readonly number[]): string {
  const condition = conditions[rule]?.[schema];
  if (condition !== undefined) return `select * from tape where ${condition} order by tsExchNs, sourceRow`;
  if (sourceRows.length === 0) return 'select * from tape where false';
  return `select * from tape where sourceRow in (${sourceRows.join(', ')}) order by tsExchNs, sourceRow`;
}

/** The source rows that such SQL names; none where the rule is a condition on rows. */
export function rowsInSql(sql: string): number[] {
  const list = /\bsourceRow in \(([0-9, ]+)\)/.exec(sql)?.[1];
  return list === undefined ? [] : list.split(',').map(Number);
}
