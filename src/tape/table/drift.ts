/**
 * What the columns of tables leave out, and where they change: between two files, or where a second header stands in
 * the middle of one. Findings of the quality report; a column that a row cannot do without is refused elsewhere.
 */
import { isMissing } from './cells';
import { isOptionalField, type ColumnMapping, type MappingKind } from './mapping';
import type { Cells } from './row-events';
import { looksLikeTime } from './times';

/** The columns of a table and what each holds, as far as either is known. */
export interface TableForm {
  readonly columns: readonly string[];
  /** by column; empty where its first row holds nothing */
  readonly types: readonly string[];
}

/** Columns of the schema that a table may leave open, and the fields that would fill them. */
const optionalColumns: Readonly<Partial<Record<MappingKind, Readonly<Record<string, readonly string[]>>>>> = {
  bar: { volumeLots: ['volume'], tradeCount: ['trades'] },
  trade: { side: ['side', 'buyerIsMaker'], tradeId: ['id'] },
  quote: { bidLots: ['bidSize'], askLots: ['askSize'] },
};

/** Columns of the tape that no column of the table fills. */
export function missingColumns({ kind, columns }: ColumnMapping): string[] {
  return Object.entries(optionalColumns[kind] ?? {})
    .filter(([, fields]) => fields.every((field) => columns[field] === undefined))
    .map(([name]) => name);
}

const NUMBER = /^[-+$€£]?[0-9.,]+([eE][-+]?[0-9]+)?[kKmMbB]?$/;

function typeOfCell(cell: string): string {
  const text = cell.trim();
  const epoch = /^-?(\d{9,19})(?:\.\d+)?$/.exec(text)?.[1];
  if (epoch !== undefined) return 'number';
  if (looksLikeTime(text)) return 'time';
  return NUMBER.test(text) ? 'number' : 'text';
}

/** What the cells of one row say of the columns; epochs are told apart by their unit where the mapping names them. */
export function typesOfRow(cells: Cells, stampAt: number): string[] {
  return cells.map((cell, index) => {
    if (cell === null || isMissing(cell)) return '';
    const digits = index === stampAt ? /^\d+/.exec(cell.trim())?.[0].length : undefined;
    if (digits !== undefined && typeOfCell(cell) === 'number')
      return digits <= 11 ? 's' : digits <= 14 ? 'ms' : digits <= 17 ? 'µs' : 'ns';
    return typeOfCell(cell);
  });
}

/** In words what is other than before; undefined where nothing is. The order of columns says nothing. */
export function driftOf(before: TableForm, after: TableForm): string | undefined {
  const gone = before.columns.filter((column) => !after.columns.includes(column));
  const come = after.columns.filter((column) => !before.columns.includes(column));
  const changed = after.columns.flatMap((column, index) => {
    const [was, is] = [before.types[before.columns.indexOf(column)] ?? '', after.types[index] ?? ''];
    return was === '' || is === '' || was === is ? [] : [`“${column}” is ${is}, was ${was}`];
  });
  const list = (columns: readonly string[]): string => columns.map((column) => `“${column}”`).join(', ');
  const words = [
    ...(gone.length === 0 ? [] : [`without ${list(gone)}`]),
    ...(come.length === 0 ? [] : [`with ${list(come)}`]),
    ...changed,
  ];
  return words.length === 0 ? undefined : words.join('; ');
}

/** A mapping for several files, without what may be left out and only others of them have (`shared`). */
export function fittedMapping(
  mapping: ColumnMapping,
  columns: readonly string[],
  shared: ReadonlySet<string>,
): ColumnMapping {
  const isFitting = (field: string, column: string): boolean =>
    !shared.has(column) || columns.includes(column) || !isOptionalField(mapping.kind, field);
  const fitting = Object.entries(mapping.columns).filter(([field, column]) => isFitting(field, column));
  return { ...mapping, columns: Object.fromEntries(fitting) };
}
