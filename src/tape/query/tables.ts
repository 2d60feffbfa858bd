/**
 * The tables that a query sees, defined once: what is created, listed beside the editor and documented is read from
 * here. Rows lie in the schema `stored` as integers; a table is a view that adds what people read. Pure text.
 * Invariant: nothing here filters by time, because nothing later than the clock is ever stored (market-tables.ts).
 */
import {
  actionKindName,
  cancelReasonName,
  commandKindName,
  rejectCodeName,
  ReportKind,
  reportKindName,
  roundingName,
  tradeCodeName,
  TradeCode,
} from '../../layout/layout.gen';
import { schemas, type ColumnType, type SchemaName } from '../schemas';
import { quoted, Scales, sideWord, words, type QueryInstrument } from './scales';
import { costViews } from './cost-views';
import { newsView } from './news-view';
import type { ShelvedTape } from './tape-shelf-names';
import {
  c,
  n,
  price,
  signed,
  symbol,
  ts,
  tsNs,
  units,
  type ColumnDoc,
  type TableDoc,
  type View,
  type ViewColumn,
} from './view';

export type { TableDoc } from './view';

const K = ReportKind;

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  i64: 'BIGINT',
  u64: 'UBIGINT',
  u32: 'UINTEGER',
  u16: 'USMALLINT',
  u8: 'UTINYINT',
};

const reportColumns = 'n BIGINT, tsNs BIGINT, instrument USMALLINT';

/** What is stored, by table of the schema `stored`. Column order is that of the rows that are appended. */
export function storedTables(tape: SchemaName | null): Readonly<Record<string, string>> {
  const own = {
    journal: `${reportColumns}, kind UTINYINT, flags UTINYINT, id UBIGINT, priceUnits BIGINT, lots UINTEGER`,
    fills:
      'n BIGINT, takerId UBIGINT, makerLeaves UINTEGER, takerLeaves UINTEGER, makerAccount UINTEGER, takerAccount UINTEGER',
    touch: `${reportColumns}, side UTINYINT, bidUnits BIGINT, bidLots BIGINT, askUnits BIGINT, askLots BIGINT`,
    depth:
      'instrument USMALLINT, side UTINYINT, level UINTEGER, priceUnits BIGINT, lots BIGINT, orders UINTEGER',
    texts: 'n BIGINT, text VARCHAR',
    clock: 'tsNs BIGINT, events BIGINT',
  };
  return tape === null ? own : { ...own, tape: tapeColumns(tape) };
}

const tapeColumns = (schema: SchemaName): string =>
  ['n BIGINT', ...schemas[schema].columns.map(({ name, type }) => `${name} ${sqlTypes[type]}`)].join(', ');

const code = '(flags >> 1)';
const side = '(flags & 1)';
const isIn = (kinds: readonly number[]): string => `kind IN (${kinds.join(', ')})`;
const rejections = [K.rejected, K.cancelRejected, K.reduceRejected, K.replaceRejected];
const orderKinds = [K.accepted, K.cancelled, K.replaced, K.reduced, K.adjusted, ...rejections];
const levelKinds = [K.touch, K.level];
const reason = `CASE WHEN ${isIn(rejections)} THEN ${words(code, rejectCodeName)}
  WHEN kind = ${K.cancelled} THEN ${words(code, cancelReasonName)}
  WHEN kind = ${K.action} THEN ${words(code, actionKindName)}
  WHEN kind = ${K.adjusted} THEN ${words(code, roundingName)}
  WHEN kind = ${K.trade} THEN ${words(code, tradeCodeName)} END`;

function tradesView(scales: Scales): View {
  const isFill = `kind = ${K.fill}`;
  return {
    name: 'trades',
    doc: 'Every print so far: of the tape, and fills of the matcher.',
    from: `(SELECT * FROM stored.journal WHERE ${isIn([K.trade, K.fill])}) LEFT JOIN stored.fills USING (n)`,
    columns: [
      n,
      tsNs,
      ts(scales),
      symbol(scales),
      price(scales),
      units,
      c('lots', 'quantity in lots', 'lots::BIGINT'),
      c('size', 'quantity in the instrument’s own unit', scales.size('lots')),
      c(
        'aggressor',
        'buy or sell; NULL in an auction and where nobody knows',
        `CASE WHEN NOT (${isFill}) AND ${code} IN (${TradeCode.cross}, ${TradeCode.unsided}) THEN NULL
          WHEN (${side} = 0) = (${isFill}) THEN 'buy' ELSE 'sell' END`,
      ),
      c(
        'kind',
        'fill, displayed, hidden, cross (auction), print, or unsided (its side is not known)',
        `CASE WHEN ${isFill} THEN 'fill' ELSE ${words(code, tradeCodeName)} END`,
      ),
      c('makerId', 'resting order; 0 where the tape names none', 'id'),
      c('takerId', 'aggressor’s order; NULL for prints of the tape'),
      c('makerLeaves', 'lots the maker has left; NULL for prints of the tape'),
      c('takerLeaves', 'lots the taker has left; NULL for prints of the tape'),
      c('makerAccount', 'account of the maker; 0: none'),
      c('takerAccount', 'account of the taker; 0: none'),
    ],
  };
}

function touchView(scales: Scales): View {
  const isTwoSided = 'bidLots > 0 AND askLots > 0';
  const shown = (lots: string, sql: string): string => `CASE WHEN ${lots} > 0 THEN ${sql} END`;
  return {
    name: 'touch',
    doc: 'Best bid and ask, one row a change; it holds until the next row. NULL: that side is empty.',
    from: 'stored.touch',
    columns: [
      n,
      tsNs,
      ts(scales),
      symbol(scales),
      c('bid', 'best bid', shown('bidLots', scales.price('bidUnits'))),
      c('bidLots', 'lots at the best bid, 0 when empty'),
      c('ask', 'best ask', shown('askLots', scales.price('askUnits'))),
      c('askLots', 'lots at the best ask, 0 when empty'),
      c(
        'spread',
        'ask less bid',
        `CASE WHEN ${isTwoSided} THEN ${scales.price('(askUnits - bidUnits)')} END`,
      ),
      c(
        'mid',
        'middle of bid and ask',
        `CASE WHEN ${isTwoSided} THEN ${scales.price('(askUnits + bidUnits)')} / 2 END`,
      ),
      c('bidUnits', 'best bid in price units', shown('bidLots', 'bidUnits')),
      c('askUnits', 'best ask in price units', shown('askLots', 'askUnits')),
    ],
  };
}

function journalViews(scales: Scales): View[] {
  const head = [n, tsNs, ts(scales), symbol(scales)];
  return [
    {
      name: 'orders',
      doc: 'What happened to orders: accepted, cancelled, replaced, reduced, adjusted and every refusal. Fills are in `trades`.',
      from: `stored.journal WHERE ${isIn(orderKinds)}`,
      columns: [
        ...head,
        c('event', 'kind of the report', words('kind', reportKindName)),
        c('side', 'buy or sell', sideWord(side)),
        c('id', 'order'),
        price(scales),
        units,
        c('lots', 'lots of the event: asked for, taken off or left', 'lots::BIGINT'),
        c('reason', 'why it was cancelled or refused', reason),
      ],
    },
    {
      name: 'reports',
      doc: 'The journal itself: every report of the run up to the clock.',
      from: 'stored.journal',
      columns: [
        ...head,
        c('kind', 'kind of the report', words('kind', reportKindName)),
        c(
          'side',
          'buy or sell',
          `CASE WHEN kind NOT IN (${K.session}, ${K.account}, ${K.fee}, ${K.holding}, ${K.heard}, ${K.entry}) THEN ${sideWord(side)} END`,
        ),
        c('id', 'order, or the maker’s', `CASE WHEN ${isIn([...orderKinds, K.fill, K.trade])} THEN id END`),
        c(
          'price',
          'price as a floating-point number, for arithmetic',
          `CASE WHEN kind <> ${K.fact} THEN ${scales.price('priceUnits')} END`,
        ),
        units,
        c(
          'lots',
          'lots; for `session` the state, for `account`, `holding`, `fee`, `heard` and `entry` the account',
          'lots::BIGINT',
        ),
        c('totalLots', 'lots of the level or touch', `CASE WHEN ${isIn(levelKinds)} THEN ${signed} END`),
        c('reason', 'code of the report in words', reason),
      ],
    },
    newsView(scales),
    {
      name: 'session',
      doc: 'Changes of the session.',
      from: `stored.journal WHERE kind = ${K.session}`,
      columns: [...head, c('state', 'number of the state', 'lots::BIGINT')],
    },
    ...costViews(scales),
  ];
}

function placeViews(scales: Scales): View[] {
  return [
    {
      name: 'depth',
      doc: 'The book at the clock, best level first.',
      from: 'stored.depth',
      columns: [
        symbol(scales),
        c('side', 'buy (bids) or sell (asks)', sideWord('side')),
        c('level', 'from 1, the best'),
        price(scales),
        units,
        c('lots', 'displayed lots of the level'),
        c('orders', 'orders of the level'),
      ],
    },
    {
      name: 'clock',
      doc: 'One row: the moment up to which everything is here.',
      from: 'stored.clock',
      columns: [tsNs, ts(scales), c('events', 'events played')],
    },
  ];
}

/** What a schema's columns become besides themselves. */
function readableColumns(schema: SchemaName, scales: Scales): ViewColumn[] {
  const kindWord = c('kindWord', '`kind` in words', words('kind', commandKindName));
  const sideOf = c('sideWord', '`side` in words', sideWord('side'));
  const priced = (name: string, doc: string, column: string): ViewColumn =>
    c(name, doc, scales.price(column));
  switch (schema) {
    case 'order':
    case 'depth':
      return [kindWord, sideOf, price(scales)];
    case 'trade':
      return [sideOf, price(scales)];
    case 'quote':
      return [priced('bid', 'best bid', 'bidPriceUnits'), priced('ask', 'best ask', 'askPriceUnits')];
    case 'bar':
      return [
        priced('open', 'first price', 'openUnits'),
        priced('high', 'highest price', 'highUnits'),
        priced('low', 'lowest price', 'lowUnits'),
        priced('close', 'last price', 'closeUnits'),
      ];
    case 'status':
    case 'news':
    case 'action':
    case 'fact':
      return [];
  }
}

function tapeView(schema: SchemaName, scales: Scales): View {
  return {
    name: 'tape',
    doc: `Rows of the open tape up to the clock, with the columns of its schema (here \`${schema}\`) and readable ones.`,
    from: 'stored.tape',
    columns: [
      c('n', 'number of the row in its tape, from 0: with it rows of one time have an order'),
      c('tsNs', 'the same as `tsExchNs`', 'tsExchNs'),
      ts(scales, 'tsExchNs'),
      symbol(scales),
      ...readableColumns(schema, scales),
      ...schemas[schema].columns.map(({ name, doc }) => c(name, doc)),
    ],
  };
}

function views(tape: SchemaName | null, scales: Scales): View[] {
  return [
    ...(tape === null ? [] : [tapeView(tape, scales)]),
    tradesView(scales),
    touchView(scales),
    ...journalViews(scales),
    ...placeViews(scales),
  ];
}

const instrumentColumns: readonly ColumnDoc[] = [
  { name: 'instrument', doc: 'number of the instrument, as in `tape`' },
  { name: 'symbol', doc: 'its symbol' },
  { name: 'priceUnit', doc: 'value of one price unit' },
  { name: 'tick', doc: 'price increment of orders' },
  { name: 'lotSize', doc: 'size of one lot' },
];

function instrumentsSql(instruments: readonly QueryInstrument[]): string {
  const rows = instruments.map(
    ({ symbol: name, priceUnit, unitsPerTick, lotSize }, index) =>
      `(${index}, ${quoted(name)}, ${priceUnit}::DOUBLE, ${priceUnit}::DOUBLE * ${unitsPerTick}, ${lotSize}::DOUBLE)`,
  );
  const names = instrumentColumns.map(({ name }) => name).join(', ');
  return `CREATE VIEW instruments AS SELECT * FROM (VALUES ${rows.join(', ')}) AS t(${names})`;
}

function viewStatement({ name, from, columns }: View): string {
  const list = columns.map((column) =>
    column.sql === column.name ? column.name : `${column.sql} AS ${column.name}`,
  );
  return `CREATE VIEW ${name} AS SELECT ${list.join(', ')} FROM ${from}`;
}

/** Statements that make an empty database ready. */
export function createStatements(
  tape: SchemaName | null,
  instruments: readonly QueryInstrument[],
  scales: Scales,
): string[] {
  const stored = Object.entries(storedTables(tape)).map(
    ([name, columns]) => `CREATE TABLE stored.${name}(${columns})`,
  );
  const created = views(tape, scales).map(viewStatement);
  return ['CREATE SCHEMA stored', ...stored, ...created, instrumentsSql(instruments)];
}

/** The place of a tape beside the open one. */
export const tapeStatement = (table: string, schema: SchemaName): string =>
  `CREATE TABLE stored.${table}(${tapeColumns(schema)})`;

export const tapeViewStatement = (name: string, table: string, schema: SchemaName, scales: Scales): string =>
  viewStatement({ ...tapeView(schema, scales), name, from: `stored.${table}` });

const shelfColumns: readonly ColumnDoc[] = [
  { name: 'name', doc: 'what the tape’s table is called in a statement' },
  { name: 'title', doc: 'name of the tape' },
  { name: 'schema', doc: 'its schema, so its columns' },
  { name: 'rows', doc: 'how many rows it has' },
  { name: 'isOpen', doc: 'it is the open one, which ends at the clock' },
  { name: 'hash', doc: 'its content hash' },
];

export function shelfStatement(
  tapes: readonly ShelvedTape[],
  names: ReadonlyMap<string, string>,
  openHash: string | null,
): string {
  const rows = tapes.map(
    ({ hash, title, schema, rows: count }) =>
      `(${[names.get(hash) ?? '', title, schema].map(quoted).join(', ')}, ${BigInt(count)}::BIGINT, ${hash === openHash}, ${quoted(hash)})`,
  );
  const listed = shelfColumns.map(({ name }) => name).join(', ');
  const none = `('', '', '', 0::BIGINT, false, '')`;
  return `CREATE OR REPLACE VIEW tapes AS SELECT * FROM (VALUES ${rows.length === 0 ? none : rows.join(', ')}) AS t(${listed})${rows.length === 0 ? ' WHERE false' : ''}`;
}

/** What is said of the tables, in the order in which they are listed. */
export function tableDocs(tape: SchemaName | null, scales: Scales): TableDoc[] {
  const listed = views(tape, scales).map(({ name, doc, columns }) => ({
    name,
    doc,
    columns: columns.map((column) => ({ name: column.name, doc: column.doc })),
  }));
  return [
    ...listed,
    { name: 'instruments', doc: 'Symbols, ticks and lots.', columns: instrumentColumns },
    {
      name: 'tapes',
      doc: 'The open tape and those that this browser keeps; each is a table of its own by its `name`.',
      columns: shelfColumns,
    },
  ];
}

/** The table of a tape beside the open one. */
export function tapeDoc(name: string, title: string, schema: SchemaName): TableDoc {
  const { columns } = tapeView(schema, new Scales([], []));
  const doc = `Rows of the tape “${title}” (schema ${schema}).`;
  return { name, doc, columns: columns.map((column) => ({ name: column.name, doc: column.doc })) };
}
