/**
 * Tables (CSV, Arrow, Parquet) to a tape: finds the mapping, looks ahead for what no row says (order of time, length
 * of bars), and walks the rows as a feed of events. Several tables of one kind follow each other in time.
 */
import { tapeError, type Place } from '../errors';
import type { EventFeed } from '../events/feed';
import type { ImportOptions } from '../sources';
import { mappingExample, parseMapping, type ColumnMapping } from './mapping';
import { plainName, recogniseColumns } from './recognise';
import { RowEvents, type Cells, type TableFacts } from './row-events';
import { TimeReader } from './times';

export interface TableSource {
  readonly name: string;
  readonly byteLength: number;
  readonly columns: readonly string[];
  /** where the table itself says how it is to be read */
  readonly mapping?: ColumnMapping | undefined;
  readonly hasDecimalComma?: boolean;
  /** columns whose type is a time: their cells are nanoseconds */
  readonly stamps?: ReadonlySet<string>;
  readonly symbol?: string | undefined;
  readonly venue?: string | undefined;
  /** `visit` answers false when it has seen enough; `pause` is awaited between pieces of input. */
  walk(
    visit: (cells: Cells, place: () => Place) => boolean,
    pause: (bytes: number) => Promise<void>,
  ): Promise<void>;
}

interface Sample {
  readonly firstNs: bigint;
  readonly isDescending: boolean;
  /** smallest distance between two stamps of a symbol */
  readonly stepNs: bigint | null;
}
interface ReadyTable {
  readonly table: TableSource;
  readonly mapping: ColumnMapping;
  readonly facts: TableFacts;
  readonly sample: Sample;
}

const SAMPLE_ROWS = 20_000;
const REVERSED_BYTES_MAX = 128 * 1024 * 1024;
const DAY_NS = 86_400_000_000_000n;
const MINUTE_NS = 60_000_000_000n;
const noPause = (): Promise<void> => Promise.resolve();

const PLAIN_WORDS =
  /^(csv|data|bars?|trades?|aggtrades|quotes?|book|depth|ohlcv?|daily|weekly|intraday|prices|ticks?|parquet|arrow|json|binance|kraken|polygon|sample|klines?|response|stream|agg|messages?|events?|[0-9]+(s|sec|m|min|h|hour|d)?)$/i;

/** `AAPL_1min.csv` → `AAPL`; words that say what a file holds are no symbols. */
export function symbolOfName(name: string): string {
  const words = name.slice(name.lastIndexOf('/') + 1).split(/[^A-Za-z0-9]+/);
  const word = words.find((one) => /[A-Za-z]/.test(one) && !PLAIN_WORDS.test(one));
  return (word ?? 'UNNAMED').toUpperCase().slice(0, 24);
}

async function firstCells(table: TableSource): Promise<Cells | undefined> {
  let found: Cells | undefined;
  await table.walk((cells) => {
    found = cells;
    return false;
  }, noPause);
  return found;
}

/** Columns whose type is a time are in nanoseconds, whatever unit a mapping leaves open. */
export function withStamps(mapping: ColumnMapping, stamps?: ReadonlySet<string>): ColumnMapping {
  const isStamp = stamps?.has(mapping.columns.ts ?? '') === true;
  return isStamp && mapping.time === undefined ? { ...mapping, time: 'ns' } : mapping;
}

async function mappingOf(table: TableSource, options: ImportOptions): Promise<ColumnMapping> {
  return withStamps(await chooseMapping(table, options), table.stamps);
}

/** What the table says of itself, or its names say. */
export async function recognisedMapping(table: TableSource): Promise<ColumnMapping | undefined> {
  if (table.mapping !== undefined) return table.mapping;
  const typeAt = table.columns.findIndex((column) => plainName(column) === 'type');
  const typed = typeAt < 0 ? undefined : ((await firstCells(table))?.[typeAt] ?? undefined);
  return recogniseColumns(table.columns, table.name, typed);
}

async function chooseMapping(table: TableSource, options: ImportOptions): Promise<ColumnMapping> {
  if (options.mapping !== undefined) return parseMapping(options.mapping);
  const found = await recognisedMapping(table);
  if (found !== undefined) return found;
  const message =
    `its columns are not recognised: ${table.columns.slice(0, 60).join(', ')}. ` +
    `Say what they are with a mapping (convert --map FILE), for instance ${mappingExample}. Nothing was imported.`;
  throw tapeError('mapping', { file: table.name }, message, { columns: table.columns });
}

async function sampleOf(table: TableSource, mapping: ColumnMapping, facts: TableFacts): Promise<Sample> {
  const rows = new RowEvents(mapping, table.columns, facts, () => undefined);
  const symbolAt = mapping.columns.symbol === undefined ? -1 : table.columns.indexOf(mapping.columns.symbol);
  const last = new Map<string, bigint>();
  let firstNs: bigint | null = null;
  let rising = 0;
  let stepNs: bigint | null = null;
  let count = 0;
  await table.walk((cells, place) => {
    const ns = rows.time(cells, place);
    const symbol = cells[symbolAt] ?? '';
    const before = last.get(symbol);
    if (before !== undefined && before !== ns) {
      rising += ns > before ? 1 : -1;
      const step = ns > before ? ns - before : before - ns;
      if (stepNs === null || step < stepNs) stepNs = step;
    }
    firstNs ??= ns;
    last.set(symbol, ns);
    return ++count < (mapping.kind === 'bar' ? SAMPLE_ROWS : 100);
  }, noPause);
  if (firstNs === null) throw tapeError('empty', { file: table.name }, 'has no rows. Nothing was imported.');
  return { firstNs, isDescending: rising < 0, stepNs };
}

async function prepare(table: TableSource, options: ImportOptions): Promise<ReadyTable> {
  const mapping = await mappingOf(table, options);
  const zone = mapping.zone ?? 'UTC';
  if (!TimeReader.knowsZone(zone)) {
    const message = `“${zone}” is not known: UTC, America/New_York, America/Chicago or ±HH:MM`;
    throw tapeError('mapping', { path: 'mapping.zone' }, message);
  }
  const facts: TableFacts = {
    symbol: mapping.symbol ?? options.symbol ?? table.symbol ?? symbolOfName(table.name),
    venue: mapping.venue ?? table.venue ?? '',
    zone,
    durationNs: 0n,
    hasDecimalComma: table.hasDecimalComma ?? false,
  };
  const sample = await sampleOf(table, mapping, facts);
  const isDaily = sample.firstNs % DAY_NS === 0n;
  const durationNs = BigInt(mapping.durationNs ?? sample.stepNs ?? (isDaily ? DAY_NS : MINUTE_NS));
  return { table, mapping, facts: { ...facts, durationNs }, sample };
}

/** Rows the other way round: a table is held in memory for it, so it may not be large. */
async function walkReversed(
  { table }: ReadyTable,
  row: (cells: Cells, place: () => Place) => void,
  pause: (bytes: number) => Promise<void>,
): Promise<void> {
  if (table.byteLength > REVERSED_BYTES_MAX) {
    const message = `has its newest row first and is larger than ${REVERSED_BYTES_MAX} bytes: sort it by time. Nothing was imported.`;
    throw tapeError('timeWentBack', { file: table.name }, message);
  }
  const rows: { cells: Cells; place: Place }[] = [];
  await table.walk((cells, place) => {
    rows.push({ cells: [...cells], place: place() });
    return true;
  }, pause);
  for (let i = rows.length - 1; i >= 0; i--) {
    const { cells, place } = rows[i] as { cells: Cells; place: Place };
    row(cells, () => place);
  }
}

export interface PreparedTables {
  readonly feed: EventFeed;
  readonly zone: string;
  readonly kind: ColumnMapping['kind'];
  steps(): string[];
}

export async function prepareTables(
  tables: readonly TableSource[],
  options: ImportOptions,
): Promise<PreparedTables> {
  const ready: ReadyTable[] = [];
  for (const table of tables) ready.push(await prepare(table, options));
  ready.sort((a, b) => {
    const [x, y] = [a.sample.firstNs, b.sample.firstNs];
    return x < y ? -1 : x > y ? 1 : a.table.name < b.table.name ? -1 : 1;
  });
  const [first] = ready;
  if (first === undefined) throw new Error('no table was recognised');
  let settled = { leftOut: 0, assumedSizes: 0 };
  const feed: EventFeed = {
    name: tables.map(({ name }) => name).join(', '),
    passBytes: tables.reduce((sum, { byteLength }) => sum + byteLength, 0),
    async walk(visit, pause) {
      settled = { leftOut: 0, assumedSizes: 0 };
      let done = 0;
      for (const one of ready) {
        const rows = new RowEvents(one.mapping, one.table.columns, one.facts, visit);
        const paused = (bytes: number): Promise<void> => pause(done + bytes);
        if (one.sample.isDescending) await walkReversed(one, rows.row.bind(rows), paused);
        else {
          const row = (cells: Cells, place: () => Place): boolean => {
            rows.row(cells, place);
            return true;
          };
          await one.table.walk(row, paused);
        }
        rows.end();
        done += one.table.byteLength;
        await pause(done);
        settled.leftOut += rows.settled.leftOut;
        settled.assumedSizes += rows.settled.assumedSizes;
      }
    },
  };
  const steps = (): string[] => {
    const reversed = ready.filter(({ sample }) => sample.isDescending).map(({ table }) => table.name);
    const { durationNs } = first.facts;
    const isInferred =
      first.mapping.durationNs === undefined && first.mapping.columns.durationNs === undefined;
    return [
      ...(reversed.length > 0 ? [`newest rows came first, order reversed: ${reversed.join(', ')}`] : []),
      ...(first.mapping.kind === 'bar' && isInferred
        ? [`bars of ${durationNs} ns: the smallest distance between two of them`]
        : []),
      ...(settled.leftOut > 0 ? [`${settled.leftOut} bars without a price left out`] : []),
      ...(settled.assumedSizes > 0 ? [`${settled.assumedSizes} quotes without a size: 1 assumed`] : []),
    ];
  };
  return { feed, zone: first.facts.zone, kind: first.mapping.kind, steps };
}
