/**
 * From the bytes of an `open` message to a run at its start. Compiles, parses, checks; fetches and stores nothing.
 * Invariant: what it returns has a tape with the very hash that the manifest names.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { TapedeckError } from '../layout/errors';
import { manifestHash } from '../scenario/canonical';
import { parseCommandLog } from '../scenario/command';
import { limits, parseManifest, type Manifest } from '../scenario/manifest';
import {
  assumptionsOf,
  Bars,
  besideNotes,
  besideSpan,
  besideTexts,
  Consolidated,
  History,
  Invoice,
  Run,
  tapePortOf,
  VolumeProfile,
  type TapePort,
} from '../sim';
import { readBeside, type BesideRows } from '../tape/beside';
import type { TapeManifest } from '../tape/manifest';
import { commandsPerRow, packBlock } from '../tape/pack';
import { rowsInSql } from '../tape/quality-rules';
import { openTape } from '../tape/tape';
import { bufferOf } from './buffer';
import { isFar } from './far-rows';
import { platformSha256 } from './platform-sha256';
import { tapeBarsOf, type TapeBars } from './tape-bars';
import type { InstrumentInfo, OpenInfo, RequestOf, TapeBytes, TapeInfo } from './protocol';

const packing = { packBlock, commandsPerRow };

/** What remembers the past of a run for its pictures. */
export interface PictureSinks {
  readonly history: History;
  readonly bars: Bars;
  readonly profile: VolumeProfile;
  readonly invoice: Invoice;
  readonly consolidated: Consolidated;
  /** what the rows that are played do not tell */
  readonly tape: TapeTold;
}

/** The shapes of a bar tape's bars, the source rows that follow a gap. */
interface TapeTold {
  readonly bars: TapeBars | null;
  readonly gapRows: readonly number[];
}

export interface Opened {
  readonly run: Run;
  readonly sinks: PictureSinks;
  /** of the tapes beside the run */
  readonly texts: readonly string[];
  readonly info: OpenInfo;
}

interface OpenedTape {
  readonly port: TapePort;
  readonly manifest: TapeManifest;
  readonly bars: TapeBars | null;
}

async function openTapeBytes(tape: TapeBytes, { span }: Manifest): Promise<OpenedTape> {
  const source = openTape(tape.manifest, bufferOf(tape.parquet), platformSha256);
  const port = await tapePortOf(source, packing, { span, isFar: isFar(tape.parquet) });
  return { port, manifest: source.manifest, bars: await tapeBarsOf(source) };
}

/** Opened one after the other: each is verified block by block, and only within the run's time. */
async function openBeside(
  request: RequestOf<'open'>,
  manifest: Manifest,
  tape: TapePort | null,
): Promise<BesideRows[]> {
  const instruments = tape?.instruments ?? manifest.instruments;
  const span = besideSpan(manifest, tape);
  const opened: BesideRows[] = [];
  for (const { manifest: json, parquet } of request.beside ?? []) {
    const source = openTape(json, bufferOf(parquet), platformSha256);
    opened.push(await readBeside(source, instruments, span));
  }
  return opened;
}

async function compileCore(core: Uint8Array): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(core as BufferSource);
  } catch (error) {
    throw new TapedeckError(
      'E-CELL-06',
      'The engine core could not be compiled. Reload the page; nothing was lost.',
      {
        reason: String(error),
        bytes: core.byteLength,
      },
    );
  }
}

export async function openRun(request: RequestOf<'open'>): Promise<Opened> {
  const core = await compileCore(request.core);
  const manifest = parseManifest(request.manifest);
  const humanLog = parseCommandLog(request.humanLog, 'humanLog', limits.commands);
  const tape = request.tape === null ? null : await openTapeBytes(request.tape, manifest);
  const engineId = bytesToHex(sha256(request.core)).slice(0, 16);
  const instruments = tape?.manifest.instruments ?? manifest.instruments;
  const told = toldOf(tape);
  const sinks: PictureSinks = {
    history: new History(),
    bars: new Bars(),
    profile: new VolumeProfile(instruments.map(({ unitsPerTick }) => unitsPerTick)),
    invoice: new Invoice(manifest),
    consolidated: new Consolidated(manifest),
    tape: told,
  };
  const beside = await openBeside(request, manifest, tape?.port ?? null);
  const run = await Run.open(core, manifest, tape?.port ?? null, humanLog, {
    engineId,
    beside,
    notes: besideNotes(manifest, beside),
    sinks: [
      sinks.history,
      sinks.bars,
      sinks.profile,
      ...(manifest.venues.length > 0 ? [sinks.invoice, sinks.consolidated] : []),
    ],
  });
  return { run, sinks, texts: besideTexts(beside), info: infoOf(run, manifest, engineId, tape) };
}

function toldOf(tape: OpenedTape | null): TapeTold {
  if (tape === null) return { bars: null, gapRows: [] };
  const { quality } = tape.manifest;
  const gaps = quality.filter(({ rule }) => rule === 'gap');
  return {
    bars: tape.bars,
    gapRows: gaps.flatMap(({ sql }) => rowsInSql(sql)),
  };
}

function infoOf(run: Run, manifest: Manifest, engine: string, tape: OpenedTape | null): OpenInfo {
  return {
    engine,
    manifestHash: manifestHash(manifest),
    title: manifest.title,
    startNs: run.startNs,
    endNs: run.endNs,
    instruments:
      tape === null
        ? ownInstruments(manifest)
        : tape.manifest.instruments.map((own, index) => ({ index, ...own })),
    tape: tape === null ? null : tapeInfo(tape),
    assumptions: { ...assumptionsOf(manifest, run.tape) },
    notes: [...run.notes],
  };
}

/** What is said of a run that took another one's place. */
export const reopenedInfo = (info: OpenInfo, run: Run): OpenInfo => ({
  ...info,
  manifestHash: manifestHash(run.manifest),
  title: run.manifest.title,
  startNs: run.startNs,
  endNs: run.endNs,
  assumptions: { ...assumptionsOf(run.manifest, run.tape) },
});

const ownInstruments = (manifest: Manifest): InstrumentInfo[] =>
  manifest.instruments.map(({ symbol, venue, priceUnit, unitsPerTick, lotSize }, index) => ({
    index,
    symbol,
    venue: venue ?? '',
    priceUnit,
    unitsPerTick,
    lotSize,
  }));

const tapeInfo = ({ manifest: tape, bars }: OpenedTape): TapeInfo => ({
  hash: tape.hash,
  name: tape.name,
  schema: tape.schema,
  rows: Number(tape.rows),
  licence: tape.licence,
  zone: tape.zone,
  dateKnown: tape.dateKnown,
  barNs: bars?.barNs ?? null,
});
