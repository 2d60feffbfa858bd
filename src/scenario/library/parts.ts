/**
 * What the bundled markets are put together from: times, books, sizes, stages of the flow. Values of JSON alone.
 */
import type { AgentJson } from '../agents';

/** 2026-01-05 14:30 UTC, half past nine in New York. */
const openNs = 1_767_623_400_000_000_000n;
export const atSecond = (second: number): string =>
  (openNs + BigInt(Math.round(second * 1000)) * 1_000_000n).toString();
const after = (seconds: number): string => (BigInt(seconds) * 1_000_000_000n).toString();

/** Round lots are the rule, a few orders are large. */
export const sizes = [
  [100, 46],
  [200, 22],
  [300, 10],
  [500, 11],
  [1000, 8],
  [2500, 3],
];

/** Orders at the start: few at the touch, more behind it. */
export const startBook = (bid: number, ask: number, most: number, prices = 30): AgentJson => {
  const counts = Array.from({ length: prices }, (_, place) => Math.min(most, 1 + place));
  return { bid, ask, bids: counts, asks: counts };
};

export const stage = (
  second: number,
  limits: number,
  markets: number,
  cancels: number,
  lean = 0,
): { readonly [name: string]: AgentJson } => ({ fromNs: after(second), limits, markets, cancels, lean });

/** Keeps checkpoints small; a capacity never changes a report. */
export const smallCapacities: { readonly [name: string]: AgentJson } = {
  orders: 4096,
  farLevels: 1024,
  extensions: 64,
  windowTicks: 4096,
  windowRows: 256,
  agentOrders: 2048,
};
