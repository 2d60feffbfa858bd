/**
 * Stress flows in the manner of the public matching benchmark: ids scattered over the whole range, most orders
 * cancelled or replaced within a few messages, prices around a mid that travels: by 25 %, by 40 %, or falling
 * by 30 % in a hundredth of the flow. Resting orders that were left behind are swept when the price returns.
 */
import { CommandWriter, type Flow } from './command-writer';
import { FlowRandom } from './random';

export interface StressShape {
  readonly name: string;
  readonly seed: number;
  readonly messages: number;
  /** Price at `progress` 0 … 1, in ticks. */
  readonly midAt: (progress: number) => number;
}

const START = 33_500;

/** Up by the swing, down through the start to the mirror price, and back, `legs` times. */
function swing(permille: number, legs: number): (progress: number) => number {
  return (progress) => {
    const phase = (progress * legs) % 1;
    const wave = phase < 0.25 ? phase * 4 : phase < 0.75 ? 2 - phase * 4 : phase * 4 - 4;
    return START + Math.round((START * permille * wave) / 1000);
  };
}

function crash(progress: number): number {
  if (progress < 0.4) return START;
  if (progress < 0.41) return Math.round(START * (1 - 30 * (progress - 0.4)));
  if (progress < 0.46) return Math.round(START * (0.7 + 4 * (progress - 0.41)));
  return Math.round(START * 0.9);
}

export const stressShapes: readonly StressShape[] = [
  { name: 'swing25', seed: 21, messages: 2e6, midAt: swing(250, 2) },
  { name: 'swing40', seed: 22, messages: 2e6, midAt: swing(400, 2) },
  { name: 'crash', seed: 23, messages: 2e6, midAt: crash },
];

/** Ids 0 … n − 1 in random order: nothing about an id says when it came. */
function shuffledIds(count: number, random: FlowRandom): Uint32Array {
  const ids = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = ids[i] as number;
    ids[i] = ids[j] as number;
    ids[j] = kept;
  }
  return ids;
}

export function buildStressFlow(shape: StressShape): Flow {
  const random = new FlowRandom(shape.seed);
  const writer = new CommandWriter(shape.messages + 4);
  const ids = shuffledIds(shape.messages, random);
  for (let order = 0; writer.count < shape.messages; order++) {
    const id = ids[order] as number;
    const mid = shape.midAt(writer.count / shape.messages);
    const isSell = random.next() >>> 31 === 1;
    const side = isSell ? 1 : 0;
    const lots = 1 + random.below(99);
    const away = random.chance(30) ? -3 - random.below(6) : 1 + random.below(random.chance(500) ? 12 : 250);
    const price = isSell ? mid + away : mid - away;
    if (random.chance(150)) {
      writer.order(id, 0, side, price, lots, true);
      continue;
    }
    writer.order(id, 0, side, price, lots, false);
    if (random.chance(200)) writer.replace(id, 0, price + (isSell ? -1 : 1), lots + 1);
    if (random.chance(965)) writer.cancel(id, 0);
  }
  const commands = writer.bytes;
  return {
    name: shape.name,
    commands,
    count: writer.count,
    warmup: 0,
    instruments: 1,
    orders: 1 << 17,
    windowTicks: 4096,
  };
}
