/**
 * A tape that can be played: manifest and file, or files, together. Every block is verified against tape.json before it
 * is returned, so no row that was changed is ever seen. Keeps no block: whoever plays decides what to cache. Of a tape
 * in parts nothing is read but the parts that are asked for.
 */
import type { TapeBlock } from './block';
import { tapeError } from './errors';
import { blockHash, blockHashBy, type Sha256 } from './hash';
import { blockRowCounts, parseTapeManifest, partBytes, type TapeManifest } from './manifest';
import type { AsyncBuffer } from './parquet-read';
import { PartFile, type PartFacts, type RowSpan } from './part-file';

export type { RowSpan };

export interface TapeSource {
  readonly manifest: TapeManifest;
  /** rows of each block */
  readonly blockRows: readonly number[];
  /** first block of each file */
  readonly fileStarts: readonly number[];
  /** Verified, or E-TAPE-03, -04, -05. */
  readBlock(index: number): Promise<TapeBlock>;
  /** Blocks [first, end) that may hold rows of fromNs ≤ tsExchNs ≤ toNs, by the statistics of the row groups. */
  blockRange(fromNs: bigint, toNs: bigint): Promise<{ first: number; end: number }>;
  /** How the rows lie in time without decoding one: by row group, by part where there are parts; null where no statistics tell. */
  spans(): Promise<readonly RowSpan[] | null>;
}

/**
 * Does not read yet: a footer is fetched with the first block of its file. `file`: the bytes of rows.parquet, or of all
 * parts one after the other. `sha256`: the platform's own, where it has one; it is many times faster.
 * Throws E-TAPE-01, -02, -03, -06.
 */
export function openTape(manifestJson: unknown, file: AsyncBuffer, sha256?: Sha256): TapeSource {
  const manifest = parseTapeManifest(manifestJson);
  const parts = partsOf(manifest, file);
  const partOf = (index: number): PartFile => parts.findLast(({ firstBlock }) => firstBlock <= index)!;
  return {
    manifest,
    blockRows: blockRowCounts(manifest),
    fileStarts: parts.map(({ firstBlock }) => firstBlock),
    async readBlock(index) {
      const expected = manifest.blocks[index];
      if (expected === undefined) throw new RangeError(`no block ${index}`);
      const part = partOf(index);
      const block = await part.readBlock(index);
      const found = sha256 === undefined ? blockHash(block) : await blockHashBy(sha256, block);
      if (found !== expected) {
        const message = 'its rows are not those tape.json was written for. No row of it was played.';
        const place = { file: part.facts.file, block: index };
        throw tapeError('blockHash', place, message, { expected, found });
      }
      return block;
    },
    async blockRange(fromNs, toNs) {
      const [only, second] = parts;
      if (only !== undefined && second === undefined) return only.blockRange(fromNs, toNs);
      const first = parts.find(({ facts }) => facts.lastNs >= fromNs);
      const last = parts.findLast(({ facts }) => facts.firstNs <= toNs);
      if (first === undefined || last === undefined || last.firstBlock < first.firstBlock)
        return { first: 0, end: 0 };
      const ends = await last.blockRange(fromNs, toNs);
      if (first === last) return ends;
      // What lies between is needed whole; only the edges have to be looked at.
      return { first: (await first.blockRange(fromNs, toNs)).first, end: ends.end };
    },
    spans: async () => (parts.length > 1 ? parts.map(({ facts }) => facts) : parts[0]!.blockSpans()),
  };
}

function partsOf(manifest: TapeManifest, file: AsyncBuffer): PartFile[] {
  const { schema, parts } = manifest;
  const [firstNs, lastNs] = [BigInt(manifest.firstTsNs), BigInt(manifest.lastTsNs)];
  if (parts === undefined) {
    const rows = Number(manifest.rows);
    const facts: PartFacts = { file: 'rows.parquet', rows, bytes: file.byteLength, firstNs, lastNs };
    return [new PartFile(file, schema, facts, 0)];
  }
  const total = partBytes(parts);
  if (file.byteLength !== total) {
    const message = `${file.byteLength} bytes where tape.json lists parts of ${total}. Nothing was opened.`;
    throw tapeError('fileMismatch', { path: 'tape.json.parts' }, message);
  }
  let [at, block] = [0, 0];
  return parts.map(({ file: name, rows, bytes, firstTsNs, lastTsNs }) => {
    const span = { firstNs: BigInt(firstTsNs), lastNs: BigInt(lastTsNs) };
    const facts: PartFacts = { file: name, rows: Number(rows), bytes, ...span };
    const part = new PartFile(windowOf(file, at, bytes), schema, facts, block);
    at += bytes;
    block += part.blockCount;
    return part;
  });
}

const windowOf = (file: AsyncBuffer, at: number, byteLength: number): AsyncBuffer => ({
  byteLength,
  slice: (start, end = byteLength) => file.slice(at + start, at + Math.min(end, byteLength)),
});
