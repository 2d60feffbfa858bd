/**
 * A small order flow from a seed, for a golden hash that needs no file: new, IOC, cancel and replace round a price
 * that walks. Knows nothing of engines. Integer arithmetic only, so the flow is the same everywhere and for ever.
 */
import { commandKinds, tifs } from '../model/codes';
import type { ModelCommand } from '../model/types';

/** Marsaglia's xorshift32 (2003), shifts 13, 17, 5. */
export class XorShift {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }
}

export function seededFlow(seed: number, count: number): ModelCommand[] {
  const random = new XorShift(seed);
  const known: bigint[] = [];
  let middle = 10_000;
  return Array.from({ length: count }, (_, index) => {
    middle += random.below(7) - 3 + (random.below(100) === 0 ? random.below(9_000) - 4_500 : 0);
    const side = random.below(2);
    const choice = random.below(100);
    const away = random.below(12) - 3;
    const base = {
      tsNs: BigInt(index),
      priceUnits: BigInt(side === 0 ? middle - away : middle + away),
      lots: 1 + random.below(100),
      side,
      tif: tifs.GTC,
      flags: 0,
      instrument: 0,
      rank: 4,
      displayShift: 0,
      account: 0,
    };
    const old = known[random.below(known.length + 1)] ?? BigInt(index);
    if (choice < 30) return { ...base, kind: commandKinds.cancel, orderId: old };
    if (choice < 45) return { ...base, kind: commandKinds.replace, orderId: old };
    const orderId = BigInt(index) * 0x9e3779b97f4a7c15n & (2n ** 64n - 1n);
    known.push(orderId);
    return { ...base, kind: commandKinds.new, orderId, tif: choice < 52 ? tifs.IOC : tifs.GTC };
  });
}
