/**
 * The canonical schemas of a tape, defined once: what is hashed, written, read and documented is read from here.
 * Column order is part of a tape's identity. Pure data; knows no file format.
 */
export type ColumnType = 'i64' | 'u64' | 'u32' | 'u16' | 'u8';
export type SchemaName =
  'order' | 'depth' | 'quote' | 'trade' | 'bar' | 'status' | 'news' | 'action' | 'fact';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly doc: string;
}
export interface TapeSchema {
  readonly doc: string;
  /** false: it stands beside a tape with prices and is not played alone */
  readonly isPlayed: boolean;
  readonly columns: readonly Column[];
}

/** Rows of a block and of a Parquet row group. A part of the identity of every tape. */
export const BLOCK_ROWS = 65_536;

/** Version of these tables; `tape.json` carries it. */
export const SCHEMA_VERSION = 2;

export const TEXTS_MAX = 65_536;
export const TEXT_LENGTH_MAX = 4096;
/** An i64 has no more digits. */
export const FACT_DECIMALS_MAX = 18;
export const SPLIT_SHARES_MAX = 1_000_000n;
/** Corporate actions by the number in the column `kind`, with the names of their events and commands. */
export const actionTypes: readonly string[] = ['split', 'dividend', 'symbolChange', 'delist'];

const c = (name: string, type: ColumnType, doc: string): Column => ({ name, type, doc });

const stamps = [
  c('tsExchNs', 'i64', 'exchange time, ns since 1970-01-01 UTC; never decreasing'),
  c('tsLocalNs', 'i64', 'time of receipt; equals `tsExchNs` where the source has one stamp'),
  c('sourceRow', 'u32', 'message of the source that the row came from, counting from 0'),
  c('instrument', 'u16', 'index into `instruments` of tape.json'),
];
const kind = c('kind', 'u8', '`CommandKind` from 32 on');
const flags = c(
  'flags',
  'u8',
  '`CommandFlag` bits: `last` ends a source message, `final` is the last row that names an order',
);
const side = c('side', 'u8', 'side of the book: 0 buy, 1 sell');
const price = c('priceUnits', 'i64', 'price in price units');
const lots = c('lots', 'u32', 'quantity in lots; for `tapeStatus` the session state');

export const schemas: Readonly<Record<SchemaName, TapeSchema>> = {
  order: {
    doc: 'Order by order (L3): every add, cancel, reduction and execution names its order. Kinds 32–38 and 41.',
    isPlayed: true,
    columns: [...stamps, kind, side, flags, c('orderId', 'u64', 'order named; 0 where none is'), price, lots],
  },
  depth: {
    doc: 'Level by level (L2): absolute lots of price levels, with prints and touches. Kinds 37–41.',
    isPlayed: true,
    columns: [...stamps, kind, side, flags, price, lots],
  },
  quote: {
    doc: 'Best bid and ask. Lots 0: the side is empty.',
    isPlayed: true,
    columns: [
      ...stamps,
      flags,
      c('bidPriceUnits', 'i64', 'best bid'),
      c('bidLots', 'u32', 'lots at the best bid'),
      c('askPriceUnits', 'i64', 'best ask'),
      c('askLots', 'u32', 'lots at the best ask'),
    ],
  },
  trade: {
    doc: 'Prints.',
    isPlayed: true,
    columns: [
      ...stamps,
      c('side', 'u8', 'side of the aggressor: 0 buy, 1 sell, 2 unknown'),
      flags,
      c('tradeId', 'u64', 'id given by the source, 0 where there is none'),
      price,
      c('lots', 'u32', 'quantity in lots'),
    ],
  },
  bar: {
    doc: 'Open, high, low, close and volume of an interval that starts at `tsExchNs`.',
    isPlayed: true,
    columns: [
      ...stamps,
      flags,
      c('durationNs', 'i64', 'length of the interval'),
      c('openUnits', 'i64', 'first price'),
      c('highUnits', 'i64', 'highest price'),
      c('lowUnits', 'i64', 'lowest price'),
      c('closeUnits', 'i64', 'last price'),
      c('volumeLots', 'i64', 'traded lots'),
      c('tradeCount', 'u32', 'number of trades, 0 where unknown'),
    ],
  },
  status: {
    doc: 'Session states alone: open, halted, auction.',
    isPlayed: true,
    columns: [...stamps, flags, c('state', 'u8', 'the session state')],
  },
  news: {
    doc: 'Headlines at the moment at which they were known.',
    isPlayed: false,
    columns: [...stamps, flags, c('text', 'u32', 'index into `texts` of tape.json')],
  },
  action: {
    doc: 'Corporate actions at their ex time: splits, cash dividends, symbol changes, delistings.',
    isPlayed: false,
    columns: [
      ...stamps,
      flags,
      c('kind', 'u8', '0 split, 1 cash dividend, 2 symbol change, 3 delisting'),
      c('newShares', 'u32', 'a split makes so many shares …'),
      c('oldShares', 'u32', '… of so many; both 1 for the others'),
      c('cashUnits', 'i64', 'dividend: cash a share in price units; else 0'),
    ],
  },
  fact: {
    doc: 'Figures at the moment at which they were known: fundamentals, economic and alternative data.',
    isPlayed: false,
    columns: [
      ...stamps,
      flags,
      c('text', 'u32', 'name of the figure: index into `texts` of tape.json'),
      c('decimals', 'u8', 'the figure is `value` · 10^−`decimals`'),
      c('value', 'i64', 'as above'),
    ],
  },
};

export const schemaNames = Object.keys(schemas) as SchemaName[];

export function isSchemaName(value: unknown): value is SchemaName {
  return typeof value === 'string' && Object.hasOwn(schemas, value);
}
