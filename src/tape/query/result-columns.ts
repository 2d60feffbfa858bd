/**
 * Which columns of a result can stand for which columns of a tape: by the tape's own names or by those that the tables
 * of docs/SQL.md show. Pure. Invariant: a result is given one schema at most, always the same one for the same names.
 */
import { TapedeckError } from '../../layout/errors';
import { commandKindName } from '../../layout/layout.gen';
import { schemas, type SchemaName } from '../schemas';
import type { ColumnClass } from './cells';

/** How values of a source become values of the tape. */
export type Reading = 'integer' | 'price' | 'side' | 'kind';

interface Source {
  readonly name: string;
  readonly reading: Reading;
}

export interface TapeColumnPlan {
  /** column of the tape */
  readonly name: string;
  /** column of the result; null: `fallback` */
  readonly source: number | null;
  readonly reading: Reading;
  readonly fallback: bigint | 'time' | null;
}

export interface ResultPlan {
  readonly schema: SchemaName;
  readonly columns: readonly TapeColumnPlan[];
  /** columns that say which instrument a row belongs to; null: not there */
  readonly symbol: number | null;
  readonly instrument: number | null;
  readonly sourceRow: number | null;
}

interface Named {
  readonly name: string;
  readonly class: ColumnClass;
}

const integer = (...names: string[]): Source[] => names.map((name) => ({ name, reading: 'integer' }));
const priced = (units: string[], ...names: string[]): Source[] => [
  ...integer(...units),
  ...names.map((name): Source => ({ name, reading: 'price' })),
];
const sides: Source[] = ['side', 'aggressor', 'sideWord'].map((name) => ({ name, reading: 'side' }));

/** In the order of preference. */
const sources: Readonly<Record<string, readonly Source[]>> = {
  tsExchNs: integer('tsExchNs', 'tsNs'),
  tsLocalNs: integer('tsLocalNs'),
  kind: [
    { name: 'kind', reading: 'integer' },
    { name: 'kindWord', reading: 'kind' },
  ],
  side: sides,
  flags: integer('flags'),
  orderId: integer('orderId', 'id'),
  tradeId: integer('tradeId'),
  priceUnits: priced(['priceUnits'], 'price'),
  lots: integer('lots'),
  bidPriceUnits: priced(['bidPriceUnits', 'bidUnits'], 'bid'),
  bidLots: integer('bidLots'),
  askPriceUnits: priced(['askPriceUnits', 'askUnits'], 'ask'),
  askLots: integer('askLots'),
  durationNs: integer('durationNs'),
  openUnits: priced(['openUnits'], 'open'),
  highUnits: priced(['highUnits'], 'high'),
  lowUnits: priced(['lowUnits'], 'low'),
  closeUnits: priced(['closeUnits'], 'close'),
  volumeLots: integer('volumeLots', 'volume', 'lots'),
  tradeCount: integer('tradeCount', 'trades'),
};

const unknownSide = 2n;
/** Columns that may be absent, and what stands in their place. */
const fallbacks: Readonly<Record<string, bigint | 'time'>> = {
  tsLocalNs: 'time',
  flags: 0n,
  tradeId: 0n,
  tradeCount: 0n,
};

/** The richest schema first, so that a book is never taken for its prints. */
const tried: readonly SchemaName[] = ['order', 'depth', 'quote', 'bar', 'trade'];

function planFor(
  schema: SchemaName,
  columns: readonly Named[],
): { plan: TapeColumnPlan[]; missing: string[] } {
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  const missing: string[] = [];
  const plan = schemas[schema].columns
    .filter(({ name }) => name !== 'sourceRow' && name !== 'instrument')
    .map(({ name }): TapeColumnPlan => {
      const found = sources[name]?.find(
        (source) =>
          at(source.name) >= 0 &&
          (source.reading !== 'integer' || columns[at(source.name)]?.class === 'number'),
      );
      const fallback = schema === 'trade' && name === 'side' ? unknownSide : (fallbacks[name] ?? null);
      if (found === undefined && fallback === null) missing.push(name === 'tsExchNs' ? 'tsNs' : name);
      const source = found === undefined ? null : at(found.name);
      return { name, source, reading: found?.reading ?? 'integer', fallback };
    });
  return { plan, missing };
}

/** Rows about orders hold prices and lots too, but nothing was traded. */
const namesOrders = (columns: readonly Named[]): boolean =>
  columns.some(({ name }) => ['event', 'id', 'orderId'].includes(name));

/** Throws E-SQL-08 with what is missing where no schema fits. */
export function planResult(columns: readonly Named[]): ResultPlan {
  const at = (name: string): number | null => {
    const index = columns.findIndex((column) => column.name === name);
    return index < 0 ? null : index;
  };
  const misses: { schema: SchemaName; missing: string[] }[] = [];
  for (const schema of tried) {
    if (schema === 'trade' && namesOrders(columns)) continue;
    const { plan, missing } = planFor(schema, columns);
    if (missing.length === 0) {
      const [symbol, instrument, sourceRow] = [at('symbol'), at('instrument'), at('sourceRow')];
      return { schema, columns: plan, symbol, instrument, sourceRow };
    }
    misses.push({ schema, missing });
  }
  const near = misses.sort((a, b) => a.missing.length - b.missing.length).slice(0, 2);
  const told = near.map(({ schema, missing }) => `a ${schema} tape lacks ${missing.join(', ')}`);
  throw new TapedeckError('E-SQL-08', `The result fits no schema of a tape: as ${told.join('; as ')}.`, {
    remedy: 'Select these columns as well. docs/SQL.md lists what each schema needs.',
  });
}

const kindCodes = new Map(Object.entries(commandKindName).map(([code, name]) => [name, BigInt(code)]));
const sideCodes = new Map([
  ['buy', 0n],
  ['sell', 1n],
]);

/** A code for a word; null: there is none. */
export function codeOf(word: string, reading: Reading): bigint | null {
  if (/^\d+$/.test(word)) return BigInt(word);
  return (reading === 'kind' ? kindCodes : sideCodes).get(word) ?? null;
}
