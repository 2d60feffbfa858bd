/**
 * Builds a tape row by row in bounded memory: one block is filled, then hashed, scanned and handed on as Parquet.
 * Knows no source format. Rows must come in time order: readers
 * refuse what goes back, because they know the place.
 */
import { CommandFlag } from '../layout/layout.gen';
import { headOfBlock, makeBlock, numberColumn, type TapeBlock } from './block';
import { tapeError } from './errors';
import { blockHash, blockHashBy, rootHash, type Sha256, type TapeInstrument } from './hash';
import type { TapeManifest, TapeSourceInfo } from './manifest';
import { BlockParquetWriter } from './parquet-write';
import { QualityScan } from './quality';
import type { QualityRule } from './quality-rules';
import { BLOCK_ROWS, SCHEMA_VERSION, type SchemaName } from './schemas';

/** Where the bytes of rows.parquet go, in order. A promise holds the import back until it is kept. */
export interface ByteSink {
  (bytes: Uint8Array): void | Promise<void>;
  /** the platform's own, where there is one: blocks are then hashed beside the import */
  readonly sha256?: Sha256 | undefined;
}

/** What a reader knows about the tape beside its rows. */
export interface TapeDescription {
  readonly name: string;
  readonly instruments: readonly TapeInstrument[];
  readonly zone: string;
  readonly dateKnown: boolean;
  readonly converter: string;
  readonly licence: string;
  readonly redistribute: boolean;
  readonly source: TapeSourceInfo;
  /** what the column `text` of a news tape points into */
  readonly texts?: readonly string[];
}

/** Room for a run: the next power of two with a quarter to spare, at least 4,096. */
function roomFor(count: number): number {
  let room = 4096;
  while (room < count * 1.25) room *= 2;
  return room;
}

export class TapeBuilder {
  /** the block being filled; columns are written at the index that `next()` answers */
  block: TapeBlock;
  readonly #parquet: BlockParquetWriter;
  readonly #quality: QualityScan;
  readonly #hashes: Promise<string>[] = [];
  #filled = 0;
  #rows = 0;
  #firstTsNs: bigint | null = null;
  #lastTsNs = 0n;
  #unsent: Uint8Array[] = [];

  constructor(
    readonly schema: SchemaName,
    readonly sink: ByteSink,
  ) {
    this.block = makeBlock(schema, BLOCK_ROWS);
    this.#parquet = new BlockParquetWriter(schema);
    this.#quality = new QualityScan(schema);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Index of a new row in `block`. A full block is sealed first, so the last row stays within reach. */
  next(tsNs: bigint): number {
    if (this.#filled === BLOCK_ROWS) this.#seal();
    this.#firstTsNs ??= tsNs;
    this.#lastTsNs = tsNs;
    this.#rows++;
    return this.#filled++;
  }

  /** Flags the newest row as the last of its source message. */
  markLast(): void {
    const flags = numberColumn(this.block, 'flags');
    flags[this.#filled - 1] = (flags[this.#filled - 1] as number) | CommandFlag.last;
  }

  /** For the quality report: something the rows cannot show, at the row that comes next. */
  note(rule: QualityRule, sourceRow: number): void {
    this.#quality.note(rule, sourceRow, this.#rows);
  }

  /** Hands on what is sealed. Readers await this between pieces of input. */
  async drain(): Promise<void> {
    const unsent = this.#unsent;
    this.#unsent = [];
    for (const bytes of unsent) await this.sink(bytes);
  }

  async finish(about: TapeDescription): Promise<TapeManifest> {
    if (this.#rows === 0 || this.#firstTsNs === null) {
      throw tapeError('empty', {}, 'the files hold no rows. Nothing was imported.');
    }
    this.#seal();
    this.#unsent.push(this.#parquet.finish());
    await this.drain();
    const peaks = this.#quality.peaks();
    const { instruments } = about;
    const texts = about.texts === undefined ? {} : { texts: about.texts };
    const blocks = await Promise.all(this.#hashes);
    const facts = { schema: this.schema, rows: BigInt(this.#rows), instruments, blocks };
    return {
      ...{ format: 'tapedeck-tape', version: SCHEMA_VERSION, schema: this.schema, name: about.name },
      hash: rootHash({ ...facts, ...texts }),
      ...{ rows: String(this.#rows), instruments, blocks, ...texts },
      ...{ firstTsNs: String(this.#firstTsNs), lastTsNs: String(this.#lastTsNs) },
      ...{ zone: about.zone, dateKnown: about.dateKnown, source: about.source },
      ...{ licence: about.licence, redistribute: about.redistribute, converter: about.converter },
      capacities: { orders: roomFor(peaks.orders), farLevels: roomFor(peaks.levels) },
      counts: this.#quality.counts,
      quality: this.#quality.lines(),
    };
  }

  #seal(): void {
    const block = this.#filled === BLOCK_ROWS ? this.block : headOfBlock(this.block, this.#filled);
    const { sha256 } = this.sink;
    this.#hashes.push(sha256 === undefined ? Promise.resolve(blockHash(block)) : blockHashBy(sha256, block));
    this.#quality.scan(block);
    this.#unsent.push(this.#parquet.write(block));
    this.block = makeBlock(this.schema, BLOCK_ROWS);
    this.#filled = 0;
  }
}
