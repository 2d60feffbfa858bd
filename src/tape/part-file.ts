/**
 * One Parquet file of a tape: a whole tape, or one part of it. Its footer is read when the first of its blocks or times
 * is asked for, and once; a footer that could not be read is asked for again. Knows row groups, no hashes: what it
 * returns is not yet verified (tape.ts).
 */
import type { FileMetaData, RowGroup } from 'hyparquet';
import type { TapeBlock } from './block';
import { checkFooter, readFooter, readGroup, type AsyncBuffer } from './parquet-read';
import { BLOCK_ROWS, type SchemaName } from './schemas';

/** Rows that lie together, with the times of the first and the last of them. */
export interface RowSpan {
  readonly rows: number;
  readonly bytes: number;
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/** What tape.json says of one file. */
export interface PartFacts extends RowSpan {
  readonly file: string;
}

export class PartFile {
  private footer: Promise<FileMetaData> | null = null;
  readonly blockCount: number;

  constructor(
    private readonly buffer: AsyncBuffer,
    private readonly schema: SchemaName,
    readonly facts: PartFacts,
    /** number of its first block in the tape */
    readonly firstBlock: number,
  ) {
    this.blockCount = Math.ceil(facts.rows / BLOCK_ROWS);
  }

  /** `index`: block of the tape. */
  async readBlock(index: number): Promise<TapeBlock> {
    const metadata = await this.metadata();
    return readGroup(this.buffer, metadata, this.schema, index - this.firstBlock, this.facts.file, index);
  }

  /** Blocks [first, end) of the tape that may hold rows of fromNs ≤ tsExchNs ≤ toNs. */
  async blockRange(fromNs: bigint, toNs: bigint): Promise<{ first: number; end: number }> {
    const { row_groups: groups } = await this.metadata();
    let first = 0;
    let end = groups.length;
    while (first < end && (stampOf(groups[first], 'max_value') ?? fromNs) < fromNs) first++;
    while (end > first && (stampOf(groups[end - 1], 'min_value') ?? toNs) > toNs) end--;
    return { first: this.firstBlock + first, end: this.firstBlock + end };
  }

  /** Its row groups; null where the file carries no statistics of its times. */
  async blockSpans(): Promise<RowSpan[] | null> {
    const spans: RowSpan[] = [];
    for (const group of (await this.metadata()).row_groups) {
      const [firstNs, lastNs] = [stampOf(group, 'min_value'), stampOf(group, 'max_value')];
      if (firstNs === undefined || lastNs === undefined) return null;
      let bytes = 0;
      for (const { meta_data: meta } of group.columns) bytes += Number(meta?.total_compressed_size ?? 0n);
      spans.push({ rows: Number(group.num_rows), bytes, firstNs, lastNs });
    }
    return spans;
  }

  private metadata(): Promise<FileMetaData> {
    if (this.footer === null) {
      const reading = this.readMetadata();
      this.footer = reading;
      reading.catch(() => {
        if (this.footer === reading) this.footer = null;
      });
    }
    return this.footer;
  }

  private async readMetadata(): Promise<FileMetaData> {
    const { rows, file } = this.facts;
    const found = await readFooter(this.buffer, file, this.blockCount);
    checkFooter(found, this.schema, rows, this.blockCount, file);
    return found;
  }
}

function stampOf(group: RowGroup | undefined, bound: 'min_value' | 'max_value'): bigint | undefined {
  const value = group?.columns[0]?.meta_data?.statistics?.[bound];
  return typeof value === 'bigint' ? value : undefined;
}
