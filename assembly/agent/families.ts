/**
 * What the core asks of a family of agents, in one place: prepare its plan, decide at a wake, say when to wake next. A
 * further family is one more file here and one more case in each function.
 */
import { Agent, Command, FAMILY_CST } from '../layout.gen';
import { bookAt } from '../book/book';
import { seedStream } from '../random/stream';
import { S } from '../state';
import { agentAt, pushWake, streamOf } from './agents';
import { decideCst, mostLotsOf, nextWakeCst, prepareCst } from './cst';

/**
 * Adds an agent whose plan of `planBytes` bytes stands in the scratch region; its first wake is pushed. Returns its index,
 * or u32.MAX_VALUE when there is no room, no such family, no such matched book.
 */
export function addAgent(
  family: u32,
  id: u32,
  instrument: u32,
  startNs: i64,
  endNs: i64,
  seed: u64,
  planBytes: u32,
): u32 {
  const index = S.agentCount;
  if (index >= S.capAgents || S.planBytes + planBytes > S.capPlanBytes) return u32.MAX_VALUE;
  if (family != FAMILY_CST || instrument >= S.instrumentCount || bookAt(instrument).mode != 0)
    return u32.MAX_VALUE;
  const agent = agentAt(index);
  const plan = <usize>S.plansBase + <usize>S.planBytes;
  memory.copy(plan, <usize>S.scratchBase, <usize>planBytes);
  S.planBytes = S.planBytes + planBytes;
  S.agentCount = index + 1;
  seedStream(streamOf(agent), seed, id);
  agent.id = id;
  agent.family = family;
  agent.instrument = instrument;
  agent.startNs = startNs;
  agent.endNs = endNs;
  agent.plan = <u32>plan;
  agent.orders = S.agentOrdersBase + ((index * S.capAgentOrders) << 4);
  prepareCst(agent);
  pushWake(index, startNs, mostLotsOf(agent), <usize>S.scratchBase);
  return index;
}

/** Turns the due wake at `at` into the agent's command; false when it does nothing. */
export function decide(agent: Agent, at: usize): bool {
  S.nowNs = changetype<Command>(at).tsNs;
  return decideCst(agent, at);
}

/** Pushes the agent's next wake, using the 40 bytes at `at`. */
export function wakeAgain(index: u32, at: usize): void {
  pushWake(index, nextWakeCst(index), mostLotsOf(agentAt(index)), at);
}
