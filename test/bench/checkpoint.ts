/**
 * Checkpoint and restore of engines whose state is about 16 and 64 MiB: the raw copy into a buffer that exists (what
 * a seek pays) and the sealed image (what a file pays), a tenth of the orders live.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../../src/engine/engine';
import { Rank } from '../../src/layout/layout.gen';
import { maxI64 } from '../../src/scenario/command';
import type { Context } from './context';
import { configFor } from './engine-round';
import { figureOf } from './figures';
import { CommandWriter, type Flow } from './flow/command-writer';
import { FlowRandom } from './flow/random';

const MEBIBYTE = 1_048_576;
/** Orders whose records, index and ladder come to about this many MiB. */
const sizes = [
  { mebibytes: 16, orders: 180_000 },
  { mebibytes: 64, orders: 850_000 },
] as const;

function restingFlow(orders: number): Flow {
  const writer = new CommandWriter(orders);
  const random = new FlowRandom(41);
  for (let id = 1; id <= orders / 10; id++) {
    const isSell = random.next() >>> 31 === 1;
    const away = 1 + random.below(1000);
    writer.order(id, 0, isSell ? 1 : 0, 100_000 + (isSell ? away : -away), 1 + random.below(100), false);
  }
  const { bytes, count } = writer;
  return { name: 'resting', commands: bytes, count, warmup: 0, instruments: 1, orders, windowTicks: 4096 };
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

export function benchCheckpoint(context: Context): void {
  const module = new WebAssembly.Module(readFileSync(join(context.root, 'build/tapedeck.wasm')));
  for (const { mebibytes, orders } of sizes) {
    const flow = restingFlow(orders);
    const engine = Engine.create(module, configFor(flow));
    engine.commandBytes().set(flow.commands.subarray(0, flow.count * 40));
    engine.setWindow(flow.count, Rank.tape, true);
    engine.run(maxI64, flow.count);
    engine.skipReports();
    const kept = new Uint8Array(engine.stateBytes().byteLength);
    const take = (): void => kept.set(engine.stateBytes());
    const putBack = (): void => engine.loadStateBytes(kept);
    take();
    const times = {
      take: [] as number[],
      putBack: [] as number[],
      seal: [] as number[],
      restore: [] as number[],
    };
    for (let round = 0; round < context.options.rounds; round++) {
      times.take.push(milliseconds(take));
      times.putBack.push(milliseconds(putBack));
      let image: Uint8Array = kept;
      times.seal.push(milliseconds(() => void (image = engine.checkpoint())));
      times.restore.push(milliseconds(() => void Engine.restore(module, image)));
    }
    const group = `checkpoint ${mebibytes} MiB`;
    const note = `${(kept.byteLength / MEBIBYTE).toFixed(1)} MiB`;
    context.addFigures(
      figureOf(group, 'copy out', 'ms', times.take, note),
      figureOf(group, 'copy back', 'ms', times.putBack),
      figureOf(group, 'sealed image', 'ms', times.seal),
      figureOf(group, 'restore, fresh instance', 'ms', times.restore),
    );
  }
}
