/**
 * A column mapping as data: which column of a table is which field of a market event, and how its times are written.
 * Parsed strictly, because people write it by hand; what a mapping does to a row is row-events.ts.
 */
import { TapedeckError } from '../../layout/errors';
import { tapeErrors } from '../errors';

/** What a row of the table is. `event` names the type of each row in a column of its own (docs/FORMATS.md §7). */
export const mappingKinds = {
  bar: ['open', 'high', 'low', 'close', 'volume?', 'trades?', 'durationNs?'],
  trade: ['price', 'size', 'side?', 'buyerIsMaker?', 'id?'],
  quote: ['bid', 'bidSize?', 'ask', 'askSize?'],
  level: ['side', 'price', 'size', 'snapshot?', 'action?'],
  ladder: ['bid1', 'bidSize1', 'ask1', 'askSize1'],
  event: ['type', 'id?', 'side?', 'price?', 'size?', 'bid?', 'bidSize?', 'ask?', 'askSize?', 'state?'],
} as const satisfies Record<string, readonly string[]>;
export type MappingKind = keyof typeof mappingKinds;

/** Fields of every kind: `ts`, or `date` and `time` together. */
const everywhere = ['ts', 'date', 'time', 'tsLocal', 'symbol', 'venue', 'seq'];
/** A row can do without it. */
export function isOptionalField(kind: MappingKind, field: string): boolean {
  const fields: readonly string[] = mappingKinds[kind];
  return fields.includes(`${field}?`) || ['tsLocal', 'symbol', 'venue', 'seq'].includes(field);
}

const DECIMALS_MAX = 18;
const ladderField = /^(bid|ask)(Size)?[1-9][0-9]{0,2}$/;

export const timeForms = ['auto', 's', 'ms', 'us', 'ns', 'dmy', 'mdy'] as const;
export type TimeForm = (typeof timeForms)[number];

export interface ColumnMapping {
  readonly kind: MappingKind;
  /** field to the column's name, or `#1` for the first column */
  readonly columns: Readonly<Record<string, string>>;
  /** unit of numbers, or the order of day and month (`auto`: by the size of the number; ISO 8601 otherwise) */
  readonly time?: TimeForm;
  /** zone of times that name none: UTC, ±HH:MM or an IANA name that zones.ts knows */
  readonly zone?: string;
  readonly symbol?: string;
  readonly venue?: string;
  /** length of every bar; without it the smallest distance between two bars */
  readonly durationNs?: string;
  /** decimals that the table leaves out: 4 where 1234500 means 123.45 */
  readonly priceDecimals?: number;
  readonly sizeDecimals?: number;
  /** CSV: false where the first line is already data */
  readonly header?: boolean;
  /** CSV: , ; | or a tab */
  readonly delimiter?: string;
}

export const mappingExample =
  '{"kind":"trade","columns":{"ts":"When","price":"Px","size":"Qty","side":"Side"},"time":"ms","zone":"UTC","symbol":"ACME"}';

function refuse(path: string, message: string): never {
  const text = `mapping.${path}: ${message}. A mapping looks like ${mappingExample}`;
  throw new TapedeckError(tapeErrors.mapping[0], text, { path });
}

function textAt(value: unknown, path: string, allowed?: readonly string[]): string {
  if (typeof value !== 'string' || value === '') refuse(path, 'must be text');
  if (allowed !== undefined && !allowed.includes(value)) refuse(path, `must be one of ${allowed.join(', ')}`);
  return value;
}

function columnsAt(value: unknown, kind: MappingKind): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('columns', 'must be an object');
  const fields: readonly string[] = mappingKinds[kind];
  for (const field of Object.keys(value)) {
    const isKnown = everywhere.includes(field) || fields.includes(field) || fields.includes(`${field}?`);
    if (!isKnown && !(kind === 'ladder' && ladderField.test(field))) {
      const known = [...fields.map((name) => name.replace('?', '')), ...everywhere].join(', ');
      refuse(`columns.${field}`, `is no field of “${kind}”: ${known}`);
    }
  }
  const columns = Object.fromEntries(
    Object.entries(value).map(([field, column]) => [field, textAt(column, `columns.${field}`)]),
  );
  for (const field of fields) {
    if (!field.endsWith('?') && columns[field] === undefined) refuse(`columns.${field}`, 'is missing');
  }
  if (columns.ts === undefined && columns.date === undefined) refuse('columns.ts', 'is missing');
  return columns;
}

function decimalsAt(o: Record<string, unknown>, name: string): Record<string, number> {
  const value = o[name];
  if (value === undefined) return {};
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > DECIMALS_MAX)
    refuse(name, `must be a whole number from 0 to ${DECIMALS_MAX}`);
  return { [name]: value };
}

/** Throws E-TAPE-22 with the path of what is wrong. */
export function parseMapping(json: unknown): ColumnMapping {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) refuse('', 'must be an object');
  const o = json as Record<string, unknown>;
  const names = [
    ...['kind', 'columns', 'time', 'zone', 'symbol', 'venue', 'durationNs'],
    ...['priceDecimals', 'sizeDecimals', 'header', 'delimiter'],
  ];
  for (const name of Object.keys(o))
    if (!names.includes(name)) refuse(name, `is not one of ${names.join(', ')}`);
  const kind = textAt(o.kind, 'kind', Object.keys(mappingKinds)) as MappingKind;
  const optional = (name: string, allowed?: readonly string[]): Record<string, string> =>
    o[name] === undefined ? {} : { [name]: textAt(o[name], name, allowed) };
  if (o.header !== undefined && typeof o.header !== 'boolean') refuse('header', 'must be true or false');
  if (o.durationNs !== undefined && !/^[1-9][0-9]{0,17}$/.test(textAt(o.durationNs, 'durationNs')))
    refuse('durationNs', 'must be nanoseconds as text');
  return {
    ...{ kind, columns: columnsAt(o.columns, kind) },
    ...optional('time', timeForms),
    ...optional('zone'),
    ...optional('symbol'),
    ...optional('venue'),
    ...optional('durationNs'),
    ...decimalsAt(o, 'priceDecimals'),
    ...decimalsAt(o, 'sizeDecimals'),
    ...(typeof o.header === 'boolean' ? { header: o.header } : {}),
    ...optional('delimiter', [',', ';', '\t', '|']),
  };
}
