/** An agent for tests: the paper's, but for what a test says. */
import { paper, type AgentSpec } from '../../src/scenario/agents';

export const agentOf = (given: Partial<AgentSpec>): AgentSpec => ({
  family: 'cst',
  id: 1,
  instrument: 0,
  startNs: 0n,
  endNs: 60_000_000_000n,
  ...paper,
  start: { bid: 9_999, ask: 10_000, bids: [3, 4, 4, 3, 3], asks: [3, 4, 4, 3, 3] },
  ...given,
});
