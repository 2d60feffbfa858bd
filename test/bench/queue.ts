/**
 * The event queue in the hold model (take the first, push one at a later time) against queues from npm. Order at
 * equal time must be first in, first out: the wheel is so by construction, the heaps by a sequence number in
 * their comparison. The core's queue runs inside wasm, compiled with the bench's own entry.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main as compile } from 'assemblyscript/asc';
import type { Context } from './context';
import { figureOf, medianOf, ratioOf } from './figures';
import { rivalQueues, type HoldQueue } from './rival-queues';

const SEED = 12_345;
const HORIZON_NS = 1_000_000;
const FOLD_ROUNDS = 20;
const FOLD_UNITS = 65_536;

interface QueueCore {
  prepare(pending: number, journalUnits: number): number;
  fill(count: number, seed: number): number;
  hold(operations: number, seed: number): number;
  countDisorder(): number;
  foldRings(rounds: number): number;
}

async function compileQueueCore(context: Context): Promise<WebAssembly.Module> {
  const folder = join(context.root, 'test/bench/assembly');
  const output = join(context.scratch, 'queue-hold.wasm');
  const config = join(folder, 'asconfig.json');
  const { error, stderr } = await compile(['--config', config, '--outFile', output]);
  if (error !== null) throw new Error(`the queue does not compile: ${stderr.toString()}`);
  return new WebAssembly.Module(readFileSync(output));
}

function instantiate(module: WebAssembly.Module): QueueCore {
  const abort = (): never => {
    throw new Error('an assertion of the core failed');
  };
  return new WebAssembly.Instance(module, { env: { abort } }).exports as unknown as QueueCore;
}

function holdInCore(module: WebAssembly.Module, pending: number, operations: number): number {
  const core = instantiate(module);
  core.prepare(pending + 1, 1024);
  let state = core.hold(pending, core.fill(pending, SEED));
  const start = performance.now();
  state = core.hold(operations, state);
  const seconds = (performance.now() - start) / 1000;
  if (state === 0 || core.countDisorder() > 0) throw new Error('the queue lost its order');
  return operations / seconds;
}

function holdInRival(create: () => HoldQueue, pending: number, operations: number): number {
  const queue = create();
  let state = SEED;
  let sequence = 0;
  const scatter = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % HORIZON_NS;
  };
  const hold = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const first = queue.pop();
      queue.push({ time: first.time + scatter(), sequence: sequence++ });
    }
  };
  for (let i = 0; i < pending; i++) queue.push({ time: scatter(), sequence: sequence++ });
  hold(operations >> 2);
  const start = performance.now();
  hold(operations);
  return (operations / (performance.now() - start)) * 1000;
}

/** What the digest alone costs a unit, in the core's own code. */
function addDigestCost(context: Context, module: WebAssembly.Module): void {
  const costs = Array.from({ length: context.options.rounds }, () => {
    const core = instantiate(module);
    core.prepare(1, FOLD_UNITS);
    core.foldRings(FOLD_ROUNDS);
    const start = performance.now();
    core.foldRings(FOLD_ROUNDS);
    return ((performance.now() - start) * 1e6) / (FOLD_ROUNDS * FOLD_UNITS);
  });
  context.addFigures(figureOf('digest', 'alone', 'ns a report unit', costs));
}

export async function benchQueue(context: Context): Promise<void> {
  const module = await compileQueueCore(context);
  addDigestCost(context, module);
  const { rounds, isQuick } = context.options;
  for (const pending of [1_000, 100_000, 1_000_000]) {
    context.say(`queue: ${pending} pending`);
    const group = `queue ${pending} pending`;
    const operations = (pending > 100_000 ? 1_000_000 : 2_000_000) / (isQuick ? 10 : 1);
    const ours: number[] = [];
    const theirs = rivalQueues.map(() => [] as number[]);
    for (let round = 0; round < rounds; round++) {
      ours.push(holdInCore(module, pending, operations) / 1e6);
      rivalQueues.forEach(({ create }, i) => {
        theirs[i]?.push(holdInRival(create, pending, operations / 4) / 1e6);
      });
    }
    context.addFigures(figureOf(group, 'engine', 'M events/s', ours));
    rivalQueues.forEach(({ name }, i) =>
      context.addFigures(figureOf(group, name, 'M events/s', theirs[i] ?? [])),
    );
    const best = theirs.reduce((a, b) => (medianOf(b) > medianOf(a) ? b : a));
    const goal = pending === 100_000 ? { floor: 8, aim: 12 } : null;
    context.addRatios(ratioOf(group, 'engine / best npm queue', ours, best, goal));
  }
}
