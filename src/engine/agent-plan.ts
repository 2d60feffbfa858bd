/**
 * An agent's configuration, and its plan as the bytes that the core takes. Knows the layout of plans and nothing of what
 * they do. Invariant: lists stand in the order and with the counts that `CstPlan` says, 8 bytes aligned as a whole.
 */
import { CstPlanLayout as P, CstSizeLayout, CstStageLayout as G } from '../layout/layout.gen';
import type { AgentSpec } from '../scenario/agents';

/** What the manifest says of one agent, all defaults filled in. */
export type AgentConfig = AgentSpec;

export function planBytes(agent: AgentConfig): Uint8Array {
  const { limits, tail, cancels, stages, sizes, start } = agent;
  const depth = Math.max(tail.depth, limits.length);
  const listBytes =
    8 * (depth + cancels.length) +
    G.size * stages.length +
    CstSizeLayout.size * sizes.length +
    4 * (start.bids.length + start.asks.length);
  const bytes = new Uint8Array(P.size + Math.ceil(listBytes / 8) * 8);
  const view = new DataView(bytes.buffer);
  const u32 = (at: number, value: number): void => view.setUint32(at, value, true);
  const f64 = (at: number, value: number): void => view.setFloat64(at, value, true);
  f64(P.marketRate, agent.market);
  f64(P.tailK, tail.k);
  f64(P.tailAlpha, tail.alpha);
  u32(P.depth, depth);
  u32(P.limitCount, limits.length);
  u32(P.cancelCount, cancels.length);
  u32(P.stageCount, stages.length);
  u32(P.sizeCount, sizes.length);
  u32(P.bidCount, start.bids.length);
  u32(P.askCount, start.asks.length);
  view.setInt32(P.startBidTick, start.bid, true);
  view.setInt32(P.startAskTick, start.ask, true);
  let at: number = P.size;
  for (const [index, rate] of limits.entries()) f64(at + 8 * index, rate);
  at += 8 * depth;
  for (const [index, rate] of cancels.entries()) f64(at + 8 * index, rate);
  at += 8 * cancels.length;
  for (const stage of stages) {
    view.setBigInt64(at + G.fromNs, agent.startNs + stage.fromNs, true);
    f64(at + G.limits, stage.limits);
    f64(at + G.markets, stage.markets);
    f64(at + G.cancels, stage.cancels);
    f64(at + G.lean, stage.lean);
    at += G.size;
  }
  for (const { lots, weight } of sizes) {
    u32(at + CstSizeLayout.lots, lots);
    u32(at + CstSizeLayout.weight, weight);
    at += CstSizeLayout.size;
  }
  for (const count of [...start.bids, ...start.asks]) {
    u32(at, count);
    at += 4;
  }
  return bytes;
}
