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
import { assumptionsOf, Bars, History, Run, tapePortOf, VolumeProfile, type TapePort } from '../sim';
import type { TapeManifest } from '../tape/manifest';
import { commandsPerRow, packBlock } from '../tape/pack';
import { openTape } from '../tape/tape';
import { bufferOf } from './buffer';
import { platformSha256 } from './platform-sha256';
import type { InstrumentInfo, OpenInfo, RequestOf, TapeBytes, TapeInfo } from './protocol';

const packing = { packBlock, commandsPerRow };

/** What remembers the past of a run for its pictures. */
export interface PictureSinks {
  readonly history: History;
  readonly bars: Bars;
  readonly profile: VolumeProfile;
}

export interface Opened {
  readonly run: Run;
  readonly sinks: PictureSinks;
  readonly info: OpenInfo;
}

async function openTapeBytes(tape: TapeBytes): Promise<{ port: TapePort; manifest: TapeManifest }> {
  const source = openTape(tape.manifest, bufferOf(tape.parquet), platformSha256);
  return { port: await tapePortOf(source, packing), manifest: source.manifest };
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
  const tape = request.tape === null ? null : await openTapeBytes(request.tape);
  const engineId = bytesToHex(sha256(request.core)).slice(0, 16);
  const instruments = tape?.manifest.instruments ?? manifest.instruments;
  const sinks: PictureSinks = {
    history: new History(),
    bars: new Bars(),
    profile: new VolumeProfile(instruments.map(({ unitsPerTick }) => unitsPerTick)),
  };
  const run = await Run.open(core, manifest, tape?.port ?? null, humanLog, {
    engineId,
    sinks: [sinks.history, sinks.bars, sinks.profile],
  });
  return { run, sinks, info: infoOf(run, manifest, engineId, tape?.manifest ?? null) };
}

function infoOf(run: Run, manifest: Manifest, engine: string, tape: TapeManifest | null): OpenInfo {
  return {
    engine,
    manifestHash: manifestHash(manifest),
    title: manifest.title,
    startNs: run.startNs,
    endNs: run.endNs,
    instruments:
      tape === null ? ownInstruments(manifest) : tape.instruments.map((own, index) => ({ index, ...own })),
    tape: tape === null ? null : tapeInfo(tape),
    assumptions: { ...assumptionsOf(manifest, run.tape) },
    notes: [...run.notes],
  };
}

const ownInstruments = (manifest: Manifest): InstrumentInfo[] =>
  manifest.instruments.map(({ symbol, priceUnit, unitsPerTick, lotSize }, index) => ({
    index,
    symbol,
    venue: '',
    priceUnit,
    unitsPerTick,
    lotSize,
  }));

const tapeInfo = (tape: TapeManifest): TapeInfo => ({
  hash: tape.hash,
  name: tape.name,
  schema: tape.schema,
  rows: Number(tape.rows),
  licence: tape.licence,
  zone: tape.zone,
  dateKnown: tape.dateKnown,
});
