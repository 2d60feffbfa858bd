/**
 * A shared run, played to its end in Node: finds the tape, opens the run, doubles capacities on the way. The tape is
 * the folder that was named, or the folder that the manifest's own relative address leads to.
 * Invariant: no tape but the one with the manifest's hash is ever played.
 */
import { TapedeckError } from '../layout/errors';
import type { Manifest } from '../scenario/manifest';
import type { SharedRun } from '../share/shared-run';
import { completeRun } from '../sim/verify';
import { Run } from '../sim/run';
import type { Sink } from '../sim/sinks';
import { tapePortOf } from '../sim/tape-port';
import { commandsPerRow, packBlock } from '../tape/pack';
import { loadCore } from './core';
import { openTapeFolder } from './tape-folder';
import type { TapeFolder } from './tape-folder';

/** Plays it and hands the finished run to `use` while the tape is still open. */
export async function withWholeRun<Result>(
  shared: SharedRun,
  tapePlace: string | undefined,
  sinks: readonly Sink[],
  use: (run: Run, engineId: string) => Promise<Result>,
): Promise<Result> {
  const core = await loadCore();
  const folder = await findTape(shared.manifest, tapePlace);
  try {
    const tape = folder === null ? null : await tapePortOf(folder.source, { commandsPerRow, packBlock });
    const manifest = tape === null ? shared.manifest : withHash(shared.manifest, tape.hash);
    const options = { engineId: core.engineId, sinks, checkpointBytes: 0 };
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
