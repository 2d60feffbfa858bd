/**
 * What a tape covers, from the statistics in its footer alone: no row is decoded, so it is told in a moment however
 * long the tape. Rates are those of whole row groups; what is finer needs the rows. Invariant: parts are in order of
 * time and hold every row once.
 */
import { checkFooter, readFooter, type AsyncBuffer } from './parquet-read';
import { parseTapeManifest } from './manifest';

export interface CoveragePart {
  readonly rows: number;
  readonly bytes: number;
  /** times of its first and last row */
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/** Null where a file carries no statistics of its times. Throws E-TAPE-01 … -06 for what is no tape. */
export async function coverageOf(
  manifestJson: unknown,
  file: AsyncBuffer,
): Promise<readonly CoveragePart[] | null> {
  const manifest = parseTapeManifest(manifestJson);
  const metadata = await readFooter(file);
  checkFooter(metadata, manifest.schema, Number(manifest.rows), manifest.blocks.length);
  const parts: CoveragePart[] = [];
  for (const group of metadata.row_groups) {
    const statistics = group.columns[0]?.meta_data?.statistics;
    const [firstNs, lastNs] = [statistics?.min_value, statistics?.max_value];
    if (typeof firstNs !== 'bigint' || typeof lastNs !== 'bigint') return null;
    let bytes = 0;
    for (const { meta_data: meta } of group.columns) bytes += Number(meta?.total_compressed_size ?? 0n);
    parts.push({ rows: Number(group.num_rows), bytes, firstNs, lastNs });
  }
  return parts;
}
