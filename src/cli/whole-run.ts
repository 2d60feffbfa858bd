/**
 * A shared run, played to its end in Node: finds the tape, opens the run, doubles capacities on the way. The tape is
 * the folder that was named, or the folder that the manifest's own relative address leads to.
 * Invariant: no tape but the one with the manifest's hash is ever played.
 */
import { TapedeckError } from '../layout/errors';
import { withBeside, type Manifest } from '../scenario/manifest';
import type { SharedRun } from '../share/shared-run';
import { besideNotes, besideSpan } from '../sim/beside';
import { completeRun } from '../sim/verify';
import { Run } from '../sim/run';
import type { Sink } from '../sim/sinks';
import { tapePortOf, type TapePort } from '../sim/tape-port';
import { readBeside, type BesideRows } from '../tape/beside';
import { commandsPerRow, packBlock } from '../tape/pack';
import { loadCore } from './core';
import { openTapeFolder } from './tape-folder';
import type { TapeFolder } from './tape-folder';

/** Folders of tapes beside a run; whether those that the manifest does not name join it, which makes another run. */
interface BesidePlaces {
  readonly folders: readonly string[];
  readonly canJoin: boolean;
}

/** `DIR,DIR` of the command line. */
export const foldersOf = (list: string | undefined): string[] =>
  list?.split(',').filter((dir) => dir !== '') ?? [];

/** Plays it and hands the finished run to `use` while the tape is still open. */
export async function withWholeRun<Result>(
  shared: SharedRun,
  tapePlace: string | undefined,
  sinks: readonly Sink[],
  use: (run: Run, engineId: string) => Promise<Result>,
  besidePlaces: BesidePlaces = { folders: [], canJoin: false },
): Promise<Result> {
  const core = await loadCore();
  const folder = await findTape(shared.manifest, tapePlace);
  try {
    const { span } = shared.manifest;
    const tape =
      folder === null ? null : await tapePortOf(folder.source, { commandsPerRow, packBlock }, { span });
    const own = tape === null ? shared.manifest : withHash(shared.manifest, tape.hash);
    const { manifest, beside } = await readBesideTapes(own, tape, besidePlaces);
    const notes = besideNotes(manifest, beside);
    const options = { engineId: core.engineId, sinks, checkpointBytes: 0, beside, notes };
    const run = await Run.open(core.module, manifest, tape, shared.humanLog, options);
    return await use(await completeRun(run), core.engineId);
  } finally {
    await folder?.close();
  }
}

/** A hand-made link may name a tape without its hash: then the tape that was found is meant. */
function withHash(manifest: Manifest, hash: string): Manifest {
  const { tape } = manifest;
  return tape === null || tape.hash !== '' ? manifest : { ...manifest, tape: { ...tape, hash } };
}

/** Reads the tapes beside a run: from the folders given, else from the manifest's own relative addresses. */
export async function readBesideTapes(
  manifest: Manifest,
  tape: TapePort | null,
  { folders, canJoin }: BesidePlaces,
): Promise<{ manifest: Manifest; beside: BesideRows[] }> {
  const instruments = tape?.instruments ?? manifest.instruments;
  const own = manifest.beside.map(({ url }) => url).filter((url) => url !== '' && !/^https?:/.test(url));
  const read = new Map<string, { name: string; rows: BesideRows }>();
  for (const place of folders.length === 0 ? own : folders) {
    const folder = await openTapeFolder(place);
    try {
      const { hash, name } = folder.source.manifest;
      const rows = await readBeside(folder.source, instruments, besideSpan(manifest, tape));
      read.set(hash, { name, rows });
    } finally {
      await folder.close();
    }
  }
  const named = [...read].map(([hash, { name }]) => ({ hash, name, url: '' }));
  const whole = canJoin ? withBeside(manifest, named) : manifest;
  const beside: BesideRows[] = [];
  for (const { hash } of whole.beside) {
    const found = read.get(hash);
    // the run itself refuses, and names what is missing
    if (found === undefined) break;
    beside.push(found.rows);
  }
  return { manifest: whole, beside };
}

async function findTape(manifest: Manifest, tapePlace: string | undefined): Promise<TapeFolder | null> {
  const { tape } = manifest;
  if (tape === null) {
    if (tapePlace === undefined) return null;
    throw new TapedeckError('E-CLI-04', 'This run has no tape: leave --tape out.');
  }
  if (tapePlace !== undefined) return openTapeFolder(tapePlace);
  const which = tape.hash === '' ? '' : ` with hash ${tape.hash}`;
  const missing = `The run needs the tape “${tape.name || tape.url || 'unnamed'}”${which}. Name its folder with --tape DIR.`;
  if (tape.url === '' || /^https?:/.test(tape.url)) throw new TapedeckError('E-RUN-01', missing);
  try {
    return await openTapeFolder(tape.url);
  } catch (error) {
    if (!(error instanceof TapedeckError) || error.code !== 'E-FILE-01') throw error;
    throw new TapedeckError('E-RUN-01', missing);
  }
}
