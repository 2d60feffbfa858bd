/**
 * What a run needs of a tape: its identity, its instruments, and blocks of rows already packed as commands for the
 * engine's window. The run knows no file format and no source; packing comes in from outside.
 * Invariant: a block that was handed over has been verified against its hash.
 */
import { CommandFlag, CommandKind, CommandLayout, Side } from '../layout/layout.gen';
import { TapedeckError } from '../layout/errors';
import type { TapeBlock } from '../tape/block';
import type { RowSpan, TapeSource } from '../tape/tape';
import { timeOfRecord, within, type TimeSpan } from './tape-span';

export interface TapeInstrument {
  readonly symbol: string;
  readonly venue: string;
  readonly priceUnit: string;
  readonly unitsPerTick: number;
  readonly lotSize: string;
}

export interface PackedBlock {
  readonly rows: number;
  /** `rows` Command records */
  readonly bytes: Uint8Array;
  /** number of the source's row behind each record */
  readonly sourceRows: Uint32Array;
}

export interface TapePort {
  readonly hash: string;
  readonly schema: string;
  /** Command records in all blocks together; at most so many where `isSpan` */
  readonly rows: number;
  readonly isSpan?: boolean;
  readonly blockCount: number;
  /** times of the first and the last record */
  readonly firstTsNs: bigint;
  readonly lastTsNs: bigint;
  readonly instruments: readonly TapeInstrument[];
  /** capacities the tape says it needs */
  readonly capacities: Readonly<Record<string, number>>;
  /** every block costs a request to a host: nobody reads the whole of it unasked */
  readonly isFar: boolean;
  /** levels a side that its source shows; absent: all */
  readonly levels?: number;
  /** schema of the rows that these were made of; absent: rows are as the tape has them */
  readonly toldFrom?: string;
  /** how its rows lie in time, told without loading a block; null where nothing tells */
  spans(): Promise<readonly RowSpan[] | null>;
  loadBlock(index: number): Promise<PackedBlock>;
}

const sides = [Side.buy, Side.sell] as const;

/** The tape's own packer: how many records a row becomes, and the packing. */
export interface Packing {
  readonly commandsPerRow: Readonly<Record<TapeBlock['schema'], number>>;
  packBlock(block: TapeBlock, out: Uint8Array): number;
}

function sourceRowsOf(block: TapeBlock, recordsARow: number): Uint32Array {
  const rows = block.columns['sourceRow'];
  if (!(rows instanceof Uint32Array)) throw new Error('tape block without its sourceRow column');
  return recordsARow === 1
    ? rows
    : Uint32Array.from({ length: rows.length * recordsARow }, (_, i) => rows[Math.floor(i / recordsARow)]!);
}

/** Blocks before which every book is emptied: each file of a joined tape begins with a book of its own. */
function freshBooksOf({ manifest: { schema }, fileStarts }: TapeSource): ReadonlySet<number> {
  return new Set(schema === 'order' || schema === 'depth' ? fileStarts.slice(1) : []);
}

/** The block, with commands before it that empty both sides of every book at the time of its first row. */
function afterClearing({ rows, bytes, sourceRows }: PackedBlock, instruments: number): PackedBlock {
  const count = instruments * sides.length;
  const out = new Uint8Array(bytes.length + count * CommandLayout.size);
  out.set(bytes, count * CommandLayout.size);
  const view = new DataView(out.buffer);
  const tsNs = timeOfRecord({ rows, bytes, sourceRows }, 0);
  for (let i = 0; i < count; i += 1) {
    const at = i * CommandLayout.size;
    view.setBigInt64(at + CommandLayout.tsNs, tsNs, true);
    view.setUint16(at + CommandLayout.instrument, Math.floor(i / sides.length), true);
    view.setUint8(at + CommandLayout.kind, CommandKind.tapeClear);
    view.setUint8(at + CommandLayout.side, sides[i % sides.length]!);
    view.setUint8(at + CommandLayout.flags, CommandFlag.synthetic);
  }
  const sourceRow = sourceRows[0] ?? 0;
  const rowsBehind = new Uint32Array(rows + count).fill(sourceRow, 0, count);
  rowsBehind.set(sourceRows, count);
  return { rows: rows + count, bytes: out, sourceRows: rowsBehind };
}

/** `span`: the part of the tape that is played; null: all of it. */
export interface PortOptions {
  readonly span?: TimeSpan | null;
  readonly isFar?: boolean;
}

/** A quote tape shows the touch and nothing else. */
function levelsOf({ schema, source }: TapeSource['manifest']): { levels?: number } {
  if (schema === 'quote') return { levels: 1 };
  return source.levels === undefined ? {} : { levels: source.levels };
}

/**
 * A tape source as a port. Throws E-RUN-09 for one that is not played alone, E-RUN-13 for a span without a row. Reads two
 * blocks of a bar tape, whose records come at the end of their bars; with a span, the footer.
 */
export async function tapePortOf(
  source: TapeSource,
  packing: Packing,
  { span = null, isFar = false }: PortOptions = {},
): Promise<TapePort> {
  const { manifest } = source;
  const recordsARow = packing.commandsPerRow[manifest.schema];
  if (recordsARow === 0) {
    const message = `“${manifest.name}” is a ${manifest.schema} tape: it stands beside a run with prices and is not played alone. Open a tape of orders, depth, quotes, trades or bars first, then this one.`;
    throw new TapedeckError('E-RUN-09', message, { schema: manifest.schema, hash: manifest.hash });
  }
  const fresh = freshBooksOf(source);
  const loadBlock = async (index: number): Promise<PackedBlock> => {
    const block = await source.readBlock(index);
    const bytes = new Uint8Array(block.rows * recordsARow * CommandLayout.size);
    const rows = packing.packBlock(block, bytes);
    const packed = { rows, bytes, sourceRows: sourceRowsOf(block, recordsARow) };
    return fresh.has(index) ? afterClearing(packed, manifest.instruments.length) : packed;
  };
  const blockCount = manifest.blocks.length;
  let firstTsNs = BigInt(manifest.firstTsNs);
  let lastTsNs = BigInt(manifest.lastTsNs);
  if (manifest.schema === 'bar') {
    const last = await loadBlock(blockCount - 1);
    firstTsNs = timeOfRecord(await loadBlock(0), 0);
    lastTsNs = timeOfRecord(last, last.rows - 1);
  }
  const whole: TapePort = {
    hash: manifest.hash,
    schema: manifest.schema,
    rows: Number(manifest.rows) * recordsARow + fresh.size * manifest.instruments.length * sides.length,
    blockCount,
    firstTsNs,
    lastTsNs,
    instruments: manifest.instruments,
    capacities: { ...manifest.capacities },
    isFar,
    ...levelsOf(manifest),
    spans: () => source.spans(),
    loadBlock,
  };
  return span === null ? whole : within(whole, span, source);
}
