/**
 * The bundled samples: files are what the plans make, to the byte; whole runs have the digests pinned here; and each is
 * what its card says, a market that lives from the first second and never runs empty.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleEntry, type SampleEntry } from '../../src/cli/sample-entry';
import { openTapeFolder } from '../../src/cli/tape-folder';
import { parseManifest } from '../../src/scenario';
import { sampleManifest, sampleRuns } from '../../src/scenario/sample-runs';
import { encodeLink } from '../../src/share';
import { Run, tapePortOf } from '../../src/sim';
import { samples } from '../../src/tape/generate/samples';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { core } from '../sim/core-module';

/** A change here is a change of what the samples are: it needs a reason. */
const pinned: Readonly<Record<string, string>> = {
  'samples/crash.json': 'd47bbfa5047d6a89',
  'samples/opening-rush.json': 'd489f2ee464dff98',
  'samples/busy.json': 'bb4cbf008ee6dc73',
  'samples/trend.json': '554186599e1cc812',
  'samples/quiet.json': 'da91294bbfb87e2f',
  'samples/thin.json': '112ca6fa4c8a88bf',
  'tapes/opening/': '5a54b71441405e43',
};

const index = JSON.parse(readFileSync('public/samples/index.json', 'utf8')) as SampleEntry[];
const entryOf = (path: string): SampleEntry => index.find((entry) => entry.path === path)!;
const built = { module: core, engineId: '' };

describe('bundled samples', () => {
  it('are all in the index, each with the digest that is pinned', () => {
    expect(Object.fromEntries(index.map(({ path, digest }) => [path, digest]))).toEqual(pinned);
    expect(index.map(({ path }) => path)).toEqual([
      ...sampleRuns.map(({ name }) => `samples/${name}.json`),
      ...samples.map(({ folder }) => `tapes/${folder}/`),
    ]);
  });

  it.each(samples)('$folder, a tape, has its line rebuilt byte for byte', async (sample) => {
    const path = `tapes/${sample.folder}/`;
    const folder = await openTapeFolder(`public/${path}`);
    const tape = await tapePortOf(folder.source, { commandsPerRow, packBlock });
    const { symbol, priceUnit, licence, hash } = entryOf(path);
    const what = { kind: 'tape', path, symbol, priceUnit, licence } as const;
    const made = await sampleEntry(built, sample, what, { manifest: { version: 1, tape: { hash } }, tape });
    await folder.close();
    expect(JSON.stringify(made)).toBe(JSON.stringify(entryOf(path)));
    expect(licence).toBe(folder.source.manifest.licence);
  });

  it.each(sampleRuns)('$name, a run, has its file and its line rebuilt byte for byte', async (sample) => {
    const path = `samples/${sample.name}.json`;
    const manifest = sampleManifest(sample);
    const text = readFileSync(`public/${path}`, 'utf8');
    expect(`${JSON.stringify(manifest, null, 1)}\n`).toBe(text);
    expect(text.length).toBeLessThan(4_096);
    const what = { kind: 'run', path, symbol: sample.symbol, priceUnit: '0.01', licence: 'CC0-1.0' } as const;
    const made = await sampleEntry(built, sample, what, { manifest, tape: null });
    expect(JSON.stringify(made)).toBe(JSON.stringify(entryOf(path)));
    expect(made.durationS).toBeGreaterThanOrEqual(600);
    expect(made.spark.length, 'a side was empty').toBe(73);
    const range = Math.max(...made.spark) - Math.min(...made.spark);
    expect(range, 'half ticks that the price moved').toBeGreaterThan(30);
  });

  it.each(sampleRuns)('$name lives within the first second of a visit', async (sample) => {
    const manifest = parseManifest(sampleManifest(sample));
    const run = await Run.open(core, manifest, null, [], { checkpointBytes: 0 });
    const beginNs = run.startNs + BigInt(sample.t) * 1_000_000_000n;
    await run.seek(beginNs);
    const [events, trades] = [run.eventCount, run.trades.tradeCount];
    await run.seek(beginNs + BigInt(sample.speed) * 1_000_000_000n);
    expect(run.eventCount - events).toBeGreaterThan(50);
    expect(run.trades.tradeCount - trades).toBeGreaterThan(0);
    expect(run.engine.depth(0, 0, 20).length).toBe(20);
    const link = await encodeLink({
      manifest,
      humanLog: [],
      view: {},
      bookmarks: [],
      loop: null,
      positionNs: beginNs,
      speed: sample.speed,
      claim: null,
    });
    expect(link.ok && link.fragment.length).toBeLessThan(2_000);
  });
});
