/**
 * A tape that can be played: manifest and file together. Every block is verified against tape.json before it is
 * returned, so no row that was changed is ever seen. Keeps no block: whoever plays decides what to cache.
 */
import type { FileMetaData } from 'hyparquet';
import type { TapeBlock } from './block';
import { tapeError } from './errors';
import { blockHash, blockHashBy, type Sha256 } from './hash';
import { parseTapeManifest, type TapeManifest } from './manifest';
import { checkFooter, readFooter, readGroup, type AsyncBuffer } from './parquet-read';
import { BLOCK_ROWS } from './schemas';

export interface TapeSource {
  readonly manifest: TapeManifest;
  /** Verified, or E-TAPE-03, -04, -05. */
  readBlock(index: number): Promise<TapeBlock>;
  /** Blocks [first, end) that may hold rows of fromNs ≤ tsExchNs ≤ toNs, by the statistics of the row groups. */
  blockRange(fromNs: bigint, toNs: bigint): Promise<{ first: number; end: number }>;
}

/**
 * Does not read yet: the footer is fetched with the first block. `sha256`: the platform's own, where it has one; it is
 * many times faster. Throws E-TAPE-01, -02, -06.
 */
export function openTape(manifestJson: unknown, file: AsyncBuffer, sha256?: Sha256): TapeSource {
  const manifest = parseTapeManifest(manifestJson);
  const rows = Number(manifest.rows);
  if (Math.ceil(rows / BLOCK_ROWS) !== manifest.blocks.length) {
    const message = `${manifest.blocks.length} blocks cannot hold ${rows} rows`;
    throw tapeError('manifestMalformed', { path: 'tape.json.blocks' }, message);
  }
  let footer: Promise<FileMetaData> | null = null;
  const metadata = (): Promise<FileMetaData> => {
    footer ??= readFooter(file).then((found) => {
      checkFooter(found, manifest.schema, rows, manifest.blocks.length);
      return found;
    });
    return footer;
  };
  return {
    manifest,
    async readBlock(index) {
      const expected = manifest.blocks[index];
      if (expected === undefined) throw new RangeError(`no block ${index}`);
      const block = await readGroup(file, await metadata(), manifest.schema, index);
      const found = sha256 === undefined ? blockHash(block) : await blockHashBy(sha256, block);
      if (found !== expected) {
        const message = 'its rows are not those tape.json was written for. No row of it was played.';
        throw tapeError('blockHash', { file: 'rows.parquet', block: index }, message, { expected, found });
      }
      return block;
    },
    async blockRange(fromNs, toNs) {
      const { row_groups: groups } = await metadata();
      let first = 0;
      let end = groups.length;
      while (first < end && (stampOf(groups[first], 'max_value') ?? fromNs) < fromNs) first++;
      while (end > first && (stampOf(groups[end - 1], 'min_value') ?? toNs) > toNs) end--;
      return { first, end };
    },
  };
}

function stampOf(
  group: FileMetaData['row_groups'][number] | undefined,
  bound: 'min_value' | 'max_value',
): bigint | undefined {
  const value = group?.columns[0]?.meta_data?.statistics?.[bound];
  return typeof value === 'bigint' ? value : undefined;
}
