/**
 * Several tapes of one schema to one, by (time, venue, sequence): symbols, venues and days together, the same whatever
 * the order in which they are given. Messages stay whole; nothing is changed but prices and lots rescaled to the finest
 * steps of an instrument. Memory: one block of each tape.
 */
import { CommandFlag, CommandKind } from '../layout/layout.gen';
import type { InstrumentTerms } from '../scenario/instrument-terms';
import { column, i64Column, numberColumn, type TapeBlock } from './block';
import { TapeBuilder, type ByteSink } from './builder';
import { tapeError } from './errors';
import { parseDecimal, stepText } from './events/decimal';
import type { TapeInstrument } from './hash';
import type { ImportControl } from './import-control';
import type { TapeManifest } from './manifest';
import { INSTRUMENTS_MAX } from './order-flow';
import { rowsInSql } from './quality-rules';
import { schemas } from './schemas';
import type { TapeSource } from './tape';

/** Columns that are counted in price units, and in lots. */
const priceColumns = [
  'priceUnits',
  'bidPriceUnits',
  'askPriceUnits',
  'openUnits',
  'highUnits',
  'lowUnits',
  'closeUnits',
  'cashUnits',
];
const lotColumns = ['lots', 'bidLots', 'askLots', 'volumeLots'];
const U32_MAX = 0xffff_ffffn;

interface Placed {
  /** index in the merged tape */
  readonly index: number;
  readonly priceFactor: bigint;
  readonly lotFactor: bigint;
}

/** Of a power of ten; below 0 where a step is larger than 1. */
function scaleOf(step: string): number {
  const { units, scale } = parseDecimal(step) ?? { units: 1n, scale: 0 };
  return scale - (String(units).length - 1);
}
const keyOf = ({ venue, symbol }: TapeInstrument): string => JSON.stringify([venue, symbol]);

function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** The terms of either, with prices in the finer unit; two that contradict each other are refused. */
function uniteTerms(a: TapeInstrument, b: TapeInstrument, priceScale: number): Pick<TapeInstrument, 'terms'> {
  const finer = ({ terms, priceUnit }: TapeInstrument): InstrumentTerms | undefined => {
    if (terms?.tickTable === undefined) return terms;
    const factor = 10 ** (priceScale - scaleOf(priceUnit));
    const tickTable = terms.tickTable.map(({ fromUnits, unitsPerTick }) => ({
      fromUnits: String(BigInt(fromUnits) * BigInt(factor)),
      unitsPerTick: unitsPerTick * factor,
    }));
    return { ...terms, tickTable };
  };
  const [one, other] = [finer(a), finer(b)];
  if (one !== undefined && other !== undefined && JSON.stringify(one) !== JSON.stringify(other)) {
    const message = `the tapes state different terms for ${a.symbol}. State the same ones first.`;
    throw tapeError('mixedKinds', {}, message);
  }
  const terms = one ?? other;
  return terms === undefined ? {} : { terms };
}

/** The union, by venue and symbol, with the finest steps that occur; decimal steps only. */
function unite(tapes: readonly TapeSource[]): Map<string, TapeInstrument> {
  const found = new Map<string, TapeInstrument>();
  for (const instrument of tapes.flatMap(({ manifest }) => manifest.instruments)) {
    const before = found.get(keyOf(instrument));
    if (before === undefined) {
      found.set(keyOf(instrument), instrument);
      continue;
    }
    const priceScale = Math.max(scaleOf(before.priceUnit), scaleOf(instrument.priceUnit));
    const lotScale = Math.max(scaleOf(before.lotSize), scaleOf(instrument.lotSize));
    const tick = ({ priceUnit, unitsPerTick }: TapeInstrument): number =>
      unitsPerTick * 10 ** (priceScale - scaleOf(priceUnit));
    found.set(keyOf(instrument), {
      ...{ symbol: instrument.symbol, venue: instrument.venue, priceUnit: stepText(priceScale) },
      ...{ unitsPerTick: commonDivisor(tick(before), tick(instrument)), lotSize: stepText(lotScale) },
      ...uniteTerms(before, instrument, priceScale),
    });
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length > INSTRUMENTS_MAX)
    throw tapeError(
      'tooManyInstruments',
      {},
      `${sorted.length} instruments; a tape holds ${INSTRUMENTS_MAX}.`,
    );
  return new Map(sorted);
}

/** One tape, message by message. */
class Cursor {
  block: TapeBlock | null = null;
  row = 0;
  #next = 0;
  /** source rows before which messages are missing, as the tape's own report lists them */
  readonly #gaps: ReadonlySet<number>;

  constructor(
    readonly tape: TapeSource,
    readonly placed: readonly Placed[],
    /** texts of the tapes before it */
    readonly textOffset: number,
  ) {
    const gaps = tape.manifest.quality.filter(({ rule }) => rule === 'gap');
    this.#gaps = new Set(gaps.flatMap(({ sql }) => rowsInSql(sql)));
  }

  get isAfterGap(): boolean {
    return this.#gaps.has(this.sourceRow);
  }

  get tsNs(): bigint {
    const { block } = this;
    if (block === null) return 0n;
    const ts = i64Column(block, 'tsExchNs')[this.row] as bigint;
    // a bar is played when it ends
    return block.schema === 'bar' ? ts + (i64Column(block, 'durationNs')[this.row] as bigint) : ts;
  }
  get instrument(): number {
    return numberColumn(this.block as TapeBlock, 'instrument')[this.row] as number;
  }
  get sourceRow(): number {
    return numberColumn(this.block as TapeBlock, 'sourceRow')[this.row] as number;
  }
  get isLast(): boolean {
    const flags = numberColumn(this.block as TapeBlock, 'flags')[this.row] as number;
    return (flags & CommandFlag.last) !== 0;
  }

  /** False: there are no more rows. */
  async advance(): Promise<boolean> {
    if (this.block !== null && ++this.row < this.block.rows) return true;
    if (this.#next === this.tape.manifest.blocks.length) {
      this.block = null;
      return false;
    }
    this.block = await this.tape.readBlock(this.#next++);
    this.row = 0;
    return true;
  }
}

/**
 * Books of tapes that follow each other: every tape begins with its own, so what the one before left is cleared.
 * Two tapes of one book at the same time contradict each other.
 */
class BookOwners {
  readonly #owners: (Cursor | undefined)[] = [];

  constructor(
    readonly builder: TapeBuilder,
    readonly isLive: (cursor: Cursor) => boolean,
  ) {}

  take(cursor: Cursor, sourceRow: number): void {
    const { schema } = this.builder;
    if (schema !== 'order' && schema !== 'depth') return;
    const index = cursor.placed[cursor.instrument]?.index ?? 0;
    const owner = this.#owners[index];
    this.#owners[index] = cursor;
    if (owner === undefined || owner === cursor) return;
    if (this.isLive(owner)) {
      const message = `“${owner.tape.manifest.name}” and “${cursor.tape.manifest.name}” tell of one book at the same time. Merge tapes of it that follow each other.`;
      throw tapeError('mixedKinds', {}, message);
    }
    const tsNs = i64Column(cursor.block as TapeBlock, 'tsExchNs')[cursor.row] as bigint;
    for (const side of [0, 1]) {
      const at = this.builder.next(tsNs);
      const { block } = this.builder;
      i64Column(block, 'tsExchNs')[at] = tsNs;
      i64Column(block, 'tsLocalNs')[at] = tsNs;
      numberColumn(block, 'sourceRow')[at] = sourceRow;
      numberColumn(block, 'instrument')[at] = index;
      numberColumn(block, 'kind')[at] = CommandKind.tapeClear;
      numberColumn(block, 'side')[at] = side;
      numberColumn(block, 'flags')[at] = CommandFlag.synthetic;
    }
  }
}

export interface MergeOptions {
  readonly name?: string;
  readonly sink: ByteSink;
  readonly control: ImportControl;
}

function checkTapes(tapes: readonly TapeSource[]): void {
  const [first] = tapes;
  const other = tapes.find(({ manifest }) => manifest.schema !== first?.manifest.schema);
  if (first === undefined) throw tapeError('empty', {}, 'there is no tape to merge.');
  if (other !== undefined) {
    const message = `“${other.manifest.name}” is a ${other.manifest.schema} tape, “${first.manifest.name}” a ${first.manifest.schema} tape: only one schema can be merged.`;
    throw tapeError('mixedKinds', {}, message);
  }
  const hashes = tapes.map(({ manifest }) => manifest.hash);
  const twice = hashes.find((hash, i) => hashes.indexOf(hash) !== i);
  if (twice !== undefined) throw tapeError('mixedKinds', {}, `the tape ${twice} is given twice.`);
}

function copyRow(from: Cursor, builder: TapeBuilder, sourceRow: number): void {
  const { block, row } = from;
  if (block === null) throw new Error('no row');
  const placed = from.placed[from.instrument];
  if (placed === undefined)
    throw tapeError('outOfRange', { row }, `names instrument ${from.instrument}, which is not there.`);
  const at = builder.next(i64Column(block, 'tsExchNs')[row] as bigint);
  const isState = block.schema === 'order' && column(block, 'kind')[row] === CommandKind.tapeStatus;
  for (const { name } of schemas[block.schema].columns) {
    const source = column(block, name);
    const target = column(builder.block, name);
    let value = source[row] as number | bigint;
    if (name === 'sourceRow') value = sourceRow;
    else if (name === 'instrument') value = placed.index;
    else if (name === 'text') value = Number(value) + from.textOffset;
    else if (priceColumns.includes(name) && placed.priceFactor !== 1n)
      value = BigInt(value) * placed.priceFactor;
    else if (lotColumns.includes(name) && placed.lotFactor !== 1n && !isState) {
      value = BigInt(value) * placed.lotFactor;
      if (name !== 'volumeLots' && value > U32_MAX)
        throw tapeError(
          'outOfRange',
          { row: sourceRow },
          `${value} lots do not fit in the finer lots of the merged tape.`,
        );
      if (name !== 'volumeLots') value = Number(value);
    }
    target[at] = value as never;
  }
}

/** Throws E-TAPE-*; what the sink received before an error is to be dropped. */
export async function mergeTapes(tapes: readonly TapeSource[], options: MergeOptions): Promise<TapeManifest> {
  checkTapes(tapes);
  const ordered = [...tapes].sort((a, b) => (a.manifest.hash < b.manifest.hash ? -1 : 1));
  const instruments = unite(ordered);
  const keys = [...instruments.keys()];
  const cursors: Cursor[] = [];
  const texts: string[] = [];
  for (const tape of ordered) {
    const placed = tape.manifest.instruments.map((one): Placed => {
      const united = instruments.get(keyOf(one)) as TapeInstrument;
      return {
        index: keys.indexOf(keyOf(one)),
        priceFactor: 10n ** BigInt(scaleOf(united.priceUnit) - scaleOf(one.priceUnit)),
        lotFactor: 10n ** BigInt(scaleOf(united.lotSize) - scaleOf(one.lotSize)),
      };
    });
    const cursor = new Cursor(tape, placed, texts.length);
    texts.push(...(tape.manifest.texts ?? []));
    if (await cursor.advance()) cursors.push(cursor);
  }
  const schema = (ordered[0] as TapeSource).manifest.schema;
  const builder = new TapeBuilder(schema, options.sink);
  const total = ordered.reduce((sum, { manifest }) => sum + Number(manifest.rows), 0);
  options.control.totalBytes = total;
  const owners = new BookOwners(builder, (cursor) => cursors.includes(cursor));
  let sourceRow = 0;
  while (cursors.length > 0) {
    const cursor = cursors.reduce((best, one) => (isBefore(one, best) ? one : best));
    owners.take(cursor, sourceRow);
    if (cursor.isAfterGap) builder.note('gap', sourceRow);
    for (let isMessage = true; isMessage;) {
      copyRow(cursor, builder, sourceRow);
      isMessage = !cursor.isLast;
      if (!(await cursor.advance())) {
        cursors.splice(cursors.indexOf(cursor), 1);
        isMessage = false;
      }
    }
    sourceRow++;
    if ((sourceRow & 0xfff) !== 0) continue;
    options.control.check(builder.rows, builder.rows);
    await builder.drain();
  }
  const manifests = ordered.map(({ manifest }) => manifest);
  const licences = [...new Set(manifests.map(({ licence }) => licence))];
  const zones = [...new Set(manifests.map(({ zone }) => zone))];
  return builder.finish({
    name:
      options.name ??
      [...new Set([...instruments.values()].map(({ symbol }) => symbol))].slice(0, 4).join(' '),
    instruments: [...instruments.values()],
    ...(texts.length === 0 ? {} : { texts }),
    zone: zones.length === 1 ? (zones[0] ?? 'UTC') : 'UTC',
    dateKnown: manifests.every(({ dateKnown }) => dateKnown),
    converter: 'merge@1',
    licence: licences.sort().join('; '),
    redistribute: manifests.every(({ redistribute }) => redistribute),
    source: {
      ...{ kind: 'merge', files: manifests.flatMap(({ source }) => source.files), rows: sourceRow },
      parents: manifests.map(({ hash }) => hash),
    },
  });
}

/** By time, venue and sequence; then by symbol and by the tape's hash, so that nothing is left to the order of loading. */
function isBefore(a: Cursor, b: Cursor): boolean {
  const [ta, tb] = [a.tsNs, b.tsNs];
  if (ta !== tb) return ta < tb;
  const of = (cursor: Cursor): TapeInstrument =>
    cursor.tape.manifest.instruments[cursor.instrument] as TapeInstrument;
  const [x, y] = [of(a), of(b)];
  if (x.venue !== y.venue) return x.venue < y.venue;
  if (a.sourceRow !== b.sourceRow) return a.sourceRow < b.sourceRow;
  if (x.symbol !== y.symbol) return x.symbol < y.symbol;
  return a.tape.manifest.hash < b.tape.manifest.hash;
}
