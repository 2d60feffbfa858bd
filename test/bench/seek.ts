/**
 * The transport of a run of ten million events: laying its checkpoints, random seeks, steps back, memory; and how long
 * a pause takes at 1000× in a cell of its own thread. The tape is generated once and kept in the scratch folder.
 */
import { existsSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest } from '../../src/scenario/manifest';
import { History, Run, surveyRun, tapePortOf } from '../../src/sim/index';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { openTape, type TapeSource } from '../../src/tape/tape';
import { platformSha256 } from '../../src/worker/platform-sha256';
import { startCellThread } from './cell-thread';
import type { Context } from './context';
import { figureOf, quantileOf } from './figures';
import { FlowRandom } from './flow/random';
import { buildTape } from './flow/tape-flow';

const ROWS = 10_000_000;
const SEEKS = 1_000;
const STEPS = 200;
const PAUSES = 200;
const MEBIBYTE = 1_048_576;
const busy = 'all threads; what to read on a busy machine';

interface TapeFiles {
  readonly manifest: unknown;
  readonly path: string;
}

async function tapeFiles(context: Context, rows: number): Promise<TapeFiles> {
  const path = join(context.scratch, `seek-${rows}.parquet`);
  const json = join(context.scratch, `seek-${rows}.json`);
  if (!existsSync(json)) {
    context.say(`seek: generating ${rows} rows`);
    const tape = await buildTape(rows, 31);
    writeFileSync(path, tape.parquet);
    writeFileSync(json, JSON.stringify(tape.manifest));
  }
  return { manifest: JSON.parse(readFileSync(json, 'utf8')), path };
}

function openFile({ manifest, path }: TapeFiles): TapeSource {
  const file = openSync(path, 'r');
  const byteLength = statSync(path).size;
  const slice = (start: number, end = byteLength): ArrayBuffer => {
    const bytes = new Uint8Array(end - start);
    readSync(file, bytes, 0, bytes.byteLength, start);
    return bytes.buffer;
  };
  return openTape(manifest, { byteLength, slice }, platformSha256);
}

const breathe = (): Promise<void> => Promise.resolve();

async function benchRun(context: Context, files: TapeFiles): Promise<void> {
  const module = new WebAssembly.Module(readFileSync(join(context.root, 'build/tapedeck.wasm')));
  const source = openFile(files);
  const manifest = parseManifest({ version: 1, tape: { hash: source.manifest.hash } });
  const port = await tapePortOf(source, { commandsPerRow, packBlock });
  const run = await Run.open(module, manifest, port, [], { sinks: [new History()] });
  const started = performance.now();
  await surveyRun(run, () => undefined, breathe);
  const survey = performance.now() - started;
  const { count, bytes } = run.checkpointStats;
  const random = new FlowRandom(5);
  const span = Number(run.endNs - run.startNs);
  const seeks: number[] = [];
  const processor: number[] = [];
  const steps: number[] = [];
  for (let i = 0; i < SEEKS; i++) {
    const target = run.startNs + BigInt(Math.floor((span / 65_536) * random.below(65_536)));
    const used = process.cpuUsage();
    const before = performance.now();
    await run.seek(target);
    const there = performance.now();
    const { user, system } = process.cpuUsage(used);
    seeks.push(there - before);
    processor.push((user + system) / 1000);
    if (i % (SEEKS / STEPS) !== 0) continue;
    await run.step('event', -1);
    steps.push(performance.now() - there);
  }
  const group = `seek in ${(Number(source.manifest.rows) / 1e6).toFixed(0)} M events`;
  const memory = `${count} checkpoints ${(bytes / MEBIBYTE).toFixed(0)} MiB, tape ${((run.tape?.bytes ?? 0) / MEBIBYTE).toFixed(0)} MiB`;
  context.addFigures(
    figureOf(group, 'survey of the whole run', 's', [survey / 1000], memory),
    figureOf(group, 'median', 'ms', [quantileOf(seeks, 0.5)], `${SEEKS} random places`),
    figureOf(group, '95th percentile', 'ms', [quantileOf(seeks, 0.95)]),
    figureOf(group, '99th percentile', 'ms', [quantileOf(seeks, 0.99)], 'floor 100, aim 16'),
    figureOf(group, '99th percentile of processor time', 'ms', [quantileOf(processor, 0.99)], busy),
    figureOf(group, 'worst', 'ms', [Math.max(...seeks)]),
    figureOf(group, 'first step back, 99th percentile', 'ms', [quantileOf(steps, 0.99)]),
  );
}

/** Plays at 1000×, with the survey beside it, and times `pause` from its posting to its answer. */
async function benchPause(context: Context, files: TapeFiles): Promise<void> {
  const client = startCellThread(context.root);
  try {
    const manifest = { version: 1, tape: { hash: (files.manifest as { hash: string }).hash } };
    const core = new Uint8Array(readFileSync(join(context.root, 'build/tapedeck.wasm')));
    const tape = { manifest: files.manifest, parquet: new Uint8Array(readFileSync(files.path)) };
    const info = await client.call({ type: 'open', core, manifest, tape, humanLog: [] }, { timeoutMs: 0 });
    await client.call({ type: 'speed', speed: 1000 });
    const abort = new AbortController();
    const survey = client
      .call({ type: 'survey' }, { timeoutMs: 0, signal: abort.signal })
      .catch(() => undefined);
    const random = new FlowRandom(9);
    const times: number[] = [];
    for (let i = 0; i < PAUSES; i++) {
      if (i % 20 === 0) {
        const part = BigInt(random.below(900));
        await client.call({ type: 'seek', ns: info.startNs + ((info.endNs - info.startNs) * part) / 1000n });
      }
      await client.call({ type: 'play' });
      await new Promise((done) => setTimeout(done, 20 + random.below(40)));
      const before = performance.now();
      await client.call({ type: 'pause' });
      times.push(performance.now() - before);
    }
    abort.abort();
    await survey;
    context.addFigures(
      figureOf(
        'pause at 1000×',
        'median',
        'ms',
        [quantileOf(times, 0.5)],
        `${PAUSES} times, while surveying`,
      ),
      figureOf('pause at 1000×', '95th percentile', 'ms', [quantileOf(times, 0.95)], 'floor 50'),
      figureOf('pause at 1000×', 'worst', 'ms', [Math.max(...times)]),
    );
  } finally {
    client.close();
  }
}

export async function benchSeek(context: Context): Promise<void> {
  const rows = context.options.isQuick ? ROWS / 10 : ROWS;
  const files = await tapeFiles(context, rows);
  await benchRun(context, files);
  await benchPause(context, files);
}
