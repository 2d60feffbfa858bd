/**
 * What a cell needs of tapes: opening their bytes, for play and beside a run, and what the page is told of them. The
 * readers of Parquet come with it, so it is fetched with the first tape. Invariant: rows are verified before they count.
 */
import { besideSpan } from '../sim/beside';
import { tapePortOf, type TapePort } from '../sim/tape-port';
import type { Manifest } from '../scenario/manifest';
import { readBeside, type BesideRows } from '../tape/beside';
import type { TapeManifest } from '../tape/manifest';
import { commandsPerRow, packBlock } from '../tape/pack';
import { rowsInSql } from '../tape/quality-rules';
import { openTape } from '../tape/tape';
import { bufferOf } from './buffer';
import { isFar } from './far-rows';
import { platformSha256 } from './platform-sha256';
import type { TapeBytes, TapeInfo } from './protocol';
import { tapeBarsOf, type TapeBars } from './tape-bars';

const packing = { packBlock, commandsPerRow };

/** The shapes of a bar tape's bars, the source rows that follow a gap. */
export interface TapeTold {
  readonly bars: TapeBars | null;
  readonly gapRows: readonly number[];
}

export interface OpenedTape {
  readonly port: TapePort;
  readonly manifest: TapeManifest;
  readonly told: TapeTold;
  readonly info: TapeInfo;
}

export async function openTapeBytes(tape: TapeBytes, { span }: Manifest): Promise<OpenedTape> {
  const source = openTape(tape.manifest, bufferOf(tape.parquet), platformSha256);
  const { manifest } = source;
  const port = await tapePortOf(source, packing, { span, isFar: isFar(tape.parquet) });
  const gaps = manifest.quality.filter(({ rule }) => rule === 'gap');
  const bars = await tapeBarsOf(source);
  const told = { bars, gapRows: gaps.flatMap(({ sql }) => rowsInSql(sql)) };
  return { port, manifest, told, info: infoOf(manifest, bars) };
}

/** Opened one after the other: each is verified block by block, and only within the run's time. */
export async function openBeside(
  tapes: readonly TapeBytes[],
  manifest: Manifest,
  tape: TapePort | null,
): Promise<BesideRows[]> {
  const instruments = tape?.instruments ?? manifest.instruments;
  const span = besideSpan(manifest, tape);
  const opened: BesideRows[] = [];
  for (const { manifest: json, parquet } of tapes) {
    const source = openTape(json, bufferOf(parquet), platformSha256);
    opened.push(await readBeside(source, instruments, span));
  }
  return opened;
}

const infoOf = (tape: TapeManifest, bars: TapeBars | null): TapeInfo => ({
  hash: tape.hash,
  name: tape.name,
  schema: tape.schema,
  rows: Number(tape.rows),
  licence: tape.licence,
  zone: tape.zone,
  dateKnown: tape.dateKnown,
  barNs: bars?.barNs ?? null,
});
