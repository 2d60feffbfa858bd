/**
 * The pinned digests in Node, on three ways that share no path through time: the command line plays the whole tape,
 * a run without checkpoints plays from moment to moment, and the cell is sent to and fro. How to renew: `pinned.ts`.
 */
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTapeFolder } from '../../src/cli/tape-folder';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, tapePortOf } from '../../src/sim';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import type { RunResultJson } from '../../src/worker/protocol';
import { Folder, tapedeck } from '../cli/console';
import { isAbsent, realData } from '../cli/real-data';
import { core, coreBytes } from '../sim/core-module';
import { makeRandom } from '../sim/synthetic-tape';
import { clientInProcess } from '../worker/in-process';
import { pinnedPath, type PinnedMoment, type PinnedPlace, type PinnedRun } from './pinned';

const MINUTE_NS = 60_000_000_000n;
/** Both tapes start here, by the clock of their zone. */
const OPEN_MS = 9.5 * 3_600_000;
const MOMENTS = 20;
const MOMENT_SEED = 20_260_106;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds % 60, 2)}.${pad(ms % 1000, 3)}`;
}

/** Nanoseconds since 1970 of a time of day, where `startNs` lies in the first minute after half past nine. */
function nsOf(time: string, startNs: bigint): bigint {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const ms = Math.round((hours * 3600 + minutes * 60 + seconds) * 1000) - OPEN_MS;
  return startNs - (startNs % MINUTE_NS) + BigInt(ms) * 1_000_000n;
}

const placeOf = (result: RunResultJson): PinnedPlace => ({
  events: result.eventCount,
  reports: result.reportCount,
  digest: result.digest,
  stateDigest: result.stateDigest,
});

function randomTimes(startNs: bigint, endNs: bigint): string[] {
  const random = makeRandom(MOMENT_SEED);
  const lengthMs = Number((endNs - startNs) / 1_000_000n);
  return Array.from({ length: MOMENTS }, () => clockText(OPEN_MS + random(lengthMs)));
}

async function wholeRun(folder: string): Promise<RunResultJson> {
  const printed = await tapedeck(['run', folder]);
  if (printed.code !== 0) throw new Error(printed.err);
  return JSON.parse(printed.out) as RunResultJson;
}

/** From start to end, halting at each moment, earliest first; the moments in the order of the random times. */
async function linearRun(folder: string): Promise<Pick<PinnedRun, 'start' | 'moments'>> {
  const { source, close } = await openTapeFolder(folder);
  const tape = await tapePortOf(source, { commandsPerRow, packBlock });
  const manifest = parseManifest({ version: 1, tape: { hash: tape.hash } });
  const run = await Run.open(core, manifest, tape, [], { checkpointBytes: 0 });
  await run.playTo(run.startNs, Infinity);
  const start = placeOf(run.result());
  const times = randomTimes(run.startNs, run.endNs);
  const moments = new Map<string, PinnedMoment>();
  for (const time of [...times].sort()) {
    await run.playTo(nsOf(time, run.startNs), Infinity);
    moments.set(time, { time, ...placeOf(run.result()) });
  }
  await close();
  return { start, moments: times.map((time) => moments.get(time)!) };
}

async function tapeOf(folder: string): Promise<{ manifest: unknown; parquet: Blob }> {
  const file = await open(join(folder, 'rows.parquet'));
  const parquet = new Blob([(await file.readFile()) as BlobPart]);
  await file.close();
  return { manifest: JSON.parse(readFileSync(join(folder, 'tape.json'), 'utf8')) as unknown, parquet };
}

function proveDigests(pinnedName: string, folderOf: () => string): void {
  let linear: PinnedRun;
  beforeAll(async () => {
    const whole = await wholeRun(folderOf());
    const { start, moments } = await linearRun(folderOf());
    linear = { tape: whole.tape ?? '', start, end: placeOf(whole), moments };
  });

  it('played whole, and halting at twenty moments', async () => {
    const text = `${JSON.stringify(linear, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(pinnedPath(pinnedName));
  });

  it('in the cell, sent to the moments in random order and then to the end', async () => {
    const client = clientInProcess();
    const info = await client.call({
      type: 'open',
      core: coreBytes,
      manifest: { version: 1, tape: { hash: linear.tape } },
      tape: await tapeOf(folderOf()),
      humanLog: [],
    });
    const placeAt = async (ns: bigint): Promise<PinnedPlace> => {
      await client.call({ type: 'seek', ns });
      return placeOf((await client.call({ type: 'result', scope: 'now' })).result);
    };
    for (const { time, ...place } of linear.moments)
      expect({ time, ...(await placeAt(nsOf(time, info.startNs))) }).toEqual({ time, ...place });
    expect(await placeAt(info.startNs)).toEqual(linear.start);
    expect(await placeAt(info.endNs)).toEqual(linear.end);
    client.close();
  });
}

describe('the bundled tape', () => {
  const folder = fileURLToPath(new URL('../../public/tapes/opening', import.meta.url));
  proveDigests('digests.json', () => folder);
});

const amznZip = 'lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip';

describe.skipIf(isAbsent(amznZip))('AMZN, five levels, imported', () => {
  const folder = new Folder();
  const tape = folder.of('tape');
  beforeAll(async () => {
    const printed = await tapedeck(['convert', realData(amznZip), '-o', tape]);
    if (printed.code !== 0) throw new Error(printed.err);
  });
  afterAll(() => folder.remove());
  proveDigests('digests-amzn.json', () => tape);
});
