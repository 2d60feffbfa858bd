/** A real day: AMZN of 2012-06-21, five levels, played whole, in pieces and after seeks. Skipped where it is absent. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, tapePortOf, type RunOptions, type TapePort } from '../../src/sim';
import { sourceFromBytes } from '../../src/tape/byte-source';
import { importFiles } from '../../src/tape/import';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { openTape } from '../../src/tape/tape';
import { core } from './core-module';
import { makeRandom } from './synthetic-tape';

const file = 'LOBSTER_SampleFile_AMZN_2012-06-21_5.zip';
const path = fileURLToPath(new URL(`../../../shared/data/lobster/${file}`, import.meta.url));
const isThere = existsSync(path);
if (!isThere) console.log(`skipped: ${path} is not here`);

describe.skipIf(!isThere)('AMZN, five levels', () => {
  let tape: TapePort;
  let messages = 0;

  beforeAll(async () => {
    const { manifest, parquet } = await importFiles([
      sourceFromBytes(file, new Uint8Array(readFileSync(path))),
    ]);
    messages = manifest.source.rows;
    const bytes = new Uint8Array(Buffer.concat(parquet));
    const buffer = {
      byteLength: bytes.byteLength,
      slice: (start: number, end?: number) => bytes.slice(start, end).buffer as ArrayBuffer,
    };
    tape = await tapePortOf(openTape(manifest, buffer), { packBlock, commandsPerRow });
  });

  const open = (options: RunOptions = {}): Promise<Run> =>
    Run.open(core, parseManifest({ version: 1, tape: { hash: tape.hash } }), tape, [], options);

  it('has one digest whole, in random pieces, and after twenty random seeks', async () => {
    const whole = await open({ checkpointBytes: 0 });
    expect(await whole.playTo(whole.endNs, Infinity)).toBe('end');
    const expected = { ...whole.result(), blocks: whole.engine.blockDigests() };
    expect(expected.eventCount).toBe(tape.rows);
    expect(whole.inTape.sourceRow).toBe(messages - 1);
    expect(whole.engine.validate()).toBeNull();

    const random = makeRandom(42);
    const run = await open({ checkpointEvents: 20_000 });
    while ((await run.playTo(run.endNs, 1 + random(30_000))) !== 'end');
    expect({ ...run.result(), blocks: run.engine.blockDigests() }).toEqual(expected);

    const span = run.endNs - run.startNs;
    for (let i = 0; i < 20; i += 1) {
      await run.seek(run.startNs + (span * BigInt(random(10_000))) / 10_000n);
      if (i % 5 === 0) await run.step('trade', i % 2 === 0 ? 1 : -1);
    }
    await run.seek(run.endNs);
    expect({ ...run.result(), blocks: run.engine.blockDigests() }).toEqual(expected);
  });

  it('is at any time what linear play is there', async () => {
    const run = await open({ checkpointEvents: 15_000 });
    await run.playTo(run.endNs, Infinity);
    const random = makeRandom(7);
    for (let i = 0; i < 6; i += 1) {
      const ns = run.startNs + ((run.endNs - run.startNs) * BigInt(random(10_000))) / 10_000n;
      await run.seek(ns);
      const linear = await open({ checkpointBytes: 0 });
      await linear.playTo(ns, Infinity);
      expect(run.engine.stateDigest()).toBe(linear.engine.stateDigest());
      expect(run.engine.runDigest()).toEqual(linear.engine.runDigest());
      expect(run.inTape.sourceRow).toBe(linear.inTape.sourceRow);
    }
  });
});
