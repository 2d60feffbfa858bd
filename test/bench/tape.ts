/**
 * Tapes: decoding and verifying Parquet blocks, packing them into commands, replaying them, and seeking in a run.
 * The tape is generated, so that the figures need no file from elsewhere.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLayout } from '../../src/layout/layout.gen';
import { parseManifest } from '../../src/scenario/manifest';
import { Run, tapePortOf } from '../../src/sim/index';
import type { TapeBlock } from '../../src/tape/block';
import { commandsPerRow, packBlock } from '../../src/tape/pack';
import { openTape, type TapeSource } from '../../src/tape/tape';
import type { Context } from './context';
import { figureOf, quantileOf } from './figures';
import { buildTape, type GeneratedTape } from './flow/tape-flow';
import { FlowRandom } from './flow/random';

const ROWS = 1_000_000;
const SEEKS = 100;
const ALL_EVENTS = Number.MAX_SAFE_INTEGER;

function open(tape: GeneratedTape): TapeSource {
  const bytes = tape.parquet;
  const slice = (start: number, end?: number): ArrayBuffer => bytes.slice(start, end).buffer as ArrayBuffer;
  return openTape(JSON.parse(JSON.stringify(tape.manifest)), { byteLength: bytes.byteLength, slice });
}

async function readAll(source: TapeSource): Promise<TapeBlock[]> {
  const blocks: TapeBlock[] = [];
  for (let i = 0; i < source.manifest.blocks.length; i++) blocks.push(await source.readBlock(i));
  return blocks;
}

async function benchDecode(context: Context, tape: GeneratedTape, rows: number): Promise<void> {
  const decode: number[] = [];
  const block: number[] = [];
  const pack: number[] = [];
  const out = new Uint8Array(65_536 * CommandLayout.size);
  await readAll(open(tape));
  for (let round = 0; round < context.options.rounds; round++) {
    const source = open(tape);
    const start = performance.now();
    await source.readBlock(0);
    const first = performance.now();
    const blocks = await readAll(source);
    const read = performance.now();
    for (const one of blocks) packBlock(one, out);
    const packed = performance.now();
    block.push(first - start);
    decode.push(rows / (read - first) / 1000);
    pack.push(rows / (packed - read) / 1000);
  }
  context.addFigures(
    figureOf('tape', 'first block decoded and verified', 'ms', block, '65,536 rows, footer included'),
    figureOf('tape', 'decode and verify', 'M rows/s', decode),
    figureOf('tape', 'packBlock', 'M rows/s', pack),
  );
}

async function benchRun(context: Context, tape: GeneratedTape, rows: number): Promise<void> {
  const module = new WebAssembly.Module(readFileSync(join(context.root, 'build/tapedeck.wasm')));
  const manifest = parseManifest({ version: 1, tape: { hash: tape.manifest.hash, name: 'generated' } });
  const play: number[] = [];
  const median: number[] = [];
  const slow: number[] = [];
  const rounds = Math.min(3, context.options.rounds);
  for (let round = 0; round < rounds; round++) {
    const port = await tapePortOf(open(tape), { commandsPerRow, packBlock });
    const run = await Run.open(module, manifest, port, []);
    const start = performance.now();
    await run.playTo(run.endNs, ALL_EVENTS);
    play.push(rows / (performance.now() - start) / 1000);
    const random = new FlowRandom(round + 1);
    const span = Number(run.endNs - run.startNs);
    const times: number[] = [];
    for (let i = 0; i < SEEKS; i++) {
      const target = run.startNs + BigInt(Math.floor((span / 65_536) * random.below(65_536)));
      const before = performance.now();
      await run.seek(target);
      times.push(performance.now() - before);
    }
    median.push(quantileOf(times, 0.5));
    slow.push(quantileOf(times, 0.99));
  }
  context.addFigures(
    figureOf('run', 'replay a tape to its end', 'M rows/s', play, 'decode, verify, pack, apply, checkpoints'),
    figureOf('run', 'seek, median', 'ms', median, `${SEEKS} random places, ${rows} rows`),
    figureOf('run', 'seek, 99th percentile', 'ms', slow),
  );
}

export async function benchTape(context: Context): Promise<void> {
  const rows = context.options.isQuick ? ROWS / 10 : ROWS;
  context.say(`tape: ${rows} rows`);
  const tape = await buildTape(rows, 31);
  await benchDecode(context, tape, rows);
  await benchRun(context, tape, rows);
}
