/**
 * What a table that a query sees is made of, and the columns that many of them share. Pure text; knows no table.
 */
import type { Scales } from './scales';

export interface ColumnDoc {
  readonly name: string;
  readonly doc: string;
}
export interface TableDoc {
  readonly name: string;
  readonly doc: string;
  readonly columns: readonly ColumnDoc[];
}
export interface ViewColumn extends ColumnDoc {
  readonly sql: string;
}
export interface View {
  readonly name: string;
  readonly doc: string;
  readonly from: string;
  readonly columns: readonly ViewColumn[];
}

export const c = (name: string, doc: string, sql = name): ViewColumn => ({ name, doc, sql });

export const tsNs = c('tsNs', 'exchange time, ns since 1970-01-01 UTC');
export const n = c('n', 'number of the report in its run, from 0');
export const ts = (scales: Scales, column = 'tsNs'): ViewColumn =>
  c('ts', 'the same as a time of the tape’s zone, to the microsecond', scales.wallClock(column));
export const symbol = (scales: Scales): ViewColumn => c('symbol', 'instrument', scales.symbol());
export const price = (scales: Scales): ViewColumn =>
  c('price', 'price as a floating-point number, for arithmetic', scales.price('priceUnits'));
export const units = c('priceUnits', 'price in price units, exact');

/** The word of 64 bits that most kinds use for an order's id, read as a signed number. */
export const signed =
  'CASE WHEN id > 9223372036854775807 THEN -(18446744073709551615 - id)::BIGINT - 1 ELSE id::BIGINT END';
