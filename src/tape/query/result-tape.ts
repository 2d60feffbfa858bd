/**
 * A result as a tape of its own: rows are checked, put into blocks, hashed and written as every import is. Knows no
 * query engine. Invariant: the rows decide the tape, not the way in which the engine found them: rows of one time must
 * be told apart by a rising column, or be the same in everything that a tape keeps.
 */
import { TapedeckError } from '../../layout/errors';
import { CommandFlag } from '../../layout/layout.gen';
import { numberColumn } from '../block';
import { TapeBuilder, type ByteSink } from '../builder';
import type { TapeInstrument } from '../hash';
import type { TapeManifest } from '../manifest';
import { schemas, type ColumnType } from '../schemas';
import { codeOf, planResult, type ResultPlan, type TapeColumnPlan } from './result-columns';
import type { ResultRows } from './result-rows';

export interface ResultTapeOptions {
  readonly name: string;
  readonly sql: string;
  /** what the rows rest on, for lineage */
  readonly steps: readonly string[];
  /** the tapes that the statement stands on */
  readonly tapes: readonly TapeManifest[];
  /** of the run, where there is no tape */
  readonly instruments: readonly TapeInstrument[];
  readonly sink: ByteSink;
  breathe(): Promise<void>;
}

const rowsAtOnce = 4096;
const order = 'Put a column that tells them apart into the result and sort by it: ORDER BY tsNs, n.';

const ranges: Readonly<Record<ColumnType, readonly [bigint, bigint]>> = {
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
  u64: [0n, 2n ** 64n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  u16: [0n, 2n ** 16n - 1n],
  u8: [0n, 255n],
};

/** Codes that a row of a schema may have; others would be refused when it plays. */
const codes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  'order kind': [32n, 41n],
  'depth kind': [37n, 41n],
  'order side': [0n, 1n],
  'depth side': [0n, 1n],
  'trade side': [0n, 2n],
};

function refuse(row: number, column: string, what: string): never {
  throw new TapedeckError('E-SQL-08', `Row ${row + 1}, column ${column}: ${what} No tape was made.`, {
    remedy: 'Filter such rows out, or correct the column.',
    row: row + 1,
    column,
  });
}

/** Symbols of tapes that disagree about their prices cannot share a tape by units. */
function poolOf({ tapes, instruments }: ResultTapeOptions): readonly TapeInstrument[] {
  if (tapes.length === 1) return tapes[0]!.instruments;
  const pool = new Map<string, TapeInstrument>();
  for (const one of tapes.length === 0 ? instruments : tapes.flatMap((tape) => tape.instruments)) {
    const known = pool.get(one.symbol);
    const isSame =
      known === undefined || (known.priceUnit === one.priceUnit && known.lotSize === one.lotSize);
    if (!isSame)
      throw new TapedeckError(
        'E-SQL-08',
        `“${one.symbol}” has other price units or lots in each tape. No tape was made.`,
        { remedy: 'Ask one tape at a time, then merge the tapes.' },
      );
    pool.set(one.symbol, known ?? one);
  }
  return [...pool.values()];
}

/** Reads the values of a result as those of a tape. */
class ResultReader {
  private readonly types: ReadonlyMap<string, ColumnType>;

  constructor(
    private readonly plan: ResultPlan,
    readonly instruments: readonly TapeInstrument[],
    private readonly hasOneSource: boolean,
  ) {
    this.types = new Map(schemas[plan.schema].columns.map(({ name, type }) => [name, type]));
  }

  instrumentOf(texts: readonly (string | null)[], row: number): number {
    const { symbol, instrument } = this.plan;
    if (instrument !== null && this.hasOneSource) {
      const index = Number(texts[instrument]);
      if (this.instruments[index] === undefined)
        refuse(row, 'instrument', `there is no instrument ${index}.`);
      return index;
    }
    if (symbol !== null) {
      const index = this.instruments.findIndex((one) => one.symbol === texts[symbol]);
      if (index < 0) refuse(row, 'symbol', `“${texts[symbol] ?? 'NULL'}” is in none of the tapes.`);
      return index;
    }
    if (this.instruments.length > 1)
      refuse(row, 'symbol', 'the tapes hold several instruments and the result does not name one.');
    return 0;
  }

  valueOf(
    column: TapeColumnPlan,
    texts: readonly (string | null)[],
    row: number,
    instrument: number,
  ): bigint {
    const { name, source } = column;
    const text = source === null ? null : texts[source]!;
    const value = text === null ? this.absent(column, row) : this.parsed(column, text, row, instrument);
    if (value === 'time') return this.valueOf(this.plan.columns[0]!, texts, row, instrument);
    const [least, most] = codes[`${this.plan.schema} ${name}`] ?? ranges[this.types.get(name) ?? 'i64'];
    if (value < least || value > most) refuse(row, name, `${value} does not fit.`);
    return value;
  }

  private absent({ name, source, fallback }: TapeColumnPlan, row: number): bigint | 'time' {
    if (fallback !== null) return fallback;
    // An empty side of a quote has neither price nor lots.
    if (source !== null && this.plan.schema === 'quote' && name !== 'tsExchNs') return 0n;
    return refuse(row, name, 'it is NULL.');
  }

  private parsed({ name, reading }: TapeColumnPlan, text: string, row: number, instrument: number): bigint {
    if (reading === 'price') return this.unitsOf(name, text, row, instrument);
    const value = reading === 'integer' ? wholeNumber(text) : codeOf(text, reading);
    if (value === null)
      refuse(row, name, `“${text}” is not a ${reading === 'integer' ? 'whole number' : reading}.`);
    return value!;
  }

  private unitsOf(name: string, text: string, row: number, instrument: number): bigint {
    const { priceUnit } = this.instruments[instrument]!;
    const units = Number(text) / Number(priceUnit);
    const whole = Math.round(units);
    if (!Number.isSafeInteger(whole) || Math.abs(units - whole) > 1e-4)
      refuse(row, name, `${text} is no whole number of price units of ${priceUnit}.`);
    return BigInt(whole);
  }
}

/** Sums are decimals or floats that happen to be whole. */
function wholeNumber(text: string): bigint | null {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  if (/^-?\d+\.0+$/.test(text)) return BigInt(text.slice(0, text.indexOf('.')));
  const value = Number(text);
  return text !== '' && Number.isSafeInteger(value) ? BigInt(value) : null;
}

/** Follows the rows and says when nothing orders two of them. */
class TotalOrder {
  private before: { texts: readonly (string | null)[]; tsNs: bigint; values: string } | null = null;
  private open: readonly (readonly number[])[];
  private readonly ties: readonly (readonly number[])[];

  constructor(names: readonly string[]) {
    const at = (name: string): number => names.indexOf(name);
    const lists = [['n'], ['sourceRow'], ['symbol'], ['instrument'], ['symbol', 'n'], ['instrument', 'n']];
    this.ties = lists.map((list) => list.map(at)).filter((list) => list.every((index) => index >= 0));
    this.open = this.ties;
  }

  check(texts: readonly (string | null)[], tsNs: bigint, values: string, row: number): void {
    const { before } = this;
    if (before !== null && tsNs < before.tsNs) {
      const message = `Row ${row + 1} is earlier than the row before it: a tape goes forward in time.`;
      throw new TapedeckError('E-SQL-09', message, {
        remedy: 'Sort the result: ORDER BY tsNs, n.',
        row: row + 1,
      });
    }
    if (before !== null && tsNs === before.tsNs && values !== before.values) {
      this.open = this.open.filter((list) => rises(before.texts, texts, list));
      if (this.open.length === 0) {
        const message = `Rows ${row} and ${row + 1} have the same time, and nothing in the result says which comes first.`;
        throw new TapedeckError('E-SQL-09', message, { remedy: order, row: row + 1 });
      }
    }
    this.before = { texts, tsNs, values };
  }
}

function rises(
  before: readonly (string | null)[],
  after: readonly (string | null)[],
  columns: readonly number[],
): boolean {
  for (const index of columns) {
    const [a, b] = [before[index] ?? '', after[index] ?? ''];
    if (a === b) continue;
    return /^-?\d+$/.test(a) && /^-?\d+$/.test(b) ? BigInt(a) < BigInt(b) : a < b;
  }
  return false;
}

/** Throws E-SQL-08 where a value or the columns do not fit, E-SQL-09 where rows have no total order. */
export async function makeResultTape(rows: ResultRows, options: ResultTapeOptions): Promise<TapeManifest> {
  if (rows.isCut)
    throw new TapedeckError('E-SQL-08', 'Only the first rows of this result were read. No tape was made.', {
      remedy: 'Ask for fewer rows, or use `tapedeck sql` on the command line, which reads them all.',
    });
  const plan = planResult(rows.columns);
  const pool = poolOf(options);
  const reader = new ResultReader(plan, pool, options.tapes.length <= 1);
  const builder = new TapeBuilder(plan.schema, options.sink);
  await fill(builder, rows, reader, plan, options);
  const { tapes } = options;
  const zones = new Set(tapes.map(({ zone }) => zone));
  const licences = [...new Set(tapes.map(({ licence }) => licence))].sort();
  return builder.finish({
    name: options.name,
    instruments: pool.map(({ symbol, venue, priceUnit, unitsPerTick, lotSize }) => ({
      ...{ symbol, venue, priceUnit, unitsPerTick, lotSize },
    })),
    zone: zones.size === 1 ? [...zones][0]! : 'UTC',
    dateKnown: tapes.every(({ dateKnown }) => dateKnown),
    converter: 'query@1',
    licence: licences.length === 0 ? 'made by a simulated run' : licences.join('; '),
    redistribute: tapes.every(({ redistribute }) => redistribute),
    source: {
      ...{ kind: 'query', files: tapes.flatMap(({ source }) => source.files), rows: rows.rowCount },
      ...{ steps: [`query: ${options.sql.replace(/\s+/g, ' ').trim()}`, ...options.steps] },
      parents: tapes.map(({ hash }) => hash),
    },
  });
}

async function fill(
  builder: TapeBuilder,
  rows: ResultRows,
  reader: ResultReader,
  plan: ResultPlan,
  { breathe }: ResultTapeOptions,
): Promise<void> {
  const total = new TotalOrder(rows.columns.map(({ name }) => name));
  const wide = new Set(['i64', 'u64']);
  const isWide = new Map(schemas[plan.schema].columns.map(({ name, type }) => [name, wide.has(type)]));
  let message = -1;
  let row = 0;
  for (let first = 0; first < rows.rowCount; first += rowsAtOnce) {
    for (const texts of rows.texts(first, rowsAtOnce)) {
      const instrument = reader.instrumentOf(texts, row);
      const values = plan.columns.map((column) => reader.valueOf(column, texts, row, instrument));
      const tsNs = values[0]!;
      total.check(texts, tsNs, `${instrument},${values.join()}`, row);
      const own = messageOf(plan, texts, row, message);
      if (own !== message && message >= 0) builder.markLast();
      message = own;
      const at = builder.next(tsNs);
      const put = (name: string, value: bigint): void => {
        const target = builder.block.columns[name] as unknown as Record<number, bigint | number>;
        target[at] = isWide.get(name) === true ? value : Number(value);
      };
      plan.columns.forEach(({ name }, index) => put(name, values[index]!));
      put('sourceRow', BigInt(message));
      put('instrument', BigInt(instrument));
      const flags = numberColumn(builder.block, 'flags');
      flags[at] = flags[at]! & ~CommandFlag.last;
      row += 1;
    }
    await builder.drain();
    await breathe();
  }
  if (row > 0) builder.markLast();
}

/** Rows of one message of the source stay together; without its number every row is a message. */
function messageOf(plan: ResultPlan, texts: readonly (string | null)[], row: number, before: number): number {
  if (plan.sourceRow === null) return row;
  const own = Number(texts[plan.sourceRow]);
  if (!Number.isSafeInteger(own) || own < before || own > 0xffff_ffff)
    refuse(
      row,
      'sourceRow',
      'numbers of messages must not fall. Leave the column out and rows are numbered anew.',
    );
  return own;
}
