/**
 * Columns to a mapping, by their names or, where there are none, by the form of the first row. One table of the
 * names that vendors use; nothing is guessed that the table does not hold.
 */
import { eventFields } from '../events/event';
import { truthOf } from './cells';
import { looksLikeTime } from './times';
import type { ColumnMapping } from './mapping';

/** Names as they are compared: lower case, letters and digits only. First come, first taken. */
const names: Readonly<Record<string, readonly string[]>> = {
  ts: [
    ...[
      'tsexchns',
      'ts',
      'timestamp',
      'siptimestamp',
      'tsevent',
      'windowstart',
      'unix',
      'unixtime',
      'unixtimestamp',
      'opentime',
    ],
    ...[
      'datetime',
      'gmttime',
      'localtime',
      'transactiontime',
      'transacttime',
      'time',
      'date',
      'eventtime',
      't',
      'timeutc',
      'timeeet',
      'indexlevel0',
    ],
  ],
  tsLocal: ['localtimestamp', 'tsrecv', 'tsinit', 'tslocal', 'tslocalns', 'receivetime'],
  symbol: ['symbol', 'ticker', 'instrument', 'instrumentid', 'sym', 'pair', 'market'],
  venue: ['venue', 'exchange'],
  seq: ['seq', 'sequence', 'sequencenumber'],
  open: ['open', 'openprice', 'o', '1open', '1aopenusd'],
  high: ['high', 'highprice', 'h', 'max', '2high'],
  low: ['low', 'lowprice', 'l', 'min', '3low'],
  close: ['close', 'closelast', 'closeprice', 'c', 'last', 'latest', 'price', '4close'],
  volume: ['volume', 'vol', 'v', 'totalvolume', '5volume', 'volumebtc', 'tickvol', 'tickvolume'],
  trades: ['trades', 'transactions', 'tradecount', 'count', 'numberoftrades', 'n'],
  durationNs: ['durationns'],
  price: ['price', 'px', 'tradeprice', 'p', 'rate', 'last'],
  size: ['size', 'qty', 'quantity', 'amount', 'lots', 'volume', 'vol', 'shares', 's', 'q'],
  side: ['side', 'aggressorside', 'takerside', 'direction', 'buysell', 'bs'],
  buyerIsMaker: ['isbuyermaker', 'buyerismaker', 'wasthebuyerthemaker', 'takersidesell', 'sell', 'm'],
  id: ['id', 'tradeid', 'aggtradeid', 'aggid', 'tid', 'orderid'],
  bid: ['bid', 'bidprice', 'bestbidprice', 'bestbid', 'bidpx', 'bidpx00', 'bp'],
  bidSize: ['bidsize', 'bidqty', 'bidamount', 'bidvolume', 'bestbidqty', 'bidsz', 'bidsz00', 'bs'],
  ask: ['ask', 'askprice', 'bestaskprice', 'bestask', 'askpx', 'askpx00', 'ap', 'offer', 'offerprice'],
  askSize: [
    'asksize',
    'askqty',
    'askamount',
    'askvolume',
    'bestaskqty',
    'asksz',
    'asksz00',
    'as',
    'offersize',
  ],
  snapshot: ['issnapshot', 'snapshot'],
  action: ['action', 'updatetype', 'updateaction', 'msgtype', 'type'],
  state: ['state'],
  type: ['type'],
};

export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

class Columns {
  readonly #byName = new Map<string, string>();

  constructor(columns: readonly string[]) {
    for (const column of columns) {
      const plain = plainName(column);
      if (!this.#byName.has(plain)) this.#byName.set(plain, column);
    }
  }

  find(field: string): string | undefined {
    for (const name of names[field] ?? []) {
      const found = this.#byName.get(name);
      if (found !== undefined) return found;
    }
    return field === 'volume' ? this.#startingWith('volume') : undefined;
  }

  has(plain: string): boolean {
    return this.#byName.has(plain);
  }

  named(plain: string): string | undefined {
    return this.#byName.get(plain);
  }

  /** The fields that are there, by column. */
  pick(...fields: readonly string[]): Record<string, string> {
    const found = fields.map((field) => [field, this.find(field)] as const);
    return Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== undefined));
  }

  /** One stamp, or the parts of one. */
  time(): Record<string, string> | undefined {
    const [date, time] = [this.#byName.get('date'), this.#byName.get('time')];
    const hasStamp = (names.ts ?? []).slice(0, 10).some((name) => this.has(name));
    if (!hasStamp && date !== undefined && time !== undefined) return { date, time };
    const ts = this.find('ts');
    return ts === undefined ? undefined : { ts };
  }

  #startingWith(prefix: string): string | undefined {
    for (const [plain, column] of this.#byName) if (plain.startsWith(prefix)) return column;
    return undefined;
  }
}

const LEVEL_COLUMN =
  /^(bid|ask)s?[_ .[]*(\d*)[\]_ .]*(price|px|p|size|sz|qty|quantity|amount|volume|vol)[_ .[]*(\d*)\]?$/i;

/** `bids[0].price`, `bid_px_00`, `ask_size_1` and the like, numbered anew from 1; undefined below two levels. */
function ladderOf(columns: readonly string[]): Record<string, string> | undefined {
  const found = new Map<number, Record<string, string>>();
  for (const column of columns) {
    const [, side, before, what, after] = LEVEL_COLUMN.exec(column) ?? [];
    const number = before === '' ? after : before;
    if (side === undefined || what === undefined || number === undefined || number === '') continue;
    const level = found.get(Number(number)) ?? {};
    level[`${side.toLowerCase()}${/^p/i.test(what) ? '' : 'Size'}`] = column;
    found.set(Number(number), level);
  }
  if (found.size < 2) return undefined;
  const result: Record<string, string> = {};
  [...found.keys()]
    .sort((a, b) => a - b)
    .forEach((number, index) => {
      for (const [field, column] of Object.entries(found.get(number) ?? {}))
        result[`${field}${index + 1}`] = column;
    });
  return result;
}

type Row = readonly (string | null)[];

/** By names; `hint` is the name of the file, `first` its first row. */
export function recogniseColumns(
  columns: readonly string[],
  hint: string,
  first?: Row,
): ColumnMapping | undefined {
  const found = new Columns(columns);
  const time = found.time();
  if (time === undefined) return undefined;
  const cellOf = (column: string | undefined): string | undefined =>
    column === undefined ? undefined : (first?.[columns.indexOf(column)] ?? undefined);
  const typed = cellOf(found.find('type'));
  const base = { ...time, ...found.pick('tsLocal', 'symbol', 'venue', 'seq') };
  const every = (...fields: readonly string[]): boolean => fields.every((f) => found.find(f) !== undefined);
  if (found.has('type') && typed !== undefined && Object.hasOwn(eventFields, typed)) {
    const fields = found.pick(
      'type',
      'id',
      'side',
      'price',
      'size',
      'bid',
      'bidSize',
      'ask',
      'askSize',
      'state',
    );
    return { kind: 'event', columns: { ...base, ...fields } };
  }
  // order by order: neither prints nor levels, and not guessed
  const order = cellOf(found.named('orderid'));
  const namesOrders = found.has('rtype') ? order !== undefined : !/^0?$/.test(order ?? '');
  if (namesOrders && found.find('action') !== undefined) return undefined;
  if (every('open', 'high', 'low', 'close')) {
    const fields = found.pick('open', 'high', 'low', 'close', 'volume', 'trades', 'durationNs');
    return { kind: 'bar', columns: { ...base, ...fields }, ...decimalsOf(found, cellOf(fields.open)) };
  }
  const ladder = ladderOf(columns);
  if (ladder?.bid1 !== undefined && ladder.ask1 !== undefined) {
    const decimals = decimalsOf(found, cellOf(ladder.bid1));
    return { kind: 'ladder', columns: { ...base, ...ladder }, ...decimals };
  }
  if (every('bid', 'ask')) {
    const fields = found.pick('bid', 'bidSize', 'ask', 'askSize');
    return { kind: 'quote', columns: { ...base, ...fields }, ...decimalsOf(found, cellOf(fields.bid)) };
  }
  if (!every('price', 'size')) return undefined;
  const isLevel = every('side') && !found.has('rtype') && (every('snapshot') || isBookName(hint, found));
  if (isLevel)
    return {
      kind: 'level',
      columns: { ...base, ...found.pick('side', 'price', 'size', 'snapshot', 'action') },
    };
  const { buyerIsMaker, ...fields } = found.pick('price', 'size', 'side', 'buyerIsMaker', 'id');
  const isTruth = buyerIsMaker !== undefined && truthOf((cellOf(buyerIsMaker) ?? '').trim()) !== undefined;
  const columnsOfTrade = { ...base, ...fields, ...(isTruth ? { buyerIsMaker } : {}) };
  return { kind: 'trade', columns: columnsOfTrade, ...decimalsOf(found, cellOf(fields.price)) };
}

/** Databento’s tables hold prices in steps of 10⁻⁹ unless they were asked for as decimals, which then show all nine. */
function decimalsOf(found: Columns, price: string | undefined): { priceDecimals?: number } {
  const isFixed = found.has('rtype') && found.has('publisherid') && /^-?\d+$/.test(price ?? '');
  return isFixed ? { priceDecimals: 9 } : {};
}

function isBookName(hint: string, found: Columns): boolean {
  return found.find('action') !== undefined || /book|depth|l2|level2|incremental|delta/i.test(hint);
}

const NUMBER = /^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;
const TRUTH = /^(true|false)$/i;

/** Vendors whose files have no header: form of the first row to a mapping. */
export function recogniseRow(cells: readonly string[]): ColumnMapping | undefined {
  const form = cells
    .map((cell, index) =>
      TRUTH.test(cell) ? 'b' : index < 2 && looksLikeTime(cell) ? 't' : NUMBER.test(cell) ? 'n' : 'x',
    )
    .join('');
  const at = (...fields: readonly string[]): Record<string, string> =>
    Object.fromEntries(fields.map((field, i) => [field, `#${i + 1}`]).filter(([field]) => field !== ''));
  const value = (index: number): number => Number(cells[index]);
  const ohlcv = ['open', 'high', 'low', 'close', 'volume'];
  const bar = (columns: Record<string, string>): ColumnMapping | undefined => {
    const [open, high, low, close] = ohlcv.map((field) => value(Number(columns[field]?.slice(1)) - 1));
    const isBar = Math.max(open ?? NaN, low ?? NaN, close ?? NaN) <= (high ?? NaN);
    // what is no bar by its prices has the form of one by chance
    return isBar && Math.min(open ?? NaN, close ?? NaN) >= (low ?? NaN)
      ? { kind: 'bar', columns, header: false }
      : undefined;
  };
  const trade = (columns: Record<string, string>): ColumnMapping => ({
    kind: 'trade',
    columns,
    header: false,
  });
  // Binance klines
  if (/^tnnnnnnnnnnn?$/.test(form)) return bar(at('ts', ...ohlcv, '', '', 'trades'));
  // Binance trades, then aggregated ones
  if (/^[tn]nnnnbb?$/.test(form)) return trade(at('id', 'price', 'size', '', 'ts', 'buyerIsMaker'));
  if (/^[tn]nnnnnbb?$/.test(form)) return trade(at('id', 'price', 'size', '', '', 'ts', 'buyerIsMaker'));
  // MetaTrader 4, with date and time apart
  if (/^ttnnnnn?$/.test(form)) return bar(at('date', 'time', ...ohlcv.slice(0, form.length - 2)));
  // Kraken, HistData, FirstRate
  if (/^tnnnnn?n?$/.test(form)) return bar(at('ts', ...ohlcv.slice(0, form.length - 1), 'trades'));
  // Kraken trades; HistData ticks
  const isSpread = value(1) > 0 && value(2) >= value(1) && value(2) < 1.05 * value(1);
  if (form === 'tnn' && !isSpread) return trade(at('ts', 'price', 'size'));
  if (form === 'tnnn' && isSpread) return { kind: 'quote', columns: at('ts', 'bid', 'ask'), header: false };
  return undefined;
}
