/**
 * A table before it is imported: its columns, what kind of values they hold, its first rows, and what a mapping makes of
 * them. Reads the beginning of a file only. Invariant: what a mapping makes of the rows here is what an import makes of
 * them, for both go through RowEvents.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { TapedeckError } from '../../layout/errors';
import type { Place } from '../errors';
import type { MarketEvent } from '../events/event';
import { hexOf } from '../hash';
import { knowsZone, unknownZone } from '../../scenario/calendar/zones';
import { isMissing } from './cells';
import {
  habitsOf,
  recognisedMapping,
  symbolOfName,
  withDayOrder,
  withStamps,
  type TableSource,
} from './feed';
import type { TableHabits } from './habits';
import { mappingKinds, parseMapping, type ColumnMapping, type MappingKind } from './mapping';
import { RowEvents } from './row-events';
import { looksLikeTime } from './times';

export type ColumnType = 'time' | 'whole' | 'decimal' | 'text' | 'empty';

export interface TablePreview {
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly ColumnType[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** where the rows stand in the file */
  readonly places: readonly Place[];
  /** what the names of the columns, or their form, say by themselves */
  readonly mapping: ColumnMapping | null;
  /** the same for every table of these columns: a mapping is remembered by it */
  readonly fingerprint: string;
  readonly symbol: string;
  readonly venue: string;
  readonly habits: TableHabits;
  /** columns whose own type is a time */
  readonly stamps: readonly string[];
  /** why there are fewer rows than could be shown */
  readonly problem: string | null;
}

/** What a mapping makes of the first rows. */
export interface RowsRead {
  readonly events: readonly {
    readonly tsNs: string;
    readonly type: string;
    readonly symbol: string;
    readonly words: readonly (readonly [field: string, value: string])[];
  }[];
  readonly problem: { readonly code: string; readonly message: string } | null;
}

const PREVIEW_ROWS = 12;
const CELL_CHARACTERS_MAX = 4096;
const SHOWN_CHARACTERS = 48;
const WHOLE = /^-?[0-9]+$/;
const DECIMAL = /^[-+$€£]?[0-9.,]+([eE][-+]?[0-9]+)?[kKmMbB]?$/;

function typeOf(cells: readonly (string | null)[], isStamp: boolean): ColumnType {
  const full = cells.filter((cell): cell is string => !isMissing(cell)).map((cell) => cell.trim());
  if (full.length === 0) return 'empty';
  if (isStamp || full.every(looksLikeTime)) return 'time';
  if (full.every((cell) => WHOLE.test(cell))) return 'whole';
  return full.every((cell) => DECIMAL.test(cell)) ? 'decimal' : 'text';
}

/** By the names of the columns; where there are none, by the types of their values. */
function fingerprintOf(columns: readonly string[], types: readonly ColumnType[]): string {
  const isNamed = columns.some((column) => !/^#\d+$/.test(column));
  const form = JSON.stringify(isNamed ? columns : types);
  return hexOf(sha256(new TextEncoder().encode(form))).slice(0, 16);
}

export async function previewTable(table: TableSource): Promise<TablePreview> {
  const rows: (string | null)[][] = [];
  const places: Place[] = [];
  let problem: string | null = null;
  try {
    await table.walk(
      (cells, place) => {
        places.push(place());
        return rows.push(cells.map((cell) => cell?.slice(0, CELL_CHARACTERS_MAX) ?? null)) < PREVIEW_ROWS;
      },
      () => Promise.resolve(),
    );
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw error;
    problem = error.message;
  }
  const types = table.columns.map((column, index) =>
    typeOf(
      rows.map((row) => row[index] ?? null),
      table.stamps?.has(column) === true,
    ),
  );
  const mapping = problem === null ? await recognisedMapping(table) : table.mapping;
  return {
    ...{ name: table.name, columns: table.columns, types, rows, places },
    ...{ mapping: mapping ?? null, problem },
    fingerprint: fingerprintOf(table.columns, types),
    symbol: table.symbol ?? symbolOfName(table.name),
    venue: table.venue ?? '',
    habits: await habitsOf(table),
    stamps: [...(table.stamps ?? [])],
  };
}

/** Never throws for what a person can type: the problem is a part of the answer. */
export function readRows(table: TablePreview, given: unknown): RowsRead {
  const events: MarketEvent[] = [];
  try {
    const { habits } = table;
    const mapping = withDayOrder(withStamps(parseMapping(given), new Set(table.stamps)), habits);
    const zone = mapping.zone ?? 'UTC';
    if (!knowsZone(zone)) throw new TapedeckError('E-TAPE-22', unknownZone(zone));
    const facts = {
      ...{ symbol: mapping.symbol ?? table.symbol, venue: mapping.venue ?? table.venue, zone },
      ...{ durationNs: BigInt(mapping.durationNs ?? '60000000000'), hasDecimalComma: habits.hasDecimalComma },
    };
    const reading = new RowEvents(mapping, table.columns, facts, (event) => {
      // what a number means is checked where it becomes a row
      for (const field of checkedFields) if (event.has(field)) event.decimal(field);
      events.push(event);
    });
    table.rows.forEach((cells, index) => reading.row(cells, () => table.places[index] ?? {}));
    reading.end();
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw error;
    return { events: events.map(told), problem: { code: error.code, message: error.message } };
  }
  return { events: events.map(told), problem: null };
}

const checkedFields = [
  ...['price', 'size', 'bid', 'bidSize', 'ask', 'askSize', 'open', 'high', 'low', 'close', 'volume'],
] as const;

const told = (event: MarketEvent): RowsRead['events'][number] => ({
  ...{ tsNs: String(event.tsNs), type: event.type, symbol: event.symbol },
  words: event.words().map(([field, value]) => [field, value.slice(0, SHOWN_CHARACTERS)] as const),
});

/** The fields that a column of such a table can be: `?` at the end where a mapping may leave it out. */
export function fieldsOf(kind: MappingKind, columns: number): string[] {
  const levels = Array.from({ length: Math.max(1, Math.floor(columns / 4)) }, (_, index) => index + 1);
  const far = levels.slice(1).flatMap((n) => [`bid${n}?`, `bidSize${n}?`, `ask${n}?`, `askSize${n}?`]);
  return [
    ...['ts', 'date?', 'time?'],
    ...mappingKinds[kind],
    ...(kind === 'ladder' ? far : []),
    ...['tsLocal?', 'symbol?', 'venue?', 'seq?'],
  ];
}
