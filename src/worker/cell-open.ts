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
  besideTexts,
  checkpointEventsFor,
  Consolidated,
  History,
  Invoice,
  Run,
  VolumeProfile,
} from '../sim';
import type { OpenedTape, TapeTold } from './open-tape';
import { tapePart } from './part';
import type { InstrumentInfo, OpenInfo, RequestOf } from './protocol';

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

export interface Opened {
  readonly run: Run;
  readonly sinks: PictureSinks;
  /** of the tapes beside the run */
  readonly texts: readonly string[];
  readonly info: OpenInfo;
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
  const tape = request.tape === null ? null : await (await tapePart()).openTapeBytes(request.tape, manifest);
  const engineId = bytesToHex(sha256(request.core)).slice(0, 16);
  const instruments = tape?.manifest.instruments ?? manifest.instruments;
  const sinks: PictureSinks = {
    history: new History(),
    bars: new Bars(),
    profile: new VolumeProfile(instruments.map(({ unitsPerTick }) => unitsPerTick)),
    invoice: new Invoice(manifest),
    consolidated: new Consolidated(manifest),
    tape: tape?.told ?? { bars: null, gapRows: [] },
  };
  const { beside: more = [] } = request;
  const beside =
    more.length === 0 ? [] : await (await tapePart()).openBeside(more, manifest, tape?.port ?? null);
  const run = await Run.open(core, manifest, tape?.port ?? null, humanLog, {
    engineId,
    ...(tape === null ? {} : { checkpointEvents: checkpointEventsFor(tape.port.rows) }),
    beside,
    notes: besideNotes(manifest, beside),
    sinks: [
      sinks.history,
      sinks.bars,
      sinks.profile,
      ...(manifest.venues.length > 0 ? [sinks.consolidated] : []),
      ...(paysSomebody(manifest) ? [sinks.invoice] : []),
    ],
  });
  return { run, sinks, texts: besideTexts(beside), info: infoOf(run, manifest, engineId, tape) };
}

/** Whoever charges is a venue, or cash comes by schedule. */
const paysSomebody = ({ venues, reports }: Manifest): boolean =>
  venues.length > 0 || reports.includes('entry');

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
    tape: tape?.info ?? null,
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
