/**
 * Tables (CSV, Arrow, Parquet) to a tape: finds the mapping, looks ahead for what no row says (order of time, length
 * of bars), and walks the rows as a feed of events. Several tables of one kind follow each other in time.
 */
import { TapedeckError } from '../../layout/errors';
import { tapeError, type Place } from '../errors';
import type { EventFeed } from '../events/feed';
import type { ImportOptions } from '../sources';
import { mappingExample, parseMapping, type ColumnMapping } from './mapping';
import { unknownZone, knowsZone } from '../../scenario/calendar/zones';
import { driftOf, fittedMapping, missingColumns, typesOfRow, type TableForm } from './drift';
import { HabitWatch, type TableHabits } from './habits';
import type { ByteRow } from './byte-row';
import { PlainRows } from './plain-rows';
import { recogniseColumns } from './recognise';
import { RowEvents, type Cells, type Settled, type TableFacts } from './row-events';

export interface TableSource {
  readonly name: string;
  readonly byteLength: number;
  readonly columns: readonly string[];
  /** where the table itself says how it is to be read */
  readonly mapping?: ColumnMapping | undefined;
  readonly usesSemicolons?: boolean;
  /** columns whose type is a time: their cells are nanoseconds */
  readonly stamps?: ReadonlySet<string>;
  readonly symbol?: string | undefined;
  readonly venue?: string | undefined;
  /** of the columns, where the file states them */
  readonly types?: readonly string[];
  /**
   * `visit` answers false when it has seen enough; `pause` is awaited between pieces of input; `drifted` hears, before
   * the row from which on they hold, of other columns than those above: cells keep the places of `columns`. A table of
   * bytes offers each row to `plain` first; what that takes is not visited.
   */
  walk(
    visit: (cells: Cells, place: () => Place) => boolean,
    pause: (bytes: number) => Promise<void>,
    drifted?: (words: string) => void,
    plain?: (row: ByteRow, place: () => Place) => boolean,
  ): Promise<void>;
}

interface Sample {
  /** what the first row says of the columns */
  readonly types: readonly string[];
  readonly firstNs: bigint;
  readonly isDescending: boolean;
  /** one symbol after the other, each in its own order of time */
  readonly isGrouped: boolean;
  /** smallest distance between two stamps of a symbol */
  readonly stepNs: bigint | null;
}
interface ReadyTable {
  readonly table: TableSource;
  readonly mapping: ColumnMapping;
  readonly facts: TableFacts;
  readonly habits: TableHabits;
  readonly sample: Sample;
}

const SAMPLE_ROWS = 20_000;
const HELD_BYTES_MAX = 128 * 1024 * 1024;
const DAY_NS = 86_400_000_000_000n;
const HOUR_NS = 3_600_000_000_000n;
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

/** Reads the beginning only. */
export async function habitsOf(table: TableSource): Promise<TableHabits> {
  const watch = new HabitWatch();
  try {
    await table.walk((cells) => watch.see(cells), noPause);
  } catch (error) {
    // a row that cannot be read is told when its turn comes
    if (!(error instanceof TapedeckError)) throw error;
  }
  return watch.habits(table.usesSemicolons ?? false);
}

/** The order of days and months, where a mapping leaves it open. */
export function withDayOrder(mapping: ColumnMapping, { dayOrder }: TableHabits): ColumnMapping {
  const isOpen = mapping.time === undefined || mapping.time === 'auto';
  return isOpen && dayOrder !== undefined ? { ...mapping, time: dayOrder } : mapping;
}

/** Columns whose type is a time are in nanoseconds, whatever unit a mapping leaves open. */
export function withStamps(mapping: ColumnMapping, stamps?: ReadonlySet<string>): ColumnMapping {
  const isStamp = stamps?.has(mapping.columns.ts ?? '') === true;
  return isStamp && mapping.time === undefined ? { ...mapping, time: 'ns' } : mapping;
}

/** `shared`: columns that some file of the import has; a mapping for all of them fits each as far as it goes. */
async function mappingOf(
  table: TableSource,
  options: ImportOptions,
  shared: ReadonlySet<string>,
): Promise<ColumnMapping> {
  return withStamps(fittedMapping(await chooseMapping(table, options), table.columns, shared), table.stamps);
}

/** What the table says of itself, or its names say. */
export async function recognisedMapping(table: TableSource): Promise<ColumnMapping | undefined> {
  if (table.mapping !== undefined) return table.mapping;
  return recogniseColumns(table.columns, table.name, await firstCells(table));
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

/** What the stamps of the first rows say about the order of a table. */
class SampleWatch {
  firstNs: bigint | null = null;
  stepNs: bigint | null = null;
  count = 0;
  #lastNs = 0n;
  /** of one symbol's rows, and from one symbol to another */
  readonly #own = { up: 0, down: 0 };
  readonly #across = { up: 0, down: 0 };
  readonly #last = new Map<string, bigint>();

  see(symbol: string, ns: bigint): void {
    const before = this.#last.get(symbol);
    const previous = before ?? (this.firstNs === null ? ns : this.#lastNs);
    if (ns !== previous) (before === undefined ? this.#across : this.#own)[ns > previous ? 'up' : 'down']++;
    else if (ns !== this.#lastNs && this.firstNs !== null) this.#across[ns > this.#lastNs ? 'up' : 'down']++;
    if (before !== undefined && before !== ns) {
      const step = ns > before ? ns - before : before - ns;
      if (this.stepNs === null || step < this.stepNs) this.stepNs = step;
    }
    this.firstNs ??= ns;
    this.#lastNs = ns;
    this.#last.set(symbol, ns);
    this.count++;
  }

  order(): { isDescending: boolean; isGrouped: boolean } {
    const { up, down } = this.#own;
    const isDescending = down > up || (up + down === 0 && this.#across.down > 0 && this.#across.up === 0);
    const isOrderly = (isDescending ? up : down) === 0;
    return { isDescending, isGrouped: isOrderly && (isDescending ? this.#across.up : this.#across.down) > 0 };
  }
}

async function sampleOf(table: TableSource, mapping: ColumnMapping, facts: TableFacts): Promise<Sample> {
  const rows = new RowEvents(mapping, table.columns, facts, () => undefined);
  const symbolAt = mapping.columns.symbol === undefined ? -1 : table.columns.indexOf(mapping.columns.symbol);
  const isLong = mapping.kind === 'bar' || symbolAt >= 0;
  const watch = new SampleWatch();
  const stampAt = table.columns.indexOf(mapping.columns.ts ?? '');
  let types = table.types;
  await table.walk((cells, place) => {
    types ??= typesOfRow(cells, stampAt);
    watch.see(cells[symbolAt] ?? '', rows.time(cells, place));
    return watch.count < (isLong ? SAMPLE_ROWS : 100);
  }, noPause);
  const { firstNs, stepNs } = watch;
  if (firstNs === null) throw tapeError('empty', { file: table.name }, 'has no rows. Nothing was imported.');
  return { firstNs, stepNs, ...watch.order(), types: types ?? [] };
}

/** A day in which clocks are put forward has 23 hours: bars of days are as long as the others. */
function barLength(stepNs: bigint): bigint {
  return (stepNs + HOUR_NS) % DAY_NS === 0n ? stepNs + HOUR_NS : stepNs;
}

async function prepare(
  table: TableSource,
  options: ImportOptions,
  shared: ReadonlySet<string>,
): Promise<ReadyTable> {
  const habits = await habitsOf(table);
  const mapping = withDayOrder(await mappingOf(table, options, shared), habits);
  const zone = mapping.zone ?? 'UTC';
  if (!knowsZone(zone)) throw tapeError('mapping', { path: 'mapping.zone' }, unknownZone(zone));
  const facts: TableFacts = {
    symbol: mapping.symbol ?? options.symbol ?? table.symbol ?? symbolOfName(table.name),
    venue: mapping.venue ?? table.venue ?? '',
    zone,
    durationNs: 0n,
    hasDecimalComma: habits.hasDecimalComma,
  };
  const sample = await sampleOf(table, mapping, facts);
  const isDaily = sample.firstNs % DAY_NS === 0n;
  const inferredNs = sample.stepNs === null ? (isDaily ? DAY_NS : MINUTE_NS) : barLength(sample.stepNs);
  const durationNs = BigInt(mapping.durationNs ?? inferredNs);
  return { table, mapping, habits, facts: { ...facts, durationNs }, sample };
}

/** Rows in another order than the file's: a table is held in memory for it, so it may not be large. */
async function walkHeld(
  { table, sample }: ReadyTable,
  events: RowEvents,
  pause: (bytes: number) => Promise<void>,
  drifted: (words: string) => void,
): Promise<void> {
  if (table.byteLength > HELD_BYTES_MAX) {
    const message = `has its newest row first, or one symbol after the other, and is larger than ${HELD_BYTES_MAX} bytes: sort it by time. Nothing was imported.`;
    throw tapeError('timeWentBack', { file: table.name }, message);
  }
  const rows: { ns: bigint; cells: Cells; place: Place; drift: string | undefined }[] = [];
  let drift: string | undefined;
  await table.walk(
    (cells, place) => {
      const ns = sample.isGrouped ? events.time(cells, place) : 0n;
      rows.push({ ns, cells: [...cells], place: place(), drift });
      drift = undefined;
      return true;
    },
    pause,
    (words) => void (drift = words),
  );
  if (sample.isDescending) rows.reverse();
  // stable: what one symbol did keeps its order
  if (sample.isGrouped) rows.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
  for (const { cells, place, drift: words } of rows) {
    if (words !== undefined) drifted(words);
    events.row(cells, () => place);
  }
}

const formOf = ({ table, sample }: ReadyTable): TableForm => ({
  columns: table.columns,
  types: sample.types,
});

function missingSteps({ table, mapping }: ReadyTable): string[] {
  return missingColumns(mapping).map((column) => `no column for ${column}: ${table.name}`);
}

/** What was done to the tables, in words. */
function stepsOf(ready: readonly ReadyTable[], drifts: readonly string[], settled: Settled): string[] {
  const named = (is: (one: ReadyTable) => boolean): string =>
    ready
      .filter(is)
      .map(({ table }) => table.name)
      .join(', ');
  const reversed = named(({ sample }) => sample.isDescending);
  const grouped = named(({ sample }) => sample.isGrouped);
  const guessed = named(({ habits, mapping }) => habits.isGuessed && mapping.time === habits.dayOrder);
  const [first] = ready;
  const isInferred =
    first?.mapping.durationNs === undefined && first?.mapping.columns.durationNs === undefined;
  return [
    ...ready.flatMap(missingSteps),
    ...drifts.map((words) => `columns changed, ${words}`),
    ...(reversed === '' ? [] : [`newest rows came first, order reversed: ${reversed}`]),
    ...(grouped === '' ? [] : [`one symbol came after the other, put in the order of time: ${grouped}`]),
    ...(guessed === '' ? [] : [`dates read month first, which nothing in them decides: ${guessed}`]),
    ...(first?.mapping.kind === 'bar' && isInferred
      ? [`bars of ${first.facts.durationNs} ns: the smallest distance between two of them`]
      : []),
    ...(settled.leftOut > 0 ? [`${settled.leftOut} bars without a price left out`] : []),
    ...(settled.repeatedPrices > 0
      ? [`${settled.repeatedPrices} empty cells of quotes: the price before`]
      : []),
    ...(settled.assumedSizes > 0 ? [`${settled.assumedSizes} quotes without a size: 1 assumed`] : []),
  ];
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
  const shared = new Set(tables.length > 1 ? tables.flatMap(({ columns }) => columns) : []);
  for (const table of tables) ready.push(await prepare(table, options, shared));
  ready.sort((a, b) => {
    const [x, y] = [a.sample.firstNs, b.sample.firstNs];
    return x < y ? -1 : x > y ? 1 : a.table.name < b.table.name ? -1 : 1;
  });
  const [first] = ready;
  if (first === undefined) throw new Error('no table was recognised');
  let settled = { leftOut: 0, assumedSizes: 0, repeatedPrices: 0 };
  let drifts: string[] = [];
  const feed: EventFeed = {
    name: tables.map(({ name }) => name).join(', '),
    passBytes: tables.reduce((sum, { byteLength }) => sum + byteLength, 0),
    async walk(visit, pause, visitPlain) {
      settled = { leftOut: 0, assumedSizes: 0, repeatedPrices: 0 };
      let done = 0;
      drifts = [];
      for (const [index, one] of ready.entries()) {
        const rows = new RowEvents(one.mapping, one.table.columns, one.facts, visit);
        const plain = PlainRows.of(rows, visitPlain, one.table.columns);
        const drifted = (words: string): void => {
          plain?.end();
          drifts.push(`${one.table.name}: ${words}`);
          rows.note('schemaDrift');
        };
        const drift = index === 0 ? undefined : driftOf(formOf(ready[index - 1] as ReadyTable), formOf(one));
        if (drift !== undefined) drifted(drift);
        for (const _ of missingColumns(one.mapping)) rows.note('missingColumns');
        const paused = (bytes: number): Promise<void> => pause(done + bytes);
        if (one.sample.isDescending || one.sample.isGrouped) await walkHeld(one, rows, paused, drifted);
        else {
          const row = (cells: Cells, place: () => Place): boolean => {
            plain?.leave();
            rows.row(cells, place);
            return true;
          };
          await one.table.walk(row, paused, drifted, plain?.take.bind(plain));
          plain?.end();
        }
        rows.end();
        done += one.table.byteLength;
        await pause(done);
        settled.leftOut += rows.settled.leftOut;
        settled.assumedSizes += rows.settled.assumedSizes;
        settled.repeatedPrices += rows.settled.repeatedPrices;
      }
    },
  };
  const steps = (): string[] => stepsOf(ready, drifts, settled);
  return { feed, zone: first.facts.zone, kind: first.mapping.kind, steps };
}
